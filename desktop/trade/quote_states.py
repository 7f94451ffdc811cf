"""The states of a quote and the moves between them (FEATURES.md decision 8)."""

from datetime import date
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _


class QuoteState(StrEnum):
    """Where a quote stands."""

    DRAFT = "draft"
    WAITING = "waiting_for_approval"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Says(StrEnum):
    """What a reply does to the offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


LABELS = {
    QuoteState.DRAFT: N_("Draft"),
    QuoteState.WAITING: N_("Waiting for approval"),
    QuoteState.APPROVED: N_("Approved"),
    QuoteState.SENT: N_("Sent"),
    QuoteState.ACCEPTED: N_("Accepted"),
    QuoteState.DECLINED: N_("Declined"),
    QuoteState.EXPIRED: N_("Expired"),
    QuoteState.SUPERSEDED: N_("Superseded"),
}
LOST_REASONS = {
    "price": N_("Price too high"),
    "lead_time": N_("Lead time too long"),
    "product": N_("Product does not fit"),
    "terms": N_("Payment terms refused"),
    "competitor": N_("Bought elsewhere"),
    "no_answer": N_("No answer any more"),
    "other": N_("Other reason"),
}
"""Why a quote was lost (FEATURES 76): the keys of a lost deal, `crm.stages`."""
_S = QuoteState
_MOVES = {
    _S.DRAFT: {_S.WAITING, _S.APPROVED, _S.SENT, _S.DECLINED},
    _S.WAITING: {_S.APPROVED, _S.DRAFT, _S.DECLINED},
    _S.APPROVED: {_S.SENT, _S.DRAFT, _S.DECLINED, _S.ACCEPTED},
    _S.SENT: {_S.ACCEPTED, _S.DECLINED, _S.EXPIRED},
    _S.ACCEPTED: {_S.DECLINED},
    _S.DECLINED: {_S.ACCEPTED},
    _S.EXPIRED: {_S.ACCEPTED, _S.DECLINED},
    _S.SUPERSEDED: set(),
}
# Once the customer has seen it, a change is a new revision.
EDITABLE = frozenset({_S.DRAFT, _S.WAITING, _S.APPROVED})
# PI, contract and order are made only from the current revision in one of these.
ISSUABLE = frozenset({_S.DRAFT, _S.APPROVED, _S.SENT, _S.ACCEPTED})
_CAN_EXPIRE = frozenset({_S.SENT})


def present_state(stored: str, valid_until: date | None, today: date) -> QuoteState:
    """Return the state as of `today`: a sent quote whose validity is over has expired."""
    state = QuoteState(stored)
    if state in _CAN_EXPIRE and valid_until is not None and valid_until < today:
        return QuoteState.EXPIRED
    return state


def check_move(present: QuoteState, wanted: QuoteState) -> None:
    """Raise UserFacing when a quote cannot go from `present` to `wanted`."""
    if wanted not in _MOVES[present]:
        raise UserFacing(
            _("A quote that is “{present}” cannot become “{wanted}”.").format(
                present=_(LABELS[present]), wanted=_(LABELS[wanted])
            ),
            safe=_("Nothing was changed."),
            code="quote_state",
        )
