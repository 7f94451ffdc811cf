"""Fields of a quote and of its lines set from text, as commands do: every value typed, or refused by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.runtime.days import iso_day, long_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import instalments
from desktop.trade.charge_words import read_charges
from desktop.trade.money import check_currency, parse_decimal
from desktop.trade.payment import Event, Instalment, Method
from desktop.trade.quote_draft import DraftLine, QuoteDraft

_YES = frozenset({"yes", "true", "1", "on", "allowed"})
_NO = frozenset({"no", "false", "0", "off", "not-allowed"})


def with_values(draft: QuoteDraft, values: Mapping[str, str], *, today: date) -> QuoteDraft:
    """Return the draft with fields set from text; an empty text clears a field.

    `discount` takes "220" or "5%"; a typed `rate` is of today and by hand; typed freight and insurance
    follow no tariff and no premium rate any more. Raises UserFacing for an
    unknown field or a bad value, naming it.
    """
    changes: dict[str, Any] = {}
    for name, text in values.items():
        reader = _HEADER.get(name)
        if reader is None:
            raise _unknown(name, _HEADER)
        changes |= reader(name, text.strip())
    if "freight" in changes:
        changes["freight_by_hand"] = True
    if "insurance" in changes:
        changes["premium_rate"] = None
    if "payment_terms" in changes and "instalments" not in changes:
        changes["instalments"] = ()
    if changes.get("rate") is not None:
        changes |= {
            "rate_on": today,
            "rate_source": _("Entered by hand"),
            "rate_margin_percent": Decimal(0),
        }
    valid_until = changes.get("valid_until")
    if valid_until is not None and valid_until < today:
        raise UserFacing(
            _("The validity would end on {date}, which has passed.").format(
                date=long_day(valid_until)
            ),
            code="validity_past",
        )
    return replace(draft, **changes)


def with_line_values(line: DraftLine, values: Mapping[str, str]) -> DraftLine:
    """Return a line with fields set from text. Raises UserFacing as `with_values`."""
    changes: dict[str, Any] = {}
    for name, text in values.items():
        reader = _LINE.get(name)
        if reader is None:
            raise _unknown(name, _LINE)
        changes |= reader(name, text.strip())
    if "unit_price" in changes:
        changes["price_source"] = "hand"
    return replace(line, **changes)


def read_instalment(text: str) -> Instalment:
    """Return the instalment of "30:tt:order_confirmation" or "70:lc:bl_date:60".

    Raises UserFacing for another form.
    """
    parts = text.split(":")
    try:
        percent, method, event = parts[:3]
        days = int(parts[3]) if len(parts) > 3 else 0
        return Instalment(
            parse_decimal(percent, what=_("Share")),
            Method(method.strip().lower()),
            Event(event.strip().lower()),
            days,
        )
    except ValueError as error:
        raise UserFacing(
            _("“{text}” is not an instalment.").format(text=text),
            hint=_(
                "Write PERCENT:METHOD:EVENT[:DAYS], such as {example}; events: {events}."
            ).format(example="30:tt:order_confirmation", events=", ".join(Event)),
            code="bad_instalment",
        ) from error


def with_instalments(draft: QuoteDraft, texts: list[str]) -> QuoteDraft:
    """Return the draft with payment terms of these instalments. Raises UserFacing."""
    parts = tuple(read_instalment(text) for text in texts)
    instalments.check(parts)
    return replace(draft, instalments=parts, payment_terms=instalments.words(parts))


def _unknown(name: str, fields: Mapping[str, object]) -> UserFacing:
    return UserFacing(
        _("A quote has no field “{name}”.").format(name=name),
        hint=_("Fields: {names}.").format(names=", ".join(sorted(fields))),
        code="unknown_field",
    )


Reader = Callable[[str, str], dict[str, Any]]


def _text(name: str, text: str) -> dict[str, Any]:
    return {name: text}


def _key(name: str, text: str) -> dict[str, Any]:
    return {name: text or None}


def _currency(name: str, text: str) -> dict[str, Any]:
    return {name: check_currency(text)}


def _number(least: Decimal | None, most: Decimal | None = None, *, above: bool = False) -> Reader:
    def read(name: str, text: str) -> dict[str, Any]:
        if not text:
            return {name: None}
        value = parse_decimal(text.rstrip("%％"), what=name)
        too_low = least is not None and (value <= least if above else value < least)
        if too_low or (most is not None and value > most):
            raise UserFacing(
                _("{field}: {value} is out of range.").format(field=name, value=text),
                code="out_of_range",
            )
        return {name: value}

    return read


def _needed(read: Reader) -> Reader:
    def checked(name: str, text: str) -> dict[str, Any]:
        if not text:
            raise UserFacing(_("{field} cannot be empty.").format(field=name), code="empty_value")
        return read(name, text)

    return checked


def _discount(name: str, text: str) -> dict[str, Any]:
    if text.endswith(("%", "％")):
        value = _number(Decimal(0), Decimal(100))(name, text)[name]
        return {"discount_percent": value, "discount": None}
    return {"discount": _number(Decimal(0))(name, text)[name], "discount_percent": None}


def _charges(name: str, text: str) -> dict[str, Any]:
    return {name: read_charges(text)}


def _day(name: str, text: str) -> dict[str, Any]:
    return {name: iso_day(text) if text else None}


def _flag(*, may_be_open: bool) -> Reader:
    def read(name: str, text: str) -> dict[str, Any]:
        if not text and may_be_open:
            return {name: None}
        if text.lower() in _YES:
            return {name: True}
        if text.lower() in _NO:
            return {name: False}
        raise UserFacing(
            _("{field}: write yes or no, not “{value}”.").format(field=name, value=text),
            code="not_yes_or_no",
        )

    return read


_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_HEADER: Mapping[str, Reader] = {
    **dict.fromkeys(
        ("incoterm", "place", "port_of_loading", "transport_mode", "payment_terms", "lead_time",
         "buyer_reference", "remarks", "internal_notes", "destination", "shipping_marks"),
        _text,
    ),
    **dict.fromkeys(("contact_id", "seller_id", "price_list_id"), _key),
    "customer_id": _needed(_key),
    "currency": _needed(_currency),
    "rate": _number(_ZERO, above=True),
    "valid_until": _day,
    "freight": _number(_ZERO),
    "insurance": _number(_ZERO),
    "discount": _discount,
    "other_charges": _charges,
    "tolerance_percent": _number(_ZERO, _HUNDRED),
    "charges_included": _flag(may_be_open=False),
    "partial_shipment": _flag(may_be_open=True),
    "transhipment": _flag(may_be_open=True),
}  # fmt: skip
_LINE: Mapping[str, Reader] = {
    **dict.fromkeys(
        ("name_en", "name_zh", "description_en", "description_zh", "hs_code", "origin",
         "buyer_item_code", "unit", "sku"),
        _text,
    ),
    "quantity": _needed(_number(_ZERO, above=True)),
    "unit_price": _needed(_number(_ZERO)),
    "discount_percent": _needed(_number(_ZERO, _HUNDRED)),
    "cost": _number(_ZERO),
    "is_optional": _flag(may_be_open=False),
    "is_free": _flag(may_be_open=False),
}  # fmt: skip
