"""The body of an open message: blocked pictures above it, its text or its original layout, the folded quote below."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.mail.defect_words import protection_line
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.message_rows import short_name
from desktop.ui.mail.pictures_bar import PicturesBar
from desktop.ui.mail.reading import Body
from desktop.ui.mail.web_views import WebViews
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.labels import label

if TYPE_CHECKING:
    from desktop.ui.mail.web_engine import WebView


class MessageBody(QWidget):
    """`link_clicked(url)`; `link_hovered(url)`, "" when the pointer left; `pictures_wanted(always)`; `all_wanted()`;
    `menu_wanted(menu)`: its own menu is about to be shown; `keyboard_here(bool)`: the keyboard came by a key, or left.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)
    pictures_wanted = Signal(bool)
    all_wanted = Signal()
    menu_wanted = Signal(object)
    keyboard_here = Signal(bool)

    def __init__(self, message: MessageRow, views: WebViews | None, parent: QWidget) -> None:
        """`views` lends what shows original layouts; without it everything is shown as text."""
        super().__init__(parent)
        self._message, self._views = message, views
        self._body: Body | None = None
        self._whole = False
        self._web: WebView | None = None
        self.bar = PicturesBar()
        self.bar.wanted.connect(self.pictures_wanted)
        self.notice = label("", "small", "amber", wrap=True)
        self.protection = label(protection_line(message.protection), "small", "text2", wrap=True)
        self.browser = BodyBrowser(self)
        self.browser.setFont(theme().font("body"))
        self.browser.link_clicked.connect(self.link_clicked)
        self.browser.link_hovered.connect(self.link_hovered)
        self.browser.menu_wanted.connect(self.menu_wanted)
        self.browser.keyboard_here.connect(self.keyboard_here)
        self.browser.setAccessibleName(_("Message of {name}").format(name=short_name(message)))
        self._pill = self._quote_pill()
        self._more = buttons.link(_("Show all of this long message"), self.all_wanted.emit)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        for part in (
            self.bar, self.protection, self.notice, self.browser, self._more, self._pill
        ):  # fmt: skip
            self._column.addWidget(part)
        for hidden in (self.bar, self.notice, self._more, self._pill):
            hidden.hide()
        self.protection.setVisible(message.protection.endswith("_signed"))

    @property
    def web(self) -> "WebView | None":
        """The browser view in use, None while the text browser shows the message."""
        return self._web

    def show_body(self, body: Body) -> None:
        """Show a body, or show it again with its pictures."""
        self._body = body
        self.notice.setText(body.notice)
        self.notice.setVisible(bool(body.notice))
        self.bar.tell(body)
        self._more.setVisible(body.cut)
        self._show_text()

    def body(self) -> Body | None:
        """Return what is shown, None while it is on its way."""
        return self._body

    def leave(self) -> None:
        """Give the browser view back: the message goes from the screen."""
        if self._web is not None and self._views is not None:
            self._column.removeWidget(self._web)
            self._views.give_back(self._web)
        self._web = None

    def focus_target(self) -> QWidget:
        """Return what takes the keyboard."""
        return self.browser if self._web is None else self._web

    def _quote_pill(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._dots = QPushButton("•••")
        self._dots.setStyleSheet(
            "QPushButton { border: none; border-radius: 4px; padding: 0 8px; }"
        )
        self._dots.setProperty("kind", "ghost")
        self._dots.setFixedHeight(18)
        self._dots.setCheckable(True)
        self._dots.setFont(theme().font("caption"))
        self._dots.toggled.connect(self._toggle_quote)
        self._quoted = label("", "small", "text2")
        row.addWidget(self._dots)
        row.addWidget(self._quoted)
        row.addStretch(1)
        return holder

    def _toggle_quote(self, whole: bool) -> None:
        self._whole = whole
        self._show_text()

    def _show_text(self) -> None:
        body = self._body
        if body is None:
            return
        folded = bool(body.whole) or body.web_whole is not None
        whole = self._whole and folded
        self.bar.setEnabled(True)
        web = body.web_whole if whole and body.web_whole is not None else body.web
        view = self._take() if web is not None else None
        if web is not None and view is not None:
            self.browser.hide()
            view.show_mail(web)
            view.show()
        else:
            self.leave()
            self.browser.setVisible(
                bool(self._message.text or body.markup) or not self._message.lacks
            )
            self.browser.show_body(
                body.whole if whole else body.markup,
                body.pictures,
                rtl=body.rtl,
                link_colour=theme().hex("accent_text"),
                faint_colour=theme().hex("text2"),
                paper=body.paper and theme().dark,
                scale=theme().scale,
            )
        self._pill.setVisible(folded)
        words = ngettext(
            "Quoted text, {count} line", "Quoted text, {count} lines", body.quoted_lines
        )
        self._quoted.setText(words.format(count=body.quoted_lines))
        tip = _("Hide quoted text") if whole else _("Show quoted text")
        self._dots.setToolTip(tip)
        self._dots.setAccessibleName(tip)

    def _take(self) -> "WebView | None":
        if self._web is None and self._views is not None:
            view = self._views.take(self)
            if view is None:
                return None
            view.link_clicked.connect(self.link_clicked)
            view.link_hovered.connect(self.link_hovered)
            view.menu_wanted.connect(self.menu_wanted)
            view.setAccessibleName(self.browser.accessibleName())
            view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._column.insertWidget(self._column.indexOf(self.browser), view)
            self._web = view
        return self._web

    @Slot()
    def recolour(self) -> None:
        """Show the text in the colours of the theme in use."""
        if self._body is not None and self._web is None:
            self._show_text()
