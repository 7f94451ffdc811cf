"""Which quotes need a second look before they leave, and who says yes (FEATURES.md decision 7, J167).

Alone in a workspace, the user confirms with a reason that the journal keeps. With a colleague, the quote waits for
somebody whose role may approve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import FollowUp
from desktop.store.schema.workspace import CompanyProfile, User
from desktop.store.workspace import Store
from desktop.trade import quote_clocks
from desktop.trade.incoterms import Finding, Severity
from desktop.trade.money import format_plain, minor_digits, round_to
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_revisions import find, require_at_home
from desktop.trade.quote_rows import read_figures
from desktop.trade.quote_states import QuoteState, check_move

SPECIAL_DISCOUNT_PERCENT = Decimal(10)
APPROVERS = frozenset({"owner", "manager"})
_OPEN = frozenset({QuoteState.DRAFT, QuoteState.WAITING})


@dataclass(frozen=True, slots=True)
class Policy:
    """Where the company's lines are drawn, in per cent, and whether more than one person works here."""

    healthy_margin_percent: Decimal = HEALTHY_MARGIN_PERCENT
    special_discount_percent: Decimal = SPECIAL_DISCOUNT_PERCENT
    team: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A quote that waits for a yes: why, who asked, and with which words."""

    figures: QuoteFigures
    reasons: tuple[Finding, ...]
    asked_by: str
    note: str


def reasons(
    draft: QuoteDraft, margin_percent: Decimal | None, policy: Policy
) -> tuple[Finding, ...]:
    """Return why a quote needs a yes before it leaves; nothing when it needs none. Pure."""
    found = []
    line = policy.healthy_margin_percent
    if margin_percent is not None and margin_percent < line:
        message = _("The margin is {margin}%, below {line}%.").format(
            margin=format_plain(margin_percent), line=format_plain(line)
        )
        found.append(Finding("low_margin", Severity.WARNING, message))
    goods = [one for one in draft.lines if one.kind is LineKind.ITEM and not one.is_free]
    limit = policy.special_discount_percent
    of_all = _discount_of_all(draft)
    if of_all > limit:
        message = _("The discount on the whole quote is {discount}%, above {limit}%.").format(
            discount=format_plain(round_to(of_all, 2)), limit=format_plain(limit)
        )
        found.append(Finding("special_discount", Severity.WARNING, message))
    for one in goods:
        taken = 100 - (100 - one.discount_percent) * (100 - of_all) / 100
        if one.discount_percent and taken > limit:
            message = _("{sku}: the discount is {discount}%, above {limit}%.").format(
                sku=one.sku,
                discount=format_plain(round_to(taken, 2)),
                limit=format_plain(limit),
            )
            found.append(Finding("special_discount", Severity.WARNING, message))
    paid = [(one, net_price(one) * (100 - of_all) / 100) for one in goods]
    found += [
        _below_floor(one, price, draft.currency)
        for one, price in paid
        if one.floor_price is not None and price < one.floor_price
    ]
    return tuple(found)


def _discount_of_all(draft: QuoteDraft) -> Decimal:
    """Return the discount on the whole quote in per cent of its goods: every line's price is lower by it."""
    if draft.discount_percent:
        return draft.discount_percent
    goods = sum(
        (net_price(one) * one.quantity for one in draft.lines if one.counts and not one.is_free),
        Decimal(0),
    )
    return draft.discount * 100 / goods if draft.discount and goods > 0 else Decimal(0)


def net_price(line: DraftLine) -> Decimal:
    """Return the unit price after the line's discount, with all its digits."""
    return line.unit_price * (100 - line.discount_percent) / 100


def _below_floor(line: DraftLine, price: Decimal, currency: str) -> Finding:
    message = _("{sku}: {price} {currency} is below the floor price of {floor}.").format(
        sku=line.sku,
        price=format_plain(round_to(price, 4), minor_digits(currency)),
        currency=currency,
        floor=format_plain(line.floor_price or Decimal(0), minor_digits(currency)),
    )
    return Finding("below_floor", Severity.WARNING, message)


