"""Settings of the house: several companies, their accounts, own payment terms, exchange rates."""

from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication

from desktop.crm import company as people
from desktop.trade import (
    bank_accounts,
    company,
    company_pictures,
    exchange_rates,
    payment_terms,
)
from desktop.trade.company_pictures import Place
from desktop.trade.documents.offer import Bank
from desktop.ui.settings.rate_dialog import RateDialog
from desktop.ui.settings.terms_card import TermsDialog
from desktop.ui.settings.view import SettingsView
from desktop.ui.widgets.currency_box import CurrencyBox, search_by_name
from desktop.ui.widgets.fields import Combo

FILES = Path(__file__).resolve().parents[2] / "data" / "rates"


@pytest.fixture
def view(qtbot, services, store):
    people.introduce(store, user_name="Lin Wei", user_email="lin@bowei.example", company_name="Bo")
    made = SettingsView(services)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    made.refresh(None)
    settle(qtbot, made)
    return made


def settle(qtbot, view):
    qtbot.waitUntil(lambda: not view.services.tasks.busy, timeout=10_000)


def test_a_second_company_is_added_chosen_and_made_the_default(qtbot, view, store):
    section = view.sections["company"]
    assert not section.chooser.isVisibleTo(section)
    section.add_company()
    section.edits["name"].setText("Bowei Hong Kong Limited")
    section.form.number_format.set_value("1.234,56")
    section.save()
    qtbot.waitUntil(lambda: section.chooser.count() == 2, timeout=10_000)
    settle(qtbot, view)
    first, second = company.sellers(store)
    assert (second.name, second.number_format) == ("Bowei Hong Kong Limited", "1.234,56")
    assert second.number_prefix == "BHK"
    section.choose(second.id)
    settle(qtbot, view)
    assert section.edits["number_prefix"].text() == "BHK"
    section.make_default()
    qtbot.waitUntil(lambda: company.sellers(store)[0].id == second.id, timeout=10_000)
    settle(qtbot, view)
    section.choose(first.id)
    settle(qtbot, view)
    section.delete_company()
    qtbot.waitUntil(lambda: len(company.sellers(store)) == 1, timeout=10_000)
    settle(qtbot, view)


def test_a_prefix_that_is_taken_is_said_above_the_form(qtbot, view, store):
    company.save_company(store, {"name": "Other", "number_prefix": "X"}, seller_id="")
    section = view.sections["company"]
    section.edits["number_prefix"].setText("x")
    section.save()
    qtbot.waitUntil(lambda: "X" in section.banner.text(), timeout=10_000)


def test_an_account_is_taken_out_and_comes_back(qtbot, view, store):
    bank_accounts.save_bank(store, Bank("USD", "Bo", "Example Bank", "12"))
    section = view.sections["company"]
    section.load()
    settle(qtbot, view)
    (row,) = bank_accounts.accounts(store)
    section.delete_bank(row)
    qtbot.waitUntil(lambda: bank_accounts.accounts(store) == (), timeout=10_000)
    settle(qtbot, view)
    section.save_bank(row.bank, lambda _id: None, lambda _error: None, account_id="")
    qtbot.waitUntil(lambda: len(bank_accounts.accounts(store)) == 1, timeout=10_000)
    settle(qtbot, view)


def test_own_terms_show_what_the_words_mean(qtbot, view, store):
    section = view.sections["company"]
    dialog = TermsDialog(section, None, section.save_terms)
    dialog.name.setText("Fair")
    dialog.words.setText("as usual")
    dialog.words.textEdited.emit("as usual")
    assert not dialog.save_button.isEnabled()
    dialog.words.textEdited.emit("前T/T 30%，见提单副本付70%")
    assert "70% T/T against copy of B/L" in dialog.meaning.text()
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.submit()
    assert [terms.name for terms in payment_terms.own_terms(store)] == ["Fair"]
    settle(qtbot, view)


def rates_of(view):
    return view.sections["rates"].table.rows.rows()


