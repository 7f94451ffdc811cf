"""The second of two rounds: whole mails, over the connection at hand when they are few, else by `bulk`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from desktop.mail.imap_bulk import FetchSet, Opened, SetDone
from desktop.mail.large_mail import LARGE, fetch_whole
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming
from desktop.mail.quarantine import put_aside
from desktop.mail.sync_report import Renumbered
from desktop.mail.sync_run import SyncRun
from desktop.mail.sync_scope import Scope
from desktop.mail.wanted_bodies import Wanted
from desktop.runtime.errors import Retryable
from desktop.store.schema.mail import Folder
from desktop.store.workspace import Store

_SET_MESSAGES = 100
_SET_BYTES = 1024 * 1024
_ITEMS = "UID BODY.PEEK[]"


class BodiesHere:
    """Fetches whole mails over the run's connection, into the rows that their headers made."""

    def __init__(self, run: SyncRun) -> None:
        self._run, self._connection = run, run.connection

    def fetch(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Fetch all; returns those that the server has and did not give. Raises Renumbered."""
        pipeline = self._run.pipeline()
        left = {(w.wire_name, w.uid): w for w in wanted}
        self._run.finish(pipeline, lambda: self._read(wanted, left, pipeline))
        for name in {w.wire_name for w in left.values()}:
            self._connection.select(name)
            there = set(self._connection.uids())
            left = {k: w for k, w in left.items() if k[0] != name or k[1] in there}
        return list(left.values())

    def _read(
        self, wanted: Sequence[Wanted], left: dict[tuple[str, int], Wanted], pipeline: Pipeline
    ) -> None:
        small = [w for w in wanted if w.size <= LARGE]
        name = small[0].wire_name if small else ""
        validity = {w.wire_name: w.uidvalidity for w in wanted}
        renumbered, busy = False, None
        size = 0
        for item in self._connection.fetch_across(_sets(small), _ITEMS):
            self._run.check()
            if isinstance(item, Opened):
                name = item.wire_name
                renumbered |= bool(item.selected and item.selected.uidvalidity != validity[name])
            elif isinstance(item, SetDone):
                busy = item.error if isinstance(item.error, Retryable) else busy
                self._run.gate.between(size)
                size = 0
            elif item.body and (name, item.uid) in left and not renumbered:
                size += len(item.body)
                place = left.pop((name, item.uid))
                pipeline.put(incoming(place, item.body, self._run.account_id))
        if renumbered:  # only now: the connection must be in step
            raise Renumbered
        if busy is not None and small and len(left) == len(wanted):
            raise busy  # not the mails' fault
        for large in (w for w in wanted if w.size > LARGE):
            self._read_large(large, left, pipeline)

    def _read_large(
        self, wanted: Wanted, left: dict[tuple[str, int], Wanted], pipeline: Pipeline
    ) -> None:
        self._run.check()
        if self._connection.select(wanted.wire_name).uidvalidity != wanted.uidvalidity:
            raise Renumbered
        key = (self._run.account_id, wanted.wire_name, wanted.uidvalidity, wanted.uid)
        raw = fetch_whole(self._connection, key, wanted.size)
        if raw:
            del left[wanted.wire_name, wanted.uid]
            pipeline.put(incoming(wanted, raw, self._run.account_id))
            self._run.gate.between(len(raw))


def incoming(wanted: Wanted, raw: bytes, account_id: str) -> Incoming:
    """A body for the row that its header made."""
    return Incoming(
        raw=raw,
        folder_id=wanted.folder_id,
        uidvalidity=wanted.uidvalidity,
        uid=wanted.uid,
        flags=wanted.flags,
        received_at=wanted.received_at,
        account_id=account_id,
        only_fill=True,
    )


def put_left_aside(store: Store, left: Iterable[Wanted]) -> int:
    """Note the mails whose content the server does not give; returns how many."""
    count = 0
    for (folder_id, uidvalidity), group in groupby(
        sorted(left, key=lambda w: (w.folder_id, w.uidvalidity)),
        key=lambda w: (w.folder_id, w.uidvalidity),
    ):
        count += put_aside(store, folder_id, uidvalidity, [w.uid for w in group])
    return count


def mark_complete(store: Store, folder_ids: Iterable[int], scope: Scope) -> None:
    """All bodies of these folders are here, as far as they are wanted.

    Not of one that the user deleted meanwhile, or wants to be looked through again.
    """
    with store.write("sync") as unit:
        for folder_id in folder_ids:
            row = unit.session.get(Folder, folder_id)
            if row is not None and row.state in ("listed", "complete"):
                row.state, row.scope = "complete", scope.text(row.keep)


def _sets(wanted: Sequence[Wanted]) -> Iterator[FetchSet]:
    """UIDs in sets of a size that both sides hold easily, in the order given."""
    part: list[int] = []
    name = ""
    size = 0
    for item in wanted:
        full = len(part) >= _SET_MESSAGES or size + item.size > _SET_BYTES
        if part and (full or item.wire_name != name):
            yield FetchSet(name, tuple(part))
            part, size = [], 0
        name = item.wire_name
        part.append(item.uid)
        size += item.size
    if part:
        yield FetchSet(name, tuple(part))
