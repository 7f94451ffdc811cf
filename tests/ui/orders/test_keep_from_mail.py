"""A file of a customer's mail is kept with his order."""

import pytest

from desktop.trade import orders
from desktop.ui.customers.view import CustomersView
from desktop.ui.records.form_dialog import FormDialog
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

TODAY = SAMPLE_NOW.astimezone().date()


@pytest.fixture
def view(show):
    return show(CustomersView)


def test_a_file_of_a_mail_goes_to_the_customer_s_order(qtbot, view, company):
    order = orders.show(company, "SO-1163", today=TODAY)
    view.open_customer(order.draft.customer_id)
    settle(qtbot, view)
    files = view.page.files
    shown = files.table.shown()
    place = next(i for i, f in enumerate(shown) if f.filename.startswith("PO-draft"))
    name = shown[place].filename
    files.table.clearSelection()
    files.table.selectRow(place)
    assert [one.filename for one in files.table.chosen()] == [name]
    files.keep()
    qtbot.waitUntil(lambda: view.findChild(FormDialog) is not None)
    dialog = view.findChild(FormDialog)
    assert orders.show(company, str(dialog.form.values()["order"]), today=TODAY).draft.customer_id
    dialog.form.load({"order": order.id, "kind": "certificate_of_origin"})
    dialog.save()
    qtbot.waitUntil(lambda: bool(view.services.navigator.toasts))
    kept = orders.show(company, order.id, today=TODAY).files
    assert [(one.name, one.kind.value) for one in kept] == [(name, "certificate_of_origin")]
    assert "SO-1163" in view.services.navigator.toasts[-1][0]


def test_an_order_is_entered_from_the_customer_s_page(qtbot, view, company):
    customer = orders.show(company, "SO-1163", today=TODAY).draft.customer_id
    view.open_customer(customer)
    settle(qtbot, view)
    view.services.actions.trigger("customers.order")
    assert view.services.navigator.opened[-1] == ("orders", {"new": True, "customer_id": customer})
