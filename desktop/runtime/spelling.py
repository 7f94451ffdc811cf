"""Chinese words as they are typed on a Latin keyboard: pinyin without tones, and the first letters of it."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import islice, product

from desktop.runtime.paths import resource

_HAN = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
_MOST_HAN = 24
"""Characters of one run that are spelled: names are shorter."""
_MOST_WAYS = 12
"""Ways of reading a run that has characters of several readings (行: xing, hang, heng)."""


@cache
def _table() -> str:
    """Return a line for each syllable: the characters that usually sound so, then those that do at times."""
    return resource("reference", "pinyin.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=4096)
def _readings(character: str) -> tuple[str, ...]:
    """Return the readings of a character, the usual one first; ("",) for one that is not known.

    The table is searched as it stands: a dictionary of its characters would take 2 MB for good.
    """
    table, usual, others = _table(), "", []
    at = table.find(character)
    while at >= 0:
        start = table.rfind("\n", 0, at) + 1
        syllable = table[start : table.index(" ", start)]
        if table.count(" ", start, at) == 1:
            usual = syllable
        else:
            others.append(syllable)
        at = table.find(character, at + 1)
    found = [syllable for syllable in (usual, *others) if syllable]
    # ü is typed as v by Chinese input methods, as u by everybody else.
    typed = dict.fromkeys(way for one in found for way in (one, one.replace("v", "u")))
    return tuple(typed) or ("",)


def spelled(*texts: str) -> str:
    """Return how the Chinese words of `texts` are typed, from each syllable on; "" when there are none.

    博伟科技 gives boweikeji, weikeji, keji, ji and bwkj, wkj, kj, each with a blank before it, so that what begins
    anywhere in the name is found by `LIKE '% keji%'` (`spelled_pattern`). Rare readings are kept too.
    """
    words: dict[str, None] = {}
    for text in texts:
        if text.isascii():
            continue
        for run in _HAN.findall(unicodedata.normalize("NFKC", text)):
            for way in _ways(run[:_MOST_HAN]):
                initials = "".join(syllable[:1] for syllable in way)
                for at in range(len(way)):
                    words["".join(way[at:])] = None
                    if len(way) - at > 1:
                        words[initials[at:]] = None
    return "".join(f" {word}" for word in words)


def _ways(run: str) -> list[tuple[str, ...]]:
    of_each = [_readings(character) for character in run]
    usual = tuple(ways[0] for ways in of_each)
    several = islice(product(*reversed(of_each)), _MOST_WAYS)
    return list(dict.fromkeys((usual, *(tuple(reversed(way)) for way in several))))


def spelled_pattern(typed: str) -> str:
    """Return the LIKE pattern over `spelled` for what was typed, "" when it cannot be pinyin.

    Blanks and apostrophes between syllables count for nothing: "bo wei", "bo'wei" and "bowei" are the same.
    """
    plain = re.sub(r"[\s'’]+", "", typed).casefold().replace("ü", "v")
    return f"% {plain}%" if _LATIN.fullmatch(plain) and len(plain) > 1 else ""


def sounds_like(words: str, typed: str) -> bool:
    """Tell whether `spelled` words hold what was typed, as `spelled_pattern` asks the store."""
    pattern = spelled_pattern(typed)
    return bool(pattern) and pattern.strip("%") in words
