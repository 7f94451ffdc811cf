"""Two people changed one quote: what both did is put together, what clashes is named.

Pure. Fields are compared one by one, lines by their key; a change on one side alone wins.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from desktop.trade.quote_draft import DraftLine, QuoteDraft

Side = Literal["mine", "theirs"]
_HEADER = tuple(f.name for f in fields(QuoteDraft) if f.name != "lines")
_LINE = tuple(f.name for f in fields(DraftLine) if f.name != "key")


@dataclass(frozen=True, slots=True)
class Clash:
    """One value that both changed: `line` is its article number ("" in the head), `field` its name."""

    field: str
    line: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides' changes together; what clashes was decided for one side and is listed."""

    draft: QuoteDraft
    clashes: tuple[Clash, ...]


def merge(base: QuoteDraft, mine: QuoteDraft, theirs: QuoteDraft, prefer: Side = "mine") -> Merged:
    """Return what `mine` and `theirs` made of `base`; where both changed a value, `prefer` wins."""
    clashes: list[Clash] = []
    header = _fields(_HEADER, base, mine, theirs, prefer, clashes.append, "")
    lines = _lines(base.lines, mine.lines, theirs.lines, prefer, clashes.append)
    return Merged(replace(mine, **header, lines=lines), tuple(clashes))


def _fields(
    names: Iterable[str],
    base: QuoteDraft | DraftLine,
    mine: QuoteDraft | DraftLine,
    theirs: QuoteDraft | DraftLine,
    prefer: Side,
    tell: Callable[[Clash], object],
    line: str,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in names:
        old, here, there = (getattr(side, name) for side in (base, mine, theirs))
        if here == there or there == old:
            values[name] = here
        elif here == old:
            values[name] = there
        else:
            tell(Clash(name, line, here, there))
            values[name] = here if prefer == "mine" else there
    return values


def _lines(
    base: Sequence[DraftLine],
    mine: Sequence[DraftLine],
    theirs: Sequence[DraftLine],
    prefer: Side,
    tell: Callable[[Clash], object],
) -> tuple[DraftLine, ...]:
    old, here, there = ({line.key: line for line in side} for side in (base, mine, theirs))
    kept: dict[str, DraftLine] = {}
    for key in _order(base, mine, theirs):
        one = _line(old.get(key), here.get(key), there.get(key), prefer, tell)
        if one is not None:
            kept[key] = one
    return tuple(kept.values())


def _line(
    old: DraftLine | None,
    here: DraftLine | None,
    there: DraftLine | None,
    prefer: Side,
    tell: Callable[[Clash], object],
) -> DraftLine | None:
    if here is not None and there is not None:
        if here is there or here == there:
            return here
        start = old if old is not None else here
        return replace(here, **_fields(_LINE, start, here, there, prefer, tell, here.title()))
    present = here if here is not None else there
    if old is None or present is None:
        return present
    if present == old:
        return None  # taken out on one side, untouched on the other
    tell(Clash("line", present.title(), here, there))
    return here if prefer == "mine" else there


def _order(
    base: Sequence[DraftLine], mine: Sequence[DraftLine], theirs: Sequence[DraftLine]
) -> list[str]:
    """Return the keys in my order, or in theirs when only they moved; what one lacks follows its predecessor."""
    old, here, there = ([line.key for line in side] for side in (base, mine, theirs))
    they_moved_alone = _common(here, old) and not _common(there, old)
    first, second = (there, here) if they_moved_alone else (here, there)
    order, known = list(first), set(first)
    before = ""
    for key in second:
        if key not in known:
            order.insert(order.index(before) + 1 if before else 0, key)
            known.add(key)
        before = key
    return order


def _common(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether what both hold stands in the same order."""
    shared = set(one) & set(other)
    return [key for key in one if key in shared] == [key for key in other if key in shared]
