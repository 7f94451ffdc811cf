"""The lines of a quote as a table: goods, titles and notes, and a last row to type the next one into."""

from collections.abc import Callable, Sequence
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
from desktop.runtime.ids import new_id
from desktop.trade import totals
from desktop.trade.line_units import in_unit
from desktop.trade.money import minor_digits
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_draft import DraftLine
from desktop.trade.selling_units import Selling, held, split_unit
from desktop.ui.quotes.line_typing import entered_text_line, typed
from desktop.ui.records.numbers import show_amount, show_percent, show_price, show_quantity

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LOW_MARGIN_ROLE = int(Qt.ItemDataRole.UserRole) + 2
LEAST_SHOWN = 999
"""A margin below minus this many per cent is a slip of the hand, and wider than its column."""
_ROOT = QModelIndex()


class Column(IntEnum):
    """Columns of the lines table, from the left."""

    ITEM = 0
    QUANTITY = 1
    UNIT = 2
    PRICE = 3
    DISCOUNT = 4
    AMOUNT = 5
    MARGIN = 6


EDITABLE = (Column.ITEM, Column.QUANTITY, Column.UNIT, Column.PRICE, Column.DISCOUNT)


class LinesModel(QAbstractTableModel):
    """Holds the lines and their sums; `edited` after a change by hand, `refused` with the reason.

    `entered` says what was typed into the last row or over an article: key and text, to be looked
    up in the catalogue; `typed_quantities` are the keys of lines whose quantity is the user's,
    `sellings` the units of the articles by their ids, as far as they are known.
    """

    edited = Signal()
    refused = Signal(str)
    entered = Signal(str, str)
    quantity_typed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, in US dollars."""
        super().__init__(parent)
        self._lines: list[DraftLine] = []
        self._sums: tuple[totals.LineTotals, ...] = ()
        self._currency = "USD"
        self._read_only = False
        self.healthy_percent = HEALTHY_MARGIN_PERCENT
        self.typed_quantities: set[str] = set()
        self.sellings: dict[str, Selling] = {}

    @property
    def read_only(self) -> bool:
        """Tell whether nothing can be changed: there is no row to type into either."""
        return self._read_only

    @read_only.setter
    def read_only(self, value: bool) -> None:
        if value != self._read_only:
            self.beginResetModel()
            self._read_only = value
            self.endResetModel()

    @property
    def currency(self) -> str:
        """The currency of the prices."""
        return self._currency

    @property
    def lines(self) -> tuple[DraftLine, ...]:
        """The lines as they stand."""
        return tuple(self._lines)

    @property
    def line_count(self) -> int:
        """How many lines there are, without the row to type into."""
        return len(self._lines)

    @property
    def entry_row(self) -> int:
        """The row to type the next line into; -1 when nothing can be changed."""
        return -1 if self._read_only else len(self._lines)

    def row_of(self, key: str) -> int:
        """Return the row of the line with this key, -1 when it is gone."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def load(self, lines: Sequence[DraftLine], currency: str) -> None:
        """Show these lines instead of what was there; the place of the keyboard stays if it can."""
        keyed = [line if line.key else replace(line, key=new_id()) for line in lines]
        self._currency = currency
        if [line.key for line in keyed] == [line.key for line in self._lines]:
            self._lines = keyed
            self._tell_all()
            return
        self.beginResetModel()
        self._lines = keyed
        self._sums = ()
        self.endResetModel()

    def show_sums(self, sums: totals.Totals, currency: str) -> None:
        """Take the amounts and margins that belong to the lines."""
        changed_currency = currency != self._currency
        self._sums, self._currency = sums.lines, currency
        self._tell_all()
        if changed_currency:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def _tell_all(self) -> None:
        if self._lines:
            last = self.index(len(self._lines) - 1, Column.MARGIN)
            self.dataChanged.emit(self.index(0, Column.ITEM), last)

    def add(self, lines: Sequence[DraftLine]) -> list[str]:
        """Append lines in one step; return their keys."""
        return self.insert_all(len(self._lines), lines)

    def insert_all(self, row: int, lines: Sequence[DraftLine]) -> list[str]:
        """Put lines in before `row`; each gets a key of its own. Return the keys."""
        if not lines:
            return []
        taken = {line.key for line in self._lines}
        keyed = [_with_key(line, taken) for line in lines]
        row = min(max(row, 0), len(self._lines))
        self.beginInsertRows(_ROOT, row, row + len(keyed) - 1)
        self._lines[row:row] = keyed
        self._sums = ()
        self.endInsertRows()
        self.edited.emit()
        return [line.key for line in keyed]

    def remove(self, rows: Sequence[int]) -> list[tuple[int, DraftLine]]:
        """Take lines out; return them with their rows, to be put back by `put_back`."""
        gone = [(row, self._lines[row]) for row in sorted(set(rows)) if row < len(self._lines)]
        for row, _line in reversed(gone):
            self.beginRemoveRows(_ROOT, row, row)
            del self._lines[row]
            self._sums = ()
            self.endRemoveRows()
        if gone:
            self.edited.emit()
        return gone

    def put_back(self, gone: Sequence[tuple[int, DraftLine]]) -> None:
        """Put removed lines where they were."""
        for row, line in gone:
            place = min(row, len(self._lines))
            self.beginInsertRows(_ROOT, place, place)
            self._lines.insert(place, line)
            self._sums = ()
            self.endInsertRows()
        if gone:
            self.edited.emit()

    def move(self, rows: Sequence[int], step: int) -> bool:
        """Move neighbouring lines up (-1) or down (1); tell whether there was room."""
        rows = sorted(set(rows))
        if not rows or rows[0] + step < 0 or rows[-1] + step >= len(self._lines):
            return False
        first, last = rows[0], rows[-1]
        target = first - 1 if step < 0 else last + 2
        self.beginMoveRows(_ROOT, first, last, _ROOT, target)
        block = self._lines[first : last + 1]
        del self._lines[first : last + 1]
        self._lines[first + step : first + step] = block
        self._sums = ()
        self.endMoveRows()
        self.edited.emit()
        return True

    def change(self, rows: Sequence[int], how: Callable[[DraftLine], DraftLine]) -> None:
        """Replace lines by what `how` makes of them."""
        changed = False
        for row in rows:
            if 0 <= row < len(self._lines):
                new = how(self._lines[row])
                changed = changed or new != self._lines[row]
                self._lines[row] = new
        if changed:
            self.edited.emit()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are: the lines, and one to type into."""
        return 0 if parent.isValid() else len(self._lines) + (not self._read_only)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell which cells can be typed into."""
        flags = super().flags(index)
        if index.isValid() and self.can_edit(index.row(), Column(index.column())):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def can_edit(self, row: int, column: Column) -> bool:
        """Tell whether a cell can be typed into: a title has only its words."""
        if self._read_only or column not in EDITABLE or not 0 <= row <= len(self._lines):
            return False
        if row == len(self._lines) or not self._lines[row].is_goods:
            return column is Column.ITEM
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the columns' titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(alignment(Column(section)))
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
        row = index.row()
        if not index.isValid() or row >= len(self._lines):
            is_hint = role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0
            return _("Type a SKU to add a line") if is_hint else None
        line, column = self._lines[row], Column(index.column())
        if role == LINE_ROLE:
            return line
        if role == LOW_MARGIN_ROLE:
            margin = self._sums[row].margin_percent if row < len(self._sums) else None
            return margin is not None and margin < self.healthy_percent
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and line.is_goods:
            return price_words(line) if column is Column.PRICE else _least_words(line, column)
        if role == Qt.ItemDataRole.EditRole:
            return self._edit_text(line, column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, line, column)
        return None

    def _edit_text(self, line: DraftLine, column: Column) -> str:
        if column is Column.ITEM:
            return line.sku or line_name(line)
        return self._text(-1, line, column).rstrip("%")

    def _text(self, row: int, line: DraftLine, column: Column) -> str:
        digits = minor_digits(self._currency)
        if column is Column.ITEM:
            return "\n".join(part for part in (line.sku, line_name(line)) if part)
        figures = self._sums[row] if 0 <= row < len(self._sums) else None
        if not line.is_goods:
            has_sum = column is Column.AMOUNT and figures is not None and figures.subtotal
            return show_amount(figures.subtotal, digits) if has_sum and figures else ""  # type: ignore[arg-type]  # has_sum says it
        if column is Column.QUANTITY:
            return show_quantity(line.quantity)
        if column is Column.UNIT:
            return line.unit
        if column is Column.PRICE:
            return show_price(line.unit_price, digits)
        if column is Column.DISCOUNT:
            return show_percent(line.discount_percent)
        if column is Column.AMOUNT:
            return show_amount(figures.amount if figures else self.amount_of(line), digits)
        margin = figures.margin_percent if figures else None
        if margin is None:
            return "–"
        return f"{margin}%" if margin > -LEAST_SHOWN else f"< -{LEAST_SHOWN}%"

    def amount_of(self, line: DraftLine) -> Decimal:
        """Return a line's amount in the currency of the quote."""
        if line.is_free:
            return totals.ZERO
        return totals.line_amount(
            line.quantity, line.unit_price, line.discount_percent, self._currency
        )

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; text that is no number is refused with its reason."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        column, row = Column(index.column()), index.row()
        if not self.can_edit(row, column):
            return False
        text = str(value).strip()
        if row == len(self._lines):
            return self._enter(text)
        old = self._lines[row]
        try:
            new = self._typed(old, column, text)
        except UserFacing as error:
            self.refused.emit(error.message)
            return False
        if new != old:
            self._lines[row] = new
            self.edited.emit()
            if column is Column.ITEM and new.is_goods:
                self.entered.emit(new.key, text)
        if column is Column.QUANTITY:
            self.typed_quantities.add(new.key)
        if column in (Column.QUANTITY, Column.UNIT):
            self.quantity_typed.emit(new.key)
        return True

    def _typed(self, line: DraftLine, column: Column, text: str) -> DraftLine:
        """Return the line as typed; a unit of its article, also behind the quantity ("50 ctn"), changes its price."""
        selling = self.sellings.get(line.product_id or "")
        number, unit = text, ""
        if column is Column.QUANTITY:
            number, unit = split_unit(text)
        if selling is None or (column is not Column.UNIT and not unit):
            return typed(line, column.name, text)
        if column is Column.UNIT:
            return in_unit(line, text, selling) if text else line
        held(unit, selling)
        return in_unit(typed(line, column.name, number), unit, selling)

    def _enter(self, text: str) -> bool:
        """Put a new line in for what was typed into the last row."""
        if not text:
            return False
        line, is_article = entered_text_line(text)
        key = self.add([line])[0]
        if is_article:
            self.entered.emit(key, text)
        return True


def _with_key(line: DraftLine, taken: set[str]) -> DraftLine:
    key = line.key if line.key and line.key not in taken else new_id()
    taken.add(key)
    return line if line.key == key else replace(line, key=key)


def line_name(line: DraftLine) -> str:
    """Return the product's name in the window's language, else in the other one."""
    if language() == "zh_CN":
        return line.name_zh or line.name_en
    return line.name_en or line.name_zh


def price_words(line: DraftLine) -> str:
    """Return where a line's price comes from, and whether it follows the quantity."""
    return {
        "price_list": _("From the price list: it follows the quantity."),
        "hand": _("Typed by hand: it stays when the quantity changes."),
        "formula": _("Computed from cost: it stays when the quantity changes."),
    }.get(line.price_source, "")


def _least_words(line: DraftLine, column: Column) -> str:
    if column is not Column.QUANTITY or not line.is_below_minimum:
        return ""
    return _("Less than the minimum of {moq}").format(
        moq=f"{show_quantity(line.moq or Decimal(0))} {line.unit}"
    )


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Return where a column's text stands."""
    if column in (Column.ITEM, Column.UNIT):
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
