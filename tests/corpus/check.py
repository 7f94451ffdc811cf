"""What every comparer of the corpus gives: one Check for each thing that a file is expected to show.

A family is a module with `SET` (its name) and `checks()`, which yields a Check for each file and aspect.
`benchmarks/corpus.py` counts them, `tests/mail/test_corpus_expected.py` wants all of them to hold but those that
`tests/corpus/disagreements.py` names with a reason.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@dataclass(frozen=True)
class Check:
    """One aspect (subject, addresses, date, text, html, attachments, tree, content, ...) of one file."""

    set: str
    file: str
    what: str
    ok: bool
    detail: str = ""


def compare(set_name: str, file: str, what: str, ours: object, expected: object) -> Check:
    """Equal or not, and both sides to be read when not."""
    ok = ours == expected
    return Check(
        set_name,
        file,
        what,
        ok,
        "" if ok else f"ours {_short(ours)}\n  expected {_short(expected)}",
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 600 else f"{text[:300]} ... {text[-280:]} ({len(text)})"


def words(text: str) -> str:
    """A text without regard to how its white space is laid out, NFC."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


def lines(text: str) -> list[str]:
    """The lines of a text without regard to line ends, trailing blanks and empty lines around it, NFC."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return [line.rstrip() for line in text.strip().split("\n")]


def files(folder: str, *suffixes: str) -> Iterator[tuple[str, Path]]:
    """The files of a folder of the corpus with one of these suffixes (all when none is given), by their names."""
    base = ROOT / folder
    for path in sorted(base.rglob("*")):
        if path.is_file() and (not suffixes or path.suffix in suffixes):
            yield str(path.relative_to(base)), path
