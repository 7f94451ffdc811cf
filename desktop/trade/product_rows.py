"""From the rows of a product list to typed values; a row that cannot be used says why. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import product_columns
from desktop.trade.packing import CartonSpec
from desktop.trade.product_boxes import read_box
from desktop.trade.product_columns import Columns
from desktop.trade.product_fields import check_product, read_size, read_value
from desktop.trade.table_row import TableRow, cell_name, fault_words

_HEAD_WITHIN = 20
_CERTIFICATES = re.compile(r"[,，、;；/\n]+")


@dataclass(frozen=True, slots=True)
class PutAside:
    """A row that was not imported, and why; `row` counts as the spreadsheet does, head = 1.

    `cell` names the cell ("C5") when one of them is the reason.
    """

    row: int
    sku: str
    reason: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One good row: its place in the file and the typed values of its filled cells."""

    row: int
    values: dict[str, Any]
    steps: Mapping[Decimal, Decimal] = field(default_factory=dict)
    """The quantity that a price begins at -> the price."""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    boxes: tuple[CartonSpec, ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedRows:
    """What a table holds. `ignored_columns` are headers that mean nothing to us."""

    good: tuple[ParsedRow, ...]
    aside: tuple[PutAside, ...]
    ignored_columns: tuple[str, ...]
    columns: Columns


def parse_rows(rows: Sequence[TableRow], *, row_a_step: bool = False) -> ParsedRows:
    """Return the good rows and those put aside. The head is the first row that names an article number.

    With `row_a_step` an article may stand there again with another least quantity: a row a price step.
    Raises UserFacing when no row names the columns.
    """
    place, columns = find_head(rows)
    good: list[ParsedRow] = []
    aside: list[PutAside] = []
    seen: dict[tuple[str, object], int] = {}
    for row in rows[place + 1 :]:
        reading = _Reading(row, columns)
        if not reading.is_filled():
            continue
        try:
            parsed = reading.parse()
            key = (str(parsed.values["sku"]), parsed.values.get("moq") if row_a_step else None)
            if key in seen:
                raise UserFacing(
                    _("The SKU stands in the file twice, first in row {row}.").format(
                        row=seen[key]
                    ),
                    code="sku_twice",
                )
        except UserFacing as problem:
            aside.append(PutAside(row.number, reading.sku, problem.message, reading.cell))
            continue
        seen[key] = row.number
        good.append(parsed)
    return ParsedRows(tuple(good), tuple(aside), columns.ignored, columns)


def find_head(rows: Sequence[TableRow]) -> tuple[int, Columns]:
    """Return the place of the head among `rows` and what its columns mean. Raises UserFacing."""
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        columns = product_columns.match(row.cells)
        if "sku" in columns.fields.values():
            return place, columns
    raise UserFacing(
        _("The file has no column for the SKU."),
        hint=_("One of its first rows must name the columns; one of them “sku” or “货号”."),
        code="no_sku_column",
    )


class _Reading:
    """Reads one row; `cell` names the cell that was read last, which is the bad one on an error."""

    def __init__(self, row: TableRow, columns: Columns) -> None:
        self._row, self._columns = row, columns
        self.cell = ""
        self.sku = next((self._text(i) for i, name in columns.fields.items() if name == "sku"), "")

    def _text(self, index: int) -> str:
        cells = self._row.cells
        return cells[index].strip() if index < len(cells) else ""

    def _known(self) -> set[int]:
        columns = self._columns
        return {*columns.fields, *columns.texts, *columns.steps, *columns.boxes}

    def is_filled(self) -> bool:
        """Tell whether any column that we understand holds something."""
        return any(self._text(i) or i in self._row.faults for i in self._known())

    def _at(self, index: int) -> str:
        """Return a cell's text and remember its name. Raises UserFacing when it has no value."""
        self.cell = cell_name(self._row.number, index)
        fault = self._row.faults.get(index)
        if fault:
            raise UserFacing(fault_words(self._row.number, index, fault), code="cell_without_value")
        return self._text(index)

    def parse(self) -> ParsedRow:
        """Return the typed values. Raises UserFacing."""
        for index in sorted(self._known() & set(self._row.faults)):
            self._at(index)
        if not self.sku:
            raise UserFacing(_("The SKU is missing."), code="no_sku")
        values: dict[str, Any] = {}
        certificates: tuple[str, ...] = ()
        for index, name in self._columns.fields.items():
            text = self._at(index)
            if not text or name == "picture":
                continue
            if name == "certificates":
                names = (part.strip() for part in _CERTIFICATES.split(text))
                certificates = tuple(dict.fromkeys(one for one in names if one))
            elif name == "carton_size":
                sizes = read_size(text, what=name)
                measures = ("carton_length_cm", "carton_width_cm", "carton_height_cm")
                values |= dict(zip(measures, sizes, strict=True))
            else:
                values[name] = read_value(name, text)
        steps = self._steps()
        if self._columns.currency and ("price" in values or steps):
            values.setdefault("currency", self._columns.currency)
        texts, boxes = self._texts(), self._boxes()
        self.cell = ""
        check_product(values)
        return ParsedRow(self._row.number, values, steps, texts, boxes, certificates)

    def _steps(self) -> dict[Decimal, Decimal]:
        found: dict[Decimal, Decimal] = {}
        for index, quantity in self._columns.steps.items():
            text = self._at(index)
            if text:
                price = read_value("price", text)
                if not isinstance(price, Decimal) or price <= 0:
                    raise UserFacing(
                        _("{field}: {value} is out of range.").format(field="price", value=text),
                        code="out_of_range",
                    )
                found[quantity] = price
        return found

    def _texts(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for index, (language, part) in self._columns.texts.items():
            text = self._at(index)
            if text:
                found.setdefault(language, {})[part] = text
        return found

    def _boxes(self) -> tuple[CartonSpec, ...]:
        measures: dict[int, dict[str, str]] = {}
        for index, (number, measure) in sorted(self._columns.boxes.items()):
            text = self._at(index)
            if text:
                measures.setdefault(number, {})[measure] = text
        return tuple(_box(measures[number]) for number in sorted(measures))


def _box(texts: Mapping[str, str]) -> CartonSpec:
    def measure(name: str, kind: str) -> Any:  # noqa: ANN401 - a number of the field's kind
        return read_value(kind, texts[name]) if name in texts else None

    sizes = (
        measure("length_cm", "carton_length_cm"),
        measure("width_cm", "carton_width_cm"),
        measure("height_cm", "carton_height_cm"),
    )
    if "size" in texts:
        sizes = read_size(texts["size"], what="size")
    weights = (measure("net_kg", "net_weight_kg"), measure("gross_kg", "gross_weight_kg"))
    return read_box(texts.get("name", ""), measure("pieces", "pcs_per_carton"), sizes, weights)
