"""Cutting the markup of an endless mail into slices that a text browser lays out one after another."""

import re
from dataclasses import dataclass

SLICE_LINES = 150
SLICE_CHARS = 12_000
"""What one slice holds: some milliseconds to lay out."""
LONG_LINES, LONG_CHARS = 4_500, 160_000
"""A body up to this is laid out at once."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "input", "meta", "link"})
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "hr"})
_CELLS = frozenset({"td", "th"})
_ENDS = frozenset({"li", "ol", "table"})
_WHOLE = frozenset({"table", "ol", "pre", "a", "dl", "style", "head"})
"""What is not cut: a table's columns, a list's numbers and a link would begin anew."""


@dataclass(frozen=True)
class Slice:
    """`markup` is complete in itself; `goes_on`: the paragraph that it ends in goes on in the next slice."""

    markup: str
    goes_on: bool


def slices(markup: str) -> list[Slice]:
    """Return sanitised markup in slices; one of a body that can be laid out at once. No word is lost or doubled."""
    lines = markup.count("<br") + markup.count("</p>") + markup.count("</div>")
    lines += 2 * markup.count("<li") + 4 * (markup.count("<td") + markup.count("<th"))
    if lines <= LONG_LINES and len(markup) <= LONG_CHARS:
        return [Slice(markup, goes_on=False)]
    return _Cutting(markup).slices()


class _Cutting:
    """One walk over the tags: what is open, what stands in the slice so far."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._open: list[tuple[str, str]] = []
        self._found: list[Slice] = []
        self._start, self._before = 0, ""
        self._lines = self._whole = 0

    def slices(self) -> list[Slice]:
        """Walk once over all tags."""
        for tag in _TAG.finditer(self._markup):
            name = tag[2].lower()
            if tag[1]:
                self._close(name)
            elif name not in _VOID:
                self._open.append((name, tag[0]))
                self._whole += name in _WHOLE
            breaks = name == "br"
            self._lines += name in _CELLS and not tag[1]
            closes = name in _ENDS and tag[1]
            if breaks or closes or (name in _BLOCKS and (tag[1] or name == "hr")):
                self._lines += 1
                self._cut(tag, breaks=breaks)
        self._found.append(Slice(self._before + self._markup[self._start :], goes_on=False))
        return self._found

    def _close(self, name: str) -> None:
        for at in range(len(self._open) - 1, max(len(self._open) - 50, -1), -1):
            if self._open[at][0] == name:
                self._whole -= sum(each[0] in _WHOLE for each in self._open[at:])
                del self._open[at:]
                return

    def _cut(self, tag: re.Match[str], *, breaks: bool) -> None:
        """End the slice at this tag, when it is full; a break that the next slice begins with is not needed."""
        full = self._lines >= SLICE_LINES or tag.end() - self._start >= SLICE_CHARS
        if not full or self._whole:
            return
        end = tag.start() if breaks else tag.end()
        closing = "".join(f"</{name}>" for name, _tag in reversed(self._open))
        self._found.append(Slice(self._before + self._markup[self._start : end] + closing, breaks))
        self._start, self._lines = tag.end(), 0
        self._before = "".join(tag for _name, tag in self._open)
