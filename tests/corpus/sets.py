"""Which families of the corpus have expectations that are compared, by the name of the module that compares them."""

import importlib
from collections.abc import Iterator

from tests.corpus.check import Check

SETS = (
    "mime4j",
    "imap_tools",
    "enmime",
    "zbateson",
    "flanker",
    "outlook_msg",
    "python_email",
    "addresses",
    "html2text",
    "reply_crisp",
    "reply_talon",
    "reply_others",
    "threads",
    "bounces",
    "calendars",
)


def checks(name: str) -> Iterator[Check]:
    """All checks of a family."""
    return importlib.import_module(f"tests.corpus.{name}").checks()
