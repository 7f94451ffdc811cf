"""A message's bytes turned into everything the store will need, before any transaction is open.

Pure and picklable, so that it can run in threads or in other processes while the one writer writes.
"""

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop.mail.mime.headers import Address
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse
from desktop.mail.quoting import split_reply
from desktop.mail.threading import Ids
from desktop.store.search import index_text

_SNIPPET = 160
_HEAD = 700  # characters looked at for the snippet
_INDEXED = 200_000  # characters of body that are searchable
_DAY = 86_400
_MAYBE_QUOTE = re.compile(r"^\s*(?:>|-{2,}|_{5,}|—)|[:：]\s*\*?$|^\s*\S{1,20}\s?[:：] |wrote|写道")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it comes in. `received_at` (seconds, UTC) None: believe its Date. Flags as on the server.

    `uid` 0 in a local folder (`uidvalidity` 1): the folder gives the next number.
    """

    raw: bytes
    folder_id: int | None = None
    uidvalidity: int = 0
    uid: int = 0
    flags: tuple[str, ...] = ()
    received_at: int | None = None
    modseq: int = 0
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a message before it has a number: rows without ids, texts for the index, thread ids."""

    incoming: Incoming
    sha256: str
    ids: Ids
    message: dict[str, Any]
    text: dict[str, Any]
    addresses: tuple[dict[str, Any], ...]
    attachments: tuple[dict[str, Any], ...]
    index: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that made the preparation fail: it goes to quarantine with its reason."""

    incoming: Incoming
    reason: str


def prepare(incoming: Incoming) -> Prepared | Unreadable:
    """Parse a message and make its rows. Never raises: what cannot be read is Unreadable."""
    try:
        return _prepare(incoming)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one poison message must not stop the others
        return Unreadable(incoming, f"{type(error).__name__}: {error}"[:500])


def prepare_many(batch: Sequence[Incoming]) -> list[Prepared | Unreadable]:
    """Prepare a batch, in order."""
    return [prepare(incoming) for incoming in batch]


def _prepare(incoming: Incoming) -> Prepared:
    sha256 = hashlib.sha256(incoming.raw).hexdigest()
    parsed = parse(incoming.raw)
    sender = parsed.from_[0] if parsed.from_ else Address("", "")
    people = _addresses(parsed)
    files = tuple(
        {
            "part": a.part,
            "filename": a.filename,
            "content_type": a.content_type,
            "size": a.size,
            "content_id": a.content_id,
            "inline": a.inline,
        }
        for a in parsed.attachments
    )
    shown = [a.filename for a in parsed.files]
    date = None if parsed.date is None else int(parsed.date.timestamp())
    references = tuple(dict.fromkeys((*parsed.references, *parsed.in_reply_to)))
    return Prepared(
        incoming=incoming,
        sha256=sha256,
        ids=Ids(f"sha256:{sha256}", parsed.message_id, references),
        message={
            "account_id": incoming.account_id,
            "message_id": parsed.message_id,
            "sha256": sha256,
            "subject": parsed.subject,
            "from_name": sender.name,
            "from_address": sender.address.casefold(),
            "date": date,
            "sort_time": _sort_time(incoming.received_at, date),
            "kind": parsed.kind,
            "size": len(incoming.raw),
            "snippet": _snippet(parsed.text),
            "attachment_count": len(parsed.files),
            "in_reply_to": parsed.in_reply_to[-1] if parsed.in_reply_to else "",
        },
        text={
            "text": parsed.text,
            "has_html": parsed.html is not None,
            "headers": _headers(parsed),
        },
        addresses=people,
        attachments=files,
        index=(
            index_text(parsed.subject),
            index_text(" ".join(f"{p['name']} {p['address']}" for p in people)),
            index_text(parsed.text[:_INDEXED]),
            index_text(" ".join(shown)) if shown else "",
        ),
    )


def _addresses(parsed: ParsedMessage) -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = []
    for role, people in (
        ("from", parsed.from_),
        ("to", parsed.to),
        ("cc", parsed.cc),
        ("bcc", parsed.bcc),
        ("reply_to", parsed.reply_to),
    ):
        for person in people:
            rows.append(
                {
                    "position": len(rows),
                    "role": role,
                    "address": person.address.casefold(),
                    "name": person.name,
                }
            )
    return tuple(rows)


def _headers(parsed: ParsedMessage) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if parsed.references:
        found["references"] = list(parsed.references)
    if parsed.bounces:
        found["bounces"] = [
            {
                "address": b.address,
                "status": b.status,
                "action": b.action,
                "diagnostic": b.diagnostic,
            }
            for b in parsed.bounces
        ]
    if parsed.defects:
        found["defects"] = list(parsed.defects)
    return found


def _snippet(text: str) -> str:
    """The first own words. The full split is only made where a quote may start within them: it is costly."""
    head: list[str] = []
    size = 0
    for line in text[:_HEAD].split("\n"):
        if _MAYBE_QUOTE.search(line):
            own = split_reply("\n".join(text[:_HEAD].split("\n")[:14])).reply_text or text[:_HEAD]
            return _SPACES.sub(" ", own).strip()[:_SNIPPET]
        head.append(line)
        size += len(line)
        if size > _SNIPPET:
            break
    return _SPACES.sub(" ", " ".join(head)).strip()[:_SNIPPET]


def _sort_time(received_at: int | None, date: int | None) -> int:
    """The server's time of arrival; the sender's own Date may be years off and only fills a gap."""
    if received_at is not None:
        return received_at
    now = int(time.time())
    return date if date is not None and date <= now + _DAY else now


_MONTHS = {
    m: i
    for i, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_INTERNALDATE = re.compile(r"\s*(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")


def internaldate_seconds(text: str) -> int | None:
    """An IMAP INTERNALDATE ("22-Nov-2026 08:00:00 +0800") as seconds since 1970, None when it is none."""
    found = _INTERNALDATE.match(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, _month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        moment = datetime(
            int(year),
            _MONTHS[found[2].lower()],
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    shift = int(hours) * 3600 + int(minutes) * 60
    return int(moment.timestamp()) + (-shift if sign == "+" else shift)
