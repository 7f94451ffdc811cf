"""Invitations in mail: what is planned, when in whose zone, who comes; and the answer to it (RFC 5545, 5546, 6047)."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from desktop.mail.mime.entity import read as read_entity

if TYPE_CHECKING:
    from icalendar import Component

Answer = Literal["accepted", "tentative", "declined"]
_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
_MAX_BYTES = 2_000_000
_MAX_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited. `answer`: accepted, tentative, declined, or "" when he has not answered."""

    name: str
    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """One event of a calendar mail. `method`: request, cancel, reply, publish, ... (lower case).

    `start` and `end` aware, in the organiser's zone where it is told; of a whole day (`all_day`) the first and the last
    day's midnight in UTC. `zone`: the organiser's zone as he names it. `repeats`: it has more dates than this one.
    """

    uid: str
    recurrence: str
    sequence: int
    method: str
    title: str
    start: datetime | None
    end: datetime | None
    all_day: bool
    zone: str
    place: str
    organiser: Guest
    guests: tuple[Guest, ...]
    repeats: bool
    cancelled: bool
    stamp: datetime | None

    @property
    def key(self) -> tuple[str, str]:
        """What two mails about the same event have in common."""
        return self.uid, self.recurrence

    @property
    def version(self) -> tuple[int, datetime]:
        """Later versions are greater (RFC 5546 section 2.1.5)."""
        return self.sequence, self.stamp or datetime.min.replace(tzinfo=UTC)


def find(raw: bytes) -> Invitation | None:
    """Return the event that a mail is about, None when its calendar cannot be read or it has none."""
    for data, method in _calendars(raw):
        found = read(data, method)
        if found is not None:
            return found
    return None


def _calendars(raw: bytes) -> Iterable[tuple[bytes, str]]:
    nodes = [n for n in read_entity(raw).root.walk() if n.content_type in _TYPES and not n.children]
    nodes.sort(key=lambda node: "method" not in node.params)
    for node in nodes:
        data = node.content()
        if len(data) <= _MAX_BYTES:
            yield data, node.params.get("method", "")


def read(data: bytes, method: str = "") -> Invitation | None:
    """Return the first event of a calendar, None when there is none. Never raises for broken calendars."""
    calendar, events = _events(data)
    if not events:
        return None
    event = events[0]
    start, end = _time(event, "DTSTART"), _time(event, "DTEND")
    all_day = isinstance(start, date) and not isinstance(start, datetime)
    told = calendar.get("METHOD", "") if calendar is not None else ""
    said = str(told or method).strip().lower()
    return Invitation(
        uid=_text(event, "UID"),
        recurrence=_recurrence(event),
        sequence=_number(event, "SEQUENCE"),
        method=said,
        title=_text(event, "SUMMARY"),
        start=_moment(start),
        end=_end(event, start, end),
        all_day=all_day,
        zone=_zone(event),
        place=_text(event, "LOCATION"),
        organiser=_guest(_first(event, "ORGANIZER")),
        guests=tuple(_guest(one) for one in _all(event, "ATTENDEE")[:_MAX_PEOPLE]),
        repeats="RRULE" in event or "RDATE" in event,
        cancelled=said == "cancel" or _text(event, "STATUS").upper() == "CANCELLED",
        stamp=_moment(_time(event, "DTSTAMP")),
    )


def reply(raw: bytes, answer: Answer, address: str, name: str, now: datetime) -> bytes | None:
    """Return the calendar that answers a mail's invitation for `address` (RFC 5546 section 3.2.3); None without one."""
    for data, _method in _calendars(raw):
        _calendar, events = _events(data)
        if events:
            return _reply(events[0], answer, address, name, now)
    return None


