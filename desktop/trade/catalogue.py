"""A catalogue for a buyer: which articles, in which languages, with which prices; made into a PDF."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import PriceTier
from desktop.store.workspace import Store
from desktop.trade import (
    buyer_codes,
    certificates,
    company,
    incoterms,
    listed_prices,
    pictures,
    price_lists,
    product_pictures,
    products,
)
from desktop.trade.bilingual import FURTHER, Bilingual, Language
from desktop.trade.documents import labels
from desktop.trade.documents.day_texts import format_date
from desktop.trade.documents.parties import letterhead_of
from desktop.trade.fixed_words import Label
from desktop.trade.list_prices import ListInfo
from desktop.trade.money import format_plain, minor_digits
from desktop.trade.product_texts import LANGUAGES
from desktop.trade.products import CatalogueFilter, ProductFigures

if TYPE_CHECKING:
    from desktop.trade.documents.catalogue import CatalogueDocument, Chapter, Entry, Fact
    from desktop.trade.documents.pdf_file import Rendered

MOST_LANGUAGES = 2
STANDARD = "standard"
_EVERY = 1_000_000
_PIXELS = 432
_ALL = CatalogueFilter()

TITLE = Label("Product catalogue", "产品目录")
_VALID = Label("Prices valid until", "价格有效期至")
_PRICES = Label("Prices", "价格")
_CARTON = Label("Carton", "装箱")
_WEIGHT = Label("G.W.", "毛重")
_MOQ = Label("MOQ", "起订量")
_LEAD = Label("Lead time", "交期")
_DAYS = Label("{days} days", "{days} 天")
_PAPERS = Label("Certificates", "认证")
_CODE = Label("Your item no.", "客户货号")
_FROM = Label("from {quantity}", "{quantity} 起")


@dataclass(frozen=True, slots=True)
class CatalogueWish:
    """What to print. `languages` are one or two of en, zh and further ones (ISO 639-1).

    `skus` () takes what `where` lists. `prices` is "" for none, "standard" for the articles' own,
    or a price list by id or name. `customer_id` adds that buyer's item codes.
    """

    languages: tuple[str, ...] = ("en",)
    skus: tuple[str, ...] = ()
    where: CatalogueFilter = _ALL
    prices: str = ""
    customer_id: str | None = None
    title: str = ""
    seller_id: str | None = None


def make(store: Store, wish: CatalogueWish, on: date) -> "Rendered":
    """Return the PDF of a catalogue as of a day.

    Raises UserFacing: no article, no company name, an unknown language, more than two of them, or
    a price list that has ended.
    """
    from desktop.trade.documents.catalogue import render_catalogue  # most runs print nothing

    return render_catalogue(document(store, wish, on))


def write(store: Store, wish: CatalogueWish, on: date, path: Path) -> "Rendered":
    """Write the PDF to a file. Raises UserFacing as `make`, and when it cannot be written."""
    rendered = make(store, wish, on)
    try:
        path.write_bytes(rendered.pdf)
    except OSError as error:
        raise UserFacing(
            _("The file {path} cannot be written.").format(path=path),
            hint=_("Close it in other programs, or choose another name."),
            code="file_unwritable",
        ) from error
    return rendered


def document(store: Store, wish: CatalogueWish, on: date) -> "CatalogueDocument":
    """Return what a catalogue prints; raises as `make`."""
    from desktop.trade.documents.catalogue import CatalogueDocument

    spoken = _languages(wish.languages)
    figures = _articles(store, wish, on)
    with store.read() as session:
        info = _list(session, wish, on)
        material = _Material.read(session, figures, wish, info)
        seller = company.read_seller(session, wish.seller_id)
    return CatalogueDocument(
        languages=spoken,
        title=Bilingual(wish.title) if wish.title.strip() else TITLE,
        number="",
        date=format_date(on, spoken[0]),
        letterhead=letterhead_of(seller, spoken),
        terms=_terms(info, on, spoken[0]),
        chapters=_chapters(figures, wish.languages, spoken, material),
    )


def _languages(wanted: Sequence[str]) -> tuple[Language, ...]:
    """Return the languages of the fixed words, English where there are none, as asked for."""
    unknown = [code for code in wanted if code not in ("en", "zh") and code not in LANGUAGES]
    if unknown or not 1 <= len(wanted) <= MOST_LANGUAGES:
        raise UserFacing(
            _("“{code}” is no choice of languages.").format(code="+".join(wanted) or "?"),
            hint=_("Name one or two, such as en, zh, en+zh or de."),
            code="bad_language",
        )
    found: list[Language] = [_printed_in(code) for code in wanted]
    return tuple(dict.fromkeys(found))


def _printed_in(code: str) -> Language:
    return next((known for known in ("zh", *FURTHER) if known == code), "en")


def _articles(store: Store, wish: CatalogueWish, on: date) -> tuple[ProductFigures, ...]:
    if wish.skus:
        figures = tuple(products.get(store, sku, on=on) for sku in wish.skus)
    else:
        # What is not made any more is not offered.
        made = "on" if wish.where.made == "all" else wish.where.made
        where = replace(wish.where, made=made)
        figures = products.listing(store, limit=_EVERY, on=on, where=where)
    if not figures:
        raise UserFacing(
            _("No article fits: the catalogue would be empty."),
            hint=_("Choose another category or other words."),
            code="no_products",
        )
    return figures


def _list(session: Session, wish: CatalogueWish, on: date) -> ListInfo | None:
    if wish.prices in ("", STANDARD):
        return None
    info = price_lists.info_of(price_lists.find(session, wish.prices))
    listed_prices.refuse_ended(info, on)
    return info


@dataclass(frozen=True, slots=True)
class _Material:
    """What belongs to the articles, by id; prices as (quantity, price, currency)."""

    prices: Mapping[str, Sequence[tuple[Decimal, Decimal, str]]]
    pictures: Mapping[str, bytes]
    papers: Mapping[str, tuple[certificates.Certificate, ...]]
    codes: Mapping[str, str]

    @staticmethod
    def read(
        session: Session,
        figures: Sequence[ProductFigures],
        wish: CatalogueWish,
        info: ListInfo | None,
    ) -> "_Material":
        ids = [one.id for one in figures]
        return _Material(
            _prices(session, figures, info) if wish.prices else {},
            product_pictures.main_pictures(session, ids),
            certificates.certificates_of(session, ids),
            buyer_codes.codes_for(session, wish.customer_id, ids),
        )


def _prices(
    session: Session, figures: Iterable[ProductFigures], info: ListInfo | None
) -> dict[str, list[tuple[Decimal, Decimal, str]]]:
    """Return the steps of the list; the standard prices stand in only when no list was asked for."""
    by_id = {one.id: one for one in figures}
    found: dict[str, list[tuple[Decimal, Decimal, str]]] = {}
    if info is None:
        for key, one in by_id.items():
            if one.price is not None:
                found[key] = [(Decimal(one.moq or 1), one.price, one.currency)]
    wanted = PriceTier.price_list_id == info.id if info else PriceTier.price_list_id.is_(None)
    for tier in session.scalars(
        sa.select(PriceTier).where(
            among(PriceTier.product_id, by_id), PriceTier.deleted_at.is_(None), wanted
        )
    ):
        currency = info.currency if info else by_id[tier.product_id].currency
        steps = found.setdefault(tier.product_id, [])
        steps[:] = [step for step in steps if step[0] != tier.min_quantity]
        steps.append((tier.min_quantity, tier.unit_price, currency))
    return {key: sorted(steps) for key, steps in found.items()}


def _terms(info: ListInfo | None, on: date, first: Language) -> "tuple[Fact, ...]":
    from desktop.trade.documents.catalogue import Fact

    facts = [Fact(labels.DATE, format_date(on, first))]
    if info is not None and info.incoterm:
        term = incoterms.price_term(info.incoterm, info.place)
        facts.append(Fact(_PRICES, f"{info.currency} {term}"))
    if info is not None and info.valid_until:
        facts.append(Fact(_VALID, format_date(info.valid_until, first)))
    return tuple(facts)


def _chapters(
    figures: Sequence[ProductFigures],
    languages: Sequence[str],
    spoken: tuple[Language, ...],
    material: _Material,
) -> "tuple[Chapter, ...]":
    from desktop.trade.documents.catalogue import Chapter

    categories = sorted({one.category for one in figures}, key=lambda name: (not name, name))
    return tuple(
        Chapter(
            category,
            tuple(
                _entry(one, languages, spoken, material)
                for one in figures
                if one.category == category
            ),
        )
        for category in categories
    )


def text_of(figures: ProductFigures, part: str, language: str) -> str:
    """Return an article's name, description or specification in a language, "" for none."""
    if language in ("en", "zh"):
        return str(getattr(figures, f"{part}_{language}"))
    return figures.texts.get(language, {}).get(part, "")


