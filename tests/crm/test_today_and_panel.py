"""Today's sections, the panel beside the mail and the history, from one small workspace."""

import time
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from desktop.crm import activities, customers, followups, panel, timeline, today
from desktop.runtime.errors import UserFacing
from desktop.store.schema.mail import Attachment
from desktop.store.schema.orders import OrderMilestone, Payment, SalesOrder
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.schema.work import Deal, Sample
from tests.crm.conftest import NOW, US, H

D = timedelta(days=1)
K = "klaus@brenner-licht.example"


@pytest.fixture
def house(mailbox):
    """A customer with a conversation, a silent quote, an order, a sample and a late payment."""
    store = mailbox.store
    customer = customers.add(
        store,
        {"name": "Brenner", "country": "DE", "city": "Hamburg", "preferences": "Herr Brenner"},
        NOW,
        people=[{"name": "Klaus Brenner", "email": K, "is_key": "yes", "birthday": "1980-11-22"}],
    )
    mailbox.thread = mailbox.mail(US, K, at=NOW - 8 * D, subject="Q-2417")
    mailbox.owner = customer
    with store.write() as unit:
        session = unit.session
        quote = Quote(number="Q-2417", state="sent", customer_id=customer, sent_at=NOW - 8 * D,
                      incoterm="CIF", place="Hamburg", thread_id=mailbox.thread,
                      valid_until=date(2026, 12, 4))  # fmt: skip
        order = SalesOrder(number="SO-1163", customer_id=customer, total=Decimal(31205),
                           ordered_at=NOW - 41 * D, milestone="production_started",
                           progress_percent=60, etd=date(2026, 12, 9))  # fmt: skip
        session.add_all([quote, order])
        session.flush()
        session.add_all([
            QuoteLine(quote_id=quote.id, position=1, quantity=Decimal(3000), unit_price=Decimal("14.2")),
            OrderMilestone(order_id=order.id, name="production_started", reached_on=NOW.date() - D),
            Payment(order_id=order.id, kind="deposit", amount=Decimal(9300), currency="USD",
                    due_on=NOW.date() - 6 * D),
            Sample(customer_id=customer, title="Panel × 2", courier="DHL", state="sent",
                   sent_at=NOW - 4 * D),
            Deal(customer_id=customer, title="Panels", stage="negotiation", stage_since=NOW - 3 * D,
                 thread_id=mailbox.thread, amount=Decimal(42600)),
            Attachment(message_id=mailbox.last, part="2", filename="PO.pdf",
                       content_type="application/pdf", size=1000),
        ])  # fmt: skip
    return mailbox


def section(day, name):
    return next((s.rows for s in day.sections if s.id == name), ())


def test_sections(house):
    store = house.store
    house.mail("grace@rift.example", at=NOW - 3 * H, subject="Flood lights")
    followups.add(
        store, title="Send certificate", due=NOW - 5 * H, now=NOW, customer_id=house.owner
    )
    followups.add(store, title="Call", due=NOW + 2 * H, now=NOW)
    followups.add(store, title="Next month", due=NOW + 30 * D, now=NOW)
    day = today.today(store, NOW, zone=UTC)
    [late] = section(day, "overdue")
    assert (late.text, late.badge, late.company, late.level) == (
        "Send certificate", "overdue 5 h", "Brenner", "overdue"
    )  # fmt: skip
    [window] = section(day, "first_response")
    assert (window.badge, window.share) == ("21 h left", 3 / 24)
    [due] = section(day, "due_today")
    assert due.text == "Call"
    [quote] = section(day, "quotes_silent")
    assert (quote.text, quote.badge) == ("Q-2417 V1 · USD 42,600.00", "8 days")
    assert quote.thread_id == house.thread
    [sample] = section(day, "samples")
    assert (sample.badge, sample.contact_name) == ("in transit", "Klaus Brenner")
    assert len(section(day, "milestones")) == 1
    [payment] = section(day, "payments")
    assert payment.badge == "6 days late"
    assert day.to_do == 7
    assert ("birthday", date(2026, 11, 22)) in {(n.kind, n.day) for n in day.notes}
    assert [p.country for p in day.places] == ["DE"]


