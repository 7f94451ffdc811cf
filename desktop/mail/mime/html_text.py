"""The readable text of an HTML body: for the index, for quoting, for previews."""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements that begin a line of their own."""
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_MAX_HTML = 4_000_000  # beyond this an "HTML body" is a data dump: its first part is enough to read and find


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_MARKUP = re.compile(r"<[^<>]*>")
_NOT_NESTING = frozenset(
    ("p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "hr", "img", "meta", "link", "input", "col", "base",
     "area", "wbr", "source", "tbody", "thead", "tfoot")
)  # fmt: skip
_MAX_DEPTH = 2_000
_LONG = 20_000
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}")
_ATTRIBUTE = re.compile(r"\s[^\s\"'<>=/]{1,40}(?=[\s=])")
_MAX_ATTRIBUTES = 2_000


def too_deep(html: str) -> bool:
    """Whether tags lie so deep in each other, or one has so many attributes, that HTML parsers would need minutes.

    Their time grows with the square of both.
    """
    if len(html) > _LONG and any(
        len(_ATTRIBUTE.findall(tag)) > _MAX_ATTRIBUTES for tag in _LONG_TAG.findall(html)
    ):
        return True
    if html.count("<") <= _MAX_DEPTH:
        return False
    depth = 0
    for close, name in _TAG.findall(html):
        if name.lower() not in _NOT_NESTING:
            depth += -1 if close else 1
            if depth > _MAX_DEPTH:
                return True
            depth = max(depth, 0)
    return False


def html_to_text(html: str) -> str:
    """Text with one line per block, cells apart by a tab, no scripts, no styles. Never raises."""
    html = html[:_MAX_HTML]
    if too_deep(html):
        return _SPACES.sub(" ", unescape(_MARKUP.sub(" ", html))).strip()
    try:
        tree = LexborHTMLParser(html)
    except (ValueError, RuntimeError, UnicodeError):
        return _MARKUP.sub(" ", html).strip()
    tree.strip_tags(["script", "style", "head", "title", "noscript", "template", "svg", "object"])
    root = tree.body or tree.root
    if root is None:
        return ""
    out = _Lines()
    _walk(root, out)
    return out.text()


def _walk(node: LexborNode, out: "_Lines") -> None:
    """Every node below, in order; without recursion, for HTML nests deeper than Python's stack."""
    above: list[str] = []  # the tags that are open around the node
    while True:
        tag = node.tag or ""
        if tag == "-text":
            _text(node.text_content or "", out, verbatim=above[-1:] == ["pre"])
        else:
            _enter(node, tag, out)
        below = node.child
        if below is not None:
            node = below
            above.append(tag)
            continue
        while above:
            if tag in BLOCKS:
                out.line()
            beside = node.next
            if beside is not None:
                node = beside
                break
            around = node.parent
            if around is None:
                return
            node, tag = around, above.pop()
        if not above:
            return


def _text(text: str, out: "_Lines", *, verbatim: bool) -> None:
    if verbatim:
        out.verbatim(text)
    elif (
        text.isprintable() and "  " not in text
    ):  # as it is: no line ends, no blanks that cannot be printed
        out.add(text)
    else:
        out.add(_SPACES.sub(" ", text))


def _enter(node: LexborNode, tag: str, out: "_Lines") -> None:
    if tag == "br":
        out.break_line()
    elif tag in ("td", "th"):
        out.cell()
    elif tag in BLOCKS:
        out.line()
        if tag == "p":
            out.paragraph(spaced=not (node.attributes.get("class") or "").startswith("Mso"))
        elif tag == "li":
            out.add("- ")


class _Lines:
    """Text under construction: knows whether a line is open, so that blocks do not pile up empty lines."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []
        self._bare = False  # a paragraph without space around it, and nothing in it yet

    def add(self, text: str) -> None:
        if text == " " and not self._open:
            return
        self._open.append(text)
        self._bare = False

    def verbatim(self, text: str) -> None:
        *lines, last = text.replace("\r\n", "\n").split("\n")
        for line in lines:
            self._open.append(line)
            self.break_line()
        if last:
            self._open.append(last)

    def cell(self) -> None:
        if "".join(self._open).strip():
            self._open.append("\t")

    def break_line(self) -> None:
        self._done.append("".join(self._open).strip(" "))
        self._open = []

    def line(self) -> None:
        if "".join(self._open).strip():
            self.break_line()
        else:
            if self._bare:
                self._done.append("")
            self._open = []
        self._bare = False

    def paragraph(self, *, spaced: bool) -> None:
        """A paragraph begins: Outlook's own (class Mso...) have no space between them, and empty ones for it."""
        self._bare = not spaced
        if spaced and self._done and self._done[-1]:
            self._done.append("")

    def text(self) -> str:
        self.line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._done)).strip()
