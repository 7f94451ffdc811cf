"""The first of two rounds: the headers of what is missing, newest first, several folders taking turns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.mail.fairness import Gate
from desktop.mail.folder_rows import LocalFolder
from desktop.mail.imap_folders import Selected
from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import IncomingHeader, internaldate_seconds
from desktop.mail.quarantine import put_aside
from desktop.mail.sync_report import Counter, FolderResult, Renumbered
from desktop.mail.transport import ImapConnection, SetDone
from desktop.store.workspace import Store

FIRST_BATCH = 200
_SET = 500
_TURNS = (FIRST_BATCH, 2_000, 10_000)  # messages of a folder before the next one has its turn
_AGAIN = 20  # what was left out is asked for in smaller sets, then one by one
_ITEMS = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]"


@dataclass(slots=True)
class Listing:
    """A folder whose headers are read: what is missing, and the state it had when it was compared."""

    folder: LocalFolder
    selected: Selected
    result: FolderResult
    missing: list[int]
    unseen: int = -1
    unlisted: int = 0
    full: bool = False
    left: list[int] = field(default_factory=list)


class HeaderRound:
    """Reads headers into a pipeline. Raises Renumbered when a folder gets other numbers meanwhile."""

    def __init__(
        self,
        store: Store,
        account_id: str,
        connection: ImapConnection,
        pipeline: Pipeline,
        counter: Counter,
        check: Callable[[], None],
        gate: Gate,
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._pipeline, self._counter = pipeline, counter
        self._check, self._gate = check, gate
        self._open = -1
        self._items = _ITEMS + (" X-GM-THRID" if connection.can("X-GM-EXT-1") else "")

    def read(self, listings: Sequence[Listing]) -> None:
        """Read all that the listings miss; afterwards `left` of each holds what the server does not give."""
        waiting = {id(listing): sorted(listing.missing) for listing in listings}
        turn = 0
        while active := [listing for listing in listings if waiting[id(listing)]]:
            size = _TURNS[min(turn, len(_TURNS) - 1)]
            for listing in active:
                uids = waiting[id(listing)]
                count = len(uids) if len(active) == 1 and turn else min(size, len(uids))
                part = uids[-count:]
                del uids[-count:]
                self._read(listing, part, first=FIRST_BATCH if turn == 0 else 0)
            turn += 1
        for listing in listings:
            self._again(listing)

    def _read(self, listing: Listing, uids: list[int], *, first: int) -> None:
        self._select(listing)
        self._counter.folder = listing.folder.name
        listing.left += self._fetch(listing, newest_first(uids, _SET, first=first))

    def _again(self, listing: Listing) -> None:
        """Ask once more for what was left out, in smaller and smaller sets; the rest is put aside."""
        for size in (_AGAIN, 1):
            if not listing.left:
                return
            self._select(listing)
            there = set(self._connection.uids())  # the others are gone by now
            left = sorted(there & set(listing.left))
            listing.left = self._fetch(listing, newest_first(left, size))
        count = put_aside(self._store, listing.folder.id, listing.folder.uidvalidity, listing.left)
        listing.result.put_aside += count

    def _fetch(self, listing: Listing, sets: list[list[int]]) -> list[int]:
        """Fetch sets into the pipeline; returns the UIDs that did not come."""
        left = {uid for part in sets for uid in part}
        size = 0
        for item in self._connection.fetch_pipelined(sets, self._items):
            self._check()
            if isinstance(item, SetDone):
                self._pipeline.flush()
                self._gate.between(size, headers=True)
                size = 0
                continue
            if item.body and item.uid in left:
                left.discard(item.uid)
                size += len(item.body)
                self._pipeline.put_header(self._incoming(listing, item, item.body))
                listing.result.new += 1
        return sorted(left)

    def _select(self, listing: Listing) -> None:
        if self._open == listing.folder.id:
            return
        selected = self._connection.select(listing.folder.wire_name)
        if selected.uidvalidity != listing.folder.uidvalidity:
            raise Renumbered
        self._open = listing.folder.id

    def _incoming(self, listing: Listing, item: FetchedMessage, head: bytes) -> IncomingHeader:
        return IncomingHeader(
            head=head,
            size=item.size,
            folder_id=listing.folder.id,
            uidvalidity=listing.folder.uidvalidity,
            uid=item.uid,
            flags=item.flags,
            received_at=internaldate_seconds(item.internaldate),
            modseq=item.modseq,
            account_id=self._account_id,
            provider_thread=item.thread,
        )
