"""Revisions: one current, frozen once sent, with a reason; compared line by line; approved; priced before."""

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.crm import stages
from desktop.crm.company import save_user
from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.store.schema.quotes import Quote, QuoteLine, QuoteSending
from desktop.store.schema.work import FollowUp
from desktop.trade import (
    approvals,
    company,
    issuing,
    price_history,
    products,
    quote_moves,
    quote_revisions,
    quotes,
)
from desktop.trade.approvals import Policy, reasons
from desktop.trade.documents.document import Kind
from desktop.trade.quote_compare import ChangeKind, compare, summary
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import LOST_REASONS, QuoteState

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


def new(shop, draft, *lines):
    return quotes.create(shop, draft, [parse_line(line) for line in lines], today=TODAY)


def sent(shop, draft, *lines):
    made = new(shop, draft, *(lines or ("PL-6060-40:2000",)))
    return quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)


def content(shop, quote_id):
    figures = quotes.show(shop, quote_id, today=TODAY)
    return figures.draft, figures.number, figures.revision


# ---- frozen


def attempts(shop, quote_id):
    """Every function that could write to a quote, and the ways around them."""
    other = replace(
        quotes.show(shop, quote_id, today=TODAY).draft,
        lead_time="1 day",
        remarks="changed",
        lines=(),
    )

    def through_the_row(unit):
        unit.session.get(Quote, quote_id).payment_terms = "O/A 90"

    def a_line(unit):
        unit.session.scalars(
            sa.select(QuoteLine).where(QuoteLine.quote_id == quote_id)
        ).first().unit_price = Decimal(1)

    def one_line_more(unit):
        unit.session.add(
            QuoteLine(quote_id=quote_id, position=9, quantity=1, unit_price=Decimal(1))
        )

    def no_lines(unit):
        for row in unit.session.scalars(sa.select(QuoteLine).where(QuoteLine.quote_id == quote_id)):
            unit.session.delete(row)

    def back_and_change(unit):
        row = unit.session.get(Quote, quote_id)
        row.state = "draft"
        unit.session.flush()
        row.remarks = "changed"

    def in_one_go(unit):
        row = unit.session.get(Quote, quote_id)
        row.state, row.remarks = "draft", "changed"

    def a_line_from_elsewhere(unit):
        line = QuoteLine(quote_id=quote_id, position=9, quantity=1, unit_price=Decimal(1))
        row = unit.session.scalars(
            sa.select(QuoteLine).where(QuoteLine.quote_id != quote_id)
        ).first()
        if row is None:
            unit.session.add(line)
        else:
            row.quote_id = quote_id

    def within(change):
        def run():
            with shop.write("user") as unit:
                change(unit)

        return run

    rows = (through_the_row, a_line, one_line_more, no_lines, back_and_change, in_one_go,
            a_line_from_elsewhere)  # fmt: skip
    return [
        lambda: quotes.update(shop, quote_id, other, today=TODAY),
        *map(within, rows),
    ]


@pytest.mark.parametrize("end", ["sent", "accepted", "declined", "superseded"])
def test_nothing_changes_a_revision_that_left_the_house(shop, draft, end):
    made = sent(shop, draft)
    if end in ("accepted", "declined"):
        quote_moves.set_state(shop, made.id, QuoteState(end), now=NOW)
    elif end == "superseded":
        quote_revisions.revise(shop, made.id, note="lower price", today=TODAY)
    before = content(shop, made.id)
    for attempt in attempts(shop, made.id):
        with pytest.raises(UserFacing) as caught:
            attempt()
        assert caught.value.code == "quote_not_editable"
        assert content(shop, made.id) == before


