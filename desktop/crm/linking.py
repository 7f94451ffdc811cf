"""Threads and their customers in the store: links by rule in batches, links by hand for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.linking_facts import Owners, alive, people_of, siblings
from desktop.crm.linking_rule import (
    HandChoice,
    LinkDecision,
    LinkReason,
    Person,
    ThreadFacts,
    decide,
    explain,
)
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.customers import (
    Customer,
    ThreadLinkChoice,
)
from desktop.store.schema.mail import Message, MessageAddress, Thread, ThreadRef
from desktop.store.schema.work import FollowUp, Inquiry
from desktop.store.unit import Unit
from desktop.store.workspace import Store

_BATCH = 2_000


@dataclass(frozen=True)
class Link:
    """A thread's link as shown. `confidence` is 0 to 100; `why` is in the user's language."""

    thread_id: int
    customer_id: str | None
    reason: str
    confidence: int
    detail: str
    why: str
    suggestions: tuple[str, ...] = ()


def link_threads(unit: Unit, thread_ids: Iterable[int]) -> int:
    """Decide anew whose these threads are and write what changed; return how many changed.

    Called by the mail ingest inside its own unit, once a batch: a handful of statements for
    hundreds of threads. Linking twice is the same as once.
    """
    ids = sorted(set(thread_ids))
    changed = 0
    unit.session.flush()
    if _nobody_is_known(unit.session):
        return _unlink(unit, ids)
    for start in range(0, len(ids), _BATCH):
        changed += _link_batch(unit, ids[start : start + _BATCH])
    return changed


def _nobody_is_known(session: Session) -> bool:
    """Tell whether no rule can link anything: no customer and no choice, as in a workspace's first sync."""
    customer = sa.select(Customer.id).where(Customer.deleted_at.is_(None)).limit(1)
    choice = sa.select(ThreadLinkChoice.id).where(ThreadLinkChoice.deleted_at.is_(None)).limit(1)
    return session.scalar(customer) is None and session.scalar(choice) is None


def _unlink(unit: Unit, ids: Sequence[int]) -> int:
    """Make these threads nobody's; those that are already stay untouched, also those never decided about."""
    linked = sa.or_(
        Thread.customer_id.is_not(None),
        Thread.contact_id.is_not(None),
        Thread.link_reason.not_in(("", LinkReason.NONE)),
    )
    found = list(unit.session.scalars(sa.select(Thread.id).where(among(Thread.id, ids), linked)))
    nobody = _columns(LinkDecision(None, LinkReason.NONE), None)
    _write(unit, [(*nobody, number) for number in found])
    return len(found)


def _link_batch(unit: Unit, ids: list[int]) -> int:
    session = unit.session
    threads = session.execute(
        sa.select(
            Thread.id,
            Thread.root_message_id,
            Thread.customer_id,
            Thread.contact_id,
            Thread.link_reason,
            Thread.link_confidence,
            Thread.link_detail,
        ).where(among(Thread.id, ids))
    ).all()
    people, directory, owners = people_of(session, ids)
    hands = _choices(session, {row.id: row.root_message_id for row in threads})
    living = alive(session, {row.customer_id for row in threads if row.customer_id})
    related = siblings(session, [r.id for r in threads if not r.customer_id])
    updates: list[tuple[Any, ...]] = []
    for row in threads:
        earlier = row.customer_id if row.customer_id in living else related.get(row.id)
        if row.link_reason == LinkReason.HAND and row.id not in hands:
            earlier = None
        known = frozenset(people[row.id])
        decision = decide(ThreadFacts(known, hands.get(row.id), earlier), directory)
        new = _columns(decision, _contact(known, decision.customer_id, owners))
        reason = row.link_reason or LinkReason.NONE  # not decided yet shows as nobody's
        old = (row.customer_id, row.contact_id, reason, row.link_confidence)
        if (*old, row.link_detail) != new:
            updates.append((*new, row.id))
    _write(unit, updates)
    moved = {values[-1]: values[0] for values in updates}
    _take_along(session, moved)
    return len(updates)


