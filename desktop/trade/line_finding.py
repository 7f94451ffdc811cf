"""What a typed or pasted word means: an article of the catalogue, the buyer's own code for one, or nothing."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.store.schema.products import BuyerItemCode, Product
from desktop.store.workspace import Store
from desktop.trade.inquiry_lines import Article, Catalogue, catalogue_of
from desktop.trade.inquiry_quantities import Goods
from desktop.trade.packing import CartonSpec
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_lines import LineMaker, LineRequest
from desktop.trade.selling_units import Selling, units_of, unknown_unit
from desktop.trade.unit_words import canonical

ONE, ZERO = Decimal(1), Decimal(0)
_AMBIGUOUS = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as typed: `text` is an article number, a name or the buyer's code.

    Without a quantity the least one that may be ordered is taken; without a price the catalogue's;
    without a unit the article's own.
    """

    text: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """The line that was wanted; `line` None when the catalogue knows no such article.

    `problem` says why the line has no price yet (none in the currency, a price list that ended), or
    that the article is not sold by the unit that was wanted. `selling` are the article's units.
    """

    wanted: Wanted
    line: DraftLine | None
    problem: str = ""
    selling: Selling | None = None


def find_lines(
    store: Store, wanted: Iterable[Wanted], draft: QuoteDraft, *, today: date
) -> tuple[FoundLine, ...]:
    """Return a line for each wish, in its order, as `draft`'s buyer, currency and lists have it."""
    with store.read() as session:
        found = [(one, article(session, one.text, draft.customer_id)) for one in wanted]
        maker = LineMaker(
            session,
            (product for _one, product in found if product is not None),
            draft.currency,
            on=today,
            customer_id=draft.customer_id or None,
            price_list_id=draft.price_list_id,
        )
        return tuple(_line(maker, one, product) for one, product in found)


def is_as_listed(line: DraftLine) -> bool:
    """Tell whether a line has the price that a list, or the article itself, says for its quantity."""
    is_listed = line.price_source in ("price_list", "") and line.list_price is not None
    return bool(line.product_id) and is_listed and line.unit_price == line.list_price


def as_wish(line: DraftLine) -> Wanted:
    """Return the wish whose answer has the listed price of a line's quantity."""
    return Wanted(line.sku, line.quantity, unit=line.unit)


def relisted(line: DraftLine, found: FoundLine) -> DraftLine:
    """Return the line with the price of a list that was found for `as_wish`, if its price follows lists.

    Nothing changes where the line has another quantity or unit by now, or nobody lists a price.
    """
    listed, asked = found.line, found.wanted
    same = asked.quantity == line.quantity and asked.unit == line.unit
    if not same or not is_as_listed(line) or listed is None or listed.list_price is None:
        return line
    return replace(
        line,
        unit_price=listed.unit_price,
        list_price=listed.list_price,
        price_source=listed.price_source,
    )


def free_text_line(wanted: Wanted) -> DraftLine:
    """Return a line without a product: the words as they were typed."""
    words = unicodedata.normalize("NFC", wanted.text).strip()
    is_code = bool(words) and " " not in words and words.isascii()
    name = wanted.name or ("" if is_code else words)
    is_chinese = bool(name) and not name.isascii() and any("\u4e00" <= c <= "\u9fff" for c in name)
    return DraftLine(
        sku=words if is_code else "",
        quantity=wanted.quantity if wanted.quantity is not None else ONE,
        unit_price=wanted.unit_price if wanted.unit_price is not None else Decimal(0),
        discount_percent=wanted.discount_percent,
        unit=canonical(wanted.unit) or "pcs",
        name_en="" if is_chinese else name,
        name_zh=name if is_chinese else "",
        price_source="hand",
    )


def _line(maker: LineMaker, wanted: Wanted, product: Product | None) -> FoundLine:
    if product is None:
        return FoundLine(wanted, None)
    quantity = wanted.quantity if wanted.quantity is not None else Decimal(product.moq or 1)
    selling = maker.selling(product.id)
    request = LineRequest(
        product.sku, quantity, wanted.unit_price, wanted.discount_percent, wanted.unit
    )
    try:
        line = maker.line(product.id, request)
        return FoundLine(wanted, line, unknown_unit(wanted.unit, selling), selling)
    except UserFacing as problem:
        if wanted.unit_price is not None:
            raise
        priceless = maker.line(product.id, replace(request, unit_price=Decimal(0)))
        return FoundLine(wanted, replace(priceless, price_source=""), problem.message, selling)


def article(session: Session, text: str, customer_id: str = "") -> Product | None:
    """Return the article that `text` means, None when there is none or more than one.

    Looked for in this order: article number, the buyer's own code, barcode, the number without
    regard to case, a name that only one article has.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        return None
    living = sa.select(Product).where(Product.deleted_at.is_(None))
    tries = [living.where(Product.sku == text)]
    if customer_id:
        codes = sa.select(BuyerItemCode.product_id).where(
            BuyerItemCode.customer_id == customer_id,
            BuyerItemCode.deleted_at.is_(None),
            sa.func.lower(BuyerItemCode.code) == text.lower(),
        )
        tries.append(living.where(Product.id.in_(codes)))
    tries += [
        living.where(Product.barcode == text),
        living.where(sa.func.lower(Product.sku) == text.lower()),
        living.where(
            sa.or_(sa.func.lower(Product.name_en) == text.lower(), Product.name_zh == text)
        ),
        living.where(Product.sku.ilike(f"{_escaped(text)}%", escape="\\")),
    ]
    for query in tries:
        found = session.scalars(query.limit(_AMBIGUOUS)).all()
        if len(found) == 1:
            return found[0]
    return None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def catalogue(store: Store, customer_id: str) -> Catalogue:
    """Return every article in the forms that an inquiry is looked through for."""
    codes: dict[str, list[str]] = {}
    with store.read() as session:
        rows = session.execute(
            sa.select(BuyerItemCode.product_id, BuyerItemCode.code).where(
                BuyerItemCode.customer_id == customer_id, BuyerItemCode.deleted_at.is_(None)
            )
        )
        for product_id, code in rows:
            codes.setdefault(product_id, []).append(code)
        products = session.scalars(sa.select(Product).where(Product.deleted_at.is_(None))).all()
        others = units_of(session, [row.id for row in products])
        articles = [
            Article(
                row.sku,
                tuple(name for name in (row.name_en, row.name_zh) if name),
                tuple(codes.get(row.id, ())),
                _goods(row, others.get(row.id, {})),
            )
            for row in products
        ]
    return catalogue_of(articles)


def _goods(row: Product, others: Mapping[str, Decimal]) -> Goods:
    """Return the units of an article, and its carton where that is measured and the only one."""
    selling = Selling(row.unit, row.pcs_per_carton, row.inner_pieces, others)
    sides = (row.carton_length_cm, row.carton_width_cm, row.carton_height_cm)
    if not row.pcs_per_carton or not all(sides):
        return Goods(selling)
    length, width, height = (side or ZERO for side in sides)
    net, gross = row.net_weight_kg or ZERO, row.gross_weight_kg or ZERO
    return Goods(selling, CartonSpec(row.pcs_per_carton, length, width, height, net, gross))
