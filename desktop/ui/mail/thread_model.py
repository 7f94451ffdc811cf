"""The conversations of one filter as a list model: keys of all loaded rows, contents of few."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.thread_scope import split_scope
from desktop.store.queries.threads import SEARCH, Page, ThreadRow

PAGE = 100
HELD_ROWS = 1500

RowRole = int(Qt.ItemDataRole.UserRole) + 1
IdRole = int(Qt.ItemDataRole.UserRole) + 2

AnyIndex = QModelIndex | QPersistentModelIndex
_Key = tuple[int, int]
_ROOT = QModelIndex()


class ThreadListModel(QAbstractListModel):
    """Newest first. Never reads the store: it asks by signals and is given rows.

    `page_wanted(Page | None)`: the list end came near. `rows_wanted(ids)`: rows are being shown
    whose contents were let go. Answer with `append`, `hold` and `merge`.
    """

    page_wanted = Signal(object)
    rows_wanted = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, in the filter "all"."""
        super().__init__(parent)
        self.only = "all"
        self._keys: list[_Key] = []
        self._key_of: dict[int, _Key] = {}
        self._rows: OrderedDict[int, ThreadRow] = OrderedDict()
        self._more = False
        self._asked = False
        self._missing: set[int] = set()
        self._pinned: int | None = None
        self.speak: Callable[[ThreadRow], str] = spoken

    # ---- what the view asks

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return how many conversations are loaded."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row, its id, or its words; None for a row whose contents are on their way."""
        if not index.isValid() or index.row() >= len(self._keys):
            return None
        thread_id = -self._keys[index.row()][1]
        if role == IdRole:
            return thread_id
        if role not in (
            RowRole,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self._rows.get(thread_id)
        if row is None:
            self._miss(thread_id)
            return None
        if role == RowRole:
            return row
        return self.speak(row) if role == Qt.ItemDataRole.AccessibleTextRole else row.subject

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let rows be chosen and dragged; what is no row is neither."""
        own = super().flags(index)
        return own | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else own

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Tell whether the store has older conversations that were not asked for yet."""
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: AnyIndex) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._asked = True
            self.page_wanted.emit(self.end())

    # ---- what the pane gives

    def reset(self, only: str, rows: list[ThreadRow], *, more: bool) -> None:
        """Show the first page of a filter instead of what was shown."""
        self.beginResetModel()
        self.only = only
        self._keys, self._key_of = [], {}
        self._rows.clear()
        self._missing.clear()
        for row in rows:
            self._keys.append(_key(row))
            self._key_of[row.id] = _key(row)
            self._rows[row.id] = row
        self._keys.sort()
        self._more, self._asked = more, False
        self.endResetModel()

    def append(self, rows: list[ThreadRow], *, more: bool) -> None:
        """Add the next page below; rows that are there already are brought up to date."""
        self._more, self._asked = more, False
        end = self._keys[-1] if self._keys else None
        below = [r for r in rows if r.id not in self._key_of and (end is None or _key(r) > end)]
        self.merge([row for row in rows if row.id in self._key_of], set())
        if not below:
            return
        below.sort(key=_key)
        first = len(self._keys)
        self.beginInsertRows(_ROOT, first, first + len(below) - 1)
        for row in below:
            self._keys.append(_key(row))
            self._key_of[row.id] = _key(row)
            self._keep(row)
        self.endInsertRows()

    def page_failed(self) -> None:
        """Let the next scroll ask again."""
        self._asked = False

    def hold(self, rows: Iterable[ThreadRow]) -> None:
        """Keep the contents of rows that were asked for by `rows_wanted`."""
        for row in rows:
            if row.id in self._key_of:
                self._keep(row)
                self._show(self.row_of(row.id))

    def merge(self, rows: Iterable[ThreadRow], gone: set[int]) -> None:
        """Bring single rows up to date: changed, moved, new or gone. The rest stays as it is.

        A row older than the last loaded one is left to a later page.
        """
        for thread_id in gone:
            self._remove(thread_id)
        fresh: dict[int, ThreadRow] = {}
        for row in rows:
            if row.id not in self._key_of:
                if not self.only.startswith(SEARCH) and matches(row, self.only):
                    fresh[row.id] = row
            elif matches(row, self.only) or row.id == self._pinned:
                self._move(row)
            else:
                self._remove(row.id)
        self._insert(sorted(fresh.values(), key=_key))

    def pin(self, thread_id: int | None) -> None:
        """Keep a row in sight while it is open, even when it has left the filter."""
        before, self._pinned = self._pinned, thread_id
        if before is None or before == thread_id:
            return
        row = self._rows.get(before)
        if row is not None and not matches(row, self.only):
            self._remove(before)

    # ---- what the pane asks

    def row_of(self, thread_id: int) -> int:
        """Return the place of a conversation in the list, -1 when it is not loaded."""
        key = self._key_of.get(thread_id)
        return -1 if key is None else bisect_left(self._keys, key)

    def id_at(self, row: int) -> int | None:
        """Return the conversation at a place, None beyond the list."""
        return -self._keys[row][1] if 0 <= row < len(self._keys) else None

    def held(self, thread_id: int) -> ThreadRow | None:
        """Return a row whose contents are here."""
        return self._rows.get(thread_id)

    def ids_of_customers(self, customer_ids: set[str]) -> list[int]:
        """Return the held rows that belong to some customers."""
        return [i for i, row in self._rows.items() if row.customer_id in customer_ids]

    def ids_between(self, first: int, last: int) -> list[int]:
        """Return the ids from place `first` to `last`, both included, clipped to the list."""
        return [-key[1] for key in self._keys[max(first, 0) : last + 1]]

    def end(self) -> Page | None:
        """Return where the next page starts, None when nothing is loaded."""
        if not self._keys:
            return None
        time, thread_id = self._keys[-1]
        return Page(-time, -thread_id)

    def ids_newer_than(self, page: Page | None) -> set[int]:
        """Return the loaded ids from the top down to `page` (all of them for None)."""
        if page is None:
            return set(self._key_of)
        until = bisect_left(self._keys, (-page.last_time, -page.id + 1))
        return {-key[1] for key in self._keys[:until]}

    def forget(self, ids: Iterable[int]) -> None:
        """Drop contents that may be stale; they are asked for again when they are shown."""
        for thread_id in ids:
            self._rows.pop(thread_id, None)

    def asked_rows(self) -> list[int]:
        """Return, and forget, the ids that `rows_wanted` announced."""
        wanted, self._missing = sorted(self._missing), set()
        return wanted

    # ---- inside

    def _miss(self, thread_id: int) -> None:
        first = not self._missing
        self._missing.add(thread_id)
        if first:
            self.rows_wanted.emit([thread_id])

    def _keep(self, row: ThreadRow) -> None:
        self._rows[row.id] = row
        self._rows.move_to_end(row.id)
        while len(self._rows) > HELD_ROWS:
            self._rows.popitem(last=False)

    def _show(self, place: int) -> None:
        if place >= 0:
            self.dataChanged.emit(self.index(place), self.index(place))

    def _remove(self, thread_id: int) -> None:
        place = self.row_of(thread_id)
        if place < 0:
            return
        self.beginRemoveRows(_ROOT, place, place)
        del self._keys[place]
        del self._key_of[thread_id]
        self._rows.pop(thread_id, None)
        self.endRemoveRows()

    def _insert(self, rows: list[ThreadRow]) -> None:
        """Insert new rows, sorted, with one signal for each run of neighbours: the view lays out anew with each."""
        at = 0
        while at < len(rows):
            place = bisect_left(self._keys, _key(rows[at]))
            if place == len(self._keys) and self._more:
                return
            below = self._keys[place] if place < len(self._keys) else None
            run = at + 1
            while run < len(rows) and (below is None or _key(rows[run]) < below):
                run += 1
            self.beginInsertRows(_ROOT, place, place + run - at - 1)
            self._keys[place:place] = [_key(row) for row in rows[at:run]]
            for row in rows[at:run]:
                self._key_of[row.id] = _key(row)
                self._keep(row)
            self.endInsertRows()
            at = run

    def _move(self, row: ThreadRow) -> None:
        old, new = self._key_of[row.id], _key(row)
        if old == new:
            if self._rows.get(row.id) != row:
                self._keep(row)
                self._show(self.row_of(row.id))
            return
        start = bisect_left(self._keys, old)
        target = bisect_left(self._keys, new)
        if target in (start, start + 1):
            self._keys[start] = new
            self._key_of[row.id] = new
            self._keep(row)
            self._show(start)
            return
        self.beginMoveRows(_ROOT, start, start, _ROOT, target)
        del self._keys[start]
        self._keys.insert(target - 1 if target > start else target, new)
        self._key_of[row.id] = new
        self._keep(row)
        self.endMoveRows()
        self._show(self.row_of(row.id))


