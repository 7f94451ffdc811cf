"""Below the lines at the right: lines, discount, charges, total and margin of a quote."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.runtime.i18n import _
from desktop.trade.money import Money
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.totals import Totals
from desktop.ui.quotes.margin import is_below_line
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import ElidedLabel, label


def _money(draft: QuoteDraft, amount: Decimal) -> str:
    return Money(amount, draft.currency).format()


class TotalsPane(QWidget):
    """Lines, discount, charges, total and its worth at home."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the pane; fill it with `show_sums`."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._rows: list[QLabel] = []

    def show_sums(
        self, sums: Totals, draft: QuoteDraft, line: Decimal = HEALTHY_MARGIN_PERCENT
    ) -> None:
        """Show the sums of a quote; a margin below `line` (per cent) in amber."""
        for old in self._rows:
            old.deleteLater()
        self._rows.clear()
        row = self._row(0, _("Lines"), _money(draft, sums.goods))
        if sums.discount:
            row = self._row(row, _("Discount"), f"− {_money(draft, sums.discount)}")
        charged = sums.freight + sums.insurance
        if charged:
            name = _("Freight and insurance")
            if draft.charges_included:
                name = _("Freight and insurance, {amount}").format(amount=_money(draft, charged))
                row = self._row(row, name, _("included"))
            else:
                row = self._row(row, name, _money(draft, charged))
        rule = label("", "caption")
        rule.setFixedHeight(1)
        rule.setStyleSheet(f"background: {theme().hex('border_strong')}")
        self._rows.append(rule)
        self._grid.addWidget(rule, row, 0, 1, 2)
        term = f"{draft.incoterm} {draft.place}".strip()
        total = _("Total {term}").format(term=term) if term else _("Total")
        row = self._row(row + 1, total, _money(draft, sums.grand), strong=True)
        if draft.rate and draft.currency != draft.rate_currency:
            home = Money(sums.grand * draft.rate, draft.rate_currency).rounded()
            name = _("In {currency}").format(currency=draft.rate_currency)
            row = self._row(row, name, home.format())
        if sums.margin_percent is not None:
            self._row(
                row,
                _("Margin, mark-up"),
                f"{sums.margin_percent}%, {sums.markup_percent}%",
                tone="amber" if is_below_line(sums, line) else "text2",
            )

    def _row(
        self, row: int, name: str, value: str, *, strong: bool = False, tone: str = "text2"
    ) -> int:
        left = ElidedLabel(name, "section" if strong else "small", "text" if strong else "text2")
        right = label(value, "title" if strong else "small", "text" if strong else tone)
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(left, row, 0)
        self._grid.addWidget(right, row, 1)
        self._rows += [left, right]
        return row + 1
