"""A message's bytes turned into everything the store will need, before any transaction is open.

Pure, and made of tuples that pickle quickly, so that it can run in threads or in other processes while the one writer writes.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from desktop.mail.authentication import trace
from desktop.mail.mime.headers import Address, split_message
from desktop.mail.mime.message import Attachment, Bounce, ParsedMessage, Protection
from desktop.mail.mime.parse import parse, parse_head
from desktop.mail.quoting.originals import Original
from desktop.mail.spoken import as_data, as_people, attached_originals, listen
from desktop.mail.threading import Ids
from desktop.runtime.signature_parts import is_signature_part
from desktop.store.packed_text import pack_text
from desktop.store.words import index_text

_ORIGINALS = 10_000  # position of the first address that stands in a forwarded mail
_FAILURES = _ORIGINALS + 10_000
BODY_ROLES = ("original", "failed")
"""Roles of people whom only the body names."""
_INDEXED = 200_000  # characters of body that are searchable
_DAY = 86_400


class Incoming(NamedTuple):
    """A message as it comes in. `received_at` (seconds, UTC) None: believe its Date. Flags as on the server.

    `uid` 0 in a local folder (`uidvalidity` 1): the folder gives the next number. `only_fill`: the message is
    wanted only where its header row still lies in that place.
    """

    raw: bytes
    folder_id: int | None = None
    uidvalidity: int = 0
    uid: int = 0
    flags: tuple[str, ...] = ()
    received_at: int | None = None
    modseq: int = 0
    account_id: str | None = None
    only_fill: bool = False


class IncomingHeader(NamedTuple):
    """The header block of a message that lies in a folder of the server, `size` as the server tells it.

    `provider_thread`: the server's own number of the conversation (X-GM-THRID), "" where it has none.
    """

    head: bytes
    size: int
    folder_id: int
    uidvalidity: int
    uid: int
    flags: tuple[str, ...] = ()
    received_at: int | None = None
    modseq: int = 0
    account_id: str | None = None
    provider_thread: str = ""


class MessageValues(NamedTuple):
    """A message's row as far as the message tells it, in the order of its columns here."""

    account_id: str | None
    message_id: str
    sha256: str | None
    head_sha: str
    body_state: str
    provider_thread: str
    subject: str
    from_name: str
    from_address: str
    date: int | None
    sort_time: int
    kind: str
    size: int
    snippet: str
    attachment_count: int
    in_reply_to: str


class TextValues(NamedTuple):
    """A message's text row: `text` as its column keeps it (`pack_text`), `headers` as JSON."""

    text: str | bytes
    has_html: bool
    headers: str


AddressValues = tuple[int, str, str, str]
"""position, role, address (case-folded), name"""
IndexWords = tuple[str, str, str, str, str]
"""subject, people, own words, names of files, quoted words"""
FileValues = tuple[str, str, str, int, str, bool]
"""part, filename, content type, size, content id, inline"""


class Prepared(NamedTuple):
    """What is known of a message before it has a number: rows without ids, texts for the index, thread ids."""

    incoming: Incoming
    sha256: str
    ids: Ids
    message: MessageValues
    text: TextValues
    addresses: tuple[AddressValues, ...]
    attachments: tuple[FileValues, ...]
    words: IndexWords


class PreparedHeader(NamedTuple):
    """What the header alone tells: a row that lists can show, until the body comes."""

    incoming: IncomingHeader
    ids: Ids
    message: MessageValues
    addresses: tuple[AddressValues, ...]
    words: IndexWords


class Unreadable(NamedTuple):
    """A message that made the preparation fail: it goes to quarantine with its reason."""

    incoming: Incoming | IncomingHeader
    reason: str


Ready = Prepared | PreparedHeader | Unreadable


def prepare(incoming: Incoming, *, sha256: str = "") -> Prepared | Unreadable:
    """Parse a message (whose digest may be known) and make its rows. Never raises: what cannot be read is Unreadable."""
    try:
        return _prepare(incoming, sha256 or hashlib.sha256(incoming.raw).hexdigest())
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one poison message must not stop the others
        return Unreadable(incoming, f"{type(error).__name__}: {error}"[:500])


