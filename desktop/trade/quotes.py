"""Quotes in the store: made, edited, revised, moved between states, listed.

Every change goes through one write unit, so the journal and undo come by themselves. Exactly one
revision of a number is current (FEATURES.md decision 8).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.products import Product
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.workspace import Store
from desktop.trade import company, incoterms, numbering
from desktop.trade.money import check_currency, parse_decimal
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures, figures_of
from desktop.trade.quote_rows import lines_of, read_figures, write_header, write_lines
from desktop.trade.quote_states import EDITABLE, QuoteState, check_move, present_state

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


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote in a list."""

    id: str
    number: str
    revision: int
    state: QuoteState
    customer_id: str
    customer_name: str
    currency: str
    total: Decimal
    incoterm: str
    place: str
    valid_until: date | None
    margin_percent: Decimal | None
    updated_at: datetime


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


def create(
    store: Store,
    draft: QuoteDraft,
    lines: Sequence[LineRequest] = (),
    *,
    today: date,
    number: str = "",
    cause: str = "user",
) -> QuoteFigures:
    """Store a new quote as draft, revision 1, and return its figures.

    `lines` are looked up in the catalogue and follow `draft.lines`. What the draft leaves open
    (terms, Incoterm, exchange rate) is taken from the customer and the company. `number` is for
    quotes that already have one (import); else the next of the year is taken. Raises UserFacing:
    unknown customer, article, currency or Incoterm; an article without a price in the currency.
    """
    with store.write(cause=cause) as unit:
        session = unit.session
        customer = _customer(session, draft.customer_id)
        draft = _with_defaults(session, _checked(draft), customer)
        found = [resolve_line(session, line, draft.currency) for line in lines]
        draft = replace(draft, lines=(*draft.lines, *found))
        number = number or numbering.take(session, "quote", today.year)
        quote = Quote(number=number, revision=1)
        write_header(quote, draft)
        session.add(quote)
        session.flush()
        write_lines(session, quote.id, draft.lines)
        session.flush()
        return read_figures(session, quote, today)


def update(store: Store, quote_id: str, draft: QuoteDraft, *, today: date) -> QuoteFigures:
    """Replace what can be edited of a draft; only what differs is written.

    An approved quote goes back to draft. Raises UserFacing when the customer has already seen it
    (make a revision instead), or for a wrong currency or Incoterm.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        quote = _quote(session, quote_id)
        _require_editable(quote, today)
        _customer(session, draft.customer_id)
        before = read_figures(session, quote, today).draft
        draft = _checked(draft)
        if draft != before:
            write_header(quote, draft)
            write_lines(session, quote.id, draft.lines)
            quote.state = QuoteState.DRAFT.value
            session.flush()
        return read_figures(session, quote, today)


def set_lines(
    store: Store, quote_id: str, lines: Sequence[LineRequest], *, today: date
) -> QuoteFigures:
    """Replace the lines of a draft by articles of the catalogue; errors as `create`, `update`."""
    with store.read() as session:
        draft = read_figures(session, _quote(session, quote_id), today).draft
        found = tuple(resolve_line(session, line, draft.currency) for line in lines)
    return update(store, quote_id, replace(draft, lines=found), today=today)


def revise(store: Store, quote_id: str, *, note: str = "", today: date) -> QuoteFigures:
    """Make the next revision as a draft copy; the old one becomes superseded.

    Works from any revision, but the current one is what gets superseded.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        source = _quote(session, quote_id)
        draft = read_figures(session, source, today).draft
        current = _current(session, source.number)
        current.is_current = False
        if current.state not in (QuoteState.ACCEPTED.value, QuoteState.DECLINED.value):
            current.state = QuoteState.SUPERSEDED.value
        last = session.scalar(
            sa.select(sa.func.max(Quote.revision)).where(Quote.number == source.number)
        )
        quote = Quote(number=source.number, revision=(last or 0) + 1, revision_note=note)
        write_header(quote, draft)
        session.add(quote)
        session.flush()
        write_lines(session, quote.id, draft.lines)
        session.flush()
        return read_figures(session, quote, today)


def set_state(
    store: Store, quote_id: str, state: QuoteState, *, now: datetime, note: str = ""
) -> QuoteFigures:
    """Move a quote to `state`; `note` is the reason (kept in the journal with the change).

    Approving a quote whose margin is below the healthy line needs a reason (FEATURES.md decision
    7). The state it is in already is no error. Raises UserFacing for an impossible move.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        quote = _quote(session, quote_id)
        today = now.date()
        figures = read_figures(session, quote, today)
        if figures.state is not state:
            check_move(figures.state, state)
        if state is QuoteState.APPROVED and not note:
            _require_reason(figures)
        quote.state = state.value
        quote.state_note = note or quote.state_note
        if state is QuoteState.SENT:
            quote.sent_at = now
        if state in (QuoteState.ACCEPTED, QuoteState.DECLINED):
            quote.decided_at = now
        session.flush()
        return read_figures(session, quote, today)


def _require_reason(figures: QuoteFigures) -> None:
    low = next((f for f in figures.findings if f.code == "low_margin"), None)
    if low:
        raise UserFacing(
            low.message,
            hint=_("Say why you approve it all the same."),
            safe=_("Nothing was changed."),
            code="low_margin",
        )


def show(store: Store, quote_id: str, *, today: date) -> QuoteFigures:
    """Return the figures of a quote by id, or of the current revision by number.

    Raises UserFacing when there is none.
    """
    with store.read() as session:
        return show_in(session, quote_id, today=today)


def show_in(session: Session, quote_id: str, *, today: date) -> QuoteFigures:
    """Return what `show` returns, inside a session that is already open."""
    return read_figures(session, _quote(session, quote_id), today)


def revisions(store: Store, number: str, *, today: date) -> tuple[QuoteFigures, ...]:
    """Return all revisions of a number, newest first."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Quote)
            .where(Quote.number == number, Quote.deleted_at.is_(None))
            .order_by(Quote.revision.desc())
        )
        return tuple(read_figures(session, quote, today) for quote in rows)


