"""The catalogue: articles with names, prices, costs and packing; listed, found, added, changed."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import Product
from desktop.store.workspace import Store
from desktop.trade import pictures
from desktop.trade.money import check_currency, parse_decimal
from desktop.trade.packing import CartonSpec
from desktop.trade.quote_figures import number, price_json


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """An article of the catalogue. Weights are kg per full carton, sizes cm, rates shares (0.13)."""

    id: str
    sku: str
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    unit: str
    price: Decimal | None
    currency: str
    cost: Decimal | None
    cost_currency: str
    vat_rate: Decimal | None
    rebate_rate: Decimal | None
    hs_code: str
    origin: str
    moq: int | None
    pcs_per_carton: int | None
    carton_length_cm: Decimal | None
    carton_width_cm: Decimal | None
    carton_height_cm: Decimal | None
    net_weight_kg: Decimal | None
    gross_weight_kg: Decimal | None
    lead_time_days: int | None
    barcode: str

    def carton(self) -> CartonSpec | None:
        """Return the carton, None while a measure of it is missing."""
        length, width, height = self.carton_length_cm, self.carton_width_cm, self.carton_height_cm
        if not self.pcs_per_carton or not length or not width or not height:
            return None
        net = self.net_weight_kg or Decimal(0)
        return CartonSpec(
            self.pcs_per_carton, length, width, height, net, self.gross_weight_kg or net
        )

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form: prices as money, measures as numbers."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in data.items():
            if isinstance(value, Decimal):
                data[name] = number(value)
        data["price"] = None if self.price is None else price_json(self.price, self.currency)
        data["cost"] = None if self.cost is None else price_json(self.cost, self.cost_currency)
        carton = self.carton()
        data["carton_cbm"] = number(carton.volume) if carton else None
        return data


TEXT_FIELDS = (
    "sku",
    "name_en",
    "name_zh",
    "description_en",
    "description_zh",
    "unit",
    "currency",
    "cost_currency",
    "hs_code",
    "origin",
    "barcode",
)
INTEGER_FIELDS = ("moq", "pcs_per_carton", "lead_time_days")
RATE_FIELDS = ("vat_rate", "rebate_rate")
DECIMAL_FIELDS = (
    "price",
    "cost",
    "carton_length_cm",
    "carton_width_cm",
    "carton_height_cm",
    "net_weight_kg",
    "gross_weight_kg",
)
FIELDS = (*TEXT_FIELDS, *INTEGER_FIELDS, *RATE_FIELDS, *DECIMAL_FIELDS)
_MEASURES = DECIMAL_FIELDS[2:]


def read_value(name: str, text: str) -> str | int | Decimal:
    """Return the typed value of a field written as `text` (never empty).

    "13%" and "13" both mean a rate of 0.13; currency signs before a price are ignored. Raises
    UserFacing naming the field.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if name in ("currency", "cost_currency"):
        return check_currency(text)
    if name in TEXT_FIELDS:
        return text
    if name in RATE_FIELDS:
        return _read_rate(name, text)
    value = parse_decimal(text.lstrip("$€£¥￥ "), what=name)
    if value < 0 or (name in (*_MEASURES, *INTEGER_FIELDS) and value == 0):
        raise UserFacing(
            _("{field}: {value} is out of range.").format(field=name, value=text),
            code="out_of_range",
        )
    if name in INTEGER_FIELDS:
        if value != value.to_integral_value():
            raise UserFacing(
                _("{field}: {value} is not a whole number.").format(field=name, value=text),
                code="not_whole",
            )
        return int(value)
    return value


def _read_rate(name: str, text: str) -> Decimal:
    value = parse_decimal(text.rstrip("%％ "), what=name)
    if text.endswith(("%", "％")) or value > 1:
        value /= 100
    if not 0 <= value < 1:
        raise UserFacing(
            _("{field}: {value} is not a rate.").format(field=name, value=text), code="bad_rate"
        )
    return value