def read_policy(session: Session) -> Policy:
    """Return the company's lines (settings `healthy_margin_percent`, `special_discount_percent`)."""
    profile = session.scalar(
        sa.select(CompanyProfile)
        .where(CompanyProfile.deleted_at.is_(None))
        .order_by(CompanyProfile.is_default.desc(), CompanyProfile.created_at)
        .limit(1)
    )
    settings = dict(profile.settings or {}) if profile else {}
    return Policy(
        _percent(settings.get("healthy_margin_percent"), HEALTHY_MARGIN_PERCENT),
        _percent(settings.get("special_discount_percent"), SPECIAL_DISCOUNT_PERCENT),
        len(_users(session)) > 1,
    )


def policy_of(store: Store) -> Policy:
    """Return the company's lines as `read_policy` does."""
    with store.read() as session:
        return read_policy(session)


def _percent(value: object, otherwise: Decimal) -> Decimal:
    try:
        return Decimal(str(value)) if value not in (None, "") else otherwise
    except InvalidOperation:
        return otherwise


def may_approve(store: Store) -> bool:
    """Tell whether the person at this computer may say yes: alone always, in a team by role."""
    with store.read() as session:
        return _may_approve(session, store.actor)


def _users(session: Session) -> list[User]:
    query = sa.select(User).where(User.deleted_at.is_(None)).order_by(User.created_at, User.id)
    return list(session.scalars(query))


def _acting(session: Session, actor: str) -> User | None:
    found = _users(session)
    named = [user for user in found if actor and actor in (user.id, user.email, user.name)]
    return next(iter(named or found), None)


def _may_approve(session: Session, actor: str) -> bool:
    user = _acting(session, actor)
    return user is None or len(_users(session)) == 1 or user.role in APPROVERS


def approvers(session: Session) -> tuple[str, ...]:
    """Return the names of those who may say yes."""
    return tuple(user.name for user in _users(session) if user.role in APPROVERS)


def ask(store: Store, quote_id: str, *, note: str, now: datetime) -> QuoteFigures:
    """Let a quote wait for approval; whoever may approve gets a task. Asking twice is asking once.

    Raises UserFacing: alone in the workspace (confirm it with a reason), or not a draft.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        quote = find(session, quote_id)
        today = now.astimezone().date()
        figures = read_figures(session, quote, today)
        if figures.state is QuoteState.WAITING:
            return figures
        policy = read_policy(session)
        if not policy.team:
            raise UserFacing(
                _("Nobody else works in this workspace."),
                hint=_("Approve the quote yourself and say why."),
                code="no_approver",
            )
        check_move(figures.state, QuoteState.WAITING)
        user = _acting(session, store.actor)
        quote.state, quote.state_note = QuoteState.WAITING.value, note.strip()
        quote.approval_asked_by = user.name if user else store.actor
        session.add(_task(session, quote, figures, policy, now))
        session.flush()
        return read_figures(session, quote, today)


def _task(
    session: Session, quote: Quote, figures: QuoteFigures, policy: Policy, now: datetime
) -> FollowUp:
    why = [finding.message for finding in why_of(figures, policy)]
    parts = [
        _("For {names}.").format(names=", ".join(approvers(session)) or _("nobody yet")),
        _("{name} asks:").format(name=quote.approval_asked_by),
        *why,
        quote.state_note,
    ]
    return FollowUp(
        kind=quote_clocks.APPROVAL,
        rule=quote_clocks.APPROVAL,
        title=quote_clocks.label(quote),
        due=now,
        started_at=now,
        reason=" ".join(part for part in parts if part),
        customer_id=quote.customer_id,
        quote_id=quote.id,
    )


def why_of(figures: QuoteFigures, policy: Policy) -> tuple[Finding, ...]:
    """Return why a stored quote needs a yes."""
    return reasons(figures.draft, figures.totals.margin_percent, policy)


def approve(store: Store, quote_id: str, *, note: str, now: datetime) -> QuoteFigures:
    """Say yes to a quote; `note` is the reason, needed where one is asked for.

    Raises UserFacing: no reason, a role that may not, a state that cannot be approved.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        quote = find(session, quote_id)
        approve_in(session, quote, actor=store.actor, note=note, now=now)
        session.flush()
        return read_figures(session, quote, now.astimezone().date())