def test_the_undo_of_an_older_edit_does_not_reach_a_sent_revision(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    quotes.update(shop, made.id, replace(made.draft, lead_time="30 days"), today=TODAY)
    edit = journal.entries(shop, record=made.id)[0]
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    with pytest.raises(UserFacing) as caught:
        journal.undo(shop, edit.id)
    assert caught.value.code == "quote_not_editable"
    assert quotes.show(shop, made.id, today=TODAY).draft.lead_time == "30 days"


def test_undo_takes_a_mark_back_but_not_a_mail(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    journal.undo(shop)
    assert quotes.show(shop, made.id, today=TODAY).state is QuoteState.DRAFT
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    with shop.write("outbox") as unit:
        unit.session.add(QuoteSending(quote_id=made.id, sent_at=NOW, message_header_id="a@b"))
    marked = next(e for e in journal.entries(shop, record=made.id) if "state" in e.changes)
    with pytest.raises(UserFacing) as caught:
        journal.undo(shop, marked.id)
    assert caught.value.code == "quote_not_editable"
    assert quotes.show(shop, made.id, today=TODAY).state is QuoteState.SENT


def test_links_of_a_sent_revision_may_follow(shop, draft):
    made = sent(shop, draft)
    with shop.write("user") as unit:
        unit.session.get(Quote, made.id).thread_id = 7
    assert quotes.show(shop, made.id, today=TODAY).draft.thread_id == 7


# ---- one current


MOVES = ("revise", "sent", "accepted", "declined", "draft", "approved", "undo", "edit")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 3)), max_size=10))
def test_exactly_one_revision_is_current_whatever_happens(shop, draft, steps):
    made = new(shop, draft, "PL-6060-40:2000")
    frozen = {}
    for step, which in steps:
        rows = quote_revisions.revisions(shop, made.number, today=TODAY)
        target = rows[which % len(rows)]
        with contextlib.suppress(UserFacing):
            if step == "revise":
                quote_revisions.revise(shop, target.id, note=f"reason {which}", today=TODAY)
            elif step == "undo":
                newest = journal.entries(shop, limit=1)[0]
                if newest.record_type in ("quote", "quote_line") and rows[0].revision > 1:
                    journal.undo(shop)
            elif step == "edit":
                changed = replace(target.draft, remarks=f"remark {which}")
                quotes.update(shop, target.id, changed, today=TODAY)
            else:
                quote_moves.set_state(shop, target.id, QuoteState(step), now=NOW, note="because")
        rows = quote_revisions.revisions(shop, made.number, today=TODAY)
        assert [row.is_current for row in rows].count(True) == 1
        current = next(row for row in rows if row.is_current)
        assert current.state is not QuoteState.SUPERSEDED
        assert quotes.show(shop, made.number, today=TODAY).id == current.id
        for row in rows:
            if row.state in (QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.SUPERSEDED):
                assert frozen.setdefault(row.id, row.draft) == row.draft
            else:
                frozen.pop(row.id, None)


def test_a_revision_waits_while_a_mail_with_the_former_one_does(shop, draft):
    from desktop.store.schema.mail import Account, OutboxMessage

    made = new(shop, draft, "PL-6060-40:2000")
    with shop.write("user") as unit:
        server = {"imap_host": "x", "imap_port": 993, "smtp_host": "x", "smtp_port": 465,
                  "imap_security": "ssl", "smtp_security": "ssl"}  # fmt: skip
        unit.session.add(Account(id="a", email="me@x.example", username="me", **server))
        unit.session.flush()
        unit.session.add(
            OutboxMessage(account_id="a", state="queued", message_id="m@x", quote_id=made.id)
        )
    for attempt in (
        lambda: quote_revisions.revise(shop, made.id, note="x", today=TODAY),
        lambda: quotes.update(shop, made.id, replace(made.draft, remarks="x"), today=TODAY),
    ):
        with pytest.raises(UserFacing) as caught:
            attempt()
        assert caught.value.code == "quote_leaving"


# ---- comparison


def line(sku="A", key="", **values):
    given_values = {"quantity": Decimal(10), "unit_price": Decimal(2), **values}
    return DraftLine(sku=sku, key=key, **given_values)


LINES = st.lists(
    st.builds(
        DraftLine,
        sku=st.sampled_from(["A", "B", "C"]),
        quantity=st.integers(1, 9).map(Decimal),
        unit_price=st.integers(1, 9).map(Decimal),
        discount_percent=st.sampled_from([Decimal(0), Decimal(5)]),
        key=st.sampled_from(["", "k1", "k2", "k3"]),
        kind=st.sampled_from([LineKind.ITEM, LineKind.ITEM, LineKind.SECTION]),
    ),
    max_size=5,
).map(tuple)
DRAFTS = st.builds(
    QuoteDraft,
    customer_id=st.just("c"),
    incoterm=st.sampled_from(["FOB", "CIF"]),
    currency=st.sampled_from(["USD", "EUR"]),
    lines=LINES,
)


def as_set(comparison):
    lines = [(c.kind, c.old, c.new, c.fields) for c in comparison.lines]
    return (
        frozenset((f.name, f.old, f.new) for f in comparison.header),
        sorted(map(repr, lines)),
        comparison.old_total,
        comparison.new_total,
    )


