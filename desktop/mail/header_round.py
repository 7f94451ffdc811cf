"""The first of two rounds: the headers of what is missing, newest first, several folders taking turns."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop.mail import accounts
from desktop.mail.folder_rows import LocalFolder
from desktop.mail.header_child import HeadRows, SlowDown, Start, incoming_header, rows_of
from desktop.mail.header_lane import HeaderLane
from desktop.mail.imap_bulk import FetchSet, Opened, SetDone
from desktop.mail.imap_folders import Selected
from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.pipeline import Pipeline
from desktop.mail.quarantine import put_aside
from desktop.mail.sync_report import FolderResult, Renumbered
from desktop.mail.sync_run import SyncRun
from desktop.runtime.errors import Retryable

FIRST_BATCH = 200
_MANY = 2_000  # headers for which a process of its own, with a connection of its own, is worth its start
_SET = 500
_TURNS = (FIRST_BATCH, 2_000, 10_000)  # messages of a folder before the next one has its turn
_AGAIN = (20, 1)  # what was left out is asked for in smaller sets, then one by one
_ITEMS = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]"


@dataclass(slots=True)
class Listing:
    """A folder whose headers are read: what is missing, and the state it had when it was compared.

    `left`: what the server did not give; `refused`: it did not open the folder again.
    """

    folder: LocalFolder
    selected: Selected
    result: FolderResult
    missing: list[int]
    unseen: int = -1
    unlisted: int = 0
    full: bool = False
    refused: bool = False
    left: set[int] = field(default_factory=set)


class HeaderRound:
    """Reads headers into a pipeline. Raises Renumbered when a folder got other numbers meanwhile."""

    def __init__(self, run: SyncRun, pipeline: Pipeline) -> None:
        self._run, self._pipeline = run, pipeline
        self._connection = run.connection
        gmail = " X-GM-THRID" if run.connection.can("X-GM-EXT-1") else ""
        self._items = _ITEMS + gmail
        self._busy: Retryable | None = None

    def read(self, listings: Sequence[Listing]) -> None:
        """Read all that the listings miss; what the server does not give at all is put aside."""
        for listing in listings:
            listing.left = set(listing.missing)
        try:
            self._fetch_first(listings, list(_steps(listings)))
        except EOFError:  # the process that listed was lost: on with what it left
            self._fetch(listings, list(_steps(listings)))
        if self._busy is not None and not any(listing.result.new for listing in listings):
            raise self._busy  # not the mails' fault
        for listing in listings:
            if not listing.refused:
                self._again(listing)

    def _fetch_first(self, listings: Sequence[Listing], steps: list[FetchSet]) -> None:
        """Fetch all; much of it by a process of its own. Raises EOFError when that was lost."""
        many = sum(len(step.uids) for step in steps) > _MANY
        lane = self._lane(listings) if many and self._run.gate.own_connection_for_bulk() else None
        if many:
            self._run.begin_bulk()
        if lane is None:
            self._fetch(listings, steps)
            return
        self._pipeline.do_without_pool()
        try:
            self._fetch(listings, steps, lane)
        finally:
            lane.end()
            if lane.refused:
                self._run.gate.connection_refused()
        if any(listing.folder.keep == "mail" for listing in listings):
            self._run.start_early()

    def _lane(self, listings: Sequence[Listing]) -> HeaderLane | None:
        run = self._run
        login = accounts.load(run.store, run.account_id).imap_login()
        folders = {f.wire_name: (f.id, f.uidvalidity) for f in (item.folder for item in listings)}
        return HeaderLane.start(Start(login, run.account_id, self._items, folders))

    def _items_of(
        self, steps: list[FetchSet], lane: HeaderLane | None
    ) -> Iterator[FetchedMessage | HeadRows | SetDone | SlowDown | Opened]:
        if lane is None:
            yield from self._connection.fetch_across(steps, self._items)
            return
        todo = deque(steps)
        yield from self._connection.fetch_across(lane.before_it_is_there(todo), self._items)
        if todo:
            yield from lane.answers(self._run.check)

    def _fetch(
        self, listings: Sequence[Listing], steps: list[FetchSet], lane: HeaderLane | None = None
    ) -> None:
        by_name = {listing.folder.wire_name: listing for listing in listings}
        current = by_name[steps[0].wire_name] if steps else None
        renumbered = False
        size = 0
        for item in self._items_of(steps, lane):
            self._run.check()
            if isinstance(item, Opened):
                current = by_name[item.wire_name]
                self._run.counter.folder = current.folder.name
                current.refused = item.selected is None
                validity = item.selected.uidvalidity if item.selected else 0
                renumbered |= validity not in (0, current.folder.uidvalidity)
            elif isinstance(item, SetDone):
                self._busy = item.error if isinstance(item.error, Retryable) else self._busy
                self._pipeline.flush()
                self._run.gate.between(size, headers=True)
                size = 0
            elif isinstance(item, SlowDown):
                self._run.gate.slow_down()
            elif current is None or renumbered:
                continue
            elif isinstance(item, HeadRows):
                size += item.wire_bytes
                self._take_rows(current, item)
            elif item.body and item.uid in current.left:
                size += len(item.body)
                self._take(current, item, item.body)
        if renumbered:  # only now: the connection must be in step
            raise Renumbered

    def _again(self, listing: Listing) -> None:
        """Ask once more for what was left out, in smaller and smaller sets; the rest is put aside."""
        for size in _AGAIN:
            if not listing.left:
                return
            selected = self._connection.select(listing.folder.wire_name)
            if selected.uidvalidity != listing.folder.uidvalidity:
                raise Renumbered
            listing.left &= set(self._connection.uids())  # the others are gone by now
            sets = newest_first(sorted(listing.left), size)
            self._fetch([listing], [FetchSet(listing.folder.wire_name, tuple(s)) for s in sets])
        folder = listing.folder
        aside = put_aside(self._run.store, folder.id, folder.uidvalidity, listing.left)
        listing.result.put_aside += aside

    def _take(self, listing: Listing, item: FetchedMessage, head: bytes) -> None:
        listing.left.discard(item.uid)
        listing.result.new += 1
        place = (listing.folder.id, listing.folder.uidvalidity)
        self._pipeline.put_header(incoming_header(item, head, place, self._run.account_id))

    def _take_rows(self, listing: Listing, item: HeadRows) -> None:
        rows = [row for row in rows_of(item) if row.incoming.uid in listing.left]
        listing.left.difference_update(row.incoming.uid for row in rows)
        listing.result.new += len(rows)
        self._pipeline.put_ready(list(rows))


def _steps(listings: Sequence[Listing]) -> Iterator[FetchSet]:
    """Sets of UIDs, the folders taking turns: a small one each, then larger ones."""
    waiting = [(listing.folder.wire_name, sorted(listing.left)) for listing in listings]
    turn = 0
    while waiting:
        size = _TURNS[min(turn, len(_TURNS) - 1)]
        for name, uids in waiting:
            part = uids[-size:]
            del uids[-size:]
            for found in newest_first(part, _SET):
                yield FetchSet(name, tuple(found))
        waiting = [(name, uids) for name, uids in waiting if uids]
        turn += 1
