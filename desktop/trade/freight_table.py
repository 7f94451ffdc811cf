"""Freight tables from spreadsheets and the clipboard: one row a port, one column a container; or long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.container_plan import LCL
from desktop.trade.containers import containers
from desktop.trade.freight import Basis, Tariff, TariffRate
from desktop.trade.money import parse_decimal
from desktop.trade.table_file import read_table
from desktop.trade.table_row import TableRow, fault_words

_HEADS: Mapping[str, tuple[str, ...]] = {
    "port": ("port", "pod", "destination", "port of destination", "目的港", "港口", "卸货港"),
    "amount": ("amount", "rate", "freight", "price", "运费", "费率", "金额"),
    "container": ("container", "type", "size", "箱型", "柜型"),
    "from": ("from", "from quantity", "from kg", "step", "起", "起重", "起始数量"),
    "destination_costs": (
        "destination costs",
        "destination_costs",
        "dthc",
        "目的港费用",
        "目的地费用",
    ),
    "transit_days": ("transit days", "transit_days", "days", "t/t", "航程", "天数"),
}
_SIZES = {
    "20": "20GP", "20'": "20GP", "20gp": "20GP", "20dv": "20GP", "20尺": "20GP", "小柜": "20GP",
    "40": "40GP", "40'": "40GP", "40dv": "40GP", "40尺": "40GP", "平柜": "40GP",
    "40hc": "40HQ", "40'hq": "40HQ", "40'hc": "40HQ", "高柜": "40HQ", "45hc": "45HQ", "45'hq": "45HQ",
    "lcl": LCL, "w/m": LCL, "cbm": LCL, "拼箱": LCL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FreightTable:
    """The rates of a table, and the rows put aside as (number, reason)."""

    rates: tuple[TariffRate, ...]
    basis: Basis | None
    put_aside: tuple[tuple[int, str], ...]


def read_file(path: Path) -> FreightTable:
    """Return the rates in an .xlsx, .xls, .ods or .csv; errors as `read_rows`, or unreadable."""
    return read_rows(read_table(path).rows)


def read_text(text: str) -> FreightTable:
    """Return the rates in cells copied from a spreadsheet; errors as `read_rows`."""
    lines = [line.split("\t") for line in text.splitlines()]
    return read_rows([TableRow(n, cells) for n, cells in enumerate(lines, 1) if any(cells)])


def read_rows(rows: Sequence[TableRow]) -> FreightTable:
    """Return the rates of a table with a head row.

    Wide: Port, 20GP, 40GP, 40HQ, LCL ...; long: Port, Container or From, Amount. A cell that is no
    amount puts its row aside. Raises UserFacing when the head names no amounts.
    """
    if not rows:
        raise _no_table()
    head = [_head(cell) for cell in rows[0].cells]
    sizes = {at: name for at, name in enumerate(head) if name in (*_sizes(), LCL)}
    places = {name: at for at, name in reversed(list(enumerate(head))) if name in _HEADS}
    if not sizes and "amount" not in places:
        raise _no_table()
    rates: list[TariffRate] = []
    aside: list[tuple[int, str]] = []
    for row in rows[1:]:
        try:
            rates += _rates(row, places, sizes)
        except UserFacing as problem:
            aside.append((row.number, problem.message))
    by_container = bool(sizes) or any(rate.container for rate in rates)
    return FreightTable(tuple(rates), Basis.CONTAINER if by_container else None, tuple(aside))


def with_table(tariff: Tariff, table: FreightTable) -> Tariff:
    """Return the tariff with the rates of a table; ports that the table has not keep theirs."""
    ports = {rate.port.casefold() for rate in table.rates}
    kept = [rate for rate in tariff.rates if rate.port.casefold() not in ports]
    basis = table.basis or tariff.basis
    if tariff.rates and table.basis not in (None, tariff.basis):
        kept = []
    return replace(tariff, basis=basis, rates=(*kept, *table.rates))


def as_rows(tariff: Tariff) -> tuple[tuple[str, ...], ...]:
    """Return the tariff as the cells of a table that `read_rows` reads back, head first."""
    if tariff.basis is Basis.CONTAINER:
        codes = [c for c in (*_sizes(), LCL) if any(r.container == c for r in tariff.rates)]
        head = ("Port", *codes, "Destination costs", "Transit days")
        rows = []
        for port in tariff.ports():
            own = [rate for rate in tariff.rates if rate.port == port]
            amounts = [next((_text(r.amount) for r in own if r.container == c), "") for c in codes]
            rows.append((port, *amounts, *_tail(own)))
        return (head, *rows)
    head = ("Port", "From", "Amount", "Destination costs", "Transit days")
    return (
        head,
        *((r.port, _text(r.from_quantity), _text(r.amount), *_tail([r])) for r in tariff.rates),
    )


def _tail(rates: Iterable[TariffRate]) -> tuple[str, str]:
    rates = list(rates)
    costs = next((r.destination_costs for r in rates if r.destination_costs is not None), None)
    days = next((r.transit_days for r in rates if r.transit_days is not None), None)
    return _text(costs), "" if days is None else str(days)


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _sizes() -> tuple[str, ...]:
    return tuple(box.code for box in containers())


def _size(word: str) -> str:
    known = {box.code.casefold(): box.code for box in containers()}
    return known.get(word) or _SIZES.get(word, "")


def _head(cell: str) -> str:
    word = " ".join(cell.strip().casefold().split())
    size = _size(word.replace(" ", ""))
    if size:
        return size
    return next((name for name, words in _HEADS.items() if word in words), "")


def _rates(row: TableRow, places: Mapping[str, int], sizes: Mapping[int, str]) -> list[TariffRate]:
    def cell(at: int | None) -> str:
        if at is None or at >= len(row.cells):
            return ""
        if at in row.faults:
            message = fault_words(row.number, at, row.faults[at])
            raise UserFacing(message, code="bad_cell")
        return row.cells[at].strip()

    def number(name: str) -> Decimal | None:
        text = cell(places.get(name))
        return _amount(text) if text else None

    days = number("transit_days")
    costs = number("destination_costs")
    port = cell(places.get("port"))
    start = TariffRate(Decimal(0), port, "", number("from") or Decimal(0), costs)
    start = replace(start, transit_days=int(days) if days is not None else None)
    if sizes:
        texts = {code: cell(at) for at, code in sizes.items()}
        return [
            replace(start, container=code, amount=_amount(text))
            for code, text in texts.items()
            if text and text not in ("-", "–", "/")
        ]
    size = cell(places.get("container"))
    code = (_size(size.casefold().replace(" ", "")) or size) if size else ""
    return [replace(start, container=code, amount=_amount(cell(places.get("amount"))))]


def _amount(text: str) -> Decimal:
    value = parse_decimal(text.lstrip("$€£¥￥").removeprefix("USD"), what=_("Amount"))
    if value < 0:
        raise UserFacing(_("Amounts of a tariff cannot be below zero."), code="tariff_negative")
    return value


def _no_table() -> UserFacing:
    return UserFacing(
        _("This is no freight table."),
        hint=_("Its first row needs Port and 20GP, 40GP, 40HQ, LCL; or Port, From and Amount."),
        safe=_("Nothing was changed."),
        code="no_freight_table",
    )
