"""The carton list of a quote: C/NOs, cartons and weights of each line, and the line's own boxes."""

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.container_plan import NO_ORDER
from desktop.trade.containers import Constraint, containers, fit_cartons, road_limit
from desktop.trade.money import format_number, format_plain
from desktop.trade.package_groups import LinePackages, line_packages
from desktop.trade.packing import CartonSpec
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.shipment import Shipment
from desktop.ui.quotes.box_form import BoxForm, whole
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.fields import Combo
from desktop.ui.widgets.labels import label

ZERO = Decimal(0)
_BOX_KEYS = ("pieces", "length_cm", "width_cm", "height_cm", "net_kg", "gross_kg")


@dataclass(frozen=True)
class _Row:
    id: str
    place: int
    line: DraftLine
    packages: LinePackages
    lacking: bool


def _columns() -> tuple[Column, ...]:
    def figure(value: Decimal | int, digits: int) -> str:
        return format_number(Decimal(value), digits) if value else "–"

    def tone(row: _Row) -> str:
        return "amber" if row.lacking else "text"

    return (
        Column(
            _("SKU"), lambda r: r.line.title(), 0, strong=True, sort=lambda r: r.place, tone=tone
        ),
        Column(_("Qty"), lambda r: format_plain(r.line.quantity), 70, right=True),
        Column(_("C/NOs"), lambda r: r.packages.numbers or "–", 150),
        Column(_("Cartons"), lambda r: figure(r.packages.cartons, 0), 70, right=True),
        Column(_("Last carton"), _last, 92, right=True),
        Column(_("In mixed"), lambda r: _plain(r.packages.mixed_pieces), 76, right=True),
        Column(_("N.W. kg"), lambda r: figure(r.packages.packed.net_kg, 2), 84, right=True),
        Column(_("G.W. kg"), lambda r: figure(r.packages.packed.gross_kg, 2), 84, right=True),
        Column(_("CBM"), lambda r: figure(r.packages.packed.volume_cbm, 3), 70, right=True),
    )


def _plain(value: Decimal) -> str:
    return format_plain(value) if value else "–"


def _last(row: _Row) -> str:
    short = row.packages.short_pieces
    if short is not None:
        return _("{count} pcs").format(count=format_plain(short))
    return _("all full") if row.packages.cartons else "–"


