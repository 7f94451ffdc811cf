"""A cleaned mail finished for its view: which pictures it shows, whom it would report to, colours for a dark page."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from desktop.mail.colours import Rgb, dark_lines, parse_colour
from desktop.mail.dark_page import DarkPage
from desktop.mail.style_rules import Rule, clean_style, declarations, sheet_of
from desktop.mail.trackers import tracker

PICTURES = "tradepost-mail://message/"
"""Where a browser finds the pictures of the mail it shows: c/<content id> in the mail, r/<digest> from the net."""

_TEXT_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right",
    "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "font", "font-family",
    "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style-type",
    "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent",
    "text-transform", "unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing",
}  # fmt: skip
_MOST_SELECTORS, _MOST_MATCHES = 600, 40_000
_EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
_MOST_WARNED = 40
_MOST_LINKS = 2_000
_MOST_WORDS = 4_000
_UNSEEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0*)?|font-size:(?:[01](?:\.0*)?(?:px|pt)?|0(?:r?em|%))"
)


def remote_name(address: str) -> str:
    """Return the path under PICTURES of a picture from the net."""
    return f"r/{hashlib.sha256(address.encode('utf-8', 'replace')).hexdigest()[:24]}"


def inline_name(content_id: str) -> str:
    """Return the path under PICTURES of a picture in the mail."""
    return f"c/{quote(content_id, safe='')}"


Styles = Mapping[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class PageWish:
    """How the page is wanted: see `sanitize`."""

    remote_allowed: bool = False
    original: bool = False
    dark_page: str = ""
    dark_text: str = ""
    warn: Callable[[str, str], str] | None = None


@dataclass(slots=True)
class Page:
    """The finished page, and what was found in it (see SafeHtml)."""

    html: str = ""
    blocked: int = 0
    remote: tuple[str, ...] = ()
    content_ids: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def finish(markup: str, rules: list[Rule], wish: PageWish) -> Page:
    """Return the page made of cleaned markup and the cleaned rules of its style sheets."""
    tree = LexborHTMLParser(markup)
    body = tree.body
    if body is None:
        return Page()
    styles = _styles_of(tree, rules)
    work = _Work(wish)
    for node in list(body.traverse()):
        work.look_at(node, styles)
    for node, words in work.warned[:_MOST_WARNED]:
        node.insert_after(f" [⚠ {words}] ")
    for node, words in work.worded:
        node.replace_with(f" {words} ")
    for node in work.unwanted:
        node.decompose()
    if wish.dark_page:
        page, text = parse_colour(wish.dark_page), parse_colour(wish.dark_text)
        if page is not None and text is not None:
            DarkPage(page, text, styles, wish.original and wish.remote_allowed).recolour(body)
            rules = _without_colours(rules, page)
    html = _inner(body)
    if wish.original and rules:
        sheet = sheet_of([_shown(rule, work) for rule in rules]).replace("<", " ")
        html = f"<style>{sheet}</style>{html}"
    else:
        work.blocked += sum(
            rule.style.count("url(http") for rule in rules if not wish.remote_allowed
        )
    return Page(
        html,
        work.blocked,
        tuple(dict.fromkeys(work.remote)),
        tuple(dict.fromkeys(work.content_ids)),
        tuple(work.trackers),
        tuple(work.links),
    )


def _inner(body: LexborNode) -> str:
    whole = body.html or ""
    return whole[whole.find(">") + 1 : whole.rfind("</body")] if "<body" in whole[:6] else whole


def _shown(rule: Rule, work: "_Work") -> Rule:
    return Rule(rule.media, rule.selector, clean_style(rule.style, work.picture))


def _without_colours(rules: Iterable[Rule], page: Rgb) -> list[Rule]:
    """Colours were worked out for each element and stand there: the sheet's would be those of a light page."""
    kept = []
    for rule in rules:
        style = ";".join(
            f"{name}:{dark_lines(value, page) if name.startswith('border') else value}"
            for name, value in declarations(rule.style)
            if name not in ("color", "background-color")
            and not (name == "background" and "url(" not in value)
        )
        if style:
            kept.append(Rule(rule.media, rule.selector, style))
    return kept


def _styles_of(tree: LexborHTMLParser, rules: list[Rule]) -> dict[int, dict[str, str]]:
    """What the style sheets say of each element, by `mem_id`: in order of the rules, more special selectors last."""
    found: dict[int, dict[str, str]] = {}
    ranked = sorted(
        (
            (_weight(selector), at, selector.strip(), rule.style)
            for at, rule in enumerate(rules)
            if not rule.media
            for selector in rule.selector.split(",")
        ),
        key=lambda each: each[:2],
    )
    matches = 0
    for _rank, _at, selector, style in ranked[:_MOST_SELECTORS]:
        if ":" in selector or not selector or selector in ("*", "html", "body"):
            continue
        try:
            nodes = tree.css(selector)
        except (SelectolaxError, ValueError, RuntimeError):
            continue
        parts = dict(declarations(style))
        matches += len(nodes)
        if matches > _MOST_MATCHES:
            break
        for node in nodes:
            found.setdefault(node.mem_id, {}).update(parts)
    return found


def _weight(selector: str) -> int:
    return 100 * selector.count("#") + 10 * selector.count(".") + selector.strip().count(" ")


