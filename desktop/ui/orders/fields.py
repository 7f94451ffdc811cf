"""The forms of an order: terms, parties, ship and papers; a line, a receipt, a milestone, a container."""

from dataclasses import replace
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_payments import RECEIPT_NAMES
from desktop.trade.order_shipping import FIELDS as SHIPPING_FIELDS
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.records.record_form import FieldSpec, Kind, Section

_ANSWERS = (("yes", N_("Allowed")), ("no", N_("Not allowed")))
_MODES = (
    ("sea", N_("Sea")), ("air", N_("Air")), ("rail", N_("Rail")), ("road", N_("Road")),
    ("courier", N_("Courier")),
)  # fmt: skip


def _answers() -> list[tuple[str, str]]:
    return [(key, _(text)) for key, text in _ANSWERS]


def _modes() -> list[tuple[str, str]]:
    return [(key, _(text)) for key, text in _MODES]


ORDER_SECTIONS = (
    Section(N_("Parties"), (
        FieldSpec("buyer_reference", N_("Buyer's PO")),
        FieldSpec("contract_number", N_("Contract no.")),
        FieldSpec("signed_at_place", N_("Signed at")),
        FieldSpec("originals", N_("Originals"), Kind.INTEGER),
        FieldSpec("consignee", N_("Consignee"), Kind.LINES, wide=True),
        FieldSpec("notify_party", N_("Notify party"), Kind.LINES, wide=True),
    )),
    Section(N_("Route"), (
        FieldSpec("incoterm", N_("Incoterm")),
        FieldSpec("place", N_("Place")),
        FieldSpec("transport_mode", N_("Transport"), Kind.CHOICE, choices=_modes),
        FieldSpec("place_of_receipt", N_("Place of receipt")),
        FieldSpec("pre_carriage", N_("Pre-carriage by")),
        FieldSpec("port_of_loading", N_("Port of loading")),
        FieldSpec("port_of_discharge", N_("Port of discharge")),
        FieldSpec("destination", N_("Destination on the marks")),
        FieldSpec("final_destination", N_("Final destination")),
        FieldSpec("partial_shipment", N_("Partial shipment"), Kind.CHOICE, choices=_answers),
        FieldSpec("transhipment", N_("Transhipment"), Kind.CHOICE, choices=_answers),
        FieldSpec("tolerance_percent", N_("Tolerance, %"), Kind.NUMBER),
    )),
    Section(N_("Ship and papers"), (
        FieldSpec("latest_shipment", N_("Latest shipment"), Kind.DATE),
        FieldSpec("etd", N_("ETD"), Kind.DATE),
        FieldSpec("eta", N_("ETA"), Kind.DATE),
        FieldSpec("lead_time", N_("Lead time")),
        FieldSpec("vessel", N_("Vessel")),
        FieldSpec("voyage", N_("Voyage")),
        FieldSpec("bl_number", N_("B/L no.")),
        FieldSpec("bl_date", N_("B/L date"), Kind.DATE),
        FieldSpec("insured_amount", N_("Insured amount"), Kind.NUMBER),
        FieldSpec("insured_on", N_("Insured on"), Kind.DATE),
    )),
    Section(N_("Words"), (
        FieldSpec("payment_terms", N_("Payment terms"), wide=True),
        FieldSpec("shipping_marks", N_("Marks"), Kind.LINES, wide=True),
        FieldSpec("remarks", N_("Remarks"), Kind.LINES, wide=True),
        FieldSpec("internal_notes", N_("Internal notes"), Kind.LINES, wide=True),
    )),
)  # fmt: skip
_NAMES = tuple(spec.key for section in ORDER_SECTIONS for spec in section.fields)
_FLAGS = ("partial_shipment", "transhipment")


def order_values(order: OrderFigures) -> dict[str, object]:
    """Return the values of the order's form."""
    found: dict[str, object] = {}
    for name in _NAMES:
        holder = order.shipping if name in SHIPPING_FIELDS else order.draft
        found[name] = getattr(holder, name)
    for name in _FLAGS:
        said = getattr(order.draft, name)
        found[name] = "" if said is None else "yes" if said else "no"
    return found


def with_order_values(
    order: OrderFigures, typed: dict[str, Any]
) -> tuple[QuoteDraft, OrderShipping]:
    """Return terms and shipping with what was typed."""
    values = dict(typed)
    for name in _FLAGS:
        values[name] = {"yes": True, "no": False}.get(str(values[name]))
    values["incoterm"] = str(values["incoterm"]).upper()
    shipping = {name: value for name, value in values.items() if name in SHIPPING_FIELDS}
    terms = {name: value for name, value in values.items() if name not in shipping}
    if terms["payment_terms"] != order.draft.payment_terms:
        terms["instalments"] = ()
    return replace(order.draft, **terms), replace(order.shipping, **shipping)


LINE_SECTIONS = (
    Section("", (
        FieldSpec("quantity", N_("Quantity"), Kind.NUMBER, required=True),
        FieldSpec("unit", N_("Unit"), required=True),
        FieldSpec("unit_price", N_("Unit price"), Kind.NUMBER, required=True),
        FieldSpec("discount_percent", N_("Discount, %"), Kind.NUMBER),
        FieldSpec("name_en", N_("Name, English")),
        FieldSpec("name_zh", N_("Name, Chinese")),
        FieldSpec("buyer_item_code", N_("Buyer's code")),
        FieldSpec("hs_code", N_("HS code")),
        FieldSpec("origin", N_("Origin")),
        FieldSpec("description_en", N_("Description, English"), Kind.LINES, wide=True),
        FieldSpec("description_zh", N_("Description, Chinese"), Kind.LINES, wide=True),
    )),
)  # fmt: skip
LINE_NAMES = tuple(spec.key for section in LINE_SECTIONS for spec in section.fields)


def receipt_kinds() -> list[tuple[str, str]]:
    """Return the kinds of receipts as choices."""
    return [(kind.value, _(text)) for kind, text in RECEIPT_NAMES.items()]


RECEIPT_SECTIONS = (
    Section("", (
        FieldSpec("amount", N_("Amount"), Kind.NUMBER, required=True),
        FieldSpec("received_on", N_("Received on"), Kind.DATE, required=True),
        FieldSpec("kind", N_("Kind"), Kind.CHOICE, required=True, choices=receipt_kinds),
        FieldSpec("reference", N_("Reference")),
    )),
)  # fmt: skip
STEP_SECTIONS = (
    Section("", (
        FieldSpec("reached_on", N_("Reached on"), Kind.DATE, required=True),
        FieldSpec("progress", N_("Production done, %"), Kind.INTEGER),
        FieldSpec("note", N_("Note"), wide=True),
    )),
)  # fmt: skip
BOX_SECTIONS = (
    Section("", (
        FieldSpec("number", N_("Container no."), required=True),
        FieldSpec("seal", N_("Seal no.")),
        FieldSpec("type", N_("Type")),
        FieldSpec("vgm_kg", N_("VGM, kg"), Kind.NUMBER),
        FieldSpec("cartons", N_("Cartons"), Kind.INTEGER),
    )),
)  # fmt: skip
