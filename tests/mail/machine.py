"""A mailbox, its user and another program at once, in any order, with cuts and crashes: what must hold afterwards.

A hypothesis state machine over real servers. Runs are the same every time; TRADEPOST_LONG=N runs N times as many
examples, other ones each time.
"""

import contextlib
import os
import re
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from desktop.mail import actions, drafts, folder_changes
from desktop.mail.drafts import Draft
from desktop.mail.outbox import Outbox
from desktop.mail.smtp import SmtpConnection
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import Folder, MailAction, Message, OutboxMessage
from desktop.store.workspace import Store
from tests.fixtures.faults import FaultProxy
from tests.fixtures.stores import KEY, blank_store
from tests.mail.mail_samples import add_account, letter
from tests.mail.oracles import (
    UNDONE,
    check,
    choose_every_folder,
    copies,
    key_of,
    logged_in,
    read_server,
    run_sync,
)

LONG = int(os.environ.get("TRADEPOST_LONG", "0"))
OWN_FOLDERS = ("Orders", "Orders/ACME", "&W6JiNw-")
FOLDERS = ("INBOX", "Sent", "Archive", "Trash", *OWN_FOLDERS)
NAMES = ("Orders", "ACME", "客户")
MOVES = ("archive", "delete", "move", "junk", "undelete", "purge")
FLAG_OF = {
    "read": ("\\Seen", True),
    "unread": ("\\Seen", False),
    "flag": ("\\Flagged", True),
    "unflag": ("\\Flagged", False),
}

pick = st.integers(0, 30)
cuts = st.integers(1, 9000)


def how_long(examples: int) -> settings:
    return settings(
        max_examples=examples * max(1, LONG),
        stateful_step_count=40 if LONG else 16,
        derandomize=not LONG,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        # a failure is told at once; TRADEPOST_SHRINK=1 takes minutes to make it short
        phases=[Phase.generate, *([Phase.shrink] if "TRADEPOST_SHRINK" in os.environ else [])],
        suppress_health_check=list(HealthCheck),
    )


