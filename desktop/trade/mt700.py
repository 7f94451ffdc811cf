"""Reads the text of a letter of credit as banks hand it over: SWIFT blocks, bare fields, printed forms.

A field is a tag with its lines. Nothing is guessed: tags outside the MT700 are kept and named,
and so are fields that stand twice with different words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.credit_tags import CONTINUED, TAGS

MOST_CHARACTERS = 200_000
"""No MT700 with all its MT701 comes near: eight messages of 10,000 characters."""
_STRICT = re.compile(r"^\s*:(\d{2}[A-Z]?):[ \t]?(.*)$")
_PRINTED = re.compile(
    r"^\s*(?:[\[(*•]\s*)?(?:F(?:IELD)?\s*)?:?(\d{2}[A-Z]?)(?:\s*[\])])?(?:\s*[:：/]\s*|\s+[-–]\s+|\s{1,})(.*)$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\{([1235]):((?:[^{}]|\{[^{}]*\})*)\}")
_BLOCK_FOUR = re.compile(r"\{4:\s*(.*?)(?:\r?\n-\}|-\}|\Z)", re.DOTALL)
_INPUT_SENDER = re.compile(r"\{1:F01([A-Z0-9]{12})[^{}]*\}\s*\{2:I")
_FROM_OUTPUT = re.compile(r"\{2:O\d{3}\d{4}\d{6}([A-Z0-9]{12})")


@dataclass(frozen=True, slots=True)
class Mt700:
    """The fields read, tag to text, lines parted by newlines.

    `unknown` are tags that no MT700 has (kept in `fields`), `doubled` tags that came twice with
    other words (the first is kept), `before` the words before the first field; `sender` the BIC
    of the bank that sent it, "" when the headers do not say.
    """

    fields: dict[str, str]
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    sender: str = ""
    before: tuple[str, ...] = field(default=())


def parse(text: str) -> Mt700:
    """Return the fields of a pasted letter of credit.

    Accepts MT700 and its MT701, with or without SWIFT's block headers, and forms printed by banks
    ("32B: Currency Code, Amount ..."). Raises UserFacing when no field is found or it is too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise UserFacing(_("This text is too long for a letter of credit."), code="credit_too_long")
    clean = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = _BLOCK_FOUR.findall(clean)
    sender = _FROM_OUTPUT.search(clean) or _INPUT_SENDER.search(clean)
    body = "\n".join(blocks) if blocks else _HEADER.sub("", clean)
    lines = body.split("\n")
    strict = any(_STRICT.match(line) for line in lines)
    found, before = _collect(_strict_starts(lines) if strict else _printed_starts(lines))
    if not found:
        raise UserFacing(
            _("No field of a letter of credit was found in this text."),
            hint=_("Paste the MT700 with its tags: “:20:”, “:31C:”, “:32B:” ..."),
            code="no_credit_fields",
        )
    return _joined(found, before, _bic(sender.group(1)) if sender else "")


def _bic(address: str) -> str:
    """Return the BIC of a terminal's address: its ninth character names the terminal."""
    return (address[:8] + address[9:]).removesuffix("XXX")


def _strict_starts(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        start = _STRICT.match(line)
        if start is None:
            yield "", line
        else:
            yield start.group(1), _without_label(start.group(1), start.group(2))


def _printed_starts(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A printed form's field begins with a known tag, or with an unknown one before a colon."""
    for line in lines:
        start = _PRINTED.match(line)
        tag = start.group(1).upper() if start else ""
        if start is None or not _is_start(tag, line, start.group(2)):
            yield "", line
        else:
            yield tag, _without_label(tag, start.group(2))


def _is_start(tag: str, line: str, rest: str) -> bool:
    marked = bool(re.match(rf"\s*(?:F(?:IELD)?\s*)?:?{tag}\s*[:：]", line, re.IGNORECASE))
    if tag in TAGS or tag in CONTINUED:
        # "50 CARTONS" inside the goods is no applicant: without a colon the label must follow.
        return marked or _without_label(tag, rest) != rest.strip()
    return marked and len(tag) == 3


def _collect(starts: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, list[str]]], list[str]]:
    found: list[tuple[str, list[str]]] = []
    before: list[str] = []
    for tag, words in starts:
        if tag:
            found.append((tag, [words] if words.strip() else []))
        elif found:
            found[-1][1].append(words.rstrip())
        elif words.strip():
            before.append(words.strip())
    return found, before


def _joined(found: list[tuple[str, list[str]]], before: list[str], sender: str) -> Mt700:
    fields: dict[str, str] = {}
    doubled: list[str] = []
    seen_first = False
    for tag, lines in found:
        name, words = CONTINUED.get(tag, tag), _trimmed(lines)
        if name == "27":
            seen_first = True
        if name not in fields:
            fields[name] = words
        elif words == fields[name] or name in ("27", "20", "21"):
            continue  # an MT701 repeats the number of its credit
        elif name in ("45A", "46A", "47A", "49G", "49H") and (tag in CONTINUED or seen_first):
            fields[name] += "\n" + words
        else:
            doubled.append(name)
    unknown = tuple(tag for tag in fields if tag not in TAGS)
    return Mt700(fields, unknown, tuple(dict.fromkeys(doubled)), sender, tuple(before))


def _trimmed(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines).strip("\n ").strip()


def _without_label(tag: str, rest: str) -> str:
    """Return the value of a field's first line: a form's own wording before it is left out."""
    text = rest.strip()
    _word, labels = TAGS.get(CONTINUED.get(tag, tag), ("", ()))
    for label in sorted(labels, key=len, reverse=True):
        letters = re.findall(r"[A-Za-z]+", label)
        pattern = (
            r"^[\W_]*"
            + r"[\W_]+".join(letters)
            + r"(?![A-Za-z])[ .%()'\"]*(?:[:：.\-]+\s*|$|\s{2,})"
        )
        hit = re.match(pattern, text, re.IGNORECASE)
        if hit:
            return text[hit.end() :].strip()
    return text
