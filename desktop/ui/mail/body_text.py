"""A message's words as the safe HTML subset that a text browser shows."""

import html
import re
import unicodedata

from desktop.ui.mail.body_tables import bounded_tables

_LINK = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]}。，、；：！？）])"
    r"|(?<![\w.+-])[.+-]*(?P<mail>\w[\w.+-]*@[\w-]+(?:\.[\w-]+)+\b)"
)
_TYPEFACE = re.compile(
    r"(?<=[\s;\"])font-family\s*:[^;\"]*;?|(?<=<font)\s+face=\"[^\"]*\"|(?<=[\s;\"])line-height\s*:[^;\"]*;?",
    re.IGNORECASE,
)
_EVERYDAY_SIZE = re.compile(
    r"(?<=[\s;\"])font-size\s*:\s*(?:1[2-6](?:\.\d+)?px|(?:9|1[0-2])(?:\.\d+)?pt|1(?:\.\d+)?r?em|100%|small|medium);?",
    re.IGNORECASE,
)
_EVERYDAY_FONT = re.compile(r"(<font\b[^>]*?)\s+size=\"[23]\"")
_FONT_SIZE = re.compile(r"(?<=[\s;\"])font-size\s*:\s*(\d{1,3}(?:\.\d+)?)\s*(px|pt)", re.IGNORECASE)
_SMALLEST_PX, _UNSEEN_PX = 11, 5
"""No smaller letters are shown (UI.md); below the other they are there to be hidden."""
# Qt paints a whole cell in the ground of its first block: a line of one pixel goes before such a block
_COLOURED_FIRST = re.compile(
    r"<t[dh]\b[^>]*>(?=(?:\s*<(?:div|center)\b[^>]*>){0,4}?\s*<(?:div|p|h[1-6]|center|blockquote)\b[^>]*\bbackground)",
    re.IGNORECASE,
)
_HUGE_ATTRIBUTE = re.compile(
    r'(?<=\s)(?:width|height|hspace|vspace|cellpadding|cellspacing|border)="\s*\d{5,}[^"]*"'
)
_STYLE = re.compile(r'(?<=\s)style="[^"]*\d{5}[^"]*"')
_HUGE_LENGTH = re.compile(r"(?<![\d#a-zA-Z])\d{5,}(?:\.\d+)?")
_THIN_LINE = '<div style="font-size:1px">&nbsp;</div>'
_SETS_COLOUR = re.compile(r"\bbgcolor\s*=|background|\bcolor\s*[:=]", re.IGNORECASE)


def text_html(text: str) -> str:
    """Return plain text as HTML: escaped, addresses linked, blank lines between paragraphs kept."""
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return "".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs)


def calm(markup: str) -> str:
    """Return a mail's HTML without its typefaces and everyday sizes: it is set as our own text.

    Sizes that mean something (headlines, small print) stay.
    """
    everyday = _EVERYDAY_FONT.sub(r"\1", _EVERYDAY_SIZE.sub("", _TYPEFACE.sub("", markup)))
    calmed = bounded_tables(_bounded(everyday))
    return _COLOURED_FIRST.sub(lambda cell: cell[0] + _THIN_LINE, calmed)


def sized(markup: str, scale: float) -> str:
    """Return markup with its own sizes of letters as large as the reader wants text, none too small to be read."""

    def one(found: re.Match[str]) -> str:
        size = float(found[1]) * (4 / 3 if found[2].lower() == "pt" else 1)
        if size < _UNSEEN_PX:
            return found[0]
        return f"font-size:{round(max(size, _SMALLEST_PX) * scale)}px"

    return _FONT_SIZE.sub(one, markup)


def _bounded(markup: str) -> str:
    """Sizes of five digits are no sizes: a picture so tall would leave the window's widgets without a height."""
    markup = _HUGE_ATTRIBUTE.sub("", markup)
    return _STYLE.sub(lambda style: _HUGE_LENGTH.sub("1000", style[0]), markup)


def is_rtl(text: str) -> bool:
    """Tell whether a text is mostly written from right to left (Unicode bidi class R or AL)."""
    right = left = 0
    for char in text[:4000]:
        kind = unicodedata.bidirectional(char)
        right += kind in ("R", "AL")
        left += kind == "L"
    return right > left


def sets_colours(markup: str) -> bool:
    """Tell whether a mail's HTML brings its own colours: it is then shown on white paper."""
    return _SETS_COLOUR.search(markup) is not None


def _lines(paragraph: str) -> str:
    return "<br>".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    out, end = [], 0
    for match in _LINK.finditer(line):
        words = match["url"] or match["mail"]
        target = match["url"] or f"mailto:{match['mail']}"
        out.append(_spaced(line[end : match.end() - len(words)]))
        out.append(f'<a href="{html.escape(target, quote=True)}">{html.escape(words)}</a>')
        end = match.end()
    return "".join(out) + _spaced(line[end:])


def _spaced(text: str) -> str:
    """Escape, and keep runs of spaces: people draw tables with them."""
    return re.sub(r" {2,}", lambda m: "&nbsp;" * len(m[0]), html.escape(text).replace("\t", "    "))