@given(DRAFTS)
def test_a_revision_compared_with_itself_says_nothing(one):
    found = compare(one, one)
    assert found.is_empty
    assert found.total_delta == 0
    assert summary(found) == ""


@given(DRAFTS, DRAFTS)
def test_comparison_is_antisymmetric(one, other):
    there, back = compare(one, other), compare(other, one)
    assert as_set(there.reversed()) == as_set(back)
    assert (there.total_delta is None) == (back.total_delta is None)
    if there.total_delta is not None:
        assert there.total_delta == -back.total_delta


@given(DRAFTS, DRAFTS)
def test_every_line_is_kept_or_told(one, other):
    found = compare(one, other)
    gone = sum(1 for change in found.lines if change.kind is ChangeKind.REMOVED)
    added = sum(1 for change in found.lines if change.kind is ChangeKind.ADDED)
    assert len(one.lines) - gone == len(other.lines) - added


def test_lines_are_told_with_old_and_new_values(shop, draft):
    made = sent(shop, draft, "PL-6060-40:3000:14.50", "A:B:10")
    second = quote_revisions.revise(shop, made.id, note="fewer panels", today=TODAY)
    first_line, hinge = second.draft.lines
    lines = (
        replace(first_line, quantity=Decimal(2000), unit_price=Decimal("14.20")),
        line("NEW", quantity=Decimal(5)),
    )
    changed = quotes.update(
        shop, second.id, replace(second.draft, lines=lines, place="Rotterdam"), today=TODAY
    )
    found = compare(quotes.show(shop, made.id, today=TODAY).draft, changed.draft)
    assert [(c.kind, c.shown.sku) for c in found.lines] == [
        (ChangeKind.CHANGED, "PL-6060-40"), (ChangeKind.REMOVED, "A:B"), (ChangeKind.ADDED, "NEW"),
    ]  # fmt: skip
    panel = found.lines[0]
    assert set(panel.fields) == {"quantity", "unit_price"}
    assert (panel.old.amount, panel.new.amount) == (Decimal("43500.00"), Decimal("28400.00"))
    assert panel.old.margin_percent > panel.new.margin_percent
    assert [(f.name, f.old, f.new) for f in found.header] == [("place", "Hamburg", "Rotterdam")]
    assert found.total_delta == changed.total.amount - made.total.amount
    assert summary(found).startswith("PL-6060-40: 3,000 to 2,000, 14.50 to 14.20; 1 line added")
    assert hinge.sku == "A:B"


# ---- approval


def policy(**values):
    return Policy(Decimal(20), Decimal(10), **values)


def test_reasons_for_approval():
    base = QuoteDraft(customer_id="c", lines=(line("A", discount_percent=Decimal(10)),))
    assert reasons(base, Decimal(20), policy()) == ()
    assert reasons(base, None, policy()) == ()
    codes = [f.code for f in reasons(base, Decimal("19.9"), policy())]
    assert codes == ["low_margin"]
    cheap = replace(base, lines=(line("A", discount_percent=Decimal("10.5")),))
    assert [f.code for f in reasons(cheap, Decimal(30), policy())] == ["special_discount"]
    floor = replace(base, lines=(line("A", unit_price=Decimal(2), floor_price=Decimal("2.01")),))
    assert [f.code for f in reasons(floor, Decimal(30), policy())] == ["below_floor"]
    floored = replace(
        base,
        lines=(
            line(
                "A",
                unit_price=Decimal(2),
                discount_percent=Decimal(5),
                floor_price=Decimal("1.91"),
            ),
        ),
    )
    assert [f.code for f in reasons(floored, Decimal(30), policy())] == ["below_floor"]
    free = replace(
        base, lines=(line("A", unit_price=Decimal(0), floor_price=Decimal(2), is_free=True),)
    )
    assert reasons(free, Decimal(30), policy()) == ()


def test_a_discount_on_the_whole_quote_is_asked_about_like_one_on_a_line():
    plain = line("A", quantity=Decimal(100), unit_price=Decimal(2), floor_price=Decimal("1.80"))
    base = QuoteDraft(customer_id="c", lines=(plain,))

    def codes(**changes):
        found = reasons(replace(base, **changes), Decimal(30), policy())
        return [f.code for f in found]

    assert codes(discount_percent=Decimal(10)) == []
    assert codes(discount=Decimal(20)) == []
    assert codes(discount_percent=Decimal("10.5")) == ["special_discount", "below_floor"]
    assert codes(discount=Decimal("20.5")) == ["special_discount", "below_floor"]
    both = replace(plain, discount_percent=Decimal(6), floor_price=None)
    assert codes(lines=(both,), discount_percent=Decimal(4)) == []  # 9.76 in all
    assert codes(lines=(both,), discount_percent=Decimal(5)) == ["special_discount"]  # 10.7


