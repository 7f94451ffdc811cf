"""What stands on every page outside its text: letterhead, running head, footer, page numbers."""

from dataclasses import replace
from typing import Any, Protocol

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from desktop.trade.bilingual import Bilingual, Language, side_by_side
from desktop.trade.documents import labels
from desktop.trade.documents.document import Letterhead
from desktop.trade.documents.layout import ACCENT
from desktop.trade.documents.mixed_text import TEXT, MixedText, TextStyle
from desktop.trade.documents.page_pictures import reader_of
from desktop.trade.documents.sheet import (
    ACCENT_LINE,
    BODY,
    BORDER,
    CONTENT_WIDTH,
    LATER_HEAD,
    QUIET,
    SECOND,
    Sheet,
    quiet,
)

_MARK_WIDTH = 760.0
_NAMES_HEIGHT = 33.0
_LEAST_NAME = 10.0


class Dressed(Protocol):
    """What a page's head and foot say of a document."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of fixed words."""
        ...

    @property
    def title(self) -> Bilingual:
        """What it is."""
        ...

    @property
    def number(self) -> str:
        """Its number, "" for none."""
        ...

    @property
    def date(self) -> str:
        """Its day, as printed."""
        ...

    @property
    def letterhead(self) -> Letterhead:
        """Whose it is."""
        ...


class NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """Holds the pages back until their number is known, then dresses each with its footer."""

    def __init__(
        self,
        dressing: "PageDressing",
        pages: list[int],
        *args: Any,  # noqa: ANN401 - ReportLab's own arguments
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Write the numbers of the finished pages into `pages`."""
        super().__init__(*args, **kwargs)
        self._dressing = dressing
        self._numbers = pages
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Hold the finished page back."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with "page x of y"."""
        held = self._held
        for number, state in enumerate(held, start=1):
            self.__dict__.update(state)
            self._dressing.footer(self, number, len(held))
            super().showPage()
        self._numbers[:] = range(1, len(held) + 1)
        super().save()


class PageDressing:
    """Draws what stands on every page outside the text: letterhead, footer, draft mark."""

    def __init__(self, document: Dressed, sheet: Sheet, *, mark: Bilingual | None = None) -> None:
        """`mark` is written across every page: DRAFT, SUPERSEDED."""
        self._document = document
        self._sheet = sheet
        self._mark = mark
        head = document.letterhead
        self._contact = sheet.text("\n".join(head.lines), TextStyle(7.6, 10.6, SECOND, align="end"))
        _, contact_height = self._contact.wrap(CONTENT_WIDTH * 0.48, 0)
        layout = sheet.layout
        self._width, self._height = layout.page
        self._left = (self._width - CONTENT_WIDTH) / 2
        self._right = self._width - self._left
        shown = head.logo if layout.logo != "none" else None
        self._logo = reader_of(shown)
        self._logo_height = layout.logo_height if self._logo else 0.0
        self._names = self._own_names()
        self._head_height = max(34.0, contact_height, self._logo_height + 1, self._names_height())

    def templates(self) -> list[PageTemplate]:
        """Return the first page with the full letterhead and the later ones with a small head."""
        layout = self._sheet.layout
        first_top = layout.margin_top + self._head_height + 30
        later_top = layout.margin_top + LATER_HEAD
        return [
            PageTemplate("first", [self._frame(first_top)], onPage=self._first),
            PageTemplate("later", [self._frame(later_top)], onPage=self._later),
        ]

    def _first(self, canvas: Canvas, _builder: BaseDocTemplate) -> None:
        layout = self._sheet.layout
        top = self._height - layout.margin_top
        left, right = self._left, self._right
        if self._logo and layout.logo == "right":
            right -= self._draw_logo(canvas, right, top, layout.logo_height, from_right=True) + 12
        elif self._logo:
            left += self._draw_logo(canvas, left, top, layout.logo_height) + 10
        height = self._names_height()
        y = top - max((max(self._logo_height, _NAMES_HEIGHT) - height) / 2, 0)
        for part in self._names:
            y -= part.height
            part.drawOn(canvas, self._at(left, part.width), y)
        wide = CONTENT_WIDTH * 0.48
        self._contact.wrap(wide, 0)
        self._contact.drawOn(canvas, self._at(right - wide, wide), top - self._contact.height)
        self._rule(canvas, top - self._head_height - 13)
        self._draw_mark(canvas)

    def _later(self, canvas: Canvas, _builder: BaseDocTemplate) -> None:
        document = self._document
        top = self._height - self._sheet.layout.margin_top - 8
        left = self._left
        if self._logo:
            left += self._draw_logo(canvas, left, top, 18) + 8
        name, _ = _names(
            document.letterhead.name, document.letterhead.name_zh, document.languages[0]
        )
        most = CONTENT_WIDTH * 0.5
        width = self._put(canvas, name, TextStyle(9, 12, bold=True), left, top - 12.4, most)
        parts = (self._sheet.plain(document.title), document.number, document.date)
        reference = side_by_side(parts)
        room = self._right - left - width - 12
        self._put_right(canvas, reference, quiet(BODY), self._right, top - 12.4, room)
        self._rule(canvas, top - 36)
        self._draw_mark(canvas)

    def footer(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draw seller, number and "page x of y" below a hairline."""
        document = self._document
        y = 29.0
        canvas.setStrokeColor(HexColor(BORDER))
        canvas.setLineWidth(0.5)
        canvas.line(self._left, 42.5, self._right, 42.5)
        style = TextStyle(7.2, 10, QUIET)
        head = document.letterhead
        own = " ".join(" ".join(self._sheet.wordings(self._sheet.layout.footer)).split())
        names = own or " ".join(dict.fromkeys(n for n in (head.name, head.name_zh) if n))
        self._put(canvas, names, style, self._left, y, CONTENT_WIDTH * 0.42)
        number = self._sheet.text(document.number, style)
        x = (self._width - number.natural_width()) / 2
        self._put(canvas, document.number, style, x, y)
        words = " · ".join(self._sheet.wordings(labels.PAGE.fill(page=page, pages=pages)))
        self._put_right(canvas, words, style, self._right, y)

    def _put(
        self, canvas: Canvas, text: str, style: TextStyle, x: float, y: float, room: float = 0
    ) -> float:
        """Draw one line with its baseline at `y`; return its width. Cut to `room` if given."""
        block = self._sheet.text(text, style)
        width = block.natural_width()
        if room and width > room:
            # A line cut at its end is better than one over its neighbour.
            block.wrap(room, style.leading)
            parts = block.split(room, style.leading)
            block, width = parts[0], room
            block.wrap(room, style.leading)
        else:
            block.wrap(width + 1, style.leading)
        left = self._at(x, block.width)
        block.drawOn(canvas, left, y - block.height + (style.leading + style.size * 0.72) / 2)
        return width

    def _at(self, left: float, width: float) -> float:
        """Return the left edge of what is `width` wide, on a mirrored page counted from the right."""
        return self._width - left - width if self._sheet.rtl else left

    def _put_right(
        self, canvas: Canvas, text: str, style: TextStyle, x: float, y: float, room: float = 0
    ) -> None:
        width = self._sheet.text(text, style).natural_width()
        self._put(canvas, text, style, x - (min(width, room) if room else width), y, room)

    def _own_names(self) -> tuple[MixedText, ...]:
        """Return the company's names, laid out beside logo and address: a long one in lines."""
        head = self._document.letterhead
        name, second = _names(head.name, head.name_zh, self._document.languages[0])
        room = CONTENT_WIDTH - self._contact.natural_width() - 14
        if self._logo:
            room -= self._logo_width(self._sheet.layout.logo_height) + 12
        room = max(room, CONTENT_WIDTH * 0.3)
        style = TextStyle(14, 18, bold=True)
        width = self._sheet.text(name, style).natural_width()
        if width > room:
            size = max(_LEAST_NAME, 14 * room / width)
            style = replace(style, size=size, leading=size * 1.25)
        parts = [self._sheet.text(name, style)]
        if second:
            parts.append(self._sheet.text(second, TextStyle(9.6, 13, SECOND)))
        for part in parts:
            part.wrap(room, 0)
        return tuple(parts)

    def _names_height(self) -> float:
        return sum(part.height for part in self._names)

    def _rule(self, canvas: Canvas, y: float) -> None:
        canvas.setLineWidth(1.4)
        canvas.setStrokeColor(HexColor(TEXT))
        canvas.line(self._left, y, self._right, y)
        accent = self._sheet.layout.accent
        canvas.setStrokeColor(HexColor(ACCENT_LINE if accent == ACCENT else accent))
        begin = self._at(self._left, 66)
        canvas.line(begin, y, begin + 66, y)

    def _draw_logo(
        self, canvas: Canvas, x: float, top: float, height: float, *, from_right: bool = False
    ) -> float:
        """Draw the logo below `top`, at most three times as wide as high; return its width.

        `x` is its left edge, or its right one.
        """
        width = self._logo_width(height)
        canvas.drawImage(
            self._logo,
            self._at(x - width if from_right else x, width),
            top - height,
            width,
            height,
            mask="auto",
            preserveAspectRatio=True,
            anchor="w",
        )
        return width

    def _logo_width(self, height: float) -> float:
        wide, high = self._logo.getSize() if self._logo else (1, 1)
        return float(min(height * wide / high, height * 3))

    def _draw_mark(self, canvas: Canvas) -> None:
        if self._mark is None:
            return
        canvas.saveState()
        canvas.translate(self._width / 2, self._height / 2)
        canvas.rotate(52)
        style = TextStyle(72, 90, "#EFEFEB", bold=True)
        mark = self._sheet.plain(self._mark)
        width = self._sheet.text(mark, style).natural_width()
        if width > _MARK_WIDTH:
            style = replace(style, size=72 * _MARK_WIDTH / width)
            width = _MARK_WIDTH
        block = self._sheet.text(mark, style)
        block.wrap(width, style.leading)
        block.drawOn(
            canvas, -width / 2, -24 - block.height + (style.leading + style.size * 0.72) / 2
        )
        canvas.restoreState()

    def _frame(self, top: float) -> Frame:
        bottom = self._sheet.layout.margin_bottom
        return Frame(
            self._left,
            bottom,
            CONTENT_WIDTH,
            self._height - top - bottom,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )


def _names(name: str, name_zh: str, language: str) -> tuple[str, str]:
    """Return the seller's name for the document's first language, then the other one."""
    ordered = [name_zh, name] if language == "zh" else [name, name_zh]
    first, second, *_ = [*(n for n in dict.fromkeys(ordered) if n), "", ""]
    return first, second