class Later:
    """A clock that moves on at every settlement, so that what waits gets its turn."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class MailMachine(RuleBasedStateMachine):
    """`server` and `smtp` are set by the test that runs it."""

    server = None
    smtp = None
    exact_moves = True
    """Whether the server moves in one step and expunges single messages (MOVE, UIDPLUS)."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="tp-machine"))
        self.store = blank_store(self.root / "w")
        self.mailbox = self.server.mailbox()
        self.proxy = FaultProxy(self.server.port)
        self.clock = Later()
        self.counter = 0
        self.copies: Counter[str] = Counter()
        self.flags: dict[str, set[str]] = {}
        self.vague: set[str] = set()
        """Messages about which both sides wished something at once: they must be there, nobody says how."""
        self.loose: set[str] = set()
        """Messages that may be gone for good, or lie in one place fewer."""
        self.queued: list[str] = []
        self.gestures: list[str] = []
        self.stale: set[str] = set()
        """Messages that the other program took elsewhere since this one looked."""
        self.taken_before = len(self.smtp.taken)
        self.dropped: set[str] = set()
        self.account = ""

    # ---- the other side

    @initialize()
    def begin(self) -> None:
        with self.mailbox.imap() as other:
            for name in OWN_FOLDERS[:2]:
                other.create(f'"{name}"')
        self.account = add_account(self.store, self.mailbox, self.smtp, port=self.proxy.port)
        self._full()
        for n in range(6):
            self.deliver(
                where=("INBOX", "INBOX", "Archive", "Orders")[n % 4], seen=False, flagged=False
            )

    @rule(where=st.sampled_from(FOLDERS), seen=st.booleans(), flagged=st.booleans())
    def deliver(self, where, seen, flagged) -> None:
        self.counter += 1
        key = f"m{self.counter}"
        flags = [f for f, on in (("\\Seen", seen), ("\\Flagged", flagged)) if on]
        with self.mailbox.imap() as other:
            if not self._append(other, where, letter(key), flags):
                return
        self.copies[key] += 1
        self.flags[key] = set(flags)

    @rule(which=pick, where=st.sampled_from(FOLDERS))
    def other_copies(self, which, where) -> None:
        with self._at(which) as (other, _folder, uid, key):
            if other is not None and other.uid("COPY", str(uid), f'"{where}"')[0] == "OK":
                self.copies[key] += 1
                self.vague.add(key)

    @rule(which=pick, flag=st.sampled_from(("\\Seen", "\\Flagged")), on=st.booleans())
    def other_flags(self, which, flag, on) -> None:
        with self._at(which) as (other, _folder, uid, key):
            if other is not None:
                other.uid("STORE", str(uid), "+FLAGS" if on else "-FLAGS", f"({flag})")
                words = self.flags[key]
                words.add(flag) if on else words.discard(flag)

    @rule(which=pick, where=st.sampled_from(FOLDERS))
    def other_moves(self, which, where) -> None:
        with self._at(which) as (other, folder, uid, key):
            if other is None or folder == where:
                return
            if other.uid("COPY", str(uid), f'"{where}"')[0] == "OK":
                self._expunge(other, uid)
                self._meddled(key)

    @rule(which=pick)
    def other_expunges(self, which) -> None:
        with self._at(which) as (other, _folder, uid, key):
            if other is not None:
                self._expunge(other, uid)
                self.copies[key] -= 1
                self._meddled(key)

    @rule(name=st.sampled_from(OWN_FOLDERS))
    def other_creates(self, name) -> None:
        with self.mailbox.imap() as other:
            other.create(f'"{name}"')

    @rule(name=st.sampled_from(OWN_FOLDERS), to=st.sampled_from(OWN_FOLDERS))
    def other_renames(self, name, to) -> None:
        if name.startswith(to) or to.startswith(name):
            return
        server = read_server(self.mailbox)
        with self.mailbox.imap() as other:
            if other.rename(f'"{name}"', f'"{to}"')[0] == "OK":
                for folder in (name, f"{name}/ACME"):
                    for message in server.get(folder, (0, {}))[1].values():
                        self._meddled(message.key)

    @rule(name=st.sampled_from(OWN_FOLDERS))
    def other_deletes(self, name) -> None:
        server = read_server(self.mailbox)
        with self.mailbox.imap() as other:
            if name in server and other.delete(f'"{name}"')[0] == "OK":
                for message in server[name][1].values():
                    if "\\Deleted" not in message.flags:
                        self.copies[message.key] -= 1
                        self._meddled(message.key)

    @rule(where=st.sampled_from(FOLDERS))
    def server_renumbers(self, where) -> None:
        if where in read_server(self.mailbox):
            with contextlib.suppress(NotImplementedError):
                self.mailbox.bump_uidvalidity(where)

    # ---- the user

    @rule(which=pick, kind=st.sampled_from((*FLAG_OF, *MOVES)), to=pick)
    def acts(self, which, kind, to) -> None:
        number, key, in_trash = self._mine(which)
        if number is None:
            return
        target = self._folder_id(to) if kind == "move" else None
        with contextlib.suppress(UserFacing):
            done = actions.perform(self.store, kind, [number], folder_id=target)
            self.gestures.append(done.id)
        if kind in ("delete", "purge") and in_trash:
            self.loose.add(key)
        if key in self.stale:
            self.vague.add(key)

    @precondition(lambda self: self.gestures)
    @rule()
    def takes_back(self) -> None:
        with contextlib.suppress(UserFacing):
            actions.undo(self.store, self.gestures.pop())

    @rule(name=st.sampled_from(NAMES))
    def user_creates(self, name) -> None:
        with contextlib.suppress(UserFacing):
            folder_changes.create(self.store, self.account, name)

    @rule(which=pick, name=st.sampled_from(NAMES))
    def user_renames(self, which, name) -> None:
        with contextlib.suppress(UserFacing):
            folder_changes.rename(self.store, self._folder_id(which), name)

    @rule(which=pick)
    def user_deletes(self, which) -> None:
        with contextlib.suppress(UserFacing):
            folder_changes.delete(self.store, self._folder_id(which), with_mail=True)

    @rule(drop=st.sampled_from(("", "", "connect", "mail", "data", "after_data")), cut=cuts)
    def sends(self, drop, cut) -> None:
        self.counter += 1
        subject = f"offer {self.account[:8]} {self.counter}"
        draft = Draft(
            account_id=self.account, to=(("", "buyer@acme.example"),), subject=subject, text="Hi"
        )
        self.queued.append(drafts.queue(self.store, draft, now=self.clock.now()).id)
        self.smtp.drop = drop
        try:
            self._tries(cut if drop == "mail" else None, sync=False)
        finally:
            self.smtp.drop = ""

    @rule(cut=cuts, reset=st.booleans())
    def talks_until_cut(self, cut, reset) -> None:
        self.proxy.reset = reset
        self._tries(cut, sync=True)

    @rule(cut=cuts)
    def only_syncs_until_cut(self, cut) -> None:
        self.proxy.cut_after = cut
        with contextlib.suppress(Retryable):
            run_sync(self.store, self.account)
        self.proxy.cut_after = None

    @precondition(lambda self: self.account)
    @rule()
    def syncs_with_wishes_owed(self) -> None:
        self._a_quarter_passes()
        run_sync(self.store, self.account)
        self.stale.clear()
        check(self.store, self.account, self.mailbox, settled=not self._owed())

    @rule()
    def crashes(self) -> None:
        self.proxy.cut_now()
        self.store.close()
        self.store = Store.open(Profile(self.root / "w"), KEY)

    @rule()
    def settles(self) -> None:
        self._full()

    # ---- judgement

    def teardown(self) -> None:
        try:
            if self.account:
                self._full()
        finally:
            self.proxy.close()
            self.store.close()
            shutil.rmtree(self.root, ignore_errors=True)

    def _full(self) -> None:
        """Everything owed is told, everything is synced: now both sides must say the same."""
        for _round in range(12):  # what the server refuses is tried some times, then given up
            self._hours_pass()
            self._talk(sync=True)
            if self._choose_new() or self._owed() or self._waiting():
                continue
            break
        else:
            raise AssertionError(f"never settles: {self._owed()} owed, {self._waiting()} to send")
        self._a_quarter_passes()
        run_sync(self.store, self.account)
        self.stale.clear()
        server = check(self.store, self.account, self.mailbox)
        self._judge_copies(server)
        self._judge_flags(server)
        self._judge_sent(server)

    def _judge_copies(self, server) -> None:
        there = Counter(
            m.key
            for _v, folder in server.values()
            for m in folder.values()
            if "\\Deleted" not in m.flags
        )
        for key, wanted in self.copies.items():
            if key in self.loose:
                assert there[key] <= wanted, f"{key}: {there[key]} times, {wanted} at most"
            else:
                assert there[key] == wanted, f"{key}: {there[key]} times instead of {wanted}"

    def _judge_flags(self, server) -> None:
        for name, (_validity, folder) in server.items():
            for message in folder.values():
                if message.key in self.flags and message.key not in self.vague | self.loose:
                    shown = set(message.flags) & {"\\Seen", "\\Flagged"}
                    if "\\Deleted" not in message.flags:
                        wanted = self.flags[message.key]
                        assert shown == wanted, f"{name} {message.key}: {shown} instead of {wanted}"

    def _judge_sent(self, server) -> None:
        taken = Counter(
            re.search(rb"^Subject: (.*?)\r?$", t.content, re.MULTILINE)[1].decode()
            for t in self.smtp.taken[self.taken_before :]
        )
        filed = copies(server)  # the user may have moved it on from Sent
        with self.store.read() as session:
            rows = [session.get(OutboxMessage, key) for key in self.queued]
        for row in rows:
            key = row.message_id.partition("@")[0]
            assert row.state in ("filed", "failed"), f"{row.subject}: {row.state}"
            assert taken[row.subject] <= 1, f"{row.subject} was sent {taken[row.subject]} times"
            if row.state == "filed":
                assert taken[row.subject] == 1
                if key not in self.vague | self.loose and key not in self.copies:
                    self.copies[key] = 1  # from now on a message like any other
                    self.flags[key] = {"\\Seen"}
                    assert filed[key] == 1, f"{row.subject} stands there {filed[key]} times"
            else:
                assert filed[key] == 0
                assert taken[row.subject] == (1 if row.subject in self.dropped else 0)

    # ---- inside

    def _talk(self, *, sync: bool) -> None:
        before = self._owed()
        subjects_before = len(self.smtp.taken)
        try:
            with logged_in(self.store, self.account) as connection:
                actions.replay(self.store, self.account, connection)
                outbox = Outbox(self.store, self.account, self.clock, lambda _unit, _sent: None)
                if outbox.waiting():
                    outbox.send_queued(self._smtp)
                    outbox.settle(connection)
            if sync:
                run_sync(self.store, self.account)
        finally:
            if self.smtp.drop == "after_data":
                self.dropped |= {
                    re.search(rb"^Subject: (.*?)\r?$", t.content, re.MULTILINE)[1].decode()
                    for t in self.smtp.taken[subjects_before:]
                }
            self._told(before)

    def _hours_pass(self) -> None:
        self.clock.ahead += timedelta(hours=2)
        with self.store.write() as unit:
            unit.session.execute(sa.update(MailAction).values(not_before=0))

    def _a_quarter_passes(self) -> None:
        """Where changes cannot be asked for, flags of old mail are compared four times an hour."""
        with self.store.write() as unit:
            unit.session.execute(sa.update(Folder).values(last_full_at=0))

    def _smtp(self) -> SmtpConnection:
        connection = SmtpConnection(self.smtp.login(self.mailbox.email))
        connection.connect()
        connection.login()
        return connection

    def _tries(self, cut, *, sync: bool) -> None:
        self.proxy.cut_after = cut
        with contextlib.suppress(Retryable):
            self._talk(sync=sync)
        self.proxy.cut_after = None

    def _owed(self) -> dict[int, tuple[str, str]]:
        """{action: (kind, message)} of what the server has not been told of."""
        with self.store.read() as session:
            rows = session.execute(
                sa.select(MailAction.id, MailAction.kind, Message.message_id)
                .outerjoin(Message, Message.id == MailAction.message_id)
                .where(MailAction.state.in_(UNDONE))
                .order_by(MailAction.id)
            ).all()
        return {number: (kind, (key or "").partition("@")[0]) for number, kind, key in rows}

    def _waiting(self) -> int:
        return Outbox(self.store, self.account, self.clock, lambda _u, _s: None).waiting()

    def _told(self, before) -> None:
        """What is owed no longer holds from now on."""
        after = self._owed()
        with self.store.read() as session:
            dead = set(session.scalars(sa.select(MailAction.id).where(MailAction.state == "dead")))
        for number, (kind, key) in before.items():
            if number in after:
                continue
            if number in dead:
                self.vague.add(key)
            elif kind in FLAG_OF and key in self.flags:
                flag, on = FLAG_OF[kind]
                self.flags[key].add(flag) if on else self.flags[key].discard(flag)

    def _meddled(self, key: str) -> None:
        """The other program took a message away: what is wished about it before we look may come to nothing."""
        self.stale.add(key)
        if any(owed == key for _kind, owed in self._owed().values()):
            self.vague.add(key)

    def _choose_new(self) -> bool:
        with self.store.read() as session:
            new = session.scalar(
                sa.select(sa.func.count())
                .select_from(Folder)
                .where(Folder.account_id == self.account, Folder.chosen.is_(None))
            )
        if new:
            choose_every_folder(self.store, self.account)
        return bool(new)

    @contextlib.contextmanager
    def _at(self, which: int):
        """The other program's connection at one of the messages, writable; Nones when there is none."""
        places = [
            (name, uid, message.key)
            for name, (_v, folder) in sorted(read_server(self.mailbox).items())
            for uid, message in sorted(folder.items())
            if "\\Deleted" not in message.flags and message.key in self.flags
        ]
        if not places:
            yield None, "", 0, ""
            return
        name, uid, key = places[which % len(places)]
        with self.mailbox.imap() as other:
            other.select(f'"{name}"')
            yield other, name, uid, key

    @staticmethod
    def _append(other, where, raw, flags) -> bool:
        return other.append(f'"{where}"', f"({' '.join(flags)})", None, raw)[0] == "OK"

    @staticmethod
    def _expunge(other, uid) -> None:
        other.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)")
        other.uid("EXPUNGE", str(uid))

    def _mine(self, which: int):
        """(number, key, whether it lies in the trash) of one of the messages here."""
        with self.store.read() as session:
            rows = session.execute(
                sa.text(
                    "SELECT m.id, m.message_id, max(f.role = 'trash') FROM message m"
                    " JOIN placement p ON p.message_id = m.id JOIN folder f ON f.id = p.folder_id"
                    " GROUP BY m.id ORDER BY m.id"
                )
            ).all()
        if not rows:
            return None, "", False
        number, key, in_trash = rows[which % len(rows)]
        return number, key.partition("@")[0], bool(in_trash)

    def _folder_id(self, which: int) -> int:
        with self.store.read() as session:
            ids = session.scalars(
                sa.select(Folder.id)
                .where(Folder.account_id == self.account, Folder.selectable)
                .order_by(Folder.wire_name)
            ).all()
        return ids[which % len(ids)]


__all__ = ["LONG", "MailMachine", "how_long", "key_of"]
