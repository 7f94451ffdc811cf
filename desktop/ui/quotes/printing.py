"""Issued files on this computer: shown in their folder, opened, printed."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

DOTS_PER_INCH = 200
POINTS_PER_INCH = 72


def open_folder(path: Path) -> None:
    """Show the folder that holds `path` in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def open_file(path: Path) -> None:
    """Open `path` with the system's PDF viewer."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def print_file(path: Path, parent: QWidget) -> None:
    """Ask for a printer, then print every page of the PDF at `path` on A4."""
    document = QPdfDocument(parent)
    document.load(str(path))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setDocName(path.stem)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: print_pages(document, printer))
    dialog.finished.connect(document.close)
    dialog.setModal(True)
    dialog.show()


def print_pages(document: QPdfDocument, printer: QPrinter) -> int:
    """Paint each page of `document` on `printer`; return how many there were."""
    painter = QPainter(printer)
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        scale = DOTS_PER_INCH / POINTS_PER_INCH
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        image = document.render(page, size)
        painter.drawImage(QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)), image)
    painter.end()
    return document.pageCount()
