"""Bytes of a message to a ParsedMessage. Nothing that arrives by mail makes it raise.

One reading for every message: `entity` finds the parts, `headers` reads fields, `contents` says what the parts are to
the reader, `kinds` names the kind. Whatever is broken is told in `defects`.
"""

from typing import NamedTuple

from desktop.mail.mime import bounce_texts, contents, kinds, tnef, written
from desktop.mail.mime.dates import parse_date
from desktop.mail.mime.entity import Node, read
from desktop.mail.mime.headers import (
    Address,
    Headers,
    addresses,
    message_ids,
    parse_headers,
    split_message,
)
from desktop.mail.mime.message import Attachment, Bounce, Kind, ParsedMessage, Protection
from desktop.mail.mime.parameters import parameters


class Content(NamedTuple):
    """A message without its people, ids, date and subject: what lies below the header, and the header's fields."""

    headers: Headers
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    content_types: frozenset[str]
    report_type: str
    bounces: tuple[Bounce, ...]
    calendar_method: str
    defects: tuple[str, ...]
    protection: Protection
    hint: str
    """the charset that the message names first: what is not labelled is most likely written in the same"""
    receipts: tuple[Bounce, ...] = ()


def parse(raw: bytes) -> ParsedMessage:
    """Read a message. `raw` is the message as stored or fetched, with any line ends."""
    return _message(parse_content(raw))


def parse_content(raw: bytes) -> Content:
    """Read what a message holds; the fields about people are left as they stand in `headers`."""
    entity = read(raw)
    headers, root = entity.headers, entity.root
    found = contents.Found(hint=_hint(root), defects=entity.defects)
    contents.walk(root, found, top=True)
    if not headers:
        found.defects.append("no_headers")
    text, html = contents.bodies(found)
    report = root.params.get("report-type", "") if root.children else ""
    return Content(
        headers,
        text,
        html,
        tuple(contents.mark_inline(found, html)),
        frozenset(found.content_types),
        report.lower(),
        tuple(found.bounces),
        found.calendar_method,
        tuple(dict.fromkeys(found.defects)),
        found.protection,
        found.hint,
        tuple(found.receipts),
    )


def parse_head(head: bytes) -> ParsedMessage:
    """Read a header block alone: no text, no attachments; the kind as far as the header tells it."""
    headers = parse_headers(split_message(head)[0])
    content_type, params = parameters(headers.raw("content-type"))
    report = params.get("report-type", "").lower() if content_type == "multipart/report" else ""
    method = params.get("method", "").lower() if content_type == "text/calendar" else ""
    types = frozenset((content_type or "text/plain",))
    hint = params.get("charset", "")
    return _message(
        Content(headers, "", None, (), types, report, (), method, headers.defects, "", hint)
    )


def part_bytes(raw: bytes, part: str) -> bytes:
    """The decoded content of an attachment by its `part`. Raises KeyError when the message has no such part."""
    path, _hash, inside = part.partition("#")
    node = _node(read(raw).root, path)
    data = node.content()
    if not inside:
        return data
    if contents.is_tnef(node):
        return tnef.file_bytes(data, int(inside))
    files = list(written.written_files(data))
    if int(inside) >= len(files):
        raise KeyError(part)
    return files[int(inside)].content


def _node(root: Node, path: str) -> Node:
    for node in root.walk():
        if node.path == path and not node.children:
            return node
        if path.startswith(f"{node.path}.") and not node.children:
            inner = contents.unwrap(node)
            if inner is not None:
                return _node(inner, path)
    raise KeyError(path)


def _hint(root: Node) -> str:
    """The first charset that a part names: what is not labelled is most likely written in the same."""
    charset = root.params.get("charset", "")
    if charset:
        return charset
    for child in root.children:
        charset = _hint(child)
        if charset:
            return charset
    return ""


def senders(content: Content) -> tuple[Address, ...]:
    """Who a message is from: the first From field that names somebody (a second one is a forger's), else Sender."""
    headers = content.headers
    for field in (*headers.all("from"), *headers.all("sender")[:1]):
        people = addresses([field], content.hint)
        if people:
            return people
    return ()


def kind_of(
    content: Content, subject: str, from_: tuple[Address, ...]
) -> tuple[Kind, tuple[Bounce, ...]]:
    """What kind of message it is, and the addresses that it reports of."""
    headers, reported = content.headers, content.bounces
    kind = kinds.classify(
        headers,
        sender=from_[0] if from_ else None,
        subject=subject,
        text=content.text,
        content_types=content.content_types,
        report_type=content.report_type,
        bounces=reported,
        calendar_method=content.calendar_method,
    )
    if kind == "bounce" and not kinds.is_complaint(content.content_types):
        if not reported:
            reported = bounce_texts.from_text(headers, subject, content.text)
        elif not all(b.diagnostic for b in reported):
            reported = bounce_texts.explained(reported, content.text)
    return kind, reported


def _message(content: Content) -> ParsedMessage:
    headers, hint = content.headers, content.hint
    subject = headers.text("subject", hint)
    from_ = senders(content)
    kind, reported = kind_of(content, subject, from_)
    return ParsedMessage(
        message_id=next(iter(message_ids(headers.raw("message-id"))), ""),
        in_reply_to=message_ids(" ".join(headers.all("in-reply-to"))),
        references=message_ids(" ".join(headers.all("references"))),
        subject=subject,
        from_=from_,
        to=addresses(headers.all("to"), hint),
        cc=addresses(headers.all("cc"), hint),
        bcc=addresses(headers.all("bcc"), hint),
        reply_to=addresses(headers.all("reply-to"), hint),
        date=parse_date(headers.raw("date")),
        text=content.text,
        html=content.html,
        attachments=content.attachments,
        defects=content.defects,
        kind=kind,
        bounces=reported,
        protection=content.protection,
        receipts=content.receipts,
    )
