"""The catalogue: articles, their texts, pictures, packing, costs, tax rates and price lists."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


class Product(Record):
    """An article of the catalogue; weights are per full carton, sizes in centimetres.

    What it costs and how it is taxed changes by date: `ProductCost`, `ExportTaxRate`. Its
    `price` is the standard one; `PriceTier` holds steps by quantity and the price lists.
    """

    __tablename__ = "product"
    unjournaled = Record.unjournaled | {"spelled"}
    spelled_from = ("name_zh", "name_en", "category")

    sku: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(default="")
    name_zh: Mapped[str] = mapped_column(default="")
    spelled: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    description_zh: Mapped[str] = mapped_column(default="")
    specification_en: Mapped[str] = mapped_column(default="")
    specification_zh: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="pcs")
    price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="USD")
    hs_code: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    moq: Mapped[int | None]
    pcs_per_carton: Mapped[int | None]
    carton_length_cm: Mapped[Decimal | None]
    carton_width_cm: Mapped[Decimal | None]
    carton_height_cm: Mapped[Decimal | None]
    net_weight_kg: Mapped[Decimal | None]
    gross_weight_kg: Mapped[Decimal | None]
    lead_time_days: Mapped[int | None]
    barcode: Mapped[str] = mapped_column(default="")
    inner_pieces: Mapped[int | None]
    floor_price: Mapped[Decimal | None]
    category: Mapped[str] = mapped_column(default="")
    discontinued_on: Mapped[date | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ProductText(Record):
    """An article's name, description and specification in one more language (ISO 639-1)."""

    __tablename__ = "product_text"
    __table_args__ = (sa.UniqueConstraint("product_id", "language"),)

    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    language: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    specification: Mapped[str] = mapped_column(default="")


class ProductPicture(Record):
    """A picture of an article, made small; the one at the lowest position stands for it.

    The bytes are never changed in place and a removed picture keeps its row, so that undo finds
    them. `source_hash` is the SHA-256 of the file it was made from: the same file comes in once.
    """

    __tablename__ = "product_picture"
    unjournaled = Record.unjournaled | {"content", "thumbnail"}

    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    caption: Mapped[str] = mapped_column(default="")
    source_hash: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes]
    thumbnail: Mapped[bytes]


class ProductUnit(Record):
    """Another unit an article is sold in: one `unit` holds `contains` of the article's own unit."""

    __tablename__ = "product_unit"
    __table_args__ = (sa.UniqueConstraint("product_id", "unit"),)

    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    unit: Mapped[str]
    contains: Mapped[Decimal]


class ProductBox(Record):
    """A further box of an article that is packed in several; the first is in `product` itself."""

    __tablename__ = "product_box"

    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(default="")
    pieces: Mapped[int]
    length_cm: Mapped[Decimal]
    width_cm: Mapped[Decimal]
    height_cm: Mapped[Decimal]
    net_kg: Mapped[Decimal]
    gross_kg: Mapped[Decimal]


class ProductCost(Record):
    """What an article cost from a day on: purchase price including VAT, and who asked it.

    Without a day it is known to hold from before all others.
    """

    __tablename__ = "product_cost"

    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    valid_from: Mapped[date | None]
    cost: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(default="CNY")
    supplier: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class ExportTaxRate(Record):
    """VAT and export rebate of a customs heading from a day on (shares, 0.13 for 13 %).

    `hs_code` is a prefix: the longest that fits an article's code counts. Of a `product_id` it
    counts for that article alone. Without a day it holds from before all others.
    """

    __tablename__ = "export_tax_rate"

    hs_code: Mapped[str] = mapped_column(default="", index=True)
    product_id: Mapped[str | None] = mapped_column(sa.ForeignKey("product.id"), index=True)
    valid_from: Mapped[date | None]
    vat_rate: Mapped[Decimal | None]
    rebate_rate: Mapped[Decimal | None]
    source: Mapped[str] = mapped_column(default="")


class ProductCertificate(Record):
    """A certificate or test report of an article: CE, RoHS, UL ... with its number and end."""

    __tablename__ = "product_certificate"

    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    name: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    issued_by: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[date | None]


class BuyerItemCode(Record):
    """What a customer calls an article."""

    __tablename__ = "buyer_item_code"
    __table_args__ = (sa.UniqueConstraint("customer_id", "product_id"),)

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    code: Mapped[str] = mapped_column(index=True)
    description: Mapped[str] = mapped_column(default="")


class PriceList(Record):
    """Prices in one currency for a time, for everybody or for one customer."""

    __tablename__ = "price_list"

    name: Mapped[str]
    currency: Mapped[str]
    incoterm: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[str | None] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")


class PriceTier(Record):
    """An article's unit price in a list from a quantity on.

    Without a list it is a step of the article's standard price, in the article's currency.
    """

    __tablename__ = "price_tier"
    __table_args__ = (sa.UniqueConstraint("price_list_id", "product_id", "min_quantity"),)

    price_list_id: Mapped[str | None] = mapped_column(sa.ForeignKey("price_list.id"), index=True)
    product_id: Mapped[str] = mapped_column(sa.ForeignKey("product.id"), index=True)
    min_quantity: Mapped[Decimal] = mapped_column(default=Decimal(1))
    unit_price: Mapped[Decimal]
