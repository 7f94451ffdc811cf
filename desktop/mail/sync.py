"""Keeps the store equal to a mail server: one run over an account, newest mail first, resumable at any point.

The state machine is described in docs/sync.md. The truth about what is here are the placements: what the server has
and no placement names is fetched, whatever interrupted the last run.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor

from desktop.mail.account_bodies import AccountBodies
from desktop.mail.fairness import FREE, Gate
from desktop.mail.folder_compare import FULL_SECONDS, FolderCompare, apply
from desktop.mail.folder_renumber import renumber
from desktop.mail.folder_rows import (
    LocalFolder,
    any_unplaced,
    drop_placeholders,
    drop_unplaced,
    folders_of,
    set_folder,
)
from desktop.mail.folder_wire import owed
from desktop.mail.header_round import FIRST_BATCH, HeaderRound, Listing
from desktop.mail.imap_folders import RemoteFolder, Selected
from desktop.mail.ingest import AfterBatch, Taken
from desktop.mail.pipeline import Pipeline
from desktop.mail.sync_report import Counter, FolderResult, Progress, Renumbered, Stopped
from desktop.mail.sync_scope import follow, scope_of
from desktop.mail.transport import ImapConnection
from desktop.mail.wanted_bodies import FIRST_ROLES
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_RESTLESS = 5  # times that a folder may be renumbered within one run
_LAST_ROLES = ("all", "trash", "junk")

Figures = dict[str, Selected]


class AccountSync:
    """One run over one account. `stop` may be set from any thread; `on_progress` is called from this run's threads.

    `since` (seconds, UTC): only mail that arrived after it, and no folder counts as complete.
    """

    def __init__(
        self,
        store: Store,
        account_id: str,
        connection: ImapConnection,
        *,
        after_batch: AfterBatch,
        pool: Executor | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[Progress], None] = lambda _progress: None,
        since: int | None = None,
        gate: Gate = FREE,
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._after_batch, self._pool, self._gate = after_batch, pool, gate
        self._stop = stop or threading.Event()
        self._counter = Counter(on_progress)
        self._scope = scope_of(store, account_id)
        self._only_since = since
        self._since = since if since is not None else self._scope.listed_since()
        self._results: dict[int, FolderResult] = {}
        self._incomplete: set[int] = set()  # folders that want bodies

    # ---- the ways to run

    def run(self, only: Sequence[str] = ()) -> list[FolderResult]:
        """Sync the wanted folders (or those named in `only`, by name or role), then count the others.

        Raises Stopped, and the transport's UserFacing and Retryable; whatever was committed stays. A folder that
        cannot be read does not keep the others from being synced: its result holds the error.
        """
        started = int(time.time())
        remote, rows = self._listed()
        chosen = [
            rows[f.wire_name]
            for f in remote
            if f.wire_name in rows
            and f.selectable
            and ((f.name in only or f.role in only) if only else rows[f.wire_name].synced)
        ]
        figures = self._figures(remote, [row.wire_name for row in chosen])
        found = self._sync(chosen, figures)
        if only:
            return found
        if self._only_since is None and not any(result.error for result in found):
            self._tidy(chosen, started)
        names = {row.wire_name for row in chosen}
        others = [f for f in remote if f.selectable and f.wire_name not in names]
        return found + self._count(others, rows, figures)

    def run_known(self, wire_names: Sequence[str]) -> list[FolderResult]:
        """Sync only these folders, which the store knows: for news of one folder nothing else is asked."""
        with self._store.read() as session:
            rows = folders_of(session, self._account_id)
        chosen = [rows[name] for name in wire_names if name in rows]
        self._connection.unselect()
        return self._sync(chosen, self._connection.statuses([row.wire_name for row in chosen]))

    def news(self) -> list[str]:
        """The wire names of synced folders that are not as they were left; nothing is synced."""
        remote = self._connection.folders(with_status=True)
        with self._store.read() as session:
            rows = {w: f for w, f in folders_of(session, self._account_id).items() if f.synced}
        figures = self._figures(remote, list(rows))
        return [
            name
            for name, row in rows.items()
            if name in figures and not self._is_unchanged(row, figures[name])
        ]

    def _listed(self) -> tuple[list[RemoteFolder], dict[str, LocalFolder]]:
        remote = [f for f in self._connection.folders(with_status=True) if f.name]
        with self._store.read() as session:
            waiting = owed(session, self._account_id)
        rows = follow(
            self._store,
            self._account_id,
            self._connection,
            remote,
            hands_off=waiting.folder_ids,
            ignore=waiting.wire_names,
        )
        return remote, rows

    def _figures(self, remote: Sequence[RemoteFolder], wanted: Sequence[str]) -> Figures:
        """The server's figures of all folders if they came with the list, else of the wanted ones."""
        found = {f.wire_name: f.status for f in remote if f.status is not None}
        missing = [name for name in wanted if name not in found]
        if missing:
            found.update(self._connection.statuses(missing))
        return found

    # ---- folders

    def _sync(self, chosen: Sequence[LocalFolder], figures: Figures) -> list[FolderResult]:
        for row in chosen:
            status = figures.get(row.wire_name)
            self._results[row.id] = FolderResult(
                row.name, row.role, total=status.exists if status else row.total
            )
        stale = [row for row in chosen if self._is_stale(row, figures)]
        stale.sort(key=lambda row: _LAST_ROLES.index(row.role) if row.role in _LAST_ROLES else -1)
        first = [row for role in FIRST_ROLES for row in stale if row.role == role]
        self._lists(first, figures)
        self._lists([row for row in stale if row not in first], figures)
        self._bodies()
        return [self._results[row.id] for row in chosen]

    def _is_stale(self, row: LocalFolder, figures: Figures) -> bool:
        """Whether a folder must be opened; a folder that only lacks bodies is noted."""
        scope = self._scope.text(row.keep)
        if row.scope != scope and row.state in ("listed", "complete"):
            months, _slash, _rest = row.scope.partition("/")
            row.state = "listed" if months == str(self._scope.sync_months) else "syncing"
        if row.state == "listed" and row.keep == "mail":
            self._incomplete.add(row.id)
        status = figures.get(row.wire_name)
        return status is None or not self._is_unchanged(row, status)

    def _is_unchanged(self, row: LocalFolder, status: Selected) -> bool:
        if row.state not in ("listed", "complete") or self._only_since is not None:
            return False
        if (row.uidvalidity, row.uidnext, row.total) != (
            status.uidvalidity,
            status.uidnext,
            status.exists,
        ):
            return False
        if row.highestmodseq:
            return status.highestmodseq == row.highestmodseq
        fresh = time.time() - (row.last_full_at or 0) < FULL_SECONDS
        return fresh and not status.highestmodseq and status.unseen == row.unseen

    def _lists(self, rows: Sequence[LocalFolder], figures: Figures) -> None:
        """Bring flags, removals and headers of some folders up to date."""
        left = list(rows)
        for _attempt in range(_RESTLESS):
            if not left:
                return
            try:
                self._list_once(left, figures)
                return
            except Renumbered:
                log.warning("a folder was renumbered while it was read")
                with self._store.read() as session:
                    now = {f.id: f for f in folders_of(session, self._account_id).values()}
                left = [now[row.id] for row in left if row.id in now]
        raise Retryable(
            _("The server numbers its messages anew again and again."), code="renumbered"
        )

    def _list_once(self, rows: Sequence[LocalFolder], figures: Figures) -> None:
        listings = []
        for row in rows:
            self._check_stop()
            listing = self._guarded(row, figures.get(row.wire_name))
            if listing is not None:
                listings.append(listing)
        if any(listing.missing for listing in listings):
            self._headers(listings)
        for listing in listings:
            self._finish(listing)

    def _guarded(self, row: LocalFolder, status: Selected | None) -> Listing | None:
        """Compare a folder; one that the server does not let us read is noted and passed over."""
        try:
            return self._compare(row, status)
        except UserFacing as error:
            if error.code != "server_refused" or row.role == "inbox":
                raise
            log.warning("a folder cannot be read: %s", error.code)
            self._results[row.id].error = error.message
            with self._store.write("sync") as unit:
                set_folder(unit, row.id, error=error.message)
            return None

    def _compare(self, row: LocalFolder, status: Selected | None) -> Listing:
        result = self._results[row.id]
        known = row.state in ("listed", "complete") and row.highestmodseq
        since = (row.uidvalidity, row.highestmodseq) if known else None
        selected = self._connection.select(row.wire_name, since=since)
        if row.uidvalidity and row.uidvalidity != selected.uidvalidity:
            result.updated += renumber(
                self._store, self._account_id, self._connection, row, selected, self._check_stop
            )
            row.uidvalidity, row.state = selected.uidvalidity, "syncing"
            row.highestmodseq = row.uidnext = row.unlisted = 0
        elif row.state not in ("listed", "complete"):
            row.uidvalidity, row.state = selected.uidvalidity, "syncing"
            with self._store.write("sync") as unit:
                set_folder(unit, row.id, uidvalidity=row.uidvalidity, state="syncing")
        unseen = status.unseen if status else -1
        difference = FolderCompare(
            self._store,
            self._account_id,
            self._connection,
            row,
            selected,
            unseen=unseen,
            since=self._since,
        ).difference()
        apply(self._store, row, difference, result, self._check_stop)
        result.total = selected.exists
        return Listing(
            row,
            selected,
            result,
            difference.missing,
            unseen=unseen,
            unlisted=difference.unlisted,
            full=difference.full,
        )

    def _headers(self, listings: Sequence[Listing]) -> None:
        for listing in listings:
            self._counter.expect(len(listing.missing))
        pipeline = Pipeline(
            self._store,
            self._after_batch,
            pool=self._pool,
            on_taken=self._taken,
            first_batch=FIRST_BATCH,
        )
        try:
            HeaderRound(
                self._store,
                self._account_id,
                self._connection,
                pipeline,
                self._counter,
                self._check_stop,
                self._gate,
            ).read(listings)
            pipeline.finish(self._check_stop)
        except BaseException as error:
            pipeline.abandon(keep=not isinstance(error, Stopped))
            raise

    def _finish(self, listing: Listing) -> None:
        """Note how far the folder is: the figures of this SELECT, so that later changes come next time."""
        row, selected = listing.folder, listing.selected
        values: dict[str, object] = {"total": selected.exists, "error": ""}
        wants_bodies = row.keep == "mail" and (listing.missing or row.state != "complete")
        if wants_bodies:
            self._incomplete.add(row.id)
        if self._only_since is None:
            values |= {
                "state": "listed" if wants_bodies else "complete",
                "uidnext": selected.uidnext,
                "highestmodseq": selected.highestmodseq,
                "unseen": max(0, listing.unseen),
                "unlisted": listing.unlisted,
                "scope": self._scope.text(row.keep),
            }
            if listing.full:
                values["last_full_at"] = int(time.time())
        with self._store.write("sync") as unit:
            set_folder(unit, row.id, **values)
            drop_placeholders(unit, row.id)

    # ---- bodies

    def _bodies(self) -> None:
        bodies = AccountBodies(
            self._store,
            self._account_id,
            self._connection,
            self._after_batch,
            self._counter,
            pool=self._pool,
            stop=self._stop,
            check=self._check_stop,
            gate=self._gate,
            on_aside=self._note_aside,
        )
        bodies.run(self._scope, self._incomplete, complete=self._only_since is None)

    def _taken(self, taken: Taken, count: int) -> None:
        self._counter.add(count)
        self._note_aside(taken)

    def _note_aside(self, taken: Taken) -> None:
        for item in taken.put_aside:
            result = self._results.get(item.incoming.folder_id or 0)
            if result is not None:
                result.put_aside += 1

    # ---- the end

    def _tidy(self, rows: Sequence[LocalFolder], started: int) -> None:
        """Drop what vanished and was found nowhere: at once when no folder got mail since it was compared."""
        with self._store.read() as session:
            if not any_unplaced(session, self._account_id):
                return
            now = folders_of(session, self._account_id)
        self._connection.unselect()
        figures = self._connection.statuses([row.wire_name for row in rows])
        quiet = all(
            name in figures and name in now and figures[name].uidnext == now[name].uidnext
            for name in (row.wire_name for row in rows)
        )
        with self._store.write("sync") as unit:
            drop_unplaced(unit, self._account_id, int(time.time()) if quiet else started - 1)

    def _count(
        self, folders: Iterable[RemoteFolder], rows: dict[str, LocalFolder], figures: Figures
    ) -> list[FolderResult]:
        """The number of messages of folders that are not synced."""
        others = list(folders)
        missing = [f.wire_name for f in others if f.wire_name not in figures]
        figures = {**figures, **self._connection.statuses(missing)} if missing else figures
        results = []
        changed: dict[int, int] = {}
        for folder in others:
            status, row = figures.get(folder.wire_name), rows.get(folder.wire_name)
            total = status.exists if status else 0
            results.append(FolderResult(folder.name, folder.role, total=total))
            if row is not None and status and row.total != total:
                changed[row.id] = total
        if changed:
            with self._store.write("sync") as unit:
                for folder_id, total in changed.items():
                    set_folder(unit, folder_id, total=total)
        return results

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise Stopped
