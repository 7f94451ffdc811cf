"""What our mail servers found out about the senders of messages that are shown: the account tells whose word counts."""

from collections.abc import Iterable

import sqlalchemy as sa

from desktop.mail.authentication import SenderCheck, judge, stamp_of
from desktop.store.queries.messages import MessageRow
from desktop.store.schema.mail import Account
from desktop.store.workspace import Store


def sender_checks(store: Store, rows: Iterable[MessageRow]) -> dict[int, SenderCheck]:
    """{message id: verdict} of inbound messages whose text was read; those never checked are left out."""
    wanted = [row for row in rows if row.checked and not row.outbound and row.account_id]
    if not wanted:
        return {}
    with store.read() as session:
        accounts = session.execute(
            sa.select(Account.id, Account.provider, Account.imap_host, Account.email)
        ).all()
    stamps = {row[0]: stamp_of(*row[1:]) for row in accounts}
    found: dict[int, SenderCheck] = {}
    for row in wanted:
        stamp = stamps.get(row.account_id or "")
        if stamp is not None:
            check = judge(row.checked, stamp, row.sender.address)
            if check.state != "unchecked":
                found[row.id] = check
    return found
