"""What an import of articles would change, said before anything is written."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.store.among import among
from desktop.store.schema.products import PriceTier, Product
from desktop.store.workspace import Store
from desktop.trade import (
    certificates,
    pictures,
    product_costs,
    product_pictures,
    products,
    tax_rates,
)
from desktop.trade.product_costs import CostEntry
from desktop.trade.product_fields import DATED_FIELDS, FIELDS, check_product
from desktop.trade.product_rows import ParsedRow, PutAside, parse_rows
from desktop.trade.products import ProductFigures
from desktop.trade.table_file import TableFile, read_picture_parts, read_table
from desktop.trade.tax_rates import TaxEntry
from desktop.trade.xlsx_pictures import SheetPicture

_BATCH = 500


class Effect(StrEnum):
    """What a row does to the catalogue."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a row changes: what is there ("" for nothing) and what would be."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row with its effect; `pictures` are those that the article does not have yet."""

    parsed: ParsedRow
    effect: Effect
    changes: tuple[Change, ...]
    pictures: tuple[SheetPicture, ...] = ()

    @property
    def sku(self) -> str:
        """The article number."""
        return str(self.parsed.values["sku"])


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `picture_faults` are rows that come in without their picture."""

    path: Path
    rows: tuple[PlannedRow, ...]
    put_aside: tuple[PutAside, ...]
    picture_faults: tuple[PutAside, ...]
    ignored_columns: tuple[str, ...]
    on: date | None

    def count(self, effect: Effect) -> int:
        """Return how many rows have this effect."""
        return sum(1 for row in self.rows if row.effect is effect)

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form of a dry run."""
        return {
            "created": self.count(Effect.NEW),
            "updated": self.count(Effect.CHANGED),
            "unchanged": self.count(Effect.UNCHANGED),
            "rows": [
                {
                    "row": row.parsed.row,
                    "sku": row.sku,
                    "effect": row.effect.value,
                    "changes": [
                        {"field": c.field, "old": c.old, "new": c.new} for c in row.changes
                    ],
                }
                for row in self.rows
                if row.effect is not Effect.UNCHANGED
            ],
            "put_aside": aside_json(self.put_aside),
            "picture_faults": aside_json(self.picture_faults),
            "ignored_columns": list(self.ignored_columns),
        }


def aside_json(rows: Iterable[PutAside]) -> list[dict[str, Any]]:
    """Return rows put aside in the command line's form."""
    return [{"row": r.row, "sku": r.sku, "reason": r.reason, "cell": r.cell} for r in rows]


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of an article before the import."""

    figures: ProductFigures
    costs: tuple[CostEntry, ...]
    steps: Mapping[Decimal, Decimal]
    certificates: frozenset[str]
    hashes: frozenset[str]
    is_deleted: bool


def plan_import(store: Store, path: Path, on: date | None = None) -> ImportPlan:
    """Return what importing a file would change as of a day. Writes nothing.

    Raises UserFacing when the file cannot be read or has no column for the article number.
    """
    table = read_table(path)
    parsed = parse_rows(table.rows)
    aside = list(parsed.aside)
    wanted = {
        picture.part: picture.size
        for row in parsed.good
        for picture in table.pictures.get(row.row, ())
    }
    hashes, broken = _look_at_pictures(path, wanted)
    planned: list[PlannedRow] = []
    with store.read() as session:
        rates = tax_rates.entries_for(session, ())
        for batch in _batches(parsed.good):
            present = _present(session, [row.values["sku"] for row in batch], on)
            for row in batch:
                now = present.get(row.values["sku"])
                try:
                    planned.append(_planned(row, now, rates, table, hashes, on))
                except UserFacing as problem:
                    aside.append(PutAside(row.row, row.values["sku"], problem.message))
    return ImportPlan(
        path,
        tuple(planned),
        tuple(sorted(aside, key=lambda a: a.row)),
        tuple(_picture_faults(planned, table, broken)),
        parsed.ignored_columns,
        on,
    )


def _batches(rows: Iterable[ParsedRow]) -> Iterator[list[ParsedRow]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _look_at_pictures(
    path: Path, wanted: Mapping[str, int]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the hash of each good picture part, and of the others why they cannot be taken."""
    hashes: dict[str, str] = {}
    broken: dict[str, str] = {}
    readable = []
    for part, size in wanted.items():
        try:
            product_pictures.check_size(size)
            readable.append(part)
        except UserFacing as problem:
            broken[part] = problem.message
    for part, content in read_picture_parts(path, readable) if readable else ():
        try:
            pictures.check(content)
            hashes[part] = hashlib.sha256(content).hexdigest()
        except UserFacing as problem:
            broken[part] = problem.message
    return hashes, broken