def prepare_header(incoming: IncomingHeader) -> PreparedHeader | Unreadable:
    """Read a header block and make its rows. Never raises: what cannot be read is Unreadable."""
    try:
        return _prepare_header(incoming)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one poison message must not stop the others
        return Unreadable(incoming, f"{type(error).__name__}: {error}"[:500])


def prepare_any(batch: Sequence[Incoming | IncomingHeader]) -> list[Ready]:
    """Prepare a batch of whole messages and headers, in order."""
    return [prepare(i) if isinstance(i, Incoming) else prepare_header(i) for i in batch]


def prepare_many(batch: Sequence[Incoming]) -> list[Prepared | Unreadable]:
    """Prepare a batch, in order."""
    return [prepare(incoming) for incoming in batch]


def head_digest(head: bytes) -> str:
    """Half of a header block's SHA-256 in hex, whatever its line ends and whether its empty line is there."""
    return hashlib.sha256(head.replace(b"\r\n", b"\n").rstrip(b"\r\n")).hexdigest()[:32]


def _prepare_header(incoming: IncomingHeader) -> PreparedHeader:
    parsed = parse_head(incoming.head)
    people = _addresses(parsed)
    key = f"at:{incoming.folder_id}:{incoming.uidvalidity}:{incoming.uid}"
    ids = _ids(parsed, key, incoming.account_id, incoming.provider_thread)
    head_sha = head_digest(split_message(incoming.head)[0])
    message = _values(
        parsed, incoming.account_id, incoming.received_at, incoming.size, None, head_sha
    )
    return PreparedHeader(
        incoming,
        ids,
        message._replace(provider_thread=incoming.provider_thread),
        people,
        index_words(parsed.subject, _people(parsed), ()),
    )


def _prepare(incoming: Incoming, sha256: str) -> Prepared:
    raw = incoming.raw
    parsed = parse(raw)
    told = listen(parsed.text, parsed.subject, parsed.html)
    forwarded = told.forwarded or attached_originals(raw, parsed.kind, parsed.attachments)
    people = _addresses(parsed) + originals_of(forwarded) + failures_of(parsed.bounces)
    head_sha = head_digest(split_message(raw)[0])
    message = _values(
        parsed, incoming.account_id, incoming.received_at, len(raw), sha256, head_sha, told.snippet
    )
    return Prepared(
        incoming=incoming,
        sha256=sha256,
        ids=_ids(parsed, f"sha256:{sha256}", None, ""),
        message=message,
        text=TextValues(
            pack_text(parsed.text),
            parsed.html is not None,
            told_by_parts(
                parsed.bounces,
                parsed.defects,
                parsed.protection,
                trace(raw),
                forwarded,
                parsed.receipts,
            ),
        ),
        addresses=people,
        attachments=file_rows(parsed.attachments),
        words=index_words(
            parsed.subject,
            _people(parsed) + forwarders(forwarded),
            parsed.attachments,
            told.own,
            told.quoted,
        ),
    )


def file_rows(files: Sequence[Attachment]) -> tuple[FileValues, ...]:
    """The rows of a message's attachments."""
    return tuple(
        (a.part, a.filename, a.content_type, a.size, a.content_id, a.inline) for a in files
    )


def index_words(
    subject: str,
    people: Iterable[Address],
    files: Sequence[Attachment],
    own: str = "",
    quoted: str = "",
) -> IndexWords:
    """What the search index is told of a message: subject, people, own words, names of files, quoted words."""
    return (
        index_text(subject),
        index_text(" ".join([f"{p.name} {p.address.casefold()}" for p in people])),
        index_text(own[:_INDEXED]),
        index_text(" ".join([a.filename for a in files if not a.inline])),
        index_text(quoted[:_INDEXED]),
    )


def forwarders(forwarded: Sequence[Original]) -> tuple[Address, ...]:
    """Those whose mails are forwarded, for the index: a search for them finds the forward."""
    return tuple(Address(one.name, one.address) for one in forwarded)


