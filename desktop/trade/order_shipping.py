"""Where an order's goods go: parties, ports, ship, papers and containers, as plain values."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.runtime.days import long_day
from desktop.runtime.i18n import N_, _
from desktop.store.schema.orders import SalesOrder
from desktop.trade.incoterms import Finding, Severity


@dataclass(frozen=True, slots=True)
class LoadedBox:
    """A container really loaded: number, seal, type (40HQ), verified gross mass in kg, cartons in it."""

    number: str = ""
    seal: str = ""
    type: str = ""
    vgm_kg: Decimal | None = None
    cartons: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form that is stored and printed by commands."""
        mass = None if self.vgm_kg is None else f"{self.vgm_kg:f}"
        return {"number": self.number, "seal": self.seal, "type": self.type, "vgm_kg": mass,
                "cartons": self.cartons}  # fmt: skip

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "LoadedBox":
        """Return the box of `as_json`'s form."""
        mass, cartons = entry.get("vgm_kg"), entry.get("cartons")
        return cls(
            str(entry.get("number", "")),
            str(entry.get("seal", "")),
            str(entry.get("type", "")),
            None if mass in (None, "") else Decimal(str(mass)),
            None if cartons in (None, "") else int(str(cartons)),
        )


@dataclass(frozen=True, slots=True)
class OrderShipping:
    """Everything of an order that a quote does not know: it is the same on all its documents.

    `consignee` and `notify_party` are names with addresses, line by line ("" for the buyer, "" for
    none). Ports of loading, destination, marks, buyer's PO no. and the terms are in the draft.
    `insured_amount` is in the order's currency; `originals` how many originals of each paper.
    """

    contract_number: str = ""
    signed_at_place: str = ""
    consignee: str = ""
    notify_party: str = ""
    place_of_receipt: str = ""
    pre_carriage: str = ""
    port_of_discharge: str = ""
    final_destination: str = ""
    vessel: str = ""
    voyage: str = ""
    bl_number: str = ""
    bl_date: date | None = None
    latest_shipment: date | None = None
    etd: date | None = None
    eta: date | None = None
    boxes: tuple[LoadedBox, ...] = ()
    insured_amount: Decimal | None = None
    insured_on: date | None = None
    originals: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {name: _plain(getattr(self, name)) for name in FIELDS}


LABELS = {
    "contract_number": N_("Contract no."),
    "signed_at_place": N_("Signed at"),
    "consignee": N_("Consignee"),
    "notify_party": N_("Notify party"),
    "place_of_receipt": N_("Place of receipt"),
    "pre_carriage": N_("Pre-carriage by"),
    "port_of_discharge": N_("Port of discharge"),
    "final_destination": N_("Final destination"),
    "vessel": N_("Vessel"),
    "voyage": N_("Voyage"),
    "bl_number": N_("B/L no."),
    "bl_date": N_("B/L date"),
    "latest_shipment": N_("Latest shipment"),
    "etd": N_("ETD"),
    "eta": N_("ETA"),
    "boxes": N_("Containers"),
    "insured_amount": N_("Insured amount"),
    "insured_on": N_("Insured on"),
    "originals": N_("Originals"),
}
FIELDS = tuple(field.name for field in fields(OrderShipping))


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON can say
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return [box.as_json() for box in value]
    return value


def shipping_of(order: SalesOrder) -> OrderShipping:
    """Return what a stored order says."""
    values = {name: getattr(order, name) for name in FIELDS}
    values["boxes"] = tuple(LoadedBox.from_json(entry) for entry in order.boxes or ())
    return OrderShipping(**values)


def shipping_columns(shipping: OrderShipping) -> dict[str, Any]:
    """Return the columns that say what `shipping` says, its texts in NFC."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(shipping, name)
        found[name] = (
            unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
        )
    found["boxes"] = [box.as_json() for box in shipping.boxes]
    return found


def check(shipping: OrderShipping) -> tuple[Finding, ...]:
    """Return what cannot be right about dates and containers. Pure: against itself, not the clock."""
    return tuple(_findings(shipping))


def _findings(shipping: OrderShipping) -> Iterable[Finding]:
    etd, eta, latest = shipping.etd, shipping.eta, shipping.latest_shipment
    if etd is not None and eta is not None and eta < etd:
        text = _("The goods would arrive ({eta}) before they leave ({etd}).")
        yield _warning("eta_before_etd", text.format(eta=long_day(eta), etd=long_day(etd)))
    shipped = shipping.bl_date or etd
    if shipped is not None and latest is not None and shipped > latest:
        text = _("Shipment on {day} is later than the latest shipment, {latest}.")
        yield _warning("shipment_late", text.format(day=long_day(shipped), latest=long_day(latest)))
    for box in shipping.boxes:
        if box.number and not container_number_holds(box.number):
            text = _("Container no. {number} is mistyped: its check digit does not fit.")
            yield _warning("container_number", text.format(number=box.number))


def _warning(code: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, message)


def container_number_holds(text: str) -> bool:
    """Tell whether a container number has four letters, six digits and the right check digit (ISO 6346)."""
    number = "".join(text.split()).upper().replace("-", "")
    if len(number) != 11 or not number[:4].isalpha() or not number[4:].isdigit():
        return False
    if not number.isascii():
        return False
    total = sum(_iso_6346_value(char) << place for place, char in enumerate(number[:10]))
    return total % 11 % 10 == int(number[10])


def _iso_6346_value(char: str) -> int:
    """Digits are themselves; letters count from 10, leaving out the multiples of 11."""
    if char.isdigit():
        return int(char)
    value = 10 + ord(char) - ord("A")
    return value + (value - 1) // 10 if value > 10 else value
