"""What must be right before a quote leaves the house, and what deserves a second look.

Errors block issuing; warnings and hints are shown. Pure: `today` comes in.
"""

from datetime import date
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import incoterms, payment, words
from desktop.trade.incoterms import Finding, Mode, Severity
from desktop.trade.money import format_plain
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.totals import Totals


def check(draft: QuoteDraft, today: date) -> tuple[Finding, ...]:
    """Return every finding about the quote, errors first."""
    sums = draft.totals()
    found = [
        *_header_findings(draft, today),
        *_term_findings(draft),
        *_line_findings(draft),
        *_money_findings(sums),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def require_issuable(draft: QuoteDraft, today: date) -> None:
    """Raise UserFacing naming every error of `check`; return when there is none."""
    errors = [f for f in check(draft, today) if f.severity is Severity.ERROR]
    if errors:
        raise UserFacing(
            _("The quote is not ready to be issued."),
            hint=" ".join(finding.message for finding in errors),
            safe=_("Nothing was issued and no number was used."),
            code=errors[0].code,
        )


def _error(code: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, message)


def _header_findings(draft: QuoteDraft, today: date) -> list[Finding]:
    found = []
    if not draft.lines:
        found.append(_error("no_lines", _("The quote has no lines.")))
    if not draft.incoterm:
        found.append(_error("incoterm_missing", _("Choose an Incoterms rule.")))
    if draft.valid_until and draft.valid_until < today:
        message = _("The validity ended on {date}.").format(date=draft.valid_until.isoformat())
        found.append(_error("validity_past", message))
    elif draft.valid_until is None:
        message = _("The quote has no validity date.")
        found.append(Finding("validity_missing", Severity.WARNING, message))
    if not draft.payment_terms:
        message = _("The quote has no payment terms.")
        found.append(Finding("payment_terms_missing", Severity.WARNING, message))
    else:
        try:
            payment.parse_terms(draft.payment_terms)
        except UserFacing as problem:
            found.append(_error(problem.code, problem.message))
    return found


def _term_findings(draft: QuoteDraft) -> tuple[Finding, ...]:
    if not draft.incoterm:
        return ()
    modes = {mode.value: mode for mode in Mode}
    try:
        return incoterms.check_term(
            draft.incoterm,
            draft.place,
            mode=modes.get(draft.transport_mode),
            freight_known=bool(draft.freight),
            insurance_known=bool(draft.insurance),
        )
    except UserFacing as problem:
        return (_error(problem.code, " ".join((problem.message, problem.hint)).strip()),)


def _line_findings(draft: QuoteDraft) -> list[Finding]:
    found = []
    for number, line in enumerate(draft.lines, start=1):
        if line.quantity <= 0:
            message = _("Line {number} ({sku}): the quantity must be above zero.")
            found.append(_error("quantity", message.format(number=number, sku=line.sku)))
        if line.unit_price == 0:
            message = _("Line {number} ({sku}) is free of charge.")
            text = message.format(number=number, sku=line.sku)
            found.append(Finding("free_line", Severity.WARNING, text))
        if not Decimal(0) <= line.discount_percent <= 100 or line.unit_price < 0:
            message = _("Line {number} ({sku}): price or discount is out of range.")
            found.append(_error("price_range", message.format(number=number, sku=line.sku)))
    return found


def _money_findings(sums: Totals) -> list[Finding]:
    found = []
    if sums.grand < 0:
        found.append(_error("negative_total", _("The discount is larger than the goods.")))
    if sums.grand >= words.LIMIT:
        found.append(_error("total_too_large", _("The total is too large for a document.")))
    if sums.fob_value < 0:
        message = _("Freight and insurance are larger than the total.")
        found.append(_error("negative_goods", message))
    margin = sums.margin_percent
    if margin is not None and margin < HEALTHY_MARGIN_PERCENT:
        message = _("The margin is {margin}%, below {line}%.").format(
            margin=format_plain(margin), line=format_plain(HEALTHY_MARGIN_PERCENT)
        )
        found.append(Finding("low_margin", Severity.WARNING, message))
    return found