def _reply(event: "Component", answer: Answer, address: str, name: str, now: datetime) -> bytes:
    from icalendar import Calendar, Event, vCalAddress

    me = vCalAddress(f"mailto:{address}")
    me.params["PARTSTAT"] = answer.upper()
    if name:
        me.params["CN"] = name
    out = Event()
    for field in (
        "UID",
        "ORGANIZER",
        "SUMMARY",
        "LOCATION",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RECURRENCE-ID",
        "SEQUENCE",
    ):
        if field in event:
            out[field] = event[field]
    out.add("DTSTAMP", now.astimezone(UTC))
    out.add("ATTENDEE", me, encode=False)
    calendar = Calendar()
    calendar.add("PRODID", "-//Tradepost//Tradepost//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "REPLY")
    calendar.add_component(out)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def me_in(invitation: Invitation, own: Iterable[str]) -> str:
    """Return which of our own addresses (case-folded) is invited, "" when none is: by a list or a forward."""
    ours = set(own)
    return next((g.address for g in invitation.guests if g.address.casefold() in ours), "")


def newest(invitations: Sequence[Invitation], of: Invitation) -> Invitation:
    """Return the newest version of an event among mails about it; replies of guests are none."""
    same = [
        i for i in invitations if i.key == of.key and i.method in ("request", "cancel", "publish")
    ]
    return max([*same, of], key=lambda i: i.version)


# ---- the library's values, none of them believed


def _events(data: bytes) -> "tuple[Component | None, list[Component]]":
    """The calendar of a file with its events, the whole series before single dates of it."""
    from icalendar import Component

    text = data.lstrip(b"\xef\xbb\xbf").decode("utf-8", "replace").rstrip()
    if text.count("BEGIN:VCALENDAR") > text.count("END:VCALENDAR"):
        text += "\r\nEND:VCALENDAR"  # cut off on its way: the library would give nothing
    try:
        with warnings.catch_warnings():  # it tells how it guessed a zone
            warnings.simplefilter("ignore")
            found = Component.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        return None, []
    calendar = next((one for one in found if one.name == "VCALENDAR"), None)
    events = [event for one in found for event in one.walk("VEVENT") if not event.is_empty()]
    return calendar, sorted(events, key=lambda event: "RECURRENCE-ID" in event)


def _dt(value: object) -> object:
    """A property's moment or length, None where it is none: the library raises for what it could not read."""
    try:
        return getattr(value, "dt", None)
    except ValueError:
        return None


def _first(event: "Component", name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    values = _all(event, name)
    return values[0] if values else None


def _all(event: "Component", name: str) -> list[Any]:
    value = event.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(event: "Component", name: str) -> str:
    return " ".join(str(_first(event, name) or "").split())


def _number(event: "Component", name: str) -> int:
    text = _text(event, name)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _time(event: "Component", name: str) -> date | datetime | None:
    value = _dt(_first(event, name))
    return value if isinstance(value, date) else None


def _moment(value: date | datetime | None) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _end(
    event: "Component", start: date | datetime | None, end: date | datetime | None
) -> datetime | None:
    if end is None and start is not None:
        length = _dt(_first(event, "DURATION"))
        whole_day = timedelta(days=1) if not isinstance(start, datetime) else timedelta()
        try:
            end = start + (length if isinstance(length, timedelta) else whole_day)
        except OverflowError:
            return None
    if end is not None and not isinstance(end, datetime):
        end -= timedelta(days=1)  # the day after the last one is written
    return _moment(end)


def _zone(event: "Component") -> str:
    start = _first(event, "DTSTART")
    params = getattr(start, "params", {})
    return str(params.get("TZID", "")).strip('"')


def _recurrence(event: "Component") -> str:
    value = _moment(_time(event, "RECURRENCE-ID"))
    return value.astimezone(UTC).isoformat() if value is not None else ""


def _guest(value: Any) -> Guest:  # noqa: ANN401 - whatever the file holds
    text = str(value or "")
    address = text[7:] if text[:7].lower() == "mailto:" else text
    params = getattr(value, "params", {})
    said = str(params.get("PARTSTAT", "")).lower()
    answer = said if said in ("accepted", "tentative", "declined") else ""
    return Guest(str(params.get("CN", "")).strip('"'), address.strip(), answer)
