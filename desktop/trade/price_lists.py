"""Price lists: prices in one currency for a time, for everybody or one customer, in steps by quantity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.days import long_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.products import PriceList, PriceTier, Product
from desktop.store.workspace import Store
from desktop.trade import incoterms, kept_rows
from desktop.trade.list_prices import ListInfo
from desktop.trade.money import check_currency, minor_digits, round_to

MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ListRow:
    """A price list as listed: with the customer's name and how many articles it prices."""

    info: ListInfo
    customer_name: str
    articles: int

    @property
    def id(self) -> str:
        """The list's id."""
        return self.info.id


@dataclass(frozen=True, slots=True)
class TierRow:
    """A step of a list with the article it prices."""

    id: str
    product_id: str
    sku: str
    name_en: str
    name_zh: str
    unit: str
    min_quantity: Decimal
    unit_price: Decimal


def listing(store: Store) -> tuple[ListRow, ...]:
    """Return all lists: those for everybody first, the latest begun first."""
    with store.read() as session:
        counts = {
            row[0]: row[1]
            for row in session.execute(
                sa.select(PriceTier.price_list_id, sa.func.count(sa.distinct(PriceTier.product_id)))
                .where(PriceTier.deleted_at.is_(None))
                .group_by(PriceTier.price_list_id)
            )
        }
        rows = session.execute(
            sa.select(PriceList, Customer.name)
            .outerjoin(Customer, Customer.id == PriceList.customer_id)
            .where(PriceList.deleted_at.is_(None))
        ).all()
        found = [ListRow(info_of(row), name or "", counts.get(row.id, 0)) for row, name in rows]
    found.sort(key=lambda r: (r.info.valid_from or date.min, r.info.name), reverse=True)
    return tuple(sorted(found, key=lambda r: r.customer_name))


def info_of(row: PriceList) -> ListInfo:
    """Return the plain values of a stored list."""
    return ListInfo(
        row.id,
        row.name,
        row.currency,
        row.customer_id,
        row.valid_from,
        row.valid_until,
        row.incoterm,
        row.place,
        row.note,
    )


def get(store: Store, key: str) -> ListInfo:
    """Return the list with this id or name. Raises UserFacing when there is none."""
    with store.read() as session:
        return info_of(find(session, key))


def find(session: Session, key: str) -> PriceList:
    """Return the list with this id or name, the latest of equal names. Raises UserFacing."""
    row = session.get(PriceList, key) or session.scalar(
        sa.select(PriceList)
        .where(sa.func.lower(PriceList.name) == key.strip().lower(), PriceList.deleted_at.is_(None))
        .order_by(PriceList.created_at.desc())
        .limit(1)
    )
    if row is None or row.deleted_at is not None:
        raise UserFacing(
            _("There is no price list “{name}”.").format(name=key),
            hint=_("`tradepost price list` shows what there is."),
            code="unknown_price_list",
        )
    return row


def tiers(store: Store, list_id: str) -> tuple[TierRow, ...]:
    """Return the steps of a list by article and quantity."""
    with store.read() as session:
        return _tiers(session, PriceTier.price_list_id == list_id)


def _tiers(session: Session, *where: sa.ColumnElement[bool]) -> tuple[TierRow, ...]:
    rows = session.execute(
        sa.select(PriceTier, Product)
        .join(Product, Product.id == PriceTier.product_id)
        .where(PriceTier.deleted_at.is_(None), Product.deleted_at.is_(None), *where)
    ).all()
    found = [
        TierRow(
            tier.id,
            product.id,
            product.sku,
            product.name_en,
            product.name_zh,
            product.unit,
            tier.min_quantity,
            tier.unit_price,
        )
        for tier, product in rows
    ]
    return tuple(sorted(found, key=lambda r: (r.sku, r.min_quantity)))


