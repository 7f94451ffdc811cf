"""One freight tariff: its head, and its table by port, which can be pasted from Excel."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.days import read_day, typed_day
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.trade import freight_table
from desktop.trade.container_plan import LCL
from desktop.trade.containers import containers
from desktop.trade.freight import BASIS_LABELS, Basis, Tariff
from desktop.trade.incoterms import Mode
from desktop.trade.money import format_plain
from desktop.ui.records.numbers import read_optional
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.currency_box import CurrencyBox
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label

Save = Callable[[Tariff, Callable[[object], object], Callable[[BaseException], object]], object]
_SPARE_ROWS = 4


class TariffDialog(QDialog):
    """Hands the tariff to `save(tariff, done, refused)`; closes when it was not refused."""

    def __init__(self, parent: QWidget, tariff: Tariff, save: Save) -> None:
        """Start with a tariff; an empty one for a new one."""
        super().__init__(parent)
        self._tariff, self._save = tariff, save
        self.setWindowTitle(_("Freight tariff"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 860, 620)
        self.banner = Banner()
        self.name, self.carrier = line_edit(tariff.name), line_edit(tariff.carrier)
        self.loading = line_edit(tariff.port_of_loading, _("any"))
        self.currency = CurrencyBox(tariff.currency)
        self.mode = Combo(
            [
                (Mode.SEA.value, _("Sea")),
                (Mode.AIR.value, _("Air")),
                (Mode.RAIL.value, _("Rail")),
                (Mode.ROAD.value, _("Road")),
                (Mode.COURIER.value, _("Courier")),
                (Mode.MULTIMODAL.value, _("Multimodal")),
            ],
            tariff.mode,
        )
        self.basis = Combo([(b.value, _(name)) for b, name in BASIS_LABELS.items()])
        self.basis.set_value(tariff.basis.value)
        self.begin = line_edit(_day(tariff.valid_from), "2026-11-01")
        self.end = line_edit(_day(tariff.valid_until), "2026-11-30")
        self.minimum = line_edit(_number(tariff, "minimum"))
        self.premium = line_edit(_number(tariff, "premium_rate", 100))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Freight tariff"), "lead"))
        column.addWidget(self.banner)
        column.addLayout(self._grid())
        words = _("Copy a table from Excel and press Paste: Port, 20GP, 40GP, 40HQ, 45HQ, LCL.")
        column.addWidget(label(words, "small", "text2", wrap=True))
        self.table = QTableWidget()
        self.table.setAccessibleName(_("Freight by port"))
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons())
        self.basis.chosen.connect(lambda _value: self._show_table(self._head_only()))
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.table)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self.paste)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.submit)
        head = (self.name, self.carrier, self.loading, self.begin, self.end)
        for edit in (*head, self.minimum, self.premium):  # in the table Enter ends the cell
            edit.returnPressed.connect(self.submit)
        self._show_table(tariff)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        places: tuple[tuple[str, QWidget], ...] = (
            (_("Tariff"), self.name),
            (_("Carrier"), self.carrier),
            (_("Way"), self.mode),
            (_("Amounts"), self.basis),
            (_("Currency"), self.currency),
            (_("Port of loading"), self.loading),
            (_("Minimum"), self.minimum),
            (_("Insurance premium, %"), self.premium),
            (_("Valid from"), self.begin),
            (_("Valid until"), self.end),
        )
        for index, (name, editor) in enumerate(places):
            grid.addWidget(Field(name, editor), index // 4, index % 4)
        for at in range(4):
            grid.setColumnStretch(at, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(secondary(_("Paste table"), self.paste, icon_name="clipboard-paste"))
        row.addWidget(secondary(_("Add row"), self._add_row, icon_name="plus"))
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        row.addWidget(primary(_("Save"), self.submit, key="Ctrl+Return"))
        return row

    def _head_only(self) -> Tariff:
        return replace(self._tariff, basis=Basis(str(self.basis.value())), rates=())

    def _show_table(self, tariff: Tariff) -> None:
        head, *rows = freight_table.as_rows(tariff)
        if tariff.basis is Basis.CONTAINER:
            sizes = (*(box.code for box in containers()), LCL)
            table = [dict(zip(head, row, strict=True)) for row in rows]
            head = ("Port", *sizes, "Destination costs", "Transit days")
            rows = [tuple(row.get(name, "") for name in head) for row in table]
        self.table.clear()
        self.table.setColumnCount(len(head))
        self.table.setHorizontalHeaderLabels(_titles(head))
        self._head = head
        self.table.setRowCount(len(rows) + _SPARE_ROWS)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                self.table.setItem(at, column, QTableWidgetItem(text))
        self.table.setColumnWidth(0, 160)

    def _add_row(self) -> None:
        self.table.setRowCount(self.table.rowCount() + 1)

    def _text(self) -> str:
        rows = [self._head]
        for at in range(self.table.rowCount()):
            items = [self.table.item(at, column) for column in range(len(self._head))]
            rows.append(tuple(item.text().strip() if item else "" for item in items))
        return "\n".join("\t".join(row) for row in rows if any(row))

    def paste(self) -> None:
        """Take the table on the clipboard: ports it has are replaced, the others stay."""
        try:
            found = freight_table.read_text(QGuiApplication.clipboard().text())
            known = replace(self._head_only(), rates=freight_table.read_text(self._text()).rates)
        except UserFacing as problem:
            self.banner.say("red", problem.message, problem.hint)
            return
        merged = freight_table.with_table(known, found)
        self.basis.set_value(merged.basis.value)
        self._show_table(merged)
        self._tell_aside(found)

    def _tell_aside(self, found: freight_table.FreightTable) -> None:
        if not found.put_aside:
            self.banner.hide()
            return
        count = len(found.put_aside)
        fact = ngettext("{count} row was put aside", "{count} rows were put aside", count)
        reasons = "; ".join(f"{row}: {reason}" for row, reason in found.put_aside[:3])
        self.banner.say("amber", fact.format(count=count), reasons)

    def submit(self) -> None:
        """Hand over what is entered, when all of it can be read."""
        try:
            tariff, table = self._entered()
        except UserFacing as problem:
            self.banner.say("red", problem.message, problem.hint)
            return
        if table.put_aside:
            self._tell_aside(table)
            return
        self._save(tariff, lambda _done: self.accept(), self._refused)

    def _entered(self) -> tuple[Tariff, freight_table.FreightTable]:
        table = freight_table.read_text(self._text())
        premium = read_optional(self.premium.text(), what=_("Insurance premium, %"))
        return (
            replace(
                self._head_only(),
                name=self.name.text(),
                carrier=self.carrier.text(),
                mode=str(self.mode.value()),
                currency=self.currency.code(),
                port_of_loading=self.loading.text(),
                minimum=read_optional(self.minimum.text(), what=_("Minimum")),
                premium_rate=None if premium is None else premium / 100,
                valid_from=_read_day(self.begin.text()),
                valid_until=_read_day(self.end.text()),
                rates=table.rates,
            ),
            table,
        )

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, TradepostError):
            self.banner.say("red", error.message, error.hint)
        else:
            self.banner.say("red", str(error))


def _titles(head: tuple[str, ...]) -> list[str]:
    words = {
        "Port": _("Port"),
        "From": _("From quantity"),
        "Amount": _("Amount"),
        "Destination costs": _("Destination costs"),
        "Transit days": _("Transit days"),
    }
    return [words.get(name, name) for name in head]


def _day(value: date | None) -> str:
    return typed_day(value) if value else ""


def _read_day(text: str) -> date | None:
    found = read_day(text)
    if found is None and text.strip():
        raise UserFacing(
            _("“{value}” is not a date.").format(value=text),
            hint=_("Write it as 2026-11-22."),
            code="bad_date",
        )
    return found


def _number(tariff: Tariff, name: str, times: int = 1) -> str:
    value = getattr(tariff, name)
    return "" if value is None else format_plain(value * times)
