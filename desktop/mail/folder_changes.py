"""Folders made, renamed and deleted here: shown at once, owed to the server in the queue of mail actions.

The user's side writes the rows; `perform` is what the replay of the queue calls. Each change is idempotent: what the
server's list already shows is done (docs/sync.md).
"""

from time import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import accounts, imap_changes
from desktop.mail.folder_choice import no_folder
from desktop.mail.folder_rows import DELETING
from desktop.mail.folder_trash import (
    Action,
    empty,
    no_trash,
    placeholders,
    refresh,
    show_in_trash,
    take_out_of_trash,
)
from desktop.mail.folder_wire import (
    CREATE,
    DELETE,
    RENAME,
    SUBSCRIBE,
    delimiter_of,
    descendants,
    readable,
    root_prefix,
    wire_part,
)
from desktop.mail.imap_changes import Refused
from desktop.mail.imap_wire import quoted
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder, MailAction, Placement
from desktop.store.unit import Unit
from desktop.store.workspace import Store

# ---- the user's side


def create(store: Store, account: str, name: str, *, parent_id: int | None = None) -> int:
    """Make a folder in an account (address or id), below another one or at the top; returns its id.

    Raises UserFacing (`no_account`, `no_folder`, `bad_folder_name`, `folder_exists`).
    """
    with store.write("user") as unit:
        session = unit.session
        account_id = accounts.find(session, account).id
        delimiter = delimiter_of(session, account_id)
        above = root_prefix(session, account_id)
        if parent_id is not None:
            above = _folder(session, parent_id).wire_name + delimiter
        wire_name = above + wire_part(name, delimiter)
        _refuse_taken(session, account_id, wire_name)
        folder = Folder(
            account_id=account_id,
            wire_name=wire_name,
            name=readable(wire_name),
            delimiter=delimiter,
            synced=True,
        )
        session.add(folder)
        session.flush()
        _queue(unit, folder, CREATE, {"wire_name": wire_name})
        return folder.id


def rename(store: Store, folder_id: int, name: str) -> None:
    """Give a folder, and with it all below, another name where it lies.

    Raises UserFacing (`no_folder`, `bad_folder_name`, `folder_exists`, `system_folder`).
    """
    with store.write("user") as unit:
        session = unit.session
        folder = _own(session, folder_id)
        assert folder.account_id is not None
        delimiter = folder.delimiter or "/"
        above, sign, _leaf = folder.wire_name.rpartition(delimiter)
        new = above + sign + wire_part(name, delimiter)
        if new == folder.wire_name:
            return
        _refuse_taken(session, folder.account_id, new, but=folder.id)
        old = folder.wire_name
        _rename_rows(session, folder, new)
        _queue(unit, folder, RENAME, {"wire_name": old, "to": new})


def delete(store: Store, folder_id: int, *, with_mail: bool = False) -> None:
    """Delete a folder and those below; its mail goes to the trash.

    Raises UserFacing (`no_folder`, `system_folder`; `folder_not_empty` when there is mail in it and `with_mail` was
    not said; `no_trash` when the account has no trash for the mail).
    """
    with store.write("user") as unit:
        session = unit.session
        folder = _own(session, folder_id)
        going = [*descendants(session, folder), folder]
        mails = sum(max(f.total, _placed(session, f.id)) for f in going)
        if mails and not with_mail:
            raise UserFacing(
                _("There is mail in “{name}”: {n} messages.").format(
                    name=folder.name, n=f"{mails:,}"
                ),
                safe=_("Nothing was changed."),
                hint=_("Delete it with its mail, which then goes to the trash."),
                code="folder_not_empty",
            )
        trash = session.scalar(
            sa.select(Folder).where(Folder.account_id == folder.account_id, Folder.role == "trash")
        )
        if mails and trash is None:
            raise no_trash()
        for row in going:
            action = _queue(
                unit,
                row,
                DELETE,
                {"wire_name": row.wire_name, "trash_id": trash.id if trash else None},
            )
            row.state, row.synced = DELETING, False
            if trash is not None:
                show_in_trash(unit, row, trash, action)


def subscribe(store: Store, folder_id: int, *, on: bool) -> None:
    """Have other mail programs of the user show a folder, or no longer. Raises UserFacing (`no_folder`)."""
    with store.write("user") as unit:
        folder = _folder(unit.session, folder_id)
        _queue(unit, folder, SUBSCRIBE, {"wire_name": folder.wire_name, "on": on})


def _folder(session: Session, folder_id: int) -> Folder:
    folder = session.get(Folder, folder_id)
    if folder is None or folder.account_id is None or folder.state == DELETING:
        raise no_folder()
    return folder


def _own(session: Session, folder_id: int) -> Folder:
    """A folder that is the user's to change: neither it nor one below has a role."""
    folder = _folder(session, folder_id)
    if any(row.role for row in (folder, *descendants(session, folder))):
        raise UserFacing(
            _("“{name}” belongs to the mailbox itself and cannot be renamed or deleted.").format(
                name=folder.name
            ),
            safe=_("Nothing was changed."),
            code="system_folder",
        )
    return folder


def _refuse_taken(session: Session, account_id: str, wire_name: str, *, but: int = 0) -> None:
    shown = readable(wire_name).casefold()
    for row in session.scalars(sa.select(Folder).where(Folder.account_id == account_id)):
        if row.id != but and (row.wire_name == wire_name or row.name.casefold() == shown):
            raise UserFacing(
                _("There is already a folder called “{name}”.").format(name=row.name),
                safe=_("Nothing was changed."),
                hint=_("Choose another name."),
                code="folder_exists",
            )


