"""Bytes of a message to a ParsedMessage. Nothing that arrives by mail makes it raise.

The structure comes from the fast parser (twenty times the standard library, LIBRARIES B6b); when that refuses or
cannot be trusted with a message, from the tolerant one. Headers, charsets and words are ours in both, so both ways
give the same reading.
"""

import html as html_module
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.mail.mime import bounces, kinds, tnef
from desktop.mail.mime.charset import clean, decode
from desktop.mail.mime.headers import (
    Headers,
    addresses,
    message_ids,
    parameters,
    parse_date,
    parse_headers,
    split_message,
)
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.mime.message import Attachment, Bounce, ParsedMessage
from desktop.mail.mime.tree import Node, Untrusted, fast_tree, tolerant_tree

_MAX_TEXT = 2_000_000  # characters of body kept as text; the raw bytes keep everything
_EXTENSION = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
}
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_LOOKED_INTO = ("text/calendar", "message/", *_TNEF)
_BODY_TYPES = ("text/plain", "text/html")


@dataclass(slots=True)
class _Reading:
    """What was found so far while walking the parts."""

    segments: list[tuple[str | None, str | None]] = field(
        default_factory=list
    )  # (text, html) in reading order
    attachments: list[Attachment] = field(default_factory=list)
    related: set[str] = field(default_factory=set)
    content_types: set[str] = field(default_factory=set)
    bounces: list[Bounce] = field(default_factory=list)
    calendar_method: str = ""
    defects: list[str] = field(default_factory=list)


def parse(raw: bytes) -> ParsedMessage:
    """Read a message. `raw` is the message as stored or fetched, with any line ends."""
    try:
        return _assemble(raw, fast_tree(raw), [])
    except Untrusted:
        return parse_tolerantly(raw)


def parse_head(head: bytes) -> ParsedMessage:
    """Read a header block alone: no text, no attachments; the kind as far as the header tells it."""
    headers = parse_headers(split_message(head)[0])
    content_type, params = parameters(headers.raw("content-type"))
    found = _Reading(defects=list(headers.defects), content_types={content_type or "text/plain"})
    if content_type == "text/calendar":
        found.calendar_method = params.get("method", "").lower()
    report_type = params.get("report-type", "").lower()
    return _message(
        headers, found, "", None, report_type if content_type == "multipart/report" else ""
    )


def parse_tolerantly(raw: bytes) -> ParsedMessage:
    """Read a message by the lenient parser: slower, for what the fast one refuses."""
    tree, defects = tolerant_tree(raw)
    return _assemble(raw, tree, defects)


def part_bytes(raw: bytes, part: str) -> bytes:
    """The decoded content of an attachment by its `part`. Raises KeyError when the message has no such part."""
    path, _hash, inside = part.partition("#")
    for trusting in (True, False):
        try:
            tree = fast_tree(raw) if trusting else tolerant_tree(raw)[0]
            node = next(
                (
                    n
                    for n in tree.walk()
                    if n.path == path and not n.content_type.startswith("multipart/")
                ),
                None,
            )
            if node is not None:
                data = node.content()
                return tnef.file_bytes(data, int(inside)) if inside else data
        except Untrusted:
            continue
    raise KeyError(part)


def _assemble(raw: bytes, tree: Node, defects: list[str]) -> ParsedMessage:
    block, _start = split_message(raw)
    headers = parse_headers(block)
    found = _Reading(defects=[*headers.defects, *defects])
    _read(tree, found, top=True)
    if not headers:
        found.defects.append("no_headers")
    text, html = _bodies(found)
    report_type = ""
    if tree.content_type == "multipart/report":
        report_type = parameters(headers.raw("content-type"))[1].get("report-type", "").lower()
    return _message(headers, found, text, html, report_type)


def _message(
    headers: Headers, found: _Reading, text: str, html: str | None, report_type: str
) -> ParsedMessage:
    subject = headers.text("subject")
    from_ = addresses(headers.all("from")) or addresses(headers.all("sender")[:1])
    reported = tuple(found.bounces)
    kind = kinds.classify(
        headers,
        sender=from_[0] if from_ else None,
        subject=subject,
        text=text,
        content_types=frozenset(found.content_types),
        report_type=report_type,
        bounces=reported,
        calendar_method=found.calendar_method,
    )
    if kind == "bounce" and not reported:
        reported = bounces.from_text(headers, text)
    return ParsedMessage(
        message_id=next(iter(message_ids(headers.raw("message-id"))), ""),
        in_reply_to=message_ids(" ".join(headers.all("in-reply-to"))),
        references=message_ids(" ".join(headers.all("references"))),
        subject=subject,
        from_=from_,
        to=addresses(headers.all("to")),
        cc=addresses(headers.all("cc")),
        bcc=addresses(headers.all("bcc")),
        reply_to=addresses(headers.all("reply-to")),
        date=parse_date(headers.raw("date")),
        text=text,
        html=html,
        attachments=tuple(_mark_inline(found, html)),
        defects=tuple(dict.fromkeys(found.defects)),
        kind=kind,
        bounces=reported,
    )


# ---- parts


def _read(node: Node, found: _Reading, *, top: bool = False, related: bool = False) -> None:
    found.content_types.add(node.content_type)
    if node.content_type == "multipart/alternative" and node.children:
        _read_alternative(node, found)
    elif node.content_type == "multipart/related" and node.children:
        start = node.children[0]
        _read(start, found)
        for child in node.children[1:]:
            _read(child, found, related=True)
    elif node.children and not node.is_message and not node.content_type.startswith("message/"):
        for child in node.children:
            _read(child, found)
    elif node.content_type.startswith("multipart/"):
        found.defects.append("multipart_without_parts")
        found.segments.append((_text_of(node, found), None))
    elif _is_body(node, top, related):
        text = _text_of(node, found)
        found.segments.append((None, text) if node.content_type == "text/html" else (text, None))
    else:
        _read_attachment(node, found, related)


