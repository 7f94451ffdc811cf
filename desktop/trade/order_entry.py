"""An order without a quote: the customer mails his purchase order, and it is entered as it is.

Terms come from his last order or quote and from his record; sums, packing, documents and checks are
those of every other order.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from desktop.store.schema.orders import SalesOrder
from desktop.store.workspace import Store
from desktop.trade import freight_tariffs, offer_defaults, order_templates, quote_habits
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_rows import settle_rows, write_draft, write_shipping
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.orders import add_row, first_shipping, require_lines
from desktop.trade.quote_columns import draft_of
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_lines import LineRequest


def begin(
    store: Store, customer_id: str, *, today: date, thread_id: int | None = None
) -> QuoteDraft:
    """Return the terms of a new order for a customer: of his last order, quote, or his record.

    It has no lines, no reference and no rate. An unknown customer gives bare terms.
    """
    draft = quote_habits.begin(store, customer_id, today=today, thread_id=thread_id)
    with store.read() as session:
        last = session.scalar(
            sa.select(SalesOrder)
            .where(
                SalesOrder.customer_id == customer_id,
                SalesOrder.deleted_at.is_(None),
                SalesOrder.cancelled_on.is_(None),
            )
            .order_by(SalesOrder.ordered_at.desc(), SalesOrder.id.desc())
            .limit(1)
        )
        if last is not None:
            before = draft_of(last, ())
            draft = replace(draft, **{name: getattr(before, name) for name in quote_habits.TAKEN})
    return replace(draft, valid_until=None)


def create(
    store: Store,
    draft: QuoteDraft,
    lines: Sequence[LineRequest] = (),
    *,
    now: datetime,
    shipping: OrderShipping | None = None,
    template: str = "",
    number: str = "",
    cause: str = "user",
) -> OrderFigures:
    """Store an order of a customer and return its figures.

    `lines` are looked up in the catalogue and follow `draft.lines`. What the draft leaves open is taken from
    customer and company. `template` names a list of milestones, `number` is for orders that already have one. Raises
    UserFacing: unknown customer, article, currency or Incoterm, an article without a price, nothing
    ordered (`no_lines`).
    """
    today = now.astimezone().date()
    with store.write(cause=cause) as unit:
        session = unit.session
        buyer = offer_defaults.customer(session, draft.customer_id)
        draft = offer_defaults.filled(session, offer_defaults.checked(draft), buyer, today)
        found = offer_defaults.resolved(session, draft, lines, today)
        ordered = tuple(replace(line, is_optional=False) for line in (*draft.lines, *found))
        draft = freight_tariffs.followed(session, replace(draft, lines=ordered), today)
        require_lines(draft)
        steps = order_templates.names(session, template)
        order = add_row(session, draft, now=now, steps=steps, number=number)
        write_draft(session, order, draft)
        write_shipping(order, shipping or first_shipping(draft))
        return settle_rows(session, order, today)
