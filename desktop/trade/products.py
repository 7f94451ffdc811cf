"""The catalogue: articles with names, prices, costs and packing; listed, found, added, changed."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.pinyin_match import sounds
from desktop.store.schema.products import BuyerItemCode, Product
from desktop.store.workspace import Store
from desktop.trade import product_boxes, product_costs, product_texts, tax_rates
from desktop.trade.packing import CartonSpec
from desktop.trade.product_costs import CostEntry
from desktop.trade.product_fields import (
    COLUMN_TEXTS,
    DATED_FIELDS,
    FIELDS,
    check_product,
    read_value,
)
from desktop.trade.quote_figures import number, price_json
from desktop.trade.tax_rates import TaxEntry


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """An article as it stands on a day. Weights are kg per full carton, sizes cm, rates shares.

    `cost`, `cost_on`, `vat_rate` and `rebate_rate` are those of the day; `more_boxes` are what it
    is packed in besides the carton; `texts` holds further languages.
    """

    id: str
    sku: str
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    specification_en: str
    specification_zh: str
    unit: str
    price: Decimal | None
    currency: str
    floor_price: Decimal | None
    cost: Decimal | None
    cost_currency: str
    cost_on: date | None
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
    inner_pieces: int | None
    lead_time_days: int | None
    barcode: str
    category: str = ""
    discontinued_on: date | None = None
    more_boxes: tuple[CartonSpec, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def carton(self) -> CartonSpec | None:
        """Return the carton, None while a measure of it is missing."""
        length, width, height = self.carton_length_cm, self.carton_width_cm, self.carton_height_cm
        if not self.pcs_per_carton or not length or not width or not height:
            return None
        net = self.net_weight_kg or Decimal(0)
        return CartonSpec(
            self.pcs_per_carton, length, width, height, net, self.gross_weight_kg or net
        )

    def is_discontinued(self, on: date) -> bool:
        """Tell whether the article is not made any more on a day."""
        return self.discontinued_on is not None and self.discontinued_on <= on

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form: prices as money, measures as numbers."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in data.items():
            if isinstance(value, Decimal):
                data[name] = number(value)
        for name in ("price", "floor_price"):
            value = getattr(self, name)
            data[name] = None if value is None else price_json(value, self.currency)
        data["cost"] = None if self.cost is None else price_json(self.cost, self.cost_currency)
        carton = self.carton()
        data["carton_cbm"] = number(carton.volume) if carton else None
        data["more_boxes"] = [_box_json(box) for box in self.more_boxes]
        return data


def _box_json(box: CartonSpec) -> dict[str, Any]:
    return {
        "name": box.name,
        "pieces": box.pieces,
        "length_cm": number(box.length_cm),
        "width_cm": number(box.width_cm),
        "height_cm": number(box.height_cm),
        "net_kg": number(box.net_kg),
        "gross_kg": number(box.gross_kg),
        "cbm": number(box.volume),
    }


_COMPUTED = frozenset({*DATED_FIELDS, "more_boxes", "texts"})
_STORED = tuple(f.name for f in fields(ProductFigures) if f.name not in _COMPUTED)


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """Which articles to list: words, category, and whether those not made any more ("all", "on", "off")."""

    words: str = ""
    category: str = ""
    made: str = "all"


def get(store: Store, key: str, *, on: date | None = None) -> ProductFigures:
    """Return the product with this id or article number as of a day (None: the newest values).

    Raises UserFacing when there is none.
    """
    with store.read() as session:
        return figures_of(session, [find(session, key)], on)[0]


def listing(
    store: Store,
    query: str = "",
    *,
    limit: int = 1000,
    on: date | None = None,
    where: CatalogueFilter | None = None,
) -> tuple[ProductFigures, ...]:
    """Return products by article number as of a day (None: the newest values).

    Each word of `query` must occur in number, names (also as pinyin), barcode, HS code, category or a buyer's own
    item code.
    """
    where = where or CatalogueFilter()
    statement = (
        sa.select(Product).where(Product.deleted_at.is_(None)).order_by(Product.sku).limit(limit)
    )
    for word in unicodedata.normalize("NFC", f"{query} {where.words}").split():
        statement = statement.where(_holds(word))
    if where.category:
        statement = statement.where(Product.category == where.category)
    if where.made != "all" and on is not None:
        ended = sa.and_(Product.discontinued_on.is_not(None), Product.discontinued_on <= on)
        statement = statement.where(ended if where.made == "off" else sa.not_(ended))
    with store.read() as session:
        return figures_of(session, session.scalars(statement).all(), on)


def _holds(word: str) -> sa.ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (
        Product.sku,
        Product.name_en,
        Product.name_zh,
        Product.barcode,
        Product.hs_code,
        Product.category,
    )
    buyers = sa.select(BuyerItemCode.product_id).where(
        BuyerItemCode.code.ilike(pattern, escape="\\"), BuyerItemCode.deleted_at.is_(None)
    )
    return sa.or_(
        *(c.ilike(pattern, escape="\\") for c in columns),
        sounds(Product.spelled, word),
        Product.id.in_(buyers),
    )


def categories(store: Store) -> tuple[str, ...]:
    """Return the categories in use."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Product.category)
            .where(Product.deleted_at.is_(None), Product.category != "")
            .distinct()
            .order_by(Product.category)
        )
        return tuple(rows)


