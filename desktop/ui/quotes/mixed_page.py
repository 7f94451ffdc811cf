"""Mixed cartons of a quote: how many, how large, and how many pieces of each line are in one."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.money import format_plain
from desktop.trade.packing import MixedCarton
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.shipment import Shipment, net_of_contents
from desktop.ui.quotes.box_form import BoxForm, whole
from desktop.ui.records.numbers import read_optional
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.fields import Combo
from desktop.ui.widgets.labels import label, retone

ZERO = Decimal(0)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PIECES = 3


class ContentsModel(QAbstractTableModel):
    """The lines of the quote with the pieces of each in one carton, which can be typed."""

    edited = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._lines: list[DraftLine] = []
        self._left: list[Decimal] = []
        self.pieces: dict[str, Decimal] = {}
        self.read_only = False

    def load(self, lines: list[DraftLine], left: list[Decimal], pieces: dict[str, Decimal]) -> None:
        """Show these lines, what of each is in no mixed carton, and the contents."""
        if [line.key for line in lines] == [line.key for line in self._lines]:
            self._lines, self._left, self.pieces = lines, left, pieces
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, _PIECES))
            return
        self.beginResetModel()
        self._lines, self._left, self.pieces = lines, left, pieces
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else _PIECES + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (_("SKU"), _("Qty"), _("In own cartons"), _("Pieces in each mixed carton"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make the pieces editable."""
        flags = super().flags(index)
        if index.column() == _PIECES and not self.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        line = self._lines[index.row()]
        pieces = self.pieces.get(line.key, ZERO)
        return (
            line.title(),
            format_plain(line.quantity),
            format_plain(self._left[index.row()]),
            format_plain(pieces) if pieces else "",
        )[index.column()]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take typed pieces; nothing or zero takes the line out of the carton."""
        if role != Qt.ItemDataRole.EditRole or index.column() != _PIECES:
            return False
        try:
            pieces = read_optional(str(value), what=_("Pieces")) or ZERO
        except UserFacing as error:
            self.refused.emit(error.message)
            return False
        if pieces < 0:
            self.refused.emit(_("Not below zero."))
            return False
        self.pieces = {**self.pieces, self._lines[index.row()].key: pieces}
        self.edited.emit()
        return True


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class MixedPage(QWidget):
    """One kind of mixed carton at a time; `edited` carries the changed draft."""

    edited = Signal(object)

    def __init__(self, *, read_only: bool = False) -> None:
        """Build the page; `load` fills it."""
        super().__init__()
        self._read_only = read_only
        self._draft: QuoteDraft | None = None
        self._shipment: Shipment | None = None
        self._refusal = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(10)
        column.addLayout(self._head())
        self.form = BoxForm(
            (
                ("count", _("Number of cartons")),
                ("length_cm", _("Length, cm")),
                ("width_cm", _("Width, cm")),
                ("height_cm", _("Height, cm")),
                ("net_kg", _("N.W., kg")),
                ("gross_kg", _("G.W., kg")),
            ),
            whole=("count",),
        )
        self.form.set_read_only(read_only)
        self.form.edited.connect(self._take)
        column.addWidget(self.form)
        self.model = ContentsModel()
        self.model.read_only = read_only
        self.model.edited.connect(self._take)
        self.model.refused.connect(self._refuse)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAccessibleName(_("Contents of one mixed carton"))
        self.table.verticalHeader().setDefaultSectionSize(theme().size.table_row)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place, width in ((1, 90), (2, 130), (3, 190)):
            self.table.horizontalHeader().resizeSection(place, theme().scaled(width))
        column.addWidget(self.table, 1)
        self._hint = label("", "small", "text2", wrap=True)
        column.addWidget(self._hint)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.which = Combo()
        self.which.chosen.connect(lambda _which: self._show())
        self.add = link(_("Add a mixed carton"), self.add_carton, icon_name="plus")
        self.remove = link(_("Remove"), self._remove)
        row.addWidget(self.which)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        row.addStretch(1)
        return row

    def load(self, draft: QuoteDraft, shipment: Shipment) -> None:
        """Show the mixed cartons of a draft."""
        self._draft, self._shipment = draft, shipment
        names = [
            carton.name or _("Mixed carton {number}").format(number=number)
            for number, carton in enumerate(draft.mixed_cartons, start=1)
        ]
        chosen = self.which.value()
        shown = chosen if isinstance(chosen, int) and chosen < len(names) else len(names) - 1
        self.which.set_choices(list(enumerate(names)), shown)
        self._show()

    def problem(self) -> str:
        """Return what cannot be read or is missing, "" when all is well."""
        return self._refusal or self.form.problem()

    def add_carton(self) -> None:
        """Add a kind of mixed carton, still empty."""
        if self._draft is None:
            return
        new = MixedCarton(1, ZERO, ZERO, ZERO, ZERO, ZERO, ())
        cartons = (*self._draft.mixed_cartons, new)
        self.edited.emit(replace(self._draft, mixed_cartons=cartons))
        self.which.set_value(len(cartons) - 1)
        self._show()
        self.form.editors["count"].setFocus()

    def _remove(self) -> None:
        place = self._place()
        if self._draft is not None and place is not None:
            cartons = self._draft.mixed_cartons
            kept = cartons[:place] + cartons[place + 1 :]
            self.edited.emit(replace(self._draft, mixed_cartons=kept))

    def _place(self) -> int | None:
        place = self.which.value()
        if self._draft is None or not isinstance(place, int):
            return None
        return place if 0 <= place < len(self._draft.mixed_cartons) else None

    def _show(self) -> None:
        place = self._place()
        there = place is not None
        for widget in (self.which, self.form, self.table):
            widget.setVisible(there)
        self.add.setVisible(not self._read_only)
        self.remove.setVisible(there and not self._read_only)
        if place is None or self._draft is None or self._shipment is None:
            self._hint.setText(_("No mixed cartons: every line is packed in cartons of its own."))
            return
        carton = self._draft.mixed_cartons[place]
        self.form.load(
            {
                "count": Decimal(carton.count),
                "length_cm": carton.length_cm or None,
                "width_cm": carton.width_cm or None,
                "height_cm": carton.height_cm or None,
                "net_kg": carton.net_kg or None,
                "gross_kg": carton.gross_kg or None,
            }
        )
        goods = [(i, line) for i, line in enumerate(self._draft.lines) if line.counts]
        left = [self._shipment.own_pieces(i) for i, _line in goods]
        self.model.load([line for _i, line in goods], left, dict(carton.contents))
        self._hint.setText(self._words(carton))
        retone(self._hint, "amber" if self._differs(carton) else "text2")

    def _words(self, carton: MixedCarton) -> str:
        if not carton.contents:
            return _("Type how many pieces of each article go into one of these cartons.")
        net = net_of_contents(self._shipment.lines, carton.contents) if self._shipment else None
        if net is None:
            return ""
        return _("By the weights of the articles the contents weigh {net} kg.").format(
            net=format_plain(net)
        )

    def _differs(self, carton: MixedCarton) -> bool:
        """Tell whether the weight written is more than a tenth beside that of the contents."""
        net = net_of_contents(self._shipment.lines, carton.contents) if self._shipment else None
        return bool(net and carton.net_kg and abs(carton.net_kg - net) * 10 > net)

    def _refuse(self, message: str) -> None:
        self._hint.setText(message)

    def _take(self) -> None:
        place, values = self._place(), self.form.values()
        if self._draft is None or self._shipment is None or place is None or self._read_only:
            return
        old = self._draft.mixed_cartons[place]
        contents = tuple((key, n) for key, n in self.model.pieces.items() if n)
        net = values["net_kg"]
        before = net_of_contents(self._shipment.lines, old.contents)
        if net is None or (before is not None and net == before):
            # The weight follows the contents until somebody writes another one.
            net = net_of_contents(self._shipment.lines, contents) or ZERO
        new = replace(
            old,
            count=whole(values["count"]) or 0,
            length_cm=values["length_cm"] or ZERO,
            width_cm=values["width_cm"] or ZERO,
            height_cm=values["height_cm"] or ZERO,
            net_kg=net,
            gross_kg=values["gross_kg"] or ZERO,
            contents=contents,
        )
        if new != old:
            cartons = list(self._draft.mixed_cartons)
            cartons[place] = new
            self.edited.emit(replace(self._draft, mixed_cartons=tuple(cartons)))