def _rename_rows(session: Session, folder: Folder, new: str) -> None:
    old = folder.wire_name
    for row in (folder, *descendants(session, folder)):
        row.wire_name = new + row.wire_name[len(old) :]
        row.name = readable(row.wire_name)


def _queue(unit: Unit, folder: Folder, kind: str, args: dict[str, Any]) -> MailAction:
    assert folder.account_id is not None
    action = MailAction(
        account_id=folder.account_id,
        message_id=None,
        kind=kind,
        args={"folder_id": folder.id, **args},
        created_at=int(time()),
    )
    unit.session.add(action)
    unit.session.flush()
    unit.touch("folder", [folder.id])
    unit.touch("mail_action", [action.id])
    return action


def _placed(session: Session, folder_id: int) -> int:
    query = sa.select(sa.func.count()).where(Placement.folder_id == folder_id)
    return session.scalar(query) or 0


# ---- the server's side


def perform(store: Store, connection: ImapConnection, action: Action) -> None:
    """Tell the server of one change; what its list shows as done is done.

    Raises UserFacing (`folder_refused`) when the server will not do it, Retryable when the connection breaks.
    """
    folders = connection.folders()
    listed = {f.wire_name for f in folders}
    name = str(action.args["wire_name"])
    try:
        if action.kind == CREATE:
            if name not in listed:
                _command(connection, "CREATE", name)
            _subscribe(connection, name, on=True)
        elif action.kind == RENAME:
            _rename(connection, name, str(action.args["to"]), listed)
        elif action.kind == SUBSCRIBE:
            _subscribe(connection, name, on=bool(action.args["on"]))
        elif action.kind == DELETE:
            if name in listed:
                if any(f.wire_name == name and f.selectable for f in folders):
                    empty(store, connection, action)
                _subscribe(connection, name, on=False)
                _command(connection, "DELETE", name)
            _forget(store, int(action.args["folder_id"]))
            if name not in listed:
                take_out_of_trash(store, action)
    except Refused as refused:
        raise _folder_refused(action, refused.said) from refused


def given_up(unit: Unit, action: Action) -> None:
    """Show again what the server has, after it refused a change for good."""
    session = unit.session
    folder = session.get(Folder, int(action.args["folder_id"]))
    if folder is None:
        return
    if action.kind == CREATE:
        if _placed(
            session, folder.id
        ):  # mail moved here meanwhile: it goes back by its own refusal
            folder.error = _("The server did not take this folder.")
        else:
            session.delete(folder)
    elif action.kind == RENAME and folder.wire_name == action.args["to"]:
        _rename_rows(session, folder, str(action.args["wire_name"]))
    elif action.kind == DELETE:
        where = placeholders(action.id)
        ids = list(session.scalars(sa.select(Placement.message_id).where(where)))
        session.execute(sa.delete(Placement).where(where))
        folder.state, folder.synced = "syncing", True
        refresh(unit, ids)
    session.flush()
    unit.touch("folder", [folder.id])


def _rename(connection: ImapConnection, old: str, new: str, listed: set[str]) -> None:
    if old in listed:
        _command(connection, "RENAME", old, new)
    elif new not in listed:
        raise Refused("folder_gone", _("the folder is no longer there"))
    for name in {old, *(n for n in listed if n.startswith(old))}:
        if name == old or name[len(old) :][:1] in "./\\":
            _subscribe(connection, name, on=False)
            _subscribe(connection, new + name[len(old) :], on=True)


def _forget(store: Store, folder_id: int) -> None:
    with store.write("sync") as unit:
        folder = unit.session.get(Folder, folder_id)
        if folder is None:
            return
        where = Placement.folder_id == folder_id
        ids = list(unit.session.scalars(sa.select(Placement.message_id).where(where)))
        unit.session.delete(folder)  # its placements go with it
        unit.session.flush()
        refresh(unit, ids)
        unit.touch("folder", [folder_id])


def _command(connection: ImapConnection, verb: str, *names: str) -> None:
    words = " ".join(quoted(name).decode("latin-1") for name in names)
    imap_changes.check(connection.command(f"{verb} {words}")[1])


def _subscribe(connection: ImapConnection, name: str, *, on: bool) -> None:
    """What other programs show is a courtesy: a refusal changes nothing."""
    verb = "SUBSCRIBE" if on else "UNSUBSCRIBE"
    connection.command(f"{verb} {quoted(name).decode('latin-1')}")


def _folder_refused(action: Action, status: str) -> UserFacing:
    said = status.partition("] ")[2] or status.removeprefix("NO ")
    name = readable(str(action.args.get("to") or action.args["wire_name"]))
    facts = {
        CREATE: _("The server did not make the folder “{name}”: {said}"),
        RENAME: _("The server did not rename a folder to “{name}”: {said}"),
        DELETE: _("The server did not delete the folder “{name}”: {said}"),
    }
    fact = facts.get(action.kind, _("The server refused a change of the folder “{name}”: {said}"))
    return UserFacing(
        fact.format(name=name, said=said[:200]),
        safe=_("Its mail is where it was."),
        hint=_("Try another name: letters, figures and spaces work everywhere."),
        code="folder_refused",
    )
