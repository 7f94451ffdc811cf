"""What a careful colleague would say about a mail before it goes out."""

import re

from desktop.crm.reasons import Why
from desktop.runtime.i18n import N_

_SALUTATION = re.compile(
    r"^\s*(?:dear|hello|hi|good (?:day|morning|afternoon)|sehr geehrte[rs]?|guten tag|"
    r"estimad[oa]s?|bonjour|gentile|prezad[oa]s?|尊敬的|您好)[^\n]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_SINGULAR_REGARD = re.compile(r"\b(?:best|kind|warm) regard\b(?!s)", re.IGNORECASE)
_NOBODY = re.compile(r"\bdear\s+(?:sirs?|madam)\b", re.IGNORECASE)
_STACKED = re.compile(r"dear\s+(?:sirs?\s*(?:/|or|and)\s*)?madams?\s*(?:/|or|and|,)?\s*sirs?|"
                      r"dear\s+sirs?\s*(?:/|,|or|and)\s*(?:dear\s+)?madams?", re.IGNORECASE)  # fmt: skip
_ATTACHED = re.compile(
    r"\b(?:is|are|please find|find|see) (?:the )?attach(?:ed|ment)|\battached (?:is|are|you|please)"
    r"|\bi(?:'ve| have)? attach|im anhang|anbei|adjunt[oa]|ci-joint|in allegato|附件",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"^\s*(?:dear|hello|hi|sehr geehrte[rs]?|guten tag|estimad[oa])\s+(.{2,60}?)\s*[,:!]?\s*$",
    re.IGNORECASE,
)
_NOT_A_NAME = (
    "mr mrs ms miss dr prof herr frau sr sra sir sirs madam team all customer friend friends "
    "partner partners there damen und herren or and"
)
_NO_NAMES = frozenset(_NOT_A_NAME.split())


def lint(
    text: str, *, subject: str | None = None, contact_name: str = "", attachments: int | None = None
) -> tuple[Why, ...]:
    """Return advice on a mail: its own words only, without what it quotes.

    `contact_name` is the person written to, `attachments` the number of attached files; what is
    None or "" is not checked.
    """
    found = []
    if _STACKED.search(text):
        found.append(Why(N_("“Dear Sir/Madam” greets two people at once: use a name")))
    elif _NOBODY.search(text) and contact_name:
        found.append(Why(N_("You know the name: write “{name}”"), {"name": contact_name}))
    if len(_SALUTATION.findall(text)) > 1:
        found.append(Why(N_("There are two salutations")))
    if _SINGULAR_REGARD.search(text):
        found.append(Why(N_("Write “regards”, not “regard”")))
    wrong = _wrong_name(text, contact_name)
    if wrong:
        values = {"greeted": wrong, "name": contact_name}
        found.append(Why(N_("The mail greets {greeted}, but goes to {name}"), values))
    if attachments == 0 and _ATTACHED.search(text):
        found.append(Why(N_("The text speaks of an attachment, but nothing is attached")))
    if subject is not None and not subject.strip():
        found.append(Why(N_("The mail has no subject")))
    return tuple(found)


def _wrong_name(text: str, contact_name: str) -> str:
    """Return the name in the greeting if no word of it is part of the contact's name."""
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    match = _GREETED.match(first_line)
    known = {w.casefold() for w in re.findall(r"\w+", contact_name)}
    if not match or not known:
        return ""
    words = [w for w in re.findall(r"\w+", match[1]) if w.casefold() not in _NO_NAMES]
    if not words or any(w.casefold() in known for w in words):
        return ""
    return " ".join(words)
