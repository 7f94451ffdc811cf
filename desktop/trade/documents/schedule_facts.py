"""The schedule of an order's document: when its instalments are due, when the goods leave and arrive.

Days follow from the order's own plan (terms, ETD, ETA, B/L), not from milestones reached or money
received: what happens after an issue does not make the paper another one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from desktop.runtime.errors import UserFacing
from desktop.trade import credit_values, order_payments, payment
from desktop.trade.bilingual import FURTHER, RIGHT_TO_LEFT, Bilingual, Language, by_place
from desktop.trade.documents import labels
from desktop.trade.documents.day_texts import format_date
from desktop.trade.documents.document import Fact, Kind
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.offer import Offer
from desktop.trade.money import Money
from desktop.trade.payment import Event

_BEFORE_SHIPMENT = frozenset({Kind.PROFORMA, Kind.CONTRACT, Kind.ORDER_CONFIRMATION})
_NOBODY_KNOWS = frozenset({Event.SIGHT, Event.ACCEPTANCE})


def schedule(offer: Offer, kind: Kind, spoken: Sequence[Language]) -> tuple[Fact, ...]:
    """Return the milestones with their planned days, earliest first; none for quotes."""
    if not shows(kind, "payment") or offer.happened is None:
        return ()
    days = [*_dues(offer, kind)]
    if plans_voyage(offer, kind):
        days += _voyage(offer, kind, spoken)
    days.sort(key=lambda entry: entry[0])
    return tuple(Fact(label, format_date(day, spoken[0])) for day, label in days)


def plans_voyage(offer: Offer, kind: Kind) -> bool:
    """Tell whether ETD, ETA and latest shipment stand in the schedule instead of beside the ship.

    An invoice's schedule has only what is due: its goods have left.
    """
    return offer.happened is not None and kind in _BEFORE_SHIPMENT


def _dues(offer: Offer, kind: Kind) -> Iterator[tuple[date, Bilingual]]:
    if offer.terms is None or offer.happened is None:
        return
    known = replace(offer.happened, reached=None)
    # The first of its kind is what its own day is counted from.
    if kind is Kind.PROFORMA and known.proforma_on is None:
        known = replace(known, proforma_on=offer.issued_on)
    if kind is Kind.COMMERCIAL_INVOICE and known.invoiced_on is None:
        known = replace(known, invoiced_on=offer.issued_on)
    planned = order_payments.planned_dates(known, offer.shipping)
    total = Money(offer.totals.grand, offer.currency)
    for part in payment.schedule(offer.terms, total, planned):
        if part.due_date is not None and part.event not in _NOBODY_KNOWS:
            yield part.due_date, part.step


def _voyage(
    offer: Offer, kind: Kind, spoken: Sequence[Language]
) -> Iterator[tuple[date, Bilingual]]:
    shipping = offer.shipping
    arrival = shipping.port_of_discharge or offer.destination
    if shipping.latest_shipment:
        yield shipping.latest_shipment, labels.LATEST_SHIPMENT
    if shipping.etd:
        yield shipping.etd, _at(labels.ETD, offer.port_of_loading, spoken)
    if shipping.eta:
        yield shipping.eta, _at(labels.ETA, arrival, spoken)
    expiry = _expiry(str(offer.credit.get("31D", ""))) if shows(kind, "credit") else None
    if expiry:
        yield expiry, labels.CREDIT_EXPIRY


def _expiry(text: str) -> date | None:
    """Return the last day of the L/C (31D); None when it is silent or cannot be read."""
    try:
        return credit_values.read_date(text)[0] if text.strip() else None
    except UserFacing:
        return None


def _at(label: Bilingual, port: str, spoken: Sequence[Language]) -> Bilingual:
    """Return "ETD Ningbo": the port's name once, in the language that leads.

    Behind Arabic it would join the English that follows ("Ningbo ETD"): there it stands in that.
    """
    name = port.split(",", maxsplit=1)[0].strip()
    if not name:
        return label
    more = tuple((code, f"{label.text(code)} {name}") for code in spoken if code in FURTHER)
    full = Bilingual(f"{label.en} {name}", f"{label.zh} {name}", more)
    if spoken[0] in RIGHT_TO_LEFT and len(spoken) > 1:
        return by_place(label, full, spoken)
    return by_place(full, label, spoken)
