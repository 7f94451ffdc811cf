"""Where quoted text begins: the forms in which mail programs announce it, asked line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from desktop.mail.quoting.attribution import begin_of, is_attribution, may_end
from desktop.mail.quoting.fields import block, field
from desktop.mail.quoting.words import fold, words

Form = Literal["marks", "attribution", "header", "rule", "forward", "chat"]

_DASHES = "-_=—–*•#~+ \t|"
_RULE_BEGINS = frozenset("-_=—–*•#~+|")
_PLAIN_RULE = 4  # so many dashes without a word are a line across the page
_LONGEST_WORDS = 120
_CHAT = re.compile(
    r"[\u200e\u202a]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s{1,2}(?:[上下]午)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:\s?[AaPp]\.?\s?[Mm]\.?)?\]?(?:\s-)?\s(?P<who>[^:\n]{1,60}):\s"
)
_NOTES = re.compile(r"\S\s?---\s?\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\s[\d:.]{4,8}(?:\s[AP]M)?\s?---")
_EXPENSIVE = 400  # so many near matches are looked at closely; a mail has some dozens


@dataclass(frozen=True, slots=True)
class Start:
    """A quote begins at line `begin`; what announces it ends before line `end`."""

    begin: int
    end: int
    form: Form

    @property
    def forward(self) -> bool:
        """Whether it says of itself that it is a forwarded mail."""
        return self.form in ("forward", "chat")

    @property
    def headed(self) -> bool:
        """Whether a header block or a program's rule announces it, as Outlook does for answers and forwards alike."""
        return self.form in ("header", "rule", "forward")