def matches(row: ThreadRow, only: str) -> bool:
    """Tell whether a conversation belongs into a filter (the query's rule, over one row).

    What a search found stays as it was found; the rows of a folder were read as such.
    """
    if only.startswith(SEARCH):
        return True
    folder_id, only = split_scope(only)
    if folder_id is None and not row.in_inbox:
        return False
    if only == "reply_due":
        return row.reply_due is not None
    if only == "unread":
        return row.unread_count > 0
    if only == "inquiries":
        asked = row.last_in_at is not None and row.last_out_at is None
        return asked and row.kind in ("personal", "platform_inquiry")
    return True


def spoken(row: ThreadRow) -> str:
    """Return a row as a screen reader says it; the clock is added by the delegate's words."""
    parts = [_("Grade {grade}").format(grade=row.grade)] if row.grade else []
    parts.append(row.sender)
    if row.customer_name and row.customer_name != row.sender:
        parts.append(row.customer_name)
    parts.append(row.subject or _("(no subject)"))
    if row.warning:
        parts.append(_("with a warning"))
    if row.unread_count:
        parts.append(_("unread"))
    if row.has_attachments:
        parts.append(_("with attachment"))
    if row.message_count > 1:
        parts.append(
            ngettext("{count} message", "{count} messages", row.message_count).format(
                count=row.message_count
            )
        )
    return ", ".join(parts)


def _key(row: ThreadRow) -> _Key:
    return (-int(row.last_at.timestamp()), -row.id)
