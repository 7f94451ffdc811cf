"""Where a signature begins: a delimiter, a closing formula, a phone's own line, a block of contact facts."""

import re
from collections.abc import Sequence

from desktop.mail.quoting.words import fold, tight, words

_DELIMITER = re.compile(r"\s?(?:--|—|–|__|-- -)\s*$")
_RULE = re.compile(r"\s{0,4}[-_=—–*~]{4,}\s*$")
_LINK_BEHIND = re.compile(r"\s*[<(\[](?:https?:|mailto:|www\.)[^<>()\[\]]{0,400}[>)\]]\.?\s*$")
_TOKENS = re.compile(r"[\w&.-]+")
_PS = re.compile(
    r"\s*(?:p\.?\s?s\.?\b\s?[:.,]?|n\.?b\.?\s?[:.]|附言|又及|追伸|추신)", re.IGNORECASE
)
_FACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|https?://|\bwww\.\w|(?:\+|\b00)\d[\d ()./-]{6,20}\d|\(?\d{2,5}\)?[ ./-]\d{3}[\d ./-]{2,12}\d\b"
    r"|\b(?:tel|phone|mob(?:ile)?|cell|fax|whats\s?app|we\s?chat|skype|telefon|tél|тел|моб|m|t|f|p|d)\s?[.:：]{1,2}\s?\+?[\d(@\w]"
    r"|(?:电话|手机|传真|微信|邮箱|網址|网址|電話|手機|傳真|地址|전화|팩스|휴대폰)\s?[:：]"
    r"|\b(?:co\.?,? ?ltd|ltd|limited|gmbh|inc|llc|s\.?a\.?r\.?l|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|sp\. ?z o\.?o|corp(?:oration)?|a\.?ş|pvt|pty|ооо|株式会社)\b|有限公司|集团|주식회사",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[!?。！？;；,，]$|[a-z\u0400-\u04ff]{3}\.$")
_FOLLOWING = 22  # lines in which a closing formula is looked for
_NEAR, _FARTHEST = 25, 60  # lines below a delimiter: usually, with a company's legal notice
_DELIMITER_BEGINS = "-—–_=*~"
_SHORT = 120
_BRIEF = 4  # a closing so short is one only in its own paragraph, above a name
_CARD = 90  # no line of a card with contact facts is longer
_AND = re.compile(r"\s*[/|&+]\s*|\s+(?:and|und|et|y|e|en|och|og|и)\s+", re.IGNORECASE)
_GREETED = re.compile(r"\s*(\S+ .{3,40}?)\s(?:aus|from|uit|из|und einen?|and have)\s.{2,30}")
"""A closing with more behind it: "Beste Grüße aus Köln"."""
_NAMED = ("mfg ", "mvg ")
"""Closings that people set in front of their names without a comma."""
_LISTED = re.compile(r"\d{1,2}\s?[.):、]\s?\D")
"""A point of a list: what people add below their names are words to be read."""
_CELLS = re.compile(r"\s(?:[|•·/]|--?)\s")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def signature_span(
    lines: Sequence[str], *, own_above: bool = False, sender: str = ""
) -> tuple[int, int] | None:
    """Return (first line, line behind the last) of the signature at the end of a sender's own lines, None without.

    `own_above`: other words of his stand above these lines, so that all of them may be signature. `sender`: his name
    or address, when known. A postscript below the signature stays his own words.
    """
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if not end:
        return None
    top = 0
    while not lines[top].strip():
        top += 1
    first = end if own_above else top + 1
    found = _delimiter(lines, top, end)
    if found is None:
        low = top if own_above else first
        found = _closing(lines, low, end, sender) or _phone_line(lines, top, end)
        found = found or _card(lines, low, end, sender)
        if found is not None and not own_above and found <= top and not _is_phone(lines[found]):
            found = None
    if found is None:
        return None
    for at in range(found + 1, end):
        if not lines[at - 1].strip() and _PS.match(lines[at]) and _prose(lines[at]):
            return found, at
    return found, end


def is_phone_line(line: str) -> bool:
    """Whether a phone or a mail program put this line there: "Sent from my iPhone", in any of the languages."""
    return _is_phone(line)


def begins_signature(line: str) -> bool:
    """Whether a signature usually begins with this line, whatever stands below it: a quick look for previews."""
    text = line.strip()
    if not text or len(text) > _CARD:
        return False
    if text[0] in _DELIMITER_BEGINS and (_DELIMITER.match(text) or _RULE.match(text)):
        return True
    return (len(text) <= 60 and _is_closing(text)) or _is_phone(text)


def _is_closing(line: str) -> bool:
    said = tight(line)
    if not said[-1].isalnum() or not said[0].isalnum():
        said = _AROUND.sub("", said)
    table = words()
    if said in table.closing or _with_name(line, table.closing):
        return True
    if said[:4] not in table.closing_heads or " " not in line:
        return False
    greeted = _GREETED.match(line)
    if greeted is not None and _AROUND.sub("", tight(greeted[1])) in table.closing:
        return True
    parts = [_AROUND.sub("", tight(part)) for part in _AND.split(line)]
    if len(parts) < 2 or table.closing.isdisjoint(parts):
        return False
    return all(part in table.closing or part in table.thanks for part in parts)


def _prose(line: str) -> bool:
    return len(line.split()) > 2 or len(line) > 8


