"""When the browser for designed mails starts, which views are lent out, and when it is given back."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.ui.mail.web_engine import Engine, WebView

log = logging.getLogger(__name__)

IDLE_MS = 5 * 60_000
_SPARE = 2


class WebViews(QObject):
    """Lends views to open messages. Nothing of QtWebEngine is loaded before the first is asked for."""

    def __init__(self, holder: QWidget) -> None:
        """`holder`: the widget under which spare views wait, hidden."""
        super().__init__(holder)
        self._holder = holder
        self._engine: Engine | None = None
        self._lent: list[WebView] = []
        self._spare: list[WebView] = []
        self.broken = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.release)

    @property
    def running(self) -> bool:
        """Tell whether the browser is up."""
        return self._engine is not None

    @property
    def lent(self) -> int:
        """How many views are in use."""
        return len(self._lent)

    def take(self, parent: QWidget) -> "WebView | None":
        """Lend a view, or None: this system lacks what the browser needs."""
        self._idle.stop()
        if self._engine is None:
            self._engine = self._started()
        if self._engine is None:
            return None
        view = self._spare.pop() if self._spare else self._engine.view(parent)
        view.setParent(parent)
        self._lent.append(view)
        return view

    def give_back(self, view: "WebView") -> None:
        """Take a view back; it is kept for the next such mail, for some minutes."""
        if view not in self._lent:
            return
        self._lent.remove(view)
        view.hide()
        view.clear()
        if len(self._spare) < _SPARE:
            view.setParent(self._holder)
            self._spare.append(view)
        else:
            view.deleteLater()
        if not self._lent:
            self._idle.start()

    @Slot()
    def release(self) -> None:
        """End the browser when nobody uses it: its processes go, the next such mail starts it anew."""
        if not self._lent:
            self.shut_down()

    def _started(self) -> "Engine | None":
        if self.broken:
            return None
        try:
            from desktop.ui.mail.web_engine import Engine
        except ImportError as error:  # a library of the system is missing, or the wheel
            log.warning("QtWebEngine cannot be loaded: %s", error)
            self.broken = True
            return None
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.shut_down, Qt.ConnectionType.UniqueConnection)
        return Engine(application)  # pages must die before it, and windows do

    @Slot()
    def shut_down(self) -> None:
        """End the browser now, whoever uses it: its processes go, the next designed mail starts it anew."""
        engine, self._engine = self._engine, None
        self._lent.clear()
        self._spare.clear()
        if engine is not None:
            engine.close()
