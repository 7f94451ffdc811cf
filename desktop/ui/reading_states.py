"""A message in the states that the pictures show: its source, and other views of it."""

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QMainWindow

from desktop.ui.mail.view import InboxView
from desktop.ui.shell.window import MainWindow

_DRAWN_MS = 15_000


def _inbox(window: QMainWindow) -> InboxView | None:
    view = window.current() if isinstance(window, MainWindow) else None
    return view if isinstance(view, InboxView) else None


def show_source(window: QMainWindow) -> None:
    """Open the source of the newest message."""
    view = _inbox(window)
    if view is not None:
        view.conversation.reading.show_source()


def show_text_layout(window: QMainWindow) -> None:
    """Show a designed mail as text."""
    view = _inbox(window)
    message = view.conversation.newest_open() if view is not None else None
    if view is not None and message is not None:
        view.conversation.bodies.change(message, layout="text")


def wait_for_layout(window: QMainWindow) -> None:
    """Wait until the browser has drawn the message, else it would be missing in the picture."""
    view = _inbox(window)
    if view is None:
        return
    web = next((w.text.web for w in view.conversation.widgets() if w.text.web is not None), None)
    if web is None:
        return
    loop = QEventLoop()
    web.shown.connect(loop.quit)
    QTimer.singleShot(_DRAWN_MS, loop.quit)
    web.reload()
    loop.exec()
    QTimer.singleShot(600, loop.quit)
    loop.exec()