def _picture_faults(
    rows: Iterable[PlannedRow], table: TableFile, broken: Mapping[str, str]
) -> Iterator[PutAside]:
    for row in rows:
        for picture in table.pictures.get(row.parsed.row, ()):
            if picture.part in broken:
                yield PutAside(row.parsed.row, row.sku, broken[picture.part])


def _present(session: Session, skus: Iterable[str], on: date | None) -> dict[str, Present]:
    rows = session.scalars(sa.select(Product).where(among(Product.sku, skus))).all()
    ids = [row.id for row in rows]
    costs = product_costs.history(session, ids)
    steps: dict[str, dict[Decimal, Decimal]] = {}
    for tier in session.scalars(
        sa.select(PriceTier).where(
            among(PriceTier.product_id, ids),
            PriceTier.price_list_id.is_(None),
            PriceTier.deleted_at.is_(None),
        )
    ):
        steps.setdefault(tier.product_id, {})[tier.min_quantity] = tier.unit_price
    papers = certificates.certificates_of(session, ids)
    hashes = product_pictures.known_hashes(session, ids)
    return {
        row.sku: Present(
            figures,
            costs.get(row.id, ()),
            steps.get(row.id, {}),
            frozenset(c.name.casefold() for c in papers.get(row.id, ())),
            frozenset(hashes.get(row.id, ())),
            row.deleted_at is not None,
        )
        for row, figures in zip(rows, products.figures_of(session, rows, on), strict=True)
    }


def _planned(
    row: ParsedRow,
    now: Present | None,
    rates: tuple[TaxEntry, ...],
    table: TableFile,
    hashes: Mapping[str, str],
    on: date | None,
) -> PlannedRow:
    stored = {name: getattr(now.figures, name) for name in FIELDS} if now else {}
    check_product({**stored, **row.values})
    known = now.hashes if now else frozenset()
    fresh = {
        hashes[p.part]: p
        for p in table.pictures.get(row.row, ())
        if p.part in hashes and hashes[p.part] not in known
    }
    changes = tuple(_changes(row, now, rates, len(fresh), on))
    if now is None:
        effect = Effect.NEW
    else:
        effect = Effect.CHANGED if changes or now.is_deleted else Effect.UNCHANGED
    return PlannedRow(row, effect, changes, tuple(fresh.values()))


def _changes(
    row: ParsedRow,
    now: Present | None,
    rates: tuple[TaxEntry, ...],
    new_pictures: int,
    on: date | None,
) -> Iterator[Change]:
    figures = now.figures if now else None
    for name, value in row.values.items():
        old = getattr(figures, name) if figures else None
        if name not in DATED_FIELDS and old != value and not (name == "sku" and now):
            yield Change(name, _shown(old), _shown(value))
    cost = product_costs.to_note(now.costs if now else (), row.values, on)
    if cost is not None:
        old_cost = f"{figures.cost_currency} {figures.cost:f}" if figures and figures.cost else ""
        yield Change("cost", old_cost, f"{cost.currency} {cost.cost:f}")
    yield from _rate_changes(row, figures, rates, on)
    for quantity, price in row.steps.items():
        before = now.steps.get(quantity) if now else None
        if before != price:
            yield Change(f"price {quantity:f}+", _shown(before), _shown(price))
    for language, texts in row.texts.items():
        known = figures.texts.get(language, {}) if figures else {}
        for part, text in texts.items():
            if known.get(part, "") != text:
                yield Change(f"{part}_{language}", known.get(part, ""), text)
    if row.boxes and row.boxes != (figures.more_boxes if figures else ()):
        yield Change(
            "boxes", str(1 + len(figures.more_boxes)) if figures else "", str(1 + len(row.boxes))
        )
    fresh = [c for c in row.certificates if not now or c.casefold() not in now.certificates]
    if fresh:
        yield Change("certificates", "", ", ".join(fresh))
    if new_pictures:
        yield Change("picture", "", str(new_pictures))


def _rate_changes(
    row: ParsedRow,
    figures: ProductFigures | None,
    rates: tuple[TaxEntry, ...],
    on: date | None,
) -> Iterator[Change]:
    """What the article pays now stands in its figures: own rates or the heading's."""
    code = str(row.values.get("hs_code") or (figures.hs_code if figures else ""))
    general = tax_rates.rate_for(rates, None, code, on)
    names = [name for name in ("vat_rate", "rebate_rate") if name in row.values]
    for name in names:
        if figures is not None and code == figures.hs_code:
            old = getattr(figures, name)
        else:
            old = getattr(figures, name, None) or getattr(general, name, None)
        if old != row.values[name]:
            yield Change(name, _shown(old), _shown(row.values[name]))


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
