"""The ways an order ends early: cancelled with a reason, taken up again, or deleted as if never entered.

An order with issued documents or money received is cancelled and stays, with its papers; one
without may be deleted. Undo brings it back.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.orders import Payment, SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import quote_clocks
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_rows import find, settle_rows
from desktop.trade.quote_states import QuoteState


def cancel(store: Store, order_id: str, reason: str, *, now: datetime) -> OrderFigures:
    """Cancel an order: nothing is due from it any more, and lists leave it out or say so.

    Its documents and receipts stay; an order may be made from its quote again. Cancelling it again
    changes the reason. `now` is aware. Raises UserFacing without a reason (`reason_needed`).
    """
    if not reason.strip():
        raise UserFacing(
            _("An order is cancelled for a reason."),
            safe=_("Nothing was changed."),
            code="reason_needed",
        )
    with store.write(cause="user") as unit:
        order, today = find(unit.session, order_id), now.astimezone().date()
        order.cancelled_on = order.cancelled_on or today
        order.cancel_reason = reason.strip()
        order.edition += 1
        return settle_rows(unit.session, order, today)


def resume(store: Store, order_id: str, *, today: date) -> OrderFigures:
    """Take a cancelled order up again: what was due is due again. Others stay as they are."""
    with store.write(cause="user") as unit:
        order = find(unit.session, order_id)
        if order.cancelled_on is not None:
            order.cancelled_on, order.cancel_reason = None, ""
            order.edition += 1
        return settle_rows(unit.session, order, today)


def may_delete(order: OrderFigures) -> bool:
    """Tell whether nothing was issued from an order and no money booked on it."""
    own = any(one.kind != "quotation" for one in order.documents)
    return not own and not order.payments.receipts


def delete(store: Store, order_id: str, *, now: datetime) -> str:
    """Delete an order entered by mistake and return its number, which is not given out again.

    A quote that the order had accepted is open again. Raises UserFacing (`order_has_papers`) when
    something was issued from it or money booked on it: such an order is cancelled.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        order = find(session, order_id)
        _require_bare(session, order)
        number = order.number
        order.deleted_at = now
        session.flush()
        _reopen_quote(session, order, now)
        return number


def _require_bare(session: Session, order: SalesOrder) -> None:
    issued = session.scalar(
        sa.select(IssuedDocument.number)
        .where(IssuedDocument.order_id == order.id, IssuedDocument.deleted_at.is_(None))
        .limit(1)
    )
    paid = session.scalar(
        sa.select(Payment.id)
        .where(
            Payment.order_id == order.id,
            Payment.deleted_at.is_(None),
            Payment.received_on.is_not(None),
        )
        .limit(1)
    )
    if issued is None and paid is None:
        return
    why = _("{number} was issued from it.").format(number=issued) if issued else _(
        "Money was received for it."
    )  # fmt: skip
    raise UserFacing(
        _("Order {number} cannot be deleted: {why}").format(number=order.number, why=why),
        safe=_("Nothing was changed."),
        hint=_("Cancel it with a reason: its papers stay, and nothing is due any more."),
        code="order_has_papers",
    )


def _reopen_quote(session: Session, order: SalesOrder, now: datetime) -> None:
    """Open the quote again that this order had accepted, unless another order holds it."""
    quote = session.get(Quote, order.quote_id) if order.quote_id else None
    if quote is None or quote.state != QuoteState.ACCEPTED or quote.decided_at != order.ordered_at:
        return
    other = session.scalar(
        sa.select(SalesOrder.id)
        .join(Quote, Quote.id == SalesOrder.quote_id)
        .where(Quote.number == quote.number, SalesOrder.deleted_at.is_(None))
        .limit(1)
    )
    if other is not None or not quote.is_current:
        return
    quote.decided_at = None
    quote.state = (QuoteState.SENT if quote.sent_at else QuoteState.APPROVED).value
    if quote.sent_at:
        quote_clocks.start(session, quote, now)
