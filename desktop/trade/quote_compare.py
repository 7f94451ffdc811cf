"""Two revisions of a quote side by side: what of the head, which lines, and what it does to total and margin.

Pure. Lines are the same line when their key is the same, or, for lines without a common key, when they are the same
article in the same order of appearance.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade.money import format_plain
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.totals import LineTotals

_NO_CONTENT = frozenset({"lines", "thread_id", "deal_id", "internal_notes"})
HEADER_LABELS = {
    "customer_id": N_("Buyer"),
    "contact_id": N_("Contact"),
    "seller_id": N_("Seller"),
    "currency": N_("Currency"),
    "rate": N_("Exchange rate"),
    "rate_on": N_("Date of the rate"),
    "incoterm": N_("Incoterm"),
    "place": N_("Place"),
    "port_of_loading": N_("Port of loading"),
    "transport_mode": N_("Transport"),
    "payment_terms": N_("Payment terms"),
    "instalments": N_("Instalments"),
    "lead_time": N_("Lead time"),
    "valid_until": N_("Valid until"),
    "buyer_reference": N_("Buyer's reference"),
    "freight": N_("Freight"),
    "insurance": N_("Insurance"),
    "charges_included": N_("Freight included in the prices"),
    "discount": N_("Discount"),
    "discount_percent": N_("Discount in per cent"),
    "other_charges": N_("Other charges"),
    "price_list_id": N_("Price list"),
    "remarks": N_("Remarks"),
    "partial_shipment": N_("Partial shipment"),
    "transhipment": N_("Transhipment"),
    "tolerance_percent": N_("Tolerance"),
    "clauses": N_("Clauses"),
    "container_mix": N_("Containers"),
    "commission_share": N_("Commission"),
}
"""Names of the fields of the head that people know; others are counted as "calculation"."""


class ChangeKind(StrEnum):
    """What became of a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value of the head in the older and the newer revision."""

    name: str
    old: Any
    new: Any

    def label(self) -> str:
        """Return the field's name in the user's language."""
        return _(HEADER_LABELS.get(self.name, N_("Calculation")))


@dataclass(frozen=True, slots=True)
class LineSide:
    """A line as one revision has it. `net_price` is the unit price after the line's discount."""

    position: int
    line: DraftLine
    amount: Decimal
    margin_percent: Decimal | None

    @property
    def net_price(self) -> Decimal:
        """The unit price after the line's discount."""
        return self.line.unit_price * (100 - self.line.discount_percent) / 100


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that differs; `old` or `new` is None where a revision does not have it.

    `fields`: which fields of the line differ (empty for added and removed ones).
    """

    kind: ChangeKind
    old: LineSide | None
    new: LineSide | None
    fields: tuple[str, ...] = ()

    @property
    def shown(self) -> DraftLine:
        """The line whose article and name are shown: the newer one where there is one."""
        side = self.new or self.old
        assert side is not None
        return side.line


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a revision changed against an older one. Deltas are None across currencies, or without a margin."""

    header: tuple[FieldChange, ...]
    lines: tuple[LineChange, ...]
    old_currency: str
    new_currency: str
    old_total: Decimal
    new_total: Decimal
    old_margin: Decimal | None
    new_margin: Decimal | None

    @property
    def is_empty(self) -> bool:
        """Tell whether both say the same."""
        return not self.header and not self.lines

    @property
    def total_delta(self) -> Decimal | None:
        """How much more the newer revision costs."""
        if self.old_currency != self.new_currency:
            return None
        return self.new_total - self.old_total

    @property
    def margin_delta(self) -> Decimal | None:
        """How many points of margin the newer revision has more."""
        if self.old_margin is None or self.new_margin is None:
            return None
        return self.new_margin - self.old_margin

    def reversed(self) -> "Comparison":
        """Return the same differences seen from the other side."""
        other = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
        lines = [
            LineChange(other.get(one.kind, one.kind), one.new, one.old, one.fields)
            for one in self.lines
        ]
        return Comparison(
            tuple(FieldChange(one.name, one.new, one.old) for one in self.header),
            tuple(sorted(lines, key=_place)),
            self.new_currency,
            self.old_currency,
            self.new_total,
            self.old_total,
            self.new_margin,
            self.old_margin,
        )


