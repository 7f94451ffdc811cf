"""Issued documents in the window: look at the pages, save copies in other forms."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.trade import issuing, orders
from desktop.trade.document_copies import Form
from desktop.trade.documents.document import Kind
from desktop.ui.orders.view import OrdersView
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

TODAY = SAMPLE_NOW.astimezone().date()
BEGINNINGS = {Form.PDF: b"%PDF", Form.PDFA: b"%PDF-1.7", Form.XLSX: b"PK", Form.DOCX: b"PK"}


@pytest.fixture
def documents(show, qtbot):
    """The tab of an order that has documents, its first row chosen."""
    view = show(OrdersView)
    store = view.services.store
    order = orders.show(store, "SO-1163", today=TODAY)
    issuing.issue(store, order.id, Kind.CONTRACT, "en+zh", now=SAMPLE_NOW)
    page = view.open_order(order.id, "documents")
    settle(qtbot, view)
    tab = page.documents
    assert tab.table.rows.rows()
    tab.table.setCurrentIndex(tab.table.model().index(0, 0))
    return tab


def test_a_copy_is_saved_in_every_form(qtbot, documents, tmp_path):
    row = documents.table.rows.rows()[0]
    folder = tmp_path / "copies"
    folder.mkdir()
    asked = []

    def ask(proposed, kinds):
        asked.append(kinds)
        return str(folder / Path(proposed).stem)

    documents.copies.ask_path = ask
    for form, beginning in BEGINNINGS.items():
        documents.copies.save(row.id, row.file_name, form)
        settle(qtbot, documents.window())
        stem = Path(row.file_name).stem + ("_PDFA" if form is Form.PDFA else "")
        assert (folder / f"{stem}{form.suffix}").read_bytes().startswith(beginning)
    assert len(set(asked)) == 4
    documents.copies.ask_path = lambda _proposed, _kinds: ""
    documents.copies.save(row.id, row.file_name, Form.PDF)
    assert len(list(folder.iterdir())) == 4


def test_the_forms_are_reached_by_keyboard(qtbot, documents):
    documents.copy_button.setFocus()
    qtbot.keyClick(documents.copy_button, Qt.Key.Key_Space)
    menu = documents.findChild(QMenu)
    qtbot.waitUntil(menu.isVisible)
    assert [action.text() for action in menu.actions()] == [
        "PDF", "PDF/A-2b, for the archive", "Excel workbook", "Word document",
    ]  # fmt: skip
    assert menu.activeAction() is menu.actions()[0]
    menu.close()


def test_an_issued_document_is_looked_at_page_by_page(qtbot, documents):
    dialog = documents.preview()
    qtbot.waitUntil(lambda: dialog.page.page_count() > 0, timeout=20_000)
    assert dialog.page.page_count() > 1
    assert not dialog.back.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.page.page() == 1
    assert dialog.place.text().startswith("Page 2 of")
    qtbot.keyClick(dialog, Qt.Key.Key_PageUp)
    assert dialog.page.page() == 0
    dialog.accept()


def test_a_file_that_is_gone_is_said_in_the_window(qtbot, documents):
    store = documents._services.store
    row = documents.table.rows.rows()[0]
    file = store.profile.documents / row.file_name
    away = file.with_suffix(".away")
    file.rename(away)
    try:
        dialog = documents.preview()
        qtbot.waitUntil(dialog.problem.isVisible, timeout=20_000)
        assert row.number in dialog.problem.text()
        assert not dialog.print.isEnabled()
        dialog.accept()
    finally:
        away.rename(file)