def originals_of(forwarded: Sequence[Original]) -> tuple[AddressValues, ...]:
    """The address rows of those whose mails are forwarded; behind all others, as they come with the body."""
    return tuple(
        (_ORIGINALS + at, "original", address, name)
        for at, (address, name) in enumerate(as_people(forwarded))
    )


def failures_of(reported: Sequence[Bounce]) -> tuple[AddressValues, ...]:
    """The address rows of those whom a report says a mail did not reach: how a contact's card knows."""
    failed = dict.fromkeys(b.address.casefold() for b in reported if b.action == "failed")
    return tuple((_FAILURES + at, "failed", address, "") for at, address in enumerate(failed))


def _values(
    parsed: ParsedMessage,
    account_id: str | None,
    received_at: int | None,
    size: int,
    sha256: str | None,
    head_sha: str,
    snippet: str = "",
) -> MessageValues:
    sender = parsed.from_[0] if parsed.from_ else Address("", "")
    date = None if parsed.date is None else int(parsed.date.timestamp())
    return MessageValues(
        account_id=account_id,
        message_id=parsed.message_id,
        sha256=sha256,
        head_sha=head_sha,
        body_state="headers" if sha256 is None else "full",
        provider_thread="",
        subject=parsed.subject,
        from_name=sender.name,
        from_address=sender.address.casefold(),
        date=date,
        sort_time=_sort_time(received_at, date),
        kind=parsed.kind,
        size=size,
        snippet=snippet,
        attachment_count=sum(
            not is_signature_part(a.content_type, a.filename) for a in parsed.files
        ),
        in_reply_to=parsed.in_reply_to[-1] if parsed.in_reply_to else "",
    )


def _ids(parsed: ParsedMessage, key: str, account_id: str | None, provider_thread: str) -> Ids:
    references = dict.fromkeys((*parsed.references, *parsed.in_reply_to))
    if provider_thread:  # one conversation to the server is one here, whatever the references say
        references[f"thread:{account_id}:{provider_thread}"] = None
    return Ids(key, parsed.message_id, tuple(references))


def _people(parsed: ParsedMessage) -> tuple[Address, ...]:
    return parsed.from_ + parsed.to + parsed.cc + parsed.bcc + parsed.reply_to


def _addresses(parsed: ParsedMessage) -> tuple[AddressValues, ...]:
    rows: list[AddressValues] = []
    for role, people in (
        ("from", parsed.from_),
        ("to", parsed.to),
        ("cc", parsed.cc),
        ("bcc", parsed.bcc),
        ("reply_to", parsed.reply_to),
    ):
        for person in people:
            rows.append((len(rows), role, person.address.casefold(), person.name))
    return tuple(rows)


def told_by_parts(
    reported: Sequence[Bounce],
    defects: Sequence[str],
    protection: Protection,
    checked: Mapping[str, Any] | None = None,
    forwarded: Sequence[Original] = (),
    receipts: Sequence[Bounce] = (),
) -> str:
    """What a message's parts report, what is broken in it, how it is protected, as JSON.

    `checked`: what servers found out about the sender (`authentication.trace`). `forwarded`: mails that it forwards.
    `receipts`: who read a mail of ours.
    """
    found: dict[str, object] = {}
    for name, rows in (("bounces", reported), ("receipts", receipts)):
        if rows:
            found[name] = [
                {
                    "address": b.address,
                    "status": b.status,
                    "action": b.action,
                    "diagnostic": b.diagnostic,
                }
                for b in rows
            ]
    if defects:
        found["defects"] = list(defects)
    if protection:
        found["protection"] = protection
    if checked:
        found["auth"] = checked
    if forwarded:
        found["forwarded"] = as_data(forwarded)
    return json.dumps(found, ensure_ascii=False) if found else "{}"


def _sort_time(received_at: int | None, date: int | None) -> int:
    """The server's time of arrival; the sender's own Date may be years off and only fills a gap."""
    if received_at is not None:
        return received_at
    now = int(time.time())
    return date if date is not None and date <= now + _DAY else now
