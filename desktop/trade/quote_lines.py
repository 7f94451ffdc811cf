"""The lines of a quote as they are asked for: "SKU:QTY:PRICE", and what the catalogue adds to that."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import Product
from desktop.trade.money import parse_decimal
from desktop.trade.quote_draft import DraftLine

ZERO = Decimal(0)
# What a line takes over from the catalogue as it stands there.
_PRODUCT_FIELDS = (
    "sku",
    "name_en",
    "name_zh",
    "description_en",
    "description_zh",
    "hs_code",
    "origin",
    "unit",
    "cost",
    "cost_currency",
    "cost_on",
    "floor_price",
    "vat_rate",
    "rebate_rate",
    "inner_pieces",
    "pcs_per_carton",
    "carton_length_cm",
    "carton_width_cm",
    "carton_height_cm",
    "net_weight_kg",
    "gross_weight_kg",
)


@dataclass(frozen=True, slots=True)
class LineRequest:
    """A line as asked for: article, quantity, and price when it is not the catalogue's."""

    sku: str
    quantity: Decimal
    unit_price: Decimal | None = None
    discount_percent: Decimal = ZERO


def parse_line(text: str) -> LineRequest:
    """Return the line of "SKU:QTY" or "SKU:QTY:PRICE"; the article itself may contain colons.

    Raises UserFacing when it has another form.
    """
    parts = text.split(":")
    if len(parts) < 2:
        raise _bad_line(text)
    # Read from the right: two numbers at the end are quantity and price.
    if len(parts) > 2 and _is_number(parts[-1]) and _is_number(parts[-2]):
        sku, quantity, price = ":".join(parts[:-2]), parts[-2], parts[-1]
    else:
        sku, quantity, price = ":".join(parts[:-1]), parts[-1], ""
    if not sku.strip():
        raise _bad_line(text)
    return LineRequest(
        sku.strip(),
        parse_decimal(quantity, what=_("Quantity")),
        parse_decimal(price, what=_("Price")) if price else None,
    )


def _is_number(text: str) -> bool:
    try:
        parse_decimal(text, what="")
    except UserFacing:
        return False
    return True


def _bad_line(text: str) -> UserFacing:
    return UserFacing(
        _("“{text}” is not a line of a quote.").format(text=text),
        hint=_("Write SKU:QUANTITY or SKU:QUANTITY:PRICE, such as PL-6060-40:2000:14.20."),
        code="bad_line",
    )


def resolve_line(session: Session, request: LineRequest, currency: str) -> DraftLine:
    """Return a line with everything the catalogue knows about the article.

    Raises UserFacing for an unknown article, or when neither request nor catalogue has a price
    in `currency`.
    """
    product = session.scalar(
        sa.select(Product).where(Product.sku == request.sku, Product.deleted_at.is_(None))
    )
    if product is None:
        raise UserFacing(
            _("There is no product “{sku}”.").format(sku=request.sku),
            hint=_("Import or add it first; `tradepost product list` shows what there is."),
            code="unknown_product",
        )
    return line_of(product, request, currency)


def line_of(product: Product, request: LineRequest, currency: str) -> DraftLine:
    """Return a quote's line: a copy of the product with the quantity and price asked for."""
    price = request.unit_price
    if price is None and product.currency == currency:
        price = product.price
    if price is None:
        raise UserFacing(
            _("“{sku}” has no price in {currency}.").format(sku=product.sku, currency=currency),
            hint=_("Give the price: {sku}:QUANTITY:PRICE.").format(sku=product.sku),
            code="no_price",
        )
    copied = {name: getattr(product, name) for name in _PRODUCT_FIELDS}
    return DraftLine(
        **copied,
        quantity=request.quantity,
        unit_price=price,
        discount_percent=request.discount_percent,
        product_id=product.id,
    )
