"""Freight tariffs: what a shipment costs by volume, container, weight, or flat, by port. Pure.

LCL is charged by max(m³, tonnes) with a minimum; air by max(kg, m³ x 167), courier by
max(kg, cm³ / 5000) (DOMAIN.md A5). Amounts are in the tariff's currency until converted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from desktop.runtime.days import long_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.trade import incoterms
from desktop.trade.container_plan import LCL, ContainerPlan, plan_containers
from desktop.trade.containers import reference
from desktop.trade.money import format_plain, round_money
from desktop.trade.price_steps import LEVELS, Level
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.shipment import Shipment
from desktop.trade.totals import Totals

ZERO = Decimal(0)
THOUSAND = Decimal(1000)


class Basis(StrEnum):
    """What the amounts of a tariff count."""

    CBM = "cbm"
    CONTAINER = "container"
    KG = "kg"
    FLAT = "flat"


BASIS_LABELS = {
    Basis.CBM: N_("per m³ or tonne (W/M)"),
    Basis.CONTAINER: N_("per container"),
    Basis.KG: N_("per kg"),
    Basis.FLAT: N_("flat"),
}


@dataclass(frozen=True, slots=True)
class TariffRate:
    """One amount: for a port ("" is every other), a container type, from a quantity on.

    `container` is a type or "LCL" (per W/M, in a tariff by the container). `from_quantity` counts
    kg or W/M. `destination_costs` are of the whole shipment, in the tariff's currency.
    """

    amount: Decimal
    port: str = ""
    container: str = ""
    from_quantity: Decimal = ZERO
    destination_costs: Decimal | None = None
    transit_days: int | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """A freight template; `premium_rate` is the insurance that goes with it, a share."""

    name: str
    basis: Basis = Basis.CONTAINER
    mode: str = "sea"
    currency: str = "USD"
    port_of_loading: str = ""
    carrier: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    minimum: Decimal | None = None
    premium_rate: Decimal | None = None
    note: str = ""
    rates: tuple[TariffRate, ...] = ()
    id: str = ""

    def ports(self) -> tuple[str, ...]:
        """Return the ports of destination in their order; "" stands for every other."""
        return tuple(dict.fromkeys(rate.port for rate in self.rates))

    def rates_to(self, port: str) -> tuple[TariffRate, ...]:
        """Return the amounts to a port; those for every other one when it has none of its own."""
        own = tuple(rate for rate in self.rates if rate.port and same_port(rate.port, port))
        return own or tuple(rate for rate in self.rates if not rate.port)

    def validity_problem(self, on: date) -> str:
        """Return why the tariff does not count on a day, in words; "" when it does."""
        if self.valid_from and on < self.valid_from:
            return _("The tariff {name} begins on {date}.").format(
                name=self.name, date=long_day(self.valid_from)
            )
        if self.valid_until and on > self.valid_until:
            return _("The tariff {name} ended on {date}.").format(
                name=self.name, date=long_day(self.valid_until)
            )
        return ""


def same_port(one: str, other: str) -> bool:
    """Tell whether two names are one port: "Hamburg" and "hamburg, Germany" are."""
    return _port_key(one) == _port_key(other) != ""


def _port_key(name: str) -> str:
    bare = name.casefold().removeprefix("port of ").split(",")[0].split("(")[0]
    return " ".join(bare.split())


@dataclass(frozen=True, slots=True)
class FreightCost:
    """What a tariff says: the amount in its currency, and how it came about.

    `lcl` and `fcl` are the two ways to ship when the tariff has both. `plan` are the containers of
    the cheaper one by the tariff's own rates.
    """

    amount: Decimal
    currency: str
    how: str
    port: str = ""
    destination_costs: Decimal | None = None
    transit_days: int | None = None
    lcl: Decimal | None = None
    fcl: Decimal | None = None
    plan: ContainerPlan | None = None


def freight_cost(tariff: Tariff, shipment: Shipment, port: str) -> FreightCost:
    """Return the freight of a shipment to a port, rounded in the tariff's currency.

    Raises UserFacing: the tariff has no amount for the port, a size has no rate, or packing data is
    missing (`packing_missing`, naming the lines).
    """
    rates = tariff.rates_to(port)
    if not rates:
        raise UserFacing(
            _("The tariff {name} has no freight to {port}.").format(
                name=tariff.name, port=port or "?"
            ),
            hint=_("Add the port to the tariff, or enter the freight by hand."),
            code="no_freight_to_port",
        )
    if tariff.basis is Basis.FLAT:
        found = FreightCost(rates[0].amount, tariff.currency, _("flat"))
    else:
        _require_packed(tariff, shipment)
        if tariff.basis is Basis.CONTAINER:
            found = _by_container(tariff, rates, shipment)
        else:
            found = _by_quantity(tariff, rates, shipment)
    days = [rate.transit_days for rate in rates if rate.transit_days is not None]
    costs = [r.destination_costs for r in rates if r.destination_costs is not None]
    return replace(
        found,
        amount=round_money(found.amount, tariff.currency),
        port=port,
        destination_costs=costs[0] if costs else None,
        transit_days=days[0] if days else None,
    )


def _require_packed(tariff: Tariff, shipment: Shipment) -> None:
    lacking = set(shipment.unpacked)
    if tariff.basis is Basis.KG:
        lacking |= set(shipment.unweighed)
    names = [shipment.lines[index].name for index in sorted(lacking)]
    if names:
        raise UserFacing(
            _("Packing data is missing for {names}.").format(names=", ".join(names[:5])),
            hint=_("Freight goes by volume and weight: complete it, or enter the freight by hand."),
            code="packing_missing",
        )


def chargeable(tariff: Tariff, shipment: Shipment) -> Decimal:
    """Return the quantity that freight is charged for: W/M, or chargeable kg by the mode."""
    volume, weight = shipment.packed.volume_cbm, shipment.packed.gross_kg
    if tariff.basis is not Basis.KG:
        return max(volume, weight / THOUSAND)
    if tariff.mode == "air":
        return max(weight, volume * reference().air_kg_per_cbm)
    if tariff.mode == "courier":
        return max(weight, volume * 1_000_000 / reference().courier_cm3_per_kg)
    return weight


def _by_quantity(tariff: Tariff, rates: Iterable[TariffRate], shipment: Shipment) -> FreightCost:
    quantity = chargeable(tariff, shipment)
    amount, rate = _by_steps(rates, quantity)
    unit = "kg" if tariff.basis is Basis.KG else "W/M"
    how = _("{quantity} {unit} at {rate}").format(
        quantity=format_plain(max(quantity, rate.from_quantity)),
        unit=unit,
        rate=format_plain(rate.amount),
    )
    return _at_least(tariff, amount, how)


def _by_steps(rates: Iterable[TariffRate], quantity: Decimal) -> tuple[Decimal, TariffRate]:
    """Return the cheapest of the step that holds and those above it, paid at their beginning."""
    steps = sorted(rates, key=lambda rate: rate.from_quantity)
    holding = [rate for rate in steps if rate.from_quantity <= quantity]
    offered = [*holding[-1:], *(rate for rate in steps if rate.from_quantity > quantity)]
    costs = [(rate.amount * max(quantity, rate.from_quantity), rate) for rate in offered]
    return min(costs, key=lambda pair: pair[0])


def _at_least(tariff: Tariff, amount: Decimal, how: str) -> FreightCost:
    if tariff.minimum is not None and amount < tariff.minimum:
        how = _("{how}, minimum {minimum}").format(how=how, minimum=format_plain(tariff.minimum))
        amount = tariff.minimum
    return FreightCost(amount, tariff.currency, how)


def _by_container(tariff: Tariff, rates: Iterable[TariffRate], shipment: Shipment) -> FreightCost:
    """Return the cheaper of full containers by the tariff's rates and, where it has it, LCL."""
    rates = tuple(rates)
    sizes = tuple((r.container, r.amount) for r in rates if r.container and r.container != LCL)
    plan = None
    if sizes:
        order = replace(shipment.order, rates=sizes)
        packed = shipment.packed
        plan = plan_containers(packed.volume_cbm, packed.gross_kg, order, cartons=shipment.cartons)
    fcl = plan.freight if plan else None
    loose = [rate for rate in rates if rate.container == LCL]
    lcl = None
    if loose and not (plan and plan.by_hand):
        quantity = max(shipment.packed.volume_cbm, shipment.packed.gross_kg / THOUSAND)
        amount, rate = _by_steps(loose, quantity)
        how = _("LCL, {quantity} W/M at {rate}").format(
            quantity=format_plain(quantity), rate=format_plain(rate.amount)
        )
        lcl = _at_least(tariff, amount, how)
    if lcl is not None and (fcl is None or lcl.amount < fcl):
        return replace(lcl, lcl=lcl.amount, fcl=fcl, plan=plan)
    if fcl is None or plan is None:
        size = next((load.container for load in plan.loads), "") if plan else ""
        raise UserFacing(
            _("The tariff {name} has no rate for {size}.").format(
                name=tariff.name, size=size or _("this shipment")
            ),
            hint=_("Add the size to the tariff, or let the cheapest mix be chosen."),
            code="no_rate_for_container",
        )
    mix = " + ".join(f"{load.count} × {load.container}" for load in plan.loads)
    other = lcl.amount if lcl else None
    return FreightCost(fcl, tariff.currency, mix, lcl=other, fcl=fcl, plan=plan)


