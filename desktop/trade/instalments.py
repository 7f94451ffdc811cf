"""A quote's payment terms: instalments made by hand, or what its words mean."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.payment import Instalment, PaymentTerms, describe
from desktop.trade.payment_parse import parse_terms
from desktop.trade.quote_draft import QuoteDraft

HUNDRED = Decimal(100)
MOST_PARTS = 12
MOST_DAYS = 730


def terms_of(draft: QuoteDraft) -> PaymentTerms | None:
    """Return the terms of a quote, None while it has none.

    Raises UserFacing when the words are not understood or the instalments are not 100 %.
    """
    if draft.instalments:
        check(draft.instalments)
        name = draft.payment_terms or words(draft.instalments)
        return PaymentTerms(name, draft.instalments)
    return parse_terms(draft.payment_terms) if draft.payment_terms else None


def readable_terms(draft: QuoteDraft) -> PaymentTerms | None:
    """Return the terms of a quote; None when they are missing or not understood (a finding says so)."""
    try:
        return terms_of(draft)
    except UserFacing:
        return None


def words(parts: Sequence[Instalment]) -> str:
    """Return instalments in words: "30% T/T with order, 70% L/C 60 days after B/L date"."""
    return describe(parts).en


def with_remainder(parts: Sequence[Instalment]) -> tuple[Instalment, ...]:
    """Return the instalments, the last one with what the others leave of 100 %."""
    if not parts:
        return ()
    *before, last = parts
    rest = HUNDRED - sum((part.percent for part in before), Decimal(0))
    return (*before, replace(last, percent=rest))


def check(parts: Sequence[Instalment]) -> None:
    """Raise UserFacing naming the instalment that cannot be, or a sum that is not 100 %."""
    if len(parts) > MOST_PARTS:
        raise UserFacing(
            _("More than {count} instalments do not fit on a document.").format(count=MOST_PARTS),
            code="too_many_instalments",
        )
    for number, part in enumerate(parts, start=1):
        takes_rest = number == len(parts) and any(p.amount is not None for p in parts)
        if part.percent <= 0 and part.amount is None and not takes_rest:
            raise UserFacing(
                _("Instalment {number}: the share must be above zero.").format(number=number),
                code="instalment_not_positive",
            )
        if not 0 <= part.days <= MOST_DAYS:
            raise UserFacing(
                _("Instalment {number}: {days} days are out of range.").format(
                    number=number, days=part.days
                ),
                code="instalment_days",
            )
    PaymentTerms(words(parts), tuple(parts))