def approve_in(session: Session, quote: Quote, *, actor: str, note: str, now: datetime) -> None:
    """Do what `approve` does inside a unit that is already open."""
    figures = read_figures(session, quote, now.astimezone().date())
    if figures.state is QuoteState.APPROVED:
        return
    check_move(figures.state, QuoteState.APPROVED)
    policy = read_policy(session)
    _require_role(session, actor)
    why = why_of(figures, policy)
    if why and not note.strip():
        raise UserFacing(
            why[0].message,
            hint=_("Say why you approve it all the same."),
            safe=_("Nothing was changed."),
            code=why[0].code,
        )
    user = _acting(session, actor)
    quote.state = QuoteState.APPROVED.value
    quote.state_note = note.strip() or quote.state_note
    quote.approved_at, quote.approval_reason = now, note.strip()
    quote.approved_by = user.name if user else actor
    quote_clocks.stop(session, quote.id, now, "approved", quote_clocks.APPROVAL)


def asked_by(store: Store, quote_id: str) -> str:
    """Return the name of who asked for approval of a quote, "" when nobody did."""
    with store.read() as session:
        quote = session.get(Quote, quote_id)
        return quote.approval_asked_by if quote is not None else ""


def reject(store: Store, quote_id: str, *, note: str, now: datetime) -> QuoteFigures:
    """Say no: the quote is a draft again, with the reason. Raises UserFacing without one, or by role."""
    if not note.strip():
        raise UserFacing(_("Say why it is not approved."), code="no_reason")
    with store.write(cause="user") as unit:
        session = unit.session
        quote = find(session, quote_id)
        today = now.astimezone().date()
        if read_figures(session, quote, today).state is not QuoteState.WAITING:
            raise UserFacing(
                _("Quote {number} does not wait for approval.").format(number=quote.number),
                code="quote_state",
            )
        _require_role(session, store.actor)
        quote.state, quote.state_note = QuoteState.DRAFT.value, note.strip()
        quote_clocks.stop(session, quote.id, now, "rejected", quote_clocks.APPROVAL)
        session.flush()
        return read_figures(session, quote, today)


def forget(session: Session, quote: Quote, now: datetime) -> None:
    """A quote was changed: what was approved, or asked for, is no longer what it says."""
    if quote.approved_at is not None:
        quote.approved_at, quote.approved_by, quote.approval_reason = None, "", ""
    quote_clocks.stop(session, quote.id, now, "changed", quote_clocks.APPROVAL)


def require_approved(session: Session, figures: QuoteFigures) -> None:
    """Raise UserFacing while a quote that needs a yes has none: it is not issued and not sent."""
    if figures.state not in _OPEN:
        return
    policy = read_policy(session)
    why = why_of(figures, policy)
    if figures.state is QuoteState.WAITING or why:
        raise UserFacing(
            _("{label} needs approval first.").format(
                label=f"{figures.number} V{figures.revision}"
            ),
            hint=" ".join((*(finding.message for finding in why), _next_step(policy))),
            safe=_("Nothing was issued or sent."),
            code="approval_needed",
        )


def _next_step(policy: Policy) -> str:
    if policy.team:
        return _("Ask for approval; a manager answers.")
    return _("Approve it with a reason.")


def _require_role(session: Session, actor: str) -> None:
    if not _may_approve(session, actor):
        raise UserFacing(
            _("Only a manager approves quotes here."),
            hint=_("Asked can be: {names}.").format(names=", ".join(approvers(session))),
            safe=_("Nothing was changed."),
            code="not_allowed",
        )


def waiting(store: Store, *, now: datetime) -> tuple[Waiting, ...]:
    """Return the quotes that wait for approval, the one that waits longest first."""
    with store.read() as session:
        policy = read_policy(session)
        rows: Sequence[Quote] = session.scalars(
            sa.select(Quote)
            .where(
                Quote.state == QuoteState.WAITING.value,
                Quote.is_current,
                Quote.deleted_at.is_(None),
            )
            .order_by(Quote.updated_at)
        ).all()
        found = []
        for quote in rows:
            figures = read_figures(session, quote, now.astimezone().date())
            why = why_of(figures, policy)
            found.append(Waiting(figures, why, quote.approval_asked_by, quote.state_note))
        return tuple(found)


def require_sendable(session: Session, quote: Quote, figures: QuoteFigures) -> None:
    """Raise UserFacing when a revision cannot leave: not approved, or a mail with it is on its way."""
    require_approved(session, figures)
    require_at_home(session, quote)
