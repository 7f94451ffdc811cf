"""Every line's unit price on every rung, with its margin, mark-up, 换汇成本 and floor."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.trade.money import format_number, format_plain, minor_digits
from desktop.trade.repricing import LineProfit
from desktop.ui.quotes.ladder_work import LadderView
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import label

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LadderLinesDialog(QDialog):
    """A table to read and copy from; nothing is changed here."""

    def __init__(self, parent: QWidget, view: LadderView) -> None:
        """Show the lines of a view."""
        super().__init__(parent)
        self.setWindowTitle(_("Prices by line"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 980, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(_("Prices by line"), "lead"))
        words = _(
            "Unit prices in {currency}. The floor is the lowest price that leaves {margin}% margin."
        ).format(currency=view.draft.currency, margin=format_plain(view.healthy_percent))
        column.addWidget(label(words, "small", "text2", wrap=True))
        self.table = _table(view)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Close"), self.reject))
        column.addLayout(row)


def _table(view: LadderView) -> QTableWidget:
    terms = [rung.term for rung in view.rungs]
    heads = [
        _("SKU"),
        *terms,
        _("Margin"),
        _("Mark-up"),
        _("Swap cost"),
        _("Floor"),
        _("Product's floor"),
    ]
    made = QTableWidget(len(view.lines), len(heads))
    made.setHorizontalHeaderLabels(heads)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setAccessibleName(_("Prices by line"))
    prices = [{line.row: line.unit_price for line in rung.lines} for rung in view.rungs]
    for index, line in enumerate(view.lines):
        cells = [line.sku, *(_price(one.get(line.row), view) for one in prices), *_earned(line)]
        cells += [_price(line.floor, view), _price(line.product_floor, view)]
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(_RIGHT)
            made.setItem(index, column, item)
    header = made.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made


def _price(price: Decimal | None, view: LadderView) -> str:
    return "–" if price is None else format_plain(price, minor_digits(view.draft.currency))


def _earned(line: LineProfit) -> list[str]:
    profit = line.profit
    if profit is None:
        return ["–", "–", "–"]
    shares = [profit.margin, profit.markup]
    found = ["–" if one is None else f"{format_number(one * 100, 1)}%" for one in shares]
    return [*found, "–" if profit.swap_cost is None else format_number(profit.swap_cost, 4)]
