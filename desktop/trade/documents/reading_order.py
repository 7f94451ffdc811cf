"""The direction that a text reads in, for programs that lay out pages themselves.

Numbers written in groups (telephones, accounts: "0000 1234 5678") would be shown with their groups in
reverse where the text round them reads from right to left (UAX #9, rule N1): a mark before and after
each keeps them as they are.
"""

import re
import unicodedata

_LEFT_TO_RIGHT_MARK = "\u200e"
_GROUPED = re.compile(r"[+(]?\d[\d()./-]*(?:[ \u00a0-][\d(][\d()./-]*)+")


def reads_right_to_left(text: str, *, default: bool) -> bool:
    """Tell the direction of a paragraph by its first strong character (UAX #9, P2 and P3).

    Without one: figures read from left to right, all else as `default` says.
    """
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return default and not any(char.isdigit() for char in text)


def guarded(text: str) -> str:
    """Return a text that reads from right to left with its grouped numbers held together."""
    return _GROUPED.sub(rf"{_LEFT_TO_RIGHT_MARK}\g<0>{_LEFT_TO_RIGHT_MARK}", text)
