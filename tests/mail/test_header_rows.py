"""A header alone is a row that everything can show; its body fills the row, and no mail becomes two."""

import pytest
import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.leaving import drop_messages
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming, IncomingHeader
from desktop.mail.providers import Endpoint
from desktop.runtime.errors import UserFacing
from desktop.store.queries import health, messages
from desktop.store.schema.mail import (
    Attachment,
    Folder,
    Message,
    MessageAddress,
    MessageText,
    Placement,
    Quarantine,
    RawPiece,
    Thread,
)
from desktop.store.search import matching_messages, query_text
from tests.mail.mail_samples import count, letter, no_links

FILE = (
    "\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlease find our valve offer 不锈钢球阀 attached.\r\n--b\r\n"
    'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="offer.pdf"\r\n\r\nPDF\r\n--b--\r\n'
).encode()


@pytest.fixture
def folders(store):
    """{role: folder id} of an account's folders."""
    found = {}
    for role in ("inbox", "sent", "archive", "drafts"):
        with store.write("sync") as unit:
            folder = Folder(wire_name=role, name=role, role=role, uidvalidity=7, synced=True)
            unit.session.add(folder)
        found[role] = folder.id
    return found


@pytest.fixture
def account(store):
    """An account of ours, so that its address is known as our own."""
    endpoint = Endpoint("localhost", 1, "plain")
    return accounts.add(
        store,
        accounts.AccountSettings(
            email="rep@example.com",
            imap=endpoint,
            smtp=endpoint,
            username="rep@example.com",
            password="secret",
        ),
    )


def offer(n=1, *, message_id=True):
    lines = [
        f"From: Buyer {n} <buyer@acme.example>",
        "To: rep@example.com",
        f"Subject: Offer {n}",
        "Content-Type: multipart/mixed; boundary=b",
    ]
    lines += [f"Message-ID: <{n}@acme.example>"] if message_id else []
    return "\r\n".join(lines).encode() + b"\r\n" + FILE


def head_of(raw, folder, uid, flags=(), **more):
    end = raw.index(b"\r\n\r\n") + 4
    return IncomingHeader(raw[:end], len(raw), folder, 7, uid, flags, 1_790_000_000 + uid, **more)


def body_of(raw, folder, uid, **more):
    return Incoming(raw, folder, 7, uid, (), 1_790_000_000 + uid, **more)


def put(store, *items, after_batch=no_links):
    """Take items in, each in a unit of its own; the outcomes."""
    outcomes = []
    for item in items:
        pipeline = Pipeline(store, after_batch, on_taken=lambda taken, _n: outcomes.append(taken))
        (pipeline.put_header if isinstance(item, IncomingHeader) else pipeline.put)(item)
        pipeline.finish()
    return outcomes


def only(store, model):
    with store.read() as session:
        (found,) = session.scalars(sa.select(model)).all()
    return found


def hits(store, words):
    with store.read() as session:
        return [r.id for r in session.execute(matching_messages(query_text(words), 10))]


def test_a_header_is_a_row_and_its_body_fills_it(store, folders):
    raw = offer()
    (taken,) = put(store, head_of(raw, folders["inbox"], 5, ("\\Seen",)))
    assert (taken.headers, taken.new, taken.filled) == (1, 0, 0)
    row = only(store, Message)
    assert (row.body_state, row.sha256, row.size, row.snippet) == ("headers", None, len(raw), "")
    assert (row.subject, row.from_address, row.seen) == ("Offer 1", "buyer@acme.example", True)
    assert (count(store, MessageText), count(store, MessageAddress)) == (0, 2)
    thread = only(store, Thread)
    assert (thread.subject, thread.message_count, thread.in_inbox) == ("Offer 1", 1, True)
    shown = messages.show(store, row.id)
    assert (shown.text, shown.attachments, shown.folders) == ("", (), ("inbox",))
    with pytest.raises(UserFacing) as caught:
        messages.raw_bytes(store, row.id)
    assert caught.value.code == "not_here"
    assert hits(store, "offer") == [row.id]
    assert hits(store, "valve") == []
    (taken,) = put(store, body_of(raw, folders["inbox"], 5))
    assert (taken.new, taken.filled, list(taken.ids.values())) == (0, 1, [row.id])
    row = only(store, Message)
    assert (row.body_state, row.attachment_count, row.seen) == ("full", 1, True)
    assert row.snippet.startswith("Please find our valve")
    assert messages.raw_bytes(store, row.id) == raw
    assert only(store, Attachment).filename == "offer.pdf"
    assert hits(store, "valve") == hits(store, "球阀") == hits(store, "offer.pdf") == [row.id]
    thread = only(store, Thread)
    assert (thread.has_attachments, thread.snippet) == (True, row.snippet)
    (taken,) = put(store, body_of(raw, folders["inbox"], 5))
    assert (taken.new, taken.filled, count(store, Message)) == (0, 0, 1)
    assert not store.problems()


