"""The sample company's order under a letter of credit: entered from a purchase order, shipped, its papers issued."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.bootstrap.sample_files import content_of
from desktop.store.workspace import Store
from desktop.trade import issuing, order_course, order_credit, order_entry, order_files, orders
from desktop.trade.documents.document import Kind
from desktop.trade.kept_files import FileKind
from desktop.trade.milestones import BY_PAYMENTS, STANDARD
from desktop.trade.order_figures import OrderFigures
from desktop.trade.quote_lines import parse_line

_DAY = re.compile(r"<([+-]\d+)>")


def put_order(store: Store, row: Mapping[str, Any], customer_id: str, now: datetime) -> str:
    """Enter the order as of its own day, with its credit, ship, papers and documents; return its id."""
    today = now.astimezone().date()
    made = _entered(store, row, customer_id, now)
    text = "\n".join(_DAY.sub(lambda m: _yymmdd(today, int(m[1])), one) for one in row["credit"])
    order_credit.paste(store, made.id, text, today=today)
    _issue(store, made, Kind.PROFORMA, now - timedelta(days=row["days_ago"] - 1))
    draft = replace(made.draft, partial_shipment=False, transhipment=True)
    made = orders.update(store, made.id, draft=draft, today=today)
    changed = now - timedelta(days=row["days_ago"] - 9)
    _issue(store, made, Kind.PROFORMA, changed, row["revision_reason"])
    _ship(store, made, row, today)
    for kind in (Kind.COMMERCIAL_INVOICE, Kind.PACKING_LIST):
        _issue(store, made, kind, now - timedelta(days=1))
    _insure(store, made.id, row, today)
    _keep_papers(store, made.id, row, today)
    return made.id


def _entered(store: Store, row: Mapping[str, Any], customer_id: str, now: datetime) -> OrderFigures:
    ordered = now - timedelta(days=row["days_ago"])
    draft = order_entry.begin(store, customer_id, today=ordered.astimezone().date())
    draft = replace(
        draft,
        **row["terms"],
        instalments=(),
        buyer_reference=row["reference"],
        transport_mode="sea",
        freight=Decimal(row["freight"]),
        insurance=Decimal(row["insurance"]),
        charges_included=True,
    )
    lines = [parse_line(text) for text in row["lines"]]
    return order_entry.create(
        store, draft, lines, now=ordered, number=row["number"], cause="import"
    )


def _yymmdd(today: date, days: int) -> str:
    return f"{today + timedelta(days=days):%y%m%d}"


def _issue(store: Store, order: OrderFigures, kind: Kind, now: datetime, reason: str = "") -> None:
    issuing.issue(store, order.id, kind, "en", now=now, reason=reason)


def _ship(store: Store, order: OrderFigures, row: Mapping[str, Any], today: date) -> None:
    left = today - timedelta(days=row["shipped_days_ago"])
    shipping = replace(
        orders.show(store, order.id, today=today).shipping,
        vessel=row["vessel"],
        voyage=row["voyage"],
        bl_number=f"NGB{order.number[-4:]}{left:%m%d}",
        bl_date=left,
        etd=left,
        eta=left + timedelta(days=row["days_at_sea"]),
        originals=3,
    )
    orders.update(store, order.id, shipping=shipping, today=today)
    names = [name for name in STANDARD if name not in BY_PAYMENTS]
    step = (left - order.ordered_on) / 4
    for place, name in enumerate(names[1 : names.index("shipped") + 1], start=1):
        on = left if name == "shipped" else order.ordered_on + step * min(place, 3)
        order_course.reach(store, order.id, name, on=on, today=today, cause="import")
    order_course.set_progress(store, order.id, 100, today=today)


def _insure(store: Store, order_id: str, row: Mapping[str, Any], today: date) -> None:
    """The policy came with too little cover: what the checks find before the bank does."""
    order = orders.show(store, order_id, today=today)
    amount = (order.total.amount * Decimal(row["insured_share"])).quantize(Decimal("0.01"))
    shipping = replace(order.shipping, insured_amount=amount, insured_on=order.shipping.bl_date)
    orders.update(store, order_id, shipping=shipping, today=today)


def _keep_papers(store: Store, order_id: str, row: Mapping[str, Any], today: date) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, days in row["papers"]:
            path = Path(folder) / name
            path.write_bytes(content_of(name, "application/pdf", None))
            on = today - timedelta(days=days)
            order_files.add(store, order_id, path, today=on, kind=FileKind(kind))
