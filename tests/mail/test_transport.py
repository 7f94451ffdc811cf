"""Connections to a real Dovecot: bulk reading, folders, changes, and every way in which connecting fails."""

import random
import socket

import pytest

from desktop.mail import imap_changes
from desktop.mail.imap_bulk import SetDone
from desktop.mail.imap_reader import FetchedMessage, ResponseReader, compress, expand, newest_first
from desktop.mail.login import Login
from desktop.mail.providers import Endpoint, assign_roles, folder_role, provider_for
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable, UserFacing
from tests.fixtures.dovecot import Dovecot, free_port


def letter(n, size=200):
    body = random.Random(n).randbytes(size // 2).hex()
    return f"From: a@x.example\r\nSubject: number {n}\r\nMessage-ID: <{n}@x.example>\r\n\r\n{body}\r\n)\r\n".encode()


def opened(login):
    connection = ImapConnection(login)
    connection.connect()
    connection.login()
    return connection


@pytest.mark.parametrize("security", ["plain", "starttls", "ssl"])
def test_bulk_reading_gives_every_byte(mailbox, security):
    letters = {letter(n, size=30 + n * 997) for n in range(60)}
    for raw in letters:
        mailbox.deliver(raw)
    with opened(mailbox.login(security)) as connection:
        selected = connection.select("INBOX")
        assert selected.exists == 60
        uids = connection.uids()
        sets = newest_first(uids, 7, first=3)
        got = list(connection.fetch_pipelined(sets))
        messages = [m for m in got if isinstance(m, FetchedMessage)]
        assert {m.body for m in messages} == letters
        assert messages[0].uid in sets[0]
        assert max(uids) in sets[0]
        assert [d.uids for d in got if isinstance(d, SetDone)] == [tuple(s) for s in sets]
        # the connection is in step again for both readers
        assert connection.select("INBOX").exists == 60
        assert connection.uids("UNSEEN") == uids


def test_folders_have_roles(mailbox, poor_dovecot):
    for box in (mailbox, poor_dovecot.mailbox()):
        with opened(box.login()) as connection:
            roles = {f.role: f.name for f in connection.folders() if f.role}
            assert roles == {
                "inbox": "INBOX",
                "drafts": "Drafts",
                "sent": "Sent",
                "trash": "Trash",
                "junk": "Junk",
                "archive": "Archive",
            }


def test_flags_moves_and_copies(mailbox, poor_dovecot):
    for box in (mailbox, poor_dovecot.mailbox()):
        for n in range(4):
            box.deliver(letter(n))
        with opened(box.login()) as connection:
            connection.select("INBOX", readonly=False)
            uids = connection.uids()
            connection.store_flags(uids[:2], ["\\Seen"], add=True)
            assert [m.uid for m in connection.flags() if "\\Seen" in m.flags] == uids[:2]
            imap_changes.move(connection, uids[:1], "Archive")
            assert connection.find_message_id("3@x.example")
            connection.append("Sent", letter(99))
            connection.select("Sent")
            assert len(connection.find_message_id("99@x.example")) == 1
            connection.select("Archive")
            assert len(connection.uids()) == 1


def test_changes_since_a_modseq(mailbox):
    for n in range(5):
        mailbox.deliver(letter(n))
    with opened(mailbox.login()) as connection:
        modseq = connection.select("INBOX").highestmodseq
        uids = connection.uids()
        with mailbox.imap() as other:
            other.select("INBOX")
            other.uid("STORE", str(uids[0]), "+FLAGS", "(\\Flagged)")
            other.uid("STORE", str(uids[1]), "+FLAGS", "(\\Deleted)")
            other.expunge()
        changes = connection.changed_since(modseq)
        assert [(m.uid, "\\Flagged" in m.flags) for m in changes.messages] == [(uids[0], True)]
        assert changes.vanished.pairs == ((uids[1], uids[1]),)


def code_of(login):
    with pytest.raises((UserFacing, Retryable)) as caught, ImapConnection(login) as connection:  # noqa: PT012
        connection.connect()
        connection.login()
    assert caught.value.message
    assert caught.value.hint or caught.value.code == "closed"
    return caught.value.code


def test_every_failure_has_its_own_words(mailbox, scripted_server, fault_proxy):
    assert code_of(mailbox.login(password="wrong")) == "wrong_password"
    assert code_of(mailbox.login(password="falsch-ü-密码")) == "wrong_password"
    assert code_of(mailbox.login(port=free_port())) == "refused"
    assert code_of(mailbox.login("ssl", port=mailbox.server.port)) == "tls_failed"
    assert (
        code_of(Login(Endpoint("127.0.0.1", mailbox.server.tls_port, "ssl"), "a", "b"))
        == "tls_untrusted"
    )
    assert code_of(Login(Endpoint("mail.host.invalid", 993, "ssl"), "a", "b")) == "host_not_found"
    assert code_of(Login(Endpoint("203.0.113.1", 143, "plain"), "a", "b")) == "plain_refused"
    assert (
        code_of(
            mailbox.login("ssl", port=0).__class__(
                Endpoint("127.0.0.1", mailbox.server.tls_port, "ssl"), "a", "b", "/nonexistent.pem"
            )
        )
        == "bad_ca_file"
    )
    assert code_of(mailbox.login(port=scripted_server(b"* BYE too busy\r\n").port)) == "closed"
    proxy = fault_proxy(mailbox.server.port)
    proxy.cut_on = b"AUTHENTICATE"
    assert code_of(mailbox.login(port=proxy.port)) == "closed"
    proxy.reset = True
    assert code_of(mailbox.login(port=proxy.port)) == "closed"


def test_a_certificate_for_another_name():
    server = Dovecot(names=("mail.other.example",), addresses=()).start()
    try:
        login = Login(Endpoint("127.0.0.1", server.tls_port, "ssl"), "a", "b", str(server.ca_file))
        assert code_of(login) == "tls_name"
    finally:
        server.remove()


@pytest.mark.parametrize("cut", [1, 300, 5_000, 40_000, 90_001])
def test_a_cut_in_the_middle_gives_whole_messages_then_an_error(mailbox, fault_proxy, cut):
    letters = {letter(n, 3000) for n in range(40)}
    for raw in letters:
        mailbox.deliver(raw)
    proxy = fault_proxy(mailbox.server.port)
    with opened(mailbox.login(port=proxy.port)) as connection:
        connection.select("INBOX")
        uids = connection.uids()
        proxy.cut_after = cut
        got = []
        with pytest.raises(Retryable):  # noqa: PT012 - the second round at the latest, when a cut was far away
            for _round in range(2):
                got.extend(connection.fetch_pipelined(newest_first(uids, 10)))
        whole = [m.body for m in got if isinstance(m, FetchedMessage)]
    assert whole or cut < 40_000
    assert set(whole) <= letters


def test_responses_are_cut_right_at_any_chunk_size():
    stream = b'* 1 FETCH (UID 7 FLAGS (\\Seen) BODY[] {11}\r\nab\r\n* {3}\r\nx)\r\n* 2 FETCH (UID 8 BODY[] "q\\"x")\r\nT1 OK done\r\n'
    for size in range(1, len(stream) + 1):
        pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
        reader = ResponseReader(lambda _n, left=pieces: left.pop(0) if left else b"")
        texts = [reader.response() for _ in range(3)]
        assert texts[0].literals == (b"ab\r\n* {3}\r\n",)
        assert texts[2].text == b"T1 OK done"
        with pytest.raises(EOFError):
            reader.response()


def test_uid_sets():
    assert compress([5, 3, 4, 9]) == "3:5,9"
    assert list(expand("3:5,9")) == [3, 4, 5, 9]
    sets = newest_first(range(1, 100_000, 3), 2000)
    assert all(len(compress(s)) <= 3500 for s in sets)
    assert sorted(u for s in sets for u in s) == list(range(1, 100_000, 3))
    assert sets[0][-1] > sets[1][-1]


def test_providers_and_roles():
    assert provider_for("me@qq.com").imap == Endpoint("imap.qq.com", 993, "ssl")
    assert provider_for("me@acme.example", mx=("mxbiz1.qq.com",)).known
    guess = provider_for("me@acme.example")
    assert (guess.known, guess.imap.host, guess.smtp.host) == (
        False,
        "imap.acme.example",
        "smtp.acme.example",
    )
    for name, role in {
        "已发送": "sent",
        "Gesendet": "sent",
        "草稿箱": "drafts",
        "Papelera": "trash",
        "Спам": "junk",
        "送信済み": "sent",
        "Kunden": "",
    }.items():
        assert folder_role(name, ()) == role
    assert folder_role("INBOX.Sent", (), ".") == "sent"
    assert assign_roles([("Sent", (), "/"), ("Sent Items", ("\\Sent",), "/")]) == ["", "sent"]


def test_the_computer_without_network_is_told_apart(monkeypatch):
    def no_name(*_a, **_k):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "create_connection", no_name)
    assert code_of(Login(Endpoint("imap.example.com", 993, "ssl"), "a", "b")) == "host_not_found"
