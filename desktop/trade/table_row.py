"""A row of a file as text, whatever kind of file it came from, and why a cell of it cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.runtime.i18n import _

NO_VALUE = "no_value"
"""A cell that holds a formula, and the file does not say what came out of it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as the spreadsheet counts (head = 1), its cells, and the bad ones.

    `faults` says by column index why a cell has no value: NO_VALUE, or the error that it shows.
    """

    number: int
    cells: Sequence[str]
    faults: Mapping[int, str] = field(default_factory=dict)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name ("C5"); `row` counts from 1, `column` from 0."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"


def fault_words(row: int, column: int, fault: str) -> str:
    """Return why a cell cannot be used, in words."""
    cell = cell_name(row, column)
    if fault == NO_VALUE:
        return _(
            "Cell {cell} holds a formula without a result: open the file in Excel and save it."
        ).format(cell=cell)
    return _("Cell {cell} shows {error}.").format(cell=cell, error=fault)
