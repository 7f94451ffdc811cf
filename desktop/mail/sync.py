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
from desktop.mail.account_headers import AccountHeaders, Figures
from desktop.mail.bulk import settle_index
from desktop.mail.fairness import FREE, Gate
from desktop.mail.folder_compare import FULL_SECONDS
from desktop.mail.folder_rows import (
    LocalFolder,
    any_unplaced,
    drop_unplaced,
    folders_of,
    set_folder,
)
from desktop.mail.folder_wire import owed
from desktop.mail.imap_folders import RemoteFolder, Selected
from desktop.mail.ingest import AfterBatch
from desktop.mail.sync_report import Counter, FolderResult, Progress, Renumbered
from desktop.mail.sync_run import SyncRun
from desktop.mail.sync_scope import follow, scope_of
from desktop.mail.transport import ImapConnection
from desktop.mail.wanted_bodies import FIRST_ROLES
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_LAST_ROLES = ("all", "trash", "junk")


class AccountSync:
    """One run over one account. `stop` may be set from any thread; `on_progress` is called from this run's threads.

    `since` (seconds, UTC): only mail that arrived after it, and no folder counts as complete. `pool_done` is called,
    perhaps, when `pool` is not needed any more.
    """

    def __init__(
        self,
        store: Store,
        account_id: str,
        connection: ImapConnection,
        *,
        after_batch: AfterBatch,
        pool: Executor | None = None,
        pool_done: Callable[[], None] = lambda: None,
        stop: threading.Event | None = None,
        on_progress: Callable[[Progress], None] = lambda _progress: None,
        since: int | None = None,
        gate: Gate = FREE,
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._scope = scope_of(store, account_id)
        self._run = SyncRun(
            store=store,
            account_id=account_id,
            connection=connection,
            after_batch=after_batch,
            counter=Counter(on_progress),
            scope=self._scope,
            gate=gate,
            stop=stop or threading.Event(),
            pool=pool,
            pool_done=pool_done,
            since=since if since is not None else self._scope.listed_since(),
            partial=since is not None,
        )

    @property
    def results(self) -> list[FolderResult]:
        """What was done so far, also when the run was broken off."""
        return list(self._run.results.values())

    # ---- the ways to run

    def run(self, only: Sequence[str] = ()) -> list[FolderResult]:
        """Sync the wanted folders (or those named in `only`, by name or role), then count the others.

        Raises Stopped, and the transport's UserFacing and Retryable; whatever was committed stays. A folder that
        cannot be read does not keep the others from being synced: its result holds the error.
        """
        started = int(time.time())
        self._connection.compress()
        remote, rows = self._listed()
        chosen = [
            rows[f.wire_name]
            for f in remote
            if f.wire_name in rows
            and f.selectable
            and ((f.name in only or f.role in only) if only else rows[f.wire_name].synced)
        ]
        asked = chosen if only else [f for f in remote if f.selectable]  # in one go: it is one way
        figures = self._figures(remote, [folder.wire_name for folder in asked])
        found = self._sync(chosen, figures)
        if only:
            return found
        if not self._run.partial and not any(result.error for result in found):
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

    def settle(self) -> None:
        """Merge what was written in bulk into the index, when all else is done: searching works without it too."""
        if self._run.unsettled:
            self._run.unsettled = False
            settle_index(self._store, self._run.stop)

    # ---- folders

    def _sync(self, chosen: Sequence[LocalFolder], figures: Figures) -> list[FolderResult]:
        for row in chosen:
            status = figures.get(row.wire_name)
            self._run.results[row.id] = FolderResult(
                row.name, row.role, total=status.exists if status else row.total
            )
        stale = [row for row in chosen if self._is_stale(row, figures)]
        stale.sort(key=lambda row: _LAST_ROLES.index(row.role) if row.role in _LAST_ROLES else -1)
        first = [row for role in FIRST_ROLES for row in stale if row.role == role]
        headers = AccountHeaders(self._run)
        try:
            headers.bring_up(first, figures)
            headers.bring_up([row for row in stale if row not in first], figures)
            AccountBodies(self._run).bring_up()
        except Renumbered:
            log.warning(
                "a folder was renumbered while mails were fetched; the next run matches them"
            )
        finally:
            self._run.close()
        return [self._run.results[row.id] for row in chosen]

    def _is_stale(self, row: LocalFolder, figures: Figures) -> bool:
        """Whether a folder must be opened; a folder that only lacks bodies is noted."""
        scope = self._scope.text(row.keep)
        if row.scope != scope and row.state in ("listed", "complete"):
            months, _slash, _rest = row.scope.partition("/")
            row.state = "listed" if months == str(self._scope.sync_months) else "syncing"
        if row.state == "listed" and row.keep == "mail":
            self._run.bodies_of.add(row.id)
        status = figures.get(row.wire_name)
        return status is None or not self._is_unchanged(row, status)

    def _is_unchanged(self, row: LocalFolder, status: Selected) -> bool:
        if row.state not in ("listed", "complete") or self._run.partial:
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
