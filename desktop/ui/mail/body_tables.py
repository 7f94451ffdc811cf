"""Tables and lists of a mail's markup held within what Qt lays out in a moment; no word is lost."""

import re

MOST_NESTED = 9
"""Tables in tables: Qt takes twice the time for each level, minutes for 25."""
MOST_CELLS = 600
"""Cells of one table, some 40 ms to lay out: a longer one goes on in another table below it."""
MOST_IN_ROW = 100
_MOST_SPAN = 100
_MOST_ECHOES = 25
_TABLE_TAG = re.compile(
    r'<(/?)(table|caption|colgroup|col|thead|tbody|tfoot|tr|td|th)\b(?:[^>"]|"[^"]*")*+>'
)
_SPAN = re.compile(r'(?<=\s)(col|row)span="\s*(\d{1,9})[^"]*"')
_WIDTH = re.compile(r'(?<=\s)colspan="\s*(\d{1,9})')
_MOST_ITEMS = 500
_ITEM_TAG = re.compile(r"<(/?)(ol|ul|li)\b[^>]*>")
_ECHO_TAG = re.compile(r'<(/?)(blockquote|ul|ol|dl)\b(?:[^>"]|"[^"]*")*+>')


def bounded_tables(markup: str) -> str:
    """Return sanitised markup whose tables and lists Qt can lay out in small steps."""
    markup = _parted_lists(_shallow_lists(markup))
    if "<table" not in markup:
        return markup
    if markup.count("<table") > MOST_NESTED:
        markup = _flat_below(markup, MOST_NESTED)
    spans = sum(min(int(width), _MOST_SPAN) for width in _WIDTH.findall(markup))
    if markup.count("<td") + markup.count("<th") + spans > MOST_CELLS:
        return _parted(_without_frames(markup))
    return _TABLE_TAG.sub(_narrow_spans, markup)


def _flat(found: re.Match[str]) -> str:
    """A table's tag as what stands for it in lines."""
    closes, tag = bool(found[1]), found[2]
    if tag in ("table", "tr"):
        return "</div>" if closes else "<div>"
    return " " if closes and tag in ("td", "th") else ""


def _flat_below(markup: str, level: int) -> str:
    """Tables that lie too deep in each other as lines."""
    depth = 0

    def one(found: re.Match[str]) -> str:
        nonlocal depth
        closes, tag = bool(found[1]), found[2]
        depth += tag == "table" and not closes
        deep = depth > level
        depth -= tag == "table" and closes
        return _flat(found) if deep else found[0]

    return _TABLE_TAG.sub(one, markup)


def _without_frames(markup: str) -> str:
    """Tables that only hold other tables as lines: what is inside can then be parted."""
    frames: set[int] = set()
    open_tables: list[int] = []
    for found in _TABLE_TAG.finditer(markup):
        if found[2] != "table":
            continue
        if found[1]:
            if open_tables:
                open_tables.pop()
            continue
        frames.update(open_tables[-1:])
        open_tables.append(found.start())
    if not frames:
        return markup
    kinds: list[bool] = []

    def one(found: re.Match[str]) -> str:
        closes, tag = bool(found[1]), found[2]
        if tag == "table" and not closes:
            kinds.append(found.start() in frames)
        flat = bool(kinds) and kinds[-1]
        if tag == "table" and closes and kinds:
            kinds.pop()
        return _flat(found) if flat else found[0]

    return _TABLE_TAG.sub(one, markup)


def _parted(markup: str) -> str:
    """Each table of many cells as several, each row of many cells too; spans kept small."""
    head, cells, in_row = "", 0, 0

    def one(found: re.Match[str]) -> str:
        nonlocal head, cells, in_row
        closes, tag = bool(found[1]), found[2]
        if tag == "table":
            head, cells, in_row = ("", 0, 0) if closes else (found[0], 0, 0)
        elif tag == "tr" and not closes:
            in_row = 0
            if cells >= MOST_CELLS and head:
                cells = 0
                return f"</table>{head}{found[0]}"
        elif tag in ("td", "th") and not closes:
            cell = _narrow_spans(found)
            width = _WIDTH.search(cell)
            cells += int(width[1]) if width else 1
            in_row += 1
            if in_row > MOST_IN_ROW and head:
                in_row = 1
                if cells > MOST_CELLS:
                    cells = 1
                    return f"</tr></table>{head}<tr>{cell}"
                return f"</tr><tr>{cell}"
            return cell
        return found[0]

    return _TABLE_TAG.sub(one, markup)


def _narrow_spans(tag: re.Match[str]) -> str:
    if "span=" not in tag[0]:
        return tag[0]
    return _SPAN.sub(lambda span: f'{span[1]}span="{min(int(span[2]), _MOST_SPAN)}"', tag[0])


def _shallow_lists(markup: str) -> str:
    """Quotes and lists that lie too deep in each other lose their marks."""
    if len(_ECHO_TAG.findall(markup)) <= 2 * _MOST_ECHOES:
        return markup
    depth = 0

    def one(found: re.Match[str]) -> str:
        nonlocal depth
        closes = bool(found[1])
        depth += not closes
        deep = depth > _MOST_ECHOES
        depth = max(depth - closes, 0)
        return "" if deep else found[0]

    return _ECHO_TAG.sub(one, markup)


def _parted_lists(markup: str) -> str:
    """A numbered list of many items goes on in another one, with its numbers."""
    if markup.count("<li") <= _MOST_ITEMS:
        return markup
    items: list[int] = []  # of the lists that are open; -1: it has no numbers

    def one(found: re.Match[str]) -> str:
        closes, tag = bool(found[1]), found[2]
        if tag != "li":
            if not closes:
                items.append(0 if found[0] == "<ol>" else -1)
            elif items:
                items.pop()
        elif not closes and len(items) == 1 and items[0] >= 0:
            items[0] += 1
            if items[0] > 1 and items[0] % _MOST_ITEMS == 1:
                return f'</ol><ol start="{items[0]}">{found[0]}'
        return found[0]

    return _ITEM_TAG.sub(one, markup)
