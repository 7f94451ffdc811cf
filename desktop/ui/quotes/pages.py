"""Pages of a PDF as pictures, drawn beside the window: the view holds no document of its own."""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets import paint

# Twice the width of the page in the design: sharp on screens of double density.
PIXELS_WIDE = 900
MOST_PAGES = 20
MARGIN = 24


@dataclass(frozen=True)
class Drawn:
    """A PDF with its pages as pictures; `first_lines` when it shows only so many lines, else 0."""

    pdf: bytes
    pages: tuple[QImage, ...]
    first_lines: int = 0


def draw_pages(pdf: bytes, *, first_lines: int = 0) -> Drawn:
    """Return the first pages of `pdf` as pictures; none when the bytes are no PDF.

    Runs on any thread: the document lives only inside this call.
    """
    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    found = []
    for page in range(min(document.pageCount(), MOST_PAGES)):
        size = document.pagePointSize(page)
        height = round(PIXELS_WIDE * size.height() / size.width())
        image = document.render(page, QSize(PIXELS_WIDE, height))
        found.append(_on_white(image))
    document.close()
    buffer.close()
    return Drawn(pdf, tuple(found), first_lines)


def _on_white(image: QImage) -> QImage:
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


class Page(QWidget):
    """Shows one page as large as there is room, like paper on a desk."""

    page_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a page."""
        super().__init__(parent)
        self._pages: tuple[QImage, ...] = ()
        self._place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pages(self, pages: tuple[QImage, ...]) -> None:
        """Show these pages, on the one that was open."""
        self._pages = pages
        self._place = min(self._place, max(len(pages) - 1, 0))
        self.page_changed.emit()
        self.update()

    def page_count(self) -> int:
        """Return how many pages there are."""
        return len(self._pages)

    def page(self) -> int:
        """Return the page shown, from 0."""
        return self._place

    def go_to(self, page: int) -> None:
        """Show a page, from 0."""
        if 0 <= page < len(self._pages) and page != self._place:
            self._place = page
            self.page_changed.emit()
            self.update()

    def sizeHint(self) -> QSize:
        """The page of the design."""
        return QSize(404 + 2 * MARGIN, 572 + 2 * MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page with a hairline around it."""
        if not self._pages:
            return
        image = self._pages[self._place]
        painter = QPainter(self)
        paint.smooth(painter)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = min(
            self.width() - 2 * MARGIN,
            (self.height() - 20) * image.width() / image.height(),
        )
        height = width * image.height() / image.width()
        area = QRectF((self.width() - width) / 2, 20, width, height)
        painter.drawImage(area, image)
        painter.setPen(theme().color("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
