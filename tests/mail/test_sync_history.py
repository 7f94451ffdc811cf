"""The same history on servers with QRESYNC, with CONDSTORE only and with neither: the store follows each step."""

import imaplib

import pytest
import sqlalchemy as sa

from desktop.mail.sync import AccountSync
from desktop.store.schema.mail import Folder, Message, Placement, RawPiece
from tests.mail.mail_samples import add_account, count, letter, message_number, no_links, sync
from tests.mail.oracles import logged_in


@pytest.fixture(params=["qresync", "condstore", "neither"])
def server(request, dovecot, condstore_dovecot, poor_dovecot):
    return {"qresync": dovecot, "condstore": condstore_dovecot, "neither": poor_dovecot}[
        request.param
    ]


def on_server(mailbox):
    """{folder: {(Message-ID, flags)}} as another program sees it."""
    found = {}
    with mailbox.imap() as other:
        for line in other.list()[1]:
            name = line.decode().rpartition(' "/" ')[2].strip('"')
            other.select(f'"{name}"', readonly=True)
            rows = set()
            for item in other.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[
                1
            ]:
                if isinstance(item, tuple):
                    flags = {f.decode() for f in imaplib.ParseFlags(item[0])} - {"\\Recent"}
                    rows.add((item[1].decode().partition("<")[2].partition("@")[0], *sorted(flags)))
            found[name] = rows
    found.pop("Junk", None)
    return found


def in_store(store):
    with store.read() as session:
        found = {
            name: set()
            for name in session.scalars(sa.select(Folder.name).where(Folder.role != "junk"))
        }
        rows = session.execute(
            sa.select(Folder.name, Message.message_id, Placement.flags)
            .join(Placement, Placement.folder_id == Folder.id)
            .join(Message, Message.id == Placement.message_id)
        )
        for name, message_id, flags in rows:
            found[name].add((message_id.partition("@")[0], *flags.split()))
    return found


def change(mailbox, folder, *commands):
    """Another program's session: (command, UIDs, arguments)."""
    with mailbox.imap() as other:
        other.select(f'"{folder}"')
        for command, *arguments in commands:
            if command == "expunge":
                other.expunge()
            else:
                assert other.uid(command, *arguments)[0] == "OK"


def uids(mailbox, folder, *keys):
    with mailbox.imap() as other:
        other.select(f'"{folder}"', readonly=True)
        return [
            other.uid("SEARCH", "HEADER", "Message-ID", f"<{key}@acme.example>")[1][0].decode()
            for key in keys
        ]


def move(mailbox, key, source, target):
    (uid,) = uids(mailbox, source, key)
    change(
        mailbox,
        source,
        ("COPY", uid, f'"{target}"'),
        ("STORE", uid, "+FLAGS", "(\\Deleted)"),
        ("expunge",),
    )


def remove(mailbox, key, folder):
    (uid,) = uids(mailbox, folder, key)
    change(mailbox, folder, ("STORE", uid, "+FLAGS", "(\\Deleted)"), ("expunge",))


def test_the_store_follows_a_mailbox_through_everything(store, server):
    mailbox = server.mailbox()
    for n in range(30):
        mailbox.deliver(letter(n))
    mailbox.deliver(letter("c1"), "Customers")
    mailbox.deliver(letter("c2"), "Customers")
    account = add_account(store, mailbox)

    def step(**expected):
        results = sync(store, account)
        assert in_store(store) == on_server(mailbox)
        assert not [r for r in results.values() if r.error]
        for name, figures in expected.items():
            result = results[name]
            assert (result.new, result.updated, result.removed) == figures, name
        again = sync(store, account)
        assert not any(r.new or r.updated or r.removed for r in again.values())

    step(INBOX=(30, 0, 0), Customers=(2, 0, 0))
    everything = count(store, RawPiece)

    mailbox.deliver(letter(30))
    step(INBOX=(1, 0, 0))

    one, two = uids(mailbox, "INBOX", 3, 4)
    change(mailbox, "INBOX", ("STORE", one, "+FLAGS", "(\\Flagged)"))
    change(mailbox, "INBOX", ("STORE", two, "+FLAGS", "(\\Seen)"))
    step(INBOX=(0, 2, 0))
    change(mailbox, "INBOX", ("STORE", one, "-FLAGS", "(\\Flagged)"))
    change(mailbox, "INBOX", ("STORE", two, "-FLAGS", "(\\Seen)"))
    step(INBOX=(0, 2, 0))

    number = message_number(store, 5)
    move(mailbox, 5, "INBOX", "Archive")
    step(INBOX=(0, 0, 1), Archive=(1, 0, 0))
    assert message_number(store, 5) == number  # the same message, its body not fetched again
    move(mailbox, 5, "Archive", "INBOX")
    step()
    assert message_number(store, 5) == number
    assert count(store, RawPiece) == everything + 1

    remove(mailbox, 6, "INBOX")
    step(INBOX=(0, 0, 1))
    assert message_number(store, 6) is None

    with mailbox.imap() as other:
        other.append("Sent", "(\\Seen)", None, letter("s1", sender=mailbox.email))
        other.create('"New folder"')
        other.append('"New folder"', None, None, letter("n1"))
    step(Sent=(1, 0, 0), **{"New folder": (1, 0, 0)})

    with store.write() as unit:
        folder = unit.session.scalar(sa.select(Folder).where(Folder.name == "Customers"))
        folder.chosen = True
        row, kept = folder.id, {message_number(store, "c1"), message_number(store, "c2")}
    with mailbox.imap() as other:
        other.rename("Customers", "Clients")
    step(Clients=(0, 0, 0))
    with store.read() as session:
        assert session.get(Folder, row).name == "Clients"
        assert session.get(Folder, row).chosen
    assert {message_number(store, "c1"), message_number(store, "c2")} == kept

    with mailbox.imap() as other:
        other.delete('"New folder"')
    step()
    assert message_number(store, "n1") is None

    pieces = count(store, RawPiece)
    mailbox.bump_uidvalidity()
    mailbox.deliver(letter(31))
    results = sync(store, account)
    assert results["INBOX"].new == 1
    assert in_store(store) == on_server(mailbox)
    assert count(store, RawPiece) == pieces + 1
    step()


def test_a_folder_dissolved_into_another_loses_nothing(store, server):
    mailbox = server.mailbox()
    for n in range(5):
        mailbox.deliver(letter(n), "Old")
    account = add_account(store, mailbox)
    sync(store, account)
    before = {message_number(store, n) for n in range(5)}
    with mailbox.imap() as other:
        other.select("Old")
        other.copy("1:*", "Archive")
        other.close()
        other.delete("Old")
    result = sync(store, account)["Archive"]
    assert result.new == 5
    assert {message_number(store, n) for n in range(5)} == before
    assert count(store, RawPiece) == 5
    assert in_store(store) == on_server(mailbox)


def test_a_known_folder_is_synced_alone(store, server):
    mailbox = server.mailbox()
    mailbox.deliver(letter(1))
    mailbox.deliver(letter(2), "Customers")
    account = add_account(store, mailbox)
    sync(store, account)
    mailbox.deliver(letter(3))
    mailbox.deliver(letter(4), "Customers")
    with logged_in(store, account) as connection:
        run = AccountSync(store, account, connection, after_batch=no_links)
        (inbox,) = run.run_known(["INBOX", "no such folder"])
    assert (inbox.name, inbox.new, inbox.total) == ("INBOX", 1, 2)
    assert in_store(store)["Customers"] == {("2",)}
