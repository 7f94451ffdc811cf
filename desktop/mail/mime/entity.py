"""The parts of a message: where each begins and ends in its bytes, and what its own header says (RFC 2045, 2046).

Parts are places in the bytes of the message: nothing is copied or decoded before somebody asks for a content. What is
broken is read the way its sender's program meant it, with a word in `defects`; nothing raises.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from desktop.mail.mime import transfer
from desktop.mail.mime.headers import Headers, head_end, parse_headers
from desktop.mail.mime.parameters import parameters

_MAX_DEPTH = 40
_MAX_PARTS = 5000
_LARGE_PART = 16_384
_NEAR = 4_096  # bytes behind a boundary in which a text ends, a file seldom
_HUGE = 1_000_000  # bytes from which copies of a content count
_REMEMBERED = 400  # bytes of a part's header whose reading is kept
_TYPE = re.compile(r"[\w.+!#$&^-]+/[\w.+*!#$&^-]+")
_EMBEDDED = ("message/rfc822", "message/global", "message/news", "message/x-rfc822")
_SNIFFED = re.compile(
    rb"^--(?!-*\s*$)([^\r\n]{1,200}?)[ \t]*\r?\n(?:content-|\r?\n)", re.IGNORECASE | re.MULTILINE
)
_PART_HEADER = re.compile(
    rb"\s*content-(?:type|transfer-encoding|disposition)[ \t]*:", re.IGNORECASE
)
_KNOWN_FIELD = re.compile(
    rb"^(?:from|to|cc|bcc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|sender"
    rb"|in-reply-to|references|x-[\w-]+|list-[\w-]+|status|delivered-to|dkim-signature)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_LINE = re.compile(rb"[^\r\n]*(?:\r?\n|\r|$)")
_AFTER_BOUNDARY = b" \t\r\n"


@dataclass(slots=True)
class Node:
    """A part of a message. `path` is its IMAP number ("1.2"); `children` are those of a multipart.

    `size`: the decoded size of a large base64 part, known without decoding it; 0 where that cannot be told.
    """

    path: str
    content_type: str
    params: Mapping[str, str]
    disposition: str
    filename: str
    content_id: str
    encoding: str
    source: bytes
    start: int
    end: int
    size: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def is_message(self) -> bool:
        """Whether the content is a message of its own."""
        return self.content_type in _EMBEDDED

    @property
    def encoded(self) -> bytes:
        """The content as it stands in the message."""
        return self.source[self.start : self.end]

    def content(self) -> bytes:
        """The content, transfer encoding undone."""
        if self.end - self.start > _HUGE and self.encoding == "base64":
            found = transfer.large_base64(self.source, self.start, self.end)
            if found is not None:
                return found
        return transfer.decode(self.source[self.start : self.end], self.encoding)[0]

    def walk(self) -> Iterator["Node"]:
        """This part and all below it, in the order of the message; embedded messages stay closed."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Entity:
    """A message opened: its header, its parts, and what was broken."""

    headers: Headers
    root: Node
    defects: list[str]


def read(raw: bytes) -> Entity:
    """Find the parts of a message."""
    opened = _Opening()
    start = _first_line(raw)
    headers, root = opened.entity(raw, start, len(raw), "", "text/plain", 0)
    return Entity(headers, root, opened.defects)


