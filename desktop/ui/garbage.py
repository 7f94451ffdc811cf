"""Cyclic garbage collected on the GUI thread only: a collection in a worker destroys Qt widgets there."""

import gc
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1_000
_YOUNG = 5_000
_OLD_SECONDS = 60.0


class GuiGarbage(QObject):
    """Takes Python's automatic collection over while the window lives.

    Python collects in whatever thread allocates at that moment; a widget caught in a cycle would then
    be destroyed in a lane of `tasks`, which Qt answers with a crash. Here the young generation is
    collected often, so that each time is short, and the oldest one at most once a minute.
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
        if middle > gc.get_threshold()[1] and monotonic() - self._old_at > _OLD_SECONDS:
            self._old_at = monotonic()
            gc.collect(2)
        elif middle > gc.get_threshold()[1]:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)

    def end(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
