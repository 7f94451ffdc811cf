"""What a reply starts with: whom it goes to, its subject, and the quoted text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime

from desktop.store.queries.messages import MessageRow, Person

_REPLY_MARK = re.compile(
    r"^\s*((re|aw|antw|sv|vs|rif|res|odp|回复|答复|返信)\s*(\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_FORWARD_MARK = re.compile(r"^\s*((fwd?|wg|tr|rv|enc|转发|轉寄)\s*[:：]\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Recipients:
    """Whom a mail goes to."""

    to: tuple[Person, ...]
    cc: tuple[Person, ...] = ()


def reply_to(message: MessageRow, own: Iterable[str], *, everyone: bool) -> Recipients:
    """Return whom an answer goes to. `own` are our addresses: they are never written to.

    RFC 5322 section 3.6.3: Reply-To before From; "all" adds the other To and Cc addresses as Cc.
    An answer to a mail of ours goes to those it went to.
    """
    ours = {address.casefold() for address in own}
    if message.outbound:
        first = _others(message.to, ours) or message.to
    else:
        first = message.reply_to or (message.sender,)
    first = _unique(first)
    if not everyone:
        return Recipients(first)
    taken = ours | {person.address.casefold() for person in first}
    others = message.cc if message.outbound else (*message.to, *message.cc)
    return Recipients(first, _others(_unique(others), taken))


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one "Re: ", however many marks there were."""
    bare = _REPLY_MARK.sub("", subject).strip()
    return f"Re: {bare}" if bare else "Re:"


def forward_subject(subject: str) -> str:
    """Return the subject of a forwarded mail: one "Fwd: "."""
    bare = _FORWARD_MARK.sub("", subject).strip()
    return f"Fwd: {bare}" if bare else "Fwd:"


def quoted(message: MessageRow) -> str:
    """Return the text of `message` as an answer quotes it, under its attribution line.

    The line is English whatever the window's language: the customer reads it.
    """
    who = message.sender.name or message.sender.address
    head = f"On {_stamp(message.date)}, {who} <{message.sender.address}> wrote:"
    return "\n".join([head, *(_quote_line(line) for line in message.text.rstrip().split("\n"))])


def forwarded(message: MessageRow) -> str:
    """Return `message` with the head fields that a forwarded mail shows."""
    fields = [
        "---------- Forwarded message ----------",
        f"From: {_named(message.sender)}",
        f"Date: {_stamp(message.date)}",
        f"Subject: {message.subject}",
        f"To: {', '.join(_named(p) for p in message.to)}",
    ]
    if message.cc:
        fields.append(f"Cc: {', '.join(_named(p) for p in message.cc)}")
    return "\n".join([*fields, "", message.text.rstrip()])


def parse_people(text: str) -> tuple[Person, ...]:
    """Read "Name <a@b.c>, d@e.f; g@h.i" as typed in an address field; what is no address stays one.

    A piece without "@" is kept as its address, so that the field can show what is wrong with it.
    """
    found = [_person(piece) for piece in _pieces(text)]
    return _unique(person for person in found if person.address)


def is_address(address: str) -> bool:
    """Tell whether it looks like a mailbox: one "@", something before it, a dotted name after it."""
    local, at, domain = address.rpartition("@")
    plain = not re.search(r"[\s<>,;\"]", address)
    return bool(at and local and plain and "@" not in local and "." in domain.strip(".")) and (
        not domain.startswith(".") and not domain.endswith(".")
    )


def people_text(people: Iterable[Person]) -> str:
    """Return people as an address field shows them."""
    return ", ".join(_named(person) for person in people)


def _pieces(text: str) -> list[str]:
    pieces, piece, in_quotes = [], "", False
    for char in text:
        if char == '"':
            in_quotes = not in_quotes
        if char in ",;，；\n" and not in_quotes:
            pieces.append(piece)
            piece = ""
        else:
            piece += char
    return [p.strip() for p in (*pieces, piece) if p.strip()]


def _person(piece: str) -> Person:
    match = re.fullmatch(r"(?P<name>.*?)\s*<(?P<address>[^<>]*)>", piece)
    if match is None:
        return Person("", piece)
    return Person(match["name"].strip().strip('"'), match["address"].strip())


def _named(person: Person) -> str:
    name = person.name
    if any(c in name for c in ',;"<>'):
        name = '"' + name.replace('"', "'") + '"'
    return f"{name} <{person.address}>" if name else person.address


def _unique(people: Iterable[Person]) -> tuple[Person, ...]:
    seen: dict[str, Person] = {}
    for person in people:
        seen.setdefault(person.address.casefold(), person)
    return tuple(seen.values())


def _others(people: Iterable[Person], taken: set[str]) -> tuple[Person, ...]:
    return tuple(p for p in people if p.address.casefold() not in taken)


def _quote_line(line: str) -> str:
    return f">{line}" if line.startswith(">") else f"> {line}".rstrip()


def _stamp(at: datetime) -> str:
    return str(format_datetime(at.astimezone(), "E, d MMM y 'at' HH:mm", locale="en"))
