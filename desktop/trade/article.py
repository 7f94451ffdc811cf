"""An article with everything that belongs to it: what its page and `product show` tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.customers import Customer
from desktop.store.schema.products import PriceList, PriceTier
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.workspace import Store
from desktop.trade import (
    buyer_codes,
    certificates,
    price_lists,
    product_costs,
    product_pictures,
    products,
    selling_units,
    tax_rates,
)
from desktop.trade.buyer_codes import BuyerCode
from desktop.trade.certificates import Certificate
from desktop.trade.dated import newest_first
from desktop.trade.list_prices import ListInfo
from desktop.trade.product_costs import CostEntry
from desktop.trade.product_pictures import Picture
from desktop.trade.products import ProductFigures
from desktop.trade.quote_figures import number, price_json
from desktop.trade.selling_units import Selling
from desktop.trade.tax_rates import TaxEntry

MOST_QUOTED = 50


@dataclass(frozen=True, slots=True)
class Step:
    """A unit price from a quantity on, in a list or (None) as the standard price."""

    id: str
    list: ListInfo | None
    currency: str
    min_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Quoted:
    """Where the article was quoted: one line of the current revision of a quote."""

    quote_id: str
    number: str
    revision: int
    state: str
    customer_name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Article:
    """An article as of a day, with its histories, pictures, prices, papers and codes."""

    figures: ProductFigures
    pictures: tuple[Picture, ...]
    steps: tuple[Step, ...]
    costs: tuple[CostEntry, ...]
    own_rates: tuple[TaxEntry, ...]
    rate: TaxEntry | None
    units: Mapping[str, Decimal]
    certificates: tuple[Certificate, ...]
    codes: tuple[BuyerCode, ...]
    quoted: tuple[Quoted, ...]

    def selling(self) -> Selling:
        """Return the units it is sold in."""
        figures = self.figures
        return Selling(figures.unit, figures.pcs_per_carton, figures.inner_pieces, self.units)

    def as_json(self, on: date) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            **self.figures.as_json(),
            "pictures": len(self.pictures),
            "price_steps": [_step_json(step) for step in self.steps],
            "costs": [
                {
                    "valid_from": entry.valid_from,
                    "cost": price_json(entry.cost, entry.currency),
                    "supplier": entry.supplier,
                    "note": entry.note,
                }
                for entry in self.costs
            ],
            "units": {unit: number(held) for unit, held in self.units.items()},
            "certificates": [
                {
                    "name": one.name,
                    "number": one.number,
                    "issued_by": one.issued_by,
                    "valid_until": one.valid_until,
                    "state": one.state(on),
                }
                for one in self.certificates
            ],
            "buyer_codes": [
                {
                    "customer_id": code.customer_id,
                    "customer": code.customer_name,
                    "code": code.code,
                    "description": code.description,
                }
                for code in self.codes
            ],
            "quoted": [_quoted_json(one) for one in self.quoted],
        }


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "price_list_id": step.list.id if step.list else None,
        "price_list": step.list.name if step.list else "",
        "valid_until": step.list.valid_until if step.list else None,
        "min_quantity": number(step.min_quantity),
        "unit_price": price_json(step.unit_price, step.currency),
    }


def _quoted_json(one: Quoted) -> dict[str, Any]:
    return {
        "quote_id": one.quote_id,
        "number": one.number,
        "revision": one.revision,
        "state": one.state,
        "customer": one.customer_name,
        "quantity": number(one.quantity),
        "unit_price": price_json(one.unit_price, one.currency),
        "at": one.at,
    }


def open_article(store: Store, key: str, on: date) -> Article:
    """Return the article with id or number `key` as of a day. Raises UserFacing for none."""
    with store.read() as session:
        product = products.find(session, key)
        figures = products.figures_of(session, [product], on)[0]
        entries = tax_rates.entries_for(session, [product.id])
        return Article(
            figures=figures,
            pictures=product_pictures.pictures_in(session, product.id),
            steps=_steps(session, figures),
            costs=product_costs.history(session, [product.id]).get(product.id, ()),
            own_rates=newest_first(e for e in entries if e.product_id == product.id),
            rate=tax_rates.rate_for(entries, product.id, product.hs_code, on),
            units=selling_units.units_of(session, [product.id]).get(product.id, {}),
            certificates=certificates.certificates_of(session, [product.id]).get(product.id, ()),
            codes=buyer_codes.codes_of(session, product.id),
            quoted=_quoted(session, product.id),
        )


def _steps(session: Session, figures: ProductFigures) -> tuple[Step, ...]:
    rows = session.execute(
        sa.select(PriceTier, PriceList)
        .outerjoin(PriceList, PriceList.id == PriceTier.price_list_id)
        .where(
            PriceTier.product_id == figures.id,
            PriceTier.deleted_at.is_(None),
            sa.or_(PriceTier.price_list_id.is_(None), PriceList.deleted_at.is_(None)),
        )
    ).all()
    found = []
    for row in rows:
        tier: PriceTier = row[0]
        price_list: PriceList | None = row[1]
        info = price_lists.info_of(price_list) if price_list else None
        currency = info.currency if info else figures.currency
        found.append(Step(tier.id, info, currency, tier.min_quantity, tier.unit_price))
    return tuple(sorted(found, key=lambda s: (s.list.name if s.list else "", s.min_quantity)))


def _quoted(session: Session, product_id: str) -> tuple[Quoted, ...]:
    rows = session.execute(
        sa.select(QuoteLine, Quote, Customer.name)
        .join(Quote, Quote.id == QuoteLine.quote_id)
        .join(Customer, Customer.id == Quote.customer_id)
        .where(
            QuoteLine.product_id == product_id,
            QuoteLine.deleted_at.is_(None),
            Quote.deleted_at.is_(None),
            Quote.is_current,
        )
        .order_by(Quote.updated_at.desc())
        .limit(MOST_QUOTED)
    ).all()
    return tuple(
        Quoted(
            quote.id,
            quote.number,
            quote.revision,
            quote.state,
            name,
            line.quantity,
            line.unit,
            line.unit_price,
            line.discount_percent,
            quote.currency,
            quote.sent_at or quote.updated_at,
        )
        for line, quote, name in rows
    )
