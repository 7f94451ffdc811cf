"""Looks for an address's servers in the network while the user types his password."""

from threading import Event

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.mail import autoconfig
from desktop.mail.autoconfig import Found
from desktop.ui.tasks import TaskRunner


class ServerSearch(QObject):
    """One search at a time; a newer one ends the older one."""

    found = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QObject) -> None:
        """Use the lanes of `tasks`."""
        super().__init__(parent)
        self._tasks = tasks
        self._stop = Event()
        self._email = ""
        self.unsure = False
        """Only the network vouches for servers outside of the address's domain: the user has to look at them."""

    def start(self, email: str) -> None:
        """Search for `email`; `found` follows, unless another search is started first."""
        if email == self._email:
            return
        self._stop.set()
        self._stop, self._email, self.unsure = Event(), email, False
        stop = self._stop
        self.destroyed.connect(stop.set)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(stop.set)
        self._tasks.submit(
            lambda: autoconfig.discover(email, stop=stop),
            ok=self._tell,
            owner=self,
            lane="net",
            key="servers",
        )

    def _tell(self, found: Found) -> None:
        self.unsure = found.ask
        self.found.emit(found)
