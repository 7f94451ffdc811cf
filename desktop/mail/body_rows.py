"""What a whole mail adds to the row that its header made, and how that travels from process to process.

The header's own rows (people, date, ids, thread) stand already and are not made a second time.
"""

import marshal
from collections.abc import Sequence
from typing import NamedTuple

from desktop.mail.authentication import trace
from desktop.mail.mime.headers import addresses
from desktop.mail.mime.parse import kind_of, parse_content, senders
from desktop.mail.prepare import (
    AddressValues,
    FileValues,
    Incoming,
    IndexWords,
    MessageValues,
    Prepared,
    TextValues,
    failures_of,
    file_rows,
    forwarders,
    index_words,
    originals_of,
    told_by_parts,
)
from desktop.mail.spoken import attached_originals, listen
from desktop.mail.threading import Ids
from desktop.store.packed_text import pack_text
from desktop.store.raw import Piece

_FORMAT = 2  # of marshal: no search for values that come again, which takes longer than it saves


class BodyValues(NamedTuple):
    """What a mail's bytes add to its row, `text` as its column keeps it; `words` for the index.

    `originals`: address rows of those whose mails it forwards.
    """

    kind: str
    snippet: str
    attachment_count: int
    text: str | bytes
    has_html: bool
    headers: str
    attachments: tuple[FileValues, ...]
    words: IndexWords
    originals: tuple[AddressValues, ...]


Body = BodyValues | str
"""What was made of a mail; a text is the reason why it cannot be read."""

Row = tuple[int, str, Piece, Body]
"""Number of the order, SHA-256, place of the bytes, what they say."""


def read_body(raw: bytes) -> Body:
    """Read a mail. Never raises: what cannot be read is the reason as text."""
    try:
        return _read_body(raw)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one poison message must not stop the others
        return f"{type(error).__name__}: {error}"[:500]


def _read_body(raw: bytes) -> BodyValues:
    content = parse_content(raw)
    headers, text, files = content.headers, content.text, content.attachments
    subject = headers.text("subject", content.hint)
    from_ = senders(content)
    kind, reported = kind_of(content, subject, from_)
    told = listen(text, subject, content.html)
    forwarded = told.forwarded or attached_originals(raw, kind, files)
    people = [*from_, *forwarders(forwarded)]
    for name in ("to", "cc", "bcc", "reply-to"):
        if name in headers:
            people += addresses(headers.all(name), content.hint)
    return BodyValues(
        kind,
        told.snippet,
        sum([not a.inline for a in files]),
        pack_text(text),
        content.html is not None,
        told_by_parts(
            reported,
            content.defects,
            content.protection,
            trace(raw),
            forwarded,
            content.receipts,
        ),
        file_rows(files),
        index_words(subject, people, files, told.own, told.quoted),
        originals_of(forwarded) + failures_of(reported),
    )


def pack(rows: Sequence[Row]) -> bytes:
    """Rows as bytes: a tenth of the time that pickling named tuples takes."""
    return marshal.dumps(
        [
            (number, sha, tuple(piece), body if isinstance(body, str) else tuple(body))
            for number, sha, piece, body in rows
        ],
        _FORMAT,
    )


def unpack(packed: bytes) -> list[Row]:
    """The rows of `pack`; from a process of our own, as marshal believes what it reads."""
    return [
        (number, sha, Piece(*piece), body if isinstance(body, str) else BodyValues(*body))
        for number, sha, piece, body in marshal.loads(packed)  # noqa: S302 - of our own process
    ]


def prepared(body: BodyValues, incoming: Incoming, sha256: str) -> Prepared:
    """The body as the writer takes mails; only for `only_fill`: what the header row has is left empty."""
    values = MessageValues(
        incoming.account_id, "", sha256, "", "full", "", "", "", "", None, incoming.received_at or 0,
        body.kind, 0, body.snippet, body.attachment_count, "",
    )  # fmt: skip
    return Prepared(
        incoming,
        sha256,
        Ids(sha256, "", ()),
        values,
        TextValues(body.text, body.has_html, body.headers),
        body.originals,
        body.attachments,
        body.words,
    )
