"""Templates in the store, filled for a contact; an empty slot is named."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.crm import company, contacts, customers, mail_words, slot_values, templates
from desktop.crm.figures import Sum
from desktop.crm.lint import lint
from desktop.runtime.errors import UserFacing
from desktop.store.schema.quotes import Quote, QuoteLine
from tests.crm.conftest import NOW

K = "klaus@brenner-licht.example"
BODY = "Dear {{ contact.salutation_name }},\n{{ quote.number }} {{ quote.total }} until {{ quote.valid_until }}\n{{ user.name }}"


@pytest.fixture
def klaus(store):
    company.introduce(
        store, user_name="Lin Wei", user_email="sales@bowei-led.example", company_name="Bowei"
    )
    customer = customers.add(
        store, {"name": "Brenner"}, NOW,
        people=[{"name": "Klaus Brenner", "salutation": "Herr Brenner", "email": K}],
    )  # fmt: skip
    return contacts.find(store, K), customer


def quote(store, customer_id):
    with store.write() as unit:
        row = Quote(number="Q-2417", revision=2, state="sent", customer_id=customer_id, incoterm="CIF",
                    place="Hamburg", valid_until=date(2026, 12, 4))  # fmt: skip
        unit.session.add(row)
        unit.session.flush()
        unit.session.add(
            QuoteLine(quote_id=row.id, position=1, name_en="Panel", quantity=Decimal(3000),
                      unit_price=Decimal("14.20"))
        )  # fmt: skip


def test_filled_for_a_contact(store, klaus):
    contact, customer = klaus
    quote(store, customer)
    templates.set_template(store, "price-hold-en", body=BODY, subject="{{ quote.number }}")
    filled = templates.render(store, "price-hold-en", K)
    assert filled.subject == "Q-2417"
    assert filled.text == "Dear Mr Brenner,\nQ-2417 USD 42,600.00 until 4 December 2026\nLin Wei"
    assert filled.unresolved == ()
    assert templates.render(store, "price-hold-en", contact.id).text == filled.text


def test_empty_slots_are_named_and_extra_fills_them(store, klaus):
    templates.set_template(store, "ship", body="{{ order.etd }} {{ customer.city }}")
    assert templates.render(store, "ship", K).unresolved == ("order.etd", "customer.city")
    extra = {"order": {"etd": "9 Dec"}, "customer": {"city": "Hamburg"}}
    assert templates.render(store, "ship", K, extra=extra).text == "9 Dec Hamburg"


def test_set_changes_only_what_is_given_and_bad_texts_are_refused(store):
    templates.set_template(
        store, "a", body="x {{ customer.name }}", name="First", kind="first_reply"
    )
    row = templates.set_template(store, "a", language="de")
    assert (row.name, row.kind, row.language, row.body) == (
        "First",
        "first_reply",
        "de",
        "x {{ customer.name }}",
    )
    assert [slot.name for slot in row.slots] == ["customer.name"]
    with pytest.raises(UserFacing):
        templates.set_template(store, "a", body="{{ broken")
    with pytest.raises(UserFacing):
        templates.set_template(store, "new")
    assert templates.show(store, "First").body == "x {{ customer.name }}"
    assert [t.key for t in templates.list_templates(store, language="de")] == ["a"]
    assert templates.list_templates(store, text="nothing here") == []
    templates.delete(store, "a")
    with pytest.raises(UserFacing):
        templates.show(store, "a")


def test_every_slot_offered_exists(store, klaus):
    contact, customer = klaus
    quote(store, customer)
    with store.read() as session:
        values = slot_values.slot_values(session, contact, "en")
    for name in slot_values.SLOTS:
        branch, leaf = name.split(".")
        if branch != "order":
            assert leaf in values[branch], name


def test_money_and_days_in_the_mails_language():
    assert mail_words.money_text(Sum(Decimal(42600), "USD"), "de") == "USD 42.600,00"
    assert mail_words.money_text(Sum(Decimal(42600), "JPY"), "en") == "JPY 42,600"
    assert mail_words.day_text(date(2026, 12, 4), "zh") == "2026年12月4日"
    assert mail_words.day_text(date(2026, 12, 4), "xx") == "4 December 2026"
    assert mail_words.day_text(None, "en") == ""


def test_starter_templates_are_added_once_and_use_known_slots(store, klaus):
    _contact, customer = klaus
    quote(store, customer)
    added = templates.install_defaults(store)
    assert added > 10
    assert templates.install_defaults(store) == 0
    for row in templates.list_templates(store):
        assert row.slots
        assert {slot.name for slot in row.slots} <= set(slot_values.SLOTS)
        filled = templates.render(store, row.key, K)
        words = f"{filled.subject} {filled.text}"
        assert lint(words, contact_name="Klaus Brenner") == ()
    assert templates.render(store, "acknowledge", K).text.startswith("Dear Mr Brenner,")
    assert {r.kind for r in templates.list_templates(store)} <= set(templates.KINDS)
