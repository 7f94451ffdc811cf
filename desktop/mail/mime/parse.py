"""Bytes of a message to a ParsedMessage. Nothing that arrives by mail makes it raise.

One reading for every message: `entity` finds the parts, `headers` reads fields, `contents` says what the parts are to
the reader, `kinds` names the kind. Whatever is broken is told in `defects`.
"""

from desktop.mail.mime import bounces, contents, kinds, tnef, written
from desktop.mail.mime.entity import Node, read
from desktop.mail.mime.headers import (
    Headers,
    addresses,
    message_ids,
    parameters,
    parse_date,
    parse_headers,
    split_message,
)
from desktop.mail.mime.message import ParsedMessage


def parse(raw: bytes) -> ParsedMessage:
    """Read a message. `raw` is the message as stored or fetched, with any line ends."""
    entity = read(raw)
    headers, root = entity.headers, entity.root
    found = contents.Found(hint=_hint(root), defects=entity.defects)
    contents.walk(root, found, top=True)
    if not headers:
        found.defects.append("no_headers")
    text, html = contents.bodies(found)
    report = root.params.get("report-type", "") if root.content_type == "multipart/report" else ""
    return _message(headers, found, text, html, report.lower())


def parse_head(head: bytes) -> ParsedMessage:
    """Read a header block alone: no text, no attachments; the kind as far as the header tells it."""
    headers = parse_headers(split_message(head)[0])
    content_type, params = parameters(headers.raw("content-type"))
    found = contents.Found(
        defects=list(headers.defects), content_types={content_type or "text/plain"}
    )
    if content_type == "text/calendar":
        found.calendar_method = params.get("method", "").lower()
    report_type = params.get("report-type", "").lower()
    return _message(
        headers, found, "", None, report_type if content_type == "multipart/report" else ""
    )


def part_bytes(raw: bytes, part: str) -> bytes:
    """The decoded content of an attachment by its `part`. Raises KeyError when the message has no such part."""
    path, _hash, inside = part.partition("#")
    node = _node(read(raw).root, path)
    data = node.content()
    if not inside:
        return data
    if node.content_type.startswith("text/"):
        files = list(written.written_files(data))
        if int(inside) >= len(files):
            raise KeyError(part)
        return files[int(inside)].content
    return tnef.file_bytes(data, int(inside))


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
    for node in root.walk():
        charset = node.params.get("charset", "")
        if charset:
            return charset
    return ""


def _message(
    headers: Headers, found: contents.Found, text: str, html: str | None, report_type: str
) -> ParsedMessage:
    subject = headers.text("subject", found.hint)
    from_ = addresses(headers.all("from"), found.hint) or addresses(headers.all("sender")[:1])
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
        to=addresses(headers.all("to"), found.hint),
        cc=addresses(headers.all("cc"), found.hint),
        bcc=addresses(headers.all("bcc"), found.hint),
        reply_to=addresses(headers.all("reply-to"), found.hint),
        date=parse_date(headers.raw("date")),
        text=text,
        html=html,
        attachments=tuple(contents.mark_inline(found, html)),
        defects=tuple(dict.fromkeys(found.defects)),
        kind=kind,
        bounces=reported,
        protection=found.protection,
    )
