"""Shown in place of the main window when a workspace could not be opened: why, and what to do."""

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.panes import plane


class NoWindow(QMainWindow):
    """The reason, "Try again" and "Quit"."""

    def __init__(
        self, error: BaseException, again: Callable[[], object], leave: Callable[[], object]
    ) -> None:
        """Explain `error`."""
        super().__init__()
        self.setWindowTitle(_("Tradepost"))
        self.resize(720, 420)
        fact, more = _("The workspace could not be opened."), type(error).__name__
        if isinstance(error, TradepostError):
            fact = error.message
            more = " ".join(part for part in (error.safe, error.hint) if part)
        actions = (
            (_("Try again"), "refresh-cw", again),
            (_("Quit"), "log-out", leave),
        )
        self.setCentralWidget(plane(EmptyState("lock", fact, more, actions), "surface"))
