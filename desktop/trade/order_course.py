"""What happens to an order: milestones reached, production, payments received, credits."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from desktop.runtime.days import long_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.orders import OrderMilestone, Payment, SalesOrder
from desktop.store.workspace import Store
from desktop.trade import milestones
from desktop.trade.money import Money
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_payments import ReceiptKind
from desktop.trade.order_rows import find, find_going, milestone_row, settle_rows


def reach(
    store: Store,
    order_id: str,
    name: str,
    *,
    on: date,
    today: date,
    note: str | None = None,
    cause: str = "user",
) -> OrderFigures:
    """Mark a milestone, by id or words, as reached on a day; a second time corrects day and note.

    Raises UserFacing for a milestone the order does not have, or a day that has not come.
    """
    if on > today:
        raise UserFacing(
            _("{day} has not come yet.").format(day=long_day(on)),
            hint=_("A milestone is marked once it is reached; planned days are ETD and ETA."),
            code="day_ahead",
        )
    with store.write(cause=cause) as unit:
        session = unit.session
        order = find_going(session, order_id)
        found = milestones.find_name(tuple(order.milestones or ()), name)
        row = milestone_row(session, order.id, found)
        if row is None:
            row = OrderMilestone(order_id=order.id, name=found, reached_on=on)
            session.add(row)
        row.reached_on, row.by_hand = on, True
        row.note = row.note or "" if note is None else note.strip()
        return settle_rows(session, order, today)


def unreach(store: Store, order_id: str, name: str, *, today: date) -> OrderFigures:
    """Take a milestone back. Raises UserFacing when it was not reached."""
    with store.write(cause="user") as unit:
        session = unit.session
        order = find_going(session, order_id)
        found = milestones.find_name(tuple(order.milestones or ()), name)
        row = milestone_row(session, order.id, found)
        if row is None:
            raise UserFacing(
                _("“{milestone}” is not reached yet.").format(
                    milestone=milestones.milestone_text(found)
                ),
                code="milestone_open",
            )
        session.delete(row)
        return settle_rows(session, order, today)


def set_progress(store: Store, order_id: str, percent: int, *, today: date) -> OrderFigures:
    """Set how much of the production is done, 0 to 100. Raises UserFacing for another figure."""
    if not 0 <= percent <= 100:
        raise UserFacing(_("Progress is between 0 and 100%."), code="progress_range")
    with store.write(cause="user") as unit:
        order = find_going(unit.session, order_id)
        order.progress_percent = percent
        return settle_rows(unit.session, order, today)


def receive(
    store: Store,
    order_id: str,
    amount: Decimal,
    *,
    on: date,
    today: date,
    kind: ReceiptKind = ReceiptKind.RECEIPT,
    reference: str = "",
    cause: str = "user",
) -> OrderFigures:
    """Book money received (or a credit, bank charges, a refund) in the order's currency.

    `amount` is above zero; a refund is kept as a negative receipt. Raises UserFacing for an amount
    of zero, with more digits than the currency has, or a day that has not come.
    """
    with store.write(cause=cause) as unit:
        session = unit.session
        order = find(session, order_id)
        _check_receipt(order, amount, on, today)
        signed = -amount if kind is ReceiptKind.REFUND else amount
        session.add(
            Payment(
                order_id=order.id,
                kind=kind.value,
                amount=signed,
                currency=order.currency,
                received_on=on,
                reference=reference.strip(),
            )
        )
        return settle_rows(session, order, today)


def change_receipt(
    store: Store,
    receipt_id: str,
    *,
    amount: Decimal,
    on: date,
    today: date,
    kind: ReceiptKind,
    reference: str,
) -> OrderFigures:
    """Correct a receipt; errors as `receive`."""
    with store.write(cause="user") as unit:
        session = unit.session
        row = _receipt(session, receipt_id)
        order = find(session, row.order_id)
        _check_receipt(order, amount, on, today)
        row.kind, row.received_on, row.reference = kind.value, on, reference.strip()
        row.amount = -amount if kind is ReceiptKind.REFUND else amount
        return settle_rows(session, order, today)


def remove_receipt(store: Store, receipt_id: str, *, today: date) -> OrderFigures:
    """Take a receipt back that was booked by mistake. Raises UserFacing when there is none."""
    with store.write(cause="user") as unit:
        session = unit.session
        row = _receipt(session, receipt_id)
        order = find(session, row.order_id)
        session.delete(row)
        return settle_rows(session, order, today)


def _receipt(session: Session, receipt_id: str) -> Payment:
    row = session.get(Payment, receipt_id)
    if row is None or row.deleted_at is not None or row.received_on is None:
        raise UserFacing(
            _("There is no payment {id}.").format(id=receipt_id), code="unknown_payment"
        )
    return row


def _check_receipt(order: SalesOrder, amount: Decimal, on: date, today: date) -> None:
    if not amount.is_finite() or amount <= 0:
        raise UserFacing(_("An amount must be above zero."), code="amount_range")
    if Money(amount, order.currency).rounded().amount != amount:
        raise UserFacing(
            _("{currency} has no amount {amount}.").format(
                currency=order.currency, amount=f"{amount:f}"
            ),
            hint=_("Write it with the digits that the currency has."),
            code="amount_digits",
        )
    if on > today:
        raise UserFacing(
            _("{day} has not come yet.").format(day=long_day(on)),
            hint=_("A payment is booked once it has arrived."),
            code="day_ahead",
        )
