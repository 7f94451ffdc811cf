"""Brings the lists of an account's folders up to date: what changed in each, then the headers that are missing."""

import logging
import re
import time
from collections.abc import Sequence

from desktop.mail.folder_compare import Difference, FolderCompare, apply
from desktop.mail.folder_renumber import renumber
from desktop.mail.folder_rows import LocalFolder, drop_placeholders, folders_of, set_folder
from desktop.mail.header_round import FIRST_BATCH, HeaderRound, Listing
from desktop.mail.imap_folders import Selected
from desktop.mail.sync_report import Renumbered
from desktop.mail.sync_run import SyncRun
from desktop.mail.sync_scope import take_mail_out
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _

log = logging.getLogger(__name__)

_RESTLESS = 5  # times that a folder may be renumbered within one run
_OF_ONE_FOLDER = ("server_refused", "busy")
# Dovecot lists a folder that was deleted or renamed away as long as others lie below it, without \\NonExistent
_NOT_THERE = re.compile(r"\[NONEXISTENT\]|doesn't exist|does not exist", re.IGNORECASE)
_TOGETHER = 8  # new folders that are opened in one go

Figures = dict[str, Selected]
Opened = dict[str, tuple[Selected, list[int]]]


class AccountHeaders:
    """Makes folders equal to the server's, but for bodies."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run
        self._connection = run.connection

    def bring_up(self, rows: Sequence[LocalFolder], figures: Figures) -> None:
        """Do so for some folders, which take turns. `figures`: what STATUS said of them.

        Raises Stopped, Retryable, and UserFacing when the inbox cannot be read.
        """
        left = list(rows)
        for _attempt in range(_RESTLESS):
            if not left:
                return
            try:
                self._once(left, figures)
                return
            except Renumbered:
                log.warning("a folder was renumbered while it was read")
                with self._run.store.read() as session:
                    now = {f.id: f for f in folders_of(session, self._run.account_id).values()}
                left = [now[row.id] for row in left if row.id in now]
        raise Retryable(
            _("The server numbers its messages anew again and again."), code="renumbered"
        )

    def _once(self, rows: Sequence[LocalFolder], figures: Figures) -> None:
        opened = self._open_new(rows, figures)
        listings = []
        for row in rows:
            self._run.check()
            listing = self._guarded(row, figures.get(row.wire_name), opened)
            if listing is not None:
                listings.append(listing)
        missing = sum(len(listing.missing) for listing in listings)
        if missing:
            self._run.counter.expect(missing)
            pipeline = self._run.pipeline(FIRST_BATCH)
            self._run.finish(pipeline, lambda: HeaderRound(self._run, pipeline).read(listings))
        for listing in listings:
            if listing.refused:
                listing.result.error = _("The server did not open the folder again.")
            else:
                self._finish(listing)

    def _open_new(self, rows: Sequence[LocalFolder], figures: Figures) -> Opened:
        """Open folders of which nothing is here together: on a long way each would cost two round trips."""
        found: Opened = {}
        new: list[str] = []
        for row in rows:
            status = figures.get(row.wire_name)
            if row.uidvalidity:
                continue
            if status is not None and status.uidvalidity and not status.exists:
                found[row.wire_name] = (status, [])  # empty: the figures say it all
            else:
                new.append(row.wire_name)
        since = self._run.since
        if len(new) > 1:
            for start in range(0, len(new), _TOGETHER):
                self._run.check()
                part = new[start : start + _TOGETHER]
                found.update(self._connection.open_many(part, since=since))
        return found

    def _guarded(self, row: LocalFolder, status: Selected | None, opened: Opened) -> Listing | None:
        """Compare a folder; one that the server does not let us read is noted and passed over."""
        try:
            return self._compare(row, status, opened.get(row.wire_name))
        except (UserFacing, Retryable) as error:
            if error.code not in _OF_ONE_FOLDER or row.role == "inbox":
                raise
            if _NOT_THERE.search(error.message):
                self._empty(row)
                return None
            log.warning("a folder cannot be read: %s", error.code)
            self._run.results[row.id].error = error.message
            with self._run.store.write("sync") as unit:
                set_folder(unit, row.id, error=error.message)
            return None

    def _empty(self, row: LocalFolder) -> None:
        """A folder that is listed only because others lie below it: what it held is gone from there."""
        self._run.results[row.id].total = 0
        if row.uidvalidity:
            take_mail_out(self._run.store, row)
            with self._run.store.write("sync") as unit:
                set_folder(unit, row.id, state="new", uidvalidity=0, total=0, error="")

    def _compare(
        self, row: LocalFolder, status: Selected | None, opened: tuple[Selected, list[int]] | None
    ) -> Listing:
        run, result = self._run, self._run.results[row.id]
        unseen = status.unseen if status else -1
        if opened is not None:
            selected, uids = opened
            self._begin(row, selected)
            unlisted = max(0, selected.exists - len(uids))
            difference = Difference(missing=uids, unlisted=unlisted, full=True)
        else:
            selected = self._open(row)
            difference = FolderCompare(
                run.store,
                run.account_id,
                self._connection,
                row,
                selected,
                unseen=unseen,
                since=run.since,
            ).difference()
            apply(run.store, row, difference, result, run.check)
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

    def _open(self, row: LocalFolder) -> Selected:
        known = row.state in ("listed", "complete") and row.highestmodseq
        since = (row.uidvalidity, row.highestmodseq) if known else None
        selected = self._connection.select(row.wire_name, since=since)
        if row.uidvalidity and row.uidvalidity != selected.uidvalidity:
            self._run.results[row.id].updated += renumber(
                self._run.store,
                self._run.account_id,
                self._connection,
                row,
                selected,
                self._run.check,
            )
            row.uidvalidity, row.state = selected.uidvalidity, "syncing"
            row.highestmodseq = row.uidnext = row.unlisted = 0
        elif row.state not in ("listed", "complete"):
            self._begin(row, selected)
        return selected

    def _begin(self, row: LocalFolder, selected: Selected) -> None:
        row.uidvalidity, row.state = selected.uidvalidity, "syncing"
        with self._run.store.write("sync") as unit:
            set_folder(unit, row.id, uidvalidity=row.uidvalidity, state="syncing")

    def _finish(self, listing: Listing) -> None:
        """Note how far the folder is: the figures of this SELECT, so that later changes come next time."""
        row, selected = listing.folder, listing.selected
        values: dict[str, object] = {"total": selected.exists, "error": ""}
        wants_bodies = row.keep == "mail" and (bool(listing.missing) or row.state != "complete")
        if not selected.exists:
            wants_bodies = False
        if wants_bodies:
            self._run.bodies_of.add(row.id)
        if not self._run.partial:
            values |= {
                "state": "listed" if wants_bodies else "complete",
                "uidnext": selected.uidnext,
                "highestmodseq": selected.highestmodseq,
                "unseen": max(0, listing.unseen),
                "unlisted": listing.unlisted,
                "scope": self._run.scope.text(row.keep),
            }
            if listing.full:
                values["last_full_at"] = int(time.time())
        with self._run.store.write("sync") as unit:
            set_folder(unit, row.id, **values)
            drop_placeholders(unit, row.id)
