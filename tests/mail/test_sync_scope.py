"""How far back, how large, which folders: what the user chose is kept here, the rest comes when it is opened."""

import time

import pytest
import sqlalchemy as sa

from desktop.mail import large_mail
from desktop.mail import prepare as preparing
from desktop.mail.fetch_one import fetch_message
from desktop.mail.quarantine import retry_quarantined
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.queries import messages
from desktop.store.schema.mail import Account, Folder, Message, Placement, Quarantine, RawPiece
from desktop.store.search import matching_messages, query_text
from tests.fixtures.dovecot import Dovecot
from tests.mail.mail_samples import (
    add_account,
    count,
    letter,
    message_number,
    no_links,
    placed,
    sync,
)
from tests.mail.oracles import logged_in

DAY = 86_400


@pytest.fixture(params=["rich", "poor"])
def any_mailbox(request, dovecot, poor_dovecot):
    return (dovecot if request.param == "rich" else poor_dovecot).mailbox()


def choose(store, account, **values):
    with store.write() as unit:
        row = unit.session.get(Account, account)
        for name, value in values.items():
            setattr(row, name, value)


def choose_folder(store, name, **values):
    with store.write() as unit:
        row = unit.session.scalar(sa.select(Folder).where(Folder.name == name))
        for key, value in values.items():
            setattr(row, key, value)


def whole(store):
    with store.read() as session:
        found = session.scalars(sa.select(Message.message_id).where(Message.body_state == "full"))
        return {message_id.partition("@")[0] for message_id in found}


def test_months_bound_what_is_listed_and_what_is_kept_whole(store, any_mailbox):
    now = time.time()
    ages = {"old": 400, "middle": 100, "young": 2}
    for key, days in ages.items():
        any_mailbox.deliver(letter(key), when=now - days * DAY)
    account = add_account(store, any_mailbox)
    choose(store, account, sync_months=6, offline_months=1)
    result = sync(store, account)["INBOX"]
    assert (result.new, result.total) == (2, 3)
    assert set(placed(store)) == {"middle", "young"}
    assert whole(store) == {"young"}

    any_mailbox.deliver(letter("next"), when=now)
    with any_mailbox.imap() as other:  # an old one goes, unlisted though it is
        other.select("INBOX")
        other.store("1", "+FLAGS", "(\\Deleted)")
        other.expunge()
    result = sync(store, account)["INBOX"]
    assert (result.new, result.removed, result.total) == (1, 0, 3)
    assert whole(store) == {"young", "next"}

    any_mailbox.deliver(letter("older"), when=now - 300 * DAY)
    sync(store, account)
    assert set(placed(store)) <= {"middle", "young", "next", "older"}
    choose(store, account, sync_months=0, offline_months=0)
    sync(store, account)
    assert set(placed(store)) == whole(store) == {"middle", "young", "next", "older"}


def test_large_mails_and_header_folders_wait_until_they_are_opened(store, mailbox):
    mailbox.deliver(letter("large", size=300_000))
    mailbox.deliver(letter("small"))
    mailbox.deliver(letter("list"), "Newsletters")
    account = add_account(store, mailbox)
    choose(store, account, fetch_limit=100_000)
    sync(store, account)
    choose_folder(store, "Newsletters", keep="mail", chosen=False)
    assert whole(store) == {"small", "list"}
    number = message_number(store, "large")
    with logged_in(store, account) as connection:
        fetch_message(store, account, connection, number, no_links)
        fetch_message(store, account, connection, number, no_links)
    assert whole(store) == {"small", "list", "large"}
    assert messages.raw_bytes(store, number) == letter("large", size=300_000)
    with store.read() as session:
        hits = session.execute(matching_messages(query_text("quote item large"), 10)).all()
    assert [row.id for row in hits] == [number]
    assert count(store, RawPiece) == 3


def test_a_damaged_copy_is_replaced_when_it_is_opened(store, mailbox):
    mailbox.deliver(letter("torn"))
    account = add_account(store, mailbox)
    sync(store, account)
    number = message_number(store, "torn")
    for path in store.raw.packs().values():
        path.write_bytes(bytes(path.stat().st_size))  # what a power failure may leave
    with pytest.raises(UserFacing) as caught:
        messages.raw_bytes(store, number)
    assert caught.value.code == "raw_damaged"
    with logged_in(store, account) as connection:
        fetch_message(store, account, connection, number, no_links)
    assert messages.raw_bytes(store, number) == letter("torn")
    assert whole(store) == {"torn"}


def test_a_mail_that_is_gone_says_so(store, mailbox):
    mailbox.deliver(letter("t"), "Trash")
    account = add_account(store, mailbox)
    sync(store, account)
    number = message_number(store, "t")
    mailbox.files("Trash")[0].unlink()
    with logged_in(store, account) as connection:
        with pytest.raises(UserFacing) as caught:
            fetch_message(store, account, connection, number, no_links)
        assert caught.value.code == "mail_gone"
        with pytest.raises(UserFacing):
            fetch_message(store, account, connection, 99_999, no_links)