def check_product(values: Mapping[str, Any]) -> None:
    """Raise UserFacing when a product's fields do not fit together."""
    net, gross = values.get("net_weight_kg"), values.get("gross_weight_kg")
    if net is not None and gross is not None and gross < net:
        raise UserFacing(
            _("The gross weight {gross} kg is below the net weight {net} kg.").format(
                gross=gross, net=net
            ),
            code="gross_below_net",
        )


def get(store: Store, key: str) -> ProductFigures:
    """Return the product with this id or article number. Raises UserFacing when there is none."""
    with store.read() as session:
        return figures_of(_find(session, key))


def listing(store: Store, query: str = "", *, limit: int = 1000) -> tuple[ProductFigures, ...]:
    """Return products by article number; `query` must occur in number, names or barcode."""
    statement = (
        sa.select(Product).where(Product.deleted_at.is_(None)).order_by(Product.sku).limit(limit)
    )
    for word in unicodedata.normalize("NFC", query).split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Product.sku, Product.name_en, Product.name_zh, Product.barcode, Product.hs_code)
        statement = statement.where(sa.or_(*(c.ilike(pattern, escape="\\") for c in columns)))
    with store.read() as session:
        return tuple(figures_of(product) for product in session.scalars(statement))


def save(store: Store, values: Mapping[str, str], *, key: str = "") -> ProductFigures:
    """Add a product, or change the one with id or article number `key`; return it.

    `values` are field names and texts; an empty text clears the field. Raises UserFacing for an
    unknown field, a bad value, or an article number that another product has.
    """
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise UserFacing(
            _("A product has no field “{name}”.").format(name=min(unknown)),
            hint=_("Fields: {names}.").format(names=", ".join(FIELDS)),
            code="unknown_field",
        )
    typed = {n: read_value(n, text) if text.strip() else None for n, text in values.items()}
    with store.write(cause="user") as unit:
        session = unit.session
        product = _find(session, key) if key else None
        sku = typed.get("sku") or (product.sku if product else "")
        if not sku:
            raise UserFacing(_("A product needs an article number (sku)."), code="no_sku")
        other = find_sku(session, str(sku))
        if other is not None and other is not product:
            raise UserFacing(
                _("There is already a product “{sku}”.").format(sku=sku), code="sku_taken"
            )
        if product is None:
            product = Product(sku=str(sku))
            session.add(product)
        apply(product, typed)
        session.flush()
        check_product({name: getattr(product, name) for name in FIELDS})
        return figures_of(product)


def set_picture(store: Store, key: str, content: bytes | None) -> None:
    """Keep a product's picture (any picture file's bytes, made small), or remove it with None.

    Raises UserFacing for an unknown product or a file that is no picture.
    """
    picture = None if content is None else pictures.prepare(content, most=pictures.PRODUCT_PIXELS)
    with store.write(cause="user") as unit:
        _find(unit.session, key).picture = picture


def picture(store: Store, key: str) -> bytes | None:
    """Return a product's picture (PNG or JPEG); None when it has none."""
    with store.read() as session:
        return _find(session, key).picture


def apply(product: Product, values: Mapping[str, Any]) -> bool:
    """Set the fields that differ; return whether any did. None clears a field."""
    changed = False
    for name, value in values.items():
        if value is None and name in TEXT_FIELDS:
            value = ""
        if getattr(product, name) != value:
            setattr(product, name, value)
            changed = True
    return changed


def find_sku(session: Session, sku: str) -> Product | None:
    """Return the product with this article number, also a deleted one: numbers are unique."""
    return session.scalar(sa.select(Product).where(Product.sku == sku))


def _find(session: Session, key: str) -> Product:
    product = session.get(Product, key) or find_sku(session, key)
    if product is None or product.deleted_at is not None:
        raise UserFacing(
            _("There is no product “{sku}”.").format(sku=key),
            hint=_("Import or add it first; `tradepost product list` shows what there is."),
            code="unknown_product",
        )
    return product


def figures_of(product: Product) -> ProductFigures:
    """Return the plain values of a stored product."""
    return ProductFigures(**{f.name: getattr(product, f.name) for f in fields(ProductFigures)})