_LINK = ("customer_id", "contact_id", "link_reason", "link_confidence", "link_detail")


def _columns(decision: LinkDecision, contact_id: str | None) -> tuple[Any, ...]:
    """The values of _LINK."""
    return (
        decision.customer_id,
        contact_id,
        str(decision.reason),
        round(decision.confidence * 100),
        decision.detail,
    )


def _write(unit: Unit, updates: list[tuple[Any, ...]]) -> None:
    if not updates:
        return
    unit.update_rows(Thread, _LINK, updates)
    for thread in list(unit.session.identity_map.values()):
        if isinstance(thread, Thread):
            unit.session.expire(thread)
    unit.touch("thread", [values[-1] for values in updates])


def _take_along(session: Session, moved: dict[int, str | None]) -> None:
    """Give follow-ups and inquiries of a newly linked thread to its customer."""
    linked = [thread_id for thread_id, customer in moved.items() if customer]
    if not linked:
        return
    for model in (FollowUp, Inquiry):
        query = sa.select(model).where(
            model.thread_id.in_(linked), model.customer_id.is_(None), model.deleted_at.is_(None)
        )
        for record in session.scalars(query):
            record.customer_id = moved[record.thread_id]  # type: ignore[attr-defined]


def _choices(session: Session, roots: dict[int, str]) -> dict[int, HandChoice]:
    """Return what the user decided about threads; a choice of a deleted customer does not count.

    A choice is found by any message of the thread: its root may change when older mail arrives
    or two threads become one. Of several, the newest holds.
    """
    rows = session.execute(
        _choices_of(roots)
        .outerjoin(Customer, Customer.id == ThreadLinkChoice.customer_id)
        .where(sa.or_(ThreadLinkChoice.customer_id.is_(None), Customer.deleted_at.is_(None)))
    ).all()
    by_root = {root: thread_id for thread_id, root in roots.items()}
    found: dict[int, HandChoice] = {}
    for choice, thread_id in rows:
        owner = by_root.get(choice.root_message_id, thread_id)
        if owner is not None:
            found[owner] = HandChoice(choice.customer_id)
    return found


def _choices_of(roots: dict[int, str]) -> sa.Select[ThreadLinkChoice, int]:
    """Select (choice, thread id) of these threads {id: root Message-ID}, the newest choice last."""
    return (
        sa.select(ThreadLinkChoice, ThreadRef.thread_id)
        .outerjoin(ThreadRef, ThreadRef.message_id == ThreadLinkChoice.root_message_id)
        .where(
            ThreadLinkChoice.deleted_at.is_(None),
            sa.or_(
                among(ThreadRef.thread_id, roots),
                among(ThreadLinkChoice.root_message_id, roots.values()),
            ),
        )
        .order_by(ThreadLinkChoice.updated_at, ThreadLinkChoice.id)
    )


def _contact(people: frozenset[Person], customer_id: str | None, owners: Owners) -> str | None:
    """Return the contact of the customer who first wrote to us in this thread, if he is known."""
    if customer_id is None:
        return None
    known = [p for p in people if customer_id in owners.get(p.address, {})]
    if not known:
        return None
    first = min(known, key=lambda p: (not p.inbound, p.since, p.address))
    return owners[first.address][customer_id]


def link_by_hand(store: Store, thread_id: int, customer_id: str) -> Link:
    """Link a thread to a customer for ever: no rule changes it. Raises UserFacing."""
    with store.write() as unit:
        customer = unit.session.get(Customer, customer_id)
        if customer is None or customer.deleted_at is not None:
            raise no_customer()
        _choose(unit, thread_id, customer_id)
    return link_of(store, thread_id)


def unlink_by_hand(store: Store, thread_id: int) -> Link:
    """Take a thread off its customer for ever: it is nobody's. Raises UserFacing."""
    with store.write() as unit:
        _choose(unit, thread_id, None)
    return link_of(store, thread_id)


