"""Cyclic garbage collected on the GUI thread only: a collection in a worker destroys Qt widgets there."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 10_000


class GuiGarbage(QObject):
    """Takes Python's automatic collection over while the window lives.

    Python collects in whatever thread allocates at that moment; a widget caught in a cycle would then
    be destroyed in a lane of `tasks`, which Qt answers with a crash. Here the young generations are
    collected on a timer, the oldest one when enough of them have been.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect what Python itself would have collected by now."""
        young, middle, old = gc.get_count()
        if old > self._thresholds[2]:
            gc.collect(2)
        elif middle > self._thresholds[1]:
            gc.collect(1)
        elif young > self._thresholds[0]:
            gc.collect(0)

    def end(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()
