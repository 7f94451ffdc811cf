"""The price that counts, read from the store: offers of all lists, chosen by `list_prices`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.days import long_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import PriceList, PriceTier, Product
from desktop.store.workspace import Store
from desktop.trade import products
from desktop.trade.list_prices import FoundPrice, ListInfo, Offer, ended_lists, pick
from desktop.trade.price_lists import info_of


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
    asked = asked_list(session, price_list_id)
    offers = offers_of(session, [product_id], currency).get(product_id, ())
    return choose(offers, asked, quantity, on, customer_id=customer_id)


def asked_list(session: Session, price_list_id: str | None) -> ListInfo | None:
    """Return the list that was asked for, None for none or a deleted one."""
    row = session.get(PriceList, price_list_id) if price_list_id else None
    return info_of(row) if row is not None and row.deleted_at is None else None


def choose(
    offers: Iterable[Offer],
    asked: ListInfo | None,
    quantity: Decimal,
    on: date | None,
    *,
    customer_id: str | None = None,
) -> FoundPrice | None:
    """Return the price that counts among an article's offers in one currency; None when none does. Pure.

    Raises UserFacing when the list that was asked for, or the only one with a price, has ended.
    """
    if asked is not None and on is not None:
        refuse_ended(asked, on)
    offers, list_id = tuple(offers), asked.id if asked else None
    found = pick(offers, quantity, on, customer_id=customer_id, price_list_id=list_id)
    if found is None and on is not None:
        for info in ended_lists(offers, on, customer_id=customer_id, price_list_id=list_id):
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
                name=info.name, day=long_day(info.valid_until)
            ),
            hint=_("Choose another list, give it a later end, or type the price."),
            code="price_list_ended",
        )
    if not info.has_begun(on) and info.valid_from is not None:
        raise UserFacing(
            _("The price list “{name}” begins on {day}.").format(
                name=info.name, day=long_day(info.valid_from)
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
        name=ended.name, day=long_day(ended.valid_until)
    )
