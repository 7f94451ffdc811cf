"""Two revisions side by side: head, lines, total and margin."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.money import Money, format_plain, minor_digits
from desktop.trade.quote_compare import (
    HEADER_LABELS,
    ChangeKind,
    Comparison,
    FieldChange,
    LineChange,
    LineSide,
    compare,
)
from desktop.trade.quote_figures import QuoteFigures
from desktop.ui.records.table import Column, Table
from desktop.ui.widgets.buttons import primary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import ElidedLabel, hline, label

TONES = {ChangeKind.ADDED: "green", ChangeKind.REMOVED: "red", ChangeKind.CHANGED: "amber"}
_SIZE = (1040, 560)


class CompareDialog(QDialog):
    """Shows what a revision changed against an older one, line by line."""

    def __init__(self, older: QuoteFigures, newer: QuoteFigures, parent: QWidget) -> None:
        """Compare two revisions of one quote; shown with `open()`."""
        super().__init__(parent)
        self.comparison = compare(older.draft, newer.draft)
        title = _("{number}: V{old} and V{new}").format(
            number=newer.number, old=older.revision, new=newer.revision
        )
        self.setWindowTitle(title)
        fit(self, *_SIZE)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(title, "lead"))
        if newer.revision_note:
            reason = _("Reason: {reason}").format(reason=newer.revision_note)
            column.addWidget(label(reason, "body", "text2", wrap=True))
        column.addLayout(self._sums(older, newer))
        if self.comparison.header:
            column.addLayout(_header_grid(self.comparison))
        column.addWidget(hline())
        self.table = Table(_columns(self.comparison), sort=0)
        self.table.setAccessibleName(_("Lines"))
        self.table.load(self.comparison.lines)
        column.addWidget(self.table, 1)
        if self.comparison.is_empty:
            column.addWidget(label(_("Both say the same."), "body", "text2"))
        row = QHBoxLayout()
        row.addStretch(1)
        close = primary(_("Close"), self.accept, key="Return")
        close.setDefault(True)
        # The lines are only read here: Enter on one goes on, as everywhere in this dialog.
        enter = QShortcut(QKeySequence("Return"), self.table)
        enter.setContext(Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)

    def _sums(self, older: QuoteFigures, newer: QuoteFigures) -> QGridLayout:
        found = self.comparison
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        heads = ("", f"V{older.revision}", f"V{newer.revision}", _("Difference"))
        for place, text in enumerate(heads):
            grid.addWidget(_right(text, "caption", "text2") if place else label(""), 0, place)
        delta = found.total_delta
        cells = (
            (_("Total"), older.total.format(), newer.total.format(),
             _signed_money(delta, found.new_currency), _tone(delta)),
            (_("Margin"), _percent(found.old_margin), _percent(found.new_margin),
             _points(found.margin_delta), _tone(found.margin_delta)),
        )  # fmt: skip
        for line, (name, old, new, change, tone) in enumerate(cells, start=1):
            grid.addWidget(label(name, "body", "text2"), line, 0)
            grid.addWidget(_right(old, "body", "text"), line, 1)
            grid.addWidget(_right(new, "body_strong", "text"), line, 2)
            grid.addWidget(_right(change, "body_strong", tone), line, 3)
        grid.setColumnStretch(4, 1)
        return grid


def _right(text: str, style: str, tone: str) -> QWidget:
    made = label(text, style, tone)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _header_grid(found: Comparison) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    known = [one for one in found.header if one.name in HEADER_LABELS]
    for line, one in enumerate(known):
        grid.addWidget(label(one.label(), "small", "text2"), line, 0)
        grid.addWidget(ElidedLabel(_value(one, one.old), "small", "text2"), line, 1)
        grid.addWidget(label("→", "small", "text3"), line, 2)
        grid.addWidget(ElidedLabel(_value(one, one.new), "small"), line, 3)
    if len(known) < len(found.header):
        grid.addWidget(label(_("The calculation behind the prices changed, too."), "small",
                             "text2"), len(known), 0, 1, 4)  # fmt: skip
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return grid


def _value(change: FieldChange, value: object) -> str:
    if value is None or value in ("", ()):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return format_plain(value)
    if isinstance(value, tuple):
        return _("changed")
    if change.name.endswith("_id"):
        return _("another")
    return str(value)


def _columns(found: Comparison) -> tuple[Column, ...]:
    digits = minor_digits(found.new_currency)
    kinds = {
        ChangeKind.ADDED: _("Added"),
        ChangeKind.REMOVED: _("Removed"),
        ChangeKind.CHANGED: _("Changed"),
    }

    def pair(read: Callable[[LineSide], str]) -> Callable[[LineChange], str]:
        return lambda change: _pair(change, read)

    return (
        Column("", lambda c: kinds[c.kind], 96, sign="chip", tone=lambda c: TONES[c.kind],
               sort=lambda c: (c.new or c.old).position),
        Column(_("Article"), _article),
        Column(_("Quantity"), pair(lambda s: format_plain(s.line.quantity)), 130, right=True),
        Column(_("Unit price"), pair(lambda s: format_plain(s.line.unit_price, digits)), 130,
               right=True),
        Column(_("Discount"), pair(lambda s: f"{format_plain(s.line.discount_percent)}%"), 84,
               right=True),
        Column(_("Amount"), lambda c: _amounts(c, found), 150, right=True, strong=True),
        Column(_("Margin"), pair(lambda s: _percent(s.margin_percent)), 120, right=True,
               tone=lambda _c: "text2"),
    )  # fmt: skip


def _article(change: LineChange) -> str:
    line = change.shown
    return " ".join(part for part in (line.sku, line.name_en or line.name_zh) if part)


def _pair(change: LineChange, read: Callable[[LineSide], str]) -> str:
    old = read(change.old) if change.old else ""
    new = read(change.new) if change.new else ""
    if old and new:
        return new if old == new else f"{old} → {new}"
    return old or new


def _amounts(change: LineChange, found: Comparison) -> str:
    old = Money(change.old.amount, found.old_currency) if change.old else None
    new = Money(change.new.amount, found.new_currency) if change.new else None
    if old is not None and new is not None and old != new:
        if old.currency == new.currency:
            return _signed_money(new.amount - old.amount, new.currency)
        return f"{old.format()} → {new.format()}"
    if new is None and old is not None:
        return _signed_money(-old.amount, old.currency)
    return new.format() if new is not None else ""


def _signed_money(delta: Decimal | None, currency: str) -> str:
    if delta is None:
        return "–"
    sign = "+" if delta > 0 else "−" if delta < 0 else "±"
    return f"{sign} {Money(abs(delta), currency).format()}"


def _percent(value: Decimal | None) -> str:
    return "–" if value is None else f"{format_plain(value)}%"


def _points(delta: Decimal | None) -> str:
    if delta is None:
        return "–"
    sign = "+" if delta > 0 else "−" if delta < 0 else "±"
    return f"{sign} {format_plain(abs(delta))}"


def _tone(delta: Decimal | None) -> str:
    if not delta:
        return "text2"
    return "green" if delta > 0 else "amber"
