"""The lines of a quote as they are asked for: "SKU:QTY:PRICE", and what the catalogue adds to that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import Product
from desktop.trade import buyer_codes, listed_prices, products, selling_units
from desktop.trade.line_units import in_unit
from desktop.trade.list_prices import FoundPrice
from desktop.trade.money import parse_decimal
from desktop.trade.products import ProductFigures
from desktop.trade.quote_draft import DraftLine
from desktop.trade.selling_units import Selling, split_unit
from desktop.trade.unit_words import meaning

ZERO = Decimal(0)
# What a line takes over from the article as it stands on the day.
_COPIED = tuple(
    name for name in ProductFigures.__dataclass_fields__ if name in DraftLine.__dataclass_fields__
)


@dataclass(frozen=True, slots=True)
class LineRequest:
    """A line as asked for: article, quantity, price when it is not the catalogue's, unit when not the article's own."""

    sku: str
    quantity: Decimal
    unit_price: Decimal | None = None
    discount_percent: Decimal = ZERO
    unit: str = ""


def parse_line(text: str) -> LineRequest:
    """Return the line of "SKU:QTY" or "SKU:QTY:PRICE"; the article itself may contain colons.

    The quantity may have a unit of the article: "50 ctn". Raises UserFacing when it has another form,
    a quantity that is not above zero or a price below it.
    """
    parts = text.split(":")
    if len(parts) < 2:
        raise _bad_line(text)
    # Read from the right: two numbers at the end are quantity and price.
    if len(parts) > 2 and _is_number(parts[-1]) and _is_number(split_unit(parts[-2])[0]):
        sku, quantity, price = ":".join(parts[:-2]), parts[-2], parts[-1]
    else:
        sku, quantity, price = ":".join(parts[:-1]), parts[-1], ""
    if not sku.strip():
        raise _bad_line(text)
    figure, unit = split_unit(quantity)
    pieces = parse_decimal(figure, what=_("Quantity"))
    if pieces <= 0:
        raise UserFacing(_("The quantity must be above zero."), code="quantity_not_positive")
    each = parse_decimal(price, what=_("Price")) if price else None
    if each is not None and each < 0:
        raise UserFacing(_("The price cannot be below zero."), code="price_negative")
    return LineRequest(sku.strip(), pieces, each, unit=unit)


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


def resolve_line(
    session: Session,
    request: LineRequest,
    currency: str,
    *,
    on: date | None = None,
    customer_id: str | None = None,
    price_list_id: str | None = None,
) -> DraftLine:
    """Return a line with everything the catalogue knows about the article on a day.

    The article may be named by our number or by the customer's own item code. Raises UserFacing
    for an unknown article, when nobody has a price in `currency`, or when the price list has ended.
    """
    product = session.scalar(
        sa.select(Product).where(Product.sku == request.sku, Product.deleted_at.is_(None))
    ) or buyer_codes.product_by_code(session, customer_id, request.sku)
    if product is None:
        raise UserFacing(
            _("There is no product “{sku}”.").format(sku=request.sku),
            hint=_("Import or add it first; `tradepost product list` shows what there is."),
            code="unknown_product",
        )
    if request.unit:
        _require_unit(session, product, request.unit)
    return line_of(
        session,
        product,
        request,
        currency,
        on=on,
        customer_id=customer_id,
        price_list_id=price_list_id,
    )


def _require_unit(session: Session, product: Product, unit: str) -> None:
    others = selling_units.units_of(session, [product.id]).get(product.id, {})
    selling = Selling(product.unit, product.pcs_per_carton, product.inner_pieces, others)
    problem = selling_units.unknown_unit(unit, selling)
    if problem:
        raise UserFacing(
            problem,
            hint=_("Sold by: {units}.").format(units=", ".join(selling.choices())),
            code="unknown_unit",
        )


def line_of(
    session: Session,
    product: Product,
    request: LineRequest,
    currency: str,
    *,
    on: date | None = None,
    customer_id: str | None = None,
    price_list_id: str | None = None,
) -> DraftLine:
    """Return a quote's line: the article of the day with the quantity and price asked for.

    Raises as `resolve_line`; for many lines make one `LineMaker`.
    """
    maker = LineMaker(
        session, [product], currency, on=on, customer_id=customer_id, price_list_id=price_list_id
    )
    return maker.line(product.id, request)


class LineMaker:
    """Makes lines for one buyer: what is known of all the articles is read at once."""

    def __init__(
        self,
        session: Session,
        articles: Iterable[Product],
        currency: str,
        *,
        on: date | None = None,
        customer_id: str | None = None,
        price_list_id: str | None = None,
    ) -> None:
        """Read figures as of a day, prices in `currency` and the customer's codes of `articles`."""
        rows = list({row.id: row for row in articles}.values())
        ids = [row.id for row in rows]
        self._currency, self._on, self._customer_id = currency, on, customer_id
        self._figures = {one.id: one for one in products.figures_of(session, rows, on)}
        self._offers = listed_prices.offers_of(session, ids, currency)
        self._asked = listed_prices.asked_list(session, price_list_id)
        self._codes = buyer_codes.codes_for(session, customer_id, ids)
        self._units = selling_units.units_of(session, ids)

    def selling(self, product_id: str) -> Selling:
        """Return the units of one of the articles."""
        figures = self._figures[product_id]
        others = self._units.get(product_id, {})
        return Selling(figures.unit, figures.pcs_per_carton, figures.inner_pieces, others)

    def line(self, product_id: str, request: LineRequest) -> DraftLine:
        """Return the line of one of the articles.

        The price is that of the list asked for, else the customer's, else a general one, else the
        standard price (`list_prices.pick`); cost and tax rates are those of the day. A unit that the
        article is not sold by is passed over. Raises UserFacing when nobody has a price in the
        currency, or when the price list has ended.
        """
        selling = self.selling(product_id)
        holds = selling.contains(request.unit) if request.unit else None
        if holds is None or holds == 1:
            return self._own_line(product_id, request, request.quantity)
        own = self._own_line(product_id, request, request.quantity * holds)
        line = in_unit(own, request.unit, selling)
        if request.unit_price is None or meaning(line.unit) == meaning(selling.unit):
            return line
        return replace(line, unit_price=request.unit_price)

    def _own_line(self, product_id: str, request: LineRequest, quantity: Decimal) -> DraftLine:
        """Return the line by the article's own unit, with the price that `quantity` of it has."""
        figures, currency = self._figures[product_id], self._currency
        found = self._listed(product_id, request, quantity)
        listed = found.unit_price if found is not None else None
        price = request.unit_price if request.unit_price is not None else listed
        if price is None:
            raise UserFacing(
                _("“{sku}” has no price in {currency}.").format(sku=figures.sku, currency=currency),
                hint=_("Give the price: {sku}:QUANTITY:PRICE.").format(sku=figures.sku),
                code="no_price",
            )
        copied = {name: getattr(figures, name) for name in _COPIED}
        copied["floor_price"] = figures.floor_price if figures.currency == currency else None
        copied["moq"] = Decimal(figures.moq) if figures.moq else None
        copied["texts"] = texts_with_specification(figures)
        source = "price_list" if found is not None and found.list is not None else ""
        return DraftLine(
            **copied,
            quantity=request.quantity,
            unit_price=price,
            discount_percent=request.discount_percent,
            product_id=product_id,
            list_price=listed,
            price_source=source if request.unit_price is None else "hand",
            buyer_item_code=self._codes.get(product_id, ""),
        )

    def _listed(
        self, product_id: str, request: LineRequest, quantity: Decimal
    ) -> FoundPrice | None:
        """Return the listed price; an ended list does not matter when the price was typed."""
        try:
            return listed_prices.choose(
                self._offers.get(product_id, ()),
                self._asked,
                quantity,
                self._on,
                customer_id=self._customer_id,
            )
        except UserFacing:
            if request.unit_price is None:
                raise
            return None


def texts_with_specification(figures: ProductFigures) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of further languages, and of English and Chinese the specification."""
    own = {"en": figures.specification_en, "zh": figures.specification_zh}
    specified = {language: {"specification": text} for language, text in own.items() if text}
    return {**specified, **figures.texts}
