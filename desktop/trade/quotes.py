"""Quotes in the store: made, edited, read, listed. Revisions and states: `quote_revisions`, `quote_moves`.

Every change goes through one write unit, so the journal and undo come by themselves. Exactly one
revision of a number is current (FEATURES.md decision 8).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Thread
from desktop.store.schema.quotes import Quote, QuoteAnswer, QuoteLine
from desktop.store.workspace import Store
from desktop.trade import (
    approvals,
    company,
    freight_tariffs,
    numbering,
    offer_defaults,
)
from desktop.trade.customer_words import NAME_COLUMNS, NOBODY, CustomerName, mentions
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures, figures_of
from desktop.trade.quote_lines import LineRequest
from desktop.trade.quote_revisions import find, require_editable
from desktop.trade.quote_rows import lines_of, read_figures, write_header, write_lines
from desktop.trade.quote_states import QuoteState


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
    sent_at: datetime | None = None
    thread_id: int | None = None
    answered: bool = False
    """The customer has written in the conversation since the quote was sent."""
    seems: str = ""
    """What a reply seems to decide and nobody has confirmed: accepted, declined, "" for nothing."""
    buyer_reference: str = ""
    called: CustomerName = NOBODY
    """What the customer is found by."""


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
        customer = offer_defaults.customer(session, draft.customer_id)
        draft = offer_defaults.filled(session, offer_defaults.checked(draft), customer, today)
        found = offer_defaults.resolved(session, draft, lines, today)
        draft = replace(draft, lines=(*draft.lines, *found))
        draft = freight_tariffs.followed(session, draft, today)
        series = company.seller_row(session, draft.seller_id).number_prefix
        number = number or numbering.take(session, "quote", today.year, series)
        quote = Quote(number=number, revision=1)
        write_header(quote, draft)
        session.add(quote)
        session.flush()
        write_lines(session, quote.id, draft.lines)
        session.flush()
        return read_figures(session, quote, today)


def update(
    store: Store,
    quote_id: str,
    draft: QuoteDraft,
    *,
    today: date,
    edition: int | None = None,
    seen: QuoteDraft | None = None,
) -> QuoteFigures:
    """Replace what can be edited of a draft; only what differs is written.

    Freight and insurance that follow a tariff and a rate are those of what is written.
    An approved quote goes back to draft. `edition` and `seen` say which state the change was made
    from: when another window wrote meanwhile, nothing is written (`quote_changed`). Raises
    UserFacing when the customer has already seen it (make a revision instead), or for a wrong
    currency or Incoterm.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        quote = find(session, quote_id)
        require_editable(session, quote, today)
        offer_defaults.customer(session, draft.customer_id)
        before = read_figures(session, quote, today).draft
        draft = offer_defaults.checked(draft)
        _require_seen(quote, before, draft, edition, seen)
        if draft != before:
            draft = freight_tariffs.followed(session, draft, today)
            write_header(quote, draft)
            write_lines(session, quote.id, draft.lines)
            quote.state = QuoteState.DRAFT.value
            approvals.forget(session, quote, datetime.now(UTC))
            quote.edition += 1
            session.flush()
        return read_figures(session, quote, today)


def _require_seen(
    quote: Quote,
    before: QuoteDraft,
    draft: QuoteDraft,
    edition: int | None,
    seen: QuoteDraft | None,
) -> None:
    """Raise UserFacing when the quote is no longer what the writer has seen, and he would change that."""
    is_new = (edition is not None and edition != quote.edition) or (
        seen is not None and seen != before
    )
    if is_new and draft != before:
        raise UserFacing(
            _("Quote {number} was changed in another window meanwhile.").format(
                number=quote.number
            ),
            safe=_("Nothing was overwritten."),
            hint=_("Look at the other changes, then make yours again or merge both."),
            code="quote_changed",
        )


def show(store: Store, quote_id: str, *, today: date) -> QuoteFigures:
    """Return the figures of a quote by id, or of the current revision by number.

    Raises UserFacing when there is none.
    """
    with store.read() as session:
        return show_in(session, quote_id, today=today)


