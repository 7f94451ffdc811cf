"""What was reported about our sent mail: delivered, delayed, failed (RFC 3464), read (RFC 8098), called spam (RFC 5965)."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import MessageRow, raw_bytes, show
from desktop.store.queries.threads import moment
from desktop.store.schema.mail import Message, MessageText
from desktop.store.workspace import Store

_WITHIN = 6 * 86_400  # servers give a mail up five days after it was sent
_READ_WITHIN = 60 * 86_400
_LOOKED_AT = 40  # reports
_KINDS = {"bounces": "bounce", "receipts": "receipt"}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a mail for one recipient.

    `action`: delivered, relayed, expanded, delayed, failed, complained; displayed or deleted, when he read it.
    """

    address: str
    action: str
    status: str
    diagnostic: str
    at: datetime


def delivery(store: Store, sent: Iterable[MessageRow]) -> dict[int, tuple[Report, ...]]:
    """Return {message id: the newest report of each recipient} of our own mails that were reported about.

    A report belongs to a mail when it names one of its recipients and quotes its Message-ID.
    """
    ours = [m for m in sent if m.outbound and m.message_id]
    if not ours:
        return {}
    times = [int(m.date.timestamp()) for m in ours]
    with store.read() as session:
        candidates = _reports(session, min(times) - 60, max(times) + _WITHIN, "bounces")
        candidates += _reports(session, min(times) - 60, max(times) + _READ_WITHIN, "receipts")
    found: dict[int, dict[str, Report]] = {}
    raws: dict[int, bytes] = {}
    for number, at, rows in candidates:
        for mail in ours:
            people = {p.address.casefold() for p in (*mail.to, *mail.cc)}
            named = [row for row in rows if row["address"].casefold() in people]
            if not named:
                continue
            if number not in raws:
                raws[number] = _raw(store, number)
            if mail.message_id.encode() in raws[number]:
                for row in named:
                    report = Report(
                        row["address"], row["action"], row["status"], row["diagnostic"], at
                    )
                    person = row["address"].casefold()
                    said = found.setdefault(mail.id, {}).get(person)
                    if said is None or row["action"] != "displayed" or said.action != "failed":
                        found[mail.id][person] = report
    return {number: tuple(rows.values()) for number, rows in found.items()}


def reports_about(store: Store, message_ids: Iterable[int]) -> dict[int, tuple[Report, ...]]:
    """Return what `delivery` returns, for mails by their ids; one that is gone is left out."""
    rows = []
    for number in message_ids:
        with suppress(UserFacing):
            rows.append(show(store, number))
    return delivery(store, rows)


def reported_by(store: Store, messages: Iterable[MessageRow]) -> dict[int, tuple[Report, ...]]:
    """Return {message id: what it reports} of the delivery reports among these messages."""
    times = {m.id: m.date for m in messages if m.kind == "bounce" and not m.outbound}
    if not times:
        return {}
    query = sa.select(MessageText.message_id, MessageText.headers).where(
        MessageText.message_id.in_(times)
    )
    with store.read() as session:
        rows = session.execute(query).all()
    return {
        number: tuple(
            Report(b["address"], b["action"], b["status"], b["diagnostic"], times[number])
            for b in (headers or {}).get("bounces") or ()
        )
        for number, headers in rows
    }


def _reports(
    session: Session, first: int, last: int, told: str
) -> list[tuple[int, datetime, list[dict[str, str]]]]:
    query = (
        sa.select(Message.id, Message.sort_time, MessageText.headers)
        .join(MessageText, MessageText.message_id == Message.id)
        .where(Message.sort_time.between(first, last), Message.kind == _KINDS[told])
        .order_by(Message.sort_time)
        .limit(_LOOKED_AT)
    )
    found = []
    for number, seconds, headers in session.execute(query):
        at, rows = moment(seconds), dict(headers or {}).get(told) or []
        if at is not None and rows:
            found.append((number, at, rows))
    return found


def _raw(store: Store, number: int) -> bytes:
    try:
        return raw_bytes(store, number)
    except UserFacing:  # only its header is here
        return b""
