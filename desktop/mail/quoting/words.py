"""The words of mail programs in many languages (resources/reference/quoting.json), as tables that are quick to ask."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from desktop.runtime.paths import resource

_CJK = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PREFIX = re.compile(r"\s*\[?\s*([^\s:：\]]{1,20}(?:\s[^\s:：\]]{1,14}){0,2})\s?[:：]")
_FOLDED = str.maketrans({"’": "'", "`": "'", "´": "'", "\xa0": " ", "\u3000": " ", "\u0307": None})


@dataclass(frozen=True, slots=True)
class Words:
    """Lookup tables; every key is folded by `fold`.

    `labels`: a header field's label without spaces -> from, to, cc, date, subject or other; `plain_dates`: of those, the ones that stand
    in other texts too ("Date:", not "Sent:"). `rules`: what stands in a
    line of dashes above a mail -> "original" or "forwarded". `announced`: words that announce a forwarded mail in a
    line of their own, without dashes; `long_rules` may be followed by a name. `wrote`: finds the verb of an attribution; `inverted` are
    those that stand before the name ("schrieb Li:"). `devices`: words and pieces that
    name a phone or a mail program; `sent_heads`, `sent_tails`: the first and last two letters of what is said there;
    `closing_heads`: the first four of closings and thanks.
    """

    labels: dict[str, str]
    plain_dates: frozenset[str]
    rules: dict[str, str]
    announced: frozenset[str]
    long_rules: tuple[str, ...]
    ends: frozenset[str]
    wrote: re.Pattern[str]
    inverted: frozenset[str]
    lead: frozenset[str]
    lead_pieces: tuple[str, ...]
    forward_prefix: frozenset[str]
    sent: tuple[str, ...]
    sent_end: tuple[str, ...]
    mine: tuple[str, ...]
    sent_heads: frozenset[str]
    sent_tails: frozenset[str]
    devices: frozenset[str]
    device_pieces: tuple[str, ...]
    closing: frozenset[str]
    closing_heads: frozenset[str]
    thanks: frozenset[str]
    disclaimer: re.Pattern[str]


def fold(text: str) -> str:
    """Return `text` as the tables spell it: case-folded, straight apostrophes, plain single spaces."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    return " ".join(text.casefold().translate(_FOLDED).split())


def tight(text: str) -> str:
    """Return folded `text` without any space: labels are set with spaces in them ("主　题", "보낸 사람")."""
    return "".join(fold(text).split())


def is_forward_subject(subject: str) -> bool:
    """Whether the first prefix of a subject says "forwarded", in any of the languages ("Fwd:", "WG:", "转发：")."""
    found = _PREFIX.match(subject)
    return found is not None and tight(found[1]) in words().forward_prefix


def has_no_prefix(subject: str) -> bool:
    """Whether a subject stands without a word and a colon before it: neither an answer nor a forward by its own words."""
    return _PREFIX.match(subject) is None


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the tables, read once."""
    data = json.loads(resource("reference", "quoting.json").read_text(encoding="utf-8"))
    languages: list[dict[str, list[str]]] = list(data["languages"].values())

    def every(kind: str) -> list[str]:
        return list(dict.fromkeys(fold(word) for found in languages for word in found[kind]))

    labels = {
        tight(word): kind
        for kind in ("other", "cc", "to", "date", "subject", "from")
        for word in every(kind)
    }
    rules = dict.fromkeys(every("original"), "original")
    rules |= dict.fromkeys(every("forwarded"), "forwarded")
    devices = [fold(word) for word in data["devices"]]
    lead = every("lead")
    return Words(
        labels=labels,
        plain_dates=frozenset(tight(word) for word in data["plain_dates"]),
        rules=rules,
        announced=frozenset(word for word in every("forwarded") if len(word) > 4),
        long_rules=tuple(
            w for w in sorted(rules, key=len, reverse=True) if len(w) > 11 or w.endswith(_BY)
        ),
        ends=frozenset(every("end")),
        wrote=_any(every("wrote")),
        inverted=frozenset(
            fold(w) for name in _VERB_FIRST for w in data["languages"][name]["wrote"]
        ),
        lead=frozenset(word for word in lead if not _CJK.search(word)),
        lead_pieces=tuple(word for word in lead if _CJK.search(word)),
        forward_prefix=frozenset(tight(word) for word in every("fw")),
        sent=tuple(every("sent")),
        sent_end=tuple(every("sent_end")),
        mine=tuple(every("mine")),
        sent_heads=frozenset(word[:2] for word in every("sent") + every("mine")),
        sent_tails=frozenset(word[-2:] for word in every("sent_end")),
        devices=frozenset(word for word in devices if not _CJK.search(word)),
        device_pieces=tuple(word for word in devices if len(word) > 4 or not word.isascii()),
        closing=frozenset(tight(word) for word in every("closing")),
        closing_heads=frozenset(tight(w)[:4] for w in every("closing") + every("thanks")),
        thanks=frozenset(tight(word) for word in every("thanks")),
        disclaimer=re.compile("|".join(re.escape(word) for word in every("disclaimer"))),
    )


_VERB_FIRST = ("de", "nl", "sv", "da", "ar", "fa", "he")
_BY = (" by", " von", " par", " por", " da", " przez", " door", " bởi")


def _any(found: list[str]) -> re.Pattern[str]:
    """A pattern for any of these words: whole words where a script has spaces, pieces where it has none."""
    pieces = sorted((w for w in found if _CJK.search(w)), key=len, reverse=True)
    whole = sorted((w for w in found if not _CJK.search(w)), key=len, reverse=True)
    either = "|".join(map(re.escape, whole))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)|{'|'.join(map(re.escape, pieces))}")