def compare(older: QuoteDraft, newer: QuoteDraft) -> Comparison:
    """Return what `newer` says differently. Moved lines that say the same are no difference."""
    old_sums, new_sums = older.totals(), newer.totals()
    old_sides = _sides(older.lines, old_sums.lines)
    new_sides = _sides(newer.lines, new_sums.lines)
    pairs, gone, added = _matched(old_sides, new_sides)
    lines = [LineChange(ChangeKind.REMOVED, side, None) for side in gone]
    lines += [LineChange(ChangeKind.ADDED, None, side) for side in added]
    for old, new in pairs:
        names = _differing(old.line, new.line)
        if names:
            lines.append(LineChange(ChangeKind.CHANGED, old, new, names))
    return Comparison(
        _header(older, newer),
        tuple(sorted(lines, key=_place)),
        older.currency,
        newer.currency,
        old_sums.grand,
        new_sums.grand,
        old_sums.margin_percent,
        new_sums.margin_percent,
    )


def _header(older: QuoteDraft, newer: QuoteDraft) -> tuple[FieldChange, ...]:
    names = [field.name for field in fields(QuoteDraft) if field.name not in _NO_CONTENT]
    values = [(name, getattr(older, name), getattr(newer, name)) for name in names]
    return tuple(FieldChange(*value) for value in values if value[1] != value[2])


def _sides(lines: Sequence[DraftLine], sums: Sequence[LineTotals]) -> list[LineSide]:
    return [
        LineSide(place, line, result.amount, result.margin_percent)
        for place, (line, result) in enumerate(zip(lines, sums, strict=True), start=1)
    ]


def _matched(
    old: Sequence[LineSide], new: Sequence[LineSide]
) -> tuple[list[tuple[LineSide, LineSide]], list[LineSide], list[LineSide]]:
    """Return (same lines, those only the older has, those only the newer has)."""
    pairs, gone, rest = _paired(old, new, lambda side: side.line.key)
    more, gone, rest = _paired(gone, rest, _article)
    return pairs + more, gone, rest


def _article(side: LineSide) -> str:
    line = side.line
    return line.sku if line.kind is LineKind.ITEM else f"{line.kind.value}:{line.name_en}"


def _paired(
    old: Sequence[LineSide], new: Sequence[LineSide], name_of: Callable[[LineSide], str]
) -> tuple[list[tuple[LineSide, LineSide]], list[LineSide], list[LineSide]]:
    waiting: dict[str, deque[LineSide]] = defaultdict(deque)
    for side in old:
        if name := name_of(side):
            waiting[name].append(side)
    pairs, rest = [], []
    for side in new:
        same = waiting.get(name_of(side))
        if same:
            pairs.append((same.popleft(), side))
        else:
            rest.append(side)
    taken = {id(before) for before, _after in pairs}
    return pairs, [side for side in old if id(side) not in taken], rest


def _differing(old: DraftLine, new: DraftLine) -> tuple[str, ...]:
    names = [field.name for field in fields(DraftLine) if field.name != "key"]
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def _place(change: LineChange) -> tuple[int, int, str, str]:
    """Where a line stands among the others: as in the newer revision, removed ones where they were."""
    side = change.new or change.old
    assert side is not None
    return side.position, int(change.new is not None), side.line.sku, side.line.key


def summary(comparison: Comparison) -> str:
    """Return the differences in a few words: "PL-6060-40: 3,000 to 2,000, 14.50 to 14.20; 4 lines added"."""
    parts = [_line_words(one) for one in comparison.lines if one.kind is ChangeKind.CHANGED]
    parts = [part for part in parts if part]
    more = len(parts) - 2
    parts = parts[:2]
    if more > 0:
        parts.append(
            ngettext("{n} more line changed", "{n} more lines changed", more).format(n=more)
        )
    added, removed = (
        sum(1 for change in comparison.lines if change.kind is kind)
        for kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    )
    if added:
        parts.append(ngettext("{n} line added", "{n} lines added", added).format(n=added))
    if removed:
        parts.append(ngettext("{n} line removed", "{n} lines removed", removed).format(n=removed))
    known = dict.fromkeys(one.label() for one in comparison.header if one.name in HEADER_LABELS)
    if known and len(parts) < 3:
        parts.append(", ".join(list(known)[:3]))
    return "; ".join(parts)


def _line_words(change: LineChange) -> str:
    old, new = change.old, change.new
    if old is None or new is None:
        return ""
    words = []
    for name in ("quantity", "unit_price", "discount_percent"):
        if name in change.fields:
            before, after = getattr(old.line, name), getattr(new.line, name)
            places = 2 if name == "unit_price" else 0
            text = _("{old} to {new}").format(
                old=format_plain(before, places), new=format_plain(after, places)
            )
            words.append(f"{text}%" if name == "discount_percent" else text)
    return f"{change.shown.sku}: {', '.join(words)}" if words else ""
