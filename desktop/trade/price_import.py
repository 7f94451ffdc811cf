"""Price lists from files: an article number and its prices by quantity; planned before it is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import BuyerItemCode, PriceList, PriceTier, Product
from desktop.store.workspace import Store
from desktop.trade import price_lists
from desktop.trade.list_prices import ListInfo
from desktop.trade.product_plan import aside_json
from desktop.trade.product_rows import ParsedRow, PutAside, parse_rows
from desktop.trade.table_file import read_table

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class ListWanted:
    """The list that a file's prices go into; it is made when there is none of this name.

    `currency` "" takes the list's, else the one that the file names.
    """

    name: str
    currency: str = ""
    customer_id: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    """A price of the file: what the list has now (None: nothing) and what it would have."""

    row: int
    product_id: str
    sku: str
    min_quantity: Decimal
    old: Decimal | None
    new: Decimal


@dataclass(frozen=True, slots=True)
class PricePlan:
    """What an import of prices would do."""

    wanted: ListWanted
    existing: ListInfo | None
    currency: str
    prices: tuple[PlannedPrice, ...]
    unchanged: int
    put_aside: tuple[PutAside, ...]
    ignored_columns: tuple[str, ...]

    @property
    def in_part(self) -> bool:
        """True when rows were put aside."""
        return bool(self.put_aside)

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "price_list": self.wanted.name,
            "currency": self.currency,
            "is_new": self.existing is None,
            "created": sum(1 for price in self.prices if price.old is None),
            "updated": sum(1 for price in self.prices if price.old is not None),
            "unchanged": self.unchanged,
            "put_aside": aside_json(self.put_aside),
            "ignored_columns": list(self.ignored_columns),
        }


def plan_prices(store: Store, path: Path, wanted: ListWanted) -> PricePlan:
    """Return what a file would change in a list. Writes nothing.

    A price without a quantity begins at 1, or at the row's MOQ; an article may have a row a step. Raises UserFacing: the file cannot
    be read, names no article numbers or prices, or another currency than the list has.
    """
    parsed = parse_rows(read_table(path).rows, row_a_step=True)
    if not parsed.columns.steps and "price" not in parsed.columns.fields.values():
        raise UserFacing(
            _("The file has no column with prices."),
            hint=_("Name one “price”, “单价” or “price 500+”."),
            code="no_price_column",
        )
    with store.read() as session:
        existing = _existing(session, wanted)
        currency = _currency(wanted, existing, parsed.good)
        aside = list(parsed.aside)
        articles = _articles(session, parsed.good, wanted.customer_id)
        stored = _stored(session, existing)
    prices: list[PlannedPrice] = []
    unchanged = 0
    for row in parsed.good:
        sku = str(row.values["sku"])
        product = articles.get(sku)
        problem = _problem(row, product, currency)
        if problem or product is None:
            aside.append(PutAside(row.row, sku, problem))
            continue
        for quantity, price in _prices(row):
            old = stored.get((product[0], quantity))
            if old == price:
                unchanged += 1
            else:
                prices.append(PlannedPrice(row.row, *product, quantity, old, price))
    aside.sort(key=lambda one: one.row)
    return PricePlan(
        wanted, existing, currency, tuple(prices), unchanged, tuple(aside), parsed.ignored_columns
    )


def _existing(session: Session, wanted: ListWanted) -> ListInfo | None:
    row = session.scalar(
        sa.select(PriceList)
        .where(
            sa.func.lower(PriceList.name) == wanted.name.strip().lower(),
            PriceList.deleted_at.is_(None),
        )
        .order_by(PriceList.created_at.desc())
        .limit(1)
    )
    return price_lists.info_of(row) if row else None


def _currency(wanted: ListWanted, existing: ListInfo | None, rows: tuple[ParsedRow, ...]) -> str:
    named = {str(row.values["currency"]) for row in rows if "currency" in row.values}
    only = next(iter(named)) if len(named) == 1 else ""
    currency = wanted.currency or (existing.currency if existing else "") or only or "USD"
    if existing is not None and existing.currency != currency:
        raise UserFacing(
            _("“{name}” has prices in {currency}: they are not converted.").format(
                name=existing.name, currency=existing.currency
            ),
            hint=_("Make a new list in {currency}.").format(currency=currency),
            code="list_has_prices",
        )
    return currency


def _articles(
    session: Session, rows: tuple[ParsedRow, ...], customer_id: str | None
) -> dict[str, tuple[str, str]]:
    """Return id and number of each article by the word that the file calls it."""
    words = [str(row.values["sku"]) for row in rows]
    found: dict[str, tuple[str, str]] = {}
    if customer_id:
        for code, key, sku in session.execute(
            sa.select(BuyerItemCode.code, Product.id, Product.sku)
            .join(Product, Product.id == BuyerItemCode.product_id)
            .where(
                BuyerItemCode.customer_id == customer_id,
                among(BuyerItemCode.code, words),
                BuyerItemCode.deleted_at.is_(None),
                Product.deleted_at.is_(None),
            )
        ):
            found[code] = (key, sku)
    for key, sku in session.execute(
        sa.select(Product.id, Product.sku).where(
            among(Product.sku, words), Product.deleted_at.is_(None)
        )
    ):
        found[sku] = (key, sku)
    return found


def _stored(session: Session, existing: ListInfo | None) -> dict[tuple[str, Decimal], Decimal]:
    if existing is None:
        return {}
    return {
        (tier.product_id, tier.min_quantity): tier.unit_price
        for tier in session.scalars(
            sa.select(PriceTier).where(
                PriceTier.price_list_id == existing.id, PriceTier.deleted_at.is_(None)
            )
        )
    }


def _problem(row: ParsedRow, product: tuple[str, str] | None, currency: str) -> str:
    if product is None:
        return _("There is no product “{sku}”.").format(sku=row.values["sku"])
    if row.values.get("currency", currency) != currency:
        return _("The price is in {other}, the list in {currency}.").format(
            other=row.values["currency"], currency=currency
        )
    prices = dict(_prices(row))
    if not prices:
        return _("The row has no price.")
    return "" if min(prices.values()) > 0 else _("Quantity and price must be above zero.")


def _prices(row: ParsedRow) -> Iterator[tuple[Decimal, Decimal]]:
    steps: Mapping[Decimal, Decimal] = row.steps
    if "price" in row.values:
        begin = Decimal(row.values.get("moq") or ONE)
        if begin not in steps:
            yield begin, row.values["price"]
    yield from steps.items()


def apply_prices(store: Store, plan: PricePlan) -> tuple[ListInfo, str]:
    """Write what was planned in one unit; return the list and what undo takes.

    Raises UserFacing as `price_lists.save`.
    """
    wanted, existing = plan.wanted, plan.existing
    with store.write(cause="import") as unit:
        session = unit.session
        if existing is None:
            row = PriceList(
                name=wanted.name.strip(),
                currency=plan.currency,
                customer_id=wanted.customer_id or None,
                valid_from=wanted.valid_from,
                valid_until=wanted.valid_until,
            )
            session.add(row)
            session.flush()
        else:
            row = price_lists.find(session, existing.id)
            row.customer_id = wanted.customer_id or row.customer_id
            row.valid_from = wanted.valid_from or row.valid_from
            row.valid_until = wanted.valid_until or row.valid_until
        price_lists.check_row(session, row)
        for price in plan.prices:
            price_lists.put_tier(session, row.id, price.product_id, price.min_quantity, price.new)
        return price_lists.info_of(row), unit.id
