"""Which folders of an account are synced and how much of them; folders that come, go or get another name are followed."""

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from desktop.mail.folder_choice import default_keep, is_wanted
from desktop.mail.folder_rows import LocalFolder, folders_of, unplace
from desktop.mail.imap_folders import RemoteFolder
from desktop.mail.imap_reader import FetchedMessage
from desktop.mail.mime.headers import message_ids, parse_headers
from desktop.mail.thread_rows import chunks
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.schema.mail import Account, Folder, Message, Placement
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_MONTH = 30.44 * 86_400
_SAMPLE = 40
_ENOUGH = 0.8  # of the sampled messages must be the same ones for a folder to be a renamed one
_IDENTITY = "UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


@dataclass(frozen=True, slots=True)
class Scope:
    """An account's choice: months back that are listed and kept whole (0: all), bytes a mail may have (0: any)."""

    sync_months: int
    offline_months: int
    fetch_limit: int

    def text(self, keep: str) -> str:
        """The choice as a folder remembers it (`Folder.scope`)."""
        return f"{self.sync_months}/{self.offline_months}/{self.fetch_limit}/{keep}"

    def listed_since(self) -> int | None:
        """The oldest time of arrival (seconds, UTC) that is listed; None: everything is."""
        return _ago(self.sync_months)

    def whole_since(self) -> int | None:
        """The oldest time of arrival of which whole mails are kept; None: of all."""
        return _ago(self.offline_months)


def _ago(months: int) -> int | None:
    return int(time.time() - months * _MONTH) if months else None


def scope_of(store: Store, account_id: str) -> Scope:
    """What an account keeps."""
    with store.read() as session:
        row = session.get(Account, account_id)
        if row is None:
            return Scope(0, 0, 0)
        return Scope(row.sync_months, row.offline_months, row.fetch_limit)


def follow(
    store: Store,
    account_id: str,
    connection: ImapConnection,
    remote: Sequence[RemoteFolder],
    *,
    hands_off: Collection[int] = (),
    ignore: Collection[str] = (),
) -> dict[str, LocalFolder]:
    """Make the rows of an account's folders those of the server's list; returns them by wire name.

    `hands_off`: rows with a change of ours that the server does not know yet; `ignore`: names it still lists though
    they are to go. A folder under another name keeps its row: its mail and the user's choice stay.
    """
    with store.read() as session:
        rows = folders_of(session, account_id)
    listed = {f.wire_name: f for f in remote if f.wire_name not in ignore}
    gone = [f for f in rows.values() if f.wire_name not in listed and f.id not in hands_off]
    if gone and not any(f.wire_name.upper() == "INBOX" for f in remote):
        log.warning("the server's list of folders has no INBOX: nothing is taken away by it")
        gone = []
    fresh = [f for f in listed.values() if f.wire_name not in rows]
    renamed = _renamed(store, connection, gone, fresh) if gone and fresh else {}
    for folder in gone:
        if folder.id not in renamed:
            _forget(store, folder)
    _write(store, account_id, listed, renamed, hands_off)
    with store.read() as session:
        return {w: f for w, f in folders_of(session, account_id).items() if f.id not in hands_off}


def _write(
    store: Store,
    account_id: str,
    listed: Mapping[str, RemoteFolder],
    renamed: Mapping[int, str],
    hands_off: Collection[int],
) -> None:
    with store.read() as session:
        rows = {
            r.wire_name: r
            for r in session.scalars(sa.select(Folder).where(Folder.account_id == account_id))
        }
        if not renamed and all(
            (row := rows.get(f.wire_name)) is not None
            and (row.id in hands_off or _describes(row, f))
            for f in listed.values()
        ):
            return
    with store.write("sync") as unit:
        for folder_id, wire_name in renamed.items():
            row = unit.session.get(Folder, folder_id)
            if row is not None:
                row.wire_name = wire_name
        unit.session.flush()
        found = {
            r.wire_name: r
            for r in unit.session.scalars(sa.select(Folder).where(Folder.account_id == account_id))
        }
        for folder in listed.values():
            row = found.get(folder.wire_name)
            if row is None:
                row = Folder(account_id=account_id, wire_name=folder.wire_name, name=folder.name)
                row.keep = default_keep(folder.role)
                unit.session.add(row)
            elif row.id in hands_off:
                continue
            row.name, row.role, row.delimiter = folder.name, folder.role, folder.delimiter
            row.selectable = folder.selectable
            row.synced = folder.selectable and is_wanted(folder.role, row.chosen)
        unit.session.flush()


