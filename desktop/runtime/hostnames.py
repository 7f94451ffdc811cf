"""Host names as fraud uses them: who registered a name, and whether it was made to look like another one.

Pure functions that both the mail side (links, authentication) and the customer side (senders) compare names with.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from publicsuffixlist import PublicSuffixList

How = Literal["same_look", "hyphen", "ending", "typo", "word"]
"""How a name resembles another: equal to the eye, hyphens moved, other ending, one letter, one word added."""

_SHORTEST = {"same_look": 3, "hyphen": 4, "ending": 3, "typo": 4, "word": 4}
"""Letters that the known name needs: of two or three letters everything is one letter away."""

# Letters of other scripts that are drawn like Latin ones, and Latin letters beyond the alphabet that accents do not explain.
_LOOKS = {
    "a": "аαɑạа", "b": "Ьƅ", "c": "сϲⅽ", "d": "ԁɗⅾ", "e": "еєҽ℮", "f": "ſƒ", "g": "ɡց", "h": "һհ", "i": "іıɩιӏ¡",
    "j": "јϳ", "k": "κкĸ", "l": "ⅼӏ|ǀ", "m": "мⅿ", "n": "ոпη", "o": "оοօσѳө", "p": "рρ", "q": "ԛգ", "r": "гᴦ", "s": "ѕꜱ",
    "t": "тτ", "u": "υսц", "v": "ѵνⅴ", "w": "ԝѡωա", "x": "хχⅹ", "y": "уүγ", "z": "ᴢ", "ae": "æ", "oe": "œ", "ss": "ß",
    "d ": "đð", "l ": "ł", "o ": "ø", "h ": "ħ", "t ": "ŧ",
}  # fmt: skip
_LETTERS = {ord(look): latin.strip() for latin, looks in _LOOKS.items() for look in looks}
_DIGITS = str.maketrans("0135", "oles")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))

_ADDED = """
account accounting accounts africa asia bank billing biz brasil canada china cn co company corp corporation dept
deutschland email espana eu europe export exports finance france gbr germany global gmbh group groups gulf hk
holding holdings hq hr import inc india industrial industries industry info int international intl invoice invoices
italia italy japan kg korea limited llc logistics ltd mail me mexico mx net office official online order orders pay
payment payments poland purchasing russia sa sales sarl secure service services sg shop spa srl supply support
team tech trade trading turkey uae uk us usa vietnam web world worldwide
"""
_WORDS = frozenset(_ADDED.split())
_REMEMBERED = 20_000  # answers about the same senders come again with each batch of mail


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name and the known name that it resembles; both registrable domains as people read them (Unicode).

    `same_ending`: both end alike (.de and .de).
    """

    name: str
    known: str
    how: How
    same_ending: bool = True


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=65536)
def registrable(host: str) -> str:
    """The domain that somebody registered (public suffix list) of a host in A-labels, "" when there is none."""
    if not host or "." not in host or is_number(host):
        return ""
    return _suffixes().privatesuffix(host.casefold().rstrip(".")) or ""


def has_known_ending(host: str) -> bool:
    """Tell whether a host (A-labels) ends in a suffix under which names are registered: "node.js" does not."""
    return bool(_suffixes().privatesuffix(host.casefold(), accept_unknown=False))


def is_number(host: str) -> bool:
    """Tell whether a host is an IP address, in any way that programs accept (dotted, one number, hexadecimal, IPv6)."""
    bare = host.strip("[]").rstrip(".")
    if ":" in bare:
        return True
    parts = bare.casefold().split(".")
    return 0 < len(parts) <= 4 and all(_is_numeral(part) for part in parts)


def _is_numeral(part: str) -> bool:
    if part.startswith("0x"):
        return all(c in "0123456789abcdef" for c in part[2:]) and len(part) > 2
    return part.isascii() and part.isdigit()


@lru_cache(maxsize=16384)
def shown(host: str) -> str:
    """The host with its A-labels (xn--) as the letters they stand for; what cannot be decoded stays."""
    if "xn--" not in host.casefold():
        return host
    return ".".join(_shown_label(label) for label in host.split("."))


def _shown_label(label: str) -> str:
    if not label.casefold().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def is_mixed(host: str) -> bool:
    """Tell whether a label of a host mixes letters of Latin with Cyrillic, Greek or Armenian ones: no language does."""
    return any(len(_scripts(label)) > 1 for label in shown(host).split("."))


