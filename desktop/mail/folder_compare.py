"""What changed in a folder since it was last equal to the server's: by MODSEQ where it is spoken, else by lists of UIDs."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from desktop.mail.folder_rows import (
    LocalFolder,
    Places,
    all_places,
    count_placed,
    few_places,
    flag_text,
    set_folder,
    unplace,
    update_flags,
)
from desktop.mail.imap_folders import Selected
from desktop.mail.imap_reader import UidRanges, imap_day
from desktop.mail.sync_report import FolderResult
from desktop.mail.thread_rows import chunks
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

FULL_SECONDS = 15 * 60  # how long flags of old messages may be stale on a server without MODSEQ
_PART = 500
_MANY = 50  # a delta that takes away more than this and more than a fifth is not believed (MAIL.md 2.13)
_FEW = 500  # so few messages are looked at one by one
_SYSTEM = {
    "SEEN": "\\Seen",
    "FLAGGED": "\\Flagged",
    "ANSWERED": "\\Answered",
    "DELETED": "\\Deleted",
    "DRAFT": "\\Draft",
}


@dataclass(slots=True)
class Difference:
    """What must be done to make a folder equal: flags (MODSEQ, UID, flags) to write, UIDs to take out and to fetch.

    `unlisted`: how many older ones the server has that are not wanted. `full`: all was compared, not only a delta.
    """

    flags: list[tuple[int, int, str]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    missing: list[int] = field(default_factory=list)
    unlisted: int = 0
    full: bool = False


class FolderCompare:
    """Compares the folder that `connection` has open with the store."""

    def __init__(
        self,
        store: Store,
        account_id: str,
        connection: ImapConnection,
        folder: LocalFolder,
        selected: Selected,
        *,
        unseen: int = -1,
        since: int | None = None,
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._folder, self._selected = folder, selected
        self._unseen, self._since = unseen, since

    def difference(self) -> Difference:
        """What changed. Raises what the connection raises; nothing is written."""
        if self._folder.state in ("listed", "complete"):
            found = self._quick()
            if found is not None:
                return found
        return self._full()

    def _quick(self) -> Difference | None:
        then, now = self._folder.highestmodseq, self._selected.highestmodseq
        if then and now:
            if now < then:
                log.warning("a folder's HIGHESTMODSEQ went back: comparing all of it")
                return None
            return self._delta()
        return self._only_new()

    # ---- by MODSEQ

    def _delta(self) -> Difference | None:
        """From the server's own account of what changed; None when it does not add up."""
        connection, folder = self._connection, self._folder
        changes = self._selected.changes
        if changes is None:
            try:
                changes = connection.changed_since(folder.highestmodseq)
            except UserFacing:  # promised, not understood: do without (MAIL.md finding 1)
                log.warning("CHANGEDSINCE was refused: comparing all of the folder")
                connection.condstore = connection.qresync = False
                return None
        fresh = self._new_uids() if self._selected.uidnext > folder.uidnext else set()
        told = {m.uid: (m.modseq, flag_text(m.flags)) for m in changes.messages}
        gone_there = changes.vanished
        with self._store.read() as session:
            if gone_there.span > _FEW:
                places = all_places(session, self._account_id, self._folder)
            else:
                named = (u for low, high in gone_there.pairs for u in range(low, high + 1))
                concerned = {*told, *fresh, *named}
                places = few_places(session, self._account_id, self._folder, concerned)
            placed = count_placed(session, folder)
        missing = {uid for uid in {*told, *fresh} - places.known if uid not in gone_there}
        if folder.unlisted and gone_there.span > _FEW:
            return None  # how many of them were never listed cannot be told
        gone, unlisted = self._gone(gone_there, places, placed, missing)
        held = sum(1 for uid in places.aside | places.moving if uid not in gone_there)
        if placed - len(gone) + len(missing) + held + unlisted != self._selected.exists:
            log.warning("a folder's changes do not add up to its number of messages: comparing all")
            return None
        if _suspicious(len(gone), placed):
            log.warning("a folder's changes would remove much of it: asking for the whole list")
            return None
        flags = sorted(
            (modseq, uid, text)
            for uid, (modseq, text) in told.items()
            if uid in places.flags and uid not in gone and places.flags[uid] != text
        )
        return Difference(flags, gone, sorted(missing), unlisted)

    def _new_uids(self) -> set[int]:
        """UIDs from the known end on: a delta need not name them (Trojita)."""
        first = max(1, self._folder.uidnext)
        return {uid for uid in self._connection.uids(f"UID {first}:*") if uid >= first}

    def _gone(
        self, vanished: UidRanges, places: Places, placed: int, missing: set[int]
    ) -> tuple[set[int], int]:
        """UIDs that are gone, and how many of the unlisted ones are left."""
        unlisted = self._folder.unlisted
        if self._connection.qresync:
            gone = vanished.among(places.flags)
            if unlisted:
                listed = len(vanished.among(places.known))
                later = UidRanges(
                    tuple(
                        (max(low, self._folder.uidnext), high)
                        for low, high in vanished.pairs
                        if high >= self._folder.uidnext
                    )
                )
                unlisted = max(0, unlisted - (vanished.span - listed - later.span))
            return gone, unlisted
        held = len(places.aside | places.moving)
        if placed + len(missing) + held + unlisted == self._selected.exists:
            return set(), unlisted  # what is new is known, so nothing can have gone
        with self._store.read() as session:
            here = all_places(session, self._account_id, self._folder)
        server = set(self._connection.uids())
        places.aside &= server
        places.moving &= server
        return set(here.flags) - server, unlisted

    # ---- without MODSEQ

    def _only_new(self) -> Difference | None:
        """Only new messages, when the figures say that nothing else can have changed; else None."""
        folder, now = self._folder, self._selected
        if self._unseen < 0 or time.time() - (folder.last_full_at or 0) > FULL_SECONDS:
            return None
        first = max(1, folder.uidnext)
        found, unread = self._connection.searches([f"UID {first}:*", f"UNSEEN UID {first}:*"])
        if found is None or unread is None:
            return None
        new = {uid for uid in found if uid >= first}
        with self._store.read() as session:
            places = few_places(session, self._account_id, folder, new)
            placed = count_placed(session, folder)
        held = len((places.aside | places.moving) - new)
        if placed + held + folder.unlisted + len(new - set(places.flags)) != now.exists:
            return None
        if self._unseen - folder.unseen != sum(1 for uid in unread if uid >= first):
            return None
        return Difference(missing=sorted(new - places.known), unlisted=folder.unlisted)

    def _full(self) -> Difference:
        """The whole list of UIDs, and the flags of those that are here."""
        with self._store.read() as session:
            places = all_places(session, self._account_id, self._folder)
        server = set(self._connection.uids()) if self._selected.exists else set()
        gone = set(places.flags) - server
        if _suspicious(len(gone), len(places.flags)):
            again = set(self._connection.uids())  # asked a second time before it is believed
            server |= again
            gone -= again
        missing = server - places.known
        unlisted = 0
        if missing and self._since is not None:
            recent = set(self._connection.uids(f"SINCE {imap_day(self._since)}"))
            unlisted = len(missing - recent)
            missing &= recent
        here = {u: f for u, f in places.flags.items() if u in server}
        flags = [(0, uid, text) for uid, text in self._changed_flags(here)]
        return Difference(flags, gone, sorted(missing), unlisted, full=True)

    def _changed_flags(self, here: dict[int, str]) -> list[tuple[int, str]]:
        if not here:
            return []
        if len(here) > _FEW:
            found = self._flags_by_search(here)
            if found is not None:
                return found
        return [
            (m.uid, text)
            for m in self._connection.flags()
            if m.uid in here and here[m.uid] != (text := flag_text(m.flags))
        ]

    def _flags_by_search(self, here: dict[int, str]) -> list[tuple[int, str]] | None:
        """Five lists of UIDs instead of a line a message; words of other programs are left as they were."""
        lists = self._connection.searches(list(_SYSTEM))
        if any(found is None for found in lists):
            return None
        now: dict[int, set[str]] = {}
        for flag, found in zip(_SYSTEM.values(), lists, strict=True):
            for uid in found or ():
                now.setdefault(uid, set()).add(flag)
        system = set(_SYSTEM.values())
        changed = []
        for uid, text in here.items():
            before = set(text.split())
            after = (before - system) | now.get(uid, set())
            if after != before:
                changed.append((uid, flag_text(after)))
        return changed


