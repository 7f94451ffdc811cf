"""Messages, accounts and shortcuts that the mail tests share."""

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.sync import AccountSync
from desktop.mail.transport import ImapConnection
from desktop.store.schema.mail import Folder, Message, Placement, Thread


def letter(
    n, *, subject="", reply_to=None, sender="buyer@acme.example", to="rep@example.com", size=0
):
    head = [
        f"From: Buyer <{sender}>",
        f"To: {to}",
        f"Subject: {subject or f'Inquiry number {n}'}",
        f"Message-ID: <{n}@acme.example>",
        "Date: Fri, 20 Nov 2026 08:00:00 +0000",
    ]
    if reply_to is not None:
        head.append(f"In-Reply-To: <{reply_to}@acme.example>")
    text = f"Please quote item {n}." + "x" * size
    return ("\r\n".join(head) + f"\r\n\r\n{text}\r\n").encode()


def add_account(
    store, mailbox, smtp=None, *, port=0, security="plain", password="secret", smtp_port=0
):
    login = mailbox.login(security, port=port, password=password)
    smtp_login = smtp.login(mailbox.email, port=smtp_port) if smtp else login
    return accounts.add(
        store,
        accounts.AccountSettings(
            email=mailbox.email,
            imap=login.endpoint,
            smtp=smtp_login.endpoint,
            username=mailbox.email,
            password=password,
            ca_file=login.ca_file,
        ),
    )


def no_links(_unit, _threads):
    pass


def sync(store, account_id, *, after_batch=no_links, only=(), **arguments):
    """One sync; {folder name: result}."""
    with ImapConnection(accounts.load(store, account_id).imap_login()) as connection:
        connection.connect()
        connection.login()
        run = AccountSync(store, account_id, connection, after_batch=after_batch, **arguments)
        return {r.name: r for r in run.run(only)}


def placed(store, folder="INBOX"):
    """{Message-ID: flags} of a folder; fails on doubles."""
    with store.read() as session:
        rows = session.execute(
            sa.select(Message.message_id, Placement.flags)
            .join(Placement, Placement.message_id == Message.id)
            .join(Folder, Folder.id == Placement.folder_id)
            .where(Folder.name == folder)
        ).all()
    found = dict(rows)
    assert len(found) == len(rows)
    return {key.partition("@")[0]: value for key, value in found.items()}


def count(store, model):
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def message_number(store, n):
    with store.read() as session:
        return session.scalar(
            sa.select(Message.id).where(Message.message_id == f"{n}@acme.example")
        )


def threads(store):
    with store.read() as session:
        return list(session.scalars(sa.select(Thread).order_by(Thread.id)))
