"""Making, editing and issuing a quote on the real screen over the sample company."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.crm import customer_list
from desktop.store import journal
from desktop.trade import issuing, products, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes.lines_model import Column
from desktop.ui.quotes.view import QuotesView
from desktop.ui.records.dialogs import ListDialog, ReasonDialog
from tests.ui.conftest import SAMPLE_NOW, settle

TODAY = SAMPLE_NOW.date()


@pytest.fixture
def view(show):
    return show(QuotesView)


def brenner_draft(store):
    rows = quotes.listing(store, today=TODAY)
    return next(r for r in rows if "Brenner" in r.customer_name and r.state is QuoteState.DRAFT)


@pytest.fixture
def editor(qtbot, view, company):
    view.open_quote(brenner_draft(company).id)
    settle(qtbot, view)
    return view.editor


def test_the_list_shows_every_quote_and_filters(qtbot, view, company):
    assert len(view.table.rows.rows()) == len(quotes.listing(company, today=TODAY))
    view._search.setText("brenner")
    assert {row.customer_name for row in view.table.rows.rows()} == {"Brenner Lichttechnik GmbH"}
    view._search.setText("nobody at all")
    assert view._pages.currentWidget() is view._empty


def test_the_editor_shows_the_sums_of_the_design(editor):
    assert editor.totals.findChildren(type(editor._count))
    sums = editor.session.draft.totals()
    assert sums.grand == Decimal("43520.00")
    assert sums.packed.cartons == 672
    assert editor.preview.page.page_count() >= 1
    assert "19.2%" in editor.banner.text()


def test_a_typed_quantity_is_saved_and_drawn_again(qtbot, view, editor, company):
    index = editor.model.index(2, Column.QUANTITY)
    with qtbot.waitSignal(editor.session.drawn, timeout=20_000):
        assert editor.model.setData(index, "450")
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    assert stored.draft.lines[2].quantity == 450
    assert editor._saved.text() == "Saved on this computer"


def test_what_was_typed_survives_leaving_at_once(qtbot, view, editor, company):
    editor.form.place.setText("Bremen")
    editor.form.place.textEdited.emit("Bremen")
    view.leave()
    settle(qtbot, view)
    quote_id = editor.session.quote_id
    assert quotes.show(company, quote_id, today=TODAY).draft.place == "Bremen"


def test_a_removed_line_comes_back_by_the_toast(qtbot, view, editor, company):
    before = [line.sku for line in editor.model.lines]
    editor.delete_line(1)
    assert len(editor.model.lines) == len(before) - 1
    _text, undo = view.services.navigator.toasts[-1]
    undo()
    settle(qtbot, view, 400)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    assert [line.sku for line in stored.draft.lines] == before


def test_rows_from_a_spreadsheet_become_lines(qtbot, view, editor):
    QGuiApplication.clipboard().setText("SKU\tQty\tPrice\nPL-6060-36\t500\t12,10\nNO-SUCH\t5\t1\n")
    editor.paste()
    settle(qtbot, view)
    added = editor.model.lines[-1]
    assert (added.sku, added.quantity, added.unit_price) == (
        "PL-6060-36",
        Decimal(500),
        Decimal("12.10"),
    )
    dialog = editor.findChild(ListDialog)
    assert "NO-SUCH" in dialog.list.toPlainText()
    dialog.reject()


def test_a_product_is_found_by_typing_and_added_with_enter(qtbot, view, editor):
    qtbot.keyClicks(editor.search, "TL-30")
    qtbot.waitUntil(lambda: editor.search._list.isVisible(), timeout=5000)
    count = len(editor.model.lines)
    found = products.listing(view.services.store, "TL-30")
    qtbot.keyClick(editor.search, Qt.Key.Key_Return)
    settle(qtbot, view)
    skus = [line.sku for line in editor.model.lines]
    assert found[0].sku in skus
    assert len(skus) >= count


def test_a_new_quote_gets_its_number_with_the_buyer(qtbot, view, company):
    buyer = customer_list.list_customers(company)[0]
    view.show_args(new=True, customer_id=buyer.id)
    settle(qtbot, view, 400)
    editor = view.editor
    assert editor.session.figures is not None
    assert editor.session.draft.customer_id == buyer.id
    product = products.listing(company, "PL-6060-40")[0]
    editor._add_product(product)
    settle(qtbot, view, 450)
    stored = quotes.show(company, editor.session.quote_id, today=TODAY)
    assert [line.sku for line in stored.draft.lines] == ["PL-6060-40"]
    assert stored.draft.incoterm == buyer_incoterm(company, stored)


def buyer_incoterm(store, stored):
    from desktop.crm import customers

    card = customers.show(store, stored.draft.customer_id, SAMPLE_NOW)
    return card.fields["incoterm"]


def test_a_low_margin_needs_a_reason_that_the_journal_keeps(qtbot, view, editor, company):
    editor.issue(Kind.QUOTATION)
    dialog = editor.findChild(ReasonDialog)
    assert dialog is not None
    assert not dialog.yes.isEnabled()
    assert issuing.listing(company, quote_id=editor.session.quote_id) == ()
    dialog.reason.setPlainText("Opens the door to a framework order")
    with qtbot.waitSignal(editor.session.issued, timeout=20_000):
        dialog._accept()
    settle(qtbot, view)
    issued = issuing.listing(company, quote_id=editor.session.quote_id)
    assert len(issued) == 1
    assert issued[0].path.read_bytes().startswith(b"%PDF")
    rows = journal.entries(company, record=editor.session.quote_id)
    kept = [str(row.changes) for row in rows]
    assert any("framework order" in text for text in kept)
    assert editor.issued_bar.isVisible()
    editor.issued_bar._attach()
    screen, args = view.services.navigator.opened[-1]
    assert (screen, args["quote_id"]) == ("new_mail", editor.session.quote_id)
    assert args["quote_language"] == issued[0].language
    assert "attach" not in args  # the quote's card carries the file: it would go out twice
    assert args["to"] == "k.brenner@brenner-licht.example"


def test_raising_the_price_clears_the_warning(qtbot, view, editor):
    assert not editor.banner.isHidden()
    editor.banner._act()
    settle(qtbot, view, 400)
    assert editor.banner.isHidden()


def test_an_incomplete_quote_is_not_issued_and_says_why(qtbot, view, editor):
    while editor.model.lines:
        editor.model.remove(0)
    settle(qtbot, view, 400)
    editor.issue(Kind.QUOTATION)
    settle(qtbot, view)
    assert "no lines" in editor.problem.text()


def test_a_sent_quote_stays_as_it_is_and_revises(qtbot, view, company):
    sent = next(r for r in quotes.listing(company, today=TODAY) if r.state is QuoteState.SENT)
    view.open_quote(sent.id)
    settle(qtbot, view)
    editor = view.editor
    assert not editor.form.place.isEnabled()
    assert not editor.model.setData(editor.model.index(0, Column.PRICE), "1")
    editor._revise_now()
    settle(qtbot, view, 50)
    assert editor.session.figures.revision == sent.revision + 1
    assert editor.form.place.isEnabled()
