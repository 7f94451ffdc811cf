"""Where the customer panel stands: a pane of its own, or in a narrow window a drawer over the conversation."""

from PySide6.QtWidgets import QWidget

from desktop.runtime.settings import Settings
from desktop.ui.mail.customer_panel import CustomerPanel
from desktop.ui.theme import theme
from desktop.ui.widgets.panes import Panes

DRAWER_BELOW = 1120
_KEY = "inbox.panel"


class PanelPlace:
    """Shows and hides the panel; `fit` follows the window's width."""

    def __init__(
        self, panel: CustomerPanel, panes: Panes, screen: QWidget, settings: Settings
    ) -> None:
        """`panel` is the last of `panes`, on `screen`."""
        self._panel, self._panes, self._screen = panel, panes, screen
        self._settings = settings
        self._wanted = bool(settings.get(_KEY, True))
        self.drawer_open = False

    def toggle(self) -> None:
        """Show or hide the panel."""
        self.show(not self._panel.isVisible())

    def show(self, shown: bool) -> None:
        """Show or hide it; as a pane this is remembered."""
        if self._is_narrow():
            self.drawer_open = shown
        else:
            self._wanted = shown
            self._settings.set(_KEY, shown)
        self.fit()

    def fit(self) -> None:
        """Make it a drawer or a pane, as the window is wide."""
        drawer, inside = self._is_narrow(), self._panel.parent() is self._panes
        if drawer and inside:
            self._panel.setParent(self._screen)
        elif not drawer and not inside:
            self._panes.addWidget(self._panel)
            self.drawer_open = False
        if drawer:
            width = theme().size.customer_panel
            self._panel.setGeometry(self._screen.width() - width, 0, width, self._screen.height())
            self._panel.raise_()
        self._panel.setVisible(self.drawer_open if drawer else self._wanted)

    def _is_narrow(self) -> bool:
        return self._screen.window().width() < theme().scaled(DRAWER_BELOW)
