"""The words of a text part as their writer meant them: charset, flowed lines, and files written into the text.

RFC 3676 for flowed lines, RFC 1896 for enriched text; uuencode and yEnc are older than MIME and still met.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from desktop.mail.mime import transfer
from desktop.mail.mime.charset import decode, read_text, without_controls
from desktop.mail.mime.entity import Node

_MAX_TEXT = 2_000_000  # characters of body kept as text; the raw bytes keep everything
_MAX_FILES = 200
_WORD = re.compile(rb"[A-Za-z\x80-\xff]{2}")
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_UU = re.compile(rb"^begin(?P<b64>-base64)? [0-7]{3,4} (?P<name>[^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU_LINE = re.compile(
    rb"M[\x20-\x60]{60}[^\r\n]{0,2}\r?\n|[\x20-\x4c][\x20-\x60]{0,60}[^\r\n]{0,2}\r?\n(?:[ `]?\r?\n)?end"
)
_YENC = re.compile(rb"^=ybegin [^\r\n]*?name=(?P<name>[^\r\n]{1,255})\r?\n", re.MULTILINE)
_ENRICHED_TAG = re.compile(r"<(<|/?[A-Za-z0-9-]{1,60}>)")
_ENRICHED_PARAM = re.compile(r"<param>.*?</param>", re.IGNORECASE | re.DOTALL)


class Written(NamedTuple):
    """A text part read: its words, the files that were written into them, and what was wrong."""

    text: str
    files: tuple["WrittenFile", ...]
    defects: tuple[str, ...]


class WrittenFile(NamedTuple):
    """A file inside a text: its name, its content, and the place that it took in the text's bytes."""

    name: str
    content: bytes
    start: int
    end: int


def read(node: Node, hint: str) -> Written:
    """Read a text part. `hint`: the charset of the rest of the message, for a part that names none."""
    data, sound = transfer.decode(node.encoded, node.encoding)
    defects = [] if sound else ["broken_encoding"]
    if not sound and node.encoding == "base64":
        coded, prose = transfer.split_prose(node.encoded)
        if coded and _WORD.search(prose):  # no word is lost, whoever wrote it
            data += b"\n" + prose
    bare: bytes | None
    bare, lone_returns = without_controls(data)
    if lone_returns:  # line ends that were made twice on the way
        data, bare = data.replace(b"\r\r\n", b"\r\n"), None
    files: tuple[WrittenFile, ...] = ()
    if node.content_type != "text/html" and b"begin" in data:
        files = tuple(written_files(data))
        for file in reversed(files):
            data, bare = data[: file.start] + data[file.end :], None
    label = node.params.get("charset", "")
    if node.content_type == "text/html":
        label = _label(label, data)
    text, held = read_text(data, label, hint, bare=bare)
    if not held:
        defects.append("wrong_charset")
    if len(text) > _MAX_TEXT:
        defects.append("text_cut")
        text = text[:_MAX_TEXT]
    if node.content_type == "text/plain":
        if node.params.get("format", "").strip().lower() == "flowed":
            text = unflow(text, node.params.get("delsp", "").strip().lower() == "yes")
    elif node.content_type in ("text/enriched", "text/richtext"):
        text = _enriched(text, node.content_type == "text/enriched")
    return Written(text, files, tuple(defects))


def _label(label: str, data: bytes) -> str:
    """The charset of HTML: what the header says, else what its own <meta> says (bytes cannot say UTF-16 of themselves)."""
    if label:
        return label
    match = _META.search(data[:4096])
    named = match[1].decode("ascii", "replace").lower() if match else ""
    return "" if named.startswith(("utf-16", "utf-32", "unicode", "ucs-2")) else named


def written_files(data: bytes) -> Iterator[WrittenFile]:
    """The uuencoded and yEnc files in a text, in order."""
    at = 0
    for _ in range(_MAX_FILES):
        found = _UU.search(data, at)
        yenc = _YENC.search(data, at) if b"=ybegin" in data else None
        if yenc is not None and (found is None or yenc.start() < found.start()):
            file = _yenc(data, yenc)
        elif found is not None:
            file = _uu(data, found)
        else:
            return
        if file is None:
            at = (found or yenc).end()  # type: ignore[union-attr]
            continue
        yield file
        at = file.end


def _uu(data: bytes, found: "re.Match[bytes]") -> WrittenFile | None:
    name = decode(found["name"].strip())[0]
    if found["b64"]:
        end = re.compile(rb"^====\r?$", re.MULTILINE).search(data, found.end())
        if end is None:
            return None
        content = transfer.decode(data[found.end() : end.start()], "base64")[0]
        return WrittenFile(name, content, found.start(), end.end())
    if _UU_LINE.match(data, found.end()) is None:
        return None  # a line of prose that begins like one
    content, end_at, _closed = transfer.uudecode(data, found.end())
    return WrittenFile(name, content, found.start(), end_at) if content else None


def _yenc(data: bytes, found: "re.Match[bytes]") -> WrittenFile | None:
    end = re.compile(rb"^=yend[^\r\n]*(?:\r?\n|$)", re.MULTILINE).search(data, found.end())
    if end is None:
        return None
    body = data[found.end() : end.start()]
    if body.startswith(b"=ypart"):
        body = body.partition(b"\n")[2]
    name = decode(found["name"].strip().strip(b'"'))[0]
    return WrittenFile(name, transfer.ydecode(body), found.start(), end.end())


def unflow(text: str, delsp: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same quote depth."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ")
        signature = body.rstrip("\r") == "-- "
        flowing = body.endswith(" ") and not signature
        kept = body[:-1] if flowing and delsp else body
        if open_depth == depth and not signature:
            out[-1] += kept
        else:
            out.append(f"{'>' * depth} {kept}" if depth else kept)
        open_depth = depth if flowing else -1
    return "\n".join(line.rstrip() if line != "-- " else line for line in out)


def _enriched(text: str, newer: bool) -> str:
    """The words of text/enriched, and of its older form text/richtext."""
    if not newer:
        text = re.sub(r"<nl>", "\n", text.replace("\n", " "), flags=re.IGNORECASE)
        text = re.sub(r"<lt>", "<<", text, flags=re.IGNORECASE)
    else:
        text = re.sub(r"\n(\n*)", lambda m: m[1] or " ", text)
    text = _ENRICHED_PARAM.sub("", text)
    return _ENRICHED_TAG.sub(lambda m: "<" if m[1] == "<" else "", text)
