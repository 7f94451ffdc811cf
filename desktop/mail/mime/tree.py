"""One shape for a message's parts, filled by the fast parser where it can be trusted and by the tolerant one else."""

import binascii
import email
import email.message
import email.policy
import quopri
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import fast_mail_parser

from desktop.mail.mime.charset import decode
from desktop.mail.mime.headers import decode_header, parameters

_MAX_DEPTH = 40
_MAX_PARTS = 5000
_LARGE_PART = 16_384
_BASE64_LINE = 76
_TYPE = re.compile(r"[\w.+-]+/[\w.+*-]+")
_EMBEDDED = ("message/rfc822", "message/global", "message/news")
_KNOWN_ENCODINGS = frozenset(("", "7bit", "8bit", "binary", "base64", "quoted-printable"))


@dataclass(slots=True)
class Node:
    """A part of a message. `path` is its IMAP number ("1.2"); `content()` gives the transfer-decoded bytes.

    `size`: the decoded size of a large base64 part, known without decoding it; 0 where that cannot be told.
    """

    path: str
    content_type: str
    params: Mapping[str, str]
    disposition: str
    filename: str
    content_id: str
    content: Callable[[], bytes]
    is_message: bool = False
    size: int = 0
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This part and all below it, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()


class Untrusted(ValueError):
    """The fast parser's reading of this message is not to be relied upon."""


def fast_tree(raw: bytes) -> Node:
    """The parts by the fast parser. Raises Untrusted when the tolerant parser should read the message instead."""
    try:
        root = fast_mail_parser.parse_email_tree(raw, mode="lazy")
    except (fast_mail_parser.ParseError, ValueError) as error:
        raise Untrusted(str(error)) from error
    return _from_fast(root, "", 0, raw)


def _from_fast(part: fast_mail_parser.PyLazyMimePart, path: str, depth: int, raw: bytes) -> Node:
    headers = {name.lower(): values[0] for name, values in part.headers.items() if values}
    content_type = part.content_type.lower()
    params: Mapping[str, str] = {}
    if not part.children:
        field_value = headers.get("content-type", "")
        params = parameters(field_value)[1] if ";" in field_value else {}
    filename = part.filename or params.get("name", "")
    disposition_field = headers.get("content-disposition", "")
    if "*" in disposition_field:  # RFC 2231 in pieces that may end inside a character
        filename = parameters(disposition_field)[1].get("filename") or filename
    if not filename.isascii():
        filename = _trusted_name(filename, raw)
    if filename and "=?" in filename:
        filename = decode_header(filename)
    if content_type.startswith("multipart/") and not part.children:
        raise Untrusted("multipart without parts")
    if not _TYPE.fullmatch(content_type):
        raise Untrusted("odd content type")
    if depth > _MAX_DEPTH:
        raise Untrusted("too deep")
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    if encoding not in _KNOWN_ENCODINGS:
        raise Untrusted("unusual transfer encoding")

    def content() -> bytes:
        try:
            return part.content or b""
        except fast_mail_parser.DecodeError as error:
            raise Untrusted(str(error)) from error

    node = Node(
        path=path or "1",
        content_type=content_type,
        params=params,
        disposition=(part.disposition or "").lower(),
        filename=filename,
        content_id=(part.content_id or "").strip("<> "),
        content=content,
        is_message=part.is_message,
        size=_with_padding(part.encoded_size or 0, raw) if path and encoding == "base64" else 0,
    )
    _add_children(node, part, path, depth, raw)
    if any(child.size for child in node.children):
        _take_padding_off(node, headers.get("content-type", ""), raw)
    return node


def _add_children(
    node: Node, part: fast_mail_parser.PyLazyMimePart, path: str, depth: int, raw: bytes
) -> None:
    if part.is_message and part.children:
        node.children = [_from_fast(part.children[0], f"{node.path}.1", depth + 1, raw)]
    else:
        node.children = [
            _from_fast(child, f"{path}.{number}" if path else str(number), depth + 1, raw)
            for number, child in enumerate(part.children, 1)
        ]


def _with_padding(encoded: int, raw: bytes) -> int:
    """The size of a base64 part, padding included, where the message's lines are as usual 76 letters long.

    Decoding all attachments of a mailbox only to know their sizes takes longer than all other parsing of it.
    """
    if encoded < _LARGE_PART:
        return 0
    middle = len(raw) // 2
    end = raw.find(b"\n", middle)
    line = raw[raw.rfind(b"\n", 0, middle) + 1 : end + 1]
    if len(line.rstrip(b"\r\n")) != _BASE64_LINE:
        return 0
    full, rest = divmod(encoded, len(line))
    letters = full * _BASE64_LINE + min(rest, _BASE64_LINE)
    return letters // 4 * 3


def _take_padding_off(node: Node, content_type: str, raw: bytes) -> None:
    """Look at the last letters of the parts, before the boundaries between them."""
    boundary = parameters(content_type)[1].get("boundary", "")
    cut = b"\n--" + boundary.encode("utf-8", "surrogateescape")
    ends: list[int] = []
    at = raw.find(cut) if boundary else -1
    while at >= 0 and len(ends) <= len(node.children) + 1:
        ends.append(at)
        at = raw.find(cut, at + len(cut))
    sure = len(ends) == len(node.children) + 1
    for number, child in enumerate(node.children, 1):
        if child.size:
            tail = raw[ends[number] - 5 : ends[number]].rstrip(b"\r\n") if sure else b""
            child.size -= len(tail) - len(tail.rstrip(b"="))
            if not sure:
                child.size = 0


