"""Reminders start with a sent mail, stop with an answer, and only with a real one."""

from datetime import timedelta

import pytest

from desktop.crm import followups, linking, waiting
from desktop.runtime.errors import UserFacing
from desktop.store.schema.mail import Account, OutboxMessage
from desktop.store.schema.work import FollowUp
from tests.crm.conftest import NOW, US, H

D = timedelta(days=1)
K = "klaus@brenner.example"


def sent(mailbox, thread, at=NOW, **more):
    with mailbox.store.write() as unit:
        return waiting.on_message_sent(
            unit, sent_at=at, thread_id=thread, **{"days": 3, "subject": "Q-2417", **more}
        )


def open_kinds(mailbox):
    return [r.kind for r in followups.list_followups(mailbox.store, NOW)]


def test_a_sent_mail_starts_a_wait_and_an_answer_stops_it(mailbox):
    brenner = mailbox.customer(addresses=[K])
    thread = mailbox.mail(US, K, at=NOW)
    sent(mailbox, thread)
    [row] = followups.list_followups(mailbox.store, NOW)
    assert (row.kind, row.due, row.customer_id) == ("no_answer", NOW + 3 * D, brenner)
    assert row.reason == "No answer in 3 days"
    mailbox.mail(K, thread=thread, at=NOW + H, kind="auto_reply")
    mailbox.mail("mailer-daemon@x.example", thread=thread, at=NOW + H, kind="bounce")
    assert open_kinds(mailbox) == ["no_answer"]
    mailbox.mail(K, thread=thread, at=NOW + 2 * H)
    assert mailbox.arrived.stopped == 1
    [closed] = followups.list_followups(mailbox.store, NOW, closed=True)
    assert (closed.state, closed.closed_reason) == ("stopped", "answered")


def test_an_older_mail_found_later_does_not_stop_it(mailbox):
    mailbox.customer(addresses=[K])
    thread = mailbox.mail(US, K, at=NOW)
    sent(mailbox, thread)
    mailbox.mail(K, thread=thread, at=NOW - D)
    assert "no_answer" in open_kinds(mailbox)


def test_a_second_mail_moves_the_wait_and_a_quote_waits_seven_days(mailbox):
    thread = mailbox.mail(US, K)
    first = sent(mailbox, thread, NOW - D)
    second = sent(mailbox, thread, NOW, days=None, quote_id="q")
    assert first == second
    [row] = followups.list_followups(mailbox.store, NOW)
    assert (row.kind, row.due) == ("quote_silent", NOW + 7 * D)
    assert sent(mailbox, mailbox.mail(US, "x@y.example"), days=None) is None


def test_first_response_clock_starts_once_and_our_reply_closes_it(mailbox):
    thread = mailbox.mail("grace@rift.example", at=NOW - 2 * H)
    [row] = followups.list_followups(mailbox.store, NOW)
    assert (row.kind, row.rule, row.due) == ("first_response", "first_response", NOW + 22 * H)
    mailbox.mail("grace@rift.example", thread=thread, at=NOW - H)
    assert len(open_kinds(mailbox)) == 1
    sent(mailbox, thread, days=None)
    assert open_kinds(mailbox) == []


def test_our_reply_found_in_sent_closes_the_clock_too(mailbox):
    thread = mailbox.mail("grace@rift.example", at=NOW - 2 * H)
    mailbox.mail(US, "grace@rift.example", thread=thread, at=NOW - H)
    assert open_kinds(mailbox) == []
    [closed] = followups.list_followups(mailbox.store, NOW, closed=True)
    assert closed.closed_at == NOW - H


@pytest.mark.parametrize(
    "mail",
    [
        {"sender": "news@fair.example", "kind": "bulk"},
        {"sender": "noreply@shop.example"},
        {"sender": "boss@bowei-led.example"},
        {"sender": K, "kind": "auto_reply"},
        {"sender": K, "at": NOW - 30 * D},
    ],
)
def test_no_clock_for_machines_colleagues_and_old_mail(mailbox, mail):
    mailbox.mail(**mail)
    assert open_kinds(mailbox) == []


def test_a_waiting_customer_has_a_clock_a_strangers_chat_has_none(mailbox):
    mailbox.customer(addresses=[K])
    for who, expected in ((K, ["reply"]), ("freight@agent.example", ["reply"])):
        thread = mailbox.mail(US, who, at=NOW - 3 * H)
        mailbox.mail(who, thread=thread, at=NOW - H)
        assert [r.rule for r in followups.list_followups(mailbox.store, NOW)] == expected


def test_a_clock_done_by_hand_does_not_come_back(mailbox):
    thread = mailbox.mail("grace@rift.example", at=NOW - 2 * H)
    [row] = followups.list_followups(mailbox.store, NOW)
    followups.done(mailbox.store, row.id, NOW)
    with mailbox.store.write() as unit:
        waiting.on_messages_arrived(unit, [thread], NOW)
    assert open_kinds(mailbox) == []


def test_ranges_snooze_and_done(mailbox):
    store = mailbox.store
    late = followups.add(store, title="late", due=NOW - H, now=NOW)
    followups.add(store, title="tonight", due=NOW + 5 * H, now=NOW)
    followups.add(store, title="week", due=NOW + 3 * D, now=NOW)
    followups.add(store, title="later", due=NOW + 30 * D, now=NOW)

    def titles(due, now=NOW):
        return [r.text for r in followups.list_followups(store, now, due=due)]

    assert titles("overdue") == ["late"]
    assert titles("today") == ["late", "tonight"]
    assert titles("week") == ["late", "tonight", "week"]
    assert titles("overdue", NOW + 4 * D) == ["late", "tonight", "week"]
    followups.snooze(store, late.id, NOW + 40 * D, NOW, reason="after the fair")
    assert titles("overdue") == []
    assert followups.show(store, late.id, NOW).reason == "after the fair"
    followups.done(store, late.id, NOW)
    assert len(titles(None)) == 3
    with pytest.raises(UserFacing):
        titles("sometime")
    with pytest.raises(UserFacing):
        followups.done(store, "nobody", NOW)
    with pytest.raises(UserFacing):
        followups.add(store, title=" ", due=NOW, now=NOW)


def test_follow_ups_of_a_stranger_go_with_him_when_he_becomes_a_customer(mailbox):
    thread = mailbox.mail("grace@rift.example")
    rift = mailbox.customer("Rift", domains=["rift.example"])
    linking.relink(mailbox.store)
    [record] = mailbox.rows(FollowUp, thread_id=thread)
    assert record.customer_id == rift


def test_a_new_conversation_gets_its_reminder_when_the_sent_copy_is_seen(mailbox):
    brenner = mailbox.customer(addresses=[K])
    [account] = mailbox.rows(Account)
    with mailbox.store.write() as unit:
        mail = OutboxMessage(
            account_id=account.id, message_id=f"m{mailbox.count + 1}@x", state="filed"
        )
        unit.session.add(mail)
        unit.session.flush()
        outbox_id = mail.id
    sent(mailbox, None, outbox_id=outbox_id)
    thread = mailbox.mail(US, K, at=NOW)
    [row] = followups.list_followups(mailbox.store, NOW)
    assert (row.thread_id, row.customer_id) == (thread, brenner)
    mailbox.mail(K, thread=thread, at=NOW - H, in_reply_to=f"m{mailbox.count}@x")
    assert mailbox.arrived.stopped == 1
