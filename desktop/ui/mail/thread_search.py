"""Finding the conversation that another one belongs to: the customer's own first, then whatever the words find."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.threads import SEARCH, ThreadRow, list_threads
from desktop.store.workspace import Store
from desktop.ui.mail.search_popup import SearchPopup
from desktop.ui.mail.times import day
from desktop.ui.services import Services

_MOST = 12


class ThreadSearch(SearchPopup):
    """`chosen(thread id)`."""

    chosen = Signal(int)

    def __init__(
        self, services: Services, current: ThreadRow, parent: QWidget | None = None
    ) -> None:
        """Look for a partner of `current`."""
        super().__init__(
            services,
            _("Search conversations"),
            _("Matching conversations"),
            _("No conversation matches."),
            parent,
        )
        self._current = current

    @Slot()
    def search(self) -> None:
        """Look for conversations by what the field says; with nothing typed, those of the same customer or sender."""
        store, text, current = self._services.store, self.field.text().strip(), self._current
        self._services.tasks.submit(
            lambda: partners(store, current, text), ok=self._show, owner=self, key="search"
        )

    def _show(self, rows: list[ThreadRow]) -> None:
        now = self._services.clock.now()
        self.show_matches(
            (
                str(row.id),
                row.subject or _("(no subject)"),
                f"{row.sender} · {day(row.last_at, now)}",
            )
            for row in rows
        )

    def take(self, key: str) -> None:
        """Tell which conversation was chosen."""
        self.chosen.emit(int(key))


def partners(store: Store, current: ThreadRow, text: str) -> list[ThreadRow]:
    """Return conversations that `current` may be merged with, newest first."""
    if text:
        found = list_threads(store, only=SEARCH + text, limit=_MOST + 1)
    elif current.customer_id is not None:
        found = list_threads(store, customer_id=current.customer_id, limit=_MOST + 1)
    else:
        found = list_threads(store, only=f"{SEARCH}from:{current.sender_address}", limit=_MOST + 1)
    return [row for row in found if row.id != current.id][:_MOST]
