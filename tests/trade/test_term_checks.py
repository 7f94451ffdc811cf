"""What Incoterms 2020 asks of a quote (DOMAIN.md A2): places, ways to ship, freight, insurance."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.trade import incoterms, quote_checks
from desktop.trade.incoterms import Mode
from tests.trade.test_price_ladder import line, quote

TODAY = date(2026, 11, 20)


def codes(draft):
    return [finding.code for finding in quote_checks.check(draft, TODAY)]


def test_rules_by_mode_and_place() -> None:
    sea = {code for code, rule in incoterms.RULES.items() if rule.sea_only}
    assert sea == {"FAS", "FOB", "CFR", "CIF"}
    delivery = {c for c, rule in incoterms.RULES.items() if not rule.place_is_destination}
    assert delivery == {"EXW", "FCA", "FAS", "FOB"}
    covers = [incoterms.RULES[code].minimum_cover for code in ("CIF", "CIP")]
    assert covers == ["ICC(C)", "ICC(A)"]


def test_withdrawn_rules_name_their_successor() -> None:
    with pytest.raises(UserFacing) as refused:
        incoterms.rule("DAT")
    assert "DPU" in refused.value.hint


@pytest.mark.parametrize(("code", "twin"), [("FOB", "FCA"), ("CFR", "CPT"), ("CIF", "CIP")])
@pytest.mark.parametrize("mode", [Mode.AIR, Mode.COURIER])
def test_sea_rules_by_air_or_courier_suggest_their_twin(code, twin, mode) -> None:
    found = incoterms.check_term(code, "X", mode=mode)
    assert found[0].code == "mode_mismatch"
    assert twin in found[0].message


def test_a_full_container_fob_hints_at_fca() -> None:
    large = quote(incoterm="FOB", lines=(line("A", "8000", "10"),))
    assert "container_fob" in codes(large)
    assert "container_fob" not in codes(replace(large, lines=(line("A", "10", "10"),)))


def test_freight_and_insurance_are_asked_for() -> None:
    bare = quote(freight=None, premium_rate=None, insurance=None)
    assert {"freight_missing", "insurance_missing"} <= set(codes(bare))
    assert "insurance_missing" not in codes(quote())
    assert "insured_below_110" in codes(quote(insured_plus=Decimal("0.05")))
    assert "insured_below_110" not in codes(quote())
