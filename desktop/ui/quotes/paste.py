"""Rows copied from a spreadsheet: SKU, quantity, price, in the columns that people really have."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.ui.records.numbers import read_number

MOST_ROWS = 2000

# Column titles that buyers and purchasing departments really use, folded to lower case.
_HEADS: Mapping[str, frozenset[str]] = {
    "sku": frozenset(
        [
            "sku",
            "item",
            "item no",
            "item no.",
            "item code",
            "code",
            "model",
            "article",
            "product",
            "货号",
            "型号",
            "编号",
            "产品编号",
            "品号",
        ]
    ),
    "quantity": frozenset(["qty", "quantity", "pcs", "pieces", "order qty", "数量", "订购数量"]),
    "price": frozenset(
        ["price", "unit price", "target price", "usd", "price usd", "单价", "目标价", "价格"]
    ),
}


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One usable row: `price` None means the catalogue's price."""

    row: int
    sku: str
    quantity: Decimal
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class PutAside:
    """A row that could not be used, with the reason in words."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste gives: rows in order, and rows put aside."""

    rows: tuple[PastedRow, ...]
    aside: tuple[PutAside, ...]


def read_rows(text: str) -> Pasted:
    """Read tab-, semicolon- or comma-separated rows; a header row names the columns if there is one.

    Without a header the columns are SKU, quantity, price. A row without a readable SKU or quantity
    is put aside with its reason; the others stay.
    """
    table = _cells(text)
    if not table:
        return Pasted((), ())
    columns = _columns(table[0])
    start = 1 if columns else 0
    places = columns or {"sku": 0, "quantity": 1, "price": 2}
    rows: list[PastedRow] = []
    aside: list[PutAside] = []
    for number, cells in enumerate(table[start:], start + 1):
        try:
            rows.append(_row(number, cells, places))
        except UserFacing as error:
            aside.append(PutAside(number, "  ".join(cells).strip(), error.message))
    return Pasted(tuple(rows), tuple(aside))


def _cells(text: str) -> list[list[str]]:
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines:
        return []
    first = lines[0]
    separator = "\t" if "\t" in first else ";" if ";" in first else "," if "," in first else "\t"
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    table = [[cell.strip() for cell in cells] for cells in reader]
    return [cells for cells in table if any(cells)][:MOST_ROWS]


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return where the known columns stand, or nothing when this is no header row."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = cell.strip(" :：").casefold()
        for field, names in _HEADS.items():
            if name in names and field not in found:
                found[field] = index
    return found if "sku" in found and len(found) > 1 else {}


def _row(number: int, cells: Sequence[str], places: Mapping[str, int]) -> PastedRow:
    def cell(field: str) -> str:
        index = places.get(field, -1)
        return cells[index] if 0 <= index < len(cells) else ""

    sku = cell("sku")
    if not sku:
        raise UserFacing(_("No item code in this row."), code="no_sku")
    if not cell("quantity"):
        raise UserFacing(_("No quantity in this row."), code="no_quantity")
    quantity = read_number(cell("quantity"), what=_("Quantity"))
    if quantity <= 0:
        raise UserFacing(_("The quantity must be above zero."), code="quantity_not_positive")
    price = read_number(cell("price"), what=_("Unit price")) if cell("price") else None
    if price is not None and price < 0:
        raise UserFacing(_("The price cannot be below zero."), code="price_negative")
    return PastedRow(number, sku, quantity, price)