class CartonPage(QWidget):
    """The table, and below it the boxes of the line chosen; `edited` carries the changed draft."""

    edited = Signal(object)
    left = Signal()

    def __init__(
        self, services: Services | None, row: int = -1, *, read_only: bool = False
    ) -> None:
        """Build the page; `load` fills it and chooses line `row` first."""
        super().__init__()
        self._services, self._read_only = services, read_only
        self._draft: QuoteDraft | None = None
        self._first = row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.table = Table(_columns())
        self.table.selectionModel().currentRowChanged.connect(self._show_line)
        column.addWidget(self.table, 1)
        below = QVBoxLayout()
        below.setContentsMargins(20, 12, 20, 12)
        below.setSpacing(10)
        below.addLayout(self._head())
        self.form = BoxForm(
            (
                ("pieces", _("Pieces per carton")),
                ("inner", _("Pieces per inner box")),
                ("length_cm", _("Length, cm")),
                ("width_cm", _("Width, cm")),
                ("height_cm", _("Height, cm")),
                ("net_kg", _("N.W., kg")),
                ("gross_kg", _("G.W., kg")),
            ),
            whole=("pieces", "inner"),
        )
        self.form.edited.connect(self._take)
        self.form.set_read_only(read_only)
        below.addWidget(self.form)
        self.fits = label("", "small", "text2", wrap=True)
        below.addWidget(self.fits)
        column.addLayout(below)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._title = label("", "section")
        self.boxes = Combo()
        self.boxes.chosen.connect(lambda _box: self._show_box())
        self.add_box = link(_("Add a box"), self._add_box, icon_name="plus")
        self.remove_box = link(_("Remove this box"), self._remove_box)
        self.product = link(_("Open the product"), self._open_product)
        row.addWidget(self._title)
        row.addWidget(self.boxes)
        row.addWidget(self.add_box)
        row.addWidget(self.remove_box)
        row.addStretch(1)
        row.addWidget(self.product)
        return row

    def load(self, draft: QuoteDraft, shipment: Shipment) -> None:
        """Show the packing of a draft."""
        self._draft = draft
        lacking = {*shipment.unpacked, *shipment.unweighed}
        rows = [
            _Row(str(row.index), row.index, draft.lines[row.index], row, row.index in lacking)
            for row in line_packages(shipment)
            if draft.lines[row.index].counts
        ]
        self.table.load(rows)
        if self._first >= 0:
            self.table.select_id(str(self._first))
            self._first = -1
        self._show_line()

    def problem(self) -> str:
        """Return what cannot be read, "" when everything can."""
        return self.form.problem()

    def _place(self) -> int:
        row = self.table.current()
        return row.place if isinstance(row, _Row) else -1

    def _line(self) -> DraftLine | None:
        place = self._place()
        if self._draft is None or not 0 <= place < len(self._draft.lines):
            return None
        return self._draft.lines[place]

    def _show_line(self, *_index: object) -> None:
        line = self._line()
        self.form.setEnabled(line is not None)
        if line is None:
            return
        self._title.setText(line.title())
        count = 1 + len(line.more_boxes)
        names = [
            _("Box {number} of {count}").format(number=i + 1, count=count) for i in range(count)
        ]
        chosen = self.boxes.value()
        shown = chosen if isinstance(chosen, int) and chosen < count else 0
        self.boxes.set_choices(list(enumerate(names)), shown)
        self.boxes.setVisible(count > 1)
        editable = not self._read_only
        self.add_box.setVisible(editable and line.carton() is not None)
        self.product.setVisible(bool(line.sku) and line.product_id is not None and editable)
        self._show_box()

    def _show_box(self) -> None:
        line, place = self._line(), self._box()
        if line is None:
            return
        self.remove_box.setVisible(place > 0 and not self._read_only)
        self.form.fields["inner"].setEnabled(place == 0)
        boxes = line.boxes()
        self.fits.setText(self._fit_words(boxes[place]) if place < len(boxes) else "")
        if place == 0:
            self.form.load(_first_box(line))
            return
        box = line.more_boxes[place - 1]
        values = {key: Decimal(getattr(box, key)) for key in _BOX_KEYS}
        self.form.load({key: value or None for key, value in values.items()})

    def _fit_words(self, box: CartonSpec) -> str:
        """Return how many of this carton alone each size of container takes, and what stops it."""
        order = self._draft.plan_order() if self._draft else NO_ORDER
        limit = road_limit(order.country, order.place)
        fits = [fit_cartons(box, size, limit) for size in containers()]
        limits = {
            Constraint.VOLUME: _("volume"),
            Constraint.WEIGHT: _("weight"),
            Constraint.GRID: _("places"),
        }
        parts = [f"{fit.container} {fit.cartons:,} ({limits[fit.binding]})" for fit in fits]
        text = _("Of this carton alone a container takes: {fits}")
        return text.format(fits=", ".join(parts))

    def _box(self) -> int:
        value = self.boxes.value()
        return value if isinstance(value, int) else 0

    def _take(self) -> None:
        line, place, values = self._line(), self._box(), self.form.values()
        if line is None or self._read_only:
            return
        if place == 0:
            self._keep(_with_first_box(line, values))
            return
        box = CartonSpec(
            max(whole(values["pieces"]) or 1, 1),
            **{key: values[key] or ZERO for key in _BOX_KEYS[1:]},
            name=line.more_boxes[place - 1].name,
        )
        boxes = list(line.more_boxes)
        boxes[place - 1] = box
        self._keep(replace(line, more_boxes=tuple(boxes)))

    def _keep(self, line: DraftLine) -> None:
        if self._draft is None or line == self._line():
            return
        lines = list(self._draft.lines)
        lines[self._place()] = line
        self.edited.emit(replace(self._draft, lines=tuple(lines)))

    def _add_box(self) -> None:
        line = self._line()
        carton = line.carton() if line else None
        if line is None or carton is None:
            return
        self._keep(replace(line, more_boxes=(*line.more_boxes, carton)))
        self.boxes.set_value(len(line.more_boxes) + 1)
        self._show_box()

    def _remove_box(self) -> None:
        line, place = self._line(), self._box()
        if line is not None and place > 0:
            boxes = line.more_boxes[: place - 1] + line.more_boxes[place:]
            self._keep(replace(line, more_boxes=boxes))

    def _open_product(self) -> None:
        line = self._line()
        if line is not None and self._services is not None:
            self.left.emit()
            self._services.navigator.open_screen("products", sku=line.sku)


def _first_box(line: DraftLine) -> dict[str, Decimal | None]:
    pieces, inner = line.pcs_per_carton, line.inner_pieces
    return {
        "pieces": Decimal(pieces) if pieces else None,
        "inner": Decimal(inner) if inner else None,
        "length_cm": line.carton_length_cm,
        "width_cm": line.carton_width_cm,
        "height_cm": line.carton_height_cm,
        "net_kg": line.net_weight_kg,
        "gross_kg": line.gross_weight_kg,
    }


def _with_first_box(line: DraftLine, values: dict[str, Decimal | None]) -> DraftLine:
    return replace(
        line,
        pcs_per_carton=whole(values["pieces"]),
        inner_pieces=whole(values["inner"]),
        carton_length_cm=values["length_cm"],
        carton_width_cm=values["width_cm"],
        carton_height_cm=values["height_cm"],
        net_weight_kg=values["net_kg"],
        gross_weight_kg=values["gross_kg"],
    )
