"""An import being written, portion by portion: how far it is, while everything else goes on."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.product_import import PAUSE_S, Importing
from desktop.trade.product_plan import ImportPlan
from desktop.ui.services import Services
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.progress import ProgressLine


class ImportBar(QWidget):
    """Shown while an import runs; `finished(ImportResult)`, or `stopped` after the error was shown."""

    finished = Signal(object)
    stopped = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Hidden until `run`."""
        super().__init__(parent)
        self._services = services
        self._work: Importing | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(12)
        self.words = label("", "small", "text2")
        self.line = ProgressLine()
        row.addWidget(self.words)
        row.addWidget(self.line, 1)
        self._pause = QTimer(self)  # others write meanwhile, also the engine
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(PAUSE_S * 1000))
        self._pause.timeout.connect(self._step)
        self.hide()

    @property
    def running(self) -> bool:
        """Tell whether an import is under way."""
        return self._work is not None

    def run(self, plan: ImportPlan) -> None:
        """Write a plan; pictures first, which are the longest part and need no store."""
        self._work = work = Importing(self._services.store, plan)
        self._tell(work)
        self.show()
        self._services.tasks.submit(
            work.prepare, ok=lambda _done: self._step(), err=self._fail, owner=self, lane="cpu"
        )

    def progress(self) -> tuple[int, int]:
        """Return how many products are written, of how many."""
        return (self._work.written, self._work.total) if self._work is not None else (0, 0)

    @Slot()
    def _step(self) -> None:
        work = self._work
        if work is not None:
            self._services.tasks.submit(
                work.step,
                ok=lambda more: self._went_on(work, more),
                err=self._fail,
                owner=self,
                lane="write",
            )

    def stop(self) -> None:
        """Write no further portion: what is written stays, and the next start offers to finish it."""
        work, self._work = self._work, None
        self._pause.stop()
        self.hide()
        if work is not None:
            self._services.tasks.submit(work.release, owner=self, lane="write")

    def _went_on(self, work: Importing, more: bool) -> None:
        if work is not self._work:
            return
        self._tell(work)
        if more:
            self._pause.start()
            return
        self._end()
        self.finished.emit(work.result())

    def _fail(self, error: BaseException) -> None:
        self._end()
        self._services.navigator.show_error(error)
        self.stopped.emit()

    def _end(self) -> None:
        self._work = None
        self.hide()

    def _tell(self, work: Importing) -> None:
        words = _("Importing: {count} of {total} products").format(
            count=f"{work.written:,}", total=f"{work.total:,}"
        )
        self.words.setText(words)
        self.line.set(work.written / work.total if work.total else 1.0)
