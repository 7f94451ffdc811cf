"""Whether every character of a document can be printed, and where those stand that cannot."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.trade.bilingual import Bilingual, Language
from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.layout import Layout

CODE = "missing_characters"
_MOST_NAMED = 5
_FIELDS = {
    "letterhead": N_("Letterhead"),
    "parties": N_("Seller, buyer and delivery"),
    "items": N_("Lines"),
    "sums": N_("Charges"),
    "bank": N_("Bank details"),
    "bank_warning": N_("Bank details"),
    "marks": N_("Marks"),
    "notes": N_("Remarks"),
    "clauses": N_("Terms"),
    "signatures": N_("Signature"),
    "references": N_("References"),
    "voyage": N_("Shipping"),
    "goods_text": N_("Description of goods of the L/C"),
    "layout": N_("Template"),
}


@dataclass(frozen=True, slots=True)
class Unprintable:
    """Characters that no typeface has: in which part of the document, and in which text."""

    field: str
    text: str
    characters: tuple[str, ...]

    def sentence(self) -> str:
        """Return "Lines: 𱁬 in “…”", in the language of the window."""
        return _("{field}: {characters} in “{text}”").format(
            field=self.field, characters=" ".join(self.characters), text=self.text
        )


@dataclass(frozen=True, slots=True)
class Printable:
    """What a document's characters need: `borrowed` are fonts of this computer, by name and SHA-256."""

    unprintable: tuple[Unprintable, ...]
    borrowed: tuple[tuple[str, str], ...]

    @property
    def characters(self) -> tuple[str, ...]:
        """The characters that would print as boxes, each once."""
        found = (char for one in self.unprintable for char in one.characters)
        return tuple(dict.fromkeys(found))

    def as_json(self) -> dict[str, Any]:
        """Return what an issued document keeps: the fonts that did not come with the program."""
        fonts = [{"file": name, "sha256": sha256} for name, sha256 in self.borrowed]
        return {"fonts": fonts} if fonts else {}


def check(document: TradeDocument) -> Printable:
    """Return what cannot be printed in the languages of `document`, and the fonts it borrows."""
    texts = list(_texts(document, document.languages))
    chain = FontChain.of(document.languages)
    # Each character once: documents of thousands of lines repeat theirs.
    chain.faces("".join(sorted({char for _name, text in texts for char in text})))
    found = []
    for name, text in texts if chain.missing else ():
        lacking = tuple(dict.fromkeys(char for char in text if char in chain.missing))
        if lacking:
            found.append(Unprintable(_field(name, document), _short(text, lacking[0]), lacking))
    borrowed = sorted(Path(path) for path in chain.borrowed)
    return Printable(tuple(found), tuple((path.name, _hash(path)) for path in borrowed))


def _field(name: str, document: TradeDocument) -> str:
    part, _dot, index = name.partition(".")
    number = document.items[int(index)].number if part == "items" and index else ""
    if number:
        return _("Line {number}").format(number=number)
    return _(_FIELDS[part]) if part in _FIELDS else _("Document")


def _texts(document: TradeDocument, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield every printed text with the name of its part; lines with their place."""
    for one in fields(document):
        value = getattr(document, one.name)
        if one.name == "items":
            for index, item in enumerate(value):
                yield from ((f"items.{index}", text) for text in _within(item, languages))
        else:
            yield from ((one.name, text) for text in _within(value, languages))


def _within(value: object, languages: tuple[Language, ...]) -> Iterator[str]:
    if isinstance(value, Bilingual):
        yield from dict.fromkeys(value.text(language) for language in languages)
    elif isinstance(value, Layout):
        for wording in (value.intro, value.closing, value.footer):
            yield from _within(wording, languages)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one, languages)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _within(getattr(value, one.name), languages)
    elif isinstance(value, str) and not isinstance(value, StrEnum):
        yield value


def _short(text: str, char: str) -> str:
    """Return the line of `text` that holds `char`, a few words of it."""
    line = next((one for one in text.splitlines() if char in one), text)
    start = max(0, line.index(char) - 20) if char in line else 0
    return line[start : start + 40]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def require_printable(document: TradeDocument, accepted: Collection[str] = ()) -> Printable:
    """Return what the document's characters need; `accepted` may hold CODE: boxes are printed then.

    Raises UserFacing naming each character that no typeface has, with where it stands.
    """
    found = check(document)
    if found.unprintable and CODE not in accepted:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in found.characters)
        places = " ".join(f"{one.sentence()}." for one in found.unprintable[:_MOST_NAMED])
        raise UserFacing(
            _("No typeface has {characters}: boxes would be printed.").format(characters=named),
            safe=_("Nothing was issued and no number was used."),
            hint=" ".join(
                (
                    places,
                    _("Write it otherwise, or install a font with these characters and try again."),
                )
            ),
            code=CODE,
        )
    return found
