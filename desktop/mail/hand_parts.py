"""What goes along when messages leave a conversation by hand: the link to the customer, reminders, waiting mail."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.thread_rows import records_about_threads
from desktop.store.among import among
from desktop.store.schema.customers import ThreadLinkChoice
from desktop.store.schema.mail import Message, OutboxMessage, Thread
from desktop.store.schema.work import FollowUp, Inquiry
from desktop.store.unit import Unit

_LINK = ("customer_id", "contact_id", "link_reason", "link_confidence", "link_detail")


def copy_link(unit: Unit, source: int, fresh: int) -> None:
    """Let both conversations be the same customer's: what was linked by hand stays so on both sides."""
    session = unit.session
    old, new = session.get(Thread, source), session.get(Thread, fresh)
    if old is None or new is None:
        return
    for name in _LINK:
        setattr(new, name, getattr(old, name))
    if old.link_reason == "hand":
        _choose(session, new.root_message_id, old.customer_id)
        _choose(session, old.root_message_id, old.customer_id)
    session.flush()


def _choose(session: Session, root: str, customer_id: str | None) -> None:
    query = sa.select(ThreadLinkChoice).where(ThreadLinkChoice.root_message_id == root)
    choice = session.scalars(query).first()
    if choice is None:
        choice = ThreadLinkChoice(root_message_id=root)
        session.add(choice)
    choice.customer_id, choice.deleted_at = customer_id, None


def move_messages(unit: Unit, source: int, fresh: int, message_ids: Sequence[int]) -> None:
    """Put messages into their new thread; reminders, inquiries and mail on its way that are about them follow."""
    session = unit.session
    session.execute(
        sa.update(Message).where(among(Message.id, message_ids)).values(thread_id=fresh)
    )
    rows = session.execute(
        sa.select(Message.id, Message.message_id, Message.sort_time).where(
            among(Message.id, message_ids)
        )
    ).all()
    named, times = {row[1] for row in rows if row[1]}, {row[2] for row in rows}
    going = set()
    for out in session.scalars(sa.select(OutboxMessage).where(OutboxMessage.thread_id == source)):
        if out.message_id.strip("<>") in named or out.in_reply_to in set(message_ids):
            out.thread_id = fresh
            going.add(out.id)
    for promise in session.scalars(sa.select(FollowUp).where(FollowUp.thread_id == source)):
        began = promise.started_at
        from_mail = began is not None and int(began.timestamp()) in times
        if promise.outbox_id in going or (promise.outbox_id is None and from_mail):
            promise.thread_id = fresh
    for inquiry in session.scalars(sa.select(Inquiry).where(Inquiry.thread_id == source)):
        if int(inquiry.received_at.timestamp()) in times:
            inquiry.thread_id = fresh
    session.flush()
    unit.touch("message", message_ids)


def answering(session: Session, thread_id: int, refs: set[str], known: set[str]) -> set[int]:
    """Return the messages of a thread that `refs` name, and those not `known` that answer them, however far down.

    `refs` grows by the ids of the answers.
    """
    rows = session.execute(
        sa.select(Message.id, Message.message_id, Message.sha256, Message.in_reply_to)
        .where(Message.thread_id == thread_id)
        .order_by(Message.sort_time, Message.id)
    ).all()
    found: set[int] = set()
    grew = True
    while grew:
        grew = False
        for number, named, sha, before in rows:
            own = named or f"sha256:{sha}"
            if number in found or not (own in refs or (own not in known and before in refs)):
                continue
            found.add(number)
            refs.add(own)
            grew = True
    return found


def records_of(session: Session, thread_id: int) -> list[list[str]]:
    """Return [table, id] of the business records that hang on a thread."""
    found: list[list[str]] = []
    for model in records_about_threads():
        query = sa.select(model.id).where(model.__mapper__.columns["thread_id"] == thread_id)
        found += [[model.__tablename__, record_id] for record_id in session.scalars(query)]
    return found


def take_records(unit: Unit, records: Iterable[Sequence[Any]], source: int, fresh: int) -> None:
    """Give records their conversation back."""
    tables = {model.__tablename__: model for model in records_about_threads()}
    for table, record_id in records:
        record = unit.session.get(tables[table], record_id)
        if record is not None and record.thread_id == source:  # type: ignore[attr-defined]
            record.thread_id = fresh  # type: ignore[attr-defined]
    unit.session.flush()
