"""As whom one can write: each account's own address, and the further senders set up in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.mail import Account
from desktop.store.schema.workspace import User
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender: the account that carries the mail, and the address, name and signature it shows."""

    account_id: str
    address: str
    name: str = ""
    signature: str = ""

    def shown(self) -> str:
        """Return "Name <address>" as a chooser lists it."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def senders(store: Store) -> list[Sender]:
    """Return everyone one can write as: accounts in their order, each followed by its further senders.

    Where an account has no signature of its own, the user's signature from the company's settings stands.
    """
    with store.read() as session:
        user = session.scalar(sa.select(User).where(User.deleted_at.is_(None)).limit(1))
        rows = session.scalars(
            sa.select(Account).where(Account.deleted_at.is_(None)).order_by(Account.position)
        )
        found = [sender for row in rows for sender in of_account(row)]
    usual = user.signature if user is not None else ""
    return [s if s.signature.strip() else replace(s, signature=usual) for s in found]


def of_account(row: Account) -> list[Sender]:
    """Return the senders of an account, its own address first."""
    found = [Sender(row.id, row.email, row.display_name, row.signature)]
    for item in row.identities or ():
        address = str(item.get("email", "")).strip()
        if address and address.casefold() not in {s.address.casefold() for s in found}:
            name, signature = str(item.get("name", "")), str(item.get("signature", ""))
            found.append(Sender(row.id, address, name or row.display_name, signature))
    return found


def own_address_of(
    everyone: Iterable[Sender], account_id: str | None, written_to: Iterable[str]
) -> Sender | None:
    """Return the sender that a mail was written to, so that the answer comes from the same address.

    One of the account it came to before one of another account; else that account's own address, else the first.
    """
    known = list(everyone)
    wanted = {address.casefold() for address in written_to}
    same = [i for i in known if i.account_id == account_id]
    for sender in (*same, *known):
        if sender.address.casefold() in wanted:
            return sender
    return next(iter((*same, *known)), None)


def sender_of(session: Session, account_id: str, address: str) -> Sender | None:
    """Return the sender `address` of an account; its own address when it has no such one."""
    row = session.get(Account, account_id)
    if row is None:
        return None
    found = of_account(row)
    return next((i for i in found if i.address.casefold() == address.casefold()), found[0])