def test_the_line_is_the_company_s(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    assert made.totals.margin_percent > 20
    company.save_company(shop, {}, settings={"healthy_margin_percent": "60"})
    with pytest.raises(UserFacing) as caught:
        issuing.issue(shop, made.id, Kind.QUOTATION, "en", now=NOW)
    assert caught.value.code == "approval_needed"
    found = quotes.show(shop, made.id, today=TODAY).findings
    assert any(f.code == "low_margin" and "60%" in f.message for f in found)
    done = approvals.approve(shop, made.id, note="first order", now=NOW)
    assert done.state is QuoteState.APPROVED
    assert issuing.issue(shop, made.id, Kind.QUOTATION, "en", now=NOW).number


def test_alone_a_reason_is_kept_in_the_journal(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000:10")
    with pytest.raises(UserFacing) as caught:
        quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    assert caught.value.code == "approval_needed"
    with pytest.raises(UserFacing) as caught:
        approvals.ask(shop, made.id, note="please", now=NOW)
    assert caught.value.code == "no_approver"
    with pytest.raises(UserFacing):
        approvals.approve(shop, made.id, note=" ", now=NOW)
    approvals.approve(shop, made.id, note="opening order", now=NOW)
    entry = journal.entries(shop, record=made.id)[0]
    assert entry.changes["approval_reason"] == ["", "opening order"]
    assert quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW).state is QuoteState.SENT


@pytest.fixture
def team(shop):
    save_user(shop, None, name="Chen Hao", email="chen@bowei.example", role="manager")
    save_user(shop, None, name="Lin Wei", email="lin@bowei.example", role="sales")
    shop.actor = "lin@bowei.example"
    return shop


def tasks(store, state="open"):
    with store.read() as session:
        return [
            f for f in session.scalars(sa.select(FollowUp)) if f.kind == "approval" and f.state == state
        ]  # fmt: skip


def test_in_a_team_a_manager_says_yes(team, draft):
    made = new(team, draft, "PL-6060-40:2000:10")
    waiting = approvals.ask(team, made.id, note="a large follow-up order", now=NOW)
    assert waiting.state is QuoteState.WAITING
    approvals.ask(team, made.id, note="again", now=NOW)
    (task,) = tasks(team)
    assert "Chen Hao" in task.reason
    assert "Lin Wei" in task.reason
    (row,) = approvals.waiting(team, now=NOW)
    assert (row.asked_by, row.note) == ("Lin Wei", "a large follow-up order")
    for attempt in (
        lambda: approvals.approve(team, made.id, note="me", now=NOW),
        lambda: approvals.reject(team, made.id, note="me", now=NOW),
    ):
        with pytest.raises(UserFacing) as caught:
            attempt()
        assert caught.value.code == "not_allowed"
    with pytest.raises(UserFacing) as caught:
        issuing.issue(team, made.id, Kind.QUOTATION, "en", now=NOW)
    assert caught.value.code == "approval_needed"
    team.actor = "chen@bowei.example"
    assert approvals.may_approve(team)
    done = approvals.approve(team, made.id, note="once", now=NOW)
    assert done.state is QuoteState.APPROVED
    assert not tasks(team)
    with team.read() as session:
        assert session.get(Quote, made.id).approved_by == "Chen Hao"
    assert issuing.issue(team, made.id, Kind.QUOTATION, "en", now=NOW)


def test_a_no_has_a_reason_and_gives_the_draft_back(team, draft):
    made = new(team, draft, "PL-6060-40:2000:10")
    approvals.ask(team, made.id, note="", now=NOW)
    team.actor = "chen@bowei.example"
    with pytest.raises(UserFacing):
        approvals.reject(team, made.id, note="", now=NOW)
    back = approvals.reject(team, made.id, note="not under 12", now=NOW)
    assert (back.state, back.state_note) == (QuoteState.DRAFT, "not under 12")
    assert not tasks(team)


def test_a_change_takes_the_yes_back(team, draft):
    team.actor = "chen@bowei.example"
    made = new(team, draft, "PL-6060-40:2000:10")
    approvals.approve(team, made.id, note="once", now=NOW)
    changed = quotes.update(team, made.id, replace(made.draft, remarks="x"), today=TODAY)
    assert changed.state is QuoteState.DRAFT
    with team.read() as session:
        row = session.get(Quote, made.id)
        assert (row.approved_by, row.approved_at) == ("", None)
    approvals.ask(team, made.id, note="", now=NOW)
    quotes.update(team, made.id, replace(made.draft, remarks="y"), today=TODAY)
    assert not tasks(team)


# ---- clocks, decisions


def waits(store, state="open"):
    with store.read() as session:
        rows = session.scalars(sa.select(FollowUp).where(FollowUp.state == state))
        return {f.kind: f for f in rows}


def test_sending_starts_two_waits_and_a_decision_ends_them(shop, draft):
    made = sent(shop, draft)
    found = waits(shop)
    assert set(found) == {"quote_silent", "quote_expiring"}
    assert found["quote_silent"].due == NOW + timedelta(days=7)
    assert found["quote_expiring"].due.astimezone().date() == draft.valid_until - timedelta(days=2)
    quote_moves.accept(shop, made.id, now=NOW)
    assert waits(shop) == {}
    assert {f.closed_reason for f in waits(shop, "stopped").values()} == {"accepted"}


def test_a_revision_ends_the_waits_of_the_former_one(shop, draft):
    made = sent(shop, draft)
    second = quote_revisions.revise(shop, made.id, note="x", today=TODAY)
    assert waits(shop) == {}
    quote_moves.set_state(shop, second.id, QuoteState.SENT, now=NOW + timedelta(days=1))
    assert {f.quote_id for f in waits(shop).values()} == {second.id}


def test_a_lost_quote_keeps_its_reason(shop, draft):
    made = sent(shop, draft)
    with pytest.raises(UserFacing) as caught:
        quote_moves.decline(shop, made.id, reason="weather", now=NOW)
    assert caught.value.code == "unknown_reason"
    quote_moves.decline(shop, made.id, reason="price", now=NOW)
    with shop.read() as session:
        assert session.get(Quote, made.id).lost_reason == "price"
    assert tuple(LOST_REASONS) == tuple(s.id for s in stages.LOST_REASONS)


# ---- history of prices


def test_every_price_given_is_remembered(shop, draft):
    products.save(shop, {"floor_price": "13.50"}, key="PL-6060-40")
    first = sent(shop, draft, "PL-6060-40:3000:14.50")
    second = quote_revisions.revise(shop, first.id, note="asked for less", today=TODAY)
    cheaper = replace(second.draft.lines[0], unit_price=Decimal("14.20"))
    quotes.update(shop, second.id, replace(second.draft, lines=(cheaper,)), today=TODAY)
    quote_moves.set_state(shop, second.id, QuoteState.SENT, now=NOW + timedelta(hours=1))
    new(shop, draft, "PL-6060-40:100:13.60")
    found = price_history.history(shop, today=TODAY, sku="PL-6060-40", customer_id="c1")
    sent_ones = [one for one in found.entries if one.was_offered]
    assert [(one.label, one.unit_price) for one in sent_ones] == [
        (f"{first.number} V2", Decimal("14.20")), (f"{first.number} V1", Decimal("14.50")),
    ]  # fmt: skip
    assert sent_ones[0].reason == "asked for less"
    assert sent_ones[0].incoterm == "CIF"
    assert found.lowest("PL-6060-40", "USD").net_price == Decimal("14.20")
    assert found.floors[("PL-6060-40", "USD")] == Decimal("13.50")
    assert price_history.history(shop, today=TODAY, sku="NONE").entries == ()
    assert found.entries[0].as_json()["unit_price"]["currency"] == "USD"


def test_one_customer_one_voice(shop, draft):
    other = new(shop, draft, "PL-6060-40:3000:14.50")
    mine = new(shop, draft, "PL-6060-40:3000:14.20")
    with shop.read() as session:
        (found,) = price_history.other_offers(
            session, "c1", mine.draft.lines, "USD", number=mine.number, today=TODAY
        )
    assert (found.quote_id, found.net_price, found.here) == (
        other.id, Decimal("14.50"), Decimal("14.20"),
    )  # fmt: skip
    assert other.number in found.finding().message
    quote_moves.set_state(shop, other.id, QuoteState.SENT, now=NOW)
    quote_moves.decline(shop, other.id, now=NOW)
    with shop.read() as session:
        assert not price_history.other_offers(
            session, "c1", mine.draft.lines, "USD", number=mine.number, today=TODAY
        )
