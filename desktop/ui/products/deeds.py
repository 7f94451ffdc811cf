"""What the catalogue's screens write: beside the window, with a toast that takes it back."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.runtime.errors import TradepostError
from desktop.store import journal
from desktop.store.workspace import Store
from desktop.ui.services import Services

_BY_HAND = ("user", "import")
_LOOK_BACK = 20


def newest_unit(store: Store) -> str:
    """Return the unit of the newest change made by hand, "" when there is none."""
    entries = journal.entries(store, limit=_LOOK_BACK)
    return next((entry.unit_id for entry in entries if entry.cause in _BY_HAND), "")


class Deeds(QObject):
    """Writes one thing after the other and offers to undo each."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Errors go to `parent`'s window."""
        super().__init__(parent)
        self._services = services

    def do(
        self,
        work: Callable[[], object],
        said: str = "",
        *,
        ok: Callable[[object], object] | None = None,
        err: Callable[[TradepostError], object] | None = None,
    ) -> None:
        """Run `work` on the write lane; say `said` with an undo, then call `ok` with its result."""
        store, services = self._services.store, self._services

        def written() -> tuple[object, str, bool]:
            before = newest_unit(store)
            result = work()
            after = newest_unit(store)
            return result, after, after != before

        def done(found: tuple[object, str, bool]) -> None:
            result, unit_id, changed = found
            if said:
                undo = (lambda: self.undo(unit_id)) if changed else None
                services.navigator.show_toast(said, undo)
            if ok is not None:
                ok(result)

        def failed(error: BaseException) -> None:
            if err is not None and isinstance(error, TradepostError):
                err(error)
            else:
                services.navigator.show_error(error)

        services.tasks.submit(written, ok=done, err=failed, owner=self, lane="write")

    def undo(self, unit_id: str) -> None:
        """Take back what a unit wrote."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: journal.undo(store, unit_id),
            err=self._services.navigator.show_error,
            owner=self,
            lane="write",
        )