def _first_line(raw: bytes) -> int:
    """Where the header begins: behind a byte order mark, empty lines, or the separator line of an mbox file."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    if raw.startswith((b"\n", b"\r\n"), start):
        found = re.compile(rb"[\r\n]+").match(raw, start)
        if found is not None and _KNOWN_FIELD.match(raw, found.end()):
            start = found.end()
    if raw.startswith((b"From ", b">From "), start) and not _FIELD.match(raw, start):
        end = raw.find(b"\n", start)
        start = len(raw) if end < 0 else end + 1
    return start


class _Opening:
    """One message being opened: what was broken so far, and how many parts may still come."""

    def __init__(self) -> None:
        self.defects: list[str] = []
        self._left = _MAX_PARTS

    def entity(
        self, source: bytes, start: int, end: int, path: str, default: str, depth: int
    ) -> tuple[Headers, Node]:
        """Read the header in source[start:end] and the parts below it; `path` "" is the message itself."""
        headers, body = self._header(source, start, end)
        says = _says(headers, default)
        node = Node(path or "1", *says, source, body, end)
        self.defects.extend(headers.defects)
        self._open(node, path, depth)
        return headers, node

    def _part(
        self, source: bytes, start: int, end: int, path: str, default: str, depth: int
    ) -> Node:
        """A part below the message: programs write the same few headers again and again."""
        stop, body = head_end(source, start, end)
        if stop - start < _REMEMBERED:
            sound, says = _few_parts(source[start:stop], default)
            if sound:
                node = Node(path, *says, source, body, end)
                self._open(node, path, depth)
                return node
        return self.entity(source, start, end, path, default, depth)[1]

    def _open(self, node: Node, path: str, depth: int) -> None:
        if node.content_type.startswith("multipart/"):
            self._multipart(node, path, depth)
        elif node.encoding == "base64" and node.end - node.start >= _LARGE_PART:
            node.size = max(0, transfer.base64_size(node.source, node.start, node.end))

    def _header(self, source: bytes, start: int, end: int) -> tuple[Headers, int]:
        stop, body = head_end(source, start, end)
        headers = parse_headers(source[start:stop])
        if "header_line_without_name" in headers.defects:
            found = _body_without_gap(source, start, stop)
            if found is not None:
                self.defects.append("no_empty_line_after_header")
                return parse_headers(source[start:found]), found
        return headers, body

    def _multipart(self, node: Node, path: str, depth: int) -> None:
        if depth >= _MAX_DEPTH:
            self.defects.append("too_deep")
            return
        places = self._parts(node)
        if not places and _PART_HEADER.match(node.source, node.start, node.end):
            self.defects.append("no_boundary")
            places = [(_not_blank(node.source, node.start), node.end)]
        if node.encoding in ("base64", "quoted-printable"):
            # forbidden, claimed often, and now and then done
            self.defects.append("encoded_multipart")
            if not places:
                node.source = node.content()
                node.start, node.end = 0, len(node.source)
                places = self._parts(node)
            node.encoding = ""
        default = "message/rfc822" if node.content_type == "multipart/digest" else "text/plain"
        for number, (start, end) in enumerate(places, 1):
            if self._left <= 0:
                self.defects.append("too_many_parts")
                break
            self._left -= 1
            below = f"{path}.{number}" if path else str(number)
            node.children.append(self._part(node.source, start, end, below, default, depth + 1))
        if not node.children:
            self.defects.append("multipart_without_parts")

    def _parts(self, node: Node) -> list[tuple[int, int]]:
        boundary = node.params.get("boundary", "").encode("utf-8", "surrogateescape")
        parts, closed = _split(node, boundary) if boundary else ([], False)
        if not parts and boundary != boundary.strip():
            parts, closed = _split(node, boundary.strip())
        if not parts and not closed:
            found = _SNIFFED.search(node.source, node.start, node.end)
            if found is not None:
                self.defects.append("wrong_boundary" if boundary else "no_boundary")
                parts, closed = _split(node, found[1].rstrip())
        if parts and not closed:
            self.defects.append("no_closing_boundary")
        return parts


_Says = tuple[str, Mapping[str, str], str, str, str, str]
"""content type, its parameters, disposition, file name, content id, transfer encoding"""


@lru_cache(maxsize=2048)
def _few_parts(block: bytes, default: str) -> tuple[bool, _Says]:
    headers = parse_headers(block)
    return not headers.defects, _says(headers, default)


def _says(headers: Headers, default: str) -> _Says:
    """What a header says about the content below it."""
    value, params = parameters(headers.raw("content-type"))
    disposition, named = parameters(headers.raw("content-disposition"))
    encoding = headers.raw("content-transfer-encoding")
    content_id = headers.raw("content-id")
    return (
        value if _TYPE.fullmatch(value) else _odd_type(value, default),
        params,
        disposition,
        named.get("filename", "")
        or named.get("name", "")
        or params.get("name", "")
        or params.get("file", ""),
        _sound(content_id.strip("<> \r\n\t")) if content_id else "",
        transfer.named(encoding) if encoding else "",
    )


def _sound(text: str) -> str:
    """Header text that a store can hold: bytes that are no ASCII read as UTF-8."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _odd_type(value: str, default: str) -> str:
    """A type that is none: the beginning of the field if that is one, the default (RFC 2045 section 5.2) else."""
    found = _TYPE.match(value)
    return found[0] if found is not None else default


