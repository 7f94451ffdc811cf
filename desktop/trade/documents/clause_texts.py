"""The library's clauses as one document prints them: their slots filled, nothing said that it says already."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.trade.bilingual import Bilingual, Language
from desktop.trade.documents import labels
from desktop.trade.documents.document import Clause

COVER, TOLERANCE = "{cover}", "{tolerance}"
"""Slots that a clause may have: the cover of the insurance, the tolerance of quantity and amount."""
_UNKNOWN = {
    COVER: Bilingual("the agreed cover", "约定险别"),
    TOLERANCE: Bilingual("the agreed tolerance", "约定幅度"),
}


def filled_clauses(
    clauses: Iterable[Clause], spoken: Sequence[Language], *, cover: str, tolerance: str
) -> list[Clause]:
    """Return the clauses with their slots filled.

    The short sentence on insurance or tolerance stands in the clause of that topic instead of
    beside it: there where the clause has a slot for it, else as its first sentence. "Chinese
    and English, the English text prevails" is said only where both languages are.
    """
    values = {COVER: cover, TOLERANCE: tolerance}
    short = {
        "insurance": labels.INSURANCE_CLAUSE.fill(cover=cover) if cover else None,
        "tolerance": labels.TOLERANCE_CLAUSE.fill(percent=tolerance.rstrip("%"))
        if tolerance
        else None,
    }
    slots = {"insurance": COVER, "tolerance": TOLERANCE}
    found = []
    for one in clauses:
        if one.topic == "language" and not two_texts(spoken):
            continue
        first = short.pop(one.topic, None)
        if first is not None and slots[one.topic] in one.text.en + one.text.zh:
            first = None
        found.append(replace(one, text=_with(first, _filled(one.text, values))))
    return found


def _filled(text: Bilingual, values: dict[str, str]) -> Bilingual:
    english, chinese = text.en, text.zh
    for slot, value in values.items():
        english = english.replace(slot, value or _UNKNOWN[slot].en)
        chinese = chinese.replace(slot, value or _UNKNOWN[slot].zh)
    return Bilingual(english, chinese)


def _with(first: Bilingual | None, text: Bilingual) -> Bilingual:
    if first is None:
        return text
    english = f"{first.en} {text.en}" if text.en else ""
    return Bilingual(english, f"{first.zh}{text.zh}" if text.zh else "")


def two_texts(spoken: Sequence[Language]) -> bool:
    """Tell whether clauses are printed in Chinese and English: other languages print English."""
    return "zh" in spoken and len(spoken) > 1
