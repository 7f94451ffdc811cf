"""The sidebar: mark, search, new mail, screens, accounts, state of the connection; or the narrow rail."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.runtime.settings import Settings
from desktop.ui.actions import key_text
from desktop.ui.icons import paint_icon, paint_mark
from desktop.ui.shell.folder_tree import FolderTree
from desktop.ui.shell.nav import NavView
from desktop.ui.shell.screens_list import ScreenEntry
from desktop.ui.shell.status import Footer
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.labels import hline, label
from desktop.ui.widgets.panes import plane


class _Painted(QPushButton):
    """A button that paints itself in two forms: wide, and as an icon in the rail."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self.rail = False
        self.setAccessibleName(name)
        self.setFixedHeight(theme().scaled(height))
        self.setFlat(True)

    def sizeHint(self) -> QSize:
        return QSize(40, self.height())

    def _frame(self, painter: QPainter, fill: str, border: str = "") -> QRect:
        paint.smooth(painter)
        painter.setBrush(theme().color(fill))
        painter.setPen(theme().color(border) if border else Qt.PenStyle.NoPen)
        rect = self.rect().adjusted(0, 0, -1, -1) if border else self.rect()
        painter.drawRoundedRect(rect, 6, 6)
        return rect


class SearchButton(_Painted):
    """Looks like a field and opens the palette."""

    def __init__(self) -> None:
        """Make the button."""
        super().__init__(_("Search or jump to"), 28)
        self.setToolTip(f"{_('Search or jump to')}  {key_text('Ctrl+K')}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self._frame(painter, "hover" if self.underMouse() else "field", "border_strong")
        if self.rail:
            sign = QRect(rect.center().x() - 7, rect.center().y() - 7, 16, 16)
            paint_icon(painter, sign, "search", "text2")
            return
        paint_icon(painter, QRect(10, rect.center().y() - 6, 14, 14), "search", "text2")
        key = key_text("Ctrl+K")
        width = paint.text_width(key, "caption")
        end = QRect(rect.right() - width - 8, 0, width + 2, rect.height())
        paint.text(painter, end, key, style="caption", color="text3")
        words = QRect(32, 0, end.x() - 38, rect.height())
        paint.text(painter, words, _("Search or jump to"), color="text3")


class NewMailButton(_Painted):
    """The primary action that is the same on every screen."""

    def __init__(self) -> None:
        """Make the button."""
        super().__init__(_("New mail"), 32)
        self.setToolTip(f"{_('New mail')}  C")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = "accent_pressed" if self.isDown() else "accent"
        fill = "accent_hover" if self.underMouse() and not self.isDown() else fill
        rect = self._frame(painter, fill)
        x = rect.center().x() - 7 if self.rail else 10
        paint_icon(painter, QRect(x, rect.center().y() - 7, 16, 16), "square-pen", "on_accent")
        if not self.rail:
            left = paint.key_cap(painter, rect.right() - 7, rect.center().y(), "C", "on_accent")
            words = QRect(32, 0, left - 38, rect.height())
            paint.text(painter, words, _("New mail"), style="body_strong", color="on_accent")


class FooterButton(_Painted):
    """Two lines about the connection; opens the accounts."""

    def __init__(self) -> None:
        """Start offline."""
        super().__init__("", 52)
        self.footer = Footer("cloud-off", "text2", "", "")

    def show_footer(self, footer: Footer) -> None:
        """Show another state."""
        if footer != self.footer:
            self.footer = footer
            self.setAccessibleName(f"{footer.title}, {footer.detail}")
            self.setToolTip(f"{footer.title}\n{footer.detail}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        if self.underMouse():
            painter.fillRect(self.rect(), theme().color("hover"))
        foot, middle = self.footer, self.height() // 2
        x = self.width() // 2 - 8 if self.rail else 16
        paint_icon(painter, QRect(x, middle - 8, 16, 16), foot.icon, foot.tone)
        if self.rail:
            return
        line, small = theme().line("small"), theme().line("caption")
        width = self.width() - 40 - 30
        top = middle - (line + small) // 2
        top = top if foot.detail else middle - line // 2
        title = QRect(40, top, width, line)
        tone = "text" if foot.tone == "text2" else foot.tone
        paint.text(painter, title, foot.title, style="small", weight=500, color=tone)
        detail = QRect(40, top + line, width, small)
        paint.text(painter, detail, foot.detail, style="caption", weight=400, color="text2")
        sign = QRect(self.width() - 24, middle - 6, 12, 12)
        paint_icon(painter, sign, "chevron-right", "text3")


class _Mark(QWidget):
    """The program's sign."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(20, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        paint_mark(painter, self.rect())


class Sidebar(QWidget):
    """208 px wide with names, or the rail of 56 px with icons only."""

    go = Signal(str)
    search = Signal()
    new_mail = Signal()
    toggle = Signal()
    add_account = Signal()
    open_accounts = Signal(str)
    open_folder = Signal(int)

    def __init__(
        self,
        entries: tuple[ScreenEntry, ...],
        settings: Settings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """List the screens `entries`; `settings` keep which accounts stand open."""
        super().__init__(parent)
        plane(self, "bg")
        self.rail = False
        self._search, self._new = SearchButton(), NewMailButton()
        self.nav = NavView(tuple(e for e in entries if not e.bottom))
        self.accounts = FolderTree(settings)
        self.foot = FooterButton()
        self._bottom = NavView(tuple(e for e in entries if e.bottom))
        self._head = self._make_head()
        self._accounts_head = self._make_accounts_head()
        self._lay_out()
        self._connect()

    def _make_head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme().scaled(theme().size.pane_header))
        self._mark = _Mark()
        self._name = label(_("Tradepost"), "lead")
        self._fold = icon_button("panel-left", _("Sidebar"), self.toggle.emit, shortcut="Ctrl+\\")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self._fold)
        return head

    def _make_accounts_head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 0)
        row.addWidget(label(_("Accounts"), "caption", "text2"))
        row.addStretch(1)
        row.addWidget(
            icon_button("plus", _("Add an account"), self.add_account.emit, size=24, icon_size=14)
        )
        return head

    def _lay_out(self) -> None:
        tools = QVBoxLayout()
        tools.setContentsMargins(8, 0, 8, 0)
        tools.setSpacing(8)
        tools.addWidget(self._search)
        tools.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(tools)
        column.addSpacing(8)
        column.addWidget(self.nav, 1)
        column.addWidget(self._bottom)
        self._bottom.setFixedHeight(self._bottom.sizeHint().height())
        column.addSpacing(4)
        column.addWidget(self._accounts_head)
        column.addWidget(self.accounts)
        column.addSpacing(8)
        column.addWidget(hline())
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.nav.chosen.connect(self.go)
        self._bottom.chosen.connect(self.go)
        self._search.clicked.connect(lambda _checked=False: self.search.emit())
        self._new.clicked.connect(lambda _checked=False: self.new_mail.emit())
        self.accounts.account_chosen.connect(self.open_accounts)
        self.accounts.folder_chosen.connect(self.open_folder)
        self.foot.clicked.connect(lambda _checked=False: self.open_accounts.emit(""))

    def set_rail(self, on: bool) -> None:
        """Fold to the rail, or unfold."""
        self.rail = on
        size = theme().size
        self.setFixedWidth(size.sidebar_rail if on else theme().scaled(size.sidebar) - 1)
        for widget in (self._name, self._fold, self._accounts_head):
            widget.setVisible(not on)
        for button in (self._search, self._new, self.foot):
            button.rail = on
            button.update()
        for view in (self.nav, self._bottom, self.accounts):
            view.set_rail(on)
        self._bottom.setFixedHeight(self._bottom.sizeHint().height())

    def select(self, screen_id: str, folder_id: int = 0) -> None:
        """Mark the screen shown, or the folder that it shows."""
        self.nav.select("" if folder_id else screen_id)
        self._bottom.select(screen_id)
        self.accounts.select_folder(folder_id)
