"""Products from CSV and spreadsheets: headers in English or Chinese, bad rows put aside with why.

Importing the same file twice changes nothing the second time; an empty cell leaves what is there.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import Product
from desktop.store.workspace import Store
from desktop.trade.product_fields import FIELDS, check_product, read_value
from desktop.trade.products import apply, figures_of, find_sku

_BATCH = 500
_HEADERS = {
    "sku": "sku|货号|型号|产品型号|产品编号|编号|款号|物料编码|item|item no|item no.|model|article|code",
    "name_en": "name_en|英文名称|英文品名|英文名|name|product|product name|品名英文",
    "name_zh": "name_zh|中文名称|中文品名|中文名|品名|名称|产品名称|chinese name",
    "description_en": "description_en|英文描述|英文规格|description|specification",
    "description_zh": "description_zh|中文描述|中文规格|描述|规格|规格描述|产品描述",
    "unit": "unit|单位|计量单位",
    "price": "price|单价|售价|价格|外销价|unit price|fob price",
    "currency": "currency|币种|货币|币别",
    "cost": "cost|成本|成本价|采购价|含税价|进价",
    "cost_currency": "cost_currency|成本币种|采购币种",
    "vat_rate": "vat_rate|增值税率|税率|vat",
    "rebate_rate": "rebate_rate|退税率|出口退税率|rebate",
    "hs_code": "hs_code|海关编码|hs编码|hs code|hs|商品编码",
    "origin": "origin|原产地|产地|country of origin",
    "moq": "moq|起订量|最小起订量|最低起订量",
    "pcs_per_carton": "pcs_per_carton|每箱数量|装箱数|装箱量|箱装数|pcs/ctn|qty/ctn",
    "carton_length_cm": "carton_length_cm|外箱长|箱长|外箱长cm|长(cm)|长",
    "carton_width_cm": "carton_width_cm|外箱宽|箱宽|外箱宽cm|宽(cm)|宽",
    "carton_height_cm": "carton_height_cm|外箱高|箱高|外箱高cm|高(cm)|高",
    "net_weight_kg": "net_weight_kg|净重|箱净重|净重kg|净重(kg)|n.w.|nw",
    "gross_weight_kg": "gross_weight_kg|毛重|箱毛重|毛重kg|毛重(kg)|g.w.|gw",
    "lead_time_days": "lead_time_days|交货期|交期|生产周期|交货天数|lead time",
    "barcode": "barcode|条码|条形码|ean|upc",
}


@dataclass(frozen=True, slots=True)
class PutAside:
    """A row that was not imported, and why; `row` counts as the spreadsheet does, head = 1."""

    row: int
    sku: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `ignored_columns` are headers that mean nothing to us."""

    created: int
    updated: int
    unchanged: int
    put_aside: tuple[PutAside, ...]
    ignored_columns: tuple[str, ...]

    @property
    def in_part(self) -> bool:
        """True when some rows were put aside (exit code 3 of the command line)."""
        return bool(self.put_aside)

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "put_aside": [{"row": r.row, "sku": r.sku, "reason": r.reason} for r in self.put_aside],
            "ignored_columns": list(self.ignored_columns),
        }


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One good row: its place in the file and the typed values of its filled cells."""

    row: int
    values: dict[str, Any]


def import_file(store: Store, path: Path) -> ImportResult:
    """Import products from a CSV, XLSX, XLS, XLSB or ODS file; return what happened.

    Rows are matched by article number. Raises UserFacing when the file cannot be read or has no
    column for it.
    """
    head, body = _read_table(path)
    good, aside, ignored = parse_rows(head, body)
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    rows = iter(good)
    while batch := list(islice(rows, _BATCH)):
        with store.write(cause="import") as unit:
            for parsed in batch:
                try:
                    counts[_store_row(unit.session, parsed)] += 1
                except UserFacing as problem:
                    aside.append(PutAside(parsed.row, parsed.values["sku"], problem.message))
    aside.sort(key=lambda entry: entry.row)
    return ImportResult(**counts, put_aside=tuple(aside), ignored_columns=ignored)


def _store_row(session: Session, parsed: ParsedRow) -> str:
    product = find_sku(session, parsed.values["sku"])
    figures = figures_of(session, [product], None)[0] if product else None
    stored = {name: getattr(figures, name) for name in FIELDS} if figures else {}
    # Before anything is set: a refused row must leave no trace in the unit.
    check_product(stored | parsed.values)
    if product is None:
        product = Product(sku=parsed.values["sku"])
        session.add(product)
        session.flush()
        apply(session, product, parsed.values, None)
        return "created"
    came_back = product.deleted_at is not None
    if came_back:
        product.deleted_at = None
    return "updated" if apply(session, product, parsed.values, None) or came_back else "unchanged"


def parse_rows(
    head: Sequence[str], body: Iterable[Sequence[str]]
) -> tuple[list[ParsedRow], list[PutAside], tuple[str, ...]]:
    """Return good rows, rows put aside, and columns not understood. Pure.

    Raises UserFacing when no column holds the article number.
    """
    columns, ignored = _match_columns(head)
    if "sku" not in columns.values():
        raise UserFacing(
            _("The file has no column for the article number."),
            hint=_("Its first row must name the columns; one of them “sku” or “货号”."),
            code="no_sku_column",
        )
    good: list[ParsedRow] = []
    aside: list[PutAside] = []
    seen: set[str] = set()
    for number, cells in enumerate(body, start=2):
        filled = {
            name: text.strip()
            for index, name in columns.items()
            if index < len(cells) and (text := cells[index]).strip()
        }
        if not filled:
            continue
        sku = filled.get("sku", "")
        try:
            if not sku:
                raise UserFacing(_("The article number is missing."))
            if sku in seen:
                raise UserFacing(_("The article number stands in the file twice."))
            values = {name: read_value(name, text) for name, text in filled.items()}
            check_product(values)
        except UserFacing as problem:
            aside.append(PutAside(number, sku, problem.message))
            continue
        seen.add(sku)
        good.append(ParsedRow(number, values))
    return good, aside, ignored


def _match_columns(head: Sequence[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    names = {
        _fold(alias): field for field, aliases in _HEADERS.items() for alias in aliases.split("|")
    }
    columns: dict[int, str] = {}
    ignored = []
    for index, title in enumerate(head):
        field = names.get(_fold(title))
        if field and field not in columns.values():
            columns[index] = field
        elif title.strip():
            ignored.append(title.strip())
    return columns, tuple(ignored)


def _fold(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold().strip().lstrip("\ufeff")
    return "".join(folded.replace("_", " ").split())


def _read_table(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    try:
        if path.suffix.lower() in (".csv", ".txt", ".tsv"):
            rows = _read_csv(path.read_bytes())
        else:
            rows = _read_sheet(path)
    except OSError as error:
        raise UserFacing(
            _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
        ) from error
    head = next(rows, [])
    return head, rows


def _read_csv(content: bytes) -> Iterator[list[str]]:
    """Yield the rows; UTF-8 first, else GB18030, which Excel writes on a Chinese computer."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))


def _read_sheet(path: Path) -> Iterator[list[str]]:
    # A Rust reader, 15 times openpyxl (LIBRARIES.md B7); loaded only when a sheet is read.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as error:
        if not path.is_file():
            raise UserFacing(
                _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
            ) from error
        raise UserFacing(
            _("{name} is not a spreadsheet that can be read.").format(name=path.name),
            hint=_("Save it as .xlsx or .csv and try again."),
            code="bad_spreadsheet",
        ) from error
    return ([cell_text(cell) for cell in row] for row in rows)


def cell_text(cell: object) -> str:
    """Return a spreadsheet cell as text: whole floats without a point, so codes stay codes."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        # repr is the shortest text that reads back as this float: 14.6, never 14.5999999.
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