def _is_body(node: Node, top: bool, related: bool) -> bool:
    other_text = node.content_type.startswith("text/") and node.content_type != "text/calendar"
    if node.content_type not in _BODY_TYPES and not (top and other_text):
        return node.content_type in ("text/enriched", "text/richtext") and not node.filename
    if node.disposition == "attachment":
        return False
    if related and node.content_id:
        return False
    return not node.filename or (top and not node.disposition)


def _read_alternative(node: Node, found: _Reading) -> None:
    """The same words several times: take the plain and the richest one as a single segment."""
    inner = _Reading(
        defects=found.defects, content_types=found.content_types, related=found.related
    )
    for child in node.children:
        _read(child, inner)
    texts = [t for t, _h in inner.segments if t is not None]
    htmls = [h for _t, h in inner.segments if h is not None]
    if texts or htmls:
        text = "\n".join(texts) if texts and "".join(texts).strip() else None
        found.segments.append((text, "\n".join(htmls) if htmls else None))
    found.attachments.extend(inner.attachments)
    found.bounces.extend(inner.bounces)
    found.calendar_method = found.calendar_method or inner.calendar_method


def _text_of(node: Node, found: _Reading) -> str:
    data = node.content()
    label = node.params.get("charset", "")
    if node.content_type == "text/html":
        label = label or _meta_charset(data)
    text, held = decode(data, label)
    if not held:
        found.defects.append("wrong_charset")
    text = clean(text)
    if len(text) > _MAX_TEXT:
        found.defects.append("text_cut")
        text = text[:_MAX_TEXT]
    if node.params.get("format", "").lower() == "flowed":
        text = _unflow(text, node.params.get("delsp", "").lower() == "yes")
    return text


def _meta_charset(data: bytes) -> str:
    match = re.search(
        rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", data[:2048], re.IGNORECASE
    )
    return match[1].decode("ascii", "replace") if match else ""


def _unflow(text: str, delsp: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same quote depth."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:]
        body = body.removeprefix(" ")
        flowing = body.endswith(" ") and body != "-- "
        kept = body[:-1] if flowing and delsp else body
        if open_depth == depth:
            out[-1] += kept
        else:
            out.append(f"{'>' * depth} {kept}" if depth else kept)
        open_depth = depth if flowing else -1
    return "\n".join(line.rstrip() if line != "-- " else line for line in out)


def _read_attachment(node: Node, found: _Reading, related: bool) -> None:
    kind = node.content_type
    winmail = node.filename.lower() == "winmail.dat"
    if node.size and not winmail and not kind.startswith(_LOOKED_INTO):
        data, size = b"", node.size
    else:
        data = node.content()
        size = len(data)
    if kind == "text/calendar":
        found.calendar_method = found.calendar_method or _calendar_method(node, data)
    elif kind in ("message/delivery-status", "message/global-delivery-status"):
        found.bounces.extend(bounces.from_report(data))
    elif kind in _TNEF or winmail:
        opened = tnef.read(data, node.path)
        if opened is not None:
            found.attachments.extend(opened.attachments)
            if not any((t or h or "").strip() for t, h in found.segments) and (
                opened.text or opened.html
            ):
                found.segments.append((opened.text, opened.html))
            return
        found.defects.append("unreadable_tnef")
    if related and node.content_id:
        found.related.add(node.path)
    found.attachments.append(
        Attachment(node.path, _filename(node, data), kind, size, node.content_id, inline=False)
    )


def _calendar_method(node: Node, data: bytes) -> str:
    method = node.params.get("method", "")
    if not method:
        match = re.search(rb"^METHOD:(\w+)", data, re.MULTILINE | re.IGNORECASE)
        method = match[1].decode("ascii") if match else ""
    return method.lower()


def _filename(node: Node, data: bytes) -> str:
    name = re.split(r"[/\\]", node.filename)[-1].strip().strip(".\x00") if node.filename else ""
    if name:
        return clean(name)[:255]
    if node.is_message or node.content_type == "message/rfc822":
        subject = parse_headers(split_message(data[:65536])[0]).text("subject")
        safe = re.sub(r"[\\/:*?\"<>|\x00-\x1f]+", " ", subject).strip()[:80]
        return f"{safe or 'message'}.eml"
    return ""


def _mark_inline(found: _Reading, html: str | None) -> Iterator[Attachment]:
    for a in found.attachments:
        shown = bool(a.content_id) and html is not None and f"cid:{a.content_id}" in html
        if shown or (a.part in found.related and a.content_type.startswith("image/")):
            yield Attachment(a.part, a.filename, a.content_type, a.size, a.content_id, inline=True)
        else:
            yield a


def _bodies(found: _Reading) -> tuple[str, str | None]:
    texts: list[str] = []
    htmls: list[str] = []
    any_html = any(h is not None for _t, h in found.segments)
    for text, html in found.segments:
        texts.append(
            text
            if text is not None and (text.strip() or html is None)
            else html_to_text(html or "")
        )
        if any_html:
            htmls.append(
                html
                if html is not None
                else f"<div>{html_module.escape(text or '').replace(chr(10), '<br>')}</div>"
            )
    joined = "\n".join(t.strip("\n") for t in texts if t.strip())
    return joined, "\n".join(htmls) if any_html else None
