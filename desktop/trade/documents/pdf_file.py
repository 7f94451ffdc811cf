"""A story of parts set into a PDF file: what trade documents and the catalogue have in common.

The same story gives the same bytes, always: no clock and no random identifier goes in
(`invariant`), so that the SHA-256 of an issued file can be checked against a new rendering.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable
from reportlab.platypus.doctemplate import LayoutError

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.documents.fonts import LATIN, FontChain, font_of
from desktop.trade.documents.page_dressing import NumberedCanvas, PageDressing
from desktop.trade.documents.xml_text import clean

# Binary streams: a fifth smaller than ReportLab's ASCII armour, which nothing needs any more.
rl_config.useA85 = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF: its bytes, their SHA-256, pages, and characters that no face could print."""

    pdf: bytes
    sha256: str
    pages: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a PDF says about itself; `page` is the size of its paper in points, `archive` PDF/A-2b."""

    page: tuple[float, float]
    title: str
    author: str
    language: str
    subject: str = ""
    archive: bool = False


def set_pages(
    story: Sequence[Flowable], dressing: PageDressing, chain: FontChain, facts: FileFacts
) -> Rendered:
    """Return the PDF of `story` with the head and foot of `dressing` on every page.

    Raises UserFacing for a part that is taller than a page and cannot be broken.
    """
    buffer = BytesIO()
    builder = BaseDocTemplate(
        buffer,
        pagesize=facts.page,
        title=clean(facts.title),
        author=clean(facts.author),
        subject=clean(facts.subject),
        creator="Tradepost",
        lang="zh-CN" if facts.language == "zh" else facts.language,
        # Else every page begins with Helvetica, which is not embedded.
        initialFontName=font_of(LATIN, bold=False).fontName,
        invariant=1,
        pageCompression=1,
    )
    builder.addPageTemplates(dressing.templates())
    pages: list[int] = []

    def canvas_maker(*args: Any, **kwargs: Any) -> Canvas:  # noqa: ANN401 - ReportLab's call
        return NumberedCanvas(dressing, pages, *args, **kwargs)

    try:
        builder.build(list(story), canvasmaker=canvas_maker)
    except LayoutError as error:
        raise UserFacing(
            _("A text of this document is taller than a page and cannot go on over it."),
            safe=_("Nothing was issued."),
            hint=_("Shorten the bank details, marks or names, then try again."),
            code="taller_than_a_page",
        ) from error
    content = buffer.getvalue()
    # A box instead of a character is no archive form (6.2.11.8): such a file stays a plain PDF.
    if facts.archive and not chain.missing:
        from desktop.trade.documents.archive import archived  # most files are plain PDFs

        content = archived(content)
    missing = tuple(sorted(chain.missing))
    return Rendered(content, hashlib.sha256(content).hexdigest(), len(pages), missing)
