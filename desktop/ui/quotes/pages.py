"""Pages of a PDF as on a desk: the page looked at is drawn by a thread of Qt's own, none of Python's.

A document of Qt in a worker of ours could stop the window: it takes locks of signals while PySide holds the interpreter.
"""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets import paint

# Twice the width of the page in the design: sharp on screens of double density.
PIXELS_WIDE = 900
MARGIN = 24


@dataclass(frozen=True)
class Drawn:
    """A PDF to be shown; `first_lines` when it holds only so many lines, else 0."""

    pdf: bytes
    first_lines: int = 0


class Page(QWidget):
    """Shows one page as large as there is room, like paper on a desk.

    `page_changed`: another page is looked at, or another file. `painted`: the page looked at is on the screen.
    """

    page_changed = Signal()
    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a page."""
        super().__init__(parent)
        self._document = QPdfDocument(self)
        self._bytes = QBuffer(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._take)
        self._image = QImage()
        self._asked = 0
        self._place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a file, on the page that was open; what is no PDF has no page."""
        self._document.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._bytes)
        self._place = min(self._place, max(self.page_count() - 1, 0))
        self.page_changed.emit()
        self._ask()

    def page_count(self) -> int:
        """Return how many pages there are."""
        return max(self._document.pageCount(), 0)

    def page(self) -> int:
        """Return the page shown, from 0."""
        return self._place

    def image(self) -> QImage:
        """Return the picture on the screen, a null one before the first."""
        return self._image

    def go_to(self, page: int) -> None:
        """Show a page, from 0."""
        if 0 <= page < self.page_count() and page != self._place:
            self._place = page
            self.page_changed.emit()
            self._ask()

    def _ask(self) -> None:
        """Have the page drawn; the one on the screen stays until then."""
        if not self.page_count():
            self._image = QImage()
            self.update()
            return
        size = self._document.pagePointSize(self._place)
        height = round(PIXELS_WIDE * size.height() / size.width())
        self._asked = self._renderer.requestPage(self._place, QSize(PIXELS_WIDE, height))

    def _take(self, _page: int, _size: QSize, image: QImage, _options: object, asked: int) -> None:
        if asked == self._asked:
            self._image = image
            self.update()
            self.painted.emit()

    def sizeHint(self) -> QSize:
        """The page of the design."""
        return QSize(404 + 2 * MARGIN, 572 + 2 * MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page with a hairline around it."""
        image = self._image
        if image.isNull():
            return
        painter = QPainter(self)
        paint.smooth(painter)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = min(
            self.width() - 2 * MARGIN,
            (self.height() - 20) * image.width() / image.height(),
        )
        height = width * image.height() / image.width()
        area = QRectF((self.width() - width) / 2, 20, width, height)
        painter.fillRect(area, Qt.GlobalColor.white)
        painter.drawImage(area, image)
        painter.setPen(theme().color("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
