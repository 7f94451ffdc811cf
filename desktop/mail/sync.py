"""Keeps the store equal to a mail server: folder by folder, newest mail first, resumable at any point.

The state machine is described in docs/sync.md. The truth about what is here are the placements: what the server has
and no placement names is fetched, whatever interrupted the last run.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from time import monotonic, time

import sqlalchemy as sa

from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.ingest import AfterBatch, Taken, drop_messages, refresh_flags, remove_placements
from desktop.mail.mime.headers import message_ids, parse_headers
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming, internaldate_seconds
from desktop.mail.sync_rows import (
    UNDONE,
    by_identity,
    drop_placeholders,
    imap_day,
    orphans,
    update_flags,
)
from desktop.mail.thread_rows import chunks
from desktop.mail.imap_folders import Changes, RemoteFolder, Selected
from desktop.mail.transport import ImapConnection, SetDone
from desktop.store.schema.mail import Folder, MailAction, Placement, Quarantine
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

COMPLETE_ROLES = ("inbox", "sent")
FIRST_BATCH = 200
_SET = 100
_MAX_TRIES = 3


class Stopped(Exception):
    """The sync was asked to stop; what was committed stays, the next run goes on from there."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is: messages done and wanted in all, and the seconds that are left, None when unknown."""

    done: int
    total: int
    seconds_left: int | None
    folder: str


@dataclass(slots=True)
class FolderResult:
    """What a sync did in one folder."""

    name: str
    role: str
    new: int = 0
    updated: int = 0
    removed: int = 0
    put_aside: int = 0
    total: int = 0


@dataclass(slots=True)
class _Local:
    """What the store knows of a folder."""

    id: int
    wire_name: str
    name: str
    role: str
    uidvalidity: int
    uidnext: int
    highestmodseq: int
    state: str
    total: int
    flags: dict[int, str] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    moving: set[int] = field(default_factory=set)


