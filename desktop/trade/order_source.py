"""What an order says, field by field, as plain JSON: kept with each document, compared with later states.

Only what is printed on documents is in it: costs, margins and internal notes are not. So a change
of a cost leaves an invoice as true as it was.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade import clause_choices
from desktop.trade.money import Money
from desktop.trade.order_shipping import LABELS, OrderShipping
from desktop.trade.quote_columns import header_columns, line_columns
from desktop.trade.quote_draft import DraftLine, QuoteDraft

_HEADER = {
    "customer_id": N_("Customer"),
    "currency": N_("Currency"),
    "incoterm": N_("Incoterm"),
    "place": N_("Place"),
    "port_of_loading": N_("Port of loading"),
    "destination": N_("Destination"),
    "transport_mode": N_("Transport"),
    "payment_terms": N_("Payment terms"),
    "instalments": N_("Instalments"),
    "lead_time": N_("Lead time"),
    "buyer_reference": N_("Buyer's reference"),
    "freight": N_("Freight"),
    "insurance": N_("Insurance"),
    "freight_included": N_("Freight inside the prices"),
    "discount": N_("Discount"),
    "discount_percent": N_("Discount, %"),
    "other_charges": N_("Other charges"),
    "mixed_cartons": N_("Mixed cartons"),
    "shipping_marks": N_("Marks"),
    "partial_shipment": N_("Partial shipment"),
    "transhipment": N_("Transhipment"),
    "tolerance_percent": N_("Tolerance, %"),
    "clauses": N_("Clauses"),
    "remarks": N_("Remarks"),
    "seller_id": N_("Selling company"),
}
_LINE = {
    "sku": N_("article"),
    "name_en": N_("name"),
    "name_zh": N_("name, Chinese"),
    "description_en": N_("description"),
    "description_zh": N_("description, Chinese"),
    "hs_code": N_("HS code"),
    "origin": N_("origin"),
    "quantity": N_("quantity"),
    "unit": N_("unit"),
    "unit_price": N_("price"),
    "discount_percent": N_("discount"),
    "is_free": N_("free of charge"),
    "buyer_item_code": N_("buyer's code"),
    "pcs_per_carton": N_("pieces per carton"),
    "carton_length_cm": N_("carton"),
    "carton_width_cm": N_("carton"),
    "carton_height_cm": N_("carton"),
    "net_weight_kg": N_("net weight"),
    "gross_weight_kg": N_("gross weight"),
    "more_boxes": N_("cartons"),
}
_ALWAYS = ("line_key", "kind", "is_optional")
_PRICES = frozenset(
    {"currency", "unit_price", "discount_percent", "discount", "freight", "insurance",
     "freight_included", "other_charges", "payment_terms", "instalments", "is_free"}
)  # fmt: skip
"""What a packing list does not show."""
PRINTED_CLAUSES = "printed_clauses"
"""Beside an issued document's source: the keys of the clauses on it."""
_OF_OTHERS = frozenset({"insured_amount", "insured_on"})
"""What stands on the insurer's paper, on none of ours."""
_ON_SHIP = frozenset(
    {"vessel", "voyage", "bl_number", "bl_date", "etd", "eta", "boxes", "originals"}
)
"""What is known after the contract: a contract does not become untrue by it."""
_BEFORE_SHIPMENT = frozenset({"quotation", "proforma", "contract", "order_confirmation"})


def source_of(
    draft: QuoteDraft, shipping: OrderShipping, total: Money, order_id: str = ""
) -> dict[str, Any]:
    """Return what is printed of an order: `header`, `lines`, `shipping` and its `total`."""
    header = header_columns(draft)
    return {
        "order_id": order_id,
        "header": {name: _plain(header[name]) for name in _HEADER},
        "lines": [_line(line) for line in draft.lines],
        "shipping": shipping.as_json(),
        "total": total.rounded().as_json(),
    }


def _line(line: DraftLine) -> dict[str, Any]:
    columns = {"line_key": "", **line_columns(line)}
    return {name: _plain(columns[name]) for name in (*_ALWAYS, *_LINE)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON can say
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if value is None or isinstance(value, bool | int | str):
        return value
    # 12.50 and 12.5 are the same amount, and the store keeps the digits that were typed.
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def changes(before: Mapping[str, Any], now: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """Return what changed between two sources as far as a document of `kind` shows it, in words.

    "Vessel", "PL-6060-40: quantity, price", "PL-6060-40 is new". () when it would say the same.
    """
    return tuple(dict.fromkeys(_changes(before, now, kind)))


def _changes(before: Mapping[str, Any], now: Mapping[str, Any], kind: str) -> Iterable[str]:
    hidden = _PRICES if kind == "packing_list" else frozenset()
    old, new = before.get("header", {}), now.get("header", {})
    for name, label in _HEADER.items():
        if name == "clauses":
            printed = before.get(PRINTED_CLAUSES)
            if clause_choices.differ(old.get(name), new.get(name), kind, printed):
                yield _(label)
        elif name not in hidden and name in old and old[name] != new.get(name):
            yield _(label)
    old, new = before.get("shipping", {}), now.get("shipping", {})
    for name, label in LABELS.items():
        later = name in _OF_OTHERS or (kind in _BEFORE_SHIPMENT and name in _ON_SHIP)
        if not later and name in old and old[name] != new.get(name):
            yield _(label)
    yield from _line_changes(before.get("lines", ()), now.get("lines", ()), hidden)


def _line_changes(
    before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]], hidden: frozenset[str]
) -> Iterable[str]:
    old = {str(line["line_key"]): line for line in before}
    new = {str(line["line_key"]): line for line in now}
    for key, line in new.items():
        if key not in old:
            yield _("{article} is new").format(article=_title(line))
            continue
        names = [
            _(label)
            for name, label in _LINE.items()
            if name not in hidden and old[key].get(name) != line.get(name)
        ]
        if names:
            parts = ", ".join(dict.fromkeys(names))
            yield _("{article}: {changes}").format(article=_title(line), changes=parts)
    for key, line in old.items():
        if key not in new:
            yield _("{article} is gone").format(article=_title(line))
    if set(old) == set(new) and list(old) != list(new):
        yield _("order of the lines")


def _title(line: Mapping[str, Any]) -> str:
    return str(line.get("sku") or line.get("name_en") or line.get("name_zh") or "?")