def test_header_and_body_in_one_unit(store, folders):
    raws = [letter(n) for n in range(30)]
    done = []
    pipeline = Pipeline(store, no_links, on_taken=lambda taken, _n: done.append(taken))
    for uid, raw in enumerate(raws, 1):
        pipeline.put_header(head_of(raw, folders["inbox"], uid))
        pipeline.put(body_of(raw, folders["inbox"], uid))
    pipeline.finish()
    assert sum(t.filled for t in done) == 30
    assert count(store, Message) == count(store, Placement) == count(store, MessageText) == 30


def test_mail_that_moved_or_lies_twice_is_one_row_without_a_second_body(store, folders):
    raw = offer()
    put(store, head_of(raw, folders["inbox"], 5), body_of(raw, folders["inbox"], 5))
    number = only(store, Message).id
    with store.write("sync") as unit:
        unit.session.execute(sa.update(Thread).values(customer_id=None))
    (taken,) = put(store, head_of(raw, folders["archive"], 9, ("\\Seen",)))
    assert taken.headers == 0
    assert only(store, Message).id == number
    assert only(store, Message).body_state == "full"
    assert set(messages.show(store, number).folders) == {"inbox", "archive"}
    assert only(store, Message).seen
    both = [head_of(offer(2), folders["inbox"], 6), head_of(offer(2), folders["archive"], 10)]
    done = []
    pipeline = Pipeline(store, no_links, on_taken=lambda taken, _n: done.append(taken))
    for item in both:
        pipeline.put_header(item)
    pipeline.finish()
    assert sum(t.headers for t in done) == 1
    (taken,) = put(store, body_of(offer(2), folders["archive"], 10))
    assert (taken.filled, count(store, Message), count(store, Placement)) == (1, 2, 4)


def test_drafts_and_mail_without_a_message_id_are_not_taken_for_the_same_by_their_header(
    store, folders
):
    raw = offer()
    other = raw.replace(b"valve", b"VALVE")
    put(store, head_of(raw, folders["drafts"], 1), head_of(other, folders["drafts"], 2))
    assert count(store, Message) == 2
    bare = offer(3, message_id=False)
    put(store, head_of(bare, folders["inbox"], 1), head_of(bare, folders["archive"], 1))
    assert (count(store, Message), count(store, Thread)) == (4, 3)


def test_two_rows_whose_bytes_turn_out_to_be_the_same_become_one(store, folders):
    bare = offer(3, message_id=False)
    put(store, head_of(bare, folders["inbox"], 1), head_of(bare, folders["archive"], 1))
    assert count(store, Message) == 2
    linked = []
    put(
        store,
        body_of(bare, folders["inbox"], 1),
        body_of(bare, folders["archive"], 1),
        after_batch=lambda _unit, ids: linked.append(ids),
    )
    assert (count(store, Message), count(store, Placement), count(store, Thread)) == (1, 2, 1)
    assert (count(store, RawPiece), count(store, MessageText)) == (1, 1)
    assert hits(store, "valve") == [only(store, Message).id]
    assert only(store, Thread).message_count == 1
    assert not store.problems()
    pipeline = Pipeline(store, no_links)
    for role in ("inbox", "archive", "sent"):
        pipeline.put_header(head_of(offer(4, message_id=False), folders[role], 8))
    for role in ("inbox", "archive", "sent"):
        pipeline.put(body_of(offer(4, message_id=False), folders[role], 8))
    pipeline.finish()
    assert (count(store, Message), count(store, Placement)) == (2, 5)


def test_our_own_sent_mail_is_known_by_message_id_and_subject(store, folders, account):
    sent = letter("s1", sender="rep@example.com")
    put(store, body_of(sent, folders["archive"], 1))
    rewritten = b"Received: by sent\r\n" + sent
    (taken,) = put(store, head_of(rewritten, folders["sent"], 4))
    assert (taken.headers, count(store, Message)) == (0, 1)
    (taken,) = put(store, body_of(rewritten, folders["sent"], 4))
    assert (taken.filled, count(store, Message), count(store, Placement)) == (0, 1, 2)


