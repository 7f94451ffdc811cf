"""Mails that could not be taken in, with the reason, for the list where they are tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.store.schema.mail import Account, Folder, Quarantine
from desktop.store.workspace import Store


@dataclass(frozen=True)
class AsideRow:
    """A mail put aside. `folder_id`, `uidvalidity` and `uid` are its key; `reason` as it was noted; `at` aware UTC."""

    folder_id: int
    uidvalidity: int
    uid: int
    account_id: str
    email: str
    folder: str
    reason: str
    tries: int
    at: datetime

    @property
    def key(self) -> tuple[int, int, int]:
        """What `quarantine.retry_quarantined` takes."""
        return (self.folder_id, self.uidvalidity, self.uid)


def list_aside(store: Store, account_id: str = "") -> list[AsideRow]:
    """Return what was put aside, of one account or of all, the newest first."""
    query = (
        sa.select(Quarantine, Folder.name, Account.id, Account.email)
        .join(Folder, Folder.id == Quarantine.folder_id)
        .join(Account, Account.id == Folder.account_id)
        .order_by(Quarantine.at.desc(), Folder.name, Quarantine.uid.desc())
    )
    if account_id:
        query = query.where(Account.id == account_id)
    with store.read() as session:
        return [
            AsideRow(
                row.folder_id,
                row.uidvalidity,
                row.uid,
                account,
                email,
                folder,
                row.reason,
                row.tries,
                datetime.fromtimestamp(row.at, UTC),
            )
            for row, folder, account, email in session.execute(query)
        ]


def count_aside(store: Store) -> dict[str, int]:
    """Return account id -> how many of its mails were put aside; accounts without any are left out."""
    query = (
        sa.select(Folder.account_id, sa.func.count())
        .join(Quarantine, Quarantine.folder_id == Folder.id)
        .where(Folder.account_id.is_not(None))
        .group_by(Folder.account_id)
    )
    with store.read() as session:
        return {str(row[0]): int(row[1]) for row in session.execute(query)}
