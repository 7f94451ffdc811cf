"""Every text that a document prints, by walking it: what another form of it must not lose."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from desktop.trade.bilingual import Bilingual, Language
from desktop.trade.documents.document import Clause, Fact, Item, TradeDocument

NOT_PRINTED = {"layout", "number_format", "kind", "languages", "key", "version", "currency"}


def texts_of(document: TradeDocument) -> set[str]:
    """Return the lines that stand on paper, white space made plain."""
    spoken = document.languages
    found = set(_walk(document, spoken))
    for fact in document.words:
        found -= {fact.label.text(language) for language in spoken[1:]}
    for item in document.items:
        found -= {item.unit.text(language) for language in spoken[1:]}
    if not document.bank:
        found -= set(_wording(document.bank_warning, spoken))
    return {plain(text) for text in found if plain(text)}


def plain(text: str) -> str:
    """Return the text on one line, without the marks that only hold directions."""
    return " ".join(re.sub("[\u200e\u200f]", "", text).split())


def _walk(value: object, spoken: tuple[Language, ...]) -> Iterator[str]:
    if isinstance(value, Bilingual):
        yield from _wording(value, spoken)
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield from value.splitlines()
    elif isinstance(value, tuple):
        for item in value:
            yield from _walk(item, spoken)
    elif is_dataclass(value):
        skipped = NOT_PRINTED | ({"kind"} if isinstance(value, Item | Clause | Fact) else set())
        for one in fields(value):
            if one.name not in skipped:
                yield from _walk(getattr(value, one.name), spoken)


def _wording(wording: Bilingual, spoken: tuple[Language, ...]) -> Iterator[str]:
    for language in spoken:
        yield from wording.text(language).splitlines()