def _describes(row: Folder, folder: RemoteFolder) -> bool:
    return (row.name, row.role, row.delimiter, row.selectable, row.synced) == (
        folder.name,
        folder.role,
        folder.delimiter,
        folder.selectable,
        folder.selectable and is_wanted(folder.role, row.chosen),
    )


def _forget(store: Store, folder: LocalFolder) -> None:
    """Take a folder away that the server has no more."""
    take_mail_out(store, folder)
    with store.write("sync") as unit:
        row = unit.session.get(Folder, folder.id)
        if row is not None:
            unit.session.delete(row)


def take_mail_out(store: Store, folder: LocalFolder) -> None:
    """Take the messages out of a folder that cannot hold them any more; they wait for another place."""
    with store.read() as session:
        uids = session.scalars(
            sa.select(Placement.uid).where(
                Placement.folder_id == folder.id, Placement.uidvalidity == folder.uidvalidity
            )
        ).all()
    for part in chunks([uid for uid in uids if uid > 0], 2_000):
        with store.write("sync") as unit:
            unplace(unit, folder, part)


# ---- under another name


def _renamed(
    store: Store,
    connection: ImapConnection,
    gone: Sequence[LocalFolder],
    fresh: Sequence[RemoteFolder],
) -> dict[int, str]:
    """Folder id -> the wire name under which its messages are found now."""
    missing = [f.wire_name for f in fresh if f.selectable and f.status is None]
    figures = connection.statuses(missing) if missing else {}
    free = {
        f.wire_name: f.status or figures[f.wire_name]
        for f in fresh
        if f.selectable and (f.status is not None or f.wire_name in figures)
    }
    found: dict[int, str] = {}
    for folder in gone:
        if not folder.uidvalidity:
            continue
        for wire_name, status in free.items():
            if status.uidvalidity == folder.uidvalidity and status.uidnext >= folder.uidnext:
                try:
                    same = _same_messages(store, connection, folder, wire_name)
                except (UserFacing, Retryable) as error:
                    if error.code not in ("server_refused", "busy"):
                        raise
                    continue  # it cannot be opened: then it is not known to be the same
                if same:
                    found[folder.id] = wire_name
                    del free[wire_name]
                    break
    return found


def _same_messages(
    store: Store, connection: ImapConnection, folder: LocalFolder, wire_name: str
) -> bool:
    """Whether the newest messages known of a folder lie in another one under the same numbers."""
    with store.read() as session:
        query = (
            sa.select(Placement.uid, Message.message_id)
            .join(Message, Message.id == Placement.message_id)
            .where(
                Placement.folder_id == folder.id,
                Placement.uidvalidity == folder.uidvalidity,
                Placement.uid > 0,
                Message.message_id != "",
            )
            .order_by(Placement.uid.desc())
            .limit(_SAMPLE)
        )
        known = dict(session.execute(query).all())
    if connection.select(wire_name).uidvalidity != folder.uidvalidity:
        return False
    if not known:
        return folder.total == 0
    same = 0
    for item in connection.fetch_pipelined([sorted(known)], _IDENTITY):
        if isinstance(item, FetchedMessage):
            ids = message_ids(parse_headers(item.body or b"").raw("message-id"))
            same += bool(ids) and known.get(item.uid) == ids[0]
    return same >= max(1, int(len(known) * _ENOUGH))
