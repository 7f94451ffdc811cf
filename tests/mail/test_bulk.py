"""Whole mails through a process of their own: everything arrives once, whatever happens to the process or the line."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from desktop.mail import accounts, body_rows, bulk
from desktop.mail.bulk import fetch_bodies
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming, IncomingHeader, prepare
from desktop.mail.sync_report import Renumbered, Stopped
from desktop.mail.wanted_bodies import Wanted
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.store import raw as raw_module
from desktop.store.bulk_writing import set_bulk
from desktop.store.queries import health, messages
from desktop.store.raw import PackWriter, Piece, RawStore, Sealer
from desktop.store.schema.mail import Folder, Message, Quarantine
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import add_account, count, letter, no_links


@pytest.fixture
def headers(store, mailbox):
    """Make header rows of letters delivered to INBOX; gives (account, wanted, originals)."""

    def make(originals):
        for raw in originals:
            mailbox.deliver(raw)
        account = add_account(store, mailbox)
        with mailbox.imap() as other:
            other.select("INBOX")
            validity = int(other.response("UIDVALIDITY")[1][0])
        with store.write("sync") as unit:
            folder = Folder(
                account_id=account,
                wire_name="INBOX",
                name="INBOX",
                role="inbox",
                uidvalidity=validity,
            )
            unit.session.add(folder)
        pipeline = Pipeline(store, no_links)
        wanted = []
        for uid, raw in enumerate(originals, 1):
            head = raw[: raw.index(b"\r\n\r\n") + 4]
            place = (folder.id, validity, uid)
            pipeline.put_header(IncomingHeader(head, len(raw), *place, received_at=1_790_000_000))
            wanted.append(
                Wanted(folder.id, "INBOX", validity, uid, len(raw), (), 1_790_000_000, uid)
            )
        pipeline.finish()
        return account, wanted, originals

    return make


def fetch(store, account, wanted, **more):
    login = accounts.load(store, account).imap_login()
    return fetch_bodies(store, login, account, wanted, after_batch=no_links, **more)


def check_all_here(store, originals):
    with store.read() as session:
        rows = session.execute(sa.select(Message.id, Message.sha256, Message.body_state)).all()
    assert {sha for _id, sha, _state in rows} == {hashlib.sha256(r).hexdigest() for r in originals}
    assert {state for _id, _sha, state in rows} == {"full"}
    digests = {hashlib.sha256(messages.raw_bytes(store, row.id)).hexdigest() for row in rows}
    assert digests == {row.sha256 for row in rows}
    assert health.check(store) == []
    assert store.raw.reserved() == set()


def test_bodies_fill_their_rows(store, headers):
    account, wanted, originals = headers([letter(n, size=n * 100) for n in range(150)])
    taken, seen = [], []

    class Watching:
        def between(self, nbytes, *, headers=False):
            seen.append(nbytes)

    left = fetch(
        store, account, wanted, gate=Watching(), on_taken=lambda t, n: taken.append((t.filled, n))
    )
    assert left == []
    assert sum(filled for filled, _n in taken) == sum(n for _filled, n in taken) == 150
    assert sum(seen) == sum(len(raw) for raw in originals)
    check_all_here(store, originals)


def test_the_same_in_a_thread_where_no_process_can_be_started(store, headers, monkeypatch):
    monkeypatch.setattr(bulk, "_start_child", lambda **_how: None)
    account, wanted, originals = headers([letter(n) for n in range(40)])
    assert fetch(store, account, wanted) == []
    check_all_here(store, originals)


def test_what_the_server_does_not_give_is_told(store, headers):
    account, wanted, originals = headers([letter(n) for n in range(5)])
    absent = Wanted(wanted[0].folder_id, "INBOX", wanted[0].uidvalidity, 999, 10, (), 0, 999)
    assert fetch(store, account, [*wanted, absent]) == [absent]
    check_all_here(store, originals)


def test_a_killed_child_is_replaced_and_the_rest_comes(store, headers, monkeypatch):
    account, wanted, originals = headers([letter(n, size=2000) for n in range(400)])
    honest, killed = bulk._start_child, []

    def start(**how):
        child = honest(**how)
        killed.append(child.process)
        return child

    def kill_first(_taken, _count):
        if len(killed) == 1 and killed[0].is_alive():
            os.kill(killed[0].pid, signal.SIGKILL)
            killed[0].join()

    monkeypatch.setattr(bulk, "_start_child", start)
    assert fetch(store, account, wanted, on_taken=kill_first) == []
    assert len(killed) >= 1
    check_all_here(store, originals)


@pytest.mark.parametrize("lost", [False, True], ids=["stays", "is lost"])
def test_a_process_that_parses_beside_it_makes_the_same_rows(store, headers, monkeypatch, lost):
    account, wanted, originals = headers([letter(n, size=2000) for n in range(400)])
    monkeypatch.setattr(bulk, "_MUCH", 0)
    honest, parsers = bulk._start_child, []

    def start(**how):
        child = honest(**how)
        parsers.append(child.parser)
        return child

    def kill_parser(_taken, _count):
        if lost and parsers[0].is_alive():
            os.kill(parsers[0].pid, signal.SIGKILL)
            parsers[0].join()

    monkeypatch.setattr(bulk, "_start_child", start)
    monkeypatch.setattr(bulk.os, "cpu_count", lambda: 4)
    assert fetch(store, account, wanted, on_taken=kill_parser) == []
    assert len(parsers) == 1
    assert not parsers[0].is_alive()
    check_all_here(store, originals)


def test_a_child_lost_every_time_leaves_the_work_to_a_thread(store, headers, monkeypatch):
    account, wanted, originals = headers([letter(n) for n in range(30)])
    honest = bulk._start_child

    def start(**how):
        child = honest(**how)
        child.process.kill()
        return child

    monkeypatch.setattr(bulk, "_start_child", start)
    assert fetch(store, account, wanted) == []
    check_all_here(store, originals)


def test_a_stop_ends_it_and_the_next_run_goes_on(store, headers):
    account, wanted, originals = headers([letter(n) for n in range(300)])
    stop = threading.Event()
    with pytest.raises(Stopped):
        fetch(store, account, wanted, stop=stop, on_taken=lambda _t, _n: stop.set())
    with store.read() as session:
        here = set(session.scalars(sa.select(Message.id).where(Message.body_state == "full")))
    assert 0 < len(here) < 300
    assert fetch(store, account, [w for w in wanted if w.message_id not in here]) == []
    check_all_here(store, originals)


def test_errors_come_back_as_what_they_are(store, headers):
    account, wanted, _originals = headers([letter(n) for n in range(3)])
    with store.write() as unit:
        unit.session.execute(sa.text("UPDATE account_secret SET password = 'wrong'"))
    with pytest.raises(UserFacing) as caught:
        fetch(store, account, wanted)
    assert caught.value.code == "wrong_password"
    assert count(store, Message) == 3


def test_a_renumbered_folder_stops_it(store, headers):
    account, wanted, _originals = headers([letter(n) for n in range(3)])
    others = [Wanted(w.folder_id, "INBOX", 1, *_rest(w)) for w in wanted]
    with pytest.raises(Renumbered):
        fetch(store, account, others)


def _rest(w):
    return w.uid, w.size, w.flags, w.received_at, w.message_id


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process's files are POSIX")
def test_a_full_disk_in_the_child_is_told_and_the_rest_comes_later(store, headers):
    import resource

    account, wanted, originals = headers(
        [letter(n, size=0) + os.urandom(30_000).hex().encode() + b"\r\n" for n in range(30)]
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(p.stat().st_size for p in store.profile.root.rglob("*") if p.is_file())
    packs = sum(len(raw) for raw in originals) // 3
    assert packs < largest  # or the database could not be written either
    honest = bulk._start_child

    def start(**how):
        resource.setrlimit(resource.RLIMIT_FSIZE, (packs, hard))
        try:
            return honest(**how)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    bulk._start_child = start
    try:
        with pytest.raises(TradepostError) as caught:
            fetch(store, account, wanted)
    finally:
        bulk._start_child = honest
    assert caught.value.code == "disk_full"
    with store.read() as session:
        here = set(session.scalars(sa.select(Message.id).where(Message.body_state == "full")))
    assert fetch(store, account, [w for w in wanted if w.message_id not in here]) == []
    check_all_here(store, originals)


def test_a_message_that_breaks_the_parser_is_put_aside(store, headers, monkeypatch):
    monkeypatch.setattr(bulk, "_start_child", lambda **_how: None)
    account, wanted, originals = headers([letter(n) for n in range(20)])
    honest, poison = body_rows.parse_content, originals[7]

    def spoiling(raw):
        if raw == poison:
            raise ValueError("poison")
        return honest(raw)

    monkeypatch.setattr(body_rows, "parse_content", spoiling)
    assert fetch(store, account, wanted) == []
    with store.read() as session:
        states = list(session.scalars(sa.select(Message.body_state)))
        reasons = list(session.scalars(sa.select(Quarantine.reason)))
    assert (states.count("headers"), states.count("full")) == (1, 19)
    assert reasons == ["ValueError: poison"]


VARIOUS = [
    letter(1),
    b"",
    b"just words\r\n",
    b"\r\nno header\r\n",
    b"From: \xc1\xf5\xd1\xf4 <liu@x.example>\r\nTo: a@b.example, =?gb2312?B?wfU=?= <c@d.example>\r\n"
    b"Subject: \xb1\xa8\xbc\xdb\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n\xb1\xa8\xbc\xdb\xb5\xa5\r\n",
    b"Sender: list@x.example\r\nReply-To: d@x.example\r\nList-Id: <l.x.example>\r\nReferences: <1@x> <2@x>\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n'
    b"--c\r\n\r\nprice below\r\n> quoted\r\n--c\r\nContent-Type: text/html\r\n\r\n<b>price</b><img src=cid:i1>\r\n--c--\r\n"
    b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <i1>\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    b"--b\r\nContent-Disposition: attachment; filename*=utf-8''%E6%8A%A5.pdf\r\n\r\nx\r\n--b--\r\n",
    b"From: MAILER-DAEMON@x.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status;"
    b" boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
    b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n",
    b"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\ncome\r\n--b\r\n"
    b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n--b--\r\n",
]


def test_a_body_for_its_row_tells_what_the_whole_mail_tells():
    for raw in VARIOUS:
        whole = prepare(Incoming(raw), sha256="ab" * 32)
        ((number, sha256, piece, body),) = body_rows.unpack(
            body_rows.pack([(7, "ab" * 32, Piece(1, 2, 3), body_rows.read_body(raw))])
        )
        assert (number, sha256, piece) == (7, "ab" * 32, Piece(1, 2, 3))
        filled = body_rows.prepared(body, Incoming(b""), sha256)
        for name in ("kind", "snippet", "attachment_count"):
            assert getattr(filled.message, name) == getattr(whole.message, name)
        assert (filled.text, filled.attachments) == (whole.text, whole.attachments)
        assert (filled.words, filled.sha256) == (whole.words, whole.sha256)


def test_packs_of_several_writers_are_never_the_same_file(tmp_path):
    raw = RawStore(tmp_path, bytes(32))
    (first,) = raw.append([b"a" * 10])
    mine, other = raw.reserve(), raw.reserve()
    assert len({first.pack, mine, other}) == 3
    writer = PackWriter(tmp_path, mine)
    (piece,) = writer.append(Sealer(raw.pack_key), [("ab" * 32, b"hello")])
    (here,) = raw.append([b"b" * 10])
    assert (here.pack, here.offset) == (first.pack, 10)
    writer.close()
    assert raw.read("ab" * 32, piece) == b"hello"
    assert raw.reserved() == {mine, other}
    raw.release(mine)
    raw.release(other)
    assert raw.reserved() == set()
    assert not (tmp_path / f"{other:06d}.pack").exists()


def test_small_and_large_mails_in_one_group_come_back_as_they_were(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_module, "_LARGE", 5000)
    monkeypatch.setattr(raw_module, "_PIECE", 700)
    raw = RawStore(tmp_path, bytes(32))
    mails = [os.urandom(n) + b"text " * n for n in (3, 2000, 10, 40, 3000, 2500)]
    digests = [hashlib.sha256(mail).hexdigest() for mail in mails]
    writer = PackWriter(tmp_path, raw.reserve())
    places = writer.append(Sealer(raw.pack_key), list(zip(digests, mails, strict=True)))
    places += writer.append(Sealer(raw.pack_key), [(digests[0], mails[0])])
    writer.close()
    here = raw.append([raw.seal(digests[1], mails[1])])
    found = zip([*digests, digests[0], digests[1]], [*places, *here], strict=True)
    assert [raw.read(sha, piece) for sha, piece in found] == [*mails, mails[0], mails[1]]


def test_a_marker_goes_with_its_owner_and_not_before(tmp_path):
    raw = RawStore(tmp_path, bytes(32))
    dying = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    held = int(dying.stdout.readline())
    raw.release(raw.reserve())
    assert raw.reserved() == {held}  # the command line syncs beside the engine
    (piece,) = raw.append([b"x"])
    assert piece.pack != held
    dying.kill()
    dying.communicate()
    raw.release(raw.reserve())
    assert raw.reserved() == set()


HOLDER = """
import sys
from pathlib import Path
from desktop.store.raw import RawStore
raw = RawStore(Path(sys.argv[1]), bytes(32))
print(raw.reserve(), flush=True)
sys.stdin.read()
"""


def test_a_thread_that_may_still_write_keeps_its_pack(store, headers, monkeypatch):
    class Stuck(bulk._Thread):
        def end(self, *, at_once):
            super().end(at_once=at_once)
            return False

    monkeypatch.setattr(bulk, "_start_child", lambda **_much: None)
    monkeypatch.setattr(bulk, "_Thread", Stuck)
    account, wanted, _originals = headers([letter(n) for n in range(3)])
    assert fetch(store, account, wanted) == []
    (kept,) = store.raw.reserved()
    (piece,) = store.raw.append([store.raw.seal("0" * 64, b"mail of somebody else")])
    assert piece.pack != kept


def test_an_engine_ends_the_bulk_writing_of_one_that_was_killed(store):
    def merging():
        with store.read() as session:
            rows = session.execute(sa.text("SELECT k, v FROM message_fts_config")).all()
        return {k: v for k, v in rows if k != "version"}

    with store.write("sync") as unit:
        set_bulk(unit, False)
    usual = merging()
    with store.write("sync") as unit:
        set_bulk(unit, True)
    assert merging() != usual
    engine = EngineRun(store)
    engine.wait("ready")
    engine.end()
    assert merging() == usual


def test_packs_are_given_back_while_no_other_process_can_reserve_one(store, headers, monkeypatch):
    """In between, its new marker would be taken for the old one."""
    account, wanted, _originals = headers([letter(n) for n in range(3)])
    release, apart = RawStore.release, []

    def watched(self, pack):
        with ThreadPoolExecutor(1) as another:
            apart.append(not another.submit(store._write_lock.acquire, blocking=False).result())
        release(self, pack)

    monkeypatch.setattr(RawStore, "release", watched)
    login = accounts.load(store, account).imap_login()
    assert fetch_bodies(store, login, account, wanted, after_batch=no_links) == []
    assert apart == [True]
    assert store.raw.reserved() == set()
