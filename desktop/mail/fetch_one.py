"""One mail now, whole: what the user opened and only its header is here."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.body_round import incoming
from desktop.mail.folder_rows import UNDONE
from desktop.mail.folder_wire import wire_now
from desktop.mail.ingest import AfterBatch, Taken
from desktop.mail.large_mail import Told, fetch_whole
from desktop.mail.pipeline import Pipeline
from desktop.mail.transport import ImapConnection
from desktop.mail.wanted_bodies import Wanted
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.schema.mail import (
    Folder,
    MailAction,
    Message,
    Placement,
    Quarantine,
    RawPiece,
)
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mail lies on the server, and the placement here (folder, UIDVALIDITY, UID) whose row it fills.

    They differ while a move is owed: then the mail stands here under a number of our own.
    """

    there: Wanted
    here: Wanted


def fetch_message(
    store: Store,
    account_id: str,
    connection: ImapConnection,
    message_id: int,
    after_batch: AfterBatch,
    told: Told | None = None,
) -> None:
    """Fetch a mail's whole content over `connection` (which must not be in IDLE); nothing happens when it is here.

    `told` hears how far a large one is.

    A copy that was damaged (a pack file lost by a power failure) is replaced.
    Raises UserFacing (`mail_gone`, `mail_unreadable`) and what the network says; a large mail goes on
    where it broke off when it is asked for again.
    """
    with store.read() as session:
        message = session.get(Message, message_id)
        if message is None:
            raise _gone()
        whole = message.body_state == "full"
        places = _places(session, account_id, message)
    if whole and _is_readable(store, message_id):
        return
    for place in places:
        there = place.there
        if connection.select(there.wire_name).uidvalidity != there.uidvalidity:
            continue  # the sync finds its new number
        key = (account_id, there.wire_name, there.uidvalidity, there.uid)
        raw = fetch_whole(connection, key, there.size, told)
        if raw:
            if whole:
                _forget_damaged(store, message_id)
            _take_in(store, place.here, raw, account_id, after_batch)
            return
    raise _gone()


def _is_readable(store: Store, message_id: int) -> bool:
    try:
        messages.raw_bytes(store, message_id)
    except UserFacing:
        return False
    return True


def _forget_damaged(store: Store, message_id: int) -> None:
    with store.write("sync") as unit:
        message = unit.session.get(Message, message_id)
        if message is not None:
            unit.session.execute(sa.delete(RawPiece).where(RawPiece.sha256 == message.sha256))
            message.body_state = "text"


def _places(session: Session, account_id: str, message: Message) -> list[_Place]:
    rows = session.execute(
        sa.select(Placement, Folder)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Placement.message_id == message.id, Folder.account_id == account_id)
    ).all()
    standing = [
        _wanted(message, f.id, wire_now(session, f.id), p.uidvalidity, p.uid, p.flags)
        for p, f in rows
    ]
    found = [_Place(place, place) for place in standing if place.uid > 0]
    if found or not standing:
        return found
    owed = session.scalars(
        sa.select(MailAction)
        .where(MailAction.message_id == message.id, MailAction.state.in_(UNDONE))
        .order_by(MailAction.id)
    )
    for action in owed:
        folder = session.get(Folder, action.args.get("folder_id") or 0)
        uid = int(action.args.get("uid") or 0)
        if folder is not None and uid > 0:
            name = wire_now(session, folder.id)
            uidvalidity = int(action.args.get("uidvalidity") or 0)
            there = _wanted(message, folder.id, name, uidvalidity, uid, "")
            found.append(_Place(there, standing[0]))
    return found


def _wanted(
    message: Message, folder_id: int, wire_name: str, uidvalidity: int, uid: int, flags: str
) -> Wanted:
    return Wanted(
        folder_id=folder_id,
        wire_name=wire_name,
        uidvalidity=uidvalidity,
        uid=uid,
        size=message.size,
        flags=tuple(flags.split()),
        received_at=message.sort_time,
        message_id=message.id,
    )


def _take_in(
    store: Store, wanted: Wanted, raw: bytes, account_id: str, after_batch: AfterBatch
) -> None:
    aside: list[str] = []

    def taken(outcome: Taken, _count: int) -> None:
        aside.extend(item.reason for item in outcome.put_aside)

    pipeline = Pipeline(store, after_batch, on_taken=taken)
    pipeline.put(incoming(wanted, raw, account_id))
    pipeline.finish()
    if aside:
        raise UserFacing(
            _("This mail cannot be read: its content is damaged."),
            safe=_("It stays on the server as it is."),
            hint=_("Look at it in the provider's web mail."),
            code="mail_unreadable",
        )
    with store.write("sync") as unit:
        row = unit.session.get(Quarantine, (wanted.folder_id, wanted.uidvalidity, wanted.uid))
        if row is not None:
            unit.session.delete(row)


def _gone() -> UserFacing:
    return UserFacing(
        _("This mail is no longer on the server."),
        safe=_("What the list shows of it is all that was kept here."),
        code="mail_gone",
    )
