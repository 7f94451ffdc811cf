"""What must be right before a quote leaves the house, and what deserves a second look.

Errors block issuing; warnings and hints are shown. Pure: `today` comes in.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from desktop.runtime.days import long_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import incoterms, instalments, words
from desktop.trade.incoterms import LEAST_PLUS, Finding, Mode, Severity
from desktop.trade.money import CURRENCIES, format_plain
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.totals import Totals

HUNDRED = Decimal(100)
# Above this a figure is a slip of the hand: no document has room for it.
LARGEST = Decimal(10) ** 12
WHOLE_UNITS = frozenset({"pcs", "pc", "sets", "set", "pairs", "pair"})


def check(
    draft: QuoteDraft, today: date, healthy: Decimal = HEALTHY_MARGIN_PERCENT
) -> tuple[Finding, ...]:
    """Return every finding about the quote, errors first."""
    sums = draft.totals()
    found = [
        *_header_findings(draft, today),
        *_term_findings(draft, sums),
        *_line_findings(draft),
        *_money_findings(sums, healthy),
        *sums.shipment.findings(),
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
    if not any(line.is_goods for line in draft.lines):
        found.append(_error("no_lines", _("The quote has no lines.")))
    elif not any(line.counts for line in draft.lines):
        message = _("Every line of the quote is optional: nothing is offered.")
        found.append(_error("only_optional", message))
    if draft.currency not in CURRENCIES:
        message = _("{code} is not a currency code.").format(code=draft.currency or "?")
        found.append(_error("unknown_currency", message))
    if not draft.incoterm:
        found.append(_error("incoterm_missing", _("Choose an Incoterms rule.")))
    found += _validity_findings(draft, today)
    if not draft.payment_terms and not draft.instalments:
        message = _("The quote has no payment terms.")
        found.append(Finding("payment_terms_missing", Severity.WARNING, message))
    else:
        try:
            instalments.terms_of(draft)
        except UserFacing as problem:
            found.append(_error(problem.code, problem.message))
    return [*found, *_range_findings(draft)]


def _validity_findings(draft: QuoteDraft, today: date) -> list[Finding]:
    if draft.valid_until is None:
        message = _("The quote has no validity date.")
        return [Finding("validity_missing", Severity.WARNING, message)]
    if draft.valid_until < today:
        message = _("The validity ended on {date}.").format(date=long_day(draft.valid_until))
        return [_error("validity_past", message)]
    return []


def _range_findings(draft: QuoteDraft) -> list[Finding]:
    found = []
    if draft.rate is not None and draft.rate <= 0:
        message = _("The exchange rate must be above zero.")
        found.append(_error("exchange_rate_not_positive", message))
    percent = draft.discount_percent
    if percent is not None and not 0 <= percent <= HUNDRED:
        message = _("The discount is not between 0 and 100%: {percent}.")
        found.append(_error("discount_range", message.format(percent=format_plain(percent))))
    tolerance = draft.tolerance_percent
    if tolerance is not None and not 0 <= tolerance <= HUNDRED:
        message = _("The tolerance is not between 0 and 100%: {percent}.")
        found.append(_error("tolerance_range", message.format(percent=format_plain(tolerance))))
    amounts = (
        (draft.freight, _("Freight")),
        (draft.insurance, _("Insurance")),
        (draft.discount, _("Discount")),
        *((charge.amount, charge.label or charge.kind.value) for charge in draft.other_charges),
    )
    for amount, name in amounts:
        if amount is not None and amount < 0:
            message = _("{name} cannot be below zero.").format(name=name)
            found.append(_error("charge_negative", message))
    return found


def _term_findings(draft: QuoteDraft, sums: Totals) -> tuple[Finding, ...]:
    if not draft.incoterm:
        return ()
    modes = {mode.value: mode for mode in Mode}
    try:
        return incoterms.check_term(
            draft.incoterm,
            draft.place,
            mode=modes.get(draft.transport_mode),
            freight_known=bool(draft.freight),
            insurance_known=bool(draft.insurance) or draft.premium_rate is not None,
            containerised=bool(sums.containers and not sums.containers.lcl),
            insured_plus=draft.insured_plus if draft.premium_rate is not None else LEAST_PLUS,
        )
    except UserFacing as problem:
        return (_error(problem.code, " ".join((problem.message, problem.hint)).strip()),)


def _line_findings(draft: QuoteDraft) -> list[Finding]:
    found = []
    for number, line in enumerate(draft.lines, start=1):
        if not line.is_goods:
            if not line.title():
                message = _("Line {number} is a title or note without words.")
                text = message.format(number=number)
                found.append(Finding("empty_text_line", Severity.WARNING, text))
            continue
        found += [
            Finding(
                code,
                severity,
                message.format(number=number, sku=line.title() or "?", moq=_least(line)),
            )
            for code, severity, message in _goods_problems(line)
        ]
    return found


def _least(line: DraftLine) -> str:
    return "" if line.moq is None else f"{format_plain(line.moq)} {line.unit}"


def _goods_problems(line: DraftLine) -> Iterator[tuple[str, Severity, str]]:
    error, warning = Severity.ERROR, Severity.WARNING
    if not line.title():
        yield "line_without_name", error, _("Line {number} names no goods.")
    if not line.quantity.is_finite() or line.quantity <= 0:
        yield "quantity", error, _("Line {number} ({sku}): the quantity must be above zero.")
    elif line.quantity >= LARGEST:
        yield "quantity_too_large", error, _("Line {number} ({sku}): the quantity is too large.")
    elif line.unit in WHOLE_UNITS and line.quantity != line.quantity.to_integral_value():
        yield (
            "quantity_fraction",
            warning,
            _("Line {number} ({sku}): pieces come in whole numbers."),
        )
    if line.is_below_minimum:
        yield "below_minimum", warning, _("Line {number} ({sku}): less than the minimum of {moq}.")
    if not line.unit_price.is_finite() or line.unit_price < 0:
        yield "price_range", error, _("Line {number} ({sku}): the price cannot be below zero.")
    elif line.unit_price >= LARGEST:
        yield "price_too_large", error, _("Line {number} ({sku}): the price is too large.")
    elif line.unit_price == 0 and not line.is_free:
        yield "free_line", warning, _("Line {number} ({sku}) is free of charge.")
    if not Decimal(0) <= line.discount_percent <= HUNDRED:
        message = _("Line {number} ({sku}): the discount is not between 0 and 100%.")
        yield "discount_range", error, message
    net, gross = line.net_weight_kg, line.gross_weight_kg
    if net is not None and gross is not None and gross < net:
        message = _("Line {number} ({sku}): the gross weight is below the net weight.")
        yield "gross_below_net", warning, message


def _money_findings(sums: Totals, healthy: Decimal) -> list[Finding]:
    found = []
    if sums.grand < 0:
        found.append(_error("negative_total", _("The discount is larger than the goods.")))
    if sums.grand >= words.LIMIT:
        found.append(_error("total_too_large", _("The total is too large for a document.")))
    if sums.fob_value < 0:
        message = _("Freight and insurance are larger than the total.")
        found.append(_error("negative_goods", message))
    margin = sums.margin_percent
    if margin is not None and margin < healthy:
        message = _("The margin is {margin}%, below {line}%.").format(
            margin=format_plain(margin), line=format_plain(healthy)
        )
        found.append(Finding("low_margin", Severity.WARNING, message))
    return found
