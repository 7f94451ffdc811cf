"""The words of a mail that carries a document: subject and letter in the buyer's language.

The buyer reads them: they do not follow the language of the window.
"""

import json
from functools import cache
from typing import Any

from desktop.runtime.paths import resource


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        resource("reference/document_mail.json").read_text(encoding="utf-8")
    )
    return found


def _of(language: str) -> dict[str, Any]:
    short = language.replace("_", "-").split("-")[0].lower()
    found: dict[str, Any] = _words().get(short) or _words()["en"]
    return found


def name(kind: str, language: str) -> str:
    """Return a kind of document in a buyer's language (ISO 639-1), in English for one without words."""
    return str(_of(language)["names"].get(kind, ""))


def subject(kind: str, label: str, language: str) -> str:
    """Return the subject: "Commercial invoice CI-2026-0007"."""
    return f"{name(kind, language)} {label}".strip()


def letter(kind: str, label: str, language: str, *, greeting: str = "", reference: str = "") -> str:
    """Return the letter: greeting, what is attached, and the buyer's own order number if known."""
    words = _of(language)
    said = str(words["attached"]).format(document=subject(kind, label, language))
    if reference:
        said += "\n" + str(words["order"]).format(reference=reference)
    chinese = language.startswith(("zh", "ja"))
    opening = f"{greeting}{'：' if chinese else ','}\n\n" if greeting else ""
    return f"{opening}{said}\n"
