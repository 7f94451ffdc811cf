"""The movements of a customer's account from the store: invoices issued, goods shipped, money received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.orders import SalesOrder
from desktop.store.workspace import Store
from desktop.trade import company
from desktop.trade.order_figures import OrderFigures, figures_of
from desktop.trade.order_rows import records
from desktop.trade.statements import Entry, EntryKind, Statement, make_statement


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a customer: with which company, in which currency, and its latest order."""

    seller_id: str
    company: str
    currency: str
    order_id: str

    def label(self) -> str:
        """Return what lists call it: "Bowei Hong Kong · EUR"."""
        return " · ".join(part for part in (self.company, self.currency) if part)


def accounts(store: Store, customer_id: str) -> tuple[Account, ...]:
    """Return the accounts that a customer's orders make, the latest first."""
    with store.read() as session:
        usual = company.seller_row(session).id
        latest: dict[tuple[str, str], str] = {}
        for order in reversed(_orders(session, customer_id, "")):
            latest.setdefault((order.seller_id or usual, order.currency), order.id)
        return tuple(
            Account(seller, company.seller_row(session, seller or None).label, currency, order_id)
            for (seller, currency), order_id in latest.items()
        )


def statement(
    store: Store,
    customer_id: str,
    currency: str = "",
    *,
    end: date,
    begin: date | None = None,
    seller_id: str | None = None,
) -> Statement:
    """Return the account of a customer; see `statement_in`. Raises UserFacing."""
    with store.read() as session:
        return statement_in(
            session, customer_id, currency, end=end, begin=begin, seller_id=seller_id
        )


def statement_in(
    session: Session,
    customer_id: str,
    currency: str = "",
    *,
    end: date,
    begin: date | None = None,
    seller_id: str | None = None,
) -> Statement:
    """Return the account of a customer from `begin` (None: from its beginning) to `end`.

    Each selling company has accounts of its own: what is owed to one is not paid to another. Without
    `currency` or `seller_id` they are those of the latest order; "" is the default company.

    Raises UserFacing: unknown customer (`unknown_customer`), or one without an order in that currency
    from that company (`no_account`).
    """
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise UserFacing(
            _("There is no customer {id}.").format(id=customer_id or "?"), code="unknown_customer"
        )
    own, seller_id = _of_one_company(session, _orders(session, customer_id, currency), seller_id)
    if not own:
        raise UserFacing(
            _("{customer} has no orders in {currency}.").format(
                customer=customer.name, currency=currency or _("any currency")
            ),
            code="no_account",
        )
    currency = own[-1].currency
    entries = [
        entry
        for record in records(session, own)
        for entry in entries_of(
            figures_of(record, end, brief=True),
            {document.id: source for document, source in record.documents},
        )
    ]
    first = begin or min((one.on for one in entries), default=end)
    return make_statement(
        entries,
        customer_id=customer_id,
        customer_name=customer.name,
        currency=currency,
        begin=min(first, end),
        end=end,
        seller_id=seller_id,
    )


def _of_one_company(
    session: Session, orders: Sequence[SalesOrder], seller_id: str | None
) -> tuple[list[SalesOrder], str]:
    """Return the orders of one account, in one currency, and its company: the latest one's if not told."""
    usual = company.seller_row(session).id  # an order that names no company is the default one's
    sellers = [order.seller_id or usual for order in orders]
    wanted = (seller_id or usual) if seller_id is not None else (sellers or [usual])[-1]
    theirs = [one for one, seller in zip(orders, sellers, strict=True) if seller == wanted]
    return [one for one in theirs if one.currency == theirs[-1].currency], wanted


def _orders(session: Session, customer_id: str, currency: str) -> list[SalesOrder]:
    query = (
        sa.select(SalesOrder)
        .where(SalesOrder.customer_id == customer_id, SalesOrder.deleted_at.is_(None))
        .order_by(SalesOrder.ordered_at, SalesOrder.id)
    )
    if currency:
        query = query.where(SalesOrder.currency == currency)
    return list(session.scalars(query))


def entries_of(figures: OrderFigures, sources: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    """Return the movements of one order: its invoices, else its shipment; then its receipts.

    Of a cancelled one the receipts only: nothing is owed for it, what was paid is the customer's.
    """
    found = [] if figures.is_cancelled else _invoices(figures, sources)
    shipped = figures.shipping.bl_date or next(
        (one.reached_on for one in figures.steps if one.name == "shipped"), None
    )
    if not found and shipped is not None and not figures.is_cancelled:
        found = [
            Entry(shipped, EntryKind.SHIPMENT, figures.number, figures.number,
                  figures.payments.total)
        ]  # fmt: skip
    found += [
        Entry(
            one.received_on,
            EntryKind(one.kind.value),
            one.reference,
            figures.number,
            -one.amount,
        )
        for one in figures.payments.receipts
    ]
    return found


def _invoices(figures: OrderFigures, sources: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    """Return one entry a number: the amount of its newest revision, on the day of its first one."""
    issued = [one for one in figures.documents if one.kind == "commercial_invoice"]
    found = []
    for number in dict.fromkeys(one.number for one in issued):
        same = [one for one in issued if one.number == number]
        newest = max(same, key=lambda one: (one.revision, one.issued_on, one.id))
        amount = sources.get(newest.id, {}).get("total", {}).get("amount")
        total = Decimal(str(amount)) if amount is not None else figures.payments.total
        day = min(one.issued_on for one in same)
        found.append(Entry(day, EntryKind.INVOICE, number, figures.number, total))
    return found
