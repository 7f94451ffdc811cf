"""Rows copied from a spreadsheet: SKU, quantity, price, in the columns that people really have."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.line_finding import Wanted
from desktop.ui.quotes.line_typing import read_discount, read_price, read_quantity, refuse_formula

MOST_ROWS = 5000
# A head stands within the first rows: above it are titles and addresses.
HEAD_WITHIN = 12


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


# Column titles that buyers and purchasing departments really use, folded to lower case.
_HEADS: Mapping[str, frozenset[str]] = {
    "sku": _set(
        "sku|item|item no|item no.|item number|item code|code|model|model no|model no.|article|"
        "article no|article no.|art. no.|art.nr.|artikel|artikelnummer|part no|part no.|"
        "part number|product|product code|ref|reference|référence|código|codigo|货号|型号|编号|"
        "产品编号|品号|料号|物料编码|产品型号|商品编码|款号"
    ),
    "name": _set(
        "name|description|product name|item name|goods|specification|bezeichnung|désignation|"
        "descripción|品名|名称|产品名称|商品名称|描述|规格|品名规格"
    ),
    "quantity": _set(
        "qty|qty.|quantity|quantities|pcs|pieces|order qty|order quantity|menge|anzahl|quantité|"
        "cantidad|数量|订购数量|订单数量|采购数量|件数"
    ),
    "price": _set(
        "price|unit price|u/price|target price|usd|eur|price usd|price eur|unit price usd|preis|"
        "einzelpreis|prix|prix unitaire|precio|单价|目标价|价格|含税单价|单价usd|美金单价"
    ),
    "unit": _set("unit|uom|einheit|unité|unidad|单位"),
    "discount": _set("discount|disc.|disc|discount %|rabatt|remise|折扣|优惠"),
}
_SUM_WORDS = _set("total|grand total|sub total|subtotal|sum|summe|gesamt|合计|总计|小计|总额")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+")
_WITH_UNIT = re.compile(
    r"^(?P<number>[\d.,'’\s\u00a0\u202f]+?)\s*(?P<unit>pcs?\.?|pieces?|units?|sets?|pairs?|rolls?|"
    r"boxes|ctns?|cartons?|m|kg|st\.?|stk\.?|只|件|个|套|副|卷|盒|箱|米|双|台|支)\.?$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"^[-+]?[\d.,'’\s\u00a0\u202f]*\d[\d.,]*$")
_UNITS = {"pc": "pcs", "piece": "pcs", "pieces": "pcs", "unit": "pcs", "units": "pcs", "st": "pcs",
          "stk": "pcs", "set": "sets", "pair": "pairs", "roll": "rolls", "ctn": "cartons",
          "ctns": "cartons", "carton": "cartons", "只": "pcs", "件": "pcs", "个": "pcs", "台": "pcs",
          "支": "pcs", "套": "sets", "副": "pairs", "双": "pairs", "卷": "rolls", "盒": "boxes",
          "箱": "cartons", "米": "m"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One usable row: `price` None means the catalogue's price; `row` counts from 1."""

    row: int
    sku: str
    quantity: Decimal
    price: Decimal | None
    name: str = ""
    unit: str = ""
    discount: Decimal = Decimal(0)

    def wanted(self) -> Wanted:
        """Return the row as a wish to the catalogue."""
        return Wanted(
            self.sku or self.name, self.quantity, self.price, self.discount, self.name, self.unit
        )


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
    """Read tab-, semicolon- or comma-separated rows; a head names the columns if there is one.

    Without a head the columns are found by what stands in them: article, quantity, price. A row
    without a readable article or quantity is put aside with its reason; empty rows do not count.
    """
    table = _cells(text)
    head, places = _head(table)
    rows: list[PastedRow] = []
    aside: list[PutAside] = []
    for number, cells in table[head:]:
        if len(rows) + len(aside) >= MOST_ROWS:
            reason = _("More than {count} rows: this one and those after it were left out.")
            aside.append(PutAside(number, "", reason.format(count=MOST_ROWS)))
            break
        try:
            rows.append(_row(number, cells, places))
        except UserFacing as error:
            words = "  ".join(cell for cell in cells if cell)
            aside.append(PutAside(number, words[:120], error.message))
    return Pasted(tuple(rows), tuple(aside))


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with its number from 1."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = "\t" if "\t" in text else ";" if ";" in first else "," if "," in first else "\t"
    # A lone inch sign opens no quotation that would swallow the rows below it.
    quotechar = '"' if text.count('"') % 2 == 0 else None
    reader = csv.reader(io.StringIO(text), delimiter=separator, quotechar=quotechar)
    table = []
    try:
        for number, cells in enumerate(reader, 1):
            stripped = [" ".join(cell.split()) for cell in cells]
            if any(stripped):
                table.append((number, stripped))
    except csv.Error:  # a cell above the reader's limit: what came before it stays
        pass
    return table


