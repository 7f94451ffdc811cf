"""Fixed words of documents: English and Chinese stand in the code, the other languages in files.

A file of `resources/documents/labels` holds one language: the English wording (or a name of its
own, where one English word means two things) and how traders of that country print it. Where the
wording follows a number, it holds one for each plural category of CLDR.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from desktop.runtime.paths import resource
from desktop.trade.bilingual import Bilingual, Language, lower_first, spoken

Printed = str | Mapping[str, str]
"""A wording, or one by plural category ("one", "few", "many", "other")."""


@dataclass(frozen=True, slots=True)
class Label(Bilingual):
    """A fixed wording; `key` names it in the language files, by default its English text.

    `values` fill its slots; `lowered` begins it with a small letter, inside a sentence.
    """

    key: str = ""
    values: tuple[tuple[str, object], ...] = ()
    lowered: bool = False

    def text(self, language: Language) -> str:
        """Return the wording in `language`, else in English."""
        if language in ("en", "zh"):
            return Bilingual.text(self, language)
        printed = printed_labels(language).get(self.name)
        if printed is None:
            return Bilingual.text(self, language)
        said = spoken(dict(self.values), language)
        words = printed if isinstance(printed, str) else _plural(printed, said, language)
        words = words.format(**said) if said else words
        return lower_first(words) if self.lowered else words

    @property
    def name(self) -> str:
        """The key in the language files."""
        return self.key or self.en

    def fill(self, **values: object) -> "Label":
        """Return a copy with the named slots filled; a wording among `values` by its language."""
        return Label(
            self.en.format(**spoken(values, "en")),
            self.zh.format(**spoken(values, "zh")),
            key=self.name,
            values=(*self.values, *values.items()),
        )

    def inside(self) -> "Label":
        """Return it for the middle of a sentence: with a small letter where there was a capital."""
        return replace(self, en=lower_first(self.en), key=self.name, lowered=True)


@cache
def printed_labels(language: Language) -> Mapping[str, Printed]:
    """Return the wordings of a language by key, read once."""
    path = resource("documents", "labels", f"{language}.json")
    found: dict[str, Printed] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _plural(forms: Mapping[str, str], values: Mapping[str, object], language: Language) -> str:
    """Return the form for the first number among the values."""
    # Babel's locale data costs 40 ms to load: only where a wording follows a number.
    from babel import Locale

    digits = (re.sub(r"\D", "", str(value)) for value in values.values())
    number = next((int(found) for found in digits if found), 0)
    category = Locale(language).plural_form(number)
    return forms.get(category, forms["other"])