def drop(section, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    section.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_dropped_file_fills_the_table_and_a_wrong_one_is_named(qtbot, view):
    section = view.sections["rates"]
    assert not section.table.isVisibleTo(section)
    drop(section, FILES / "boc-whpj.html")
    qtbot.waitUntil(lambda: len(rates_of(view)) == 12, timeout=10_000)
    settle(qtbot, view)
    assert rates_of(view)[0].currency == "USD"
    assert "older" in section.banner.text()
    drop(section, FILES / "SOURCE.md")
    qtbot.waitUntil(lambda: "SOURCE.md" in section.banner.text(), timeout=10_000)
    settle(qtbot, view)


def test_a_pasted_table_is_read(qtbot, view):
    section = view.sections["rates"]
    QGuiApplication.clipboard().setText((FILES / "boc-copied.txt").read_text(encoding="utf-8"))
    section.paste()
    qtbot.waitUntil(lambda: len(rates_of(view)) == 2, timeout=10_000)
    settle(qtbot, view)


def test_a_rate_is_entered_and_a_slip_asks_again(qtbot, view, store):
    section = view.sections["rates"]
    dialog = RateDialog(section, "USD", "CNY", section.today, section.save_rate)
    dialog.rate.setText("7.1120")
    dialog.source.setText("ICBC")
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.submit()
    settle(qtbot, view)
    again = RateDialog(section, "USD", "CNY", section.today, section.save_rate)
    again.rate.setText("")
    again.submit()
    assert again._rate_field.error()
    again.rate.setText("711.20")
    again.submit()
    qtbot.waitUntil(lambda: bool(again.banner.text()), timeout=10_000)
    assert exchange_rates.history(store, "USD")[0].rate == Decimal("7.1120")
    with qtbot.waitSignal(again.accepted, timeout=10_000):
        again.submit()
    settle(qtbot, view)
    assert exchange_rates.history(store, "USD")[0].rate == Decimal("711.20")
    section.days.setCurrentIndex(section.days.model().index(0, 0))
    section.delete()
    qtbot.waitUntil(lambda: len(exchange_rates.history(store, "USD")) == 1, timeout=10_000)
    settle(qtbot, view)


def test_currencies_are_found_by_code_and_name(qtbot):
    box = CurrencyBox("USD")
    qtbot.addWidget(box)
    assert box.code() == "USD"
    for typed, code in (("eur", "EUR"), ("港币", "HKD"), ("pound sterling", "GBP"), ("xx", "XX")):
        box.setEditText(typed)
        assert box.code() == code
    box.setEditText("jpy")
    box._settle()
    assert "日元" in box.currentText()


def test_bare_codes_are_found_by_name(qtbot):
    box = Combo([("USD", "USD"), ("HKD", "HKD")], "USD", editable=True)
    qtbot.addWidget(box)
    search_by_name(box)
    box.show()
    box.lineEdit().textEdited.emit("港")
    box.completer().setCompletionPrefix("港")
    (found,) = {
        box.completer().completionModel().index(row, 0).data()
        for row in range(box.completer().completionCount())
    }
    assert found.startswith("HKD · ")
    box.completer().activated.emit(found)
    qtbot.waitUntil(lambda: box.currentText() == "HKD", timeout=5_000)


def scan(path, ink=(200, 40, 45)):
    image = Image.new("RGB", (600, 800), (240, 236, 228))
    ImageDraw.Draw(image).ellipse((150, 150, 450, 450), outline=ink, width=30)
    image.save(path)
    return path


def test_a_scanned_stamp_is_taken_cleared_and_taken_away(qtbot, view, store, tmp_path):
    section = view.sections["company"]
    card = section.pictures
    box = card.boxes[Place.STAMP]
    key = company.sellers(store)[0].id
    assert not box.preview.has_picture()
    assert not box.remove_button.isVisibleTo(box)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(scan(tmp_path / "stamp.jpg")))])
    kinds = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton)
    box.dropEvent(QDropEvent(QPointF(5, 5), *kinds, Qt.KeyboardModifier.NoModifier))
    settle(qtbot, view)
    qtbot.waitUntil(box.preview.has_picture, timeout=10_000)
    assert box.clear_box.isChecked()
    assert company_pictures.read(store, key)[Place.STAMP].is_cleared
    box.clear_box.setFocus()
    qtbot.keyClick(box.clear_box, Qt.Key.Key_Space)
    settle(qtbot, view)
    assert not company_pictures.read(store, key)[Place.STAMP].is_cleared
    card.remove(Place.STAMP)
    settle(qtbot, view)
    assert company_pictures.read(store, key)[Place.STAMP].content is None
    qtbot.waitUntil(lambda: not box.preview.has_picture(), timeout=10_000)


def test_a_file_that_is_no_picture_says_so_beside_the_pictures(qtbot, view, store, tmp_path):
    card = view.sections["company"].pictures
    broken = tmp_path / "logo.png"
    broken.write_bytes(b"\x89PNG broken")
    card.take_file(Place.LOGO, str(broken))
    settle(qtbot, view)
    assert "not a picture" in card.problem.text()
    poster = tmp_path / "poster.png"
    with poster.open("wb") as file:
        file.truncate(50_000_000)
    card.take_file(Place.LOGO, str(poster))
    settle(qtbot, view)
    assert "50 MB" in card.problem.text()
    card.take_file(Place.LOGO, str(scan(tmp_path / "good.png")))
    settle(qtbot, view)
    assert not card.problem.text()
    view.sections["company"].add_company()
    assert card.isHidden(), "a company that is not stored has no pictures yet"