def _delimiter(lines: Sequence[str], top: int, end: int) -> int | None:
    """RFC 3676 section 4.3 "-- ", as programs and people write it; longer rules only above contact facts."""
    far = None
    for at in range(max(top, end - _FARTHEST), end):
        line = lines[at]
        begin = line.lstrip()[:1]
        if not begin or begin not in _DELIMITER_BEGINS or len(line) > 80 or at + 1 == end:
            continue
        if _DELIMITER.match(line):
            if end - at <= _NEAR:
                return at
            far = at if line.startswith("--") else far
        elif end - at <= _NEAR + 5 and at > top and _RULE.match(line):
            below = [text for text in lines[at + 1 : end] if text.strip()]
            if below and all(len(text) <= _CARD for text in below) and _facts(below) >= 2:
                return at
    return far


def _closing(lines: Sequence[str], low: int, end: int, sender: str) -> int | None:
    """A closing formula with short lines below it, or thanks above the sender's own name: else they are his words."""
    table = words()
    for at in range(max(low, end - _FOLLOWING), end):
        line = lines[at].strip()
        if not line or len(line) > 60:
            continue
        below = [text.strip() for text in lines[at + 1 : end] if text.strip()]
        if _is_closing(line):
            brief = len(line) <= _BRIEF and line.isascii()
            above = lines[at - 1].strip() if at else ""
            if brief and (above or not 0 < len(below) <= 8):
                continue  # "LG" and "ABS" are also goods
            if below and " " not in line and below[0][:1].islower() and len(below[0].split()) > 3:
                continue  # "Best," is also how a sentence begins
            listed = sum(1 for text in below if _LISTED.match(text))
            if listed < 2 and all(_may_follow(text) for text in below):
                return at
        elif sender and 0 < len(below) <= 8 and _is_sender(below[0], sender):
            thanks = _AROUND.sub("", tight(line)) in table.thanks
            if thanks and all(map(_may_follow, below)):
                return at
    return None


def _with_name(line: str, closing: frozenset[str]) -> bool:
    """ "Best regards, Hans": the formula and up to three words behind a comma; "MfG Hans"."""
    if line.lstrip()[:4].casefold() in _NAMED:
        return len(line.split()) <= 4
    before, comma, after = line.partition(",")
    return bool(comma) and len(after.split()) <= 3 and _AROUND.sub("", tight(before)) in closing


def _may_follow(text: str) -> bool:
    return len(text) <= _SHORT or words().disclaimer.search(fold(text[:400])) is not None


def _phone_line(lines: Sequence[str], top: int, end: int) -> int | None:
    """A phone's own line among the last lines; only its program's advertisement may stand below it."""
    seen, found = 0, None
    for at in range(end - 1, max(top, end - 12) - 1, -1):
        if not lines[at].strip():
            continue
        if _is_phone(lines[at]):
            found = at
        elif found is not None or seen > 2 or len(lines[at]) > _CARD:
            break
        seen += 1
    return found


def _is_phone(line: str) -> bool:
    text = line.strip()
    table = words()
    if not 3 <= len(text) <= 500:
        return False
    if text.lstrip(" \"'*_-—–|([")[:2].casefold() not in table.sent_heads:
        end = _LINK_BEHIND.sub("", text) if text[-1] in ">)]" else text
        if end.rstrip(" .\"'*_-—–|()[]")[-2:].casefold() not in table.sent_tails:
            return False
    low = fold(_LINK_BEHIND.sub("", text)).strip(" .\"'*_-—–|()[]")
    if not 2 < len(low) <= 90:
        return False
    early = low.partition(",")[0]
    if low.startswith(table.mine) and early == low and len(low.split()) <= 9:
        return True
    if low.startswith(table.sent) or low.endswith(table.sent_end):
        return not table.devices.isdisjoint(_TOKENS.findall(early)) or any(
            piece in early for piece in table.device_pieces
        )
    return False


def _card(lines: Sequence[str], low: int, end: int, sender: str) -> int | None:
    """The last paragraph when it is a card: the sender's name, or a name above at least two contact facts."""
    first = end
    while first > low and lines[first - 1].strip():
        first -= 1
    card = [text.strip() for text in lines[first:end]]
    if first <= low and low == 0:
        return None
    if not 1 <= len(card) <= 12 or any(len(text) > _CARD for text in card):
        return None
    above = next((text.strip() for text in reversed(lines[:first]) if text.strip()), "")
    if above.endswith((":", "：")):
        return None
    if sender and len(card) <= 6 and _is_sender(card[0], sender):
        return first
    if len(card) == 1:
        return first if _is_cells(card[0]) else None
    named = len(card[0]) <= 45 and not _ENDS_SENTENCE.search(card[0]) and ":" not in card[0]
    prose = sum(1 for text in card if _ENDS_SENTENCE.search(text))
    return first if named and not prose and len(card) >= 3 and _facts(card) >= 2 else None


def _is_cells(line: str) -> bool:
    """A card in one line: "Tom Smith | Purchasing | ACME Ltd | +44 20 1234567"."""
    cells = _CELLS.split(line)
    return len(cells) >= 3 and not _ENDS_SENTENCE.search(line) and _facts(cells) >= 2


def _facts(card: Sequence[str]) -> int:
    """How many lines of a card hold a contact fact: address, number, site, company form."""
    return sum(1 for text in card if _FACT.search(text))


def _is_sender(line: str, sender: str) -> bool:
    said = [word for word in _TOKENS.findall(fold(line)) if len(word) > 1]
    name = set(_TOKENS.findall(fold(sender).replace("@", " ")))
    return 0 < len(said) <= 4 and set(said) <= name and len(line) <= 40
