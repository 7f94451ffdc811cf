"""The mails inside a forwarded one: who really wrote, when, under which subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.mail.mime.parse import parse_head
from desktop.mail.quoting.attribution import TIME
from desktop.mail.quoting.fields import block
from desktop.mail.quoting.split import marks_of, readable
from desktop.mail.quoting.starts import Finder, chat_speaker
from desktop.mail.quoting.words import tight, words
from desktop.mail.quoting.written_date import read_date

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BEHIND = re.compile(r"\s*(?:[\[<(]\s*(?:mailto:)?|mailto:)\s*$", re.IGNORECASE)
_BEHALF = re.compile(
    r"^(?:on behalf of|im auftrag von|en nombre de|de la part de|代表)\s+", re.IGNORECASE
)
_QUOTES = " \t\"'“”„«»‘’;,*<>[]()|"
_LINES = 2_000
_MOST = 10


@dataclass(frozen=True, slots=True)
class Original:
    """A mail inside another; what it does not tell is empty. `address` is case-folded.

    `date` is aware only where the original names its zone, else the clock as written; None when it cannot be read or
    could mean two days. `date_text` is what stands there.
    """

    name: str
    address: str
    subject: str
    date: datetime | None = None
    date_text: str = ""


def originals(quoted_text: str) -> tuple[Original, ...]:
    """Return the mails that a forwarded text holds, the outermost first, at most ten.

    The first is read from its header block, an attribution, or the lines of a chat; those inside it from their header
    blocks only: an attribution within a forwarded mail quotes what its writer answered.
    """
    lines = [_unmarked(line) for line in readable(quoted_text).split("\n", _LINES)[:_LINES]]
    found: list[Original] = []
    finder = Finder(lines, marks_of(lines))
    at = 0
    while len(found) < _MOST:
        start = finder.next(at)
        if start is None:
            break
        at = max(start.end, start.begin + 1)
        one = None
        if start.form == "chat":
            one = Original(chat_speaker(lines[start.begin]), "", "") if not found else None
            at = len(lines)
        elif start.form == "attribution":
            one = _attributed(lines[start.begin : start.end]) if not found else None
        elif start.form != "marks":
            one = _headed(lines, start.begin, start.end)
        if one is not None:
            found.append(one)
    return tuple(found)


def attached_original(head: bytes) -> Original | None:
    """Return what the head of a message/rfc822 attachment tells, None when it names nobody."""
    parsed = parse_head(head)
    if not parsed.from_:
        return None
    sender = parsed.from_[0]
    return Original(sender.name, sender.address.casefold(), parsed.subject, parsed.date)


def _unmarked(line: str) -> str:
    return line.lstrip("> \t") if line[:1] == ">" else line


def _headed(lines: Sequence[str], begin: int, end: int) -> Original | None:
    """The sender, date and subject of the header block in lines[begin:end]."""
    for at in range(begin, end):
        found = block(lines, at, announced=True) if lines[at].strip() else None
        if found is not None:
            values = found.values
            name, address = person(values.get("from", ""))
            date = values.get("sent") or values.get("date") or ""
            if name or address:
                return Original(name, address, values.get("subject", ""), read_date(date), date)
    if end > begin + 1:
        return None
    if "@" in lines[begin]:
        return _in_one_line(lines[begin])
    following = next((line for line in lines[end : end + 4] if line.strip()), "")
    return _attributed([following]) if "@" in following and TIME.search(following) else None


def _in_one_line(line: str) -> Original | None:
    """Yahoo's rule with the whole header behind it: "----- Forwarded Message -----From: Li <li@x.example>To: ..."."""
    found = _ADDRESS.search(line)
    before = _BEHIND.sub("", line[: found.start()]) if found else ""
    label, colon, name = before.rpartition(":")
    said = tight(label.rpartition("-")[2])
    if found is None or not colon or words().labels.get(said) != "from":
        return None
    return Original(name.strip(_QUOTES)[:80], found[0].casefold(), "", None, "")


def _attributed(lines: Sequence[str]) -> Original | None:
    text = " ".join(line.strip() for line in lines)
    found = _ADDRESS.search(text)
    if found is None:
        return None
    before = _BEHIND.sub("", text[: found.start()])
    times = list(TIME.finditer(before))
    name = before[times[-1].end() :] if times else before
    name = re.sub(r"^[^\w\"“„]*(?:[AaPp]\.?[Mm]\.?)?[^\w\"“„]*", "", name).strip(_QUOTES)
    return Original(name[:80], found[0].casefold(), "", read_date(text), "")


def person(value: str) -> tuple[str, str]:
    """Return (name, address) of a header's value as mail programs set it: `Li [mailto:li@x]`, `"Li"<li@x>;`, `Li`."""
    found = _ADDRESS.search(value)
    if found is None:
        return value.partition(";")[0].strip(_QUOTES)[:120], ""
    name = _BEHIND.sub("", value[: found.start()]).strip(_QUOTES)
    name = _BEHALF.sub("", name)
    return ("" if "@" in name else name[:120]), found[0].casefold()
