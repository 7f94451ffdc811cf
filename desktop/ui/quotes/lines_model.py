"""The lines of a quote as a table: quantity, price and discount are typed into it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language
from desktop.trade import totals
from desktop.trade.money import minor_digits
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_draft import DraftLine
from desktop.ui.records.numbers import (
    read_number,
    show_amount,
    show_percent,
    show_price,
    show_quantity,
)

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LOW_MARGIN_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_ROOT = QModelIndex()
_HUNDRED = Decimal(100)


class Column(IntEnum):
    """Columns of the lines table, from the left."""

    ITEM = 0
    QUANTITY = 1
    UNIT = 2
    PRICE = 3
    DISCOUNT = 4
    AMOUNT = 5
    MARGIN = 6


EDITABLE = (Column.QUANTITY, Column.PRICE, Column.DISCOUNT)


class LinesModel(QAbstractTableModel):
    """Holds the lines and their sums; `edited` after a change by hand, `refused` with the reason."""

    edited = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, in US dollars."""
        super().__init__(parent)
        self._lines: list[DraftLine] = []
        self._sums: tuple[totals.LineTotals, ...] = ()
        self._currency = "USD"
        self.read_only = False

    @property
    def lines(self) -> tuple[DraftLine, ...]:
        """The lines as they stand."""
        return tuple(self._lines)

    def load(self, lines: Sequence[DraftLine], currency: str) -> None:
        """Show these lines instead of what was there."""
        self.beginResetModel()
        self._lines = list(lines)
        self._sums = ()
        self._currency = currency
        self.endResetModel()

    def show_sums(self, sums: totals.Totals, currency: str) -> None:
        """Take the amounts and margins that belong to the lines."""
        changed_currency = currency != self._currency
        self._sums, self._currency = sums.lines, currency
        if self._lines:
            first, last = self.index(0, Column.QUANTITY), self.index(len(self._lines) - 1, 6)
            self.dataChanged.emit(first, last)
        if changed_currency:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def add(self, lines: Sequence[DraftLine]) -> None:
        """Append lines; a product that is there already at that price gains the quantity."""
        for line in lines:
            row = self._same(line)
            if row is not None:
                old = self._lines[row]
                self._lines[row] = replace(old, quantity=old.quantity + line.quantity)
            else:
                self.insert(len(self._lines), line, by_hand=False)
        self.edited.emit()

    def _same(self, line: DraftLine) -> int | None:
        for row, old in enumerate(self._lines):
            same_price = (old.unit_price, old.discount_percent) == (
                line.unit_price,
                line.discount_percent,
            )
            if old.sku == line.sku and same_price:
                return row
        return None

    def insert(self, row: int, line: DraftLine, *, by_hand: bool = True) -> None:
        """Put a line at `row` (undo of a removal, or a new one)."""
        row = min(row, len(self._lines))
        self.beginInsertRows(_ROOT, row, row)
        self._lines.insert(row, line)
        self._sums = ()
        self.endInsertRows()
        if by_hand:
            self.edited.emit()

    def remove(self, row: int) -> DraftLine:
        """Take out and return the line at `row`."""
        self.beginRemoveRows(_ROOT, row, row)
        line = self._lines.pop(row)
        self._sums = ()
        self.endRemoveRows()
        self.edited.emit()
        return line

    def set_price(self, row: int, price: Decimal) -> None:
        """Change one unit price, as if it had been typed."""
        self._lines[row] = replace(self._lines[row], unit_price=price)
        self.edited.emit()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make quantity, price and discount editable while the quote is a draft."""
        flags = super().flags(index)
        if index.isValid() and Column(index.column()) in EDITABLE and not self.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.ITEM: _("SKU and description"),
            Column.QUANTITY: _("Qty"),
            Column.UNIT: _("Unit"),
            Column.PRICE: _("Unit price"),
            Column.DISCOUNT: _("Discount"),
            Column.AMOUNT: _("Amount, {currency}").format(currency=self._currency),
            Column.MARGIN: _("Margin"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, edit text, alignment or the line itself."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line, column = self._lines[index.row()], Column(index.column())
        if role == LINE_ROLE:
            return line
        if role == LOW_MARGIN_ROLE:
            margin = self._margin(index.row())
            return margin is not None and margin < HEALTHY_MARGIN_PERCENT
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.EditRole:
            return self._text(index.row(), line, column).rstrip("%")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(index.row(), line, column)
        return None

    def _text(self, row: int, line: DraftLine, column: Column) -> str:
        digits = minor_digits(self._currency)
        if column is Column.ITEM:
            return f"{line.sku}\n{line_name(line)}"
        if column is Column.QUANTITY:
            return show_quantity(line.quantity)
        if column is Column.UNIT:
            return line.unit
        if column is Column.PRICE:
            return show_price(line.unit_price, digits)
        if column is Column.DISCOUNT:
            return show_percent(line.discount_percent)
        if column is Column.AMOUNT:
            amount = totals.line_amount(
                line.quantity, line.unit_price, line.discount_percent, self._currency
            )
            return show_amount(amount, digits)
        margin = self._margin(row)
        return "–" if margin is None else f"{margin}%"

    def _margin(self, row: int) -> Decimal | None:
        return self._sums[row].margin_percent if row < len(self._sums) else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; text that is no number is refused with its reason."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.read_only:
            return False
        column, old = Column(index.column()), self._lines[index.row()]
        try:
            new = _changed(old, column, str(value))
        except UserFacing as error:
            self.refused.emit(error.message)
            return False
        if new != old:
            self._lines[index.row()] = new
            self.edited.emit()
        return True


def line_name(line: DraftLine) -> str:
    """Return the product's name in the window's language, else in the other one."""
    if language() == "zh_CN":
        return line.name_zh or line.name_en
    return line.name_en or line.name_zh


def _changed(line: DraftLine, column: Column, text: str) -> DraftLine:
    if column is Column.QUANTITY:
        quantity = read_number(text, what=_("Quantity"))
        if quantity <= 0:
            raise UserFacing(_("The quantity must be above zero."), code="quantity_not_positive")
        return replace(line, quantity=quantity)
    if column is Column.PRICE:
        price = read_number(text, what=_("Unit price"))
        if price < 0:
            raise UserFacing(_("The price cannot be below zero."), code="price_negative")
        return replace(line, unit_price=price)
    discount = read_number(text or "0", what=_("Discount"))
    if not 0 <= discount <= _HUNDRED:
        raise UserFacing(_("A discount lies between 0 and 100%."), code="discount_out_of_range")
    return replace(line, discount_percent=discount)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    if column in (Column.ITEM, Column.UNIT):
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
