"""Articles from CSV and spreadsheets: planned first, then written in portions; bad rows put aside with why.

Importing the same file twice changes nothing the second time; an empty cell leaves what is there.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.ids import new_id
from desktop.store import journal, long_writes
from desktop.store.among import among
from desktop.store.long_writes import Hold
from desktop.store.schema.base import Record
from desktop.store.schema.products import (
    ExportTaxRate,
    PriceTier,
    Product,
    ProductCertificate,
    ProductCost,
    ProductText,
)
from desktop.store.workspace import Store
from desktop.trade import (
    certificates,
    price_lists,
    product_boxes,
    product_costs,
    product_pictures,
    product_texts,
    products,
    tax_rates,
)
from desktop.trade.product_fields import DATED_FIELDS
from desktop.trade.product_pictures import Prepared
from desktop.trade.product_plan import Effect, ImportPlan, PlannedRow, aside_json, plan_import
from desktop.trade.product_rows import PutAside
from desktop.trade.table_file import read_picture_parts
from desktop.trade.tax_rates import TaxEntry

PORTION = 80
"""Rows written in one go: a tenth of a second."""
PAUSE_S = 0.06
"""Pause between portions. SQLite looks every 50 ms at most, in the first quarter of a second, whether the store is free."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `ignored_columns` are headers that mean nothing to us.

    `picture_faults` are rows that came in without their picture; `unit_id` is what undo takes
    ("" when nothing was written).
    """

    created: int
    updated: int
    unchanged: int
    put_aside: tuple[PutAside, ...]
    ignored_columns: tuple[str, ...]
    picture_faults: tuple[PutAside, ...] = ()
    unit_id: str = ""

    @property
    def in_part(self) -> bool:
        """True when something was put aside (exit code 3 of the command line)."""
        return bool(self.put_aside or self.picture_faults)

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "put_aside": aside_json(self.put_aside),
            "picture_faults": aside_json(self.picture_faults),
            "ignored_columns": list(self.ignored_columns),
        }


def import_file(store: Store, path: Path, on: date | None = None) -> ImportResult:
    """Import articles from a CSV, XLSX, XLS, XLSB or ODS file; return what happened.

    Rows are matched by article number. New costs and tax rates hold from `on` (None: no day
    known). Raises UserFacing when the file cannot be read or has no column for the number.
    """
    return apply_plan(store, plan_import(store, path, on))


def apply_plan(
    store: Store, plan: ImportPlan, told: Callable[[int, int], object] | None = None
) -> ImportResult:
    """Write what was planned; one undo takes all of it back. `told` hears (rows written, rows in all).

    The store is free between the portions, for the window and the engine. When a portion cannot be written,
    those before it are taken back and the error is raised: nothing has changed then.
    """
    work = Importing(store, plan)
    work.prepare()
    while work.step():
        if told is not None:
            told(work.written, work.total)
        time.sleep(PAUSE_S)
    return work.result()


class Importing:
    """An import under way: `prepare` once, then `step` until it says that nothing is left."""

    def __init__(self, store: Store, plan: ImportPlan) -> None:
        """Nothing is written yet."""
        self._store, self._plan = store, plan
        self._todo = [row for row in plan.rows if row.effect is not Effect.UNCHANGED]
        self._prepared: dict[str, Prepared] = {}
        self._faults: list[PutAside] = []
        self._unit_id = ""
        self._hold: Hold | None = None
        self.written = 0

    @property
    def total(self) -> int:
        """How many rows there are to write."""
        return len(self._todo)

    def prepare(self) -> None:
        """Make the pictures small: the longest part where there are many, and nobody waits for it.

        An import of the same file that was left half-way is gone on with: one undo takes both parts back.
        """
        self._prepared, self._faults = _prepare(self._plan, self._todo)
        path = self._plan.path.resolve()
        begun = [one for one in long_writes.unfinished(self._store) if one.path == path]
        self._unit_id = begun[0].unit_id if begun else new_id()
        self._hold = Hold(self._store, self._unit_id)
        if begun and not self._todo:
            with self._store.write(cause="import") as unit:
                long_writes.forget(unit.session, self._unit_id)

    def step(self) -> bool:
        """Write one portion; tell whether there is another one. What was taken back meanwhile stays so.

        Errors as `Store.write`; the portions before are taken back then.
        """
        portion = self._todo[self.written : self.written + PORTION]
        if not portion or self._taken_back():
            self.release()
            return False
        done = self.written + len(portion)
        try:
            with self._store.write(cause="import", goes_on=self._unit_id) as unit:
                _write_all(unit.session, portion, self._prepared, self._plan.on)
                path = self._plan.path.resolve()
                long_writes.note(unit.session, self._unit_id, path, done, self.total)
        except Exception:
            if self.written:
                with suppress(
                    TradepostError
                ):  # the disk is full for this too: the first error counts
                    journal.undo(self._store, self._unit_id)
            self.release()
            raise
        self.written = done
        if done == self.total:
            self.release()
        return done < self.total

    def release(self) -> None:
        """Let go of the import: what is written of it stays, and is known as unfinished."""
        if self._hold is not None:
            self._hold.release()

    def _taken_back(self) -> bool:
        return bool(self.written) and journal.is_undone(self._store, self._unit_id)

    def result(self) -> ImportResult:
        """Return what happened."""
        plan = self._plan
        return ImportResult(
            plan.count(Effect.NEW),
            plan.count(Effect.CHANGED),
            plan.count(Effect.UNCHANGED),
            plan.put_aside,
            plan.ignored_columns,
            (*plan.picture_faults, *self._faults),
            self._unit_id if self.written else "",
        )


def _prepare(
    plan: ImportPlan, rows: Iterable[PlannedRow]
) -> tuple[dict[str, Prepared], list[PutAside]]:
    """Return the pictures made small, before the store is held; and those that turned out broken."""
    users = {picture.part: row for row in rows for picture in row.pictures}
    prepared: dict[str, Prepared] = {}
    faults: list[PutAside] = []
    for part, content in read_picture_parts(plan.path, users) if users else ():
        try:
            prepared[part] = product_pictures.prepare(content)
        except UserFacing as problem:
            faults.append(PutAside(users[part].parsed.row, users[part].sku, problem.message))
    return prepared, faults


def _write_all(
    session: Session, rows: Iterable[PlannedRow], prepared: dict[str, Prepared], on: date | None
) -> None:
    rows = tuple(rows)
    there = set(
        session.scalars(sa.select(Product.sku).where(among(Product.sku, (r.sku for r in rows))))
    )
    rates = tax_rates.entries_for(session, ())
    # Rows of one file are different articles: what one adds, no look-up of another has to see.
    with session.no_autoflush:
        for row in rows:
            if row.sku in there:
                _change(session, row, prepared, on)
            else:
                session.add_all(_new_rows(row, rates, prepared, on))


def _new_rows(
    row: PlannedRow,
    rates: Iterable[TaxEntry],
    prepared: dict[str, Prepared],
    on: date | None,
) -> Iterator[Record]:
    """Yield everything a new article consists of: thousands come in without a look-up each."""
    parsed, key = row.parsed, new_id()
    plain = {name: value for name, value in parsed.values.items() if name not in DATED_FIELDS}
    yield Product(id=key, **plain)
    cost = product_costs.to_note((), parsed.values, on)
    if cost is not None:
        yield ProductCost(
            product_id=key, valid_from=cost.valid_from, cost=cost.cost, currency=cost.currency
        )
    code = str(parsed.values.get("hs_code", ""))
    rate = tax_rates.to_note(rates, key, code, parsed.values, on)
    if rate is not None:
        yield ExportTaxRate(
            product_id=key,
            valid_from=rate.valid_from,
            vat_rate=rate.vat_rate,
            rebate_rate=rate.rebate_rate,
        )
    for quantity, price in parsed.steps.items():
        yield PriceTier(product_id=key, min_quantity=quantity, unit_price=price)
    for language, texts in parsed.texts.items():
        yield ProductText(product_id=key, language=language, **texts)
    yield from product_boxes.rows_of(key, parsed.boxes)
    for name in parsed.certificates:
        yield ProductCertificate(product_id=key, name=name)
    fresh = [prepared[p.part] for p in row.pictures if p.part in prepared]
    yield from product_pictures.rows_of(key, fresh)


def _change(
    session: Session, row: PlannedRow, prepared: dict[str, Prepared], on: date | None
) -> None:
    parsed = row.parsed
    product = products.find_sku(session, row.sku)
    assert product is not None  # it was there when this unit began
    product.deleted_at = None
    products.apply(session, product, parsed.values, on)
    for quantity, price in parsed.steps.items():
        price_lists.put_tier(session, None, product.id, quantity, price)
    for language, texts in parsed.texts.items():
        product_texts.put(session, product.id, language, texts)
    if parsed.boxes:
        product_boxes.put(session, product.id, parsed.boxes)
    _add_certificates(session, product.id, parsed.certificates)
    fresh = [prepared[p.part] for p in row.pictures if p.part in prepared]
    if fresh:
        product_pictures.add_in(session, product.id, fresh, in_front=True)


def _add_certificates(session: Session, product_id: str, names: Iterable[str]) -> None:
    names = tuple(names)
    if not names:
        return
    known = certificates.certificates_of(session, [product_id]).get(product_id, ())
    has = {one.name.casefold() for one in known}
    for name in names:
        if name.casefold() not in has:
            session.add(ProductCertificate(product_id=product_id, name=name))
