"""Customers: added, checked field by field, listed, deleted, undone, and made from a mail."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from desktop.crm import contacts, customer_list, customers, fields, intake, linking
from desktop.crm.customer_list import Filter, Page
from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.store.schema.orders import Payment, SalesOrder
from desktop.store.schema.workspace import CustomField
from tests.crm.conftest import NOW, US, H
from tests.crm.test_guessing import BRENNER

K = "klaus@brenner-licht.example"


def add(store, **values):
    people = values.pop("people", ())
    return customers.add(store, {"name": "Brenner", **values}, NOW, people=people)


def test_every_field_of_the_master_record_can_be_set_and_shown(store):
    ids = add(store)
    samples = {
        "bool": "yes", "date": "2020/05/01", "count": "120", "amount": "1,500,000.50",
        "currency": "eur", "country": "Germany", "zone": "Europe/Berlin", "language": "de",
        "list": "LED, Europe", "percent": "30%", "score": "4.5", "incoterm": "cif",
    }  # fmt: skip
    values = {}
    for field in fields.CUSTOMER_FIELDS:
        first = field.choices[-1] if field.choices else "text of " + field.key
        values[field.key] = samples.get(field.kind, first)
    customers.change(store, ids, values, NOW)
    card = customers.show(store, ids, NOW)
    assert card.fields["employees"] == 120
    assert card.fields["annual_turnover"] == Decimal("1500000.50")
    assert card.fields["founded_on"] == date(2020, 5, 1)
    assert card.fields["tags"] == ["LED", "Europe"]
    assert (card.fields["country"], card.fields["incoterm"]) == ("DE", "CIF")
    assert card.fields["shipping_mark"] == "text of shipping_mark"
    assert card.clock.zone == "Europe/Berlin"
    assert card.relationship.by_hand


@pytest.mark.parametrize(
    ("key", "value"),
    [("country", "Nowhereland"), ("employees", "-1"), ("founded_on", "soon"), ("name", " "),
     ("currency", "EURO"), ("time_zone", "Mars/Base"), ("incoterm", "CIFFY"), ("grade", "D"),
     ("deposit_percent", "130"), ("annual_turnover", "NaN"), ("nothing", "x"),
     ("domains", "gmail.com"), ("domains", "bowei-led.example"), ("custom.unknown", "x"),
     ("grade", "A")],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_written(mailbox, key, value):
    ids = add(mailbox.store, city="Hamburg")
    with pytest.raises(UserFacing):
        customers.change(mailbox.store, ids, {"city": "Bremen", key: value}, NOW)
    assert customers.show(mailbox.store, ids, NOW).fields["city"] == "Hamburg"


def test_own_fields_are_checked_by_their_definition(store):
    with store.write() as unit:
        unit.session.add(CustomField(record_type="customer", key="lc_no", label="L/C number"))
        unit.session.add(
            CustomField(
                record_type="customer", key="size", label="Size", kind="choice", choices=["S", "L"]
            )
        )
    ids = add(store, **{"custom.lc_no": "LC 88", "custom.size": "l"})
    assert customers.show(store, ids, NOW).custom == {"lc_no": "LC 88", "size": "L"}
    with pytest.raises(UserFacing):
        customers.change(store, ids, {"custom.size": "XXL"}, NOW)


def test_grade_by_hand_needs_a_reason_and_can_be_given_back(store):
    ids = add(store)
    customers.change(store, ids, {"grade": "A", "grade_reason": "key account"}, NOW)
    card = customers.show(store, ids, NOW)
    assert (card.grade.grade, card.grade.by_hand) == ("A", True)
    [row] = customer_list.list_customers(store, where=Filter(grade="A"))
    assert row.id == ids
    customers.change(store, ids, {"grade": ""}, NOW)
    assert customers.show(store, ids, NOW).grade.grade is None


def order(store, customer_id, number, total, days_ago, milestone="closed", due=None):
    with store.write() as unit:
        row = SalesOrder(number=number, customer_id=customer_id, total=Decimal(total),
                         ordered_at=NOW - timedelta(days=days_ago), milestone=milestone)  # fmt: skip
        unit.session.add(row)
        unit.session.flush()
        if due is not None:
            unit.session.add(
                Payment(order_id=row.id, kind="balance", amount=Decimal(100), currency="USD",
                        due_on=NOW.date() + timedelta(days=due))
            )  # fmt: skip


def test_figures_stage_and_grade_from_orders(mailbox):
    store = mailbox.store
    ids = add(store, people=[{"name": "Klaus", "email": K}])
    thread = mailbox.mail(US, K, at=NOW - 50 * H)
    mailbox.mail(K, thread=thread, at=NOW - 40 * H)
    for number, total, days in (
        ("SO-1", "90000", 41),
        ("SO-2", "60000", 101),
        ("SO-3", "9000", 500),
    ):
        order(store, ids, number, total, days)
    values = {"product_fit": "80", "margin_percent": "23.4", "deposit_percent": "30"}
    customers.change(store, ids, values, NOW)
    card = customers.show(store, ids, NOW)
    figures = card.figures
    assert figures.orders == 3
    assert (figures.last_12_months[0].amount, figures.average_order.amount) == (150000, 53000)
    assert figures.last_order_number == "SO-1"
    assert figures.response.percent == 100
    assert figures.answer_hours == 10
    assert card.relationship.stage == "established"
    assert card.grade.grade == "A"
    [row] = customer_list.list_customers(store)
    assert (row.grade, row.orders, row.relationship) == ("A", 3, "established")


def test_overdue_payments(store):
    ids = add(store)
    order(store, ids, "SO-1", "500", 90, "shipped", due=-31)
    order(store, ids, "SO-2", "500", 30, "shipped", due=5)
    figures = customers.show(store, ids, NOW).figures
    assert (figures.overdue_days, figures.overdue[0].amount, figures.paid_orders) == (31, 100, 0)


def test_contacts_and_their_addresses(mailbox):
    store = mailbox.store
    old = mailbox.mail(K)
    ids = add(store, country="DE")
    row = contacts.add(
        store, ids,
        {"name": "Klaus Brenner", "salutation": "Herr", "email": f"Klaus <{K}>, k2@x.example",
         "phone": "040 66969 120", "is_key": True, "birthday": "1980-02-03"},
    )  # fmt: skip
    assert row.greeting("de") == "Sehr geehrter Herr Brenner"
    assert row.called() == "Mr Brenner"
    assert linking.link_of(store, old).customer_id == ids
    assert contacts.find(store, K.upper()).id == row.id
    contacts.change(store, row.id, {"email": "k2@x.example", "title": "Buyer"})
    assert contacts.show(store, row.id).values("email") == ("k2@x.example",)
    with pytest.raises(UserFacing):
        contacts.add(store, ids, {"name": "X", "email": "no address"})
    with pytest.raises(UserFacing):
        contacts.show(store, "nobody")
    contacts.delete(store, row.id)
    assert customers.show(store, ids, NOW).contacts == ()


def test_delete_takes_the_links_and_undo_brings_all_back(mailbox):
    store = mailbox.store
    thread = mailbox.mail(K)
    ids = add(store, domains="brenner-licht.example", people=[{"name": "Klaus", "email": K}])
    assert linking.link_of(store, thread).customer_id == ids
    customers.delete(store, ids, NOW)
    assert linking.link_of(store, thread).customer_id is None
    assert customer_list.list_customers(store) == []
    with pytest.raises(UserFacing):
        customers.show(store, ids, NOW)
    journal.undo(store)
    linking.relink(store)
    assert linking.link_of(store, thread).customer_id == ids
    assert len(customers.show(store, ids, NOW).contacts) == 1


def test_list_filters_and_pages(store):
    for name, country, tags in (
        ("alpha", "DE", "LED"),
        ("Beta", "US", "LED, EU"),
        ("gamma", "DE", ""),
    ):
        customers.add(store, {"name": name, "country": country, "tags": tags}, NOW)
    names = lambda **f: [r.name for r in customer_list.list_customers(store, where=Filter(**f))]  # noqa: E731
    assert names() == ["alpha", "Beta", "gamma"]
    assert names(country="de") == ["alpha", "gamma"]
    assert names(tag="EU") == ["Beta"]
    assert names(text="amm") == ["gamma"]
    assert names(grade="?") == ["alpha", "Beta", "gamma"]
    first = customer_list.list_customers(store, limit=2)
    rest = customer_list.list_customers(store, after=Page(first[-1].name, first[-1].id))
    assert [r.name for r in rest] == ["gamma"]
    assert len(customer_list.list_customers(store, where=Filter(tag="LED"))) == 2


def test_a_strangers_mail_becomes_a_customer_and_his_older_mail_joins(mailbox):
    store = mailbox.store
    older = mailbox.mail(K, at=NOW - 100 * H)
    colleague = mailbox.mail("anja@brenner-licht.example", at=NOW - 90 * H)
    newest = mailbox.mail(K, name="Klaus Brenner", text=BRENNER)
    proposal = intake.from_message(store, mailbox.last)
    assert proposal.values["name"] == "Brenner Lichttechnik GmbH"
    assert proposal.values["country"] == "DE"
    assert proposal.values["domains"] == "brenner-licht.example"
    assert proposal.person["title"] == "Head of Purchasing"
    assert (proposal.threads, proposal.known) == (3, ())
    made = intake.create_from_message(store, mailbox.last, NOW, values={"city": "Hamburg"})
    assert set(made.threads) == {older, colleague, newest}
    card = customers.show(store, made.customer_id, NOW)
    assert (card.fields["city"], card.fields["time_zone"]) == ("Hamburg", "Europe/Berlin")
    assert card.contacts[0].email == K
    assert card.contacts[0].is_key
    assert card.first_contact_at == NOW.replace(microsecond=0) - 100 * H
    assert card.next_follow_up is not None
    assert linking.link_of(store, colleague).reason == "company_domain"
    again = intake.from_message(store, mailbox.last)
    assert [k.customer_id for k in again.known] == [made.customer_id]


def test_reply_to_of_a_platform_is_the_writer_and_our_own_mail_names_its_recipient(mailbox):
    mailbox.mail("notification@service.tradebridge.example", kind="platform_inquiry",
                 reply_to="grace@riftvalley.example", text="Grace needs lamps")  # fmt: skip
    proposal = intake.from_message(mailbox.store, mailbox.last)
    assert proposal.person["email"] == "grace@riftvalley.example"
    assert proposal.values["source"] == "tradebridge.example"
    mailbox.mail(US, "new@buyer.example")
    assert intake.from_message(mailbox.store, mailbox.last).person["email"] == "new@buyer.example"
    mailbox.mail("boss@bowei-led.example")
    with pytest.raises(UserFacing):
        intake.from_message(mailbox.store, mailbox.last)


def test_a_new_colleague_joins_an_existing_customer(mailbox):
    ids = add(mailbox.store)
    thread = mailbox.mail("anja@elsewhere.example", name="Anja Vogt")
    made = intake.add_contact_from_message(mailbox.store, mailbox.last, ids)
    assert made.threads == (thread,)


def test_a_forwarded_inquiry_makes_the_customer_who_wrote_it(mailbox):
    text = "Please take over.\n\n---------- Forwarded message ---------\nFrom: Ana <ana@buyer.example>\n\nWe need valves.\n\nBest regards,\nAna Ruiz\nTel. +34 91 123 45 67"
    mailbox.mail("boss@bowei-led.example", name="Boss", text=text, forwards=["ana@buyer.example"])
    proposal = intake.from_message(mailbox.store, mailbox.last)
    assert proposal.person["email"] == "ana@buyer.example"
    assert proposal.person.get("name") != "Boss"
    assert proposal.person["phone"].replace(" ", "") == "+34911234567"
