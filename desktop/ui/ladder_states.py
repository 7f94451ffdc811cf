"""The quote editor scrolled to its prices by term, as the pictures show it."""

from PySide6.QtWidgets import QMainWindow, QScrollArea

from desktop.ui.quotes.view import QuotesView
from desktop.ui.shell.window import MainWindow


def show_ladder(window: QMainWindow) -> None:
    """Scroll the editor so that the ladder is seen whole."""
    view = window.current() if isinstance(window, MainWindow) else None
    if not isinstance(view, QuotesView) or view.editor is None:
        return
    ladder = view.editor.ladder
    parent = ladder.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(ladder, 0, 24)
