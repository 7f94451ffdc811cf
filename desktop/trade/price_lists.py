"""Price lists: prices in one currency for a time, for everybody or one customer, in steps by quantity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.customers import Customer
from desktop.store.schema.products import PriceList, PriceTier, Product
from desktop.store.workspace import Store
from desktop.trade import incoterms, kept_rows, products
from desktop.trade.list_prices import FoundPrice, ListInfo, Offer, ended_lists, pick
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
                end=ends.isoformat(), begin=begins.isoformat()
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
        for tier in session.scalars(
            sa.select(PriceTier).where(
                PriceTier.price_list_id == source.id, PriceTier.deleted_at.is_(None)
            )
        ).all():
            session.add(
                PriceTier(
                    price_list_id=made.id,
                    product_id=tier.product_id,
                    min_quantity=tier.min_quantity,
                    unit_price=raised(tier.unit_price, percent, source.currency),
                )
            )
        session.flush()
        return info_of(made)


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


def offers_of(
    session: Session, product_ids: Iterable[str], currency: str = ""
) -> Mapping[str, tuple[Offer, ...]]:
    """Return the offers for each article: all its lists and its standard price.

    Only those in `currency`; "" gives every currency (then `pick` must not be asked).
    """
    ids = list(product_ids)
    rows = session.execute(
        sa.select(PriceTier, PriceList)
        .outerjoin(PriceList, PriceList.id == PriceTier.price_list_id)
        .where(
            among(PriceTier.product_id, ids),
            PriceTier.deleted_at.is_(None),
            sa.or_(PriceTier.price_list_id.is_(None), PriceList.deleted_at.is_(None)),
        )
    ).all()
    articles = session.execute(
        sa.select(Product.id, Product.price, Product.currency).where(among(Product.id, ids))
    ).all()
    own = {row[0]: row[2] for row in articles}
    found: dict[str, list[Offer]] = {
        row[0]: [Offer(None, Decimal(1), row[1])]
        for row in articles
        if row[1] is not None and currency in ("", row[2])
    }
    infos: dict[str, ListInfo] = {}
    for row in rows:
        tier: PriceTier = row[0]
        price_list: PriceList | None = row[1]
        info = infos.setdefault(price_list.id, info_of(price_list)) if price_list else None
        its_currency = info.currency if info else own.get(tier.product_id, "")
        if currency in ("", its_currency):
            offer = Offer(info, tier.min_quantity, tier.unit_price)
            found.setdefault(tier.product_id, []).append(offer)
    return {key: tuple(_without_doubles(offers)) for key, offers in found.items()}


def _without_doubles(offers: Sequence[Offer]) -> Iterable[Offer]:
    """Let a step from 1 on replace the plain standard price."""
    steps = [o for o in offers if o.list is None]
    if len(steps) > 1 and any(o.min_quantity <= 1 for o in steps[1:]):
        return [o for o in offers if o is not steps[0]]
    return offers


def price_in(
    session: Session,
    product_id: str,
    currency: str,
    quantity: Decimal,
    on: date | None,
    *,
    customer_id: str | None = None,
    price_list_id: str | None = None,
) -> FoundPrice | None:
    """Return the price of an article that counts (`list_prices.pick`); None when nobody has one.

    Raises UserFacing when the list that was asked for, or the only one with a price, has ended.
    """
    if price_list_id and on is not None:
        asked = session.get(PriceList, price_list_id)
        if asked is not None and asked.deleted_at is None:
            refuse_ended(info_of(asked), on)
    offers = offers_of(session, [product_id], currency).get(product_id, ())
    found = pick(offers, quantity, on, customer_id=customer_id, price_list_id=price_list_id)
    if found is None and on is not None:
        for info in ended_lists(offers, on, customer_id=customer_id, price_list_id=price_list_id):
            refuse_ended(info, on)
    return found


def price_for(
    store: Store,
    key: str,
    currency: str,
    quantity: Decimal,
    on: date,
    *,
    customer_id: str | None = None,
    price_list_id: str | None = None,
) -> FoundPrice | None:
    """Return what `price_in` returns for the article with id or number `key`; errors as there."""
    with store.read() as session:
        product = products.find(session, key)
        return price_in(
            session,
            product.id,
            currency,
            quantity,
            on,
            customer_id=customer_id,
            price_list_id=price_list_id,
        )


def refuse_ended(info: ListInfo, on: date) -> None:
    """Raise UserFacing when a list does not hold on a day, by its name."""
    if info.has_ended(on) and info.valid_until is not None:
        raise UserFacing(
            _("The price list “{name}” ended on {day}.").format(
                name=info.name, day=info.valid_until.isoformat()
            ),
            hint=_("Choose another list, give it a later end, or type the price."),
            code="price_list_ended",
        )
    if not info.has_begun(on) and info.valid_from is not None:
        raise UserFacing(
            _("The price list “{name}” begins on {day}.").format(
                name=info.name, day=info.valid_from.isoformat()
            ),
            hint=_("Choose another list or type the price."),
            code="price_list_not_begun",
        )


def ended_words(found: FoundPrice) -> str:
    """Return what to tell about a list that would have come first, had it not ended; "" for none."""
    ended = next(iter(found.ended), None)
    if ended is None or ended.valid_until is None:
        return ""
    return _("The price list “{name}” ended on {day}.").format(
        name=ended.name, day=ended.valid_until.isoformat()
    )
