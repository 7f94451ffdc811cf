"""The browser of one message body: grows with its text, and fetches nothing by itself."""

from collections.abc import Mapping
from urllib.parse import unquote

from PySide6.QtCore import QByteArray, QPointF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPalette,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QSizePolicy, QTextBrowser, QWidget

from desktop.runtime.i18n import _
from desktop.ui.mail.body_slices import slices
from desktop.ui.mail.body_text import sized
from desktop.ui.mail.body_writing import BodyWriting
from desktop.ui.mail.pictures import Picture

_TALLEST = 2_000_000
"""Pixels: Qt knows no widgets of more than 16 million, and fails at them."""
_SHEET = """
p {{ margin-top: 0px; margin-bottom: 8px; }}
a {{ color: {link}; text-decoration: none; }}
p.MsoNormal, p.MsoPlainText {{ margin-bottom: 0px; }}
blockquote {{ margin-left: 10px; color: {faint}; }}
"""
_SCROLLING = frozenset(
    (
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Space,
    )
)
"""Keys of the conversation: a body is as tall as its text and has nothing to scroll."""
_AS_WRITTEN = QUrl.ComponentFormattingOption.FullyEncoded
_BY_KEYBOARD = frozenset(
    (
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
        Qt.FocusReason.OtherFocusReason,
    )
)


class BodyBrowser(QTextBrowser):
    """Shows sanitised HTML. Pictures come from `pictures` (by URL, `cid:` included) or not at all.

    `link_clicked(str)`: the reader clicked an address. Nothing is opened here. `link_hovered(str)`: the pointer or the
    keyboard is on an address, "" when it left. `menu_wanted(menu)`: it is about to be shown, more may be put into it.
    `keyboard_here(bool)`: the keyboard came by a key, or left.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)
    menu_wanted = Signal(object)
    keyboard_here = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._pictures: Mapping[str, Picture] = {}
        self.pointed_at = ""
        """The address of the picture whose menu is wanted, "" for none."""
        self.writing = BodyWriting(self.document(), self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._clicked)
        self.highlighted.connect(
            lambda url: self.link_hovered.emit(
                url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
            )
        )
        self.setTabChangesFocus(True)

    def show_body(
        self,
        markup: str,
        pictures: Mapping[str, Picture],
        *,
        rtl: bool,
        link_colour: str,
        faint_colour: str,
        paper: bool,
        scale: float = 1.0,
    ) -> None:
        """Show `markup`; `paper` puts it on white, for mails that bring their own colours; `scale`: see `sized`."""
        self._pictures = pictures
        self._colour(paper=paper)
        link = "#2450BD" if paper else link_colour
        faint = "#54575E" if paper else faint_colour
        document = self.document()
        document.clear()
        option = QTextOption(document.defaultTextOption())
        option.setTextDirection(  # a paragraph in Arabic in an English mail goes its own way
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LayoutDirectionAuto
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setDefaultFont(self.font())
        document.setDefaultStyleSheet(_SHEET.format(link=link, faint=faint))
        document.setDocumentMargin(12 if paper else 0)
        self.writing.begin(slices(sized(markup, scale)))
        self.setTextCursor(QTextCursor(document))  # it went along to the end of what was written
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture that was given, else nothing. Files and addresses are never read."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return QByteArray()
        address = name if isinstance(name, str) else name.toString(_AS_WRITTEN)
        found = self._pictures.get(address) or self._pictures.get(unquote(address))
        if found is None:
            return QImage()
        picture = found.image()
        room = max(self.viewport().width() - 24, 120)
        if picture.width() > room:
            return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return picture

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the conversation: a body never scrolls by itself."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys that scroll to the conversation; with Shift they choose words."""
        if event.key() in _SCROLLING and (
            event.key() == Qt.Key.Key_Space
            or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            event.ignore()
            return
        before = self.textCursor().position()
        super().keyPressEvent(event)
        if self.textCursor().position() != before:
            self._keep_in_sight()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Go from link to link; the conversation scrolls to the one that is reached."""
        moved = super().focusNextPrevChild(forward)
        if moved and self.hasFocus():
            self._keep_in_sight()
        return moved

    def _keep_in_sight(self) -> None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        inside = around.widget() if around is not None else None
        if around is not None and inside is not None:
            at = self.viewport().mapTo(inside, self.cursorRect().center())
            around.ensureVisible(0, at.y(), 0, 40)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, when it came by a key."""
        super().focusInEvent(event)
        self.keyboard_here.emit(event.reason() in _BY_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.keyboard_here.emit(False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy, then what else can be done with the message; Qt's own menu speaks another language."""
        place, at = event.globalPos(), event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.cursorRect().bottomLeft()
            place = self.viewport().mapToGlobal(at)
        address = self.anchorAt(at)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self.copy).setEnabled(self.textCursor().hasSelection())
        if address:
            menu.addAction(
                _("Copy link address"), lambda: QGuiApplication.clipboard().setText(address)
            )
        menu.addAction(_("Select all"), self.selectAll)
        self.pointed_at = self.document().documentLayout().imageAt(QPointF(at))
        self.menu_wanted.emit(menu)
        menu.popup(place)

    def sizeHint(self) -> QSize:
        """Ask for the height of the text."""
        return QSize(400, self.height())

    def resizeEvent(self, event: object) -> None:
        """Wrap to the new width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        height = int(self.document().size().height()) + 4
        if self.document().idealWidth() > self.viewport().width() + 1:
            height += self.horizontalScrollBar().sizeHint().height()
        height = min(max(height, 20), _TALLEST)
        if height != self.height():
            self.setFixedHeight(height)

    def _colour(self, *, paper: bool) -> None:
        palette = QPalette() if not paper else QPalette(self.palette())
        if paper:
            palette.setColor(QPalette.ColorRole.Base, QColor("#FFFFFF"))
            palette.setColor(QPalette.ColorRole.Text, QColor("#1B1C1F"))
        self.setPalette(palette)
        self.setProperty("paper", paper)
        background, text = ("#FFFFFF", "#1B1C1F") if paper else ("transparent", "")
        colour = f"color: {text};" if text else ""
        self.setStyleSheet(
            f"QTextBrowser {{ background: {background}; {colour} border: none; border-radius: 8px; }}"
        )

    def _clicked(self, url: QUrl) -> None:
        self.link_clicked.emit(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
