"""What a sync reads and writes of a folder's rows, apart from the talk with the server."""

from time import gmtime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.ingest import refresh_flags
from desktop.mail.thread_rows import chunks
from desktop.store.schema.mail import MailAction, Message, Placement, Thread
from desktop.store.unit import Unit

UNDONE = ("new", "inflight", "unknown")


def imap_day(seconds: int) -> str:
    """A moment as IMAP writes days in a search."""

    day = gmtime(seconds)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.tm_mday:02d}-{months[day.tm_mon - 1]}-{day.tm_year}"


def update_flags(unit: Unit, folder_id: int, uidvalidity: int, flags: dict[int, str]) -> None:
    """Write the server's flags of messages of a folder; what is shown follows."""
    table = Placement.__table__
    statement = (
        sa.update(table)  # type: ignore[arg-type]
        .where(
            table.c.folder_id == folder_id,
            table.c.uidvalidity == uidvalidity,
            table.c.uid == sa.bindparam("b_uid"),
        )
        .values(flags=sa.bindparam("b_flags"))
    )
    unit.session.connection().execute(
        statement, [{"b_uid": u, "b_flags": f} for u, f in flags.items()]
    )
    ids: set[int] = set()
    for part in chunks(flags):
        ids.update(
            unit.session.scalars(
                sa.select(Placement.message_id).where(
                    Placement.folder_id == folder_id,
                    Placement.uidvalidity == uidvalidity,
                    Placement.uid.in_(part),
                )
            )
        )
    refresh_flags(unit, ids)


def by_identity(session: Session, folder_id: int) -> dict[tuple[str, int], list[int]]:
    """The messages of a folder by (Message-ID, size): how they are found again after a renumbering."""
    found: dict[tuple[str, int], list[int]] = {}
    for number, message_id, size in session.execute(
        sa.select(Message.id, Message.message_id, Message.size)
        .join(Placement, Placement.message_id == Message.id)
        .where(Placement.folder_id == folder_id, Placement.uid > 0)
    ):
        found.setdefault((message_id, size), []).append(number)
    return found


def drop_placeholders(unit: Unit, folder_id: int) -> None:
    """A moved message stands in its new folder under a negative number until the server's own number is known."""
    real = sa.select(Placement.message_id).where(
        Placement.folder_id == folder_id, Placement.uid > 0
    )
    unit.session.execute(
        sa.delete(Placement).where(
            Placement.folder_id == folder_id, Placement.uid < 0, Placement.message_id.in_(real)
        )
    )


def orphans(session: Session, account_id: str) -> set[int]:
    """Messages of the account that lie nowhere: left over by a folder that was renumbered."""
    placed = sa.select(Placement.message_id).where(Placement.message_id == Message.id).exists()
    owed = (
        sa.select(MailAction.id)
        .where(MailAction.message_id == Message.id, MailAction.state.in_(UNDONE))
        .exists()
    )
    query = (
        sa.select(Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Message.account_id == account_id,
            ~Message.outbound,
            Thread.customer_id.is_(None),
            ~placed,
            ~owed,
        )
    )
    return set(session.scalars(query))
