"""The sample company's orders: made from its quotes, shipped, paid and dated by the functions that real ones go through."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.store.workspace import Store
from desktop.trade import order_course, orders
from desktop.trade.milestones import BY_PAYMENTS, STANDARD
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_shipping import LoadedBox, OrderShipping

_DAYS_AT_SEA = {"Hamburg": 34, "Osaka": 5, "Callao": 30, "Apapa": 38}
_USUAL_DAYS = 24
_VESSELS = (
    ("EVER GIVEN", "1247-043W"),
    ("MSC ISABELLA", "FW446A"),
    ("COSCO SHIPPING ARIES", "086W"),
    ("ONE HARBOUR", "052E"),
)
_BOXES = (
    ("MSKU4412300", "ML-CN4470912"),
    ("TGHU7719040", "CC-6631875"),
    ("CSQU3054383", "EV-2209417"),
)
_PAID = frozenset({"balance_received", "delivered", "closed"})


def put_order(store: Store, row: Mapping[str, Any], quote_id: str, now: datetime) -> str:
    """Make an order of the sample content as of `now`; return its id."""
    ordered = now - timedelta(days=row["days_ago"])
    made = orders.from_quote(store, quote_id, now=ordered, number=row["number"], cause="import")
    today = now.astimezone().date()
    leaves = _leaves(row, today)
    made = orders.update(store, made.id, today=today, shipping=_shipping(made, leaves, today))
    _pay(store, made, row, today)
    _walk(store, made, row, leaves, today)
    order_course.set_progress(store, made.id, row["progress_percent"], today=today)
    return made.id


def _leaves(row: Mapping[str, Any], today: date) -> date:
    return today + timedelta(days=row["etd_days"])


def _shipping(made: OrderFigures, leaves: date, today: date) -> OrderShipping:
    port = made.shipping.port_of_discharge or made.draft.destination
    days = _DAYS_AT_SEA.get(port, _USUAL_DAYS)
    shipping = replace(
        made.shipping,
        port_of_discharge=port,
        contract_number=made.number.replace("SO-", "SC-"),
        signed_at_place="Ningbo",
        notify_party="Same as consignee",
        etd=leaves,
        eta=leaves + timedelta(days=days),
        latest_shipment=leaves + timedelta(days=7),
    )
    if leaves > today:
        return shipping
    place = sum(made.number.encode())
    vessel, voyage = _VESSELS[place % len(_VESSELS)]
    return replace(
        shipping,
        vessel=vessel,
        voyage=voyage,
        bl_number=f"NGB{made.number[-4:]}{leaves:%m%d}",
        bl_date=leaves,
        boxes=_loaded(made),
    )


def _loaded(made: OrderFigures) -> tuple[LoadedBox, ...]:
    """Return the planned container as loaded; none for goods that went with others'."""
    plan, packed = made.totals.containers, made.totals.packed
    if plan is None or plan.lcl:
        return ()
    number, seal = _BOXES[sum(made.number.encode()) % len(_BOXES)]
    kind = plan.loads[0].container
    tare = Decimal(3900) if kind.startswith("40") else Decimal(2300)
    mass = (packed.gross_kg + tare).quantize(Decimal(1))
    return (LoadedBox(number, seal, kind, mass, packed.cartons),)


def _pay(store: Store, made: OrderFigures, row: Mapping[str, Any], today: date) -> None:
    """Book the deposit where the terms have one, and the balance of what is paid."""
    dues = made.payments.dues
    rest = [one.amount for one in dues]
    if len(dues) > 1 and row["milestone"] != "contract_signed":
        ago = row.get("deposit_days_ago")
        days = round(ago if ago is not None else max(0, row["days_ago"] - 5))
        order_course.receive(
            store, made.id, rest.pop(0), on=today - timedelta(days=days), today=today,
            reference=f"TT {made.number[-4:]}-1", cause="import",
        )  # fmt: skip
    if row["milestone"] in _PAID:
        on = min(today, today + timedelta(days=row["balance_due_days"] or 0))
        order_course.receive(
            store, made.id, sum(rest, Decimal(0)), on=on, today=today,
            reference=f"TT {made.number[-4:]}-2", cause="import",
        )  # fmt: skip


def _walk(
    store: Store, made: OrderFigures, row: Mapping[str, Any], leaves: date, today: date
) -> None:
    """Mark the milestones up to the one it stands at, on days between order and shipment."""
    names = tuple(STANDARD)
    upto = names.index(row["milestone"]) + 1
    end = min(leaves, today)
    step = (end - made.ordered_on) / 6
    for place, name in enumerate(names[:upto]):
        if name in BY_PAYMENTS or name == "contract_signed":
            continue
        on = made.ordered_on + step * min(place, 5)
        if name == "shipped":
            on = leaves
        elif place > names.index("shipped"):
            due = today + timedelta(days=row["balance_due_days"] or 0)
            on = min(today, max(leaves + timedelta(days=2), due))
        order_course.reach(store, made.id, name, on=on, today=today, cause="import")
