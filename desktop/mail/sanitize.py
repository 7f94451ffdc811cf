"""HTML of strangers made harmless: an allow-list, no scripts, nothing fetched unless the user says so.

The sanitiser is the first of two walls: the viewer refuses every request of its own as well (MAIL.md section 3).
SVG and MathML are left out whole, because ten ways around remote blocking went through them.
"""

import html as html_module
import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3

from desktop.mail.mime.html_text import html_to_text, too_deep
from desktop.mail.safe_page import PageWish, finish
from desktop.mail.style_rules import Rule, clean_style, rules_of

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
    "id",
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
    "table": {"border", "cellpadding", "cellspacing", "rules", "summary", "frame", "background"},
    "td": {"colspan", "rowspan", "nowrap", "background"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
}
_DROPPED_WHOLE = {
    "script", "style", "title", "head", "noscript", "template", "object", "embed", "applet", "iframe", "frame",
    "frameset", "audio", "video", "textarea", "select", "svg", "math", "canvas", "xml",
}  # fmt: skip
_REMOTE = re.compile(r"\s*(?:https?:)?[/\\]{2}", re.IGNORECASE)
_PICTURE_DATA = re.compile(
    r"\s*data:image/(png|jpe?g|gif|webp|bmp);base64,[\w+/=\s]*", re.IGNORECASE
)
# a link of any other kind, or with hidden characters in front, is a trick
_LINK = re.compile(r"(?:https?:|mailto:|tel:|//|#)", re.IGNORECASE)
_BODY = re.compile(r"<body\b([^<>]*)>", re.IGNORECASE)
_SHEETS = re.compile(r"<style\b[^<>]*>(.*?)(?:</style\b|\Z)", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"(<style\b.*?(?:</style>|\Z))", re.IGNORECASE | re.DOTALL)
_CONDITIONAL = re.compile(
    r"<!--\[if\b.*?<!\[endif\]-->|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MAX_HTML = 2_000_000


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML that can be shown.

    `blocked` counts the remote pictures left out; `content_ids` it shows by `cid:`; `remote`: the addresses of the
    pictures it shows from the net; `trackers`: who is told that the mail was read, once for each of his pixels (they
    are never shown); `links`: address -> words of each link.
    """

    html: str
    blocked: int
    content_ids: tuple[str, ...]
    remote: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def sanitize(
    html: str,
    *,
    remote_allowed: bool = False,
    original: bool = False,
    dark_page: str = "",
    dark_text: str = "",
    warn: Callable[[str, str], str] | None = None,
) -> SafeHtml:
    """Clean an HTML body. Pictures from the net stay out, and are counted, unless `remote_allowed`.

    `cid:` pictures and pictures in the mail itself (`data:image`) stay. `original`: for a browser, with its style
    sheets, and with every picture under an address of `safe_page.PICTURES`. `dark_page`, `dark_text`: colours (#rrggbb)
    of the dark page it is shown on; its own are changed so that they can be read there. `warn(address, words)`: what to
    write behind a link, "" for nothing. Never raises on any input.
    """
    html = html[:_MAX_HTML]
    if too_deep(html):
        text = html_module.escape(html_to_text(html)[:200_000], quote=False)
        return SafeHtml(f"<pre>{text}</pre>", 0, ())
    rules = _sheet_rules(html)
    wish = PageWish(remote_allowed, original, dark_page, dark_text, warn)
    made = finish(_body_as_div(_clean(html), html), rules, wish)
    return SafeHtml(
        made.html, made.blocked, made.content_ids, made.remote, made.trackers, made.links
    )


def _clean(html: str) -> str:
    """What is left are elements and attributes of the list; addresses of pictures stay, for the page to decide on."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        strip_comments=True,
        link_rel="noopener noreferrer",
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "src":
        if value.lower().startswith("cid:") or _PICTURE_DATA.fullmatch(value):
            return value
        return _remote(value)
    if name == "background":
        return _remote(value)
    if name == "href":
        return value if _LINK.match(value) else None
    if name == "style":
        return clean_style(value, _named) or None
    return value


def _named(address: str) -> str:
    """Pictures named in styles: those of the net keep their address until the page decides; the rest is left out."""
    return _remote(address) or ""


def _remote(address: str) -> str | None:
    if not _REMOTE.match(address):
        return None
    address = address.strip().replace("\\", "/")
    if address.startswith("//"):
        address = f"https:{address}"
    return address if re.fullmatch(r"[^\s\"'()<>;]+", address) else None


def _sheet_rules(html: str) -> list[Rule]:
    """The style sheets of the mail; those in comments are Outlook's, and no browser reads them."""
    if "<style" not in html.lower():
        return []
    sheets = _SHEETS.findall(_without_outlook(html))
    return [rule for sheet in sheets for rule in rules_of(sheet, _named)]


def _without_outlook(html: str) -> str:
    """Comments outside of style elements fall away: `<style><!-- p {} --></style>` is how Outlook writes its own."""
    return "".join(
        part if part[:6].lower() == "<style" else _without_comments(part)
        for part in _STYLE.split(html)
    )


def _without_comments(part: str) -> str:
    closed = part.rfind("<![endif]-->") + 12 if "<![endif]-->" in part else 0
    return _CONDITIONAL.sub("", part[:closed]) + _COMMENT.sub("", part[closed:])


def _body_as_div(cleaned: str, html: str) -> str:
    """Keep what the body element says of colours: it is no element of a mail shown inside another page."""
    found = _BODY.search(html)
    if found is None or not found[1].strip():
        return cleaned
    box = nh3.clean(
        f"<div {found[1]}>",
        tags={"div"},
        attributes={
            "div": {"bgcolor", "background", "style", "text", "dir", "class", "id", "align"}
        },
        attribute_filter=_attribute,
        strip_comments=True,
        link_rel=None,
    )
    return f"{box.removesuffix('</div>')}{cleaned}</div>" if box.startswith("<div") else cleaned
