"""The process that fetches whole mails: reads, parses, compresses and encrypts them, and hands over rows only.

It has a connection of its own and a pack file of its own, and no access to the database: the engine's one writer is
told where each mail's bytes lie. It loads no database library, so that it starts quickly.
"""

import contextlib
import gc
import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from desktop.mail.body_rows import Body, Row, pack, read_body
from desktop.mail.bulk_parser import Parser
from desktop.mail.imap_bulk import FetchSet, Opened
from desktop.mail.imap_reader import FetchedMessage
from desktop.mail.large_mail import LARGE, fetch_whole
from desktop.mail.login import Login
from desktop.mail.preparing import end_with_parent
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import TradepostError
from desktop.store.raw import PackWriter, Piece, Sealer, disk_full, is_disk_full

log = logging.getLogger(__name__)

_SET_MESSAGES = 100
_SET_BYTES = 4 * 1024 * 1024
_GROUP_MESSAGES = 30  # mails that are sealed in one go, in another thread
_GROUP_BYTES = 1024 * 1024
_GROUPS_AHEAD = 3
_BATCH_MESSAGES = (
    1_200  # fewer commits write the same index pages less often: a sixth of the writer's time
)
_BATCH_SECONDS = 2.0
_FIRST_BATCH = 100
_BATCHES_AHEAD = 2
_SWITCH_SECONDS = 0.0005  # the sealing thread asks for the lock three times a mail
_ITEMS = "UID BODY.PEEK[]"


class Order(NamedTuple):
    """One mail to fetch: `number` names it in the answers."""

    number: int
    wire_name: str
    uidvalidity: int
    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is to do: log in, fetch these mails, write their bytes into pack number `pack`."""

    login: Login
    account_id: str
    orders: tuple[Order, ...]
    folder: Path
    key: bytes
    pack: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch: what the mails tell and where their bytes lie (`body_rows.unpack`), the bytes they took on the wire."""

    packed: bytes
    wire_bytes: int


@dataclass(frozen=True, slots=True)
class NeedPack:
    """The pack file is full: the answer is the number of another one."""


@dataclass(frozen=True, slots=True)
class SlowDown:
    """The server asked to go slower; nobody answers."""


@dataclass(frozen=True, slots=True)
class Renumbering:
    """A folder has another UIDVALIDITY than the orders name."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What stopped the child."""

    error: TradepostError


@dataclass(frozen=True, slots=True)
class Done:
    """All was asked for; the server did not give `left`."""

    left: tuple[int, ...]


Message = Rows | NeedPack | SlowDown | Renumbering | Failed | Done
"""What a child says to its parent."""


def main(pipe: Connection, parser: Connection | None = None) -> None:
    """The child's whole life; the job comes through `pipe`. `parser`: the pipe to a process that reads mails."""
    end_with_parent()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.freeze()
    gc.disable()  # nothing here makes cycles that matter, and it passes over the same mails again and again
    with contextlib.suppress(EOFError, OSError):
        serve(pipe, pipe.recv(), parser=parser)


def serve(
    pipe: Connection,
    job: Job,
    on_connection: Callable[[ImapConnection], None] = lambda _c: None,
    *,
    parser: Connection | None = None,
) -> None:
    """Do a job and answer through `pipe`; ends silently when nobody listens there any more."""
    with ImapConnection(job.login) as connection:
        on_connection(connection)
        try:
            connection.connect()
            connection.login()
            # no COMPRESS: files in base64 shrink by a quarter, and a server deflates slower than a good line carries
            connection.read_straight()
            answer: Message = _Fetching(pipe, job, connection, parser).run()
        except TradepostError as error:
            answer = Failed(error)
        pipe.send(answer)


class _Renumbered(Exception):
    """Stops the fetching: the numbers ordered mean other mails now."""


