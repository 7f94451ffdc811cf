"""Keeps the list equal to the store while mail streams in: little, seldom, and only what changed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.store.queries.threads import Page, ThreadRow, counts, list_threads, rows_of
from desktop.store.workspace import Store
from desktop.ui.mail.thread_model import PAGE
from desktop.ui.screen import Changes
from desktop.ui.services import Services

PAUSE_MS = 250
MOST_SINGLE = 300
_ROW_TABLES = frozenset({"follow_up", "deal", "quote", "message", "placement", "mail_action"})


@dataclass(frozen=True)
class Update:
    """What was read again: single rows, perhaps the head of the list, and the counts."""

    asked: frozenset[int]
    rows: list[ThreadRow]
    head: list[ThreadRow] | None
    counts: dict[str, int]

    @property
    def gone(self) -> set[int]:
        """The asked ids that are no longer in the store."""
        return set(self.asked) - {row.id for row in self.rows}

    @property
    def head_end(self) -> Page | None:
        """Where the head ends; None when it holds the whole list."""
        if self.head is None or len(self.head) < PAGE:
            return None
        last = self.head[-1]
        return Page(int(last.last_at.timestamp()), last.id)


@dataclass
class _Pending:
    """Changes announced since the last reading."""

    threads: set[int] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    visible: bool = False
    head: bool = False

    def __bool__(self) -> bool:
        return bool(self.threads or self.customers or self.visible or self.head)


class ThreadRefresh(QObject):
    """Collects change announcements and reads at most four times a second, one reading at a time.

    `updated(Update)`. `visible` gives the ids on screen, `of_customers` the held rows of customers.
    """

    updated = Signal(object)

    def __init__(
        self,
        services: Services,
        *,
        visible: Callable[[], list[int]],
        of_customers: Callable[[set[str]], list[int]],
        parent: QObject,
    ) -> None:
        """Start with the filter "all"."""
        super().__init__(parent)
        self._services = services
        self._visible, self._of_customers = visible, of_customers
        self._pending = _Pending()
        self._reading = False
        self.only = "all"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._read)

    def note(self, changes: Changes) -> None:
        """Remember what changed; reading comes later."""
        pending = self._pending
        pending.threads |= {int(i) for i in changes.get("thread", ()) if i.isdigit()}
        pending.customers |= set(changes.get("customer", ()))
        if "thread" not in changes and any(table in _ROW_TABLES for table in changes):
            pending.visible = True
        if "follow_up" in changes:
            pending.visible = pending.head = True
        if pending and not self._timer.isActive() and not self._reading:
            self._timer.start()

    def soon(self) -> None:
        """Read the head and the rows on screen again."""
        self._pending.visible = self._pending.head = True
        if not self._timer.isActive() and not self._reading:
            self._timer.start()

    @Slot()
    def _read(self) -> None:
        pending, self._pending = self._pending, _Pending()
        ids = set(pending.threads)
        head = pending.head
        if len(ids) > MOST_SINGLE:
            ids &= set(self._visible())
            head = True
        ids |= set(self._of_customers(pending.customers)) if pending.customers else set()
        if pending.visible:
            ids |= set(self._visible())
        self._reading = True
        store, only, asked = self._services.store, self.only, frozenset(ids)
        self._services.tasks.submit(
            lambda: read_update(store, only, asked, head=head),
            ok=lambda update: self._read_ok(only, update),
            err=self._read_failed,
            owner=self,
        )

    def _read_ok(self, only: str, update: Update) -> None:
        self._done()
        if only == self.only:
            self.updated.emit(update)

    def _read_failed(self, error: BaseException) -> None:
        self._done()
        self._services.navigator.show_error(error)

    def _done(self) -> None:
        self._reading = False
        if self._pending:
            self._timer.start()


def read_update(store: Store, only: str, asked: frozenset[int], *, head: bool) -> Update:
    """Read what a refresh needs. Runs in a task."""
    rows = rows_of(store, sorted(asked), only=only) if asked else []
    first = list_threads(store, only=only, limit=PAGE) if head else None
    return Update(asked, rows, first, counts(store, only))
