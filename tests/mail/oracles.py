"""What must hold between a server and the store, told by looking at both: the judges of the breaking tests."""

import contextlib
import hashlib
import imaplib
import re
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from imapclient import imap_utf7

from desktop.mail import accounts, actions
from desktop.mail.sync import AccountSync
from desktop.mail.transport import ImapConnection
from desktop.store.queries import messages
from desktop.store.schema.mail import (
    Folder,
    MailAction,
    Message,
    MessageText,
    Placement,
    Quarantine,
    RawPiece,
)
from tests.mail.mail_samples import no_links

UNDONE = ("new", "inflight", "unknown")


@dataclass(frozen=True)
class There:
    """A message as another program sees it on the server."""

    key: str
    flags: frozenset[str]
    sha256: str


def key_of(raw: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*<([^@>]+)", raw, re.IGNORECASE | re.MULTILINE)
    return found[1].decode() if found else hashlib.sha256(raw).hexdigest()


@contextlib.contextmanager
def logged_in(store, account, port=None):
    """A connection as the engine makes it."""
    login = accounts.load(store, account).imap_login()
    with ImapConnection(login) as connection:
        connection.connect()
        connection.login()
        yield connection


def run_sync(store, account, *, only=(), **arguments):
    """One sync with a connection of its own."""
    with logged_in(store, account) as connection:
        return AccountSync(
            store,
            account,
            connection,
            after_batch=arguments.pop("after_batch", no_links),
            **arguments,
        ).run(only)


def run_actions(store, account):
    """Replay what is owed, with a connection of its own."""
    with logged_in(store, account) as connection:
        return actions.replay(store, account, connection)


def choose_every_folder(store, account) -> None:
    """As if the user had ticked every folder, with whole mails."""
    with store.write() as unit:
        for row in unit.session.scalars(sa.select(Folder).where(Folder.account_id == account)):
            row.chosen, row.keep = True, "mail"


# ---- the server's side, read by the standard library


def folder_names(other: imaplib.IMAP4) -> list[str]:
    """Wire names of the folders that can be opened."""
    _ok, lines = other.list()
    found = []
    for line in lines:
        if not line or b"\\Noselect" in line or b"\\NonExistent" in line:
            continue
        text = line if isinstance(line, bytes) else line[1]
        name = re.search(rb'(?:"((?:[^"\\]|\\.)*)"|(\S+))$', text)
        found.append((name[1] if name[1] is not None else name[2]).decode())
    return found


def read_folder(other: imaplib.IMAP4, name: str) -> tuple[int, dict[int, There]] | None:
    """UIDVALIDITY and {uid: message} of a folder; None when it is listed and cannot be opened (Dovecot does that)."""
    if other.select(f'"{name}"', readonly=True)[0] != "OK":
        return None
    validity = int(other.response("UIDVALIDITY")[1][0])
    _ok, data = other.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")
    found = {}
    items = [d for d in data if isinstance(d, tuple)]
    tails = [
        data[i + 1] if i + 1 < len(data) else b""
        for i, d in enumerate(data)
        if isinstance(d, tuple)
    ]
    for (head, raw), tail in zip(items, tails, strict=True):
        text = head + (tail if isinstance(tail, bytes) else b"")
        uid = int(re.search(rb"UID (\d+)", text)[1])
        flags = re.search(rb"FLAGS \(([^)]*)\)", text)[1].decode().split()
        found[uid] = There(
            key_of(raw),
            frozenset(f for f in flags if f != "\\Recent"),
            hashlib.sha256(raw).hexdigest(),
        )
    return validity, found


def read_server(mailbox) -> dict[str, tuple[int, dict[int, There]]]:
    """{wire name: (UIDVALIDITY, {uid: message})} of the whole mailbox."""
    with mailbox.imap() as other:
        found = {name: read_folder(other, name) for name in folder_names(other)}
    return {name: folder for name, folder in found.items() if folder is not None}


def copies(server) -> Counter:
    """How often each message lies on the server."""
    return Counter(
        m.key
        for _validity, folder in server.values()
        for m in folder.values()
        if "\\Deleted" not in m.flags  # all that a server without UIDPLUS lets us do
    )


# ---- the judgement


def check(store, account, mailbox, *, settled: bool = True, folders=None):
    """Fail unless the store says what the server says. Returns the server's state.

    `settled`: nothing is owed any more, so nothing may differ. Otherwise messages with an action owed may be elsewhere.
    `folders`: names that must be complete; None: those that the store calls complete.
    """
    server = read_server(mailbox)
    complete, here, moving, held = _read_store(store, account)
    for name in folders or ():
        assert name in complete, f"{name} is not complete: {sorted(complete)}"
    if not settled and _folders_owed(store):
        complete = (
            set()
        )  # the user renamed or deleted folders that the server has under their old names
    for name in complete if folders is None else folders:
        if name not in server:
            assert not here.get(name), f"mail in {name}, which is gone"
            continue
        validity, there = server[name]
        _compare(
            name,
            validity,
            there,
            here.get(name, {}),
            held.get(name, set()),
            set() if settled else moving,
        )
    _check_messages(store, account)
    if settled:
        assert not moving, f"still owed: {moving}"
    assert store.problems() == []
    return server


def _folders_owed(store) -> bool:
    with store.read() as session:
        return bool(
            session.scalar(
                sa.select(sa.func.count())
                .select_from(MailAction)
                .where(MailAction.state.in_(UNDONE), MailAction.message_id.is_(None))
            )
        )


def _compare(name, validity, there, here, held, moving) -> None:
    mine = {uid: entry for uid, entry in here.items() if uid > 0}
    assert all(entry[2] == validity for entry in mine.values()), (
        f"{name}: numbers of another UIDVALIDITY"
    )
    lost = {
        uid: m.key
        for uid, m in there.items()
        if uid not in mine and uid not in held and m.key not in moving
    }
    assert not lost, f"{name}: not here: {lost}"
    ghosts = {uid: mine[uid][0] for uid in mine if uid not in there}
    assert not ghosts, f"{name}: not there: {ghosts}"
    for uid, (key, flags, _validity, sha256, full) in mine.items():
        assert key == there[uid].key, f"{name} {uid}: {key} here, {there[uid].key} there"
        assert flags == there[uid].flags, (
            f"{name} {uid} {key}: flags {flags}, there {there[uid].flags}"
        )
        if full:
            assert sha256 == there[uid].sha256, f"{name} {uid} {key}: other bytes"
    if not moving:
        waiting = [uid for uid in here if uid < 0]
        assert not waiting, f"{name}: placeholders left: {waiting}"


def _read_store(store, account):
    """(complete folders, {folder: {uid: entry}}, keys with an action owed, {folder: uids put aside})."""
    here: dict[str, dict] = {}
    held: dict[str, set[int]] = {}
    with store.read() as session:
        rows = session.scalars(sa.select(Folder).where(Folder.account_id == account)).all()
        complete = {f.wire_name for f in rows if f.state == "complete"}
        names = {f.id: f.wire_name for f in rows}
        for p, m in session.execute(
            sa.select(Placement, Message).join(Message, Message.id == Placement.message_id)
        ):
            if p.folder_id in names:
                here.setdefault(names[p.folder_id], {})[p.uid] = (
                    m.message_id.partition("@")[0],
                    frozenset(p.flags.split()),
                    p.uidvalidity,
                    m.sha256,
                    m.body_state == "full",
                )
        for q in session.scalars(sa.select(Quarantine)):
            held.setdefault(names.get(q.folder_id, ""), set()).add(q.uid)
        owed = session.scalars(
            sa.select(MailAction.message_id).where(MailAction.state.in_(UNDONE))
        ).all()
        moving = {
            (m.message_id.partition("@")[0] if (m := session.get(Message, i)) else "?")
            for i in owed
            if i is not None
        }
    return complete, here, moving, held


def _check_messages(store, account) -> None:
    """Whole messages have bytes and text, every message is shown as its places and owed wishes say, none is there twice."""
    with store.read() as session:
        rows = session.scalars(sa.select(Message)).all()
        twice = [k for k, n in Counter(m.sha256 for m in rows if m.sha256).items() if n > 1]
        assert not twice
        names = Counter((m.message_id, m.head_sha, m.size) for m in rows if m.message_id)
        twice = [k for k, n in names.items() if n > 1]
        assert not twice, f"the same message twice: {twice}"
        pieces = set(session.scalars(sa.select(RawPiece.sha256)))
        texts = set(session.scalars(sa.select(MessageText.message_id)))
        for m in rows:
            if m.body_state == "full":
                assert m.sha256 in pieces, f"{m.message_id}: no bytes"
                assert m.id in texts, f"{m.message_id}: no text"
        wishes: dict[int, list[str]] = {}
        for action in session.scalars(
            sa.select(MailAction).where(MailAction.state.in_(UNDONE)).order_by(MailAction.id)
        ):
            wishes.setdefault(action.message_id or 0, []).append(action.kind)
        for m in rows:
            _check_shown(session, m, wishes.get(m.id, []))


def _check_shown(session, message, wishes) -> None:
    places = session.scalars(sa.select(Placement).where(Placement.message_id == message.id)).all()
    if len(places) != 1:
        return
    flags = set(places[0].flags.split())
    for kind in wishes:
        for name, flag in (("read", "\\Seen"), ("flag", "\\Flagged"), ("answered", "\\Answered")):
            if kind == name:
                flags.add(flag)
            elif kind == f"un{name}":
                flags.discard(flag)
    shown = (message.seen, message.flagged)
    wanted = ("\\Seen" in flags, "\\Flagged" in flags)
    assert shown == wanted, f"{message.message_id}: shown {shown}, should be {wanted}"


def check_bytes(store, originals: dict[str, bytes]) -> None:
    """Every message whose Message-ID begins with a key has exactly those bytes."""
    with store.read() as session:
        found = {
            key.partition("@")[0]: number
            for number, key in session.execute(sa.select(Message.id, Message.message_id))
        }
    for key, raw in originals.items():
        assert messages.raw_bytes(store, found[key]) == raw


def readable(wire_name: str) -> str:
    return str(imap_utf7.decode(wire_name.encode()))
