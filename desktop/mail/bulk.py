"""Fetches whole mails in bulk by a child process with a connection of its own; only rows come back, to the one writer.

All that costs processor time for a mail (TLS, SHA-256, parsing, compression, encryption) is done there, so that the
engine's threads are free for the window and for the next account. Where no child can start, a thread does the same.
"""

import contextlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess

from desktop.mail import bulk_parser
from desktop.mail.body_rows import prepared, unpack
from desktop.mail.bulk_child import (
    Done,
    Failed,
    Job,
    Message,
    NeedPack,
    Order,
    Renumbering,
    Rows,
    SlowDown,
    main,
    serve,
)
from desktop.mail.fairness import FREE, Gate
from desktop.mail.ingest import AfterBatch, Item, Sealed, Taken
from desktop.mail.login import Login
from desktop.mail.net_errors import closed
from desktop.mail.prepare import Incoming, Unreadable
from desktop.mail.sync_report import Renumbered, Stopped
from desktop.mail.transport import ImapConnection
from desktop.mail.wanted_bodies import Wanted
from desktop.mail.writing import write_in_halves
from desktop.runtime.errors import TradepostError
from desktop.store.bulk_writing import set_bulk
from desktop.store.free_pages import give_back_some
from desktop.store.search import merge_some
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.1
_CHILDREN = 2  # a second one is tried when the first is lost; then a thread does the rest
_END_SECONDS = 5.0
_ROOM = 3
_CORES = 3  # on two, the server's or the engine's work takes the second one: measured 8 % for 35 MB
_MUCH = 1_000
_MUCH_BYTES = 50_000_000


def fetch_bodies(
    store: Store,
    login: Login,
    account_id: str,
    wanted: Sequence[Wanted],
    *,
    after_batch: AfterBatch,
    on_taken: Callable[[Taken, int], None] = lambda _taken, _count: None,
    stop: threading.Event | None = None,
    gate: Gate = FREE,
    child: "Child | None" = None,
) -> list[Wanted]:
    """Fetch the mails of `wanted`, in that order, into the rows that their headers made.

    `child`: a process that was started before (`start_early`); it is seen off here.
    Returns those that the server did not give. Raises Stopped within a second of `stop`, Renumbered, and the
    transport's Retryable and UserFacing; what was committed stays.
    """
    run = _Run(store, login, account_id, wanted, after_batch, on_taken, stop, gate)
    with store.write("sync") as unit:
        set_bulk(unit, True)
    try:
        left = _with_helpers(run, child)
    except BaseException:
        with contextlib.suppress(TradepostError):  # the first error is the one to tell of
            _usual_index(store)
        raise
    _usual_index(store)
    return left


def _usual_index(store: Store) -> None:
    with store.write("sync") as unit:
        set_bulk(unit, False)


def start_early() -> "Child | None":
    """Start the process before it is known what it is to fetch: it loads its code while headers are still written."""
    return _start_child(much=True)


def _with_helpers(run: "_Run", child: "Child | None") -> list[Wanted]:
    for _attempt in range(_CHILDREN):
        child = child or _start_child(much=run.much)
        if child is None:
            break
        try:
            return run.with_helper(child)
        except EOFError:
            log.warning("the process that fetches mail was lost; starting another one")
            child = None
    try:
        return run.with_helper(_Thread())
    except EOFError as error:
        raise run.lost() from error


def settle_index(store: Store, stop: threading.Event | None = None) -> None:
    """Merge what bulk writing left in pieces, and give back the room that this frees, in short units so that nobody
    waits; cut short by `stop`.

    Merging writes much of the index once more: on a nearly full disk it is left for the next time. Never raises for
    want of space, or because somebody else writes: the index is whole without it.
    """
    with contextlib.suppress(TradepostError):
        _merge(store, stop)


def _merge(store: Store, stop: threading.Event | None) -> None:
    database = store.profile.database
    size = sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*"))
    if shutil.disk_usage(database.parent).free < _ROOM * size:
        return
    steps = [merge_some, give_back_some]
    while steps and not (stop is not None and stop.is_set()):
        with store.write("sync") as unit:
            if not steps[0](unit.session):
                del steps[0]


@dataclass
class Child:
    """A process at the other end of a pipe."""

    process: BaseProcess
    pipe: Connection
    parser: BaseProcess | None

    def begin(self, job: Job) -> None:
        """Hand the job over."""
        self.pipe.send(job)

    def end(self, *, at_once: bool) -> bool:
        """See it off (`at_once`: whatever it is doing); whether it writes no more."""
        self.pipe.close()
        for process in (self.process, self.parser):
            if process is None:
                continue
            if at_once:
                process.kill()
            process.join(_END_SECONDS)
            if process.is_alive():
                process.kill()
                process.join(_END_SECONDS)
        return not self.process.is_alive()


class _Thread:
    """The same in a thread of this process, where no other process can be started."""

    def __init__(self) -> None:
        self.pipe, self._far = Pipe()
        self._connection: ImapConnection | None = None
        self._thread: threading.Thread | None = None

    def begin(self, job: Job) -> None:
        """Start on the job."""

        def work() -> None:
            with contextlib.suppress(EOFError, OSError), self._far:
                serve(self._far, job, self._opened)

        self._thread = threading.Thread(target=work, name="bulk", daemon=True)
        self._thread.start()

    def _opened(self, connection: ImapConnection) -> None:
        self._connection = connection

    def end(self, *, at_once: bool) -> bool:
        """See it off; whether it writes no more."""
        self.pipe.close()
        if at_once and self._connection is not None:
            self._connection.interrupt()
        if self._thread is None:
            return True
        self._thread.join(_END_SECONDS)
        return not self._thread.is_alive()


