"""What an article was offered and sold for: every revision and order, the floor, the lowest price given (J162, D77)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.products import Product
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.schema.workspace import JournalEntry, User
from desktop.store.workspace import Store
from desktop.trade.approvals import net_price
from desktop.trade.incoterms import Finding, Severity
from desktop.trade.money import format_plain, minor_digits
from desktop.trade.quote_draft import DraftLine, LineKind
from desktop.trade.quote_figures import QuoteFigures, figures_of, number, price_json
from desktop.trade.quote_rows import lines_of
from desktop.trade.quote_states import QuoteState, present_state

_OFFERED = frozenset(
    {QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.DECLINED, QuoteState.EXPIRED}
)
_OPEN = ("draft", "waiting_for_approval", "approved", "sent")


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """An article in one revision of a quote. `on`: the day it was sent, else last changed.

    `net_price` is after the line's discount. `was_offered`: a customer has seen it. `order_number`: what was ordered
    by this revision.
    """

    quote_id: str
    number: str
    revision: int
    on: date
    state: QuoteState
    is_current: bool
    was_offered: bool
    customer_id: str
    customer_name: str
    sku: str
    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    net_price: Decimal
    currency: str
    incoterm: str
    place: str
    margin_percent: Decimal | None
    floor_price: Decimal | None
    order_number: str
    reason: str

    @property
    def label(self) -> str:
        """Number with revision."""
        return f"{self.number} V{self.revision}"

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "quote_id": self.quote_id,
            "number": self.number,
            "revision": self.revision,
            "on": self.on.isoformat(),
            "state": self.state.value,
            "is_current": self.is_current,
            "was_offered": self.was_offered,
            "customer_id": self.customer_id,
            "customer_name": self.customer_name,
            "sku": self.sku,
            "quantity": number(self.quantity),
            "unit": self.unit,
            "unit_price": price_json(self.unit_price, self.currency),
            "discount_percent": number(self.discount_percent),
            "net_price": price_json(self.net_price, self.currency),
            "incoterm": self.incoterm,
            "place": self.place,
            "margin_percent": number(self.margin_percent),
            "floor_price": (
                price_json(self.floor_price, self.currency)
                if self.floor_price is not None
                else None
            ),
            "order_number": self.order_number or None,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """The entries, newest first; `floors`: the least an article may cost, by (SKU, currency)."""

    entries: tuple[PriceEntry, ...]
    floors: Mapping[tuple[str, str], Decimal]

    def lowest(self, sku: str, currency: str) -> PriceEntry | None:
        """Return where a customer was offered the article at the lowest price in this currency."""
        offered = [
            one
            for one in self.entries
            if one.sku == sku and one.currency == currency and one.was_offered
        ]
        return min(offered, key=lambda one: one.net_price, default=None)


def history(
    store: Store, *, today: date, sku: str = "", customer_id: str = "", limit: int = 200
) -> PriceHistory:
    """Return what an article was offered for, to one customer or to all, newest first."""
    query = (
        sa.select(Quote, Customer.name)
        .join(Customer, Customer.id == Quote.customer_id)
        .where(Quote.deleted_at.is_(None))
        .order_by(sa.func.coalesce(Quote.sent_at, Quote.updated_at).desc(), Quote.revision.desc())
        .limit(limit)
    )
    if customer_id:
        query = query.where(Quote.customer_id == customer_id)
    if sku:
        query = query.where(
            sa.select(QuoteLine.id)
            .where(
                QuoteLine.quote_id == Quote.id,
                QuoteLine.sku == sku,
                QuoteLine.deleted_at.is_(None),
            )
            .exists()
        )
    with store.read() as session:
        found = [(quote, name) for quote, name in session.execute(query)]
        lines = lines_of(session, [quote.id for quote, _name in found])
        orders = _orders(session, [quote.id for quote, _name in found])
        entries: list[PriceEntry] = []
        for quote, name in found:
            figures = figures_of(quote, lines.get(quote.id, []), today)
            entries += _entries(figures, name, orders.get(quote.id, ""), sku)
        return PriceHistory(tuple(entries), _floors(session, {one.sku for one in entries}))


def _entries(
    figures: QuoteFigures, customer_name: str, order_number: str, sku: str
) -> Iterable[PriceEntry]:
    draft = figures.draft
    moment = figures.sent_at or figures.updated_at
    for line, sums in zip(draft.lines, figures.totals.lines, strict=True):
        if line.kind is not LineKind.ITEM or line.is_free or (sku and line.sku != sku):
            continue
        yield PriceEntry(
            quote_id=figures.id,
            number=figures.number,
            revision=figures.revision,
            on=moment.astimezone().date(),
            state=figures.state,
            is_current=figures.is_current,
            was_offered=figures.sent_at is not None or figures.state in _OFFERED,
            customer_id=draft.customer_id,
            customer_name=customer_name,
            sku=line.sku,
            name=line.name_en or line.name_zh,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            net_price=net_price(line),
            currency=draft.currency,
            incoterm=draft.incoterm,
            place=draft.place,
            margin_percent=sums.margin_percent,
            floor_price=line.floor_price,
            order_number=order_number,
            reason=figures.revision_note,
        )


def _orders(session: Session, quote_ids: Sequence[str]) -> dict[str, str]:
    query = sa.select(SalesOrder.quote_id, SalesOrder.number).where(
        SalesOrder.quote_id.in_(quote_ids),
        SalesOrder.deleted_at.is_(None),
        SalesOrder.cancelled_on.is_(None),
    )
    return {quote_id: order for quote_id, order in session.execute(query) if quote_id}


def _floors(session: Session, skus: set[str]) -> dict[tuple[str, str], Decimal]:
    query = sa.select(Product.sku, Product.currency, Product.floor_price).where(
        Product.sku.in_(skus), Product.floor_price.is_not(None), Product.deleted_at.is_(None)
    )
    return {(sku, currency): floor for sku, currency, floor in session.execute(query) if floor}


@dataclass(frozen=True, slots=True)
class OtherOffer:
    """The same article, offered to the same customer in another quote that is still open."""

    quote_id: str
    label: str
    sku: str
    net_price: Decimal
    here: Decimal
    currency: str
    term: str
    maker: str

    def finding(self) -> Finding:
        """Return the warning (FEATURES 77: one customer, one voice)."""
        text = _(
            "{label} offers {sku} to this customer at {price} {currency} ({term}), here {here}."
        )
        message = text.format(
            label=self.label,
            sku=self.sku,
            price=format_plain(self.net_price, minor_digits(self.currency)),
            currency=self.currency,
            term=self.term or "–",
            here=format_plain(self.here, minor_digits(self.currency)),
        )
        if self.maker:
            message += " " + _("Made by {name}.").format(name=self.maker)
        return Finding("other_offer", Severity.WARNING, message)


def other_offers(
    session: Session,
    customer_id: str,
    lines: Sequence[DraftLine],
    currency: str,
    *,
    number: str,
    today: date,
) -> tuple[OtherOffer, ...]:
    """Return open offers of the same articles to this customer at another price, in the same currency.

    `number` is the quote being written: its own revisions are no other voice.
    """
    goods = [one for one in lines if one.kind is LineKind.ITEM and one.sku and not one.is_free]
    here = {one.sku: net_price(one) for one in goods}
    if not here or not customer_id:
        return ()
    quotes = [
        quote
        for quote in _open_quotes(session, customer_id, currency, number)
        if present_state(quote.state, quote.valid_until, today) is not QuoteState.EXPIRED
    ]
    found = lines_of(session, [quote.id for quote in quotes])
    makers = _makers(session, [quote.id for quote in quotes])
    offers = []
    for quote in quotes:
        for row in found.get(quote.id, []):
            price = row.unit_price * (100 - row.discount_percent) / 100
            if row.kind != LineKind.ITEM.value or row.is_free or row.sku not in here:
                continue
            if price != here[row.sku]:
                term = f"{quote.incoterm} {quote.place}".strip()
                offers.append(
                    OtherOffer(
                        quote.id, f"{quote.number} V{quote.revision}", row.sku, price,
                        here[row.sku], quote.currency, term, makers.get(quote.id, ""),
                    )
                )  # fmt: skip
    return tuple(offers)


def _open_quotes(
    session: Session, customer_id: str, currency: str, number: str
) -> sa.ScalarResult[Quote]:
    """Return the other quotes that still may be accepted, the latest changed first."""
    return session.scalars(
        sa.select(Quote)
        .where(
            Quote.customer_id == customer_id,
            Quote.number != number,
            Quote.currency == currency,
            Quote.is_current,
            Quote.state.in_(_OPEN),
            Quote.deleted_at.is_(None),
        )
        .order_by(Quote.updated_at.desc())
        .limit(50)
    )


def _makers(session: Session, quote_ids: Sequence[str]) -> dict[str, str]:
    """Who made each quote, where more than one person works here."""
    people = list(session.scalars(sa.select(User).where(User.deleted_at.is_(None))))
    if len(people) < 2:
        return {}
    names = {key: user.name for user in people for key in (user.id, user.email, user.name) if key}
    rows = session.execute(
        sa.select(JournalEntry.record_id, JournalEntry.actor).where(
            JournalEntry.record_type == "quote",
            JournalEntry.record_id.in_(quote_ids),
            JournalEntry.operation == "create",
        )
    )
    return {quote_id: names.get(actor, actor) for quote_id, actor in rows}
