"""Blocks of header fields that mail programs set above a quoted or forwarded mail, in any of the languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.mail.quoting.words import tight, words

# label, colon and value; Notes and Outlook set labels in bold or behind marks of their own
_FIELD = re.compile(r"[\s>*|_#]{0,12}([^:：|\t\n*<>@]{1,32}?)[\s*_]{0,6}[:：]\s{0,4}\**(.*)")
_CELLS = re.compile(r"\s{0,12}\|?\s{0,4}([^|\t\n:：@]{1,32}?)\s{0,4}[|\t]\s{0,4}(.+?)[\s|]*$")
_LONGEST = 16
_MAX_WRAPPED = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A header block: `end` is the index behind it, `values` the first value of each kind of field."""

    end: int
    values: dict[str, str]


def field(line: str, *, cells: bool = False) -> tuple[str, str] | None:
    """Return (kind, value) of a header field in any language; with `cells` also of a table's row.

    Kinds: from, to, cc, subject, other, date ("Date:"), sent ("Sent:", which only mail has).
    """
    found = _FIELD.match(line) if ":" in line or "：" in line else None
    if found is None and cells:
        found = _CELLS.match(line)
    if found is None:
        return None
    label = tight(found[1])
    kind = words().labels.get(label)
    if kind is None:
        return None
    if kind == "date" and label not in words().plain_dates:
        kind = "sent"
    return kind, found[2].strip(" \t*|")


def block(lines: Sequence[str], at: int, *, announced: bool = False) -> Block | None:
    """Return the header block that starts at line `at`, None when there is none.

    It needs a sender and two other fields, and a mark that it is mail and not freight ("From: Ningbo, To: Hamburg"):
    an address, a time of sending, or a subject with a date. Where a rule announced it, a sender or a subject with one more field do.
    """
    values: dict[str, str] = {}
    end, wrapped, last = at, 0, ""
    for i in range(at, min(at + _LONGEST, len(lines))):
        line = lines[i]
        if not line.strip():
            if i > at and not _goes_on(lines, i, announced):
                break
            continue
        found = field(line, cells=announced)
        if found is None:
            wrapped += 1
            if i == at or wrapped > _MAX_WRAPPED or last == "subject" or not lines[i - 1].strip():
                break
            values[last] = f"{values[last]} {line.strip()}".strip()
        else:
            last, wrapped = found[0], 0
            values.setdefault(*found)
        end = i + 1
    return Block(end, values) if _is_mail(values, announced) else None


def _goes_on(lines: Sequence[str], at: int, announced: bool) -> bool:
    """Whether another field follows an empty line: HTML mail set as paragraphs has one after each of them."""
    spaced = not "".join(lines[at + 2 : at + 3]).strip()
    return spaced and any(field(line, cells=announced) for line in lines[at + 1 : at + 2])


def _is_mail(values: dict[str, str], announced: bool) -> bool:
    kinds = values.keys() - {"other"}
    if announced:
        return len(kinds) >= 2 and ("from" in kinds or "subject" in kinds)
    if "from" not in kinds or len(kinds) < 3:
        return False
    return (
        any(char.isdigit() for char in values.get("sent", ""))
        or {"subject", "date"} <= kinds
        or any("@" in value for value in values.values())
    )