def _head(table: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]]:
    """Return how many rows stand above the goods, and which column is which."""
    for index, (_number, cells) in enumerate(table[:HEAD_WITHIN]):
        found = _named(cells)
        if found:
            return index + 1, found
    return 0, _guessed([cells for _number, cells in table[:200]])


def _named(cells: Sequence[str]) -> dict[str, int]:
    """Return where the named columns stand, or nothing when this is no head."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = re.sub(r"[(（\[].*?[)）\]]", "", cell).strip(" :：*").casefold()
        for field, names in _HEADS.items():
            if name in names and field not in found:
                found[field] = index
                break
    names_goods = "sku" in found or "name" in found
    return found if names_goods and len(found) > 1 else {}


def _guessed(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the columns of a table without a head, by what stands in them."""
    width = max((len(cells) for cells in rows), default=0)
    columns = [[cells[i] for cells in rows if i < len(cells) and cells[i]] for i in range(width)]
    shares = [_share_of_numbers(cells) for cells in columns]
    words = [i for i in range(width) if columns[i] and shares[i] < 0.5]
    figures = [i for i in range(width) if columns[i] and shares[i] >= 0.5]
    # A column that numbers the rows stands first, and the quantity is another one.
    if len(rows) > 1 and len(figures) > 1 and figures[0] == 0 and _counts_up(columns[0]):
        figures = figures[1:]
    if not words:  # article numbers made of digits only
        words, figures = figures[:1], figures[1:]
    found = dict(zip(("sku", "name"), words, strict=False))
    return found | dict(zip(("quantity", "price", "discount"), figures, strict=False))


def _share_of_numbers(cells: Sequence[str]) -> float:
    found = sum(bool(_NUMERIC.match(_bare(cell)) or _WITH_UNIT.match(cell)) for cell in cells)
    return found / len(cells) if cells else 0.0


def _bare(cell: str) -> str:
    return re.sub(r"^(?:[A-Z]{3}|US\$|[$€£¥￥])\s*|\s*(?:[A-Z]{3}|[$€£¥￥%元])$", "", cell)


def _counts_up(cells: Sequence[str]) -> bool:
    """Tell whether a column only numbers its rows: 1, 2, 3."""
    return cells == [str(number) for number in range(1, len(cells) + 1)]


def _row(number: int, cells: Sequence[str], places: Mapping[str, int]) -> PastedRow:
    def cell(field: str) -> str:
        index = places.get(field, -1)
        return cells[index] if 0 <= index < len(cells) else ""

    sku, name = cell("sku"), cell("name")
    for text in (sku, name):
        refuse_formula(text)
    if (sku or name or cells[0]).strip(" :：").casefold() in _SUM_WORDS:
        raise UserFacing(_("This row is a sum."), code="sum_row")
    if not sku and not name:
        raise UserFacing(_("No item code in this row."), code="no_sku")
    if not cell("quantity"):
        raise UserFacing(_("No quantity in this row."), code="no_quantity")
    quantity, unit = _quantity(cell("quantity"))
    return PastedRow(
        number,
        sku,
        quantity,
        read_price(cell("price")) if cell("price") else None,
        name,
        cell("unit") or unit,
        read_discount(cell("discount")) if cell("discount") else Decimal(0),
    )


def _quantity(text: str) -> tuple[Decimal, str]:
    """Return a quantity and its unit; goods are counted, so "1.200" is twelve hundred."""
    with_unit = _WITH_UNIT.match(text)
    number = with_unit.group("number").strip() if with_unit else text.strip()
    unit = with_unit.group("unit").rstrip(".").casefold() if with_unit else ""
    if _GROUPED.fullmatch(number):
        number = re.sub(r"\D", "", number)
    return read_quantity(number), _UNITS.get(unit, unit)


def as_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as spreadsheets take them from the clipboard; nothing in them becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerows([[_harmless(cell) for cell in cells] for cells in rows])
    return out.getvalue()


def _harmless(cell: str) -> str:
    is_number = bool(_NUMERIC.match(cell))
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") and not is_number else cell
