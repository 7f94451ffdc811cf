"""A wording in the languages that documents are printed in, whatever language the window has."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal[
    "en", "zh", "es", "fr", "de", "pt", "ru", "ar", "it", "tr", "vi", "th", "ja", "ko"
]
FURTHER: tuple[Language, ...] = (
    "es", "fr", "de", "pt", "ru", "ar", "it", "tr", "vi", "th", "ja", "ko",
)  # fmt: skip
"""The languages beside English and Chinese: labels, dates and the articles' own texts."""
RIGHT_TO_LEFT: frozenset[Language] = frozenset({"ar"})
_LRE, _RLE, _PDF = "\u202a", "\u202b", "\u202c"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same wording in English, Chinese and, where there is one, in further languages.

    An empty or missing one falls back to English, then to Chinese.
    """

    en: str
    zh: str = ""
    more: tuple[tuple[Language, str], ...] = ()

    def text(self, language: Language) -> str:
        """Return the wording in `language`, else in English, else in any other."""
        if language == "zh":
            return self.zh or self.en
        if language != "en":
            for code, text in self.more:
                if code == language and text:
                    return text
        return self.en or self.zh or next((text for _, text in self.more if text), "")

    def fill(self, **values: object) -> "Bilingual":
        """Return a copy with the named slots filled; a wording among `values` by its language."""
        return Bilingual(
            self.en.format(**spoken(values, "en")),
            self.zh.format(**spoken(values, "zh")),
            tuple((code, text.format(**spoken(values, code))) for code, text in self.more),
        )

    def inside(self) -> "Bilingual":
        """Return it for the middle of a sentence: with a small letter where there was a capital."""
        more = tuple((code, lower_first(text)) for code, text in self.more)
        return Bilingual(lower_first(self.en), self.zh, more)


def lower_first(text: str) -> str:
    """Return the text beginning with a small letter, abbreviations ("L/C") left as they are."""
    is_word = text[1:2].islower() or text[1:2] in (" ", "’")
    return text[:1].lower() + text[1:] if is_word else text


def upper_first(text: str) -> str:
    """Return the text beginning with a capital letter."""
    return text[:1].upper() + text[1:]


def spoken(values: Mapping[str, object], language: Language) -> dict[str, object]:
    """Return the values with the wordings among them in one language."""
    said = {
        name: value.text(language) if isinstance(value, Bilingual) else value
        for name, value in values.items()
    }
    if language in RIGHT_TO_LEFT:
        return {name: _left_to_right(value) for name, value in said.items()}
    return said


def _left_to_right(value: object) -> object:
    """Return a value that keeps its order inside a sentence from right to left (UAX #9, X2).

    Without it, the groups of "+86 574 5550 0188" and the sides of "45 × 30 × 24" change places.
    """
    text = str(value)
    if " " not in text or _has_right_to_left(text):
        return value
    return f"{_LRE}{text}{_PDF}"


def side_by_side(parts: Iterable[str], separator: str = " · ") -> str:
    """Return the parts in a row; where directions meet, each keeps its own (UAX #9, X2 and X3).

    Without it, the day of "20 نوفمبر 2026" joins the Latin name before it. Empty parts are left out.
    """
    kept = [part for part in parts if part]
    if not any(map(_has_right_to_left, kept)) or all(map(_has_right_to_left, kept)):
        return separator.join(kept)
    marks = (_RLE if _has_right_to_left(part) else _LRE for part in kept)
    return separator.join(f"{mark}{part}{_PDF}" for mark, part in zip(marks, kept, strict=True))


def _has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def by_place(first: Bilingual, rest: Bilingual, languages: Sequence[Language]) -> Bilingual:
    """Return `first` for the language that leads a document, `rest` for one that stands behind it."""

    def wording(language: Language) -> str:
        return (rest if language in languages[1:] else first).text(language)

    more = tuple((code, wording(code)) for code in languages if code in FURTHER)
    return Bilingual(wording("en"), wording("zh"), more)