def _suspicious(gone: int, placed: int) -> bool:
    return gone > _MANY and gone * 5 > placed


def apply(
    store: Store,
    folder: LocalFolder,
    difference: Difference,
    result: FolderResult,
    check: Callable[[], None],
) -> None:
    """Write removals, then flags in the order of their MODSEQ; how far they came is written with them.

    Raises what `check` raises between two parts; the next run goes on from there.
    """
    for part in chunks(sorted(difference.gone), _PART):
        check()
        with store.write("sync") as unit:
            result.removed += unplace(unit, folder, part)
    for flags, reached in _by_modseq(difference.flags):
        check()
        with store.write("sync") as unit:
            update_flags(unit, folder, flags)
            if reached > folder.highestmodseq and not difference.full:
                set_folder(unit, folder.id, highestmodseq=reached)
        result.updated += len(flags)


def _by_modseq(flags: Iterable[tuple[int, int, str]]) -> Iterable[tuple[dict[int, str], int]]:
    """Parts of flag changes with the MODSEQ that is reached after each: one MODSEQ is never torn apart."""
    part: dict[int, str] = {}
    last = 0
    for modseq, uid, text in flags:
        if len(part) >= _PART and (modseq != last or not modseq):
            yield part, last
            part = {}
        part[uid] = text
        last = modseq
    if part:
        yield part, last
