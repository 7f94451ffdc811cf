"""Fields of an order set from text, as commands do: terms as a quote's, shipping with types of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.runtime.days import iso_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import order_shipping, quote_values
from desktop.trade.money import parse_decimal
from desktop.trade.order_shipping import LoadedBox, OrderShipping
from desktop.trade.quote_draft import QuoteDraft


def with_values(
    draft: QuoteDraft, shipping: OrderShipping, values: Mapping[str, str], *, today: date
) -> tuple[QuoteDraft, OrderShipping]:
    """Return terms and shipping with fields set from text; an empty text clears a field.

    In `consignee` and `notify_party` a semicolon or a written "\\n" begins the next line; `boxes` are
    "NUMBER:SEAL:TYPE:VGM[:CARTONS]", separated by commas. Raises UserFacing naming the bad field.
    """
    own = {name: text for name, text in values.items() if name in order_shipping.FIELDS}
    rest = {name: text for name, text in values.items() if name not in own}
    changes = {name: _READ.get(name, _text)(name, text.strip()) for name, text in own.items()}
    if rest:
        draft = _draft_with(draft, rest, today)
    return draft, replace(shipping, **changes)


def _draft_with(draft: QuoteDraft, values: Mapping[str, str], today: date) -> QuoteDraft:
    try:
        return quote_values.with_values(draft, values, today=today)
    except UserFacing as error:
        if error.code != "unknown_field":
            raise
        raise UserFacing(
            _("An order has no such field: {names}.").format(names=", ".join(values)),
            hint=f"{error.hint} {', '.join(order_shipping.FIELDS)}",
            code="unknown_field",
        ) from error


def _text(_name: str, text: str) -> str:
    return text


def _lines(_name: str, text: str) -> str:
    parts = text.replace("\\n", "\n").replace(";", "\n").splitlines()
    return "\n".join(part.strip() for part in parts if part.strip())


def _day(_name: str, text: str) -> date | None:
    return iso_day(text) if text else None


def _amount(name: str, text: str) -> Decimal | None:
    if not text:
        return None
    value = parse_decimal(text, what=name)
    if value < 0:
        raise UserFacing(
            _("{field}: {value} is out of range.").format(field=name, value=text),
            code="out_of_range",
        )
    return value


def _count(name: str, text: str) -> int | None:
    value = _amount(name, text)
    if value is None:
        return None
    if value != value.to_integral_value() or value > 1000:
        raise UserFacing(
            _("{field}: {value} is out of range.").format(field=name, value=text),
            code="out_of_range",
        )
    return int(value)


def _boxes(name: str, text: str) -> tuple[LoadedBox, ...]:
    return tuple(_box(name, part) for part in text.split(",") if part.strip())


def _box(name: str, text: str) -> LoadedBox:
    parts = [part.strip() for part in text.split(":")]
    if len(parts) > 5:
        raise UserFacing(
            _("“{text}” is not a container.").format(text=text.strip()),
            hint=_("Write NUMBER:SEAL:TYPE:VGM[:CARTONS], such as {example}.").format(
                example="MSKU1234565:ML-889:40HQ:19850:672"
            ),
            code="bad_container",
        )
    number, seal, kind, mass, cartons = [*parts, "", "", "", "", ""][:5]
    return LoadedBox(
        number.upper(), seal, kind.upper(), _amount(name, mass), _count_of_cartons(name, cartons)
    )


def _count_of_cartons(name: str, text: str) -> int | None:
    value = _amount(name, text)
    return None if value is None else int(value)


_READ: Mapping[str, Callable[[str, str], Any]] = {
    "consignee": _lines,
    "notify_party": _lines,
    **dict.fromkeys(("bl_date", "latest_shipment", "etd", "eta", "insured_on"), _day),
    "insured_amount": _amount,
    "originals": _count,
    "boxes": _boxes,
}
