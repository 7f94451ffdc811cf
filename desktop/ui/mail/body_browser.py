"""The browser of one message body: grows with its text, and fetches nothing by itself."""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPalette,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from desktop.ui.mail.body_slices import slices
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


class BodyBrowser(QTextBrowser):
    """Shows sanitised HTML. Pictures come from `pictures` (by URL, `cid:` included) or not at all.

    `link_clicked(str)`: the reader clicked an address. Nothing is opened here. `link_hovered(str)`: the pointer or the
    keyboard is on an address, "" when it left.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._pictures: Mapping[str, Picture] = {}
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
    ) -> None:
        """Show `markup`; `paper` puts it on white, for mails that bring their own colours."""
        self._pictures = pictures
        self._colour(paper=paper)
        link = "#2450BD" if paper else link_colour
        faint = "#54575E" if paper else faint_colour
        document = self.document()
        document.clear()
        option = QTextOption(document.defaultTextOption())
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setDefaultFont(self.font())
        document.setDefaultStyleSheet(_SHEET.format(link=link, faint=faint))
        document.setDocumentMargin(12 if paper else 0)
        self.writing.begin(slices(markup))
        self.setTextCursor(QTextCursor(document))  # it went along to the end of what was written
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture that was given, else nothing. Files and addresses are never read."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return QByteArray()
        url = (
            name.toString(QUrl.ComponentFormattingOption.FullyDecoded)
            if isinstance(name, QUrl)
            else name
        )
        found = self._pictures.get(url)
        if found is None and isinstance(name, QUrl):
            found = self._pictures.get(name.toString(QUrl.ComponentFormattingOption.FullyEncoded))
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
