"""Addresses that mail comes back from: what a contact's card and the composer should warn of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.clocks import is_answer
from desktop.store.among import among
from desktop.store.schema.mail import Message, MessageAddress, MessageText
from desktop.store.workspace import Store


@dataclass(frozen=True)
class Failure:
    """The newest report that a mail did not reach an address. `at` aware UTC; `status` as in RFC 3463."""

    address: str
    at: datetime
    status: str
    diagnostic: str
    message_id: int


def failing(session: Session, addresses: Iterable[str]) -> dict[str, Failure]:
    """Return {address: its newest failure} of those (case-folded) that failed after they last wrote to us themselves."""
    wanted = {a.casefold() for a in addresses if a}
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(
            MessageAddress.address,
            MessageAddress.role,
            Message.sort_time,
            Message.kind,
            Message.id,
        )
        .join(Message, Message.id == MessageAddress.message_id)
        .where(
            among(MessageAddress.address, wanted),
            MessageAddress.role.in_(("failed", "from")),
            Message.outbound.is_(False),
        )
        .order_by(Message.sort_time, Message.id)
    )
    newest: dict[str, tuple[int, int]] = {}
    for address, role, seconds, kind, number in rows:
        if role == "failed":
            newest[address] = (number, seconds)
        elif is_answer(kind, inbound=True):
            newest.pop(address, None)
    return {
        address: _failure(session, address, number, seconds)
        for address, (number, seconds) in newest.items()
    }


def failing_recipients(store: Store, addresses: Iterable[str]) -> list[Failure]:
    """Return the failures of those whom a mail is to go to, in the order of the addresses."""
    wanted = list(dict.fromkeys(a.casefold() for a in addresses))
    with store.read() as session:
        found = failing(session, wanted)
    return [found[address] for address in wanted if address in found]


def _failure(session: Session, address: str, number: int, seconds: int) -> Failure:
    told = session.scalar(sa.select(MessageText.headers).where(MessageText.message_id == number))
    rows = (told or {}).get("bounces", ())
    row: dict[str, str] = next((b for b in rows if b["address"].casefold() == address), {})
    return Failure(
        address,
        datetime.fromtimestamp(seconds, UTC),
        row.get("status", ""),
        row.get("diagnostic", ""),
        number,
    )
