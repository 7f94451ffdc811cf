"""The checks of an order on its page: the list, the L/C pasted into it, and the jump to a field."""

import pytest
from PySide6.QtCore import Qt

from desktop.trade import letter_of_credit, order_credit, orders
from desktop.trade.check_facts import SetFinding, Spot
from desktop.trade.check_list import State
from desktop.trade.document_checks_before import NotReady
from desktop.trade.incoterms import Severity
from desktop.ui.orders.credit_dialog import CreditDialog
from desktop.ui.orders.refusal_dialog import RefusalDialog
from desktop.ui.orders.view import OrdersView
from tests.fixtures.stores import SAMPLE_NOW
from tests.trade.credit_set import MT700
from tests.ui.conftest import settle

TODAY = SAMPLE_NOW.astimezone().date()


@pytest.fixture
def view(show):
    return show(OrdersView)


def opened(qtbot, view):
    order = orders.show(view.services.store, "SO-1163", today=TODAY)
    page = view.open_order(order.id, "checks")
    settle(qtbot, view)
    return page


def test_every_check_that_compared_something_has_its_line(qtbot, view):
    page = opened(qtbot, view)
    report = page.checks.report
    assert [one.rule for one in report.results] == list(range(1, 20))
    compared = [one for one in report.results if one.state is not State.NOTHING]
    assert page.checks._rows.count() == len(compared) + 1


def test_a_pasted_message_is_kept_and_shown(qtbot, view):
    page = opened(qtbot, view)
    page.checks.edit()
    dialog = page.checks.findChild(CreditDialog)
    assert not dialog.save_button.isEnabled()
    dialog.text.setPlainText(MT700)
    assert dialog.save_button.isEnabled()
    dialog.submit()
    settle(qtbot, view)
    kept = orders.show(view.services.store, page.order_id, today=TODAY).letter_of_credit
    assert letter_of_credit.read(kept).number == "LC26-0815"
    assert page.checks.report.credit.number == "LC26-0815"
    page.checks.remove()
    settle(qtbot, view)
    assert page.checks.report.credit is None


def test_a_finding_leads_to_its_field(qtbot, view):
    order = orders.show(view.services.store, "SO-1163", today=TODAY)
    order_credit.paste(view.services.store, order.id, MT700, today=TODAY)
    page = opened(qtbot, view)
    page.checks.edit("44C")
    dialog = page.checks.findChild(CreditDialog)
    assert dialog.text.textCursor().selectedText().startswith(":44C:")
    spot = page.checks.report.credit and next(iter(page.checks.report.documents)).place_of(
        "vessel", ""
    )
    page.ways.jump(spot.__class__("order", "SO-1163", "vessel", ""))
    assert page._stack.currentWidget() is page.shipment


def test_an_error_under_a_credit_is_shown_with_its_places_and_can_be_accepted(qtbot, view):
    store = view.services.store
    order = orders.show(store, "SO-1163", today=TODAY)
    order_credit.paste(store, order.id, MT700, today=TODAY)
    page = opened(qtbot, view)
    page.papers.make("commercial_invoice")
    settle(qtbot, view)
    dialog = page.findChild(RefusalDialog)
    assert not view.services.navigator.errors
    assert dialog.boxes
    assert not dialog.yes.isEnabled()
    before = [d for d in page.order.documents if d.kind == "commercial_invoice"]
    assert before == []
    for box in dialog.boxes.values():
        box.click()
    assert dialog.yes.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, view)
    assert [d.kind for d in page.order.documents if d.kind == "commercial_invoice"]


def test_another_account_cannot_be_accepted(qtbot, view):
    page = opened(qtbot, view)
    spot = Spot("proforma", "PI", "bank", "1")
    error = NotReady("Not ready", safe="Nothing", code="bank_changed")
    error.findings = (SetFinding(19, "bank_changed", Severity.ERROR, "Another account", (spot,)),)
    asked = []
    dialog = RefusalDialog(error, asked.append, page.papers.jump, page)
    assert dialog.yes.isHidden()
    dialog.take()
    assert asked == []
    dialog._go(spot)
    assert view.services.navigator.opened[-1] == ("settings", {"section": "company"})


def test_a_place_leads_to_its_own_field(qtbot, view):
    page = opened(qtbot, view)
    page.papers.jump(Spot("order", "SO-1163", "latest_shipment", ""))
    assert page.tabs.key == "shipment"
    assert page.shipment.form.editor("latest_shipment").hasFocus()
    store = view.services.store
    order_credit.paste(store, page.order_id, MT700, today=TODAY)
    page.papers.jump(Spot("letter_of_credit", "L/C", "44C", ""))
    settle(qtbot, view)
    dialog = page.checks.findChild(CreditDialog)
    assert dialog.text.textCursor().selectedText().startswith(":44C:")
    dialog.reject()
    page.papers.jump(Spot("order", "SO-1163", "quantity", ""))
    assert page.tabs.key == "goods"
    page.papers.jump(Spot("order", "SO-1163", "buyer", ""))
    assert view.services.navigator.opened[-1][0] == "customers"
