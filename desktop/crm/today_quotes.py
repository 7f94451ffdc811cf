"""The day's quotes: silent ones, ones about to expire, and replies that seem to decide one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import business, followups
from desktop.crm.business import QuoteRow
from desktop.crm.mail_words import money_text
from desktop.runtime.i18n import _, language, ngettext
from desktop.store.schema.quotes import Quote, QuoteAnswer
from desktop.store.schema.work import FollowUp

QUOTE_SILENT = timedelta(days=7)
QUOTE_EXPIRING = timedelta(days=3)


@dataclass(frozen=True)
class QuoteTask:
    """Something to do about a quote. `section`: answers, quotes_silent or quotes_expiring."""

    section: str
    ref: str
    customer_id: str
    text: str
    badge: str
    level: str
    quote_id: str
    thread_id: int | None


def quote_tasks(session: Session, now: datetime) -> list[QuoteTask]:
    """Return what is to be done about quotes as of `now` (aware)."""
    sent = business.quotes_where(session, Quote.state == "sent")
    return [*_answers(session, sent, now), *_due(session, sent, now)]


def _answers(session: Session, sent: list[QuoteRow], now: datetime) -> Iterable[QuoteTask]:
    by_id = {quote.id: quote for quote in sent}
    rows = session.scalars(
        sa.select(QuoteAnswer)
        .where(
            QuoteAnswer.quote_id.in_(list(by_id)),
            QuoteAnswer.state == "open",
            QuoteAnswer.deleted_at.is_(None),
        )
        .order_by(QuoteAnswer.answered_at)
    )
    for answer in rows:
        quote = by_id[answer.quote_id]
        accepts = answer.kind == "accepted"
        words = (
            _("{quote} seems to be accepted: “{words}”")
            if accepts
            else _("{quote} seems to be declined: “{words}”")
        )
        yield QuoteTask(
            "answers",
            answer.id,
            quote.customer_id,
            words.format(quote=quote.label, words=answer.sentence),
            _days(max((now - answer.answered_at).days, 0)),
            "good" if accepts else "due",
            quote.id,
            answer.thread_id,
        )


def _due(session: Session, sent: list[QuoteRow], now: datetime) -> Iterable[QuoteTask]:
    silent_watched, quiet_threads = _watched(session, "quote_silent")
    expiry_watched, _threads = _watched(session, "quote_expiring")
    heard = _last_heard(session, sent)
    for quote in sent:
        what = f"{quote.label} · {money_text(quote.total, language())}"
        days_left = (quote.valid_until - now.date()).days if quote.valid_until else None
        followed = quote.id in silent_watched or quote.thread_id in quiet_threads
        silent = _silence(quote, heard.get(quote.id), now)
        if silent is not None and not followed:
            yield _task("quotes_silent", quote, what, _days(silent.days))
        elif (
            quote.id not in expiry_watched
            and days_left is not None
            and 0 <= days_left <= QUOTE_EXPIRING.days
        ):
            badge = _("expires today") if days_left == 0 else _("{span} left")
            yield _task("quotes_expiring", quote, what, badge.format(span=_days(days_left)))


def _task(section: str, quote: QuoteRow, what: str, badge: str) -> QuoteTask:
    return QuoteTask(
        section, quote.id, quote.customer_id, what, badge, "due", quote.id, quote.thread_id
    )


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)


def _silence(quote: QuoteRow, heard: datetime | None, now: datetime) -> timedelta | None:
    """How long a sent quote has had no answer, if it is a week or more."""
    if quote.sent_at is None or (heard is not None and heard > quote.sent_at):
        return None
    return now - quote.sent_at if now - quote.sent_at >= QUOTE_SILENT else None


def _watched(session: Session, kind: str) -> tuple[set[str], set[int]]:
    """Quotes and conversations that an open follow-up of this kind watches already."""
    query = sa.select(FollowUp.quote_id, FollowUp.thread_id).where(
        FollowUp.kind == kind, FollowUp.state == "open", FollowUp.deleted_at.is_(None)
    )
    rows = session.execute(query).all()
    return {q for q, _t in rows if q is not None}, {t for _q, t in rows if t is not None}


def _last_heard(session: Session, quotes: list[QuoteRow]) -> dict[str, datetime]:
    """When the customer last wrote in the quote's conversation."""
    threads = {q.thread_id for q in quotes if q.thread_id is not None}
    times = followups.last_inbound(session, threads)
    return {q.id: times[q.thread_id] for q in quotes if q.thread_id in times}
