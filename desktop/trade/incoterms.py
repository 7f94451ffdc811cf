"""Incoterms 2020: what each rule needs and which combinations deserve a word before issuing.

Source: ICC Incoterms 2020 as summed up in DOMAIN.md A2.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.money import format_plain

# CIF and CIP: insured for at least 110 % of the price in the contract (Incoterms 2020 A5).
LEAST_PLUS = Decimal("0.10")
EDITION = "Incoterms® 2020"


class Mode(StrEnum):
    """How the goods travel."""

    SEA = "sea"
    AIR = "air"
    RAIL = "rail"
    ROAD = "road"
    COURIER = "courier"
    MULTIMODAL = "multimodal"


class Severity(StrEnum):
    """How much a finding weighs: an error blocks issuing, the others only say something."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check: a stable code, its weight, and the sentence for the user."""

    code: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where its named place lies and who pays freight and insurance."""

    code: str
    name: str
    sea_only: bool
    place_is_destination: bool
    freight_paid_by_seller: bool
    insured_by_seller: bool
    minimum_cover: str = ""
    any_mode_twin: str = ""


RULES = {
    rule.code: rule
    for rule in (
        Rule("EXW", "Ex Works", False, False, False, False),
        Rule("FCA", "Free Carrier", False, False, False, False),
        Rule("FAS", "Free Alongside Ship", True, False, False, False, any_mode_twin="FCA"),
        Rule("FOB", "Free On Board", True, False, False, False, any_mode_twin="FCA"),
        Rule("CFR", "Cost and Freight", True, True, True, False, any_mode_twin="CPT"),
        Rule(
            "CIF",
            "Cost, Insurance and Freight",
            True,
            True,
            True,
            True,
            minimum_cover="ICC(C)",
            any_mode_twin="CIP",
        ),
        Rule("CPT", "Carriage Paid To", False, True, True, False),
        Rule(
            "CIP",
            "Carriage and Insurance Paid To",
            False,
            True,
            True,
            True,
            minimum_cover="ICC(A)",
        ),
        Rule("DAP", "Delivered At Place", False, True, True, False),
        Rule("DPU", "Delivered At Place Unloaded", False, True, True, False),
        Rule("DDP", "Delivered Duty Paid", False, True, True, False),
    )
}
_WITHDRAWN = {"DAT": "DPU", "DAF": "DAP", "DES": "DAP", "DEQ": "DPU", "DDU": "DAP", "CNF": "CFR"}


def rule(code: str) -> Rule:
    """Return the rule of `code`, upper or lower case.

    Raises UserFacing for a withdrawn rule (naming its successor) or an unknown one.
    """
    upper = code.strip().upper()
    if upper in RULES:
        return RULES[upper]
    if upper in _WITHDRAWN:
        raise UserFacing(
            _("{old} is not part of Incoterms 2020.").format(old=upper),
            hint=_("Use {new} instead.").format(new=_WITHDRAWN[upper]),
            code="withdrawn_incoterm",
        )
    raise UserFacing(
        _("{code} is not an Incoterms rule.").format(code=code.strip() or "?"),
        hint=_("Choose one of {codes}.").format(codes=", ".join(RULES)),
        code="unknown_incoterm",
    )


def price_term(code: str, place: str) -> str:
    """Return the term as documents print it: "CIF Hamburg, Incoterms® 2020"."""
    return f"{code} {place}".strip() + f", {EDITION}"


def check_term(
    code: str,
    place: str,
    *,
    mode: Mode | None = None,
    containerised: bool = False,
    freight_known: bool = True,
    insurance_known: bool = True,
    insured_plus: Decimal = LEAST_PLUS,
) -> tuple[Finding, ...]:
    """Return what is missing or odd about a term, worst first.

    `mode` None means not said; `freight_known`/`insurance_known` tell whether the quote names the
    amounts that CFR/CIF/CPT/CIP and the D rules contain. `insured_plus` is what the insured amount
    lies above the value, a share: at least 0.10.
    """
    term = rule(code)
    found = [*_place_findings(term, place), *_mode_findings(term, mode, containerised)]
    if term.freight_paid_by_seller and not freight_known:
        message = _("{code} contains the freight: give its amount.").format(code=term.code)
        found.append(Finding("freight_missing", Severity.WARNING, message))
    if term.insured_by_seller and not insurance_known:
        message = _(
            "{code} contains the insurance: at least {cover}, for the invoice value plus 10%."
        ).format(code=term.code, cover=term.minimum_cover)
        found.append(Finding("insurance_missing", Severity.WARNING, message))
    if term.insured_by_seller and insured_plus < LEAST_PLUS:
        message = _("{code} must be insured at 110% at least, not at {percent}%.").format(
            code=term.code, percent=format_plain((1 + insured_plus) * 100)
        )
        found.append(Finding("insured_below_110", Severity.WARNING, message))
    order = list(Severity)
    return tuple(sorted(found, key=lambda f: order.index(f.severity)))


def _place_findings(term: Rule, place: str) -> list[Finding]:
    if place.strip():
        return []
    if term.place_is_destination:
        message = _("{code} needs the named place of destination.").format(code=term.code)
    else:
        message = _("{code} needs the named place of delivery.").format(code=term.code)
    return [Finding("place_missing", Severity.ERROR, message)]


def _mode_findings(term: Rule, mode: Mode | None, containerised: bool) -> list[Finding]:
    if not term.sea_only:
        return []
    if mode not in (None, Mode.SEA, Mode.MULTIMODAL):
        message = _("{code} is for sea transport only; for {mode} use {twin}.").format(
            code=term.code, mode=_mode_name(mode), twin=term.any_mode_twin
        )
        return [Finding("mode_mismatch", Severity.WARNING, message)]
    if containerised and term.code == "FOB":
        message = _("Goods in containers are handed over at the terminal: FCA fits better.")
        return [Finding("container_fob", Severity.HINT, message)]
    return []


def _mode_name(mode: Mode | None) -> str:
    names = {
        Mode.AIR: _("air"),
        Mode.RAIL: _("rail"),
        Mode.ROAD: _("road"),
        Mode.COURIER: _("courier"),
    }
    return names.get(mode, "") if mode else ""
