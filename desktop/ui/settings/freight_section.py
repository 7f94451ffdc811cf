"""Freight tariffs: a list with their validity, a table by port in a dialog, spreadsheets by file."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.runtime.days import short_day
from desktop.runtime.i18n import _, ngettext
from desktop.trade import freight_table, freight_tariffs
from desktop.trade.freight import BASIS_LABELS, Tariff
from desktop.ui.records.table import Column
from desktop.ui.services import Services
from desktop.ui.settings.list_section import Done, ListSection, Refused
from desktop.ui.settings.tariff_dialog import TariffDialog
from desktop.ui.widgets.buttons import primary, secondary


class FreightSection(ListSection):
    """The tariffs; a file of them can be read."""

    tables = frozenset({"freight_template", "freight_rate"})

    def __init__(self, services: Services) -> None:
        """Build the card, empty until loaded."""
        self.today = services.clock.now().astimezone().date()
        super().__init__(
            services,
            _("Freight"),
            _("Quotes take their freight from the tariff that fits ports and way; one that ended is not used."),
            _("Tariffs"),
            self._columns(),
            _("No tariff yet: freight is entered in each quote by hand."),
        )  # fmt: skip
        head = self.card.head
        head.addWidget(secondary(_("Import file"), self.choose_file, icon_name="download"))
        head.addWidget(primary(_("New tariff"), self.add, icon_name="plus"))
        self.add_deed(_("Edit"), self.edit, "pencil")
        self.delete_button = self.add_deed(_("Delete"), self.delete, "trash-2")

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
            return _("from {date}").format(date=short_day(tariff.valid_from, self.today))
        if tariff.valid_until is None:
            return "–"
        day = short_day(tariff.valid_until, self.today)
        return _("ended {date}").format(date=day) if tariff.valid_until < self.today else day

    def load(self) -> None:
        """Load the tariffs."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: freight_tariffs.listing(store), ok=self.show_rows, owner=self, key="tariffs"
        )

    def add(self) -> None:
        """Make a new tariff."""
        TariffDialog(self, Tariff(""), self.save).open()

    def edit(self) -> None:
        """Open the chosen tariff."""
        tariff = self.table.current()
        if tariff is not None:
            TariffDialog(self, tariff, self.save).open()

    def save(self, tariff: Tariff, done: Done, refused: Refused) -> None:
        """Save a tariff, then `done`; `refused(error)` is called when it cannot be."""
        store = self.services.store
        self.save_with(lambda: freight_tariffs.save(store, tariff), done, refused)

    def delete(self) -> None:
        """Take the chosen tariff out; a toast brings it back."""
        tariff, store = self.table.current(), self.services.store
        if tariff is not None:
            undo = partial(self.save, tariff, lambda _done: None, self.refuse)
            self.take_out(tariff.name, lambda: freight_tariffs.delete(store, tariff.id), undo)

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
            lambda: freight_table.read_file(path), ok=show, err=self.refuse, owner=self
        )


def _port_count(tariff: Tariff) -> str:
    count = len([port for port in tariff.ports() if port])
    return ngettext("{count} port", "{count} ports", count).format(count=count)
