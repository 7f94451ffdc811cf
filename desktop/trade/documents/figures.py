"""Printed figures read back: "USD 43,520.00" is 43520 with two digits, shown behind "USD "."""

import re
from dataclasses import dataclass
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.trade.money import NumberFormat, format_number, parse_number

_SHAPE = re.compile(
    r"(?P<before>(?:[^\d−-]*\s)?)(?P<sign>[−-]?)(?P<number>\d[^a-zA-Z%]*?)(?P<after>\D*)"
)
# Spreadsheets count in binary floating point: beyond this a digit would change without a word.
MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what stands round it; `value` is exact, `digits` how many follow the point.

    A share ("5%") has the value 5 and "%" behind it.
    """

    value: Decimal
    digits: int
    before: str = ""
    after: str = ""

    @property
    def is_exact(self) -> bool:
        """Tell whether a spreadsheet can hold it digit for digit."""
        return len(self.value.as_tuple().digits) <= MOST_DIGITS


def figure_in(text: str, style: str) -> Figure | None:
    """Return the figure that `text` is, written in `style`; None when it is anything else.

    Strict: the number must be exactly what `format_number` writes of its value.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    number = found["number"].rstrip()
    after = text[found.start("number") + len(number) :]
    point = NumberFormat(style).signs[1]
    digits = len(number.rpartition(point)[2]) if point in number else 0
    try:
        value = parse_number(number, NumberFormat(style))
    except UserFacing:
        return None
    if format_number(value, digits, style) != number:
        return None
    return Figure(-value if found["sign"] else value, digits, found["before"], after)
