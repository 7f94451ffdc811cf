"""The checks of an order on its page: the list, the L/C pasted into it, and the jump to a field."""

import pytest

from desktop.trade import letter_of_credit, order_credit, orders
from desktop.trade.check_list import State
from desktop.ui.orders.credit_dialog import CreditDialog
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
    page._jump(spot.__class__("order", "SO-1163", "vessel", ""))
    assert page._stack.currentWidget() is page.shipment
