"""An HTML body as lines, each with what the markup says of it: quoted, signature; and the nodes it is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from desktop.mail.mime.html_text import BLOCKS

MAYBE, SURE = 1, 2
PICTURE = "\ufffc"

_BLOCK = BLOCKS - {"hr"}  # a rule is a line of its own here
_UNSEEN = frozenset(
    [
        "head",
        "style",
        "script",
        "title",
        "noscript",
        "template",
        "meta",
        "base",
        "link",
        "object",
        "-comment",
        "-doctype",
        "xml",
        "map",
    ]
)
_CELLS = frozenset(("td", "th"))
# the wrappers that mail programs put around a quoted or forwarded mail, by a part of their class or id
_WRAPPER = re.compile(
    r"gmail_quote|yahoo[_-]quoted|yqtdbase|protonmail_quote|tutanota_quote|zmail_extra|moz-forward-container"
    r"|isreplycontent|isforwardcontent|mailmaster[_-](?:quote|reply)|ntes[_-]?(?:pc)?mail[_-]?quote|olk_src_body_section"
    r"|mail-editor-reference-message|foxmail[_-]?quote|qmbox[_-]?quote|quoted[_-]?(?:text|message|content|reply|mail)"
    r"|reply[_-]?(?:quote|content|wrapper)|original[_-]?(?:message|mail|content)|aolreplacedbody|aolmsgpart|history_container|bloop_original",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"isforwardcontent|moz-forward-container|forward[_-]?(?:container|content|message)",
    re.IGNORECASE,
)
# elements that hold nothing but the line that announces the quote
_ANNOUNCES = re.compile(
    r"moz-cite-prefix|gmail_attr|yahoo-quoted-begin|zmail_extra_hr|cite-prefix", re.IGNORECASE
)
# from these on all is quoted
_CUTS = re.compile(
    r"divrplyfwdmsg|outlookmessageheader|stopspelling|zwchr|replyforwardheader|msgheaderdiv",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"signature|(?:^|\W)(?:mail|fox|qm)?sign(?:$|\W)|mobile-sig", re.IGNORECASE)
_RULE_ABOVE = re.compile(
    r"border-top\s*:\s*(?:[^;]*\bsolid\b|[\d.]+p[xt])|border-top-style\s*:\s*solid|border-top-width\s*:\s*1",
    re.IGNORECASE,
)
_BAR = re.compile(r"border-left\s*:(?!\s*(?:none|0\b))|border-left-(?:style|width)", re.IGNORECASE)
_MOST_PIECES = 4000  # lines of one preformatted text that are told apart


@dataclass(slots=True)
class Line:
    """One line as it is shown, with what the elements around it say.

    `deep`: inside a quote (SURE), or inside a blockquote that may be an indent (MAYBE); `quote` numbers the outermost
    one. `wrapper`: the number of the mail program's wrapper around it, 0 for none. `signed`: in an element for the
    signature. `ruled`: the first line of a block with a line above it. `cut`: all that follows is quoted.
    `delimiter`: the short rule that Foxmail sets above a signature.
    """

    text: str = ""
    deep: int = 0
    quote: int = 0
    wrapper: int = 0
    signed: bool = False
    ruled: bool = False
    cut: bool = False
    delimiter: bool = False


@dataclass(slots=True)
class Page:
    """A body read: its lines, the nodes with the number of the line each belongs to, wrappers that say "forward"."""

    tree: LexborHTMLParser
    lines: list[Line] = field(default_factory=list)
    nodes: list[tuple[int, LexborNode]] = field(default_factory=list)
    forwards: set[int] = field(default_factory=set)


def read_page(html: str) -> Page:
    """Read an HTML body. Raises ValueError or RuntimeError when the parser gives up."""
    reader = _Reader(LexborHTMLParser(html))
    root = reader.page.tree.body
    if root is not None:
        reader.read(root)
    return reader.page


class _Reader:
    """Walks the tree once, without recursion, and keeps which quotes and wrappers are open."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.page = Page(tree)
        self._text: list[str] = []
        self._open = Line()
        self._deep = self._sure = 0
        self._quote = 0
        self._wrappers: list[int] = []
        self._signed = 0
        self._pre = 0
        self._count = 0
        self._ruled = self._cut = False

    def read(self, root: LexborNode) -> None:
        for node, entering in _walk(root):
            if node.tag == "-text":
                self._add_text(node)
            elif entering:
                self._enter(node)
            else:
                self._leave(node)
        self._end_line()

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self._leaf(node)
            self._end_line(full=True)
        elif tag == "hr":
            self._end_line()
            self._cut = self._cut or _CUTS.search(node.attributes.get("id") or "") is not None
            self._open.delimiter = "210px" in (node.attributes.get("style") or "")
            self._leaf(node)
            self._end_line(full=True)
        elif tag == "img":
            self._text.append(PICTURE)
            self._leaf(node)
        elif tag in _CELLS:
            if self._text:
                self._text.append("\t")
        elif tag == "pre":
            self._pre += 1
        if tag in _BLOCK:
            self._end_line()
            if tag == "p" and self.page.lines and self.page.lines[-1].text:
                self._end_line(full=True)
        role = _role(tag, node)
        if role:
            self._open_role(role)
        if tag == "li":
            self._text.append("- ")

    def _open_role(self, role: str) -> None:
        self._end_line()
        if role in ("sure", "maybe"):
            if not self._deep:
                self._count += 1
                self._quote = self._count
            self._deep += 1
            self._sure += role == "sure"
        elif role in ("wrapper", "forward"):
            self._count += 1
            self._wrappers.append(self._count)
            if role == "forward":
                self.page.forwards.add(self._wrappers[0])
        elif role == "signature":
            self._signed += 1
        elif role == "cut":
            self._cut = True
        elif role == "ruled":
            self._ruled = True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCK:
            self._end_line()
        if tag == "pre":
            self._pre -= 1
        role = _role(tag, node)
        if not role:
            return
        self._end_line()
        if role in ("sure", "maybe"):
            self._deep -= 1
            self._sure -= role == "sure"
        elif role in ("wrapper", "forward"):
            self._wrappers.pop()
        elif role == "signature":
            self._signed -= 1

    def _add_text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        if self._pre and "\n" in text.strip("\n"):
            self._add_pieces(node, text)
            return
        self._leaf(node)
        words = " ".join(text.split())
        if words:
            before = " " if text[:1].isspace() else ""
            self._text.append(f"{before}{words}{' ' if text[-1:].isspace() else ''}")
        elif text and self._text:
            self._text.append(" ")

    def _add_pieces(self, node: LexborNode, text: str) -> None:
        """Preformatted text: a node of its own for each line, so that its lines can part."""
        lines = text.split("\n", _MOST_PIECES)
        for at, line in enumerate(lines):
            last = at + 1 == len(lines)
            self._text.append(line)
            if line or not last:
                node.insert_before(line if last else f"{line}\n")
                piece = node.prev
                if piece is not None:
                    self._leaf(piece)
            if not last:
                self._end_line(full=True)
        node.decompose()

    def _leaf(self, node: LexborNode) -> None:
        self.page.nodes.append((len(self.page.lines), node))

    def _end_line(self, *, full: bool = False) -> None:
        text = "".join(self._text).strip()
        if not text and not full:
            return
        line = self._open
        line.text = text
        line.deep = SURE if self._sure else MAYBE if self._deep else 0
        line.quote = self._quote if self._deep else 0
        line.wrapper = self._wrappers[0] if self._wrappers else 0
        line.signed = self._signed > 0
        line.cut = self._cut
        line.ruled = self._ruled and bool(text)
        if text:
            self._ruled = False
        self.page.lines.append(line)
        self._text = []
        self._open = Line()


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """(node, entering) in reading order, without recursion: mail is nested as deep as its sender likes."""
    node: LexborNode | None = root.child
    depth = 0
    while node is not None:
        following = node.next
        child = None
        if node.tag not in _UNSEEN:
            child = node.child if node.tag != "-text" else None
            yield node, True
        if child is not None:
            node, depth = child, depth + 1
            continue
        if node.tag not in _UNSEEN and node.tag != "-text":
            yield node, False
        while following is None and depth:
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1
            following = node.next
            yield node, False
        node = following


def _role(tag: str, node: LexborNode) -> str:
    """What an element says by its class, id or style: "" for most."""
    if tag == "blockquote":
        return _blockquote(node)
    attributes = node.attributes
    if not attributes:
        return ""
    name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if len(name) > 1:
        if _WRAPPER.search(name):
            return "forward" if _FORWARD.search(name) else "wrapper"
        if _ANNOUNCES.search(name):
            return "sure"
        if _CUTS.search(name):
            return "cut"
        if _SIGNATURE.search(name):
            return "signature"
    if tag == "div" and (style := attributes.get("style")) and _RULE_ABOVE.search(style):
        return "ruled"
    if "data-signatureblock" in attributes or tag == "sign":
        return "signature"
    return ""


def _blockquote(node: LexborNode) -> str:
    attributes = node.attributes
    name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    cites = (attributes.get("type") or "").lower() == "cite" or "cite" in attributes
    if cites or _WRAPPER.search(name) or _BAR.search(attributes.get("style") or ""):
        return "sure"
    return "maybe"
