"""Issued files on this computer: shown in their folder, opened, printed."""

from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSize, QSizeF, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

DOTS_PER_INCH = 300
POINTS_PER_INCH = 72


def open_folder(path: Path) -> None:
    """Show the folder that holds `path` in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def open_file(path: Path) -> None:
    """Open `path` with the system's PDF viewer."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def print_file(path: Path, parent: QWidget) -> None:
    """Ask for a printer, then print every page of the PDF at `path` on its own size of paper."""
    document = QPdfDocument(parent)
    document.load(str(path))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(page_size(document))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setDocName(path.stem)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: Printing(document, printer, parent))
    dialog.rejected.connect(document.deleteLater)
    dialog.setModal(True)
    dialog.show()


def page_size(document: QPdfDocument) -> QPageSize:
    """Return the paper that the first page is made for; A4 for a document without pages."""
    if not document.pageCount():
        return QPageSize(QPageSize.PageSizeId.A4)
    points = document.pagePointSize(0)
    size = QSizeF(points.width(), points.height())
    return QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)


class Printing(QObject):
    """Paints a document on a printer, a page a turn of the event loop; the document is gone when all are done."""

    printed = Signal(int)

    def __init__(self, document: QPdfDocument, printer: QPrinter, parent: QObject) -> None:
        """Begin; `printed` tells the number of pages."""
        super().__init__(parent)
        self._document, self._printer = document, printer
        self._place = 0
        self._painter = QPainter(printer)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._next)
        self._turn.start(0)

    @Slot()
    def _next(self) -> None:
        if self._place < self._document.pageCount() and self._painter.isActive():
            if self._place:
                self._printer.newPage()
            self._paint(self._place)
            self._place += 1
            return
        self._turn.stop()
        self._painter.end()
        self._document.deleteLater()
        self.printed.emit(self._place)
        self.deleteLater()

    def _paint(self, page: int) -> None:
        points = self._document.pagePointSize(page)
        scale = DOTS_PER_INCH / POINTS_PER_INCH
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        area = QRectF(self._printer.pageRect(QPrinter.Unit.DevicePixel))
        self._painter.drawImage(area, self._document.render(page, size))
