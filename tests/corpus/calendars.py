"""calendars: every iCalendar file of the corpus with an event, and the invitations among the mails.

The files have no expectations of their own. Expected is what their lines say, read here without a library: of the first
VEVENT that is no single date of a series, SUMMARY, UID and LOCATION with escapes undone, the number of ATTENDEE lines, and the
clock time that DTSTART writes (in whatever zone). Files that are broken on purpose must only not raise.
"""

import re
from collections.abc import Iterator

from desktop.mail import invitations
from tests.corpus.check import ROOT, Check, compare, files, words

SET = "calendars"
_BROKEN = re.compile(
    r"bad|broken|fuzz|invalid|parsing_error|error|0_char|multiple_calendar_components|issue_(?:104|178|348|1081)"
)
_ESCAPE = re.compile(r"\\([nN,;\\:\"])")

MAILS = {
    "alt-html-calendar.eml": ("request", "Team Meeting", "2024-01-01T10:00:00+00:00", "Conference Room A", "test@test.com", 1),
    "ics.eml": ("publish", "http://test.com", "2019-11-22T09:00:00+03:00", "", "", 0),
}  # fmt: skip


def checks() -> Iterator[Check]:
    """Title, id, place, guests and time of each event."""
    for name, path in files("ical/icalendar", ".ics"):
        data = path.read_bytes()
        found = invitations.read(data)
        event = _event(data)
        if event is None or _BROKEN.search(name):
            yield compare(SET, name, "read", True, True)
            continue
        if found is None:
            yield compare(SET, name, "read", None, "an event")
            continue
        for what, field, ours in (
            ("title", "SUMMARY", found.title),
            ("uid", "UID", found.uid),
            ("place", "LOCATION", found.place),
        ):
            yield compare(SET, name, what, words(ours), words(_value(event, field)))
        yield compare(SET, name, "guests", len(found.guests), len(_lines(event, "ATTENDEE")))
        wall = found.start.strftime("%Y%m%dT%H%M%S") if found.start else ""
        if found.all_day:
            wall = wall[:8]
        yield compare(SET, name, "time", wall, _value(event, "DTSTART").rstrip("Z"))
    for name, expected in MAILS.items():
        i = invitations.find((ROOT / "mime" / "rspamd" / name).read_bytes())
        start = i.start.isoformat() if i and i.start else ""
        ours = i and (i.method, i.title, start, i.place, i.organiser.address, len(i.guests))
        yield compare(SET, name, "invitation", ours, expected)


def _event(data: bytes) -> list[str] | None:
    text = re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace"))
    events = re.findall(r"^BEGIN:VEVENT\s*?\n(.*?)^END:VEVENT", text, re.MULTILINE | re.DOTALL)
    plain = [
        re.sub(r"(?ms)^BEGIN:(\w+).*?^END:\1\s*?$", "", event).splitlines() for event in events
    ]
    plain.sort(key=lambda event: bool(_lines(event, "RECURRENCE-ID")))
    return plain[0] if plain else None


def _lines(event: list[str], field: str) -> list[str]:
    return [line for line in event if re.match(rf"{field}[;:]", line, re.IGNORECASE)]


def _value(event: list[str], field: str) -> str:
    lines = _lines(event, field)
    if not lines:
        return ""
    value = re.sub(r'^(?:"[^"]*"|[^":])*:', "", lines[0], count=1)
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()
