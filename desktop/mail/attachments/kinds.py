"""Kinds of files by the endings of their names: `resources/reference/file_dangers.json`, read once."""

import json
from functools import cache
from typing import Any, Literal

from desktop.mail.attachments.names import ending
from desktop.runtime.paths import resource

Severity = Literal["", "ask", "stop"]
"""`stop`: not opened from here. `ask`: opened when the user says so. "": an ordinary document."""


def is_archive(filename: str) -> bool:
    """Tell whether a name is that of an archive."""
    return ending(filename) in words("archives")


@cache
def dangerous() -> dict[str, tuple[str, Severity]]:
    """Return {ending: (kind, severity)} of the files that can act when they are opened."""
    return {
        one: (kind, entry["severity"])
        for kind, entry in _data()["kinds"].items()
        for one in entry["extensions"].split()
    }


@cache
def words(key: str) -> frozenset[str]:
    """Return the endings listed under a key: posing_as, archives, plain_text."""
    return frozenset(_data()[key].split())


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        resource("reference", "file_dangers.json").read_text(encoding="utf-8")
    )
    return loaded
