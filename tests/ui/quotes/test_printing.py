"""Issued files are printed whole, on the paper they are made for."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas

from desktop.ui.quotes.printing import Printing, page_size


def pages(path, size, count):
    made = BytesIO()
    canvas = Canvas(made, pagesize=size)
    for number in range(count):
        canvas.drawString(100, 700, f"Page {number}")
        canvas.showPage()
    canvas.save()
    path.write_bytes(made.getvalue())


@pytest.mark.parametrize("size", [A4, LETTER])
def test_every_page_is_printed_on_its_own_paper(qtbot, qapp, tmp_path, size) -> None:
    pages(tmp_path / "in.pdf", size, 3)
    owner = QObject()
    document = QPdfDocument(owner)
    document.load(str(tmp_path / "in.pdf"))
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageSize(page_size(document))
    printer.setFullPage(True)
    with qtbot.waitSignal(Printing(document, printer, owner).printed, timeout=30_000) as told:
        pass
    assert told.args == [3]
    printed = PdfReader(tmp_path / "out.pdf").pages
    assert len(printed) == 3
    assert [round(float(side)) for side in printed[0].mediabox[2:]] == [
        round(side) for side in size
    ]