def forget_choice(store: Store, thread_id: int) -> Link:
    """Let the rules decide again about a thread linked or unlinked by hand."""
    with store.write() as unit:
        thread = _thread(unit.session, thread_id)
        for choice in _choice_rows(unit.session, thread):
            choice.deleted_at = datetime.now(UTC)
        link_threads(unit, [thread_id])
    return link_of(store, thread_id)


def _choose(unit: Unit, thread_id: int, customer_id: str | None) -> None:
    thread = _thread(unit.session, thread_id)
    session = unit.session
    for older in _choice_rows(session, thread):
        if older.root_message_id != thread.root_message_id:
            older.deleted_at = datetime.now(UTC)
    same_root = sa.select(ThreadLinkChoice).where(
        ThreadLinkChoice.root_message_id == thread.root_message_id
    )
    choice = session.scalars(same_root).first()
    if choice is None:
        choice = ThreadLinkChoice(root_message_id=thread.root_message_id)
        session.add(choice)
    choice.customer_id, choice.deleted_at = customer_id, None
    link_threads(unit, [thread_id])


def _choice_rows(session: Session, thread: Thread) -> list[ThreadLinkChoice]:
    return list(session.scalars(_choices_of({thread.id: thread.root_message_id})))


def _thread(session: Session, thread_id: int) -> Thread:
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise UserFacing(
            _("There is no such conversation in this workspace."),
            hint=_("`tradepost mail list` shows the thread ids."),
            code="no_thread",
        )
    return thread


def no_customer() -> UserFacing:
    """Build the error for a customer id that is not in the store (or was deleted)."""
    return UserFacing(
        _("There is no such customer in this workspace."),
        hint=_("`tradepost customer list` shows the ids."),
        code="no_customer",
    )


def relink(store: Store) -> int:
    """Decide anew about every thread (hand choices stay); return how many links changed.

    In units of some hundred threads, so that nobody waits for it.
    """
    last, changed = 0, 0
    while True:
        with store.write("rule:link") as unit:
            query = sa.select(Thread.id).where(Thread.id > last).order_by(Thread.id).limit(_BATCH)
            ids = list(unit.session.scalars(query))
            if not ids:
                return changed
            changed += link_threads(unit, ids)
            last = ids[-1]


def threads_with(session: Session, addresses: Iterable[str], names: Iterable[str]) -> list[int]:
    """Return the threads in which one of these addresses or registrable domains takes part."""
    tests: list[sa.ColumnElement[bool]] = []
    exact = [a for a in addresses if a]
    if exact:
        tests.append(MessageAddress.address.in_(exact))
    for name in names:
        tests.append(MessageAddress.address.endswith(f"@{name}", autoescape=True))
        tests.append(MessageAddress.address.endswith(f".{name}", autoescape=True))
    if not tests:
        return []
    query = (
        sa.select(Message.thread_id)
        .join(MessageAddress, MessageAddress.message_id == Message.id)
        .where(sa.or_(*tests))
        .distinct()
    )
    return list(session.scalars(query))


def link_of(store: Store, thread_id: int) -> Link:
    """Return a thread's link with its reason and, when it has none, who it might be."""
    with store.read() as session:
        return read_link(session, thread_id)


def read_link(session: Session, thread_id: int) -> Link:
    """Return a thread's link inside a session already open. Raises UserFacing (`no_thread`)."""
    row = _thread(session, thread_id)
    suggestions: tuple[str, ...] = ()
    if row.customer_id is None and row.link_reason != LinkReason.HAND:
        people, directory, _owners = people_of(session, [thread_id])
        suggestions = decide(ThreadFacts(frozenset(people[thread_id])), directory).suggestions
    reason = row.link_reason or LinkReason.NONE
    why = explain(reason, row.link_detail, linked=row.customer_id is not None).text()
    return Link(
        thread_id, row.customer_id, reason, row.link_confidence, row.link_detail, why, suggestions
    )
