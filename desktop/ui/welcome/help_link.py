"""The provider's own page about signing in with a mail program, as a link to the system's browser."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.web_links import host_of, is_web, open_link
from desktop.ui.widgets.buttons import Button


@dataclass(frozen=True)
class HelpPage:
    """Where a provider explains it; `app_password`: it wants one instead of the usual password."""

    url: str = ""
    app_password: bool = False

    @property
    def words(self) -> str:
        """What the link says: what one finds there, and whose page it is."""
        found = _("How to get an app password") if self.app_password else _("How to sign in")
        return f"{found} ({host_of(self.url)})"


class HelpLink(Button):
    """Hidden while there is no page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__("", "link", icon_name="external-link")
        self.setParent(parent)
        self.setFixedHeight(theme().scaled(theme().size.control_small))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.page = HelpPage()
        self.clicked.connect(lambda _checked=False: open_link(self.page.url))
        self.hide()

    def show_page(self, page: HelpPage) -> None:
        """Lead to another page, or to none."""
        self.page = page
        self.setVisible(is_web(page.url))
        if is_web(page.url):
            self.setText(page.words)
            self.setToolTip(page.url)
