"""What speaks against answering in a conversation: a warning about somebody whom the answer goes to."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from desktop.crm import domains
from desktop.crm.alarm_facts import AlarmKind, party_of
from desktop.crm.alarm_words import told
from desktop.store.queries.mail_warnings import WarningRow, warnings_of
from desktop.store.schema.mail import Message
from desktop.store.workspace import Store


@dataclass(frozen=True)
class Risk:
    """The recipient with the warning, and its words."""

    address: str
    fact: str
    advice: str


def reply_risk(store: Store, thread_id: int, recipients: Iterable[str]) -> Risk | None:
    """Return why an answer to these addresses should be thought over, None when nothing speaks against it."""
    with store.read() as session:
        ids = list(session.scalars(sa.select(Message.id).where(Message.thread_id == thread_id)))
        found = warnings_of(session, ids)
    rows = sorted(
        (row for rows in found.values() for row in rows), key=lambda row: row.severity != "red"
    )
    wanted = [a for a in map(domains.normalise_address, recipients) if a]
    for row in rows:
        for address in wanted:
            if _concerns(row, address):
                words = told(row)
                return Risk(address, words.fact, words.advice)
    return None


def _concerns(row: WarningRow, address: str) -> bool:
    if (
        row.kind == AlarmKind.REPLY_TO
    ):  # the one who asked to be answered elsewhere is not the danger
        return address == row.seen
    return party_of(address) == row.party
