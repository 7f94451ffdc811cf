"""Customers over the sample company: list, page, edits, contacts, notes."""

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.crm import customers
from desktop.crm.contacts import ContactRow
from desktop.ui.customers.contact_deeds import contact_values
from desktop.ui.customers.page import TABS
from desktop.ui.customers.view import CustomersView
from desktop.ui.records.form_dialog import FormDialog
from tests.ui.conftest import SAMPLE_NOW, settle


@pytest.fixture
def view(show):
    return show(CustomersView)


@pytest.fixture
def page(qtbot, view):
    row = next(row for row in view.table.rows.rows() if "Brenner" in row.name)
    view.open_customer(row.id)
    settle(qtbot, view)
    return view.page


def save(qtbot, view, dialog, **texts):
    dialog.form.load(texts)
    dialog.save()
    settle(qtbot, view)


def dialog_of(page):
    return page.findChildren(FormDialog)[-1]


def test_the_list_filters_by_words_and_grade(qtbot, view):
    assert len(view.table.rows.rows()) == 25
    view.search.setText("brenner")
    settle(qtbot, view, 200)
    assert [row.name for row in view.table.rows.rows()] == ["Brenner Lichttechnik GmbH"]
    view.search.setText("")
    view.grade.set_value("A")
    view._read()
    settle(qtbot, view)
    assert {row.grade for row in view.table.rows.rows()} == {"A"}


def test_the_page_shows_history_and_figures(page):
    assert page.page.card.name == "Brenner Lichttechnik GmbH"
    assert page.timeline.events.events()
    for place, key in enumerate(TABS):
        page.tabs.setCurrentIndex(place)
        if key == "mail":
            assert {e.kind for e in page.timeline.events.events()} == {"mail"}
    page.tabs.setCurrentIndex(TABS.index("quotes"))
    assert page.quotes.rows.rows()


def test_editing_the_master_data_is_kept(qtbot, view, page, company):
    page.edit()
    save(qtbot, view, dialog_of(page), employees=140, tags=["Panels", "VIP"], city="Altona")
    card = customers.show(company, page.customer_id, SAMPLE_NOW)
    assert card.fields["employees"] == 140
    assert list(card.fields["tags"]) == ["Panels", "VIP"]
    assert card.fields["city"] == "Altona"


def test_a_grade_by_hand_needs_a_reason(qtbot, view, page):
    page.set_grade()
    dialog = dialog_of(page)
    save(qtbot, view, dialog, grade="B", grade_reason="")
    assert not dialog.problem.isHidden()
    save(qtbot, view, dialog, grade="B", grade_reason="Pays later this year")
    assert page.page.card.grade.grade == "B"
    assert page.page.card.grade.by_hand


def test_a_contact_comes_back_as_it_was_and_changes(qtbot, view, page, company):
    person = page.page.card.contacts[0]
    assert isinstance(person, ContactRow)
    values = contact_values(person)
    page.contact_deeds.edit(page.customer_id, person)
    save(qtbot, view, dialog_of(page), phone="+49 40 1234567", title="Managing director")
    again = next(p for p in page.page.card.contacts if p.id == person.id)
    assert again.title == "Managing director"
    assert again.email == values["email"]


def test_a_contact_is_deleted_and_comes_back(qtbot, view, page):
    people = [person.id for person in page.page.card.contacts]
    page.contact_deeds.edit(page.customer_id, page.page.card.contacts[0])
    dialog = dialog_of(page)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Delete contact").click()
    settle(qtbot, view)
    assert not dialog.isVisible()
    assert [person.id for person in page.page.card.contacts] == people[1:]
    _text, undo = view.services.navigator.toasts[-1]
    undo()
    settle(qtbot, view)
    assert [person.id for person in page.page.card.contacts] == people


def test_a_logged_call_stands_in_the_history(qtbot, view, page):
    page.log()
    save(qtbot, view, dialog_of(page), kind="call", summary="Agreed on 45 days from deposit")
    notes = [e for e in page.page.events if e.kind == "activity"]
    assert any("45 days from deposit" in event.detail for event in notes)


def test_a_new_customer_with_his_first_contact(qtbot, view, company):
    view.primary_new()
    dialog = view.findChildren(FormDialog)[-1]
    save(
        qtbot,
        view,
        dialog,
        name="Nordlys Belysning AS",
        country="NO",
        contact_name="Ingrid Dahl",
        contact_email="ingrid@nordlys.example",
    )
    assert view.page is not None
    card = customers.show(company, view.page.customer_id, SAMPLE_NOW)
    assert card.name == "Nordlys Belysning AS"
    assert [p.email for p in card.contacts] == ["ingrid@nordlys.example"]


def test_the_buttons_lead_on(view, page):
    page.new_quote()
    page.write_mail()
    quote, mail = view.services.navigator.opened[-2:]
    assert quote == ("quotes", {"new": True, "customer_id": page.customer_id})
    assert mail[0] == "new_mail"
    assert "@" in mail[1]["to"]
