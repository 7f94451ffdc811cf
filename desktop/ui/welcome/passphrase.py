"""How strong a passphrase is, as a rule: length first, then variety; no dictionary, no network."""

import math
from dataclasses import dataclass

from desktop.runtime.i18n import _

SHORTEST = 8
_POOLS = (
    (str.islower, 26),
    (str.isupper, 26),
    (str.isdigit, 10),
    (lambda c: ord(c) > 0x2E7F, 2000),
    (lambda c: not c.isalnum(), 30),
)


@dataclass(frozen=True)
class Strength:
    """`level` 0 (empty) to 4 (strong), the tone it is shown in, and its words."""

    level: int
    tone: str
    words: str


def strength(passphrase: str) -> Strength:
    """Judge a passphrase by the guesses that its length and kinds of characters ask for."""
    if not passphrase:
        return Strength(0, "text3", "")
    if len(passphrase) < SHORTEST:
        return Strength(1, "red", _("Too short: {n} characters at least.").format(n=SHORTEST))
    pool = sum(size for test, size in _POOLS if any(test(c) for c in passphrase))
    distinct = len(set(passphrase))
    bits = min(len(passphrase), distinct * 2) * math.log2(max(pool, 2))
    if bits < 45:
        return Strength(2, "amber", _("Weak: add a word or two."))
    if bits < 70:
        return Strength(3, "green", _("Good."))
    return Strength(4, "green", _("Strong."))