class Finder:
    """Looks for the starts of quotes in the lines of one text; keeps the number of close looks bounded."""

    def __init__(self, lines: Sequence[str], marked: Sequence[bool]) -> None:
        self._lines = lines
        self._marked = marked
        self._budget = _EXPENSIVE

    def next(self, at: int) -> Start | None:
        """Return the first start at or behind line `at`."""
        lines, marked = self._lines, self._marked
        for i in range(at, len(lines)):
            if marked[i]:
                return Start(i, i, "forward" if _announces(lines[i].lstrip("> \t")) else "marks")
            line = lines[i].strip()
            if not line or self._budget <= 0:
                continue
            begin = line[0]
            found = None
            if begin in _RULE_BEGINS:
                found = self._rule(i, line)
            if found is None and ("：" in line or ":" in line or begin == ">"):
                found = self._announced(i, line, at)
            elif found is None and "@" in line and may_end(line):
                found = self._attribution(i, at)
            elif found is None and len(line) < _LONGEST_WORDS and "---" in line:
                found = self._notes(i, line)
            if found is not None:
                return found
        return None

    def follows(self, at: int) -> int:
        """The next line with text at or behind `at`; the number of lines when there is none."""
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        return at

    def _quoted_next(self, at: int) -> bool:
        after = self.follows(at)
        return after < len(self._lines) and after <= at + 4 and self._marked[after]

    def _rule(self, i: int, line: str) -> Start | None:
        """A line of dashes, with the words of a program in it or with a header block below it."""
        inner = line.replace("&nbsp;", " ").strip(_DASHES)
        if not inner:
            if len(line) < _PLAIN_RULE:
                return None
            self._budget -= 1
            below = self.follows(i + 1)
            found = block(self._lines, below) if below <= i + 3 else None
            return Start(i, found.end, "header") if found else None
        if not line.startswith(("--", "__", "==", "—", "–", "**", "##", "- ", "~~", "++", "|")):
            return None
        if len(inner) > _LONGEST_WORDS and "@" not in inner:
            return None
        self._budget -= 1
        form = rule_words(inner)
        if form:
            return self._with_header(i, i + 1, form)
        if line.startswith("- ") or line.rstrip(" \t").endswith("-"):
            ended = line.endswith("--")
            if is_attribution(inner, quoted=self._quoted_next(i + 1), colon=ended):
                return Start(i, i + 1, "attribution")
        return None

    def _with_header(self, begin: int, end: int, form: Form) -> Start:
        below = self.follows(end)
        found = block(self._lines, below, announced=True) if below <= end + 3 else None
        return Start(begin, found.end if found else end, form)

    def _announced(self, i: int, line: str, floor: int) -> Start | None:
        """A header block, a line that announces a forward, chat lines, or an attribution ending here."""
        if field(line) is not None:
            self._budget -= 1
            found = block(self._lines, i)
            if found is not None:
                return self._below_words(i, found.end, floor)
        if line[-1] in ":：" and len(line) < _LONGEST_WORDS:
            said = fold(line.rstrip(":： "))
            if said in words().announced:
                return self._with_header(i, i + 1, "forward")
        if line[0].isdigit() or line[0] in "[\u200e\u202a":
            chat = self._chat(i)
            if chat is not None:
                return chat
        if may_end(line):
            return self._attribution(i, floor)
        return self._notes(i, line) if "---" in line else None

    def _below_words(self, i: int, end: int, floor: int) -> Start:
        """A header block; the words of a program may stand above it without dashes."""
        above = i - 1
        while above >= floor and i - above < 3 and not self._lines[above].strip():
            above -= 1
        line = self._lines[above].strip() if above >= floor else ""
        if not 0 < len(line) < 80:
            return Start(i, end, "header")
        form = rule_words(line) if len(line) < 40 else None
        dashes = line.startswith("--") and line.endswith("--")
        return Start(above, end, form or "rule") if form or dashes else Start(i, end, "header")

    def _attribution(self, i: int, floor: int) -> Start | None:
        self._budget -= 1
        begin = begin_of(self._lines, i, floor, quoted=self._quoted_next(i + 1))
        return None if begin is None else Start(self._headed(begin, floor), i + 1, "attribution")

    def _headed(self, begin: int, floor: int) -> int:
        """Yandex sets the receiver and the subject above its attribution, under a line of dashes."""
        above = begin - 1
        while above >= floor and begin - above < 4:
            found = field(self._lines[above].strip())
            if found is None or found[0] not in ("to", "cc", "subject"):
                break
            above -= 1
        rule = self._lines[above].strip() if above >= floor else ""
        dashes = len(rule) >= _PLAIN_RULE and not rule.strip("-")
        return above if dashes and above < begin - 1 else begin

    def _notes(self, i: int, line: str) -> Start | None:
        """The summary that Lotus Notes sets above a quote: "Li Wei ---02.02.2026 10:00:12---Dear ..."."""
        self._budget -= 1
        if not _NOTES.search(line):
            return None
        return self._with_header(i, i + 1, "rule")

    def _chat(self, i: int) -> Start | None:
        """Lines of a chat pasted into a mail (WhatsApp's export, all locales): two of them near each other."""
        if not _CHAT.match(self._lines[i].strip()):
            return None
        self._budget -= 1
        more = any(_CHAT.match(line.strip()) for line in self._lines[i + 1 : i + 5])
        return Start(i, i, "chat") if more else None


def _announces(line: str) -> bool:
    """Whether a line without its marks says that a forwarded mail follows: Apple marks the whole of it."""
    text = line.rstrip()
    if not 4 < len(text) < _LONGEST_WORDS:
        return False
    if text[-1] in ":：":
        return fold(text.rstrip(":： ")) in words().announced
    return text.startswith("--") and rule_words(text.strip(_DASHES)) == "forward"


def chat_speaker(line: str) -> str:
    """Return who speaks in a line of a pasted chat, "" when it is none."""
    found = _CHAT.match(line.strip())
    return found["who"].strip() if found else ""


def rule_words(inner: str) -> Literal["rule", "forward"] | None:
    """Read the words inside a line of dashes: a quoted mail ("rule"), a forwarded one, or neither."""
    table = words()
    said = fold(inner.strip(_DASHES + ":："))
    kind = table.rules.get(said)
    if kind is None and said.startswith(table.long_rules):
        longest = next(word for word in table.long_rules if said.startswith(word))
        kind = table.rules[longest]
    if kind is None:
        return None
    return "forward" if kind == "forwarded" else "rule"


def ends_forward(line: str) -> bool:
    """Whether a line says that the forwarded mail ends here."""
    return len(line) < _LONGEST_WORDS and fold(line.strip(_DASHES)) in words().ends