def test_folders_are_synced_by_role_or_by_the_users_word(store, mailbox):
    mailbox.deliver(letter("j"), "Junk")
    mailbox.deliver(letter("n"), "Newsletters")
    account = add_account(store, mailbox)
    results = sync(store, account)
    assert (results["Junk"].new, results["Newsletters"].new) == (0, 1)
    choose_folder(store, "Junk", chosen=True)
    choose_folder(store, "Newsletters", chosen=False)
    mailbox.deliver(letter("n2"), "Newsletters")
    results = sync(store, account)
    assert (results["Junk"].new, results["Newsletters"].new, results["Newsletters"].total) == (
        1,
        0,
        2,
    )
    choose_folder(store, "Trash", keep="mail")
    mailbox.deliver(letter("t"), "Trash")
    sync(store, account)
    assert "t" in whole(store)


def test_a_poison_mail_can_be_asked_for_again(store, mailbox, monkeypatch):
    for n in range(5):
        mailbox.deliver(letter(n))
    honest = preparing.parse

    def choking(raw):
        if b"item 3." in raw:
            raise RuntimeError("poison")
        return honest(raw)

    monkeypatch.setattr(preparing, "parse", choking)
    account = add_account(store, mailbox)
    assert sync(store, account)["INBOX"].put_aside == 1
    assert whole(store) == {"0", "1", "2", "4"}
    assert retry_quarantined(store, account) == 1
    assert sync(store, account)["INBOX"].put_aside == 1  # still poison
    monkeypatch.undo()
    assert sync(store, account)["INBOX"].put_aside == 0
    with store.read() as session:
        row = session.scalars(sa.select(Quarantine)).one()
        key = (row.folder_id, row.uidvalidity, row.uid)
    assert retry_quarantined(store, keys=[(1, 2, 3)]) == 0
    assert retry_quarantined(store, keys=[key]) == 1
    sync(store, account)
    assert whole(store) == {str(n) for n in range(5)}
    assert count(store, Quarantine) == 0


def test_a_large_mail_comes_in_pieces_and_goes_on_where_it_broke_off(
    store, mailbox, fault_proxy, monkeypatch
):
    monkeypatch.setattr(large_mail, "LARGE", 100_000)
    monkeypatch.setattr(large_mail, "_PIECE", 50_000)
    raw = letter("large", size=1_000_000)
    mailbox.deliver(raw)
    proxy = fault_proxy(mailbox.server.port)
    account = add_account(store, mailbox, port=proxy.port)
    choose(store, account, fetch_limit=10_000)
    sync(store, account)
    number = message_number(store, "large")
    begun = proxy.cuts
    for _attempt in range(3):
        with logged_in(store, account) as connection, pytest.raises(Retryable):  # noqa: PT012
            connection.select("INBOX")
            proxy.cut_after = 320_000
            fetch_message(store, account, connection, number, no_links)
    assert proxy.cuts == begun + 3
    with logged_in(store, account) as connection:
        proxy.cut_after = 450_000  # less than the whole: only the rest may come
        heard = []
        fetch_message(store, account, connection, number, no_links, lambda *far: heard.append(far))
    assert messages.raw_bytes(store, number) == raw
    assert heard == sorted(heard)
    assert {total for _done, total in heard} == {len(raw)}


def test_a_moved_mail_is_fetched_while_the_move_is_owed(store, mailbox):
    from desktop.mail import actions

    mailbox.deliver(letter("t"), "Trash")
    account = add_account(store, mailbox)
    sync(store, account)
    number = message_number(store, "t")
    with store.read() as session:
        inbox = session.scalar(sa.select(Folder.id).where(Folder.role == "inbox"))
    actions.act(store, "move", [number], folder_id=inbox)
    with logged_in(store, account) as connection:
        fetch_message(store, account, connection, number, no_links)
    assert whole(store) == {"t"}
    assert count(store, Placement) == 1


def test_a_compressed_connection_reads_the_same():
    server = Dovecot(compress=True).start()
    try:
        mailbox = server.mailbox()
        letters = {letter(n, size=n * 1000) for n in range(40)}
        for raw in letters:
            mailbox.deliver(raw)
        from desktop.mail.imap_reader import FetchedMessage, newest_first
        from desktop.mail.transport import ImapConnection

        for security in ("plain", "ssl"):
            with ImapConnection(mailbox.login(security)) as connection:
                connection.connect()
                connection.login()
                assert connection.compress_now()
                connection.select("INBOX")
                uids = connection.uids()
                got = connection.fetch_pipelined(newest_first(uids, 7))
                assert {m.body for m in got if isinstance(m, FetchedMessage)} == letters
                assert connection.append("Sent", letter(99))  # IMAPClient speaks it too
                assert connection.status("Sent").exists == 1 + (security == "ssl")
    finally:
        server.remove()
