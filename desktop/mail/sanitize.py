"""HTML of strangers made harmless: an allow-list, no scripts, nothing fetched unless the user says so.

The sanitiser is the first of two walls: the viewer refuses every request of its own as well (MAIL.md section 3).
SVG and MathML are left out whole, because ten ways around remote blocking went through them.
"""

import re
from dataclasses import dataclass

import nh3

_TAGS = {
    "a",
    "abbr",
    "address",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
}
_COMMON = {
    "align",
    "bgcolor",
    "class",
    "color",
    "dir",
    "height",
    "lang",
    "style",
    "title",
    "valign",
    "width",
}
_ATTRIBUTES = {
    "*": _COMMON,
    "a": {"href", "name"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "font": {"face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "rules", "summary", "frame"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
}
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right",
    "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "font", "font-family",
    "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style-type",
    "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent",
    "text-transform", "unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing",
}  # fmt: skip
_DROPPED_WHOLE = {
    "script", "style", "title", "head", "noscript", "template", "object", "embed", "applet", "iframe", "frame",
    "frameset", "audio", "video", "textarea", "select", "svg", "math", "canvas", "xml",
}  # fmt: skip
_REMOTE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
_PICTURE_DATA = re.compile(r"^\s*data:image/(png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"(?:background(?:-image)?\s*[:=]\s*[\"']?[^;\"'>]*?(?:url\s*\(\s*[\"']?\s*)?)(?:https?:)?//",
    re.IGNORECASE,
)
_URL_IN_STYLE = re.compile(r"url\s*\(|expression\s*\(|var\s*\(|@import|\\", re.IGNORECASE)
# a link of any other kind, or with hidden characters in front, is a trick
_LINK = re.compile(r"(?:https?:|mailto:|tel:|//|#)", re.IGNORECASE)
_MAX_HTML = 2_000_000


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML that can be shown: `blocked` counts the remote pictures left out; `content_ids` it shows by `cid:`."""

    html: str
    blocked: int
    content_ids: tuple[str, ...]


def sanitize(html: str, *, remote_allowed: bool = False) -> SafeHtml:
    """Clean an HTML body. Pictures from the net stay out, and are counted, unless `remote_allowed`.

    `cid:` pictures and pictures in the mail itself (`data:image`) stay. Never raises on any input.
    """
    html = html[:_MAX_HTML]
    blocked = 0 if remote_allowed else len(_BACKGROUND.findall(html))
    content_ids: list[str] = []

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal blocked
        if tag == "img" and name == "src":
            if value.lower().startswith("cid:"):
                content_ids.append(value[4:])
                return value
            if _PICTURE_DATA.match(value):
                return value
            if _REMOTE.match(value):
                if remote_allowed:
                    return (
                        value
                        if value.strip().lower().startswith("http")
                        else "https:" + value.strip()
                    )
                blocked += 1
            return None
        if name == "href":
            return value if _LINK.match(value) else None
        if name == "style" and _URL_IN_STYLE.search(value):
            return _style_without_urls(value) or None
        return value

    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        filter_style_properties=_STYLES,
        strip_comments=True,
        link_rel="noopener noreferrer",
    )
    return SafeHtml(cleaned, blocked, tuple(dict.fromkeys(content_ids)))


def _style_without_urls(style: str) -> str:
    return ";".join(rule for rule in style.split(";") if not _URL_IN_STYLE.search(rule))
