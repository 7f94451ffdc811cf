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
    rows = files.table.rows.rows()
    place = next(i for i, f in enumerate(rows) if f.way == "received" and f.filename[-4:] == ".pdf")
    name = rows[place].filename
    files.table.setCurrentIndex(files.table.model().mapFromSource(files.table.rows.index(place, 0)))
    files.keep()
    settle(qtbot, view)
    dialog = view.findChild(FormDialog)
    assert orders.show(company, str(dialog.form.values()["order"]), today=TODAY).draft.customer_id
    dialog.form.load({"order": order.id, "kind": "certificate_of_origin"})
    dialog.save()
    settle(qtbot, view)
    kept = orders.show(company, order.id, today=TODAY).files
    assert [(one.name, one.kind.value) for one in kept] == [(name, "certificate_of_origin")]
    assert "SO-1163" in view.services.navigator.toasts[-1][0]