def link_words(link: LexborNode, styles: Styles) -> str:
    """The words of a link that its reader sees: none that are hidden, those that stand for a picture too."""
    found: list[str] = []
    size = 0
    waiting: list[LexborNode] = [link]
    while waiting and size < _MOST_WORDS:
        node = waiting.pop()
        if node.tag == "-text":
            found.append(node.text_content or "")
            size += len(found[-1])
        elif node.tag == "img":
            found.append(f" {node.attributes.get('alt') or ''} ")
        elif not _is_unseen(node, styles):
            waiting.extend(reversed(list(node.iter(include_text=True))))
    return " ".join("".join(found).split())[:300]


def _is_unseen(node: LexborNode, styles: Styles) -> bool:
    own = node.attributes.get("style")
    style = {**styles.get(node.mem_id, {}), **dict(declarations(own or ""))}
    return any(
        _UNSEEN.fullmatch(f"{name}:{value.replace('!important', '').strip().lower()}")
        for name, value in style.items()
    )


@dataclass
class _Work:
    """Goes over the elements once; remembers what the reader is to be told."""

    wish: PageWish
    blocked: int = 0
    remote: list[str] = field(default_factory=list)
    content_ids: list[str] = field(default_factory=list)
    trackers: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    unwanted: list[LexborNode] = field(default_factory=list)
    worded: list[tuple[LexborNode, str]] = field(default_factory=list)
    warned: list[tuple[LexborNode, str]] = field(default_factory=list)

    def look_at(self, node: LexborNode, styles: Styles) -> None:
        if not node.tag or node.tag.startswith(("-", "_")):
            return
        attributes = node.attributes
        if node.tag == "a":
            self._link(node, attributes, styles)
        elif node.tag == "img":
            self._image(node, attributes, styles)
        if "background" in attributes:
            self._background(node, attributes["background"] or "")
        own = attributes.get("style")
        if self.wish.original:
            if own and "url(" in own:
                node.attrs["style"] = clean_style(own, self.picture)
        else:
            self._for_text(node, own or "", styles.get(node.mem_id, {}))

    def _link(self, node: LexborNode, attributes: Mapping[str, str | None], styles: Styles) -> None:
        href = attributes.get("href")
        if not href or len(self.links) >= _MOST_LINKS:
            return
        words = link_words(node, styles)
        self.links.append((href, words))
        if self.wish.warn is not None:
            every = " ".join((node.text() or "").split())[:300]
            told = self.wish.warn(href, words) or (every != words and self.wish.warn(href, every))
            if told:
                self.warned.append((node, told))

    def _image(
        self, node: LexborNode, attributes: Mapping[str, str | None], styles: Styles
    ) -> None:
        source = (attributes.get("src") or "").strip()
        if source[:4].lower() == "cid:":
            name = unquote(source[4:])
            self.content_ids.append(name)
            if self.wish.original:
                node.attrs["src"] = f"{PICTURES}{inline_name(name)}"
            return
        if source[:5].lower() == "data:":
            return
        if source[:4].lower() != "http":
            self._words_only(node, attributes)  # a picture of the sender's own disk, or of nowhere
            return
        merged = {
            **styles.get(node.mem_id, {}),
            **dict(declarations(attributes.get("style") or "")),
        }
        told = ";".join(f"{name}:{value}" for name, value in merged.items())
        who = tracker(source, {**attributes, "style": told})
        if who:
            self.trackers.append(who)
            self.unwanted.append(node)
            return
        shown = self._remote(source)
        if shown:
            node.attrs["src"] = shown
            return
        self._words_only(node, attributes)

    def _words_only(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        """Leave the words that stand for a picture, and its room in a designed page."""
        words = (attributes.get("alt") or "").strip()
        if words:
            self.worded.append((node, words[:200]))
        elif self.wish.original:
            node.attrs["src"] = _EMPTY
        else:
            self.unwanted.append(node)

    def _background(self, node: LexborNode, address: str) -> None:
        shown = self._remote(address)
        if shown and self.wish.original:
            node.attrs["background"] = shown
        else:
            del node.attrs["background"]

    def picture(self, address: str) -> str:
        """Give the address under which a picture of a style may be shown."""
        return address if address.startswith(PICTURES) else self._remote(address)

    def _remote(self, address: str) -> str:
        if not self.wish.remote_allowed:
            self.blocked += 1
            return ""
        if not self.wish.original:
            self.remote.append(address)
            return address
        self.remote.append(address)
        return f"{PICTURES}{remote_name(address)}"

    def _for_text(self, node: LexborNode, own: str, sheet: Mapping[str, str]) -> None:
        """A text browser knows no sheets, and shows what is hidden: the one is written out, the other taken away."""
        if not own and not sheet:
            return
        if "url(" in own and not self.wish.remote_allowed:
            self.blocked += own.count("url(")
        style = {**sheet, **dict(declarations(own))}
        if style.get("display", "").startswith("none") or style.get("mso-hide") == "all":
            self.unwanted.append(node)
            return
        ground = style.get("background", "")
        if ground and "background-color" not in style:
            style["background-color"] = ground
        kept = {
            name: value.replace("!important", "").strip()
            for name, value in style.items()
            if name in _TEXT_STYLES
            and "url(" not in value
            and (name != "background-color" or parse_colour(value))
        }
        if kept:
            node.attrs["style"] = ";".join(f"{name}:{value}" for name, value in kept.items())
        elif own:
            del node.attrs["style"]
