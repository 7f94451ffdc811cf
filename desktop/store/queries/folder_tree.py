"""The folders of all accounts with what lists show of them: role, place in the tree, unread mail."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.mail import Account, Folder, Message, Placement
from desktop.store.workspace import Store

ROLE_ORDER = ("inbox", "drafts", "sent", "archive", "all", "flagged", "junk", "trash")
HIDDEN_STATES = ("deleting",)


@dataclass(frozen=True)
class FolderItem:
    """A folder. `name` is the whole name, `leaf` its last part; `parent` the id of the folder it lies in, if any.

    `unread` counts what is unread here (a folder that is not synced: on the server), `stored` what is listed here,
    `total` what the server says.
    """

    id: int
    account_id: str | None
    name: str
    leaf: str
    parent: int | None
    role: str
    selectable: bool
    synced: bool
    chosen: bool | None
    keep: str
    delimiter: str
    state: str
    unread: int
    stored: int
    total: int
    error: str


@dataclass(frozen=True)
class AccountFolders:
    """An account ("" for what lies on this computer only) with its folders: roles first, then the user's own as a tree.

    The order is that of the screen: a folder stands after its parent, before the parent's next sister.
    """

    id: str
    email: str
    folders: tuple[FolderItem, ...]


def folder_tree(store: Store, *, figures: bool = False) -> list[AccountFolders]:
    """Return every account with its folders, in the accounts' order; local folders last.

    `stored` is counted only with `figures`: it walks over all placements.
    """
    with store.read() as session:
        accounts = session.execute(
            sa.select(Account.id, Account.email)
            .where(Account.deleted_at.is_(None))
            .order_by(Account.position)
        ).all()
        unread, stored = _unread(session), _stored(session) if figures else {}
        by_account: dict[str | None, list[Folder]] = defaultdict(list)
        for folder in session.scalars(sa.select(Folder)):
            if folder.state not in HIDDEN_STATES:
                by_account[folder.account_id].append(folder)
    found = [
        AccountFolders(row.id, row.email, _ordered(by_account[row.id], unread, stored))
        for row in accounts
    ]
    if by_account[None]:
        found.append(AccountFolders("", "", _ordered(by_account[None], unread, stored)))
    return found


def _unread(session: Session) -> dict[int, int]:
    # "= 0" as the partial index has it; the plus keeps SQLite from walking all placements for the order
    unseen = sa.select(Message.id).where(Message.seen == sa.false(), ~Message.outbound)
    folder: sa.ColumnElement[int] = sa.literal_column("+placement.folder_id")
    rows = session.execute(
        sa.select(folder, sa.func.count(Placement.message_id.distinct()))
        .where(Placement.message_id.in_(unseen))
        .group_by(folder)
    )
    return {row[0]: row[1] for row in rows}


def _stored(session: Session) -> dict[int, int]:
    rows = session.execute(
        sa.select(Placement.folder_id, sa.func.count()).group_by(Placement.folder_id)
    )
    return {row[0]: row[1] for row in rows}


def _ordered(
    rows: list[Folder], unread: dict[int, int], stored: dict[int, int]
) -> tuple[FolderItem, ...]:
    prefix = _common_prefix(rows)
    by_name = {_shown(row, prefix): row for row in rows}
    children: dict[int | None, list[FolderItem]] = defaultdict(list)
    for shown, row in by_name.items():
        above, _delimiter, leaf = _split(shown, row.delimiter)
        parent = None if row.role else by_name.get(above)
        children[parent.id if parent is not None else None].append(
            FolderItem(
                id=row.id,
                account_id=row.account_id,
                name=row.name,
                leaf=leaf if parent is not None or row.role else shown,
                parent=parent.id if parent is not None else None,
                role=row.role,
                selectable=row.selectable,
                synced=row.synced,
                chosen=row.chosen,
                keep=row.keep,
                delimiter=row.delimiter,
                state=row.state,
                unread=_shown_unread(row, unread.get(row.id, 0)),
                stored=stored.get(row.id, 0),
                total=row.total,
                error=row.error,
            )
        )
    return tuple(_walk(None, children))


def _shown_unread(row: Folder, here: int) -> int:
    """What is not listed here yet is counted by the server's word."""
    return max(here, row.unseen) if row.state in ("new", "syncing") or not row.synced else here


def _walk(parent: int | None, children: dict[int | None, list[FolderItem]]) -> list[FolderItem]:
    found: list[FolderItem] = []
    for item in sorted(children.get(parent, []), key=_place):
        below = _walk(item.id, children)
        if item.selectable or below:  # a shelf without anything on it is not shown
            found += [item, *below]
    return found


def _place(item: FolderItem) -> tuple[int, str, str]:
    role = ROLE_ORDER.index(item.role) if item.role in ROLE_ORDER else len(ROLE_ORDER)
    return (role, item.leaf.casefold(), item.leaf)


def _common_prefix(rows: list[Folder]) -> str:
    """Where a server keeps every folder below the inbox ("INBOX."), that part is not shown."""
    others = [row for row in rows if row.name.casefold() != "inbox"]
    delimiter = next((row.delimiter for row in others if row.delimiter), "")
    start = f"inbox{delimiter}"
    if delimiter and others and all(row.name.casefold().startswith(start) for row in others):
        return start
    return ""


def _shown(row: Folder, prefix: str) -> str:
    return row.name[len(prefix) :] if prefix and row.name.casefold() != "inbox" else row.name


def _split(name: str, delimiter: str) -> tuple[str, str, str]:
    return name.rpartition(delimiter) if delimiter else ("", "", name)
