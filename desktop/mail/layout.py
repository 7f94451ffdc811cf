"""Whether an HTML mail needs a browser: counted in its markup, so that a letter never starts one."""

import re
from dataclasses import dataclass

_BROWSER_AT = 4
_MAX_HTML = 1_000_000

_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_FLOW = re.compile(
    r"\bfloat\s*:\s*(?:left|right)|\bdisplay\s*:\s*(?:inline-)?(?:flex|grid|inline-block|table-cell)|"
    r"\bposition\s*:\s*(?:absolute|fixed|sticky)|\bcolumn-count\s*:",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"@media\b[^{]{0,300}?(?:max|min)-(?:device-)?width", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"background(?:-image)?\s*:[^;\"'}]{0,300}?(?:url\s*\(|gradient\s*\()|\bbackground\s*=\s*[\"']?\s*http",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"<(?:table|td|div|center)\b[^<>]*?(?:\bwidth\s*=\s*[\"']?(?:[5-9]\d\d)\b|"
    r"(?:max-)?width\s*:\s*(?:[5-9]\d\d)px)",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"<a\b[^<>]*\bstyle\s*=\s*(?:\"[^<>\"]*|'[^<>']*)(?:\bbackground|\bpadding)|border-radius\s*:",
    re.IGNORECASE,
)
_ROUNDED_PAGE = re.compile(
    r"<body\b[^<>]*(?:bgcolor|background)|<style\b[^<>]*>[^<]*\bbody\s*[,{][^}]{0,600}?background",
    re.IGNORECASE,
)
_OUTLOOK_ONLY = re.compile(
    r"<!--\[if [^\]]{0,200}?mso[^\]]{0,200}\]>.*?<!\[endif\]-->", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """What was counted in a mail's markup. `score` weighs it; `needs_browser`: a text browser would break it."""

    depth: int
    tables: int
    flowing: int
    media: bool
    backgrounds: int
    frames: int
    buttons: int
    pictures: int
    page_ground: bool

    @property
    def score(self) -> int:
        """Points: what only a browser draws counts most, what newsletters merely have in common least."""
        points = 3 if self.media else 0
        points += 3 if self.depth >= 4 else 2 if self.depth == 3 else 0
        points += 3 if self.flowing >= 3 else 2 if self.flowing else 0
        points += 2 if self.backgrounds else 0
        points += 2 if self.frames >= 2 else 1 if self.frames else 0
        points += 1 if self.buttons else 0
        points += 1 if self.pictures >= 6 else 0
        points += 1 if self.page_ground else 0
        return points

    @property
    def needs_browser(self) -> bool:
        """Two or more signs of a designed page together; one alone is a signature or a price list."""
        return self.score >= _BROWSER_AT


def layout_of(html: str) -> Layout:
    """Count what decides the view of an HTML body, as it came; the sender's own part of an answer, not what it quotes."""
    html = html[:_MAX_HTML]
    closed = (
        html.rfind("<![endif]-->") + 12
    )  # behind the last one each search would go to the end in vain
    html = _COMMENT.sub("", _OUTLOOK_ONLY.sub("", html[:closed]) + html[closed:])
    depth = deepest = 0
    tables = 0
    for close in _TABLE.findall(html):
        if close:
            depth = max(depth - 1, 0)
        else:
            tables += 1
            depth += 1
            deepest = max(deepest, depth)
    return Layout(
        deepest,
        tables,
        len(_FLOW.findall(html)),
        _MEDIA.search(html) is not None,
        len(_BACKGROUND.findall(html)),
        len(_FRAME.findall(html)),
        len(_BUTTON.findall(html)),
        len(_PICTURE.findall(html)),
        _ROUNDED_PAGE.search(html) is not None,
    )
