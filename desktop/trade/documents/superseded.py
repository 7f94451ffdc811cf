"""The copy of an older revision: the issued pages with a word across each; the issued bytes stay as they are."""

from functools import partial
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from desktop.trade.bilingual import Language
from desktop.trade.documents import labels
from desktop.trade.documents.fonts import LATIN, FontChain, font_of
from desktop.trade.documents.layout import USUAL
from desktop.trade.documents.mixed_text import TextStyle
from desktop.trade.documents.sheet import Sheet

_COLOUR = "#F3B8B0"
"""Multiplied with the page: what is printed below stays black and readable."""
_SIZE = 72.0
_SHARE = 0.86
"""The mark's width as a share of the page's diagonal."""


def stamped(pdf: bytes, languages: tuple[Language, ...]) -> bytes:
    """Return a copy of `pdf` that says SUPERSEDED across every page, in the languages of the document.

    Pages, texts and metadata are those of the original; only the mark lies over them.
    """
    words = " ".join(dict.fromkeys(labels.SUPERSEDED.text(one) for one in languages))
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    marks: dict[tuple[float, float], PageObject] = {}
    for page in writer.pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        if size not in marks:
            marks[size] = PdfReader(BytesIO(_mark(words, size))).pages[0]
        page.merge_page(marks[size])
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _mark(words: str, size: tuple[float, float]) -> bytes:
    width, height = size
    sheet = Sheet(("en",), FontChain(), USUAL)
    room = (width**2 + height**2) ** 0.5 * _SHARE
    line = partial(sheet.text, words)
    natural = line(TextStyle(_SIZE, _SIZE, _COLOUR, bold=True)).natural_width()
    points = _SIZE * min(1.0, room / natural)
    block = line(TextStyle(points, points, _COLOUR, bold=True))
    drawn = block.natural_width()
    block.wrap(drawn + 1, points)
    buffer = BytesIO()
    # Else the mark's page names Helvetica, which is not embedded.
    face = font_of(LATIN, bold=False).fontName
    canvas = Canvas(buffer, pagesize=size, invariant=1, initialFontName=face)
    canvas.setBlendMode("Multiply")
    canvas.translate(width / 2, height / 2)
    canvas.rotate(52)
    block.drawOn(canvas, -drawn / 2, -points / 2)
    canvas.save()
    return buffer.getvalue()