def save(
    store: Store, values: Mapping[str, str], *, key: str = "", on: date | None = None
) -> ProductFigures:
    """Add a product, or change the one with id or article number `key`; return it.

    `values` are field names and texts; an empty text clears the field. A cost or tax rate that
    differs holds from `cost_on` or `on` (None: no day known). Raises UserFacing for an unknown
    field, a bad value, or an article number that another product has.
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
        product = find(session, key) if key else None
        sku = typed.get("sku") or (product.sku if product else "")
        if not sku:
            raise UserFacing(_("A product needs a SKU."), code="no_sku")
        other = find_sku(session, str(sku))
        if other is not None and other is not product:
            if other.deleted_at is None:
                raise UserFacing(
                    _("There is already a product “{sku}”.").format(sku=sku), code="sku_taken"
                )
            product, other.deleted_at = other, None
        if product is None:
            product = Product(sku=str(sku))
            session.add(product)
            session.flush()
        apply(session, product, typed, on)
        session.flush()
        figures = figures_of(session, [product], on)[0]
        check_product({name: getattr(figures, name) for name in FIELDS})
        return figures


def delete(store: Store, key: str) -> None:
    """Take a product out of the catalogue; undo brings it back. Quotes keep what they copied."""
    with store.write(cause="user") as unit:
        find(unit.session, key).deleted_at = datetime.now(UTC)


def apply(session: Session, product: Product, values: Mapping[str, Any], on: date | None) -> bool:
    """Set the fields that differ; return whether any did. None clears a field.

    The product must have been flushed. Costs and rates go to their histories (`save`).
    """
    changed = False
    for name, value in values.items():
        if name in DATED_FIELDS:
            continue
        if value is None and name in COLUMN_TEXTS:
            value = ""
        if getattr(product, name) != value:
            setattr(product, name, value)
            changed = True
    changed = _apply_cost(session, product.id, values, on) or changed
    return _apply_rates(session, product, values, on) or changed


def _apply_cost(
    session: Session, product_id: str, values: Mapping[str, Any], on: date | None
) -> bool:
    if not {"cost", "cost_currency", "cost_on"} & set(values):
        return False
    entries = product_costs.history(session, [product_id]).get(product_id, ())
    if values.get("cost", "") is None:
        now = product_costs.present(entries, on)
        if now is not None:
            product_costs.remove_in(session, now.id)
        return now is not None
    new = product_costs.to_note(entries, values, on)
    return new is not None and product_costs.put(
        session, product_id, new.cost, new.currency, new.valid_from
    )


def _apply_rates(
    session: Session, product: Product, values: Mapping[str, Any], on: date | None
) -> bool:
    entries = tax_rates.entries_for(session, [product.id])
    new = tax_rates.to_note(entries, product.id, product.hs_code, values, on)
    return new is not None and tax_rates.put(
        session, product.id, new.vat_rate, new.rebate_rate, new.valid_from
    )


def find_sku(session: Session, sku: str) -> Product | None:
    """Return the product with this article number, also a deleted one: numbers are unique."""
    return session.scalar(sa.select(Product).where(Product.sku == sku))


def find(session: Session, key: str) -> Product:
    """Return the product with this id or article number. Raises UserFacing when there is none."""
    product = session.get(Product, key) or find_sku(session, key)
    if product is None or product.deleted_at is not None:
        raise UserFacing(
            _("There is no product “{sku}”.").format(sku=key),
            hint=_("Import or add it first; `tradepost product list` shows what there is."),
            code="unknown_product",
        )
    return product


def figures_of(
    session: Session, rows: Sequence[Product], on: date | None
) -> tuple[ProductFigures, ...]:
    """Return the plain values of stored products as of a day (None: the newest)."""
    ids = [row.id for row in rows]
    costs = product_costs.history(session, ids)
    rates = tax_rates.entries_for(session, ids)
    own: dict[str, list[TaxEntry]] = {}
    general = []
    for entry in rates:
        if entry.product_id is None:
            general.append(entry)
        else:
            own.setdefault(entry.product_id, []).append(entry)
    boxes = product_boxes.boxes_of(session, ids)
    texts = product_texts.texts_of(session, ids)
    return tuple(
        ProductFigures(
            **{name: getattr(row, name) for name in _STORED},
            **_dated(costs.get(row.id, ()), [*own.get(row.id, ()), *general], row, on),
            more_boxes=boxes.get(row.id, ()),
            texts=texts.get(row.id, {}),
        )
        for row in rows
    )


def _dated(
    costs: Iterable[CostEntry], rates: Iterable[TaxEntry], row: Product, on: date | None
) -> dict[str, Any]:
    cost = product_costs.present(costs, on)
    rate = tax_rates.rate_for(rates, row.id, row.hs_code, on)
    return {
        "cost": cost.cost if cost else None,
        "cost_currency": cost.currency if cost else "CNY",
        "cost_on": cost.valid_from if cost else None,
        "vat_rate": rate.vat_rate if rate else None,
        "rebate_rate": rate.rebate_rate if rate else None,
    }