class AccountSync:
    """One run over one account. `stop` may be set from any thread; `on_progress` is called from this one."""

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
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._after_batch, self._pool = after_batch, pool
        self._stop = stop or threading.Event()
        self._on_progress = on_progress
        self._since = since
        self._done = self._total = 0
        self._started = monotonic()
        self._folder_name = ""

    def run(self, only: Sequence[str] = ()) -> list[FolderResult]:
        """Sync the folders with complete mail (or those named in `only`), then the others' counts.

        Raises Stopped, and the transport's UserFacing and Retryable; whatever was committed stays.
        """
        folders = self._list_folders()
        wanted = [
            f
            for f in folders
            if (f.name in only or f.role in only if only else f.role in COMPLETE_ROLES)
        ]
        wanted.sort(key=lambda f: COMPLETE_ROLES.index(f.role) if f.role in COMPLETE_ROLES else 9)
        self._estimate(wanted)
        results = [self.folder(f) for f in wanted]
        done = {f.wire_name for f in wanted}
        others = [f for f in folders if f.wire_name not in done and f.selectable and not only]
        return results + self._count(others)

    # ---- the list of folders

    def _list_folders(self) -> list[RemoteFolder]:
        remote = [f for f in self._connection.folders() if f.name]
        with self._store.write("sync") as unit:
            rows = {
                f.wire_name: f
                for f in unit.session.scalars(
                    sa.select(Folder).where(Folder.account_id == self._account_id)
                )
            }
            for folder in remote:
                row = rows.pop(folder.wire_name, None)
                if row is None:
                    row = Folder(
                        account_id=self._account_id, wire_name=folder.wire_name, name=folder.name
                    )
                    unit.session.add(row)
                row.name, row.role, row.selectable = folder.name, folder.role, folder.selectable
                row.synced = folder.role in COMPLETE_ROLES or bool(row.synced)
            for row in rows.values():  # deleted or renamed on the server
                uids = list(
                    unit.session.scalars(
                        sa.select(Placement.uid).where(Placement.folder_id == row.id)
                    )
                )
                remove_placements(unit, row.id, row.uidvalidity, uids)
                unit.session.delete(row)
            unit.session.flush()
        return remote

    def _estimate(self, folders: list[RemoteFolder]) -> None:
        for folder in folders:
            exists = self._connection.status(folder.wire_name).exists
            with self._store.read() as session:
                here = session.scalar(
                    sa.select(sa.func.count())
                    .select_from(Placement)
                    .join(Folder)
                    .where(
                        Folder.account_id == self._account_id, Folder.wire_name == folder.wire_name
                    )
                )
            self._total += max(0, exists - (here or 0))
        if self._total:
            self._report()

    def _count(self, folders: list[RemoteFolder]) -> list[FolderResult]:
        results = []
        totals: dict[str, int] = {}
        for folder in folders:
            self._check_stop()
            totals[folder.wire_name] = self._connection.status(folder.wire_name).exists
            results.append(FolderResult(folder.name, folder.role, total=totals[folder.wire_name]))
        with self._store.write("sync") as unit:
            for row in unit.session.scalars(
                sa.select(Folder).where(
                    Folder.account_id == self._account_id, Folder.wire_name.in_(totals)
                )
            ):
                row.total = totals[row.wire_name]
        return results

    # ---- one folder

    def folder(self, folder: RemoteFolder) -> FolderResult:
        """Make one folder equal to the server's."""
        self._check_stop()
        self._folder_name = folder.name
        result = FolderResult(folder.name, folder.role)
        selected = self._connection.select(folder.wire_name)
        local = self._local(folder.wire_name)
        if local.uidvalidity and local.uidvalidity != selected.uidvalidity:
            self._renumber(local, selected, result)
            local = self._local(folder.wire_name)
        elif not local.uidvalidity:
            self._set_folder(local.id, uidvalidity=selected.uidvalidity, state="syncing")
            local.uidvalidity = selected.uidvalidity
        missing = self._compare(local, selected, result)
        if self._since is not None and missing:
            recent = set(self._connection.uids(f"SINCE {imap_day(self._since)}"))
            missing = [uid for uid in missing if uid in recent]
        if missing:
            self._set_folder(local.id, state="syncing")
            self._fetch(local, missing, result)
        partial = self._since is not None
        result.total = selected.exists
        self._finish(local, selected, partial=partial)
        return result

    def _local(self, wire_name: str) -> _Local:
        with self._store.read() as session:
            row = session.scalar(
                sa.select(Folder).where(
                    Folder.account_id == self._account_id, Folder.wire_name == wire_name
                )
            )
            assert row is not None
            local = _Local(
                row.id,
                row.wire_name,
                row.name,
                row.role,
                row.uidvalidity,
                row.uidnext,
                row.highestmodseq,
                row.state,
                row.total,
            )
            here = (
                Placement.folder_id == row.id,
                Placement.uidvalidity == row.uidvalidity,
                Placement.uid > 0,
            )
            local.flags = dict(
                session.execute(sa.select(Placement.uid, Placement.flags).where(*here)).all()
            )
            local.aside = set(
                session.scalars(
                    sa.select(Quarantine.uid).where(
                        Quarantine.folder_id == row.id, Quarantine.uidvalidity == row.uidvalidity
                    )
                )
            )
            for args in session.scalars(
                sa.select(MailAction.args).where(
                    MailAction.account_id == self._account_id, MailAction.state.in_(UNDONE)
                )
            ):
                if args.get("folder_id") == row.id and args.get("uidvalidity") == row.uidvalidity:
                    local.moving.add(int(args["uid"]))
        return local

    def _compare(self, local: _Local, selected: Selected, result: FolderResult) -> list[int]:
        """Bring flags and removals up to date; returns the UIDs that are not here yet."""
        if local.state == "complete" and local.highestmodseq and selected.highestmodseq:
            if self._unchanged(local, selected):
                return []
            missing = self._delta(local, selected, result)
            if missing is not None:
                return missing
        server = (
            {
                m.uid: " ".join(sorted(f for f in m.flags if f != "\\Recent"))
                for m in self._connection.flags()
            }
            if selected.exists
            else {}
        )
        gone = set(local.flags) - set(server)
        if len(gone) > 50 and len(gone) * 5 > len(
            local.flags
        ):  # a fifth of a folder: ask again (MAIL.md 2.13)
            gone -= set(self._connection.uids())
        self._apply(
            local,
            {u: f for u, f in server.items() if u in local.flags and local.flags[u] != f},
            gone,
            result,
        )
        return sorted(set(server) - set(local.flags) - local.aside - local.moving)

    @staticmethod
    def _unchanged(local: _Local, selected: Selected) -> bool:
        return (
            selected.highestmodseq == local.highestmodseq
            and selected.uidnext == local.uidnext
            and selected.exists == len(local.flags) + len(local.aside) + len(local.moving)
        )

    def _delta(self, local: _Local, selected: Selected, result: FolderResult) -> list[int] | None:
        """The same from the server's own account of what changed; None when it does not add up."""
        changes: Changes = self._connection.changed_since(local.highestmodseq)
        flags = {
            m.uid: " ".join(sorted(f for f in m.flags if f != "\\Recent")) for m in changes.messages
        }
        if self._connection.qresync:
            gone = set(changes.vanished) & set(local.flags)
        else:
            gone = set(local.flags) - set(self._connection.uids())
        missing = set(flags) - set(local.flags) - local.aside - local.moving
        aside = local.aside | local.moving
        if (
            len(set(local.flags) - gone) + len(missing) + len(aside - set(changes.vanished))
            != selected.exists
        ):
            return None
        if len(gone) > 50 and len(gone) * 5 > len(local.flags):
            return None
        self._apply(
            local,
            {u: f for u, f in flags.items() if u in local.flags and local.flags[u] != f},
            gone,
            result,
        )
        return sorted(missing)

    def _apply(
        self, local: _Local, flags: dict[int, str], gone: set[int], result: FolderResult
    ) -> None:
        for part in chunks(sorted(flags), 500):
            self._check_stop()
            with self._store.write("sync") as unit:
                result.updated += len(part)
                update_flags(unit, local.id, local.uidvalidity, {uid: flags[uid] for uid in part})
        for part in chunks(sorted(gone), 500):
            with self._store.write("sync") as unit:
                result.removed += remove_placements(unit, local.id, local.uidvalidity, part)
        for uid in gone:
            local.flags.pop(uid, None)

    # ---- fetching

    def _fetch(self, local: _Local, missing: list[int], result: FolderResult) -> None:
        def taken(outcome: Taken, count: int) -> None:
            result.new += len(outcome.ids)
            result.put_aside += len(outcome.put_aside)
            self._done += count
            self._report()
            self._check_stop()  # in the writer's thread: nothing more is written once a stop was asked for

        pipeline = Pipeline(
            self._store, self._after_batch, pool=self._pool, on_taken=taken, first_batch=FIRST_BATCH
        )
        try:
            left = self._read(local, missing, pipeline, first=FIRST_BATCH)
            if left:  # the server left them out: ask once more, one by one
                left = self._read(local, left, pipeline, first=1, size=1)
            pipeline.finish(self._check_stop)
        except BaseException as error:
            pipeline.abandon(keep=not isinstance(error, Stopped))
            raise
        if left:
            self._put_aside(local, left)
            result.put_aside += len(left)

    def _read(
        self, local: _Local, uids: list[int], pipeline: Pipeline, *, first: int, size: int = _SET
    ) -> list[int]:
        """Fetch into the pipeline; returns the UIDs whose content did not come."""
        left = set(uids)
        for item in self._connection.fetch_pipelined(newest_first(uids, size, first=first)):
            self._check_stop()
            if isinstance(item, SetDone):
                if len(item.uids) == first:
                    pipeline.flush()
                continue
            if item.body is not None and item.uid in left:
                left.discard(item.uid)
                pipeline.put(self._incoming(local, item, item.body))
        if not left:
            return []
        return sorted(left & set(self._connection.uids()))

    def _incoming(self, local: _Local, item: FetchedMessage, body: bytes) -> Incoming:
        return Incoming(
            raw=body,
            folder_id=local.id,
            uidvalidity=local.uidvalidity,
            uid=item.uid,
            flags=item.flags,
            received_at=internaldate_seconds(item.internaldate),
            modseq=item.modseq,
            account_id=self._account_id,
        )

    def _put_aside(self, local: _Local, uids: list[int]) -> None:
        rows = [
            {
                "folder_id": local.id,
                "uidvalidity": local.uidvalidity,
                "uid": uid,
                "reason": "no content from the server",
                "tries": 1,
                "at": int(time()),
            }
            for uid in uids
        ]
        with self._store.write("sync") as unit:
            unit.insert_many(Quarantine, rows, or_ignore=True)

    # ---- new numbers

    def _renumber(self, local: _Local, selected: Selected, result: FolderResult) -> None:
        """The server numbers the folder anew: find the same messages again by Message-ID and size, keep their bytes."""
        log.info("a folder was renumbered; matching its messages")
        items = "UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
        uids = self._connection.uids() if selected.exists else []
        found = [
            m
            for m in self._connection.fetch_pipelined(newest_first(uids, 500), items)
            if isinstance(m, FetchedMessage)
        ]
        with self._store.write("sync") as unit:
            known = by_identity(unit.session, local.id)
            rows = []
            for item in found:
                ids = message_ids(parse_headers(item.body or b"").raw("message-id"))
                here = known.get((ids[0] if ids else "", item.size), [])
                if here and ids:
                    rows.append(
                        {
                            "folder_id": local.id,
                            "uidvalidity": selected.uidvalidity,
                            "uid": item.uid,
                            "message_id": here.pop(),
                            "flags": " ".join(sorted(f for f in item.flags if f != "\\Recent")),
                            "modseq": 0,
                        }
                    )
            unit.session.execute(sa.delete(Placement).where(Placement.folder_id == local.id))
            unit.session.execute(sa.delete(Quarantine).where(Quarantine.folder_id == local.id))
            unit.insert_many(Placement, rows, or_ignore=True)
            folder = unit.session.get(Folder, local.id)
            assert folder is not None
            folder.uidvalidity, folder.highestmodseq, folder.uidnext, folder.state = (
                selected.uidvalidity,
                0,
                0,
                "syncing",
            )
            refresh_flags(unit, {r["message_id"] for r in rows})  # type: ignore[misc]
        result.updated += len(rows)

    # ---- the end

    def _finish(self, local: _Local, selected: Selected, *, partial: bool) -> None:
        with self._store.write("sync") as unit:
            folder = unit.session.get(Folder, local.id)
            assert folder is not None
            folder.total = selected.exists
            folder.synced = True
            folder.error = ""
            if not partial:
                folder.state = "complete"
                folder.uidnext = selected.uidnext
                folder.highestmodseq = (
                    selected.highestmodseq
                )  # of this SELECT: later changes come next time
                folder.last_full_at = int(time())
            drop_placeholders(unit, local.id)
            if not partial:
                drop_messages(unit, orphans(unit.session, self._account_id))

    def _set_folder(self, folder_id: int, **values: object) -> None:
        with self._store.write("sync") as unit:
            folder = unit.session.get(Folder, folder_id)
            assert folder is not None
            for name, value in values.items():
                setattr(folder, name, value)

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _report(self) -> None:
        elapsed = monotonic() - self._started
        total = max(self._total, self._done)
        left = None
        if self._done and elapsed > 0.5:
            left = round(elapsed / self._done * (total - self._done))
        self._on_progress(Progress(self._done, total, left, self._folder_name))
