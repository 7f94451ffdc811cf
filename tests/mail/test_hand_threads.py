"""Conversations in the store: the same for every order, and split or merged by hand for ever."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.bootstrap.mail_hooks import after_batch
from desktop.crm.linking import link_by_hand, link_of
from desktop.mail import hand_threads
from desktop.mail.hand_cuts import Label, cut
from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.mail.threading import Ids, group
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.store.schema.conversations import ConversationLabel
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Folder, Message, Placement, Thread, ThreadRef
from desktop.store.schema.work import FollowUp
from tests.fixtures.stores import blank_store
from tests.mail.mail_samples import add_account, letter, message_number, sync

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
CLOCK = FixedClock(datetime(2026, 11, 20, 8, 0, tzinfo=UTC))
AFTER = after_batch(CLOCK)


def mail(name, *refs, hour=0, sender="anna@buyer.example", nameless=False):
    lines = [
        f"From: {sender}",
        "To: me@seller.example",
        f"Subject: Quotation {name}",
        f"Date: {(START + timedelta(hours=hour)).strftime('%a, %d %b %Y %H:%M:%S +0000')}",
    ]
    if not nameless:
        lines.append(f"Message-ID: <{name}@x>")
    if refs:
        lines.append("References: " + " ".join(f"<{r}@x>" for r in refs))
        lines.append(f"In-Reply-To: <{refs[-1]}@x>")
    when = START + timedelta(hours=hour)
    raw = "\r\n".join([*lines, "", f"words of {name}"]).encode()
    return Incoming(raw=raw, received_at=int(when.timestamp()))


def take(store, mails, sizes=(100,)):
    mails = list(mails)
    while mails:
        for size in sizes:
            batch, mails = mails[:size], mails[size:]
            if batch:
                take_in(store, seal(store, prepare_many(batch)), AFTER)


def threads(store):
    """The conversations as sets of the letters that name their mails."""
    with store.read() as session:
        rows = session.execute(sa.select(Message.thread_id, Message.subject)).all()
    found = {}
    for thread_id, subject in rows:
        found.setdefault(thread_id, set()).add(subject.split()[-1])
    return {frozenset(names) for names in found.values()}


def parts(*words):
    return {frozenset(word) for word in words}


def number(store, name):
    with store.read() as session:
        return session.scalar(sa.select(Message.id).where(Message.subject == f"Quotation {name}"))


def thread(store, name):
    with store.read() as session:
        return session.scalar(
            sa.select(Message.thread_id).where(Message.subject == f"Quotation {name}")
        )


def forget_mail(store):
    """What a rebuilt mail cache leaves: every record, no mail row."""
    with store.write("sync") as unit:
        for model in (Placement, Message, ThreadRef, Thread):
            unit.session.execute(sa.delete(model))


def check_rows(store):
    """The rows that lists show agree with the messages."""
    with store.read() as session:
        counts = dict(
            session.execute(
                sa.select(Message.thread_id, sa.func.count()).group_by(Message.thread_id)
            ).all()
        )
        assert dict(session.execute(sa.select(Thread.id, Thread.message_count)).all()) == counts


CHAIN = [
    mail("a", hour=0),
    mail("b", "a", hour=1),
    mail("c", "a", "b", hour=2),
    mail("d", "a", "b", "c", hour=3),
]


@pytest.fixture
def store(tmp_path):
    made = blank_store(tmp_path / "w")
    yield made
    made.close()


# ---- by the rule


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3)),
        min_size=2,
        max_size=8,
        unique_by=lambda t: t[0],
    ),
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(0, 999),
)
def test_every_order_and_every_cut_into_batches_gives_the_same(
    tmp_path_factory, drawn, sizes, seed
):
    expected = {
        frozenset(names)
        for names in group(
            [Ids(name, f"{name}@x", tuple(f"{r}@x" for r in refs)) for name, refs in drawn]
        )
    }
    mails = [mail(name, *refs, hour=at) for at, (name, refs) in enumerate(drawn)]
    random.Random(seed).shuffle(mails)
    store = blank_store(tmp_path_factory.mktemp("w") / "w")
    try:
        take(store, mails, sizes)
        assert threads(store) == expected
        check_rows(store)
    finally:
        store.close()


def test_a_batch_that_breaks_leaves_nothing_and_comes_again(store):
    def broken(_unit, _ids):
        raise RuntimeError("power cut")

    take(store, CHAIN[:1])
    with pytest.raises(RuntimeError):
        take_in(store, seal(store, prepare_many(CHAIN[2:])), broken)
    assert threads(store) == parts("a")
    take(store, CHAIN[2:])
    take(store, CHAIN[1:2])
    assert threads(store) == parts("abcd")


def test_the_same_subject_joins_nothing(store):
    same = [mail("a"), mail("b", hour=1)]
    take(store, [i._replace(raw=i.raw.replace(b"Quotation b", b"Re: Quotation a")) for i in same])
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Thread.id))) == 2


# ---- the cut, pure


@pytest.mark.parametrize(
    ("refs", "labels", "left"),
    [
        ("ab", {}, ("a", "b")),
        ("abc", {"c": Label("g", False)}, ("c", "hand:g")),
        ("abc", {"c": Label("g", True)}, ("a", "b", "c", "hand:g")),
        (
            "abc",
            {"a": Label("h", True), "b": Label("h", True), "c": Label("g", False)},
            ("c", "hand:g"),
        ),
        ("abc", {"a": Label("h", True), "c": Label("h", True)}, ("a", "b", "c", "hand:h")),
        ("abc", {"m": Label("g", False), "a": Label("h", True)}, ("hand:g",)),
        ("abc", {"a": Label("g", False), "c": Label("h", True)}, ("c", "hand:h")),
    ],
)
def test_the_way_through_the_ids_is_cut_where_the_hand_cut(refs, labels, left):
    ids = Ids("m", "m", (*refs,))
    assert cut(ids, labels).references == left


# ---- by hand


def test_split_here_takes_the_rest_along_and_later_answers_follow(store):
    take(store, CHAIN)
    done = hand_threads.split(store, number(store, "c"), "split", AFTER)
    assert threads(store) == parts("ab", "cd")
    assert done.threads == (thread(store, "c"), thread(store, "a"))
    take(store, [mail("e", "a", "b", "c", "d", hour=9), mail("f", "a", "b", hour=9)])
    assert threads(store) == parts("abf", "cde")
    check_rows(store)
    back = hand_threads.take_back(store, done.choice_id, AFTER)
    assert threads(store) == parts("abcdef")
    assert back == (thread(store, "a"),)
    check_rows(store)


def test_later_answers_with_shortened_references_join_no_two_that_were_parted(store):
    """Programs leave ids out in the middle: the first and the last are left."""
    later = [
        mail("e", "a", "b", "c", "d", hour=9),
        mail("v", "a", "e", hour=10),
        mail("w", "a", "v", hour=11),
    ]
    take(store, CHAIN)
    hand_threads.split(store, number(store, "c"), "split", AFTER)
    take(store, later)
    assert threads(store) == parts("ab", "cdevw")
    for order in (
        [*CHAIN, *later],
        [*reversed(later), *CHAIN],
        [later[1], *CHAIN, later[2], later[0]],
    ):
        forget_mail(store)
        take(store, order, (1, 2))
        assert threads(store) == parts("ab", "cdevw")
        check_rows(store)


def test_one_message_of_its_own(store):
    take(store, CHAIN)
    hand_threads.split(store, number(store, "b"), "single", AFTER)
    assert threads(store) == parts("b", "acd")
    take(store, [mail("e", "a", "b", hour=9), mail("f", "a", "b", "c", hour=9)])
    assert threads(store) == parts("be", "acdf")


def test_the_first_message_alone_can_be_parted_but_not_split_from_nothing(store):
    take(store, CHAIN)
    with pytest.raises(UserFacing) as error:
        hand_threads.split(store, number(store, "a"), "split", AFTER)
    assert error.value.code == "nothing_to_split"
    hand_threads.split(store, number(store, "a"), "single", AFTER)
    assert threads(store) == parts("a", "bcd")


def test_merged_by_hand_and_taken_apart_again(store):
    take(store, [*CHAIN, mail("x", hour=5), mail("y", "x", hour=6), mail("z", hour=7)])
    done = hand_threads.merge(store, [thread(store, "a"), thread(store, "x")], AFTER)
    assert threads(store) == parts("abcdxy", "z")
    take(store, [mail("v", "x", "y", hour=8), mail("e", "a", hour=9)])
    assert threads(store) == parts("abcdexyv", "z")
    check_rows(store)
    hand_threads.take_back(store, done.choice_id, AFTER)
    assert threads(store) == parts("abcde", "xyv", "z")
    check_rows(store)
    take(store, [mail("w", "v", hour=10)])
    assert frozenset("xyvw") in threads(store)


def test_of_two_decisions_the_newer_one_holds(store):
    take(store, CHAIN)
    hand_threads.split(store, number(store, "c"), "split", AFTER)
    merged = hand_threads.merge(store, [thread(store, "a"), thread(store, "d")], AFTER)
    assert threads(store) == parts("abcd")
    hand_threads.split(store, number(store, "d"), "split", AFTER)
    assert threads(store) == parts("abc", "d")
    hand_threads.take_back(store, merged.choice_id, AFTER)
    assert threads(store) == parts("abc", "d")


def test_a_mail_without_message_id_is_known_by_its_content(store):
    nameless = mail("n", "a", hour=5, nameless=True)
    take(store, [*CHAIN, nameless])
    hand_threads.split(store, number(store, "n"), "single", AFTER)
    forget_mail(store)
    take(store, [nameless, *CHAIN])
    assert threads(store) == parts("abcd", "n")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(["split", "single", "merge"]), st.integers(0, 99)), max_size=4
    ),
    st.lists(st.lists(st.sampled_from("abcdxyzwqijk"), max_size=3, unique=True), max_size=3),
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.integers(0, 999),
)
def test_what_was_decided_outlives_the_mail_cache_in_any_order(
    tmp_path_factory, deeds, answers, sizes, seed
):
    """Split and merge at random, lose every mail row, take the mail in again in another order."""
    mails = [
        *CHAIN,
        mail("x", hour=5),
        mail("y", "x", hour=6),
        mail("z", "a", "b", hour=7),
        mail("w", "q", hour=8),
        mail("q", "y", hour=9),
    ]
    store = blank_store(tmp_path_factory.mktemp("w") / "w")
    try:
        take(store, mails)
        for kind, which in deeds:
            with store.read() as session:
                messages = list(session.scalars(sa.select(Message.id).order_by(Message.id)))
                there = list(session.scalars(sa.select(Thread.id).order_by(Thread.id)))
            try:
                if kind == "merge":
                    pair = [there[which % len(there)], there[which // 7 % len(there)]]
                    hand_threads.merge(store, pair, AFTER)
                else:
                    hand_threads.split(store, messages[which % len(messages)], kind, AFTER)
            except UserFacing:
                continue
            check_rows(store)
        before = threads(store)
        later = [
            mail(name, *refs, hour=20)
            for name, refs in zip("ijk", answers, strict=False)
            if name not in refs
        ]
        with store.read() as session:
            decided = {key[0] for key in session.scalars(sa.select(ConversationLabel.key))}

        def as_decided(found):
            return {frozenset(t & decided) for t in found} - {frozenset()}

        take(
            store, later, sizes
        )  # whatever they name, nothing that was decided is joined or parted
        assert as_decided(threads(store)) == as_decided(before)
        forget_mail(store)
        random.Random(seed).shuffle(mails)
        if later and seed % 2:
            take(store, [*later, *mails], sizes)
            assert as_decided(threads(store)) == as_decided(before)
        else:
            take(store, mails, sizes)
            assert threads(store) == before
        check_rows(store)
    finally:
        store.close()


def test_the_journal_takes_it_back_too(store):
    take(store, CHAIN)
    done = hand_threads.split(store, number(store, "c"), "split", AFTER)
    rows = journal.undo(store)
    assert done.choice_id in [row.record_id for row in rows]
    hand_threads.follow_undo(store, [done.choice_id], AFTER)
    assert threads(store) == parts("abcd")
    with store.read() as session:
        assert session.scalars(sa.select(ConversationLabel.key)).all() == []


def test_undoing_the_undo_splits_and_merges_again(store):
    take(store, [*CHAIN, mail("x", hour=5)])
    for decide, after_it, before in (
        (
            lambda: hand_threads.split(store, number(store, "c"), "split", AFTER),
            parts("ab", "cd", "x"),
            parts("abcd", "x"),
        ),
        (
            lambda: hand_threads.merge(store, [thread(store, "a"), thread(store, "x")], AFTER),
            parts("abcdx"),
            parts("abcd", "x"),
        ),
    ):
        done = decide()
        assert threads(store) == after_it
        undone = journal.undo(store)
        hand_threads.follow_undo(store, [done.choice_id], AFTER)
        assert threads(store) == before
        newest = journal.entries(store, record=done.choice_id)[0]
        assert newest.unit_id != undone[0].unit_id
        journal.undo(store, newest.id)
        hand_threads.follow_undo(store, [done.choice_id], AFTER)
        assert threads(store) == after_it
        check_rows(store)
        hand_threads.take_back(store, done.choice_id, AFTER)
        assert threads(store) == before


def test_a_renumbered_and_a_forgotten_mailbox_keep_what_was_decided(store, mailbox):
    """Against a real server: other UIDs, then every row gone and fetched anew."""
    for n in range(8):
        mailbox.deliver(letter(n, reply_to=n - 1 if n % 4 else None), flags="S")
    account = add_account(store, mailbox)
    sync(store, account)
    hand_threads.split(store, message_number(store, 2), "split", AFTER)
    with store.read() as session:
        pair = [
            session.scalar(
                sa.select(Message.thread_id).where(Message.id == message_number(store, n))
            )
            for n in (0, 4)
        ]
    hand_threads.merge(store, pair, AFTER)
    expected = {frozenset({"0", "1", "4", "5", "6", "7"}), frozenset({"2", "3"})}
    assert by_subject(store) == expected
    mailbox.bump_uidvalidity()
    mailbox.deliver(letter(8, reply_to=3))
    sync(store, account)
    grown = {frozenset({"0", "1", "4", "5", "6", "7"}), frozenset({"2", "3", "8"})}
    assert by_subject(store) == grown
    forget_mail(store)
    with store.write("sync") as unit:
        unit.session.execute(sa.update(Folder).values(uidvalidity=0, uidnext=0, state="new"))
    sync(store, account)
    assert by_subject(store) == grown


def by_subject(store):
    with store.read() as session:
        rows = session.execute(sa.select(Message.thread_id, Message.message_id)).all()
    found = {}
    for thread_id, message_id in rows:
        found.setdefault(thread_id, set()).add(message_id.partition("@")[0])
    return {frozenset(names) for names in found.values()}


# ---- what hangs on a conversation


def customer(store, name):
    with store.write() as unit:
        row = Customer(name=name)
        unit.session.add(row)
        unit.session.flush()
        return row.id


def test_a_link_by_hand_stays_on_both_sides_and_wins_in_a_merge(store):
    take(store, [*CHAIN, mail("x", hour=5, sender="bob@other.example")])
    mine, other = customer(store, "Buyer"), customer(store, "Other")
    link_by_hand(store, thread(store, "a"), mine)
    hand_threads.split(store, number(store, "c"), "split", AFTER)
    assert link_of(store, thread(store, "a")).customer_id == mine
    assert link_of(store, thread(store, "c")).customer_id == mine
    link_by_hand(store, thread(store, "c"), other)
    assert link_of(store, thread(store, "a")).customer_id == mine
    merged = hand_threads.merge(store, [thread(store, "x"), thread(store, "c")], AFTER)
    assert link_of(store, thread(store, "x")).customer_id == other
    hand_threads.take_back(store, merged.choice_id, AFTER)
    assert link_of(store, thread(store, "x")).customer_id is None
    assert link_of(store, thread(store, "c")).customer_id == other


def test_reminders_go_with_the_mail_that_they_are_about(store):
    take(store, CHAIN)
    with store.write() as unit:
        for name, hour in (("a", 0), ("d", 3)):
            unit.session.add(
                FollowUp(
                    kind="task",
                    title=name,
                    due=START,
                    thread_id=thread(store, "a"),
                    started_at=START + timedelta(hours=hour),
                )
            )

    def where():
        with store.read() as session:
            return dict(session.execute(sa.select(FollowUp.title, FollowUp.thread_id)).all())

    done = hand_threads.split(store, number(store, "c"), "split", AFTER)
    assert where() == {"a": thread(store, "a"), "d": thread(store, "d")}
    hand_threads.take_back(store, done.choice_id, AFTER)
    assert where() == {"a": thread(store, "a"), "d": thread(store, "a")}
