"""Incoterms and bank details: what is wrong is said before a document leaves."""

import pytest

from desktop.runtime.errors import UserFacing
from desktop.trade.banking import check_account, check_iban, check_swift
from desktop.trade.incoterms import RULES, Mode, Severity, check_term, price_term, rule


def codes(*args: object, **kwargs: object) -> list[str]:
    return [f.code for f in check_term(*args, **kwargs)]


def test_eleven_rules() -> None:
    assert len(RULES) == 11
    assert {c for c, r in RULES.items() if r.sea_only} == {"FAS", "FOB", "CFR", "CIF"}


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("CIF", "Hamburg"), []),
        (("FOB", ""), ["place_missing"]),
        (("CIF", " "), ["place_missing"]),
    ],
)
def test_place(args: tuple[str, str], expected: list[str]) -> None:
    assert codes(*args) == expected


def test_place_missing_is_an_error_and_comes_first() -> None:
    found = check_term("CIF", "", mode=Mode.AIR, freight_known=False, insurance_known=False)
    assert found[0].severity is Severity.ERROR
    assert {f.code for f in found} == {
        "place_missing", "mode_mismatch", "freight_missing", "insurance_missing"
    }  # fmt: skip


def test_sea_rules_do_not_fly() -> None:
    (finding,) = check_term("FOB", "Ningbo", mode=Mode.AIR)
    assert "FCA" in finding.message
    assert codes("FCA", "Ningbo airport", mode=Mode.AIR) == []


def test_container_hint() -> None:
    (finding,) = check_term("FOB", "Ningbo", mode=Mode.SEA, containerised=True)
    assert finding.severity is Severity.HINT


@pytest.mark.parametrize(("code", "named"), [("DAT", "DPU"), ("ddu", "DAP")])
def test_withdrawn_rules_name_their_successor(code: str, named: str) -> None:
    with pytest.raises(UserFacing) as caught:
        rule(code)
    assert named in caught.value.hint


def test_price_term() -> None:
    assert price_term("CIF", "Hamburg") == "CIF Hamburg, Incoterms® 2020"


def test_swift() -> None:
    assert check_swift("bkch cn bj 92a") == "BKCHCNBJ92A"
    for bad in ("BKCHCNB", "BKCHCNBJ92", "1KCHCNBJ"):
        with pytest.raises(UserFacing):
            check_swift(bad)


def test_iban() -> None:
    assert check_iban("GB82 WEST 1234 5698 7654 32") == "GB82WEST12345698765432"
    with pytest.raises(UserFacing):
        check_iban("GB82 WEST 1234 5698 7654 33")
    assert check_account("0000 1234  5678 9000") == "0000 1234 5678 9000"
    with pytest.raises(UserFacing):
        check_account("DE89370400440532013001")