def _start_child(*, much: bool = False) -> Child | None:
    """Start the fetching process; for `much` mail, and where there is a core for it, one that parses beside it."""
    here, far = Pipe()
    parser, to_parser = (
        _start_parser() if much and (os.cpu_count() or 1) >= _CORES else (None, None)
    )
    process = get_context("spawn").Process(
        target=main, args=(far, to_parser), name="bulk", daemon=True
    )
    try:
        process.start()
    except OSError as error:
        log.warning("no process for fetching mail can be started: %s", type(error).__name__)
        here.close()
        return None  # the parser ends by itself: nobody is at the other end of its pipe
    finally:
        far.close()
        if to_parser is not None:
            to_parser.close()
    return Child(process, here, parser)


def _start_parser() -> tuple[BaseProcess | None, Connection | None]:
    here, far = Pipe()
    process = get_context("spawn").Process(
        target=bulk_parser.main, args=(far,), name="bulk-parser", daemon=True
    )
    try:
        process.start()
    except OSError as error:
        log.warning("no process for parsing mail can be started: %s", type(error).__name__)
        here.close()
        return None, None
    finally:
        far.close()
    return process, here


def _tell(pipe: Connection, answer: int) -> None:
    with contextlib.suppress(OSError):  # it may have ended well already; reading on tells
        pipe.send(answer)


class _Run:
    """One call of `fetch_bodies`: what is still wanted, and the writing of what comes."""

    def __init__(
        self,
        store: Store,
        login: Login,
        account_id: str,
        wanted: Sequence[Wanted],
        after_batch: AfterBatch,
        on_taken: Callable[[Taken, int], None],
        stop: threading.Event | None,
        gate: Gate,
    ) -> None:
        self._store, self._account_id = store, account_id
        self._login = replace(login, renew=None)
        self._after_batch, self._on_taken = after_batch, on_taken
        self._stop, self._gate = stop or threading.Event(), gate
        self._wanted = dict(enumerate(wanted))

    @property
    def much(self) -> bool:
        """Whether another process is worth its start."""
        return len(self._wanted) > _MUCH or sum(w.size for w in self._wanted.values()) > _MUCH_BYTES

    def with_helper(self, helper: "Child | _Thread") -> list[Wanted]:
        """Let `helper` fetch what is still wanted. Raises EOFError when it is lost."""
        packs = [self._reserve()]
        ended_well = False
        try:
            helper.begin(self._job(packs[0]))
            while True:
                message = self._next(helper.pipe)
                if isinstance(message, Rows):
                    self._write(message)
                    _tell(helper.pipe, 0)
                elif isinstance(message, SlowDown):
                    self._gate.slow_down()
                elif isinstance(message, NeedPack):
                    packs.append(self._reserve())
                    _tell(helper.pipe, packs[-1])
                else:
                    ended_well = True
                    return self._ended(message)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError from error
        finally:
            if helper.end(
                at_once=not ended_well
            ):  # of a thread that still writes they are nobody else's
                self._release(packs)

    def lost(self) -> TradepostError:
        """The error for a line that breaks whoever reads it."""
        return closed(self._login.endpoint.host)

    def _reserve(self) -> int:
        with self._store.write("sync"):
            return self._store.raw.reserve()

    def _release(self, packs: Sequence[int]) -> None:
        # a store that is busy is no trouble here: the markers go with this process
        with contextlib.suppress(TradepostError), self._store.write("sync"):
            for pack in packs:
                self._store.raw.release(pack)

    def _job(self, pack: int) -> Job:
        orders = tuple(
            Order(number, w.wire_name, w.uidvalidity, w.uid, w.size)
            for number, w in self._wanted.items()
        )
        raw = self._store.raw
        return Job(self._login, self._account_id, orders, raw.folder, raw.pack_key, pack)

    def _next(self, pipe: Connection) -> Message:
        while not pipe.poll(_LOOK_SECONDS):
            if self._stop.is_set():
                raise Stopped
        if self._stop.is_set():
            raise Stopped
        try:
            message: Message = pipe.recv()
        except OSError as error:  # killed in the middle of a message
            raise EOFError from error
        return message

    def _ended(self, message: Renumbering | Failed | Done) -> list[Wanted]:
        if isinstance(message, Renumbering):
            raise Renumbered
        if isinstance(message, Failed):
            raise message.error
        return [self._wanted[number] for number in message.left]

    def _write(self, rows: Rows) -> None:
        batch: list[Item] = []
        numbers = []
        for number, sha256, piece, body in unpack(rows.packed):
            incoming = self._incoming(number)
            numbers.append(number)
            if isinstance(body, str):
                batch.append(Unreadable(incoming, body))
            else:
                batch.append(Sealed(prepared(body, incoming, sha256), piece))
        write_in_halves(self._store, batch, self._after_batch, self._on_taken)
        for number in numbers:
            del self._wanted[number]
        self._gate.between(rows.wire_bytes)

    def _incoming(self, number: int) -> Incoming:
        w = self._wanted[number]
        return Incoming(
            b"",
            w.folder_id,
            w.uidvalidity,
            w.uid,
            w.flags,
            w.received_at,
            account_id=self._account_id,
            only_fill=True,
        )