def _entry(
    one: ProductFigures,
    languages: Sequence[str],
    spoken: tuple[Language, ...],
    material: _Material,
) -> "Entry":
    from desktop.trade.documents.catalogue import Entry

    names = [text_of(one, "name", language) for language in languages]
    details = [
        text_of(one, "specification", code) or text_of(one, "description", code)
        for code in languages
    ]
    fallback = (one.name_en or one.name_zh,)
    return Entry(
        one.sku,
        tuple(dict.fromkeys(name for name in names if name)) or fallback,
        tuple(dict.fromkeys(text for text in details if text)),
        _facts(one, spoken[0], material),
        tuple(
            (
                _FROM.fill(quantity=format_plain(quantity)).text(spoken[0]),
                f"{currency} {format_plain(price, minor_digits(currency))}",
            )
            for quantity, price, currency in material.prices.get(one.id, ())
        ),
        _printed(material.pictures.get(one.id)),
    )


def _printed(picture: bytes | None) -> bytes | None:
    """Return a picture at 300 dots an inch of the card's size: a catalogue is sent by mail."""
    return pictures.prepare(picture, most=_PIXELS) if picture else None


def _facts(one: ProductFigures, first: Language, material: _Material) -> "tuple[Fact, ...]":
    from desktop.trade.documents.catalogue import Fact

    unit = labels.UNITS.get(one.unit, Bilingual(one.unit)).text(first)
    facts = []
    if one.id in material.codes:
        facts.append(Fact(_CODE, material.codes[one.id]))
    if one.moq:
        facts.append(Fact(_MOQ, f"{one.moq:,} {unit}"))
    carton = one.carton()
    if carton is not None:
        sizes = (carton.length_cm, carton.width_cm, carton.height_cm)
        measured = " × ".join(format_plain(size) for size in sizes)
        facts.append(Fact(_CARTON, f"{carton.pieces} {unit}, {measured} cm"))
        if carton.gross_kg:
            facts.append(Fact(_WEIGHT, f"{format_plain(carton.gross_kg)} kg"))
    if one.lead_time_days:
        facts.append(Fact(_LEAD, _DAYS.fill(days=one.lead_time_days).text(first)))
    if one.hs_code:
        facts.append(Fact(labels.HS_CODE, one.hs_code))
    papers = material.papers.get(one.id, ())
    if papers:
        facts.append(Fact(_PAPERS, ", ".join(dict.fromkeys(paper.name for paper in papers))))
    return tuple(facts)
