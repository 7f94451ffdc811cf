"""One window a workspace: a second start raises the first window and ends."""

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 1_500


class SingleInstance(QObject):
    """Holds the workspace's name on this computer while the window is open."""

    raised = Signal()
    """Another start asked for the window."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Name it after the workspace's folder and the user."""
        super().__init__(parent)
        text = f"{getpass.getuser()}:{folder.resolve()}"
        self._name = f"tradepost-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
        self._server: QLocalServer | None = None

    def call_first(self) -> bool:
        """Ask a window that is open already to come forward; False when there is none."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(b"raise\n")
        socket.waitForBytesWritten(_WAIT_MS)
        socket.waitForReadyRead(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def hold(self) -> bool:
        """Take the name, also from a window that died without giving it back."""
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(self._name):
            QLocalServer.removeServer(self._name)
            if not server.listen(self._name):
                return False
        server.newConnection.connect(self._answer)
        self._server = server
        return True

    @Slot()
    def _answer(self) -> None:
        if self._server is None:
            return
        socket = self._server.nextPendingConnection()
        socket.write(b"here\n")
        socket.flush()
        socket.disconnected.connect(socket.deleteLater)
        self.raised.emit()

    def release(self) -> None:
        """Give the name back."""
        if self._server is not None:
            self._server.close()
            self._server = None
