"""Building the search index of messages anew from their rows: the index is disposable."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from desktop.store.schema.mail import Attachment, Message, MessageAddress, MessageText
from desktop.store.search import Indexed, add_messages, remove_messages
from desktop.store.unit import Unit
from desktop.store.words import index_text
from desktop.store.workspace import Store

_BATCH = 500


Apart = Callable[[str, str], tuple[str, str]]
"""(text, subject) -> (a mail's own words, what it quotes)"""


def undivided(text: str, _subject: str) -> tuple[str, str]:
    """The Apart that takes every word of a mail for its own."""
    return text, ""


def rebuild(store: Store, apart: Apart) -> int:
    """Index every message again, in short units; return how many there are. `apart` comes from the mail package."""
    with store.read() as session:
        ids = list(session.scalars(sa.select(Message.id)))
        stale = [row[0] for row in session.execute(sa.text("SELECT id FROM message_fts_docsize"))]
    gone = sorted(set(stale) - set(ids))
    for start in range(0, len(gone), _BATCH):
        with store.write("repair") as unit:
            remove_messages(unit.session, gone[start : start + _BATCH])
    for start in range(0, len(ids), _BATCH):
        with store.write("repair") as unit:
            _reindex(unit, ids[start : start + _BATCH], apart)
    return len(ids)


def _reindex(unit: Unit, ids: Sequence[int], apart: Apart) -> None:
    session = unit.session
    remove_messages(session, ids)
    people: dict[int, list[str]] = {}
    for row in session.execute(
        sa.select(MessageAddress.message_id, MessageAddress.name, MessageAddress.address).where(
            MessageAddress.message_id.in_(ids)
        )
    ):
        people.setdefault(row.message_id, []).append(f"{row.name} {row.address}")
    files: dict[int, list[str]] = {}
    for found in session.execute(
        sa.select(Attachment.message_id, Attachment.filename).where(Attachment.message_id.in_(ids))
    ):
        files.setdefault(found.message_id, []).append(found.filename)
    texts = session.execute(
        sa.select(Message.id, Message.subject, MessageText.text)
        .outerjoin(MessageText, MessageText.message_id == Message.id)
        .where(Message.id.in_(ids))
    )
    add_messages(
        session,
        [
            Indexed(
                row.id,
                index_text(row.subject),
                index_text(" ".join(people.get(row.id, ()))),
                index_text(own),
                index_text(" ".join(files.get(row.id, ()))),
                index_text(quoted),
            )
            for row in texts
            for own, quoted in [apart(row.text or "", row.subject)]
        ],
    )