def _body_without_gap(source: bytes, start: int, stop: int) -> int | None:
    """Where a body begins that no empty line parts from its header: at a line that is no field, and with no
    field that mail knows behind it."""
    at, seen = start, False
    while at < stop:
        line = _LINE.match(source, at, stop)
        assert line is not None
        blank = not line[0].strip()
        if not _FIELD.match(line[0]) and not (seen and line[0][:1] in b" \t" and not blank):
            return None if _KNOWN_FIELD.search(source, line.end(), stop) else at
        at, seen = line.end(), True
        if line.end() == line.start():
            break
    return None


def _split(node: Node, boundary: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The places of the parts between the lines of this boundary, and whether the last line closes them."""
    source, stop = node.source, node.end
    mark = b"--" + boundary
    length = len(mark)
    found: list[tuple[int, int]] = []
    begun, closed = -1, False
    at = _next(source, mark, node.start, stop)
    while at >= 0:
        if at > node.start and source[at - 1] not in b"\r\n":
            at = source.find(mark, at + 1, stop)
            continue
        after = at + length
        closing = source.startswith(b"--", after, stop)
        behind = source[after + 2 : after + 3] if closing else source[after : after + 1]
        if behind and behind not in _AFTER_BOUNDARY and not (closing and not behind.isalnum()):
            at = source.find(mark, at + 1, stop)
            continue
        if begun >= 0:
            found.append((begun, _before(source, begun, at)))
        if closing:  # parts behind it: one of the parts is a multipart that has the same boundary
            begun, closed = -1, True
            at = source.find(mark, after, stop)
            continue
        line_end = source.find(b"\n", after, stop)
        if line_end < 0:
            line_end = source.find(b"\r", after, stop)
        begun = stop if line_end < 0 else line_end + 1
        at = _next(source, mark, max(begun - 1, after), stop)
    if begun >= 0 and (not found or source[begun:stop].strip()):
        found.append((begun, stop))
    return found, closed


def _next(source: bytes, mark: bytes, at: int, stop: int) -> int:
    """Where `mark`, which begins with "-", comes next, -1 where it does not."""
    near = source.find(mark, at, min(stop, at + _NEAR))
    if near >= 0 or stop - at <= _NEAR:
        return near
    # base64 has no "-", and one letter is looked for ten times faster than several
    dash = source.find(b"-", max(at, at + _NEAR - len(mark) + 1), stop)
    if dash < 0 or source.startswith(mark, dash, stop):
        return dash
    return source.find(mark, dash + 1, stop)


def _not_blank(source: bytes, at: int) -> int:
    while source[at : at + 1] in (b"\r", b"\n", b" ", b"\t"):
        at += 1
    return at


def _before(source: bytes, begun: int, at: int) -> int:
    """The end of a part whose next boundary begins at `at`: its line break belongs to the boundary."""
    if at > begun and source[at - 1] == 10:
        at -= 1
    if at > begun and source[at - 1] == 13:
        at -= 1
    return max(at, begun)