def listing(
    store: Store,
    *,
    today: date,
    customer_id: str = "",
    thread_id: int | None = None,
    state: QuoteState | None = None,
    limit: int = 500,
) -> tuple[QuoteRow, ...]:
    """Return the current revisions, latest changed first."""
    query = (
        sa.select(Quote, Customer.name)
        .join(Customer, Customer.id == Quote.customer_id)
        .where(Quote.is_current, Quote.deleted_at.is_(None))
        .order_by(Quote.updated_at.desc(), Quote.id.desc())
        .limit(limit)
    )
    if customer_id:
        query = query.where(Quote.customer_id == customer_id)
    if thread_id is not None:
        query = query.where(Quote.thread_id == thread_id)
    with store.read() as session:
        found = session.execute(query).all()
        lines = lines_of(session, [quote.id for quote, _name in found])
        rows = [_row(quote, name, lines.get(quote.id, []), today) for quote, name in found]
    return tuple(row for row in rows if state is None or row.state is state)


def _row(quote: Quote, customer: str, lines: Sequence[QuoteLine], today: date) -> QuoteRow:
    figures = figures_of(quote, lines, today)
    return QuoteRow(
        id=quote.id,
        number=quote.number,
        revision=quote.revision,
        state=figures.state,
        customer_id=quote.customer_id,
        customer_name=customer,
        currency=quote.currency,
        total=figures.totals.grand,
        incoterm=quote.incoterm,
        place=quote.place,
        valid_until=quote.valid_until,
        margin_percent=figures.totals.margin_percent,
        updated_at=quote.updated_at,
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


def _with_defaults(session: Session, draft: QuoteDraft, customer: Customer) -> QuoteDraft:
    """Fill what the draft leaves open from the customer's habits and the company's settings."""
    home = company.read_settings(session)
    rate, rate_on = company.exchange_rate(session, draft.currency)
    keep_rate = draft.rate is not None or draft.currency == draft.rate_currency
    same_term = not draft.incoterm or draft.incoterm == customer.incoterm
    return replace(
        draft,
        incoterm=draft.incoterm or customer.incoterm,
        place=draft.place or (customer.incoterm_place if same_term else ""),
        payment_terms=draft.payment_terms or customer.payment_terms or home.payment_terms,
        port_of_loading=draft.port_of_loading or home.port_of_loading,
        rate=draft.rate if keep_rate else rate,
        rate_on=draft.rate_on if keep_rate else rate_on,
    )


def _checked(draft: QuoteDraft) -> QuoteDraft:
    """Return the draft with checked currency and Incoterm, its texts in NFC."""
    texts = {
        field.name: unicodedata.normalize("NFC", value).strip()
        for field in fields(draft)
        if isinstance(value := getattr(draft, field.name), str)
    }
    texts["currency"] = check_currency(draft.currency)
    if draft.incoterm:
        texts["incoterm"] = incoterms.rule(draft.incoterm).code
    return replace(draft, **texts)  # type: ignore[arg-type]  # only text fields are in it


def _customer(session: Session, customer_id: str) -> Customer:
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise UserFacing(
            _("There is no customer {id}.").format(id=customer_id or "?"), code="unknown_customer"
        )
    return customer


def _quote(session: Session, quote_id: str) -> Quote:
    quote = session.get(Quote, quote_id) or session.scalar(
        sa.select(Quote).where(
            Quote.number == quote_id, Quote.is_current, Quote.deleted_at.is_(None)
        )
    )
    if quote is None or quote.deleted_at is not None:
        raise UserFacing(_("There is no quote {id}.").format(id=quote_id), code="unknown_quote")
    return quote


def _current(session: Session, number: str) -> Quote:
    return session.scalars(
        sa.select(Quote)
        .where(Quote.number == number, Quote.deleted_at.is_(None))
        .order_by(Quote.is_current.desc(), Quote.revision.desc())
        .limit(1)
    ).one()


def _require_editable(quote: Quote, today: date) -> None:
    state = present_state(quote.state, quote.valid_until, today)
    if state not in EDITABLE or not quote.is_current:
        raise UserFacing(
            _("Quote {number} rev. {revision} has left the house and stays as it is.").format(
                number=quote.number, revision=quote.revision
            ),
            hint=_("Make a new revision and change that."),
            code="quote_not_editable",
        )