class _Fetching:
    """Reads in this thread; hashes, compresses, encrypts and writes in another, which frees the lock; parses elsewhere.

    Without a parsing process (or when it is lost) this thread parses too.
    """

    def __init__(
        self, pipe: Connection, job: Job, connection: ImapConnection, parser: Connection | None
    ) -> None:
        self._pipe, self._job, self._connection = pipe, job, connection
        self._sealer = ThreadPoolExecutor(1, thread_name_prefix="bulk-sealer")
        self._packs = _Packs(pipe, job)
        self._group: list[tuple[int, bytes]] = []
        self._group_bytes = 0
        self._parser = Parser(parser) if parser is not None else None
        self._groups: list[_Group] = []
        self._rows: list[Row] = []
        self._wire_bytes = 0
        self._sent_at = monotonic()
        self._limit = _FIRST_BATCH
        self._slowed = False

    def run(self) -> Done | Renumbering:
        """Fetch all orders."""
        waiting = {(o.wire_name, o.uid): o for o in self._job.orders}
        try:
            for order, raw in self._bodies(waiting):
                self._take(order, raw)
            self._finish()
        except _Renumbered:
            self._finish()
            return Renumbering()
        finally:
            self._sealer.shutdown(cancel_futures=True)
            if self._parser is not None:
                self._parser.close()
            self._packs.close()
        return Done(tuple(o.number for o in waiting.values()))

    def _bodies(self, waiting: dict[tuple[str, int], Order]) -> Iterator[tuple[Order, bytes]]:
        """The mails as they come; each leaves `waiting`."""
        validity = {o.wire_name: o.uidvalidity for o in self._job.orders}
        small = [o for o in self._job.orders if o.size <= LARGE]
        folder = ""
        for item in self._connection.fetch_across(_sets(small), _ITEMS):
            if isinstance(item, Opened):
                folder = item.wire_name
                if item.selected and item.selected.uidvalidity != validity[folder]:
                    raise _Renumbered
            elif isinstance(item, FetchedMessage) and item.body:
                order = waiting.pop((folder, item.uid), None)
                if order is not None:
                    yield order, item.body
            elif self._connection.throttled and not self._slowed:
                self._slowed = True
                self._packs.tell(SlowDown())
        for order in self._job.orders:
            if order.size <= LARGE or (order.wire_name, order.uid) not in waiting:
                continue
            if order.wire_name != folder:
                folder = order.wire_name
                if self._connection.select(folder).uidvalidity != order.uidvalidity:
                    raise _Renumbered
            key = (self._job.account_id, order.wire_name, order.uidvalidity, order.uid)
            raw = fetch_whole(self._connection, key, order.size)
            if raw:
                del waiting[order.wire_name, order.uid]
                yield order, raw

    def _take(self, order: Order, raw: bytes) -> None:
        self._group.append((order.number, raw))
        self._group_bytes += len(raw)
        self._wire_bytes += len(raw)
        if len(self._group) >= _GROUP_MESSAGES or self._group_bytes >= _GROUP_BYTES:
            self._close_group()

    def _close_group(self) -> None:
        if not self._group:
            return
        mails, self._group, self._group_bytes = self._group, [], 0
        raws = [raw for _number, raw in mails]
        sealed = self._sealer.submit(self._packs.store, raws)
        parsed = self._parser.submit(raws) if self._parser is not None else None
        self._groups.append(_Group(mails, sealed, parsed))
        while len(self._groups) > _GROUPS_AHEAD or (self._groups and self._groups[0].done):
            self._close_first()

    def _close_first(self) -> None:
        group = self._groups.pop(0)
        bodies = self._parsed(group)  # before the sealed ones are waited for: both go on at once
        for (number, _raw), body, (sha256, piece) in zip(
            group.mails, bodies, group.sealed.result(), strict=True
        ):
            self._rows.append((number, sha256, piece, body))
        if len(self._rows) >= self._limit or monotonic() - self._sent_at > _BATCH_SECONDS:
            self._send()

    def _parsed(self, group: "_Group") -> list[Body]:
        if group.parsed is not None:
            try:
                return group.parsed.result()
            except (EOFError, OSError) as error:
                log.warning("the process that reads mail was lost: %s", type(error).__name__)
                self._parser = None
        return [read_body(raw) for _number, raw in group.mails]

    def _finish(self) -> None:
        self._close_group()
        while self._groups:
            self._close_first()
        self._send()

    def _send(self) -> None:
        if not self._rows:
            return
        rows = Rows(pack(self._rows), self._wire_bytes)
        self._rows, self._wire_bytes = [], 0
        self._packs.send_batch(rows)
        self._sent_at, self._limit = monotonic(), _BATCH_MESSAGES


@dataclass(frozen=True, slots=True)
class _Group:
    """Mails on their way: sealed by a thread, read by the parser (`parsed` None: by this thread)."""

    mails: list[tuple[int, bytes]]
    sealed: Future[list[tuple[str, Piece]]]
    parsed: Future[list[Body]] | None

    @property
    def done(self) -> bool:
        """Whether nothing is to be waited for."""
        return (self.parsed or self.sealed).done()


def _sets(orders: Sequence[Order]) -> Iterator[FetchSet]:
    """UIDs of one folder in sets that both sides hold easily, in the order given."""
    part: list[int] = []
    size, folder = 0, ""
    for order in orders:
        full = len(part) >= _SET_MESSAGES or size + order.size > _SET_BYTES
        if part and (full or order.wire_name != folder):
            yield FetchSet(folder, tuple(part))
            part, size = [], 0
        folder = order.wire_name
        part.append(order.uid)
        size += order.size
    if part:
        yield FetchSet(folder, tuple(part))


class _Packs:
    """The pack file being written, and the talk with the engine: it gives new packs and takes batches."""

    def __init__(self, pipe: Connection, job: Job) -> None:
        self._pipe, self._job = pipe, job
        self._sealer = Sealer(job.key)
        self._writer = PackWriter(job.folder, job.pack)
        self._talking = threading.Lock()
        self._unread = 0

    def store(self, raws: Sequence[bytes]) -> list[tuple[str, Piece]]:
        """Hash, seal and write mails; (sha256, place) of each. Their bytes are with the system on return."""
        try:
            return self._store(raws)
        except OSError as error:
            if not is_disk_full(error):
                raise
            raise disk_full() from error

    def _store(self, raws: Sequence[bytes]) -> list[tuple[str, Piece]]:
        digests = [hashlib.sha256(raw).hexdigest() for raw in raws]
        if self._writer.full:
            self._writer.close()
            self._writer = PackWriter(self._job.folder, self._ask_for_pack())
        mails = list(zip(digests, raws, strict=True))
        return list(zip(digests, self._writer.append(self._sealer, mails), strict=True))

    def _ask_for_pack(self) -> int:
        with self._talking:
            self._pipe.send(NeedPack())
            while True:
                answer = self._pipe.recv()
                if isinstance(answer, int) and answer:
                    return answer
                self._unread -= 1

    def send_batch(self, rows: Rows) -> None:
        """Hand a batch over; waits while the engine has several that it did not write yet."""
        with self._talking:
            while self._unread >= _BATCHES_AHEAD or (self._unread and self._pipe.poll()):
                self._pipe.recv()
                self._unread -= 1
            self._pipe.send(rows)
            self._unread += 1

    def tell(self, word: SlowDown) -> None:
        """Say something that is not answered."""
        with self._talking:
            self._pipe.send(word)

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._writer.close()
