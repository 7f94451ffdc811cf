"""The second of two rounds: whole mails, over the connection at hand when they are few, else by `bulk`."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from itertools import groupby

from desktop.mail.folder_rows import set_folder
from desktop.mail.imap_reader import FetchedMessage
from desktop.mail.ingest import AfterBatch, Taken
from desktop.mail.large_mail import LARGE, fetch_whole
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming
from desktop.mail.quarantine import put_aside
from desktop.mail.sync_report import Renumbered
from desktop.mail.transport import ImapConnection
from desktop.mail.wanted_bodies import Wanted
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_SET_MESSAGES = 50
_SET_BYTES = 1024 * 1024
_ITEMS = "UID BODY.PEEK[]"


class BodiesHere:
    """Fetches whole mails over one connection, into the rows that their headers made."""

    def __init__(
        self,
        store: Store,
        account_id: str,
        connection: ImapConnection,
        after_batch: AfterBatch,
        *,
        pool: Executor | None,
        on_taken: Callable[[Taken, int], None],
        check: Callable[[], None],
        between: Callable[[int], None],
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._after_batch, self._pool, self._on_taken = after_batch, pool, on_taken
        self._check, self._between = check, between

    def fetch(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Fetch all; returns those that the server did not give. Raises Renumbered."""
        pipeline = Pipeline(
            self._store, self._after_batch, pool=self._pool, on_taken=self._on_taken
        )
        left: list[Wanted] = []
        try:
            for _folder, group in groupby(wanted, key=lambda w: (w.folder_id, w.uidvalidity)):
                left += self._folder(list(group), pipeline)
            pipeline.finish(self._check)
        except BaseException:
            pipeline.abandon(keep=True)
            raise
        return left

    def _folder(self, wanted: list[Wanted], pipeline: Pipeline) -> list[Wanted]:
        if self._connection.select(wanted[0].wire_name).uidvalidity != wanted[0].uidvalidity:
            raise Renumbered
        waiting = {w.uid: w for w in wanted}
        small = [w for w in wanted if w.size <= LARGE]
        size = 0
        for item in self._connection.fetch_pipelined(list(_sets(small)), _ITEMS):
            self._check()
            if not isinstance(item, FetchedMessage):
                self._between(size)
                size = 0
            elif item.body and item.uid in waiting:
                size += len(item.body)
                pipeline.put(incoming(waiting.pop(item.uid), item.body, self._account_id))
        for large in wanted:
            if large.size <= LARGE:
                continue
            self._check()
            key = (self._account_id, large.wire_name, large.uidvalidity, large.uid)
            raw = fetch_whole(self._connection, key, large.size)
            if raw:
                self._between(len(raw))
                pipeline.put(incoming(waiting.pop(large.uid), raw, self._account_id))
        if not waiting:
            return []
        there = set(self._connection.uids())
        return [w for w in waiting.values() if w.uid in there]


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


def mark_complete(store: Store, folder_ids: Iterable[int]) -> None:
    """All bodies of these folders are here, as far as they are wanted."""
    with store.write("sync") as unit:
        for folder_id in folder_ids:
            set_folder(unit, folder_id, state="complete")


def _sets(wanted: Sequence[Wanted]) -> Iterable[list[int]]:
    """UIDs in sets of a size that both sides hold easily, in the order given."""
    part: list[int] = []
    size = 0
    for item in wanted:
        if part and (len(part) >= _SET_MESSAGES or size + item.size > _SET_BYTES):
            yield part
            part, size = [], 0
        part.append(item.uid)
        size += item.size
    if part:
        yield part
