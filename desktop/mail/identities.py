"""As whom one can write: each account's own address, and the further senders set up in it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.mail import Account
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Identity:
    """A sender: the account that carries the mail, and the address, name and signature it shows."""

    account_id: str
    address: str
    name: str = ""
    signature: str = ""

    def shown(self) -> str:
        """Return "Name <address>" as a chooser lists it."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def identities(store: Store) -> list[Identity]:
    """Return everyone one can write as: accounts in their order, each followed by its further senders."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Account).where(Account.deleted_at.is_(None)).order_by(Account.position)
        )
        return [identity for row in rows for identity in of_account(row)]


def of_account(row: Account) -> list[Identity]:
    """Return the senders of an account, its own address first."""
    found = [Identity(row.id, row.email, row.display_name, row.signature)]
    for item in row.identities or ():
        address = str(item.get("email", "")).strip()
        if address and address.casefold() not in {i.address.casefold() for i in found}:
            name, signature = str(item.get("name", "")), str(item.get("signature", ""))
            found.append(Identity(row.id, address, name or row.display_name, signature))
    return found


def own_address_of(
    everyone: Iterable[Identity], account_id: str | None, written_to: Iterable[str]
) -> Identity | None:
    """Return the sender that a mail was written to, so that the answer comes from the same address.

    One of the account it came to before one of another account; else that account's own address, else the first.
    """
    known = list(everyone)
    wanted = {address.casefold() for address in written_to}
    same = [i for i in known if i.account_id == account_id]
    for identity in (*same, *known):
        if identity.address.casefold() in wanted:
            return identity
    return next(iter((*same, *known)), None)


def sender(session: Session, account_id: str, address: str) -> Identity | None:
    """Return the sender `address` of an account; its own address when it has no such one."""
    row = session.get(Account, account_id)
    if row is None:
        return None
    found = of_account(row)
    return next((i for i in found if i.address.casefold() == address.casefold()), found[0])