def test_what_vanished_while_its_body_came_is_not_taken_in_again(store, folders):
    raw = offer()
    put(store, head_of(raw, folders["inbox"], 5))
    with store.write("sync") as unit:
        gone = set(unit.session.scalars(sa.delete(Placement).returning(Placement.message_id)))
        drop_messages(unit, gone)
    assert (count(store, Message), count(store, Thread), hits(store, "offer")) == (0, 0, [])
    (taken,) = put(store, body_of(raw, folders["inbox"], 5, only_fill=True))
    assert (taken.dropped, count(store, Message), count(store, RawPiece)) == (1, 0, 0)
    (taken,) = put(store, body_of(raw, folders["inbox"], 5))
    assert (taken.new, count(store, Message)) == (1, 1)


def test_bytes_that_come_back_make_a_text_only_message_whole(store, folders):
    raw = offer()
    put(store, body_of(raw, folders["inbox"], 5))
    with store.write("sync") as unit:
        unit.session.execute(sa.update(Message).values(body_state="text"))
        unit.session.execute(sa.delete(RawPiece))
    put(store, body_of(raw, folders["inbox"], 5))
    assert only(store, Message).body_state == "full"
    assert messages.raw_bytes(store, only(store, Message).id) == raw


def test_an_unreadable_header_goes_to_quarantine(store, folders, monkeypatch):
    def choking(_head):
        raise RuntimeError("poison")

    monkeypatch.setattr("desktop.mail.prepare.parse_head", choking)
    put(store, head_of(offer(), folders["inbox"], 5))
    assert count(store, Message) == 0
    assert (only(store, Quarantine).uid, "poison" in only(store, Quarantine).reason) == (5, True)


def test_threads_and_links_come_with_the_headers_and_are_asked_again_when_the_kind_changes(
    store, folders
):
    linked = []
    after = lambda _unit, ids: linked.append(set(ids))  # noqa: E731
    replies = [letter(n, reply_to=n - 1 if n else None) for n in range(3)]
    for uid, raw in enumerate(replies, 1):
        put(store, head_of(raw, folders["inbox"], uid), after_batch=after)
    assert (count(store, Thread), only(store, Thread).message_count, len(linked)) == (1, 3, 3)
    put(store, body_of(replies[0], folders["inbox"], 1), after_batch=after)
    assert len(linked) == 3  # nothing new to tell about whose it is
    report = (
        b"From: MAILER-DAEMON@x.example\r\nTo: rep@example.com\r\nSubject: hello\r\nMessage-ID: <b@x>\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    put(store, head_of(report, folders["inbox"], 9), after_batch=after)
    put(store, body_of(report, folders["inbox"], 9), after_batch=after)
    assert len(linked) == 5


def test_the_servers_conversation_joins_mail_whose_references_are_lost(store, folders):
    one, two = letter(1), letter(2)
    put(
        store,
        head_of(one, folders["inbox"], 1, provider_thread="77"),
        head_of(two, folders["inbox"], 2, provider_thread="77"),
    )
    assert only(store, Thread).root_message_id == "1@acme.example"


def test_the_health_check_and_a_new_index_know_header_rows(store, folders):
    put(store, head_of(offer(1), folders["inbox"], 5), body_of(offer(2), folders["inbox"], 6))
    assert health.check(store) == []
    assert health.check(store, repair=True) == []
    assert len(hits(store, "offer")) == 2
    assert len(hits(store, "valve")) == 1


def test_two_mails_of_one_folder_are_two_even_when_their_headers_and_sizes_are_equal(
    store, folders
):
    one, other = offer(), offer().replace(b"valve", b"pumps")
    put(store, head_of(one, folders["inbox"], 1), head_of(other, folders["inbox"], 2))
    assert count(store, Message) == 2
    pipeline = Pipeline(store, no_links)
    for uid in (3, 4):
        pipeline.put_header(head_of(offer(2), folders["inbox"], uid))
    pipeline.finish()
    assert count(store, Message) == 4
    put(store, body_of(one, folders["inbox"], 1), body_of(other, folders["inbox"], 2))
    put(store, body_of(offer(2), folders["inbox"], 3), body_of(offer(2), folders["inbox"], 4))
    assert (count(store, Message), count(store, Placement), count(store, RawPiece)) == (3, 4, 3)
    assert hits(store, "pumps") != hits(store, "valve")
