"""Drafts on the server: one copy, seldom, gone when sent; those of other devices are continued here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.bootstrap import mail_out
from desktop.mail import accounts, actions, drafts, foreign_drafts
from desktop.mail.draft import Draft
from desktop.mail.mime.parse import parse
from desktop.mail.server_drafts import ServerDrafts
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import SystemClock
from desktop.runtime.errors import Retryable
from desktop.store.schema.mail import Message, OutboxMessage
from tests.mail.mail_samples import add_account, count, letter, message_number, sync, threads


class Moving(SystemClock):
    ahead = timedelta()

    def now(self):
        return super().now() + self.ahead


@pytest.fixture
def account(store, mailbox, smtp_server):
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox, smtp_server)
    sync(store, account)
    return account


def push(store, account, clock=None, login=None):
    """As the engine's errand does it."""
    login = login or accounts.load(store, account).imap_login()
    with ImapConnection(login) as connection:
        connection.connect()
        connection.login()
        actions.replay(store, account, connection)
        return ServerDrafts(store, account, clock or Moving()).run(connection)


def on_server(mailbox):
    return [parse(path.read_bytes()) for path in mailbox.files("Drafts")]


def test_saved_when_put_away_and_seldom_before(store, mailbox, account):
    clock = Moving()
    draft = Draft(account, to=(("", "b@x.example"),), bcc=(("", "boss@x.example"),), text="one")
    key = drafts.save(store, draft)
    assert push(store, account, clock) == 0
    clock.ahead = timedelta(minutes=4)
    assert push(store, account, clock) == 1
    for n in range(20):
        drafts.save(store, replace(draft, text=f"more {n}"), key)
        assert push(store, account, clock) == 0
    drafts.save(store, replace(draft, text="the end"), key, closed=True)
    assert push(store, account, clock) == 1
    assert push(store, account, clock) == 0
    (kept,) = on_server(mailbox)
    assert (kept.text.strip(), kept.bcc[0].address) == ("the end", "boss@x.example")
    with mailbox.imap() as other:
        other.select("Drafts", readonly=True)
        assert b"\\Draft" in other.fetch("1:*", "(FLAGS)")[1][0]


@pytest.mark.parametrize("cut", [b"APPEND", b"UID STORE", b"UID EXPUNGE"])
def test_broken_off_anywhere_one_copy_is_left(store, mailbox, account, fault_proxy, cut):
    draft = Draft(account, to=(("", "b@x.example"),), text="one")
    key = drafts.save(store, draft, closed=True)
    push(store, account)
    drafts.save(store, replace(draft, text="two"), key, closed=True)
    proxy = fault_proxy(mailbox.server.port)
    proxy.cut_on = cut
    with pytest.raises(Retryable):
        push(store, account, login=mailbox.login(port=proxy.port))
    push(store, account)
    assert [m.text.strip() for m in on_server(mailbox)] == ["two"]


@pytest.mark.parametrize("end", ["sent", "discarded"])
def test_gone_when_sent_or_discarded(store, mailbox, account, smtp_server, end):
    draft = Draft(account, to=(("", "b@x.example"),), text="one")
    key = drafts.save(store, draft, closed=True)
    push(store, account)
    assert len(on_server(mailbox)) == 1
    if end == "sent":
        drafts.queue(store, draft, now=datetime.now(UTC), draft_id=key)
        mail_out.flush(store, SystemClock())
    else:
        drafts.discard(store, key)
    push(store, account)
    assert on_server(mailbox) == []
    assert len(smtp_server.taken) == (1 if end == "sent" else 0)


