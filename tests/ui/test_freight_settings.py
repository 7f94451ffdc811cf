"""Freight in the settings: the list, a table pasted from Excel, what cannot be saved."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.trade import freight_tariffs
from desktop.trade.freight import Basis, Tariff
from desktop.ui.settings.freight_section import FreightSection
from desktop.ui.settings.tariff_dialog import TariffDialog

D = Decimal


@pytest.fixture
def section(qtbot, company_services):
    made = FreightSection(company_services)
    qtbot.addWidget(made)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.table.model().rowCount() > 0, timeout=30_000)
    return made


def open_dialog(qtbot, section, tariff):
    dialog = TariffDialog(section, tariff, section.save)
    qtbot.addWidget(dialog)
    return dialog


def test_a_table_is_pasted_and_saved(qtbot, section, company) -> None:
    dialog = open_dialog(qtbot, section, Tariff(""))
    text = "Port\t20GP\t40HQ\nHamburg\t1,500\t2400\nSantos\t2100\t3500"
    QGuiApplication.clipboard().setText(text)
    dialog.paste()
    dialog.name.setText("Pasted")
    dialog.end.setText("2027-01-31")
    closed = []
    dialog.accepted.connect(lambda: closed.append(True))
    dialog.submit()
    qtbot.waitUntil(lambda: bool(closed), timeout=30_000)
    saved = freight_tariffs.get(company, "Pasted")
    assert saved.basis is Basis.CONTAINER
    assert {(r.port, r.container): r.amount for r in saved.rates}["Santos", "40HQ"] == D(3500)
    assert saved.valid_until.isoformat() == "2027-01-31"


def test_what_cannot_be_saved_says_why(qtbot, section) -> None:
    dialog = open_dialog(qtbot, section, Tariff("Empty"))
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.banner.isVisibleTo(dialog), timeout=30_000)
    dialog.banner.hide()
    dialog.end.setText("tomorrow")
    dialog.submit()
    assert dialog.banner.isVisibleTo(dialog)
    dialog.banner.hide()
    QGuiApplication.clipboard().setText("hello")
    dialog.paste()
    assert dialog.banner.isVisibleTo(dialog)


def test_a_tariff_is_taken_out(qtbot, section, company) -> None:
    tariff = freight_tariffs.save(
        company, replace(freight_tariffs.listing(company)[0], id="", name="Old")
    )
    section.load()
    qtbot.waitUntil(lambda: section.table.model().rowCount() == 3, timeout=30_000)
    names = [t.name for t in freight_tariffs.listing(company)]
    section.table.setCurrentIndex(section.table.model().index(names.index("Old"), 0))
    assert section.table.current().id == tariff.id
    section.delete()
    qtbot.waitUntil(
        lambda: tariff.id not in [t.id for t in freight_tariffs.listing(company)], timeout=30_000
    )