def save(
    store: Store,
    *,
    name: str,
    currency: str,
    customer_id: str | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    incoterm: str = "",
    place: str = "",
    note: str = "",
    key: str = "",
) -> ListInfo:
    """Add a list, or change the one with id or name `key`; return it.

    Raises UserFacing: no name, unknown currency or customer, an end before the begin, or another
    currency for a list that has prices.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        row = find(session, key) if key else None
        values: dict[str, Any] = {
            "name": name.strip(),
            "currency": check_currency(currency),
            "customer_id": customer_id or None,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "incoterm": incoterms.rule(incoterm).code if incoterm else "",
            "place": place.strip(),
            "note": note.strip(),
        }
        _check(session, values, row)
        if row is None:
            row = PriceList(**values)
            session.add(row)
        else:
            kept_rows.assign(row, values)
        session.flush()
        return info_of(row)


def _check(session: Session, values: Mapping[str, Any], row: PriceList | None) -> None:
    if not values["name"]:
        raise UserFacing(_("A price list needs a name."), code="no_name")
    begins, ends = values["valid_from"], values["valid_until"]
    if begins and ends and ends < begins:
        raise UserFacing(
            _("The list would end on {end}, before it begins on {begin}.").format(
                end=long_day(ends), begin=long_day(begins)
            ),
            code="ends_before_it_begins",
        )
    customer = values["customer_id"]
    if customer and session.get(Customer, customer) is None:
        raise UserFacing(
            _("There is no customer {id}.").format(id=customer), code="unknown_customer"
        )
    if row is not None and row.currency != values["currency"]:
        used = session.scalar(
            sa.select(PriceTier.id)
            .where(PriceTier.price_list_id == row.id, PriceTier.deleted_at.is_(None))
            .limit(1)
        )
        if used:
            raise UserFacing(
                _("“{name}” has prices in {currency}: they are not converted.").format(
                    name=row.name, currency=row.currency
                ),
                hint=_("Make a new list in {currency}.").format(currency=values["currency"]),
                code="list_has_prices",
            )


def check_row(session: Session, row: PriceList) -> None:
    """Raise UserFacing when a list as it stands cannot be kept: no name, ends before it begins."""
    values = {
        n: getattr(row, n) for n in ("name", "currency", "customer_id", "valid_from", "valid_until")
    }
    _check(session, values, row)


def delete(store: Store, key: str) -> None:
    """Take a list out; undo brings it back with its prices."""
    with store.write(cause="user") as unit:
        find(unit.session, key).deleted_at = datetime.now(UTC)


def copy(
    store: Store,
    key: str,
    *,
    name: str,
    percent: Decimal = Decimal(0),
    valid_from: date | None = None,
    valid_until: date | None = None,
    customer_id: str | None = None,
) -> ListInfo:
    """Copy a list with every price raised by `percent` (negative lowers); return the copy.

    Prices are rounded to as many places as they had, at least those of the currency. Raises
    UserFacing when a price would not stay above zero.
    """
    if percent <= -100:
        raise UserFacing(
            _("{percent}% would leave no price.").format(percent=percent), code="out_of_range"
        )
    with store.write(cause="user") as unit:
        session = unit.session
        source = find(session, key)
        values: dict[str, Any] = {
            "name": name.strip(),
            "currency": source.currency,
            "customer_id": customer_id or None,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "incoterm": source.incoterm,
            "place": source.place,
            "note": source.note,
        }
        _check(session, values, None)
        made = PriceList(**values)
        session.add(made)
        session.flush()
        _copy_prices(session, source, made, percent)
        session.flush()
        return info_of(made)


def _copy_prices(session: Session, source: PriceList, made: PriceList, percent: Decimal) -> None:
    tiers = session.scalars(
        sa.select(PriceTier).where(
            PriceTier.price_list_id == source.id, PriceTier.deleted_at.is_(None)
        )
    )
    for tier in tiers.all():
        session.add(
            PriceTier(
                price_list_id=made.id,
                product_id=tier.product_id,
                min_quantity=tier.min_quantity,
                unit_price=raised(tier.unit_price, percent, source.currency),
            )
        )


def raised(price: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return a price raised by per cent, with the places it had and at least the currency's. Pure."""
    exponent = price.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    digits = max(minor_digits(currency), min(places, MOST_DIGITS))
    return round_to(price * (100 + percent) / 100, digits)


def put_tier(
    session: Session,
    list_id: str | None,
    product_id: str,
    min_quantity: Decimal,
    unit_price: Decimal,
) -> bool:
    """Write a step (`list_id` None: of the standard price); tell whether it said anything new."""
    key = {"price_list_id": list_id, "product_id": product_id}
    for tier in session.scalars(sa.select(PriceTier).filter_by(**key)):
        # Compared as numbers: 1 and 1.0 are one step.
        if tier.min_quantity == min_quantity:
            changed = tier.deleted_at is not None
            tier.deleted_at = None
            return kept_rows.assign(tier, {"unit_price": unit_price}) or changed
    session.add(PriceTier(**key, min_quantity=min_quantity, unit_price=unit_price))
    return True


def save_tier(
    store: Store,
    list_id: str | None,
    product_id: str,
    min_quantity: Decimal,
    unit_price: Decimal,
    *,
    tier_id: str = "",
) -> None:
    """Add a step of a list, or change the step `tier_id`.

    Raises UserFacing for a quantity or price that is not above zero.
    """
    if min_quantity <= 0 or unit_price <= 0:
        raise UserFacing(_("Quantity and price must be above zero."), code="out_of_range")
    with store.write(cause="user") as unit:
        session = unit.session
        if tier_id:
            tier = kept_rows.get(session, PriceTier, tier_id)
            if tier.min_quantity != min_quantity or tier.price_list_id != list_id:
                kept_rows.remove(session, PriceTier, tier_id)
                session.flush()
        put_tier(session, list_id, product_id, min_quantity, unit_price)


def remove_tier(store: Store, tier_id: str) -> None:
    """Take a step out."""
    with store.write(cause="user") as unit:
        kept_rows.remove(unit.session, PriceTier, tier_id)