def port_for(tariff: Tariff, draft: QuoteDraft) -> str:
    """Return the port of a quote that the tariff knows, else the quote's own place, "" without."""
    term = incoterms.RULES.get(draft.incoterm)
    named = draft.place if term and term.place_is_destination else draft.known_place
    places = [place for place in (named, draft.destination) if place]
    known = [p for p in places if any(same_port(p, port) for port in tariff.ports() if port)]
    return next(iter((*known, *places)), "")


def fits(tariff: Tariff, draft: QuoteDraft) -> bool:
    """Tell whether a tariff is for the quote's mode, port of loading and destination."""
    loading = tariff.port_of_loading
    return (
        tariff.mode == draft.transport_mode
        and (not loading or same_port(loading, draft.port_of_loading))
        and bool(tariff.rates_to(port_for(tariff, draft)))
    )


@dataclass(frozen=True, slots=True)
class Applied:
    """A draft with the freight of its tariff, how it came about, or why it could not be."""

    draft: QuoteDraft
    cost: FreightCost | None = None
    problem: str = ""


def apply_tariff(
    draft: QuoteDraft, sums: Totals, tariff: Tariff, factor: Decimal | None, on: date
) -> Applied:
    """Return the draft with the freight that its tariff says; doing it twice changes nothing.

    `factor` is the quote's currency for one unit of the tariff's, None without a rate. A freight
    typed by hand stays. A tariff that ended, a missing rate or packing is a `problem`: the freight
    stays as it was, and the problem says so.
    """
    if draft.freight_by_hand:
        return Applied(draft)
    problem = tariff.validity_problem(on)
    if not problem and factor is None:
        problem = _("There is no exchange rate from {tariff} to {quote}.").format(
            tariff=tariff.currency, quote=draft.currency
        )
    if problem or factor is None:
        return Applied(draft, problem=problem)
    try:
        cost = freight_cost(tariff, sums.shipment, port_for(tariff, draft))
    except UserFacing as error:
        return Applied(draft, problem=error.message)
    amount = round_money(cost.amount * factor, draft.currency)
    level = LEVELS.get(draft.incoterm)
    paid = level is None or level >= Level.CFR
    arrival = draft.destination_costs
    if arrival is None and cost.destination_costs is not None:
        arrival = round_money(cost.destination_costs * factor, draft.currency)
    changed = replace(
        draft,
        freight=amount if paid else None,
        known_freight=None if paid else amount,
        destination_costs=arrival,
        premium_rate=tariff.premium_rate
        if draft.premium_rate is None and draft.insurance is None
        else draft.premium_rate,
    )
    return Applied(changed, cost)
