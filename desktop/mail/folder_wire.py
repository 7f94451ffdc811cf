"""Names of folders as the server spells them, and what it still calls a folder that was renamed here."""

import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa
from imapclient import imap_utf7
from sqlalchemy.orm import Session

from desktop.mail.action_rows import UNDONE
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder, MailAction

CREATE, RENAME, DELETE, SUBSCRIBE = (
    "folder_create",
    "folder_rename",
    "folder_delete",
    "folder_subscribe",
)
KINDS = (CREATE, RENAME, DELETE, SUBSCRIBE)
_LONGEST = 200  # bytes of one part: Dovecot takes 255, others fewer


@dataclass(frozen=True)
class Owed:
    """What a sync leaves alone: rows with an unfinished change, and the names the server has for them until then."""

    folder_ids: frozenset[int]
    wire_names: frozenset[str]


def owed(session: Session, account_id: str) -> Owed:
    """Return the folders of an account whose change the server has not been told of."""
    ids: set[int] = set()
    names: set[str] = set()
    folders = {f.id: f for f in _folders(session, account_id)}
    for action in _undone(session, account_id):
        if action.kind == SUBSCRIBE:
            continue
        names.add(str(action.args["wire_name"]))
        ids.add(int(action.args["folder_id"]))
        if action.kind == RENAME:
            new = str(action.args["to"])
            ids |= {f.id for f in folders.values() if _below(f.wire_name, new, f.delimiter)}
    names |= {wire_now(session, i) for i in ids if i in folders}
    names |= {folders[i].wire_name for i in ids if i in folders}
    return Owed(frozenset(ids), frozenset(names))


def wire_now(session: Session, folder_id: int) -> str:
    """Return the name that the server has for a folder now, "" for none.

    A rename that is still in the queue is not known to it yet.
    """
    folder = session.get(Folder, folder_id)
    if folder is None or folder.account_id is None:
        return folder.wire_name if folder is not None else ""
    name = folder.wire_name
    for action in reversed(_undone(session, folder.account_id)):
        if action.kind == RENAME and _below(name, str(action.args["to"]), folder.delimiter):
            name = str(action.args["wire_name"]) + name[len(str(action.args["to"])) :]
    return name


def wire_part(name: str, delimiter: str) -> str:
    """Return one part of a name in modified UTF-7 (RFC 3501 section 5.1.3).

    Raises UserFacing (`bad_folder_name`) with the reason: empty, too long, or a character that servers do not take.
    """
    shown = unicodedata.normalize("NFC", name).strip()
    if not shown:
        raise _refused(_("A folder needs a name."))
    if delimiter and delimiter in shown:
        raise _refused(
            _("“{sign}” separates folders from one another on this server.").format(sign=delimiter)
        )
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown):
        raise _refused(_("The name holds a character that cannot be seen."))
    if any(c in shown for c in "*%"):
        raise _refused(_("“*” and “%” have a meaning of their own on mail servers."))
    wire: str = imap_utf7.encode(shown).decode("latin-1")
    if len(wire) > _LONGEST:
        raise _refused(_("The name is too long for mail servers."))
    return wire


def readable(wire_name: str) -> str:
    """Return a name as people read it; what is no modified UTF-7 stays as it is (MAIL.md 2.20)."""
    try:
        return str(imap_utf7.decode(wire_name.encode("latin-1")))
    except (ValueError, UnicodeError):
        return wire_name.encode("latin-1", "replace").decode("utf-8", "replace")


def descendants(session: Session, folder: Folder) -> list[Folder]:
    """Return the folders below one, those farthest down first."""
    found = [
        row
        for row in _folders(session, folder.account_id)
        if row.id != folder.id and _below(row.wire_name, folder.wire_name, folder.delimiter)
    ]
    return sorted(found, key=lambda row: -row.wire_name.count(row.delimiter or "/"))


def root_prefix(session: Session, account_id: str) -> str:
    """Return "INBOX." where a server keeps every folder below the inbox, else ""."""
    rows = [f for f in _folders(session, account_id) if f.wire_name.upper() != "INBOX"]
    delimiter = next((f.delimiter for f in rows if f.delimiter), "")
    start = f"INBOX{delimiter}"
    inside = bool(delimiter and rows) and all(f.wire_name.upper().startswith(start) for f in rows)
    return rows[0].wire_name[: len(start)] if inside else ""


def delimiter_of(session: Session, account_id: str) -> str:
    """Return what parts the names of an account's folders."""
    return next((f.delimiter for f in _folders(session, account_id) if f.delimiter), "/")


def _folders(session: Session, account_id: str | None) -> list[Folder]:
    return list(session.scalars(sa.select(Folder).where(Folder.account_id == account_id)))


def _undone(session: Session, account_id: str) -> list[MailAction]:
    query = (
        sa.select(MailAction)
        .where(
            MailAction.account_id == account_id,
            MailAction.kind.in_(KINDS),
            MailAction.state.in_(UNDONE),
        )
        .order_by(MailAction.id)
    )
    return list(session.scalars(query))


def _below(name: str, above: str, delimiter: str) -> bool:
    return name == above or bool(delimiter and name.startswith(above + delimiter))


def _refused(why: str) -> UserFacing:
    return UserFacing(
        _("This name cannot be used for a folder."),
        safe=_("Nothing was changed."),
        hint=why,
        code="bad_folder_name",
    )
