"""Cyclic garbage collected on the GUI thread only: a collection in a worker destroys Qt widgets there."""

import gc
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

# Often enough that what background work allocated meanwhile is looked through in a blink.
_EVERY_MS = 250
_YOUNG = 5_000
# Rounds of the young generation before the middle one is looked through with it.
_ROUNDS = 3
# The oldest generation: while the user is elsewhere, else only when it cannot wait any longer.
_OLD_SECONDS = 60.0
_OLD_AT_LAST_SECONDS = 900.0


class GuiGarbage(QObject):
    """Takes Python's automatic collection over while the window lives.

    Python collects in whatever thread allocates at that moment; a widget caught in a cycle would then
    be destroyed in a lane of `tasks`, which Qt answers with a crash. Here the young generation is
    collected often, so that each time is short; the oldest one, which takes a quarter of a second
    with a quote of thousands of lines open, waits until the user looks at another program.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._old_at = monotonic()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def settle(self) -> None:
        """Spare what the start made from being looked through again: it lives as long as the window."""
        gc.freeze()

    @Slot()
    def collect(self) -> None:
        """Collect what Python itself would have collected by now."""
        young, middle, _old = gc.get_count()
        if middle > _ROUNDS and self._is_time_for_old():
            self._old_at = monotonic()
            gc.collect(2)
        elif middle > _ROUNDS:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)

    def _is_time_for_old(self) -> bool:
        waited = monotonic() - self._old_at
        state = QGuiApplication.applicationState()
        is_elsewhere = state is not Qt.ApplicationState.ApplicationActive
        return waited > (_OLD_SECONDS if is_elsewhere else _OLD_AT_LAST_SECONDS)

    def end(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
