"""What a document says of an order's papers and voyage: references, parties, ports, ship, containers."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop.trade.bilingual import Bilingual, Language, upper_first
from desktop.trade.documents import labels
from desktop.trade.documents.document import Block, Fact, Kind
from desktop.trade.documents.matrix import shows
from desktop.trade.order_shipping import LoadedBox, OrderShipping


def references(
    kind: Kind,
    shipping: OrderShipping,
    credit: Mapping[str, Any],
    *,
    buyer_order: str,
    order: str,
    invoice: str,
    day: Callable[[date], str],
) -> tuple[Fact, ...]:
    """Return PO, order, contract, invoice and L/C, each when known."""
    facts = [
        Fact(labels.CUSTOMER_ORDER, buyer_order),
        Fact(labels.ORDER_NUMBER, order),
        Fact(labels.CONTRACT_NUMBER, shipping.contract_number),
    ]
    if kind is Kind.PACKING_LIST:
        facts.append(Fact(labels.INVOICE_NUMBER, invoice))
    if shows(kind, "credit"):
        bank = credit.get("52A") or credit.get("52D") or ""
        facts += [
            Fact(labels.CREDIT_NUMBER, _one_line(credit.get("20", ""))),
            Fact(labels.CREDIT_DATE, _credit_date(str(credit.get("31C", "")), day)),
            Fact(labels.CREDIT_BANK, _one_line(bank)),
        ]
    return tuple(fact for fact in facts if fact.value)


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def _credit_date(text: str, day: Callable[[date], str]) -> str:
    """Return an MT700 date (YYMMDD) as other days are written; anything else as it stands."""
    digits = text.strip()
    try:
        found = datetime.strptime(digits, "%y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return digits
    return day(found)


def voyage(
    kind: Kind,
    shipping: OrderShipping,
    *,
    loading: str,
    destination: str,
    mode: Bilingual,
    written: Callable[[Decimal], str],
    first: Language,
    day: Callable[[date, Language], str],
    plan_apart: bool = False,
) -> tuple[Fact, ...]:
    """Return ports, transport, ship, dates and containers, each when known.

    `plan_apart`: the planned days stand in the schedule.
    """
    facts: list[Fact] = []

    def say(label: Bilingual, value: str) -> None:
        if value:
            facts.append(Fact(label, value))

    def say_day(label: Bilingual, value: date | None) -> None:
        if value is not None:
            facts.append(Fact(label, day(value, first)))

    if shows(kind, "ports"):
        say(labels.PORT_OF_LOADING, loading)
        say(labels.PORT_OF_DISCHARGE, shipping.port_of_discharge or destination)
        say(labels.FINAL_DESTINATION, shipping.final_destination)
        say(labels.PLACE_OF_RECEIPT, shipping.place_of_receipt)
        say(labels.PRE_CARRIAGE, shipping.pre_carriage)
    if shows(kind, "transport"):
        say(labels.TRANSPORT, upper_first(mode.text(first)))
    if shows(kind, "vessel"):
        say(labels.VESSEL, " / ".join(p for p in (shipping.vessel, shipping.voyage) if p))
        say(labels.BL_NUMBER, shipping.bl_number)
        say_day(labels.BL_DATE, shipping.bl_date)
    if shows(kind, "vessel") and not plan_apart:
        say_day(labels.ETD, shipping.etd)
        say_day(labels.ETA, shipping.eta)
    if shows(kind, "delivery_time") and not plan_apart:
        say_day(labels.LATEST_SHIPMENT, shipping.latest_shipment)
    if shows(kind, "containers"):
        facts += [Fact(labels.CONTAINER, _box(box, written, first)) for box in shipping.boxes]
    return tuple(facts)


def _box(box: LoadedBox, written: Callable[[Decimal], str], first: Language) -> str:
    parts = [box.number, box.type]
    if box.seal:
        parts.append(labels.SEAL.fill(number=box.seal).text(first))
    if box.vgm_kg is not None:
        parts.append(labels.VGM.fill(mass=written(box.vgm_kg)).text(first))
    return ", ".join(part for part in parts if part)


def consignees(kind: Kind, shipping: OrderShipping) -> Iterable[Block]:
    """Yield consignee and notify party, each when it was told."""
    if not shows(kind, "consignee"):
        return
    for title, text in (
        (labels.CONSIGNEE, shipping.consignee),
        (labels.NOTIFY_PARTY, shipping.notify_party),
    ):
        name, *lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
        if name:
            yield Block(title, name, tuple(lines))