def _scripts(label: str) -> set[str]:
    names = (unicodedata.name(c, "").partition(" ")[0] for c in label if c.isalpha())
    return {name for name in names if name in ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")}


@lru_cache(maxsize=65536)
def skeleton(label: str) -> str:
    """What a reader sees in a label: look-alike letters, digits and pairs of letters (rn, vv) as the plain letter.

    Two labels with the same skeleton are told apart by a careful eye only (after UTS 39, cut to what mail fonts show).
    """
    text = unicodedata.normalize("NFKC", label).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = text.translate(_LETTERS).translate(_DIGITS)
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text


def distance(one: str, other: str, most: int = 2) -> int:
    """How many letters were added, left out, changed or swapped with their neighbour; `most` + 1 when more.

    Damerau's distance in its restricted form (optimal string alignment).
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > most and min(above) > most:
            return most + 1
    return min(row[-1], most + 1)


def likeness(domain: str, known: str) -> Likeness | None:
    """Say how a registrable domain resembles a known one, None when it does not (or is it).

    Both in A-labels, as `registrable` gives them. The rule is symmetrical but for an added word.
    """
    if not domain or not known or domain == known:
        return None
    name, ending = _parts(domain)
    known_name, known_ending = _parts(known)
    how = _how(name, known_name, same_ending=ending == known_ending)
    if how is None or len(known_name) < _SHORTEST[how]:
        return None
    return Likeness(shown(domain), shown(known), how, ending == known_ending)


def _parts(domain: str) -> tuple[str, str]:
    label, _dot, ending = domain.partition(".")
    return shown(label).casefold(), ending


def _how(name: str, known: str, *, same_ending: bool) -> How | None:
    if name == known:
        return None if same_ending else "ending"
    if skeleton(name) == skeleton(known):
        return "same_look"
    bare, known_bare = name.replace("-", ""), known.replace("-", "")
    if bare == known_bare:
        return "hyphen"
    if distance(bare, known_bare, 1) == 1 and not _only_numbers_differ(bare, known_bare):
        return "typo"
    return "word" if _adds_word(name, known) else None


def _only_numbers_differ(one: str, other: str) -> bool:
    """126.com and 163.com, area1 and area2: numbered names are names of their own."""
    letters = [c for c in one if not c.isdigit()]
    same = letters == [c for c in other if not c.isdigit()]
    return same and one[-1:].isdigit() == other[-1:].isdigit() and one != other


def _adds_word(name: str, known: str) -> bool:
    for text, core in ((name, known), (name.replace("-", ""), known.replace("-", ""))):
        rest = ""
        if text.startswith(core):
            rest = text[len(core) :].strip("-")
        elif text.endswith(core):
            rest = text[: -len(core)].strip("-")
        if rest and all(word in _WORDS for word in rest.split("-")):
            return True
    return False


class KnownNames:
    """Known registrable domains, made ready so that one name is compared with thousands in microseconds."""

    def __init__(self, domains: Iterable[str] = ()) -> None:
        """Index `domains` (A-labels) by what a look-alike of each would share with it."""
        self._domains: set[str] = set()
        self._by_key: dict[str, list[str]] = {}
        self._answers: dict[str, tuple[Likeness, ...]] = {}
        self.add(domains)

    def __contains__(self, domain: object) -> bool:
        return domain in self._domains

    def add(self, domains: Iterable[str]) -> None:
        """Know these too."""
        fresh = sorted({domain for domain in domains if domain} - self._domains)
        for domain in fresh:
            for key in _keys(_parts(domain)[0]):
                self._by_key.setdefault(key, []).append(domain)
        self._domains.update(fresh)
        if fresh:
            self._answers.clear()

    def like(self, domain: str) -> tuple[Likeness, ...]:
        """The known names that `domain` resembles, the nearest first; none for a name that is itself known."""
        return () if domain in self._domains else self.near(domain)

    def near(self, domain: str) -> tuple[Likeness, ...]:
        """The other known names that `domain` resembles, whether it is known itself or not."""
        if not domain or not self._domains:
            return ()
        found = self._answers.get(domain)
        if found is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            found = self._answers[domain] = self._near(domain)
        return found

    def _near(self, domain: str) -> tuple[Likeness, ...]:
        name = _parts(domain)[0]
        keys = _keys(name) | _cores(name)
        near = {known for key in keys for known in self._by_key.get(key, ())}
        found = [f for known in sorted(near) if (f := likeness(domain, known)) is not None]
        return tuple(sorted(found, key=lambda f: tuple(_SHORTEST).index(f.how)))


def _keys(label: str) -> set[str]:
    """The label without hyphens, its skeleton, and the label without each of its letters (one edit meets there)."""
    bare = label.replace("-", "")
    left_out = {f"~{bare[:i]}{bare[i + 1 :]}" for i in range(len(bare))}
    return {bare, f"~{bare}", f"={skeleton(label)}", *left_out}


def _cores(label: str) -> set[str]:
    """What is left of a label when words that firms add are taken off its ends."""
    bare = label.replace("-", "")
    found = {bare[: -len(word)] for word in _WORDS if bare.endswith(word)}
    found |= {bare[len(word) :] for word in _WORDS if bare.startswith(word)}
    for at in range(1, label.count("-") + 1):
        pieces = label.split("-")
        found |= {"".join(pieces[:at]), "".join(pieces[at:])}
    return found - {""}
