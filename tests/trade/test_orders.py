"""Orders: made from quotes, changed, shipped, paid; what was issued says what it said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm.stages import ORDER_MILESTONES
from desktop.runtime.errors import UserFacing
from desktop.store.journal import undo
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.orders import OrderLine, Payment, SalesOrder
from desktop.trade import (
    milestones,
    order_course,
    order_payments,
    order_source,
    order_templates,
    orders,
    payment,
    quote_moves,
    quote_revisions,
    quotes,
)
from desktop.trade.money import Money
from desktop.trade.order_payments import Happened, Receipt, ReceiptKind
from desktop.trade.order_shipping import LoadedBox, OrderShipping, container_number_holds
from desktop.trade.payment import Event
from desktop.trade.payment_parse import parse_terms
from desktop.trade.payment_presets import PRESETS
from desktop.trade.quote_columns import draft_of, header_columns, line_columns
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState
from tests.trade.test_quote_totals import drafts

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture
def quote(shop, draft):
    """A quote of two articles that the customer has seen."""
    lines = [parse_line("PL-6060-40:2000:14.20"), parse_line("A:B:1000:0.5")]
    made = quotes.create(shop, draft, lines, today=TODAY)
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    return quotes.show(shop, made.id, today=TODAY)


@pytest.fixture
def order(shop, quote):
    return orders.from_quote(shop, quote.id, now=NOW)


def refused(code, deed, *args, **kwargs):
    with pytest.raises(UserFacing) as caught:
        deed(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def test_an_order_is_a_copy_of_the_quote(shop, quote, order):
    assert order.number == "SO-2026-0001"
    assert order.draft == quote.draft
    assert [line.key for line in order.draft.lines] == [line.key for line in quote.draft.lines]
    assert (order.total, order.totals.packed) == (quote.total, quote.totals.packed)
    assert [p.amount for p in order.payment_schedule] == [p.amount for p in quote.payment_schedule]
    assert quotes.show(shop, quote.id, today=TODAY).state is QuoteState.ACCEPTED
    assert order.milestone == "contract_signed"
    assert order.shipping.port_of_discharge == "Hamburg"
    assert orders.show(shop, "SO-2026-0001", today=TODAY) == order


def test_numbers_have_no_gap_after_a_refusal(shop, quote, draft, order):
    refused("order_exists", orders.from_quote, shop, quote.id, now=NOW)
    again = orders.from_quote(shop, quote.id, now=NOW, again=True)
    assert again.number == "SO-2026-0002"
    assert [row.number for row in orders.listing(shop, today=TODAY)] == [
        "SO-2026-0002", "SO-2026-0001",
    ]  # fmt: skip


def test_a_superseded_revision_is_refused_with_the_current_one_named(shop, quote):
    quote_revisions.revise(shop, quote.id, today=TODAY)
    error = refused("not_current", orders.from_quote, shop, quote.id, now=NOW)
    assert "V2" in error.hint
    refused("quote_state", orders.from_quote, shop, quote.number, now=NOW)  # V2 is a draft
    assert orders.listing(shop, today=TODAY) == ()


def test_a_declined_quote_is_refused(shop, quote):
    quote_moves.decline(shop, quote.id, now=NOW)
    refused("quote_state", orders.from_quote, shop, quote.id, now=NOW)


def test_optional_lines_are_ordered_only_when_named(shop, draft):
    made = quotes.create(
        shop, draft, [parse_line("PL-6060-40:10:14.20"), parse_line("A:B:5:1")], today=TODAY
    )
    first, second = made.draft.lines
    changed = replace(made.draft, lines=(first, replace(second, is_optional=True)))
    quotes.update(shop, made.id, changed, today=TODAY)
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    plain = orders.from_quote(shop, made.id, now=NOW)
    assert [line.sku for line in plain.draft.lines] == ["PL-6060-40"]
    both = orders.from_quote(shop, made.id, now=NOW, options=[second.key], again=True)
    assert both.total.amount == plain.total.amount + 5


def test_making_an_order_can_be_taken_back(shop, quote):
    made = orders.from_quote(shop, quote.id, now=NOW)
    undo(shop)
    refused("unknown_order", orders.show, shop, made.id, today=TODAY)
    assert quotes.show(shop, quote.id, today=TODAY).state is QuoteState.SENT
    assert orders.from_quote(shop, quote.id, now=NOW).number != ""


def test_a_change_moves_total_and_what_is_due(shop, order):
    lines = (replace(order.draft.lines[0], quantity=Decimal(1000)), order.draft.lines[1])
    changed = orders.update(shop, order.id, today=TODAY, draft=replace(order.draft, lines=lines))
    assert changed.total.amount == Decimal("14700.00")
    assert changed.edition == order.edition + 1
    with shop.read() as session:
        row = session.get(SalesOrder, order.id)
        assert row.total == Decimal("14700.00")
        dues = session.scalars(sa.select(Payment).order_by(Payment.created_at)).all()
        assert [(p.kind, p.amount, p.due_on) for p in dues] == [
            ("deposit", Decimal("4410.00"), TODAY), ("balance", Decimal("10290.00"), None),
        ]  # fmt: skip
    refused(
        "order_changed", orders.update, shop, order.id, today=TODAY,
        shipping=replace(order.shipping, vessel="EVER GIVEN"), edition=order.edition,
    )  # fmt: skip
    refused(
        "no_lines", orders.update, shop, order.id, today=TODAY, draft=replace(order.draft, lines=())
    )


def test_shipping_is_kept_word_for_word(shop, order):
    shipping = OrderShipping(
        contract_number="SC-7", consignee="Brenner GmbH\nHamburg", vessel="EVER GIVEN", voyage="43W",
        bl_number="NGB1", bl_date=TODAY, etd=TODAY, eta=TODAY + timedelta(days=34),
        boxes=(LoadedBox("CSQU3054383", "S1", "40HQ", Decimal("19840.5"), 672),),
        insured_amount=Decimal("31680.00"), originals=3,
    )  # fmt: skip
    changed = orders.update(shop, order.id, today=TODAY, shipping=shipping)
    assert changed.shipping == shipping
    assert orders.show(shop, order.id, today=TODAY).shipping == shipping
    assert changed.as_json()["shipment"]["boxes"][0]["vgm_kg"] == "19840.5"


@pytest.mark.parametrize(
    ("shipping", "code"),
    [
        (OrderShipping(etd=TODAY, eta=date(2026, 11, 1)), "eta_before_etd"),
        (OrderShipping(bl_date=TODAY, latest_shipment=date(2026, 11, 1)), "shipment_late"),
        (OrderShipping(boxes=(LoadedBox("CSQU3054384"),)), "container_number"),
    ],
)
def test_dates_and_boxes_that_cannot_be(shop, order, shipping, code):
    found = orders.update(shop, order.id, today=TODAY, shipping=shipping)
    assert code in [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    ("number", "holds"),
    [("CSQU3054383", True), ("csqu 305438-3", True), ("CSQU3054385", False), ("CSQU305438", False)],
)
def test_container_numbers(number, holds):
    assert container_number_holds(number) is holds


def test_milestones_are_those_of_the_decision():
    assert [stage.id for stage in ORDER_MILESTONES] == list(milestones.STANDARD)
    assert [stage.title for stage in ORDER_MILESTONES] == list(milestones.STANDARD.values())


def test_milestones_go_on_and_back(shop, order):
    started = order_course.reach(shop, order.id, "Production started", on=TODAY, today=TODAY)
    assert started.milestone == "production_started"
    shipped = order_course.reach(
        shop, order.id, "shipped", on=TODAY - timedelta(days=1), today=TODAY, note="Ningbo"
    )
    assert shipped.milestone == "shipped"
    step = next(one for one in shipped.steps if one.name == "shipped")
    assert (step.reached_on, step.note) == (TODAY - timedelta(days=1), "Ningbo")
    back = order_course.unreach(shop, order.id, "shipped", today=TODAY)
    assert back.milestone == "production_started"
    refused(
        "unknown_milestone", order_course.reach, shop, order.id, "painted", on=TODAY, today=TODAY
    )
    ahead = TODAY + timedelta(days=1)
    refused("day_ahead", order_course.reach, shop, order.id, "shipped", on=ahead, today=TODAY)


def test_an_order_may_have_milestones_of_its_own(shop, quote):
    order_templates.save(
        shop, "Tooling", ["contract_signed", "Mould approved", "shipped", "closed"]
    )
    order = orders.from_quote(shop, quote.id, now=NOW, template="tooling")
    assert [one.name for one in order.steps] == [
        "contract_signed", "Mould approved", "shipped", "closed",
    ]  # fmt: skip
    approved = order_course.reach(shop, order.id, "mould approved", on=TODAY, today=TODAY)
    assert approved.milestone == "Mould approved"
    refused(
        "unknown_template", orders.from_quote, shop, quote.id, now=NOW, template="x", again=True
    )
    refused("milestone_names", order_templates.save, shop, "Twice", ["a", "a"])


def test_payments_fill_instalments_and_reach_milestones(shop, order):
    part = order_course.receive(shop, order.id, Decimal(5000), on=TODAY, today=TODAY)
    deposit, balance = part.payments.dues
    assert (deposit.received, deposit.open, balance.received) == (5000, Decimal("3670.00"), 0)
    assert part.milestone == "contract_signed"
    whole = order_course.receive(shop, order.id, Decimal(4000), on=TODAY, today=TODAY)
    assert whole.milestone == "deposit_received"
    assert whole.payments.dues[1].received == Decimal("330.00")
    first = whole.payments.receipts[0]
    back = order_course.remove_receipt(shop, first.id, today=TODAY)
    assert back.milestone == "contract_signed"
    rest = back.payments.open
    paid = order_course.receive(shop, order.id, rest, on=TODAY, today=TODAY, reference="TT 7")
    assert paid.payments.is_paid
    assert paid.milestone == "deposit_received", "goods paid in advance are not shipped by it"
    refused("amount_range", order_course.receive, shop, order.id, Decimal(0), on=TODAY, today=TODAY)
    refused(
        "amount_digits",
        order_course.receive,
        shop,
        order.id,
        Decimal("1.005"),
        on=TODAY,
        today=TODAY,
    )


def test_what_is_due_follows_events(shop, order):
    deposit, balance = order.payments.dues
    assert (deposit.due_on, balance.due_on, balance.expected_on) == (TODAY, None, None)
    sailing = TODAY + timedelta(days=20)
    planned = orders.update(
        shop, order.id, today=TODAY, shipping=replace(order.shipping, etd=sailing)
    )
    assert planned.payments.dues[1].expected_on == sailing
    later = TODAY + timedelta(days=30)
    sent = order_course.reach(shop, order.id, "documents_sent", on=later, today=later)
    assert sent.payments.dues[1].due_on == later
    assert sent.payments.overdue == deposit.amount
    late = orders.show(shop, order.id, today=later + timedelta(days=1))
    assert late.payments.overdue == late.payments.open
    assert "payment_overdue" in [finding.code for finding in late.findings]


def test_a_refund_and_a_credit(shop, order):
    order_course.receive(shop, order.id, order.payments.open, on=TODAY, today=TODAY)
    back = order_course.receive(
        shop, order.id, Decimal(100), on=TODAY, today=TODAY, kind=ReceiptKind.REFUND
    )
    assert back.payments.open == 100
    even = order_course.receive(
        shop, order.id, Decimal(150), on=TODAY, today=TODAY, kind=ReceiptKind.CREDIT
    )
    assert even.payments.open == -50
    assert "overpaid" in [finding.code for finding in even.findings]


def _issue(shop, order, kind, number="CI-2026-0001"):
    with shop.write(cause="issue") as unit:
        unit.session.add(
            IssuedDocument(
                kind=kind, number=number, language="en", order_id=order.id, issued_at=NOW,
                customer_id=order.draft.customer_id, sha256="0" * 64, file_name=f"{number}.pdf",
                snapshot={}, source=dict(order.source),
            )
        )  # fmt: skip


def test_a_change_after_the_invoice_is_named(shop, order):
    _issue(shop, order, "commercial_invoice")
    _issue(shop, order, "packing_list", "PL-2026-0001")
    _issue(shop, order, "contract", "SC-2026-0001")
    same = orders.show(shop, order.id, today=TODAY)
    assert not [f for f in same.findings if f.code == "changed_since_issue"]
    line = order.draft.lines[0]
    draft = replace(
        order.draft, internal_notes="call him",
        lines=(replace(line, unit_price=Decimal("14.10"), cost=Decimal(1)), order.draft.lines[1]),
    )  # fmt: skip
    changed = orders.update(
        shop, order.id, today=TODAY, draft=draft, shipping=replace(order.shipping, vessel="ARIES")
    )
    said = {document.kind: document.changes for document in changed.documents}
    assert said["commercial_invoice"] == ("Vessel", "PL-6060-40: price")
    assert said["packing_list"] == ("Vessel",), "no prices on it"
    assert said["contract"] == ("PL-6060-40: price",), "the ship was not known then"
    messages = [f.message for f in changed.findings if f.code == "changed_since_issue"]
    assert "Changed since CI-2026-0001 was issued: Vessel; PL-6060-40: price." in messages
    stale = {step.key: step.is_stale for step in changed.chain}
    assert stale["commercial_invoice"]
    assert not stale["proforma"]


def test_equal_amounts_with_other_digits_are_no_change(order):
    line = replace(order.draft.lines[0], unit_price=Decimal("14.2000"))
    draft = replace(order.draft, lines=(line, order.draft.lines[1]))
    now = order_source.source_of(draft, order.shipping, order.total, order.id)
    assert order_source.changes(order.source, now, "commercial_invoice") == ()


def test_the_chain_says_what_there_is(shop, order):
    keys = [step.key for step in order.chain]
    assert keys == [
        "quote", "proforma", "contract", "order_confirmation", "production", "commercial_invoice",
        "packing_list", "bill_of_lading", "balance",
    ]  # fmt: skip
    assert [step.key for step in order.chain if step.is_done] == ["quote"]
    order_course.set_progress(shop, order.id, 40, today=TODAY)
    _issue(shop, order, "proforma", "PI-2026-0001")
    order_course.receive(shop, order.id, Decimal("8670.00"), on=TODAY, today=TODAY)
    found = orders.update(
        shop, order.id, today=TODAY, shipping=replace(order.shipping, bl_number="NGB1")
    )
    chain = {step.key: step for step in found.chain}
    assert (chain["proforma"].detail, chain["proforma"].is_done) == ("PI-2026-0001", True)
    assert (chain["production"].share, chain["production"].detail) == (0.4, "40%")
    assert (chain["bill_of_lading"].detail, chain["balance"].detail) == ("NGB1", "30%")


_amounts = st.decimals("0.01", "99999.99", places=2)


@given(
    terms=st.sampled_from(PRESETS),
    total=_amounts,
    receipts=st.lists(st.tuples(st.sampled_from(ReceiptKind), _amounts), max_size=6),
)
def test_every_cent_is_paid_or_open(terms, total, receipts):
    booked = [
        Receipt(str(i), kind, -amount if kind is ReceiptKind.REFUND else amount, TODAY)
        for i, (kind, amount) in enumerate(receipts)
    ]
    known = Happened(TODAY, reached={"delivered": TODAY, "shipped": TODAY})
    days = order_payments.event_dates(known, OrderShipping())
    found = order_payments.settle(
        terms, Money(total, "USD"), booked, happened=days, planned=days, today=TODAY
    )
    assert sum(one.amount for one in found.dues) == total
    assert all(0 <= one.received <= one.amount for one in found.dues)
    came = sum((one.amount for one in booked), Decimal(0))
    assert found.paid == came
    assert sum(one.received for one in found.dues) == min(max(came, Decimal(0)), total)
    assert found.is_paid == (came >= total)
    half = [one.open > 0 for one in found.dues]
    assert half == sorted(half), "the first ones are filled first"


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ("O/A 60 days after B/L date", {Event.BL_DATE: 60}),
        ("T/T 30/70", {Event.ORDER: 0, Event.BL_COPY: 3}),
    ],
)
def test_event_dates(terms, days):
    shipping = OrderShipping(bl_date=TODAY)
    known = Happened(TODAY, reached={"documents_sent": TODAY + timedelta(days=3)})
    parts = payment.schedule(
        parse_terms(terms), Money(Decimal(100), "USD"), order_payments.event_dates(known, shipping)
    )
    assert {part.event: (part.due_date - TODAY).days for part in parts} == days


@given(drafts())
def test_an_order_sums_up_to_what_its_quote_does(draft):
    order = SalesOrder(number="SO-1", **header_columns(draft))
    lines = [
        OrderLine(position=place, **({"line_key": ""} | line_columns(line)))
        for place, line in enumerate(draft.lines)
    ]
    copied = draft_of(order, lines)
    assert copied.totals() == draft.totals()
    assert copied.charges() == draft.charges()


@given(
    marked=st.lists(st.sampled_from(list(milestones.STANDARD)), unique=True),
    by_payments=st.sets(st.sampled_from(milestones.BY_PAYMENTS)),
)
def test_where_an_order_stands(marked, by_payments):
    reached = dict.fromkeys(by_payments, False) | dict.fromkeys(marked, True)
    names = list(milestones.STANDARD)
    at = names.index(milestones.present((), reached))
    furthest = max((names.index(name) for name in marked), default=0)
    assert at >= furthest
    assert all(names[i] in reached for i in range(furthest + 1, at + 1))
