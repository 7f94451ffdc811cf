"""One container type: its inner size, what can be used of it, and what its freight compares to."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.trade import own_containers
from desktop.trade.containers import Container
from desktop.trade.money import format_plain
from desktop.ui.records.numbers import read_number
from desktop.ui.settings.save_row import SaveRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import room
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import label

Save = Callable[[Container, Callable[[object], object], Callable[[BaseException], object]], object]


class ContainerDialog(QDialog):
    """Hands the type to `save(box, done, refused)`; closes when it was not refused."""

    def __init__(self, parent: QWidget, box: Container | None, save: Save) -> None:
        """Start with a type; None for a new one."""
        super().__init__(parent)
        self._save = save
        self.setWindowTitle(_("Container type"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, 520, 0).width())
        self.banner = Banner()
        self.code = line_edit(box.code if box else "", "40OT")
        self.code.setReadOnly(box is not None)
        sides = tuple(str(side) for side in box.inside_mm) if box else ("", "", "")
        hints = ("12032", "2352", "2690")
        self.sides = tuple(line_edit(*one) for one in zip(sides, hints, strict=True))
        self.usable = line_edit(format_plain(box.plan_cbm) if box else "", "68")
        self.payload = line_edit(format_plain(box.prudent_kg) if box else "", "22000")
        self.freight = line_edit(format_plain(box.relative_cost) if box else "1")
        self.planned = QCheckBox(_("Take it when the cheapest mix is planned"))
        self.planned.setChecked(box is not None and box.planned)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Container type"), "lead"))
        column.addWidget(self.banner)
        column.addLayout(self._grid())
        column.addWidget(self.planned)
        words = _("Relative freight counts where a quote has no freight by container: 20GP is 1.")
        column.addWidget(label(words, "small", "text2", wrap=True))
        foot = SaveRow(self, self.submit)
        column.addLayout(foot)
        (self.code if box is None else self.usable).setFocus()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(Field(_("Type"), self.code), 0, 0)
        for at, name in enumerate((_("Length, mm"), _("Width, mm"), _("Height, mm"))):
            grid.addWidget(Field(name, self.sides[at]), 1, at)
        grid.addWidget(Field(_("Usable, m³"), self.usable), 2, 0)
        grid.addWidget(Field(_("Payload, kg"), self.payload), 2, 1)
        grid.addWidget(Field(_("Freight, relative"), self.freight), 2, 2)
        for at in range(3):
            grid.setColumnStretch(at, 1)
        return grid

    def submit(self) -> None:
        """Hand over what is entered, when all of it can be read."""
        try:
            box = self._entered()
        except UserFacing as problem:
            self._refused(problem)
            return
        self._save(box, lambda _done: self.accept(), self._refused)

    def _entered(self) -> Container:
        names = (_("Length, mm"), _("Width, mm"), _("Height, mm"))
        sides = [
            read_number(edit.text(), what=name)
            for edit, name in zip(self.sides, names, strict=True)
        ]
        length, width, height = (int(side) for side in sides)
        return own_containers.make(
            self.code.text().strip().upper(),
            (length, width, height),
            read_number(self.usable.text(), what=_("Usable, m³")),
            read_number(self.payload.text(), what=_("Payload, kg")),
            read_number(self.freight.text() or str(Decimal(1)), what=_("Freight, relative")),
            planned=self.planned.isChecked(),
        )

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, TradepostError):
            self.banner.say("red", error.message, error.hint)
        else:
            self.banner.say("red", str(error))