def test_thrown_away_while_another_one_is_saved_it_leaves_nothing_on_the_server(
    store, mailbox, account
):
    draft = Draft(account, to=(("", "b@x.example"),), text="one")
    keys = [drafts.save(store, replace(draft, text=t), closed=True) for t in ("one", "two")]

    class Watched(ImapConnection):
        def append(self, *arguments, **named):
            found = super().append(*arguments, **named)
            if keys:
                with store.read() as session:
                    going = {key: session.get(OutboxMessage, key).server_draft for key in keys}
                drafts.discard(store, next(key for key in keys if "going" not in going[key]))
                keys.clear()
            return found

    with Watched(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        ServerDrafts(store, account, Moving()).run(connection)
    push(store, account)
    assert len(on_server(mailbox)) == 1


def test_a_draft_of_another_account_now_leaves_the_first_one_s_server(
    store, dovecot, mailbox, account
):
    second = dovecot.mailbox()
    other = add_account(store, second)
    sync(store, other)
    draft = Draft(account, to=(("", "b@x.example"),), text="one")
    key = drafts.save(store, draft, closed=True)
    push(store, account)
    drafts.save(store, replace(draft, account_id=other), key, closed=True)
    for one in (account, other):
        push(store, one)
        sync(store, one)
    assert (len(on_server(mailbox)), len(on_server(second))) == (0, 1)
    assert foreign_drafts.foreign_drafts(store) == []


def test_our_draft_does_not_pass_for_a_sent_mail(store, mailbox, account):
    answered = message_number(store, 1)
    draft = Draft(account, to=(("", "b@x.example"),), text="one", in_reply_to=answered, thread_id=1)
    drafts.save(store, draft, closed=True)
    push(store, account)
    sync(store, account, only=["Drafts"])
    assert count(store, Message) == 2
    (thread,) = threads(store)
    assert (thread.message_count, thread.last_out_time) == (1, 0)
    assert foreign_drafts.foreign_drafts(store) == []


def test_a_draft_of_another_device_is_continued(store, mailbox, account, smtp_server):
    mailbox.deliver(
        letter("web", subject="Half an offer", reply_to=1, sender=mailbox.email, to="b@x.example"),
        "Drafts",
        flags="D",
    )
    sync(store, account, only=["Drafts"])
    (found,) = foreign_drafts.foreign_drafts(store)
    assert found.subject == "Half an offer"
    key = foreign_drafts.take_over(store, found.message_id)
    draft = drafts.load(store, key)
    assert draft.to == (("", "b@x.example"),)
    assert draft.in_reply_to == message_number(store, 1)
    assert push(store, account) == 0  # the server has this text already
    assert foreign_drafts.foreign_drafts(store) == []
    drafts.save(store, replace(draft, text="A whole offer"), key, closed=True)
    assert push(store, account) == 1
    assert [m.text.strip() for m in on_server(mailbox)] == ["A whole offer"]
    drafts.queue(store, drafts.load(store, key), now=datetime.now(UTC), draft_id=key)
    mail_out.flush(store, SystemClock())
    push(store, account)
    assert on_server(mailbox) == []
    assert len(smtp_server.taken) == 1


def edited_elsewhere(mailbox, text, *, removes):
    """Webmail edits our draft: it saves its version under the same Message-ID, then deletes ours."""
    (ours,) = mailbox.files("Drafts")
    raw = ours.read_bytes()
    old = parse(raw).text.strip()
    mailbox.deliver(raw.replace(old.encode(), text.encode()), "Drafts", flags="DS")
    if removes:
        ours.unlink()


@pytest.mark.parametrize("server", ["dovecot", "poor_dovecot"])
@pytest.mark.parametrize("removes", [True, False])
def test_what_webmail_made_of_our_draft_is_not_lost(store, smtp_server, request, server, removes):
    mailbox = request.getfixturevalue(server).mailbox()
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox, smtp_server)
    sync(store, account)
    draft = Draft(account, to=(("", "b@x.example"),), text="ours one")
    key = drafts.save(store, draft, closed=True)
    push(store, account)
    edited_elsewhere(mailbox, "theirs", removes=removes)
    sync(store, account)
    (found,) = foreign_drafts.foreign_drafts(store)
    drafts.save(store, replace(draft, text="ours two"), key, closed=True)
    assert push(store, account) == 1
    assert sorted(m.text.strip() for m in on_server(mailbox)) == ["ours two", "theirs"]
    taken = foreign_drafts.take_over(store, found.message_id)
    assert drafts.load(store, taken).text.strip() == "theirs"
    drafts.discard(store, key)
    push(store, account)
    assert [m.text.strip() for m in on_server(mailbox)] == ["theirs"]
    drafts.save(store, replace(draft, text="theirs, more"), taken, closed=True)
    push(store, account)
    assert [m.text.strip() for m in on_server(mailbox)] == ["theirs, more"]
    sync(store, account)
    assert foreign_drafts.foreign_drafts(store) == []


def test_a_copy_whose_number_was_never_told_is_ours_also_when_numbered_anew(
    store, mailbox, account, fault_proxy
):
    draft = Draft(account, to=(("", "b@x.example"),), text="one")
    key = drafts.save(store, draft, closed=True)
    proxy = fault_proxy(mailbox.server.port)
    proxy.cut_from, proxy.cut_after = b"\\Draft", 20  # the server gets it, its answer does not come
    with pytest.raises(Retryable):
        push(store, account, login=mailbox.login(port=proxy.port))
    mailbox.bump_uidvalidity("Drafts")
    drafts.save(store, replace(draft, text="two"), key, closed=True)
    push(store, account)
    assert [m.text.strip() for m in on_server(mailbox)] == ["two"]
