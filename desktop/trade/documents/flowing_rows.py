"""A table of any length: its head repeats, rows are made page by page, its end stays with the sums.

ReportLab's own long tables copy all that is left for each page, so that 5,000 lines take minutes;
and they leave totals alone on a page, where anyone could put other goods above them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, PageBreak, Table

from desktop.trade.documents.mixed_text import TEXT, MixedText
from desktop.trade.documents.sheet import Sheet, rule_below

_NEVER_FITS = float(0xFFFFFF)
# A row taller than a page begins where at least this much of it can be shown.
_LEAST_OF_GIANT = 90.0


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row: flowables, or "" for none.

    The first cell takes `span` columns. A title never stands last on a page; `fill` is its colour.
    """

    cells: tuple[Flowable | str, ...]
    span: int = 1
    is_title: bool = False
    fill: str = ""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How a table is set on a sheet: `make` gives the row of an index below `count` when its page comes.

    `indents` is room at the left of each column, `padding` above and below each row,
    `page_room` the height of an empty page; all in points.
    """

    sheet: Sheet
    head: tuple[Flowable | str, ...]
    count: int
    make: Callable[[int], TableRow]
    widths: tuple[float, ...]
    indents: tuple[float, ...]
    padding: float
    head_padding: float
    page_room: float


class FlowingRows(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """The rows from `start` on, then `tail` (sums), which takes the last row along if it must."""

    def __init__(
        self,
        plan: RowPlan,
        tail: Sequence[Flowable] = (),
        *,
        start: int = 0,
        first: TableRow | None = None,
    ) -> None:
        """`first` stands for the row at `start` of which a part is printed already."""
        super().__init__()
        self._plan, self._tail, self._start = plan, tuple(tail), start
        self._made = {} if first is None else {start: first}

    def wrap(self, available_width: float, _height: float) -> tuple[float, float]:
        """Ask to be split, always: pages get tables of their own."""
        return available_width, _NEVER_FITS

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the table of this page, then what the next pages get; nothing if none fits."""
        plan, end = self._plan, self._start
        room = available_height - self._head_height()
        while end < plan.count and (height := self._height(end)) <= room:
            room -= height
            end += 1
        if end == plan.count:
            return self._ending(available_width, room)
        while end > self._start and self._row(end - 1).is_title:
            end -= 1
        if end > self._start:
            return [self._table(self._start, end), PageBreak(), self._rest(end)]
        return self._cut(room)

    def _ending(self, width: float, room: float) -> list[Flowable]:
        """Return the last rows and the sums, on the next page the last row with them."""
        count = self._plan.count
        if count == self._start:
            return [self._table(count, count), *self._tail]
        tail = sum(part.wrapOn(self.canv, width, room)[1] for part in self._tail)
        last = count - 1
        while last > self._start and self._row(last - 1).is_title:
            last -= 1
        fits_page = self._head_height() + sum(map(self._height, range(last, count))) + tail
        if tail <= room or last <= self._start or fits_page > self._plan.page_room:
            return [self._table(self._start, count), *self._tail]
        return [self._table(self._start, last), PageBreak(), self._rest(last)]

    def _rest(self, start: int, first: TableRow | None = None) -> "FlowingRows":
        rest = FlowingRows(self._plan, self._tail, start=start, first=first)
        if first is None and start in self._made:
            rest._made[start] = self._made[start]
        return rest

    def _cut(self, room: float) -> list[Flowable]:
        """Return the part of a row taller than a page that fits here; nothing for other rows."""
        plan = self._plan
        is_giant = self._height(self._start) > plan.page_room - self._head_height()
        if not is_giant or room < _LEAST_OF_GIANT:
            return []
        row = self._row(self._start)
        above: list[Flowable | str] = []
        below: list[Flowable | str] = []
        for index, cell in enumerate(row.cells):
            parts: list[Flowable | str] = [cell]
            if isinstance(cell, MixedText):
                parts = [*cell.split(self._width(row, index), room - 2 * plan.padding)]
            above.append(parts[0])
            below.append(parts[1] if len(parts) > 1 else "")
        shown = replace(row, cells=tuple(above))
        rest = replace(row, cells=tuple(below))
        return [self._set([shown]), PageBreak(), self._rest(self._start, rest)]

    def _row(self, index: int) -> TableRow:
        if index not in self._made:
            self._made[index] = self._plan.make(index)
        return self._made[index]

    def _width(self, row: TableRow, index: int) -> float:
        plan = self._plan
        taken = plan.widths[: row.span] if index == 0 else plan.widths[index : index + 1]
        return sum(taken) - plan.indents[index]

    def _height(self, index: int) -> float:
        return self._height_of(self._row(index)) + 2 * self._plan.padding

    def _height_of(self, row: TableRow) -> float:
        return max(
            (
                cell.wrap(self._width(row, index), 0)[1]
                for index, cell in enumerate(row.cells)
                if isinstance(cell, Flowable)
            ),
            default=0.0,
        )

    def _head_height(self) -> float:
        return self._height_of(TableRow(self._plan.head)) + self._plan.head_padding

    def _table(self, start: int, end: int) -> Table:
        return self._set([self._row(index) for index in range(start, end)])

    def _set(self, rows: Sequence[TableRow]) -> Table:
        plan = self._plan
        commands: list[tuple[object, ...]] = [
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("TOPPADDING", (0, 0), (-1, 0), 0),
            ("BOTTOMPADDING", (0, 0), (-1, 0), plan.head_padding),
            rule_below(0, TEXT, 0.75),
            *(
                ("LEFTPADDING", (index, 0), (index, -1), indent)
                for index, indent in enumerate(plan.indents)
                if indent
            ),
        ]
        for at, row in enumerate(rows, start=1):
            commands.append(rule_below(at))
            if row.span > 1:
                commands.append(("SPAN", (0, at), (row.span - 1, at)))
            if row.fill:
                commands.append(("BACKGROUND", (0, at), (-1, at), HexColor(row.fill)))
        heights = [self._height_of(row) + 2 * plan.padding for row in rows]
        return plan.sheet.grid(
            [plan.head, *(self._placed(row) for row in rows)],
            plan.widths,
            commands,
            padding=plan.padding,
            heights=[self._head_height(), *heights],
        )

    def _placed(self, row: TableRow) -> tuple[Flowable | str, ...]:
        """Return the cells; ReportLab takes those over several columns from the leftmost one."""
        if row.span == 1 or not self._plan.sheet.rtl:
            return row.cells
        return (*[""] * (row.span - 1), row.cells[0], *row.cells[row.span :])
