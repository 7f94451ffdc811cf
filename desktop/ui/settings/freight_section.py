"""Freight tariffs: a list with their validity, a table by port in a dialog, spreadsheets by file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.trade import freight_table, freight_tariffs
from desktop.trade.freight import BASIS_LABELS, Tariff
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.settings.tariff_dialog import TariffDialog
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import label

_MOST_ROWS = 14


class FreightSection(Section):
    """A table of tariffs; double click or Enter opens one."""

    tables = frozenset({"freight_template", "freight_rate"})

    def __init__(self, services: Services) -> None:
        """Build the card, empty until loaded."""
        super().__init__(
            services,
            _("Freight"),
            _("Quotes take their freight from the tariff that fits ports and way; one that ended is not used."),
        )  # fmt: skip
        self.today = services.clock.now().astimezone().date()
        self.banner = Banner()
        self.box.addWidget(self.banner)
        card = Card(_("Tariffs"))
        card.head.addWidget(secondary(_("Import file"), self.choose_file, icon_name="download"))
        card.head.addWidget(primary(_("New tariff"), self.add, icon_name="plus"))
        self.table = Table(self._columns())
        self.table.setAccessibleName(_("Tariffs"))
        self.table.activated.connect(lambda _index: self.edit())
        card.box.addWidget(self.table)
        words = _("No tariff yet: freight is entered in each quote by hand.")
        self.empty = label(words, "body", "text2", wrap=True)
        card.box.addWidget(self.empty)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.edit_button = secondary(_("Edit"), self.edit, icon_name="pencil")
        self.delete_button = secondary(_("Delete"), self.delete, icon_name="trash-2")
        row.addWidget(self.edit_button)
        row.addWidget(self.delete_button)
        row.addStretch(1)
        card.box.addLayout(row)
        self.box.addWidget(card)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Tariff"), lambda t: t.name, strong=True),
            Column(_("Amounts"), lambda t: _(BASIS_LABELS[t.basis]), 150),
            Column(_("Port of loading"), lambda t: t.port_of_loading or _("any"), 84),
            Column(_("Ports"), _port_count, 76),
            Column(_("Currency"), lambda t: t.currency, 68),
            Column(
                _("Valid until"),
                self._validity,
                148,
                tone=lambda t: "amber" if t.validity_problem(self.today) else "text2",
            ),
        )

    def _validity(self, tariff: Tariff) -> str:
        if tariff.valid_from and tariff.valid_from > self.today:
            return _("from {date}").format(date=tariff.valid_from.isoformat())
        if tariff.valid_until is None:
            return "–"
        day = tariff.valid_until.isoformat()
        return _("ended {date}").format(date=day) if tariff.valid_until < self.today else day

    def load(self) -> None:
        """Load the tariffs."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: freight_tariffs.listing(store), ok=self._show, owner=self, key="tariffs"
        )

    def _show(self, found: tuple[Tariff, ...]) -> None:
        self.table.load(found)
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        for button in (self.edit_button, self.delete_button):
            button.setEnabled(bool(found))
        rows = min(len(found), _MOST_ROWS)
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().height() + rows * height + 4)

    def add(self) -> None:
        """Make a new tariff."""
        TariffDialog(self, Tariff(""), self.save).open()

    def edit(self) -> None:
        """Open the chosen tariff."""
        tariff = self.table.current()
        if tariff is not None:
            TariffDialog(self, tariff, self.save).open()

    def save(
        self,
        tariff: Tariff,
        done: Callable[[object], object],
        refused: Callable[[BaseException], object],
    ) -> None:
        """Save a tariff, then `done`; `refused(error)` is called when it cannot be."""

        def saved(result: object) -> None:
            done(result)
            self.load()
            self.services.navigator.show_toast(_("Saved"))

        store = self.services.store
        self.services.tasks.submit(
            lambda: freight_tariffs.save(store, tariff),
            ok=saved,
            err=refused,
            owner=self,
            lane="write",
        )

    def delete(self) -> None:
        """Take the chosen tariff out; a toast brings it back."""
        tariff = self.table.current()
        if tariff is None:
            return
        store = self.services.store
        words = _("{name} was taken out.").format(name=tariff.name)
        undo = partial(self.save, tariff, lambda _done: None, self._refused)

        def gone(_none: object) -> None:
            self.load()
            self.services.navigator.show_toast(words, undo=undo, icon="undo-2")

        self.services.tasks.submit(
            lambda: freight_tariffs.delete(store, tariff.id), ok=gone, owner=self, lane="write"
        )

    def choose_file(self) -> None:
        """Import a table from a dialog."""
        dialog = QFileDialog(self, _("Freight table"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Tables (*.xlsx *.xls *.ods *.csv *.txt)"))
        dialog.fileSelected.connect(lambda path: self.take_file(Path(path)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Read a table of ports and open it as a new tariff, to be named and saved."""

        def show(found: freight_table.FreightTable) -> None:
            tariff = freight_table.with_table(Tariff(path.stem), found)
            TariffDialog(self, tariff, self.save).open()
            if found.put_aside:
                row, reason = found.put_aside[0]
                self.banner.say("amber", _("Row {row} was put aside").format(row=row), reason)

        self.services.tasks.submit(
            lambda: freight_table.read_file(path), ok=show, err=self._refused, owner=self
        )

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            raise error
        self.banner.say("red", error.message, error.hint)


def _port_count(tariff: Tariff) -> str:
    count = len([port for port in tariff.ports() if port])
    return ngettext("{count} port", "{count} ports", count).format(count=count)
