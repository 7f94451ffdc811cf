"""Reports of bugs: where in the program, never what it worked on; written to the log, shown once."""

import logging
import platform
import sys
import threading
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, Signal

from desktop.runtime.logs import places_of
from desktop.runtime.paths import Profile

log = logging.getLogger(__name__)


def report_of(error: BaseException) -> str:
    """Return the report: versions, the kind of error and the places in the code, never the error's own text."""
    versions = (
        f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.platform()}"
    )
    return f"{versions}\n{places_of(error)}"


class CrashWatch(QObject):
    """Catches what nobody caught, in any thread, and tells each bug once on the GUI thread."""

    found = Signal(str)
    _seen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch nothing yet; `install` puts the hooks in."""
        super().__init__(parent)
        self._told: set[str] = set()
        self._seen.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch uncaught exceptions of slots, virtual methods and threads."""
        sys.excepthook = self._main_hook
        threading.excepthook = self._thread_hook

    @staticmethod
    def remove() -> None:
        """Put Python's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _main_hook(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        self._seen.emit(error)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._seen.emit(args.exc_value)

    def tell(self, error: BaseException) -> None:
        """Log an error, and show it unless it was shown before."""
        report = report_of(error)
        log.error("bug\n%s", report)
        if report not in self._told:
            self._told.add(report)
            self.found.emit(report)


def ended_badly(profile: Profile) -> bool:
    """Tell whether the window's last run left a hard crash behind, and put its file aside."""
    path = profile.logs / "window-crash.log"
    try:
        if path.stat().st_size == 0:
            return False
        path.replace(path.with_name("window-crash-last.log"))
    except OSError:
        return False
    return True