def test_what_is_done_leaves_and_is_counted(house):
    row = followups.add(house.store, title="Call", due=NOW, now=NOW)
    followups.done(house.store, row.id, NOW)
    day = today.today(house.store, NOW)
    assert (day.done, section(day, "overdue")) == (1, ())


def test_an_answer_ends_the_silence_of_a_quote(house):
    house.mail(K, thread=house.thread, at=NOW - H)
    assert section(today.today(house.store, NOW), "quotes_silent") == ()


def test_a_quote_that_expires(house):
    day = today.today(house.store, NOW + 13 * D)
    assert "quotes_silent" in {s.id for s in day.sections}
    house.mail(K, thread=house.thread, at=NOW)
    [row] = section(today.today(house.store, NOW + 13 * D), "quotes_expiring")
    assert row.badge == "1 day left"


def test_first_response_figures(house):
    thread = house.mail("grace@rift.example", at=NOW - 10 * H)
    house.mail(US, "grace@rift.example", thread=thread, at=NOW - 5 * H)
    responses = today.today(house.store, NOW).responses
    assert (responses.count, responses.median_hours, responses.on_time_percent) == (1, 5, 100)


def test_panel_of_a_customer(house):
    house.mail(K, thread=house.thread, at=NOW - H)
    found = panel.for_thread(house.store, house.thread, NOW)
    assert (found.name, found.clock.time_text(), found.clock.at_work) == ("Brenner", "10:41", True)
    assert found.link.reason == "contact_address"
    assert found.deal.stage == "negotiation"
    assert found.next_follow_ups[0].rule == "reply"
    assert [c.name for c in found.contacts] == ["Klaus Brenner"]
    assert found.open_quotes[0].total.amount == Decimal("42600.00")
    assert found.open_quotes[0].term == "CIF Hamburg"
    assert found.orders[0].segments == (1.0, 0.6, 0.0, 0.0, 0.0)
    assert found.unpaid[0].amount == 9300
    assert [p.kind for p in found.promised] == ["quote_valid_until", "etd"]
    assert found.files[0].filename == "PO.pdf"
    assert found.good_to_know == "Herr Brenner"
    assert found.recent
    assert panel.for_customer(house.store, house.owner, NOW).link is None


def test_panel_of_a_stranger(house):
    thread = house.mail("grace@rift.example")
    found = panel.for_thread(house.store, thread, NOW)
    assert isinstance(found, panel.UnknownPanel)
    assert found.message_id == house.last
    with pytest.raises(UserFacing):
        panel.for_thread(house.store, 999, NOW)


def test_panel_is_fast_with_many_mails(house):
    for i in range(60):
        house.mail(K, thread=house.thread, at=NOW - i * H)
    panel.for_thread(house.store, house.thread, NOW)
    start = time.perf_counter()
    panel.for_thread(house.store, house.thread, NOW)
    assert time.perf_counter() - start < 0.5


def test_history_holds_everything_and_pages(house):
    store = house.store
    activities.log(store, house.owner, kind="call", summary="Discussed V2", at=NOW - 2 * H)
    events = timeline.history(store, house.owner)
    kinds = {event.kind for event in events}
    assert {"mail", "activity", "quote", "order", "sample", "change"} <= kinds
    assert [e.at for e in events] == sorted((e.at for e in events), reverse=True)
    only = timeline.history(store, house.owner, kinds=("activity",))
    assert [e.detail for e in only] == ["Discussed V2"]
    older = timeline.history(store, house.owner, before=events[2].at, changes=False)
    assert all(e.at < events[2].at and e.kind != "change" for e in older)
    with pytest.raises(UserFacing):
        timeline.history(store, "nobody")
    with pytest.raises(UserFacing):
        activities.log(store, house.owner, kind="smoke", summary="x", at=NOW)
