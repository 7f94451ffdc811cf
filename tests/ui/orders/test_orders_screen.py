"""The Orders screen over the sample company: list, page, chain bar, payments, and the way from a quote."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.store import journal
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.orders import SalesOrder
from desktop.trade import order_course, order_entry, orders, quotes
from desktop.trade.quote_states import QuoteState
from desktop.ui.orders.list_columns import shares
from desktop.ui.orders.view import OrdersView
from desktop.ui.quotes.clauses_dialog import ClausesDialog
from desktop.ui.quotes.lines_model import Column
from desktop.ui.quotes.view import QuotesView
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.records.form_dialog import FormDialog
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

TODAY = SAMPLE_NOW.astimezone().date()


@pytest.fixture
def view(show):
    return show(OrdersView)


def opened(qtbot, view, number="SO-1163", tab=""):
    page = view.open_order(orders.show(view.services.store, number, today=TODAY).id, tab)
    settle(qtbot, view)
    return page


def fill(qtbot, view, dialog, **values):
    dialog.form.load(values)
    dialog.save()
    settle(qtbot, view)


def test_the_list_filters_and_sums(qtbot, view):
    numbers = {row.number for row in view.table.rows.rows()}
    assert "SO-1163" in numbers
    assert "SO-1131" not in numbers, "closed"
    view.list.filter.set_value("overdue")
    view.list.sift()
    assert all(row.overdue > 0 for row in view.table.rows.rows())
    view.list.filter.set_value("all")
    view.list.search.setText("brenner")
    assert {row.number for row in view.table.rows.rows()} == {"SO-1163", "SO-1131"}
    assert "USD" in view.list.sums.text()
    closed = next(row for row in view.table.rows.rows() if row.number == "SO-1131")
    assert list(shares(closed)) == [1.0] * 5
    view.list.search.setText("nothing like it")
    assert view.list.is_empty


def test_a_strip_of_own_milestones_fills_evenly(view):
    row = replace(view.table.rows.rows()[0], milestone="Mould", milestones=4, reached=2)
    assert list(shares(row)) == [1, 1, 0.5, 0, 0]


def test_the_page_shows_the_order_and_its_chain(qtbot, view):
    page = opened(qtbot, view)
    assert page.head.name.text().startswith("SO-1163")
    assert list(page.chain.dots) == [
        "quote", "proforma", "contract", "order_confirmation", "production", "commercial_invoice",
        "packing_list", "bill_of_lading", "balance",
    ]  # fmt: skip
    assert "60%" in page.chain.dots["production"].accessibleName()
    qtbot.keyClick(page.chain.dots["quote"], Qt.Key.Key_Return)
    assert view.services.navigator.opened[-1][0] == "quotes"
    page.chain.dots["bill_of_lading"].click()
    assert page.tabs.currentIndex() == 1
    assert [page.tabs.tabText(i).split("  ")[0] for i in range(5)] == [
        "Goods", "Shipment", "Payments", "Milestones", "Issued documents",
    ]  # fmt: skip
    view.show_list()
    assert not view.on_page()


def cell(page, row, column):
    return page.goods.model.index(row, column)


def test_a_line_is_typed_in_place_and_undo_brings_it_back(qtbot, view, company):
    page = opened(qtbot, view)
    before = page.order.total.amount
    assert page.goods.model.setData(cell(page, 0, Column.QUANTITY), "1000")
    assert page.goods.is_dirty
    qtbot.waitUntil(lambda: not page.goods.is_dirty)
    settle(qtbot, view)
    assert page.order.total.amount == before - 500 * Decimal("14.30")
    assert orders.show(company, "SO-1163", today=TODAY).total == page.order.total
    said, undo = view.services.navigator.toasts[-1]
    assert said == "Saved"
    undo()
    settle(qtbot, view)
    assert page.goods.model.lines[0].quantity == 1500


def test_what_is_typed_while_lines_are_written_follows_them(qtbot, view, company):
    page = opened(qtbot, view)
    page.goods.model.setData(cell(page, 0, Column.QUANTITY), "900")
    page.goods.flush()
    page.goods.model.setData(cell(page, 0, Column.QUANTITY), "901")
    page.goods.flush()
    qtbot.waitUntil(lambda: not page.goods.is_dirty)
    settle(qtbot, view)
    assert orders.show(company, "SO-1163", today=TODAY).draft.lines[0].quantity == 901
    assert page.goods.problem.text() == ""


def test_two_windows_on_one_order_lose_nothing_that_was_typed(qtbot, view, company):
    page = opened(qtbot, view)
    order, (first, *rest) = page.order, page.order.draft.lines
    page.goods.model.setData(cell(page, 0, Column.QUANTITY), "900")
    # The other window writes before this one has heard of it.
    page.goods._pause.stop()
    theirs = (replace(first, unit_price=Decimal(15)), *rest)
    orders.update(company, order.id, draft=replace(order.draft, lines=theirs), today=TODAY)
    page.goods.flush()
    qtbot.waitUntil(lambda: not page.goods.is_dirty)
    settle(qtbot, view)
    stored = orders.show(company, order.id, today=TODAY).draft.lines
    assert (stored[0].quantity, stored[0].unit_price, len(stored)) == (900, 15, len(theirs))
    assert page.goods.model.lines == stored
    assert any("another window" in str(toast) for toast in view.services.navigator.toasts)


def test_an_order_keeps_its_last_line(qtbot, view, company):
    page = opened(qtbot, view)
    kept = page.order.draft.lines
    page.goods.model.remove(range(len(kept)))
    page.goods.flush()
    qtbot.waitUntil(lambda: "at least one line" in page.goods.problem.text())
    assert page.goods.model.lines == kept
    assert orders.show(company, "SO-1163", today=TODAY).draft.lines == kept


def test_details_of_a_line_have_a_form(qtbot, view, company):
    page = opened(qtbot, view)
    page.goods.table.select_cell(0, Column.QUANTITY)
    dialog = page.goods.edit_details()
    values = {**dialog.form.values(), "hs_code": "9405420090"}
    fill(qtbot, view, dialog, **values)
    qtbot.waitUntil(lambda: not page.goods.is_dirty)
    settle(qtbot, view)
    assert orders.show(company, "SO-1163", today=TODAY).draft.lines[0].hs_code == "9405420090"


def test_shipment_is_typed_and_saved_by_one_key(qtbot, view, company):
    page = opened(qtbot, view, tab="shipment")
    editor = page.shipment.form.editor("vessel")
    editor.setText("EVER GIVEN")
    editor.textEdited.emit("EVER GIVEN")
    consignee = page.shipment.form.editor("consignee")
    consignee.setPlainText("Brenner GmbH\nHamburg")
    assert page.head.button.isEnabled()
    page.primary_deed()
    settle(qtbot, view)
    kept = orders.show(company, "SO-1163", today=TODAY).shipping
    assert (kept.vessel, kept.consignee) == ("EVER GIVEN", "Brenner GmbH\nHamburg")
    assert not page.shipment.is_touched
    fill(qtbot, view, page.shipment.boxes.add(), number="csqu3054383", seal="S1", type="40hq")
    assert orders.show(company, "SO-1163", today=TODAY).shipping.boxes[0].number == "CSQU3054383"


def test_what_is_typed_survives_another_window_s_change_and_is_not_overwritten(
    qtbot, view, company
):
    page = opened(qtbot, view, tab="shipment")
    editor = page.shipment.form.editor("vessel")
    editor.setText("MINE")
    editor.textEdited.emit("MINE")
    order = page.order
    orders.update(company, order.id, today=TODAY, shipping=replace(order.shipping, voyage="77E"))
    settle(qtbot, view)
    assert editor.text() == "MINE"
    page.primary_deed()
    settle(qtbot, view)
    assert "another window" in page.shipment.problem.text()
    assert orders.show(company, order.id, today=TODAY).shipping.voyage == "77E"


def test_a_payment_is_booked_and_the_balance_closes_the_chain(qtbot, view, company):
    page = opened(qtbot, view)
    page.add_payment()
    dialog = page.findChildren(FormDialog)[-1]
    assert dialog.form.values()["amount"] == page.order.payments.next_due.open
    dialog.save()
    settle(qtbot, view)
    assert page.order.payments.is_paid
    assert page.chain.dots["balance"].step.is_done
    assert page.head.pay.isHidden()


def test_the_account_of_the_customer(qtbot, view):
    page = opened(qtbot, view, "SO-1149", "payments")
    dialog = page.show_account()
    settle(qtbot, view)
    rows = [row.line for row in dialog.table.rows.rows()]
    assert [(row.debit, row.credit) for row in rows] == [(0, 6200), (15500, 0)]
    assert "9,300" in dialog.closing.text()
    assert dialog.accounts.isHidden(), "one company, one currency: nothing to choose"
    dialog.accept()


def test_another_account_of_the_customer_is_chosen_shown_and_issued(qtbot, view):
    page = opened(qtbot, view)
    store, order = view.services.store, page.order
    draft = replace(order.draft, currency="EUR", rate=None)
    other = order_entry.create(store, draft, now=view.services.clock.now())
    dialog = page.show_account()
    settle(qtbot, view)
    assert not dialog.accounts.isHidden()
    account = next(
        a
        for a in map(dialog.accounts.itemData, range(dialog.accounts.count()))
        if a.currency == "EUR"
    )
    dialog.accounts.set_value(account)
    dialog.choose(account)
    settle(qtbot, view)
    assert "EUR" in dialog.span.text()
    assert dialog._order_id() == other.id
    dialog.accept()


def test_the_account_is_issued_opened_and_mailed(qtbot, view):
    page = opened(qtbot, view)
    shown = []
    page.papers.open_path = shown.append
    dialog = page.show_account()
    settle(qtbot, view)
    dialog.open_issued()
    settle(qtbot, view)
    assert [path.name[:3] for path in shown] == ["ST-"]
    dialog.mail_issued()
    settle(qtbot, view)
    name, args = view.services.navigator.opened[-1]
    assert (name, args["subject"][:11]) == ("new_mail", "Kontoauszug")
    assert [d.kind for d in page.order.documents].count("statement") == 1, "the same account"


def test_milestones_by_key_and_by_row(qtbot, view, company):
    page = opened(qtbot, view, tab="milestones")
    page.primary_deed()
    settle(qtbot, view)
    assert page.order.milestone == "mid_inspection"
    view.services.navigator.toasts[-1][1]()
    settle(qtbot, view)
    assert page.order.milestone == "production_started"
    names = [row.name for row in page.milestones.table.rows.rows()]
    assert names[:3] == ["contract_signed", "deposit_received", "production_started"]
    page.milestones.table.setCurrentIndex(page.milestones.table.model().index(2, 0))
    dialog = page.milestones.edit()
    fill(qtbot, view, dialog, reached_on=date(2026, 11, 1), progress=75, note="line 2")
    step = next(one for one in page.order.steps if one.name == "production_started")
    assert (step.reached_on, step.note) == (date(2026, 11, 1), "line 2")
    assert page.order.record.progress_percent == 75


def _issue(company, order, kind):
    with company.write(cause="issue") as unit:
        unit.session.add(
            IssuedDocument(
                kind=kind, number="PI-2026-0009", language="en", order_id=order.id,
                issued_at=datetime(2026, 11, 20, tzinfo=UTC), sha256="0" * 64, file_name="x.pdf",
                customer_id=order.draft.customer_id, snapshot={}, source=dict(order.source),
            )
        )  # fmt: skip


def test_a_change_after_issue_is_shown_and_a_new_revision_asks_why(qtbot, view, company):
    order = orders.show(company, "SO-1163", today=TODAY)
    _issue(company, order, "proforma")
    page = opened(qtbot, view)
    assert page.chain.dots["proforma"].step.is_done
    draft = replace(order.draft, buyer_reference="PO 9")
    orders.update(company, order.id, today=TODAY, draft=draft)
    settle(qtbot, view)
    assert page.chain.dots["proforma"].step.is_stale
    assert "PI-2026-0009" in page.finding.text()
    assert page.documents.table.rows.rows()[0].changes == ("Buyer's reference",)
    page.chain.dots["proforma"].click()
    assert page.findChildren(ReasonDialog)
    page.findChildren(ReasonDialog)[-1].reject()


def test_a_dot_makes_its_document_and_then_opens_it(qtbot, view):
    page = opened(qtbot, view)
    shown = []
    page.papers.open_path = shown.append
    page.chain.dots["contract"].click()
    settle(qtbot, view)
    assert not view.services.navigator.errors
    made = page.chain.dots["contract"].step
    assert made.is_done
    assert made.detail.startswith("SC-")
    page.chain.dots["contract"].click()
    settle(qtbot, view)
    assert [path.name.startswith(made.detail) for path in shown] == [True]
    page.documents.table.setCurrentIndex(page.documents.table.model().index(0, 0))
    page.documents.mail()
    settle(qtbot, view)
    screen, args = view.services.navigator.opened[-1]
    assert (screen, args["subject"]) == ("new_mail", f"Kaufvertrag {made.detail}")


def test_an_order_taken_back_leaves_its_page(qtbot, view, company):
    page = opened(qtbot, view)
    order_course.set_progress(company, page.order.id, 61, today=TODAY)
    with company.write() as unit:
        unit.session.get(SalesOrder, page.order.id).deleted_at = SAMPLE_NOW
    settle(qtbot, view)
    assert not view.on_page()


def test_an_order_is_cancelled_with_a_reason_and_taken_up_again(qtbot, view, company):
    page = opened(qtbot, view)
    page.cancel_order()
    dialog = page.findChildren(ReasonDialog)[-1]
    dialog.reason.setPlainText("The project stopped")
    dialog._accept()
    settle(qtbot, view)
    assert page.order.is_cancelled
    assert "The project stopped" in page.finding.text()
    assert page.head.button.isHidden()
    assert page.head.pay.isHidden()
    assert all(button.isHidden() for button in page.documents.makers.values())
    view.show_list()
    view.list.filter.set_value("cancelled")
    view.list.sift()
    (row,) = view.table.rows.rows()
    assert (row.number, row.milestone_text) == ("SO-1163", "Cancelled")
    page = opened(qtbot, view)
    menu = QMenu()
    page.ending.fill(menu)
    assert [one.text() for one in menu.actions()] == ["Take the order up again"]
    page.ending.resume()
    settle(qtbot, view)
    assert not page.order.is_cancelled


def test_a_mistaken_order_is_deleted_and_undo_brings_it_back(qtbot, view, company):
    made = orders.from_quote(
        company, orders.show(company, "SO-1163", today=TODAY).record.quote_id, now=SAMPLE_NOW,
        again=True,
    )  # fmt: skip
    page = opened(qtbot, view, made.number, "documents")
    before = len(orders.listing(company, today=TODAY))
    page.delete_order()
    settle(qtbot, view)
    assert not view.on_page()
    assert len(orders.listing(company, today=TODAY)) == before - 1
    journal.undo(company)
    assert orders.show(company, made.id, today=TODAY).number == made.number


def test_an_accepted_quote_becomes_an_order_once(qtbot, show, company):
    view = show(QuotesView)
    row = next(r for r in quotes.listing(company, today=TODAY) if r.state is QuoteState.SENT)
    view.open_quote(row.id)
    settle(qtbot, view)
    assert view.editor.footer.order.isHidden()
    quotes_before = len(orders.listing(company, today=TODAY))
    view.editor.make_order()
    settle(qtbot, view)
    screen, args = view.services.navigator.opened[-1]
    assert screen == "orders"
    order = orders.show(company, args["order_id"], today=TODAY)
    assert order.record.quote_id == row.id
    assert view.editor.footer.order.text() == "Open the order"
    view.editor.make_order()
    settle(qtbot, view)
    assert view.services.navigator.opened[-1][1]["order_id"] == order.number
    assert len(orders.listing(company, today=TODAY)) == quotes_before + 1
    assert not view.editor.footer.order.isHidden()


def test_clauses_of_an_order_are_chosen_and_worded_for_it_alone(qtbot, view, company):
    page = opened(qtbot, view, tab="documents")
    page.documents.clauses_button.click()
    settle(qtbot, view)
    dialog = page.findChild(ClausesDialog)
    keys = [one.clause.key for one in dialog._found]
    row = keys.index("packing_wood")
    dialog.list.setCurrentRow(row)
    assert "not chosen" in dialog.reason.text()
    assert not dialog.save_button.isEnabled()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert "added here" in dialog.reason.text()
    dialog.texts["en"].setPlainText("Pallets by ISPM 15 only.")
    assert "own words" in dialog.reason.text()
    dialog.take_back()
    assert "own words" not in dialog.reason.text()
    dialog.texts["zh"].setPlainText("仅用木托盘。")
    dialog.add_own()
    assert dialog.titles["en"].text() == "New clause"
    dialog.submit()
    assert "needs words" in dialog.fields["zh"].error()
    dialog.texts["en"].setPlainText("Two are kept.")
    assert not dialog.fields["zh"].error()
    dialog.titles["en"].setText("Samples")
    dialog.titles["en"].textEdited.emit("Samples")
    dialog.kind.set_value("order_confirmation")
    dialog._show()
    ticked = {one.clause.key: one.is_printed for one in dialog._found}
    assert (ticked["packing_wood"], ticked["own_1"]) == (False, False)
    closed = []
    dialog.accepted.connect(lambda: closed.append(True))
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(closed), timeout=30_000)
    settle(qtbot, view)
    kept = {one.key: one for one in orders.show(company, "SO-1163", today=TODAY).draft.clauses}
    assert kept["packing_wood"].added_to == ("contract",)
    assert kept["packing_wood"].text.zh == "仅用木托盘。"
    assert kept["own_1"].title.en == "Samples"
    said, undo = view.services.navigator.toasts[-1]
    assert said == "Saved"
    undo()
    settle(qtbot, view)
    assert orders.show(company, "SO-1163", today=TODAY).draft.clauses == ()


def test_papers_of_others_are_kept_opened_and_taken_away(qtbot, view, company, tmp_path):
    page = opened(qtbot, view, tab="documents")
    kept, shown = page.documents.kept, []
    kept.open_path = shown.append
    assert kept.table.isHidden()
    paper = tmp_path / "BL copy.pdf"
    paper.write_bytes(b"%PDF-1.4 lading")
    kept.keep([paper])
    settle(qtbot, view)
    assert [row.name for row in kept.table.rows.rows()] == ["BL copy.pdf"]
    page.chain.dots["bill_of_lading"].click()
    settle(qtbot, view)
    assert [path.read_bytes() for path in shown] == [b"%PDF-1.4 lading"]
    kept.table.setCurrentIndex(kept.table.model().index(0, 0))
    fill(qtbot, view, kept.name(), kind="insurance")
    assert kept.table.rows.rows()[0].text() == "Insurance certificate"
    kept.table.setCurrentIndex(kept.table.model().index(0, 0))
    qtbot.keyClick(kept.table, Qt.Key.Key_Delete)
    settle(qtbot, view)
    assert kept.table.isHidden()
    view.services.navigator.toasts[-1][1]()
    settle(qtbot, view)
    assert len(kept.table.rows.rows()) == 1
    wrong = tmp_path / "tool.exe"
    wrong.write_bytes(b"MZ")
    kept.keep([wrong])
    settle(qtbot, view)
    assert view.services.navigator.errors[-1].code == "not_a_paper"


def test_an_older_revision_steps_back_and_leaves_marked(qtbot, view, company):
    page = opened(qtbot, view, tab="documents")
    page.papers.set_language("en")
    page.papers.make("contract")
    settle(qtbot, view)
    order = page.order
    orders.update(company, order.id, today=TODAY, draft=replace(order.draft, remarks="Pallets"))
    settle(qtbot, view)
    assert "The issued file stays as it is" in page.finding.text()
    page.finding._act()
    dialog = page.findChild(ReasonDialog)
    dialog.reason.setPlainText("Pallets asked for")
    dialog._accept()
    settle(qtbot, view)
    old, new = sorted(
        (d for d in page.order.documents if d.kind == "contract"), key=lambda d: d.revision
    )
    assert (old.is_superseded, new.change_reason) == (True, "Pallets asked for")
    shown = []
    page.papers.open_path = shown.append
    page.papers.open(old.id)
    settle(qtbot, view)
    assert shown[0].name.startswith("SUPERSEDED_")
    page.papers.mail(old)
    settle(qtbot, view)
    args = view.services.navigator.opened[-1][1]
    assert [name.rpartition("/")[2].startswith("SUPERSEDED_") for name in args["attach"]] == [True]
    assert old.label() in args["letter"]


def test_a_character_no_typeface_has_is_named_before_issuing(qtbot, view, company):
    page = opened(qtbot, view)
    order = page.order
    odd = replace(order.draft, remarks="Sign \U0001fff0 here")
    orders.update(company, order.id, today=TODAY, draft=odd)
    settle(qtbot, view)
    asked = []
    view.services.navigator.confirm = lambda *words, **_more: asked.append(words)
    page.papers.make("proforma")
    settle(qtbot, view)
    assert not [d for d in page.order.documents if d.kind == "proforma"]
    (question,) = asked
    question[3]()
    settle(qtbot, view)
    assert [d for d in page.order.documents if d.kind == "proforma"]
