"""The line by which a mail program says who wrote what follows: "On Monday, Li Wei wrote:" in any of the languages."""

import re
from collections.abc import Sequence

from desktop.mail.quoting.words import fold, words

TIME = re.compile(
    r"\d{1,2}\s?[:.h時点시]\s?\d{2}|(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}\s?[年년]|[٠-٩]{1,2}:[٠-٩]{2}"
)
_ADDRESS_LAST = re.compile(r"[<(\[]\s?[^<>()\s]{1,200}@[^<>()\s]{1,200}\s?[>)\]][>)\]]?\s?[:：]$")
_DATED_ADDRESS = re.compile(
    r"(?:\d|[^\W\d_]{3,9}\.?\s\d).{5,30}\d[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?,?\s[^\W\d_]{1,4}\s[^\s@<>]{1,64}@[^\s@<>]{1,200}[:：]",
    re.IGNORECASE,
)
"""A moment, a word for "by", an address: Tutanota's."""
_BRACKETED = re.compile(r"<\s?[^<>\s]{1,200}@[^<>\s]{1,200}\s?>")
_DAY_FIRST = re.compile(r"[^\W\d]{2,14}[,.]?\s.{0,40}\d{4}.{0,12}\d{1,2}[:.]\d{2}")
_LINK = re.compile(r"<(?:mailto:|https?:)[^<>]{0,300}>|\[(?:mailto:)?[^\[\]\s]{1,200}\]")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", ";", "；")
_FIRST = re.compile(r"[\s\"'«„“*_<\[(-]*([^\s,.;:：]{1,20})")
_WRAPPED = 4
_LONGEST = 420


def may_end(line: str) -> bool:
    """Whether an attribution may end in this (stripped) line: cheap, asked for every line."""
    return line[-1] in ":：*" or ("@" in line and line[-1] not in ".,;!?")


def begin_of(lines: Sequence[str], end: int, floor: int, *, quoted: bool) -> int | None:
    """Return the first line of the attribution whose last line is `end`, None when there is none.

    It may be wrapped over five lines, not above `floor`. `quoted`: what follows is marked as quoted text.
    """
    joined = lines[end].strip()
    found: int | None = end if is_attribution(joined, quoted=quoted) else None
    good = found is not None and _is_whole(lines, end, floor)
    first = end
    while not good and first > floor and end - first < _WRAPPED:
        above = lines[first - 1].strip()
        if not above or above.startswith(">") or above.endswith(_SENTENCE_ENDS):
            break
        joined = f"{above} {joined}"
        if len(joined) > _LONGEST:
            break
        first -= 1
        if _begins(above) and is_attribution(joined, quoted=quoted):
            if _is_whole(lines, first, floor):
                return first
            found = first
            continue
        bare = found == end and "@" not in lines[end] and TIME.search(lines[end]) is None
        whole = "@" in above and TIME.search(above) is not None
        if (found is None or (bare and whole)) and is_attribution(joined, quoted=quoted):
            found = first
    return found


def _is_whole(lines: Sequence[str], first: int, floor: int) -> bool:
    """Whether an attribution can begin with this line and was not broken behind a comma above it ("On May 2,")."""
    if not _begins(lines[first]) or TIME.search(lines[first]) is None:
        return False
    above = lines[first - 1].strip() if first > floor else ""
    return not (above.endswith(",") and len(above) < 60 and _begins(above) and "@" not in above)


def is_attribution(text: str, *, quoted: bool, colon: bool = False) -> bool:
    """Whether one line (unwrapped) names who wrote the text below it.

    Three things speak for it: a verb of writing, a time, a person's address; a colon at the end, and that quoted text
    follows. `colon`: the line ended in a mark that stands for one.
    """
    text = text.rstrip("*_ -—\t")
    colon = colon or text.endswith((":", "："))
    time = TIME.search(text) is not None
    who = "@" in text
    if not colon and not (who and time) and not quoted:
        return False
    if not (time or who or quoted) or len(text) > _LONGEST:
        return False
    if colon and time and (_ADDRESS_LAST.search(text) or _DATED_ADDRESS.fullmatch(text)):
        return True
    low = fold(_LINK.sub("", text) if "mailto:" in text or "[" in text else text)
    verb = _verb(low)
    if verb is None:
        return colon and time and who and quoted
    names_person = verb.last or verb.inverted or verb.dated or _BRACKETED.search(text) is not None
    if not colon:
        return time and verb.last and (who or quoted)
    if quoted:
        return time or who or verb.last
    if who:
        return names_person
    dated = verb.timed or _begins(text) or (verb.last and _DAY_FIRST.match(text) is not None)
    return time and names_person and dated


class _Verb:
    """The verb found in an attribution.

    `last`: it ends it. `inverted`: its language sets the name behind it. `dated`: a time stands behind it, `timed`:
    right in front of it.
    """

    __slots__ = ("dated", "inverted", "last", "timed")

    def __init__(self, before: str, verb: str, rest: str) -> None:
        self.last = len(rest) <= 3
        self.inverted = verb in words().inverted and len(rest) < 120
        self.dated = TIME.search(rest[-14:]) is not None
        self.timed = TIME.search(before[-14:]) is not None and before[-1:].isdigit()


def _verb(low: str) -> _Verb | None:
    found = list(words().wrote.finditer(low))
    if not found:
        return None
    last = found[-1]
    rest = low[last.end() :].strip(" :：*-—()'\"")
    return _Verb(low[: last.start()].rstrip(), last[0], rest)


def _begins(text: str) -> bool:
    """Whether an attribution can begin with this line: a word like "on", a number, a CJK one."""
    found = _FIRST.match(text)
    if found is None:
        return False
    first = fold(found[1])
    table = words()
    return first[:1].isdigit() or first in table.lead or first.startswith(table.lead_pieces)