def show_in(session: Session, quote_id: str, *, today: date) -> QuoteFigures:
    """Return what `show` returns, inside a session that is already open."""
    return read_figures(session, find(session, quote_id), today)


def listing(
    store: Store,
    *,
    today: date,
    customer_id: str = "",
    thread_id: int | None = None,
    state: QuoteState | None = None,
    text: str = "",
    limit: int = 500,
) -> tuple[QuoteRow, ...]:
    """Return the current revisions, latest changed first.

    Each word of `text` is in the number or the buyer's reference, or names the customer (Chinese names by pinyin, too).
    """
    query = (
        sa.select(Quote, *NAME_COLUMNS)
        .join(Customer, Customer.id == Quote.customer_id)
        .where(Quote.is_current, Quote.deleted_at.is_(None))
        .order_by(Quote.updated_at.desc(), Quote.id.desc())
        .limit(limit)
    )
    if customer_id:
        query = query.where(Quote.customer_id == customer_id)
    if thread_id is not None:
        query = query.where(Quote.thread_id == thread_id)
    if text:
        query = query.where(mentions(text, (Quote.number, Quote.buyer_reference)))
    if state is not None:
        query = query.where(_in_state(state, today))
    with store.read() as session:
        found = session.execute(query).all()
        lines = lines_of(session, [quote.id for quote, *_names in found])
        rows = [
            _row(quote, CustomerName(*names), lines.get(quote.id, []), today)
            for quote, *names in found
        ]
        return tuple(_with_answers(session, rows))


def _in_state(state: QuoteState, today: date) -> sa.ColumnElement[bool]:
    """Return `quote_states.present_state` as a condition: what was sent is expired once its validity is over."""
    stored = Quote.state == state.value
    sent, is_over = Quote.state == QuoteState.SENT.value, Quote.valid_until < today
    if state is QuoteState.SENT:
        return sa.and_(stored, sa.or_(Quote.valid_until.is_(None), ~is_over))
    return sa.or_(stored, sa.and_(sent, is_over)) if state is QuoteState.EXPIRED else stored


def _row(quote: Quote, customer: CustomerName, lines: Sequence[QuoteLine], today: date) -> QuoteRow:
    figures = figures_of(quote, lines, today)
    return QuoteRow(
        id=quote.id,
        number=quote.number,
        revision=quote.revision,
        state=figures.state,
        customer_id=quote.customer_id,
        customer_name=customer.name,
        called=customer,
        currency=quote.currency,
        total=figures.totals.grand,
        incoterm=quote.incoterm,
        place=quote.place,
        valid_until=quote.valid_until,
        margin_percent=figures.totals.margin_percent,
        updated_at=quote.updated_at,
        sent_at=quote.sent_at,
        thread_id=quote.thread_id,
        buyer_reference=quote.buyer_reference,
    )


def _with_answers(session: Session, rows: Sequence[QuoteRow]) -> list[QuoteRow]:
    """Say of each quote whether its conversation went on, and what a reply seems to decide."""
    threads = {row.thread_id for row in rows if row.thread_id is not None}
    last = sa.select(Thread.id, Thread.last_in_time).where(Thread.id.in_(threads))
    heard: dict[int, int] = dict(session.execute(last).all())
    proposed = (
        sa.select(QuoteAnswer.quote_id, QuoteAnswer.kind)
        .where(
            QuoteAnswer.quote_id.in_([row.id for row in rows]),
            QuoteAnswer.state == "open",
            QuoteAnswer.deleted_at.is_(None),
        )
        .order_by(QuoteAnswer.answered_at)
    )
    seems: dict[str, str] = dict(session.execute(proposed).all())
    return [
        replace(
            row,
            answered=row.sent_at is not None
            and heard.get(row.thread_id or 0, 0) >= int(row.sent_at.timestamp()),
            seems=seems.get(row.id, "") if row.state is QuoteState.SENT else "",
        )
        for row in rows
    ]
