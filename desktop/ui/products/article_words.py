"""What the page of an article shows, read and put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.crm import customer_list
from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import article, price_lists
from desktop.trade.article import Article, Quoted
from desktop.trade.list_prices import ListInfo
from desktop.trade.money import format_plain, format_price, round_to
from desktop.trade.quote_states import LABELS, QuoteState
from desktop.ui.products.parts import TextRow
from desktop.ui.records.table import DAY_WIDTH, Column


@dataclass(frozen=True, slots=True)
class PageData:
    """What the page shows."""

    article: Article
    lists: tuple[ListInfo, ...]
    customers: tuple[tuple[str, str], ...]


def read_page(store: Store, key: str, on: date) -> PageData:
    """Return everything the page of an article shows on a day. Raises UserFacing for none."""
    found = article.open_article(store, key, on)
    lists = tuple(row.info for row in price_lists.listing(store))
    people = tuple((row.id, row.name) for row in customer_list.list_customers(store, limit=5000))
    return PageData(found, lists, people)


def quoted_columns() -> tuple[Column, ...]:
    """Return the columns of where the article was quoted."""

    def state(row: Quoted) -> str:
        return _(LABELS[QuoteState(row.state)])

    return (
        Column(_("Date"), lambda q: long_day(q.at.astimezone().date()), DAY_WIDTH, sort=lambda q: q.at),
        Column(_("Quote"), lambda q: f"{q.number} V{q.revision}", 150, strong=True),
        Column(_("Customer"), lambda q: q.customer_name),
        Column(_("Quantity"), lambda q: f"{format_plain(q.quantity)} {q.unit}", 120, right=True,
               sort=lambda q: q.quantity),
        Column(_("Unit price"), lambda q: format_price(q.unit_price, q.currency), 130,
               right=True, sort=lambda q: q.unit_price),
        Column(_("Discount"),
               lambda q: f"{format_plain(q.discount_percent)}%" if q.discount_percent else "–",
               90, right=True),
        Column(_("State"), state, 120, sign="chip", tone=lambda _q: "slate"),
    )  # fmt: skip


def text_row(language: str, words: Mapping[str, str]) -> TextRow:
    """Return the texts of a language as a row."""
    return TextRow(
        language,
        words.get("name", ""),
        words.get("description", ""),
        words.get("specification", ""),
    )


def head_facts(found: Article) -> Sequence[str]:
    """Return price, cost with its day, MOQ and lead time in words."""
    figures = found.figures
    facts = []
    if figures.price is not None:
        facts.append(f"{format_price(figures.price, figures.currency)} / {figures.unit}")
    if figures.cost is not None:
        cost = format_price(figures.cost, figures.cost_currency)
        since = long_day(figures.cost_on) if figures.cost_on else ""
        facts.append(
            _("Cost {cost} since {day}").format(cost=cost, day=since)
            if since
            else _("Cost {cost}").format(cost=cost)
        )
    if figures.moq:
        facts.append(_("MOQ {count}").format(count=f"{figures.moq:,}"))
    if figures.lead_time_days:
        facts.append(_("{count} days").format(count=figures.lead_time_days))
    return facts


def standard_words(found: Article) -> str:
    """Return the price that holds where no step and no list does, "" for none."""
    figures = found.figures
    if figures.price is None:
        return ""
    price = f"{format_price(figures.price, figures.currency)} / {figures.unit}"
    return _("Otherwise the standard price: {price}").format(price=price)


def rate_note(found: Article) -> str:
    """Return the rates of the customs heading in words, "" when the article has its own."""
    rate = found.rate
    if rate is None or rate.product_id is not None:
        return ""
    parts = (rate.vat_rate, rate.rebate_rate)
    vat, rebate = ("–" if p is None else f"{format_plain(p * 100)}%" for p in parts)
    return _("From HS {code}: VAT {vat}, rebate {rebate}").format(
        code=rate.hs_code, vat=vat, rebate=rebate
    )


def carton_words(found: Article) -> str:
    """Return what a carton holds and measures, and what all boxes take, in words."""
    figures, carton = found.figures, found.figures.carton()
    if carton is None:
        return _("The carton lacks pieces or a measure: see the first tab.")
    words = _("Carton: {pieces} {unit}, {cbm} CBM, {gross} kg").format(
        pieces=carton.pieces,
        unit=figures.unit,
        cbm=format_plain(round_to(carton.volume, 4)),
        gross=format_plain(carton.gross_kg),
    )
    if figures.inner_pieces:
        count = carton.pieces // figures.inner_pieces
        words += " · " + _("{count} inner boxes of {pieces}").format(
            count=count, pieces=figures.inner_pieces
        )
    if figures.more_boxes:
        each = [box.volume / box.pieces for box in (carton, *figures.more_boxes)]
        words += " · " + _("all boxes: {cbm} CBM for one").format(
            cbm=format_plain(round_to(sum(each, Decimal(0)), 4))
        )
    return words
