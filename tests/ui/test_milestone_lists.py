"""Lists of milestones in the settings: made, worded, put in order, taken out; and used for a new order."""

import pytest
from PySide6.QtCore import Qt

from desktop.trade import order_templates, orders, quotes
from desktop.trade.milestones import STANDARD
from desktop.trade.order_templates import USUAL_TEN
from desktop.ui.orders.new_dialog import NewOrderDialog
from desktop.ui.quotes.view import QuotesView
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.settings.milestones_dialog import MilestonesDialog
from desktop.ui.settings.milestones_section import MilestonesSection
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

LONG = 30_000
TODAY = SAMPLE_NOW.astimezone().date()


@pytest.fixture
def section(qtbot, company_services):
    made = MilestonesSection(company_services)
    qtbot.addWidget(made)
    made.show()
    made.load()
    quiet(qtbot, made)
    return made


def quiet(qtbot, section):
    qtbot.waitUntil(lambda: not section.services.tasks.busy, timeout=LONG)


def dialog_of(section):
    return section.findChildren(MilestonesDialog)[-1]


def press(qtbot, widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(widget, key, modifier)


def test_a_list_is_made_by_keyboard_and_taken_out_with_undo(qtbot, section, company):
    before = len(order_templates.listing(company))
    section.add()
    dialog = dialog_of(section)
    assert dialog.steps.names() == tuple(STANDARD), "it begins with the usual ten"
    dialog.steps.setCurrentRow(3)
    press(qtbot, dialog.steps, Qt.Key.Key_Delete)
    dialog.steps.setCurrentRow(0)
    dialog.choice.setEditText("Mould approved")
    dialog.add()
    assert dialog.steps.names()[:2] == ("contract_signed", "Mould approved")
    press(qtbot, dialog.steps, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert dialog.steps.names()[2] == "Mould approved"
    dialog.steps.currentItem().setText("Mould  signed off")
    dialog.choice.setEditText("Shipped")
    dialog.add()
    assert "already" in dialog.banner.text()
    dialog.submit()
    quiet(qtbot, section)
    assert "name" in dialog.banner.text(), "a list without a name is refused"
    dialog.name.setText("Tooling order")
    dialog.usual.setChecked(True)
    press(qtbot, dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    quiet(qtbot, section)
    plan = next(p for p in order_templates.listing(company) if p.name == "Tooling order")
    assert plan.is_default
    assert len(plan.milestones) == 10
    assert "Mould signed off" in plan.milestones
    assert "mid_inspection" not in plan.milestones
    names = [row.name for row in section.table.rows.rows()]
    section.table.selectRow(names.index("Tooling order"))
    section.delete()
    quiet(qtbot, section)
    assert len(order_templates.listing(company)) == before
    _said, undo = section.services.navigator.toasts[-1]
    undo()
    quiet(qtbot, section)
    assert plan in order_templates.listing(company)


def test_a_list_gets_another_name_and_takes_none_that_is_taken(qtbot, section, company):
    for name in ("Samples", "Stock"):
        order_templates.save(company, name, ["contract_signed", "shipped", "closed"])
    section.load()
    quiet(qtbot, section)
    names = [row.name for row in section.table.rows.rows()]
    section.table.selectRow(names.index("Samples"))
    section.edit()
    dialog = dialog_of(section)
    dialog.name.setText("Stock")
    dialog.submit()
    quiet(qtbot, section)
    assert "already" in dialog.banner.text()
    dialog.name.setText("Free samples")
    dialog.submit()
    quiet(qtbot, section)
    found = {plan.name for plan in order_templates.listing(company)}
    assert {"Free samples", "Stock"} <= found
    assert "Samples" not in found


def test_making_an_order_asks_for_the_list(qtbot, show, company):
    steps = ["contract_signed", "Mould approved", "shipped", "closed"]
    order_templates.save(company, "Tooling", steps, is_default=True)
    view = show(QuotesView)
    quote = next(r for r in quotes.listing(company, today=TODAY) if r.state.value == "sent")
    view.open_quote(quote.id)
    settle(qtbot, view)
    view.editor.make_order()
    settle(qtbot, view)
    dialog = view.editor.findChildren(FormDialog)[-1]
    assert dialog.form.values()["milestones"] == "Tooling"
    dialog.save()
    settle(qtbot, view)
    made = orders.listing(company, today=TODAY, limit=1)[0]
    assert [one.name for one in orders.show(company, made.id, today=TODAY).steps] == steps


def test_a_new_order_offers_the_lists_and_the_usual_ten(qtbot, company_services, company):
    order_templates.save(company, "Tooling", ["contract_signed", "closed"], is_default=True)
    dialog = NewOrderDialog(company_services)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.milestones.combo.count() == 2, timeout=LONG)
    assert dialog.milestones.template() == "Tooling"
    dialog.milestones.combo.set_value(USUAL_TEN)
    assert dialog.milestones.template() == USUAL_TEN
    with company.read() as session:
        assert order_templates.names(session, USUAL_TEN) == ()
        assert order_templates.names(session, "") == ("contract_signed", "closed")