def _trusted_name(name: str, raw: bytes) -> str:
    if "\ufffd" in name or any("\x80" <= c <= "\x9f" for c in name):
        raise Untrusted("file name decoded wrongly")
    if all(c <= "\xff" for c in name):
        data = name.encode("latin-1")
        if data in raw:  # raw 8-bit bytes are handed over as Latin-1
            return decode(data)[0]
    return name


# ---- the tolerant one


def tolerant_tree(raw: bytes) -> tuple[Node, list[str]]:
    """The parts by the standard library's lenient parser, with the defects it names. Never raises."""
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
    except (ValueError, LookupError, TypeError, RecursionError, AttributeError):
        _head, _sep, body = raw.partition(b"\n\n")
        return Node("1", "text/plain", {}, "", "", "", lambda: body), ["unreadable_structure"]
    defects: list[str] = []
    budget = [_MAX_PARTS]
    return _from_email(message, "", 0, defects, budget), list(dict.fromkeys(defects))


def _from_email(
    part: email.message.Message, path: str, depth: int, defects: list[str], budget: list[int]
) -> Node:
    defects.extend(_snake(type(defect).__name__) for defect in part.defects)
    type_field, disposition_field = (
        _field(part, "content-type"),
        _field(part, "content-disposition"),
    )
    value, params = parameters(type_field)
    disposition, disposition_params = parameters(disposition_field)
    content_type = part.get_content_type()
    is_message = part.is_multipart() and content_type in _EMBEDDED
    is_container = part.is_multipart() and (is_message or not content_type.startswith("message/"))
    if not is_container and "/" in value and re.fullmatch(r"[\w.+-]+/[\w.+-]+", value):
        content_type = value
    content = _content_of(part, is_container, is_message)
    node = Node(
        path=path or "1",
        content_type=content_type,
        params=params,
        disposition=disposition,
        filename=disposition_params.get("filename", "") or params.get("name", ""),
        content_id=_field(part, "content-id").strip("<> \r\n\t"),
        content=content,
        is_message=is_message,
    )
    if not is_container or depth > _MAX_DEPTH:
        return node
    children = part.get_payload()
    for number, child in enumerate(children if isinstance(children, list) else [], 1):
        if budget[0] <= 0 or not isinstance(child, email.message.Message):
            break
        budget[0] -= 1
        below = f"{node.path}.1" if is_message else (f"{path}.{number}" if path else str(number))
        node.children.append(_from_email(child, below, depth + 1, defects, budget))
    return node


def _content_of(
    part: email.message.Message, is_container: bool, is_message: bool
) -> Callable[[], bytes]:
    payload = vars(part)[
        "_payload"
    ]  # the accessor re-decodes 8-bit text by the label, for good or ill
    if isinstance(payload, list):
        inner = [child for child in payload if isinstance(child, email.message.Message)]
        if (
            is_message or not is_container
        ):  # an embedded message, or the groups of a delivery report
            return lambda: b"\n".join(_written(child) for child in inner)
        return bytes
    text = payload if isinstance(payload, str) else ""
    return lambda: decode_transfer(text, _field(part, "content-transfer-encoding"))[0]


def _written(message: email.message.Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, KeyError, TypeError, AttributeError, ValueError):
        return b""


def _field(part: email.message.Message, name: str) -> str:
    # the raw field: the library's own accessors decode 8-bit bytes as "unknown-8bit" and may raise
    return next((str(v) for k, v in part.raw_items() if k.lower() == name), "")


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removesuffix("Defect")).lower()


def decode_transfer(text: str, encoding: str) -> tuple[bytes, bool]:
    """Undo a Content-Transfer-Encoding; returns the bytes and whether the encoding was sound. Never raises."""
    data = (
        text.encode("ascii", "surrogateescape")
        if text.isascii() or _only_bytes(text)
        else text.encode()
    )
    name = re.split(r"[;\s]", encoding.strip().strip("\"'").lower(), maxsplit=1)[0]
    if name in ("base64", "b"):
        return _base64(data)
    if name in ("quoted-printable", "q", "quotedprintable"):
        return quopri.decodestring(data), True
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uuencoded(data)
    return data, name in ("", "7bit", "8bit", "binary", "7-bit", "8-bit")


def _only_bytes(text: str) -> bool:
    return all(c < "\x80" or "\udc80" <= c <= "\udcff" for c in text)


def _base64(data: bytes) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_base64(data), True
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        if len(letters) % 4 == 1:
            letters = letters[:-1]
        try:
            return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), False
        except binascii.Error:
            return data, False


def _uuencoded(data: bytes) -> tuple[bytes, bool]:
    out: list[bytes] = []
    inside = False
    for line in data.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
            continue
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3  # writers pad the last line wrongly
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return b"".join(out) or data, False
    return (b"".join(out), True) if inside else (data, False)
