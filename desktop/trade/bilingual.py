"""A wording in English and Chinese, for what documents print whatever language the window has."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same wording in both languages; an empty one falls back to the other."""

    en: str
    zh: str = ""

    def text(self, language: Language) -> str:
        """Return the wording in `language`, else in the other one."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def fill(self, **values: object) -> "Bilingual":
        """Return a copy with the named slots of both wordings filled."""
        return Bilingual(self.en.format(**values), self.zh.format(**values))
