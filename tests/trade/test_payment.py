"""Payment terms: parts sum to the total, wording and parsing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade.money import Money
from desktop.trade.payment import (
    Event,
    Instalment,
    Method,
    PaymentTerms,
    describe,
    schedule,
)
from desktop.trade.payment_parse import parse_terms
from desktop.trade.payment_presets import PRESETS


@given(
    st.decimals(0, 10**9, places=3, allow_nan=False),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.sampled_from(PRESETS),
)
def test_instalments_sum_to_the_total(amount: Decimal, currency: str, terms: PaymentTerms) -> None:
    parts = schedule(terms, Money(amount, currency))
    assert sum(p.amount.amount for p in parts) == Money(amount, currency).rounded().amount
    assert all(p.amount.amount >= 0 for p in parts)


def test_last_instalment_takes_the_remainder() -> None:
    parts = schedule(parse_terms("T/T 30/30/40"), Money.of("0.05", "USD"))
    assert [p.amount.amount for p in parts] == [Decimal("0.02"), Decimal("0.02"), Decimal("0.01")]


def test_design_example() -> None:
    deposit, balance = schedule(parse_terms("T/T 30/70"), Money.of("43520", "USD"))
    assert (deposit.amount.amount, balance.amount.amount) == (
        Decimal("13056.00"),
        Decimal("30464.00"),
    )
    assert deposit.step.en == "Deposit"
    assert balance.step.zh == "尾款"
    assert balance.due.en == "Against copy of B/L"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T/T 30/70", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BL_COPY, 0)]),
        ("tt 30 / 70 before shipment", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BEFORE_SHIPMENT, 0)]),
        ("30% deposit, 70% before shipment", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BEFORE_SHIPMENT, 0)]),
        ("30% T/T + 70% L/C at sight", [("30", Method.TT, Event.ORDER, 0), ("70", Method.LC, Event.SIGHT, 0)]),
        ("L/C 60 days", [("100", Method.LC, Event.BL_DATE, 60)]),
        ("D/A 60", [("100", Method.DA, Event.SIGHT, 60)]),
        ("O/A 45 days after B/L date", [("100", Method.OA, Event.BL_DATE, 45)]),
        ("O/A 30 days after invoice", [("100", Method.OA, Event.INVOICE, 30)]),
        ("电汇 30/70 发货前", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BEFORE_SHIPMENT, 0)]),
        ("100% T/T in advance", [("100", Method.TT, Event.ORDER, 0)]),
        ("30% deposit 70% against B/L copy", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BL_COPY, 0)]),
        ("30% TT in advance and the balance before shipment", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BEFORE_SHIPMENT, 0)]),
        ("T/T: 30% in advance, 70% within 7 days after B/L date", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BL_DATE, 7)]),
        ("20 percent deposit, 80 percent L/C at sight", [("20", Method.TT, Event.ORDER, 0), ("80", Method.LC, Event.SIGHT, 0)]),
        ("50/50", [("50", Method.TT, Event.ORDER, 0), ("50", Method.TT, Event.BL_COPY, 0)]),
        ("30:70", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BL_COPY, 0)]),
        ("T/T 20/70/10", [("20", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BEFORE_SHIPMENT, 0), ("10", Method.TT, Event.ACCEPTANCE, 0)]),
        ("100% irrevocable L/C at sight", [("100", Method.LC, Event.SIGHT, 0)]),
        ("Letter of credit 90 days after sight", [("100", Method.LC, Event.SIGHT, 90)]),
        ("Documents against acceptance 60 days", [("100", Method.DA, Event.SIGHT, 60)]),
        ("Net 30", [("100", Method.OA, Event.INVOICE, 30)]),
        ("Cash against documents", [("100", Method.CAD, Event.SIGHT, 0)]),
        ("payment in advance", [("100", Method.TT, Event.ORDER, 0)]),
        ("前T/T 30%，见提单副本付70%", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BL_COPY, 0)]),
        ("30%定金，发货前付清70%余款", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BEFORE_SHIPMENT, 0)]),
        ("预付 30％，余款见提单复印件电汇", [("30", Method.TT, Event.ORDER, 0), ("70", Method.TT, Event.BL_COPY, 0)]),
        ("30%前TT、70%即期信用证", [("30", Method.TT, Event.ORDER, 0), ("70", Method.LC, Event.SIGHT, 0)]),
        ("定金20%，货到后30天内付80%", [("20", Method.TT, Event.ORDER, 0), ("80", Method.TT, Event.ARRIVAL, 30)]),
        ("见票后60天信用证", [("100", Method.LC, Event.SIGHT, 60)]),
        ("提单日后90天 O/A", [("100", Method.OA, Event.BL_DATE, 90)]),
        ("月结60天", [("100", Method.OA, Event.INVOICE, 60)]),
        ("款到发货", [("100", Method.TT, Event.BEFORE_SHIPMENT, 0)]),
        ("即期付款交单", [("100", Method.DP, Event.SIGHT, 0)]),
    ],
)  # fmt: skip
def test_parse(text: str, expected: list[tuple[str, Method, Event, int]]) -> None:
    terms = parse_terms(text)
    found = [(str(i.percent), i.method, i.event, i.days) for i in terms.instalments]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    ["", "as usual", "T/T 30/60", "40% T/T, 70% L/C", "30%", "待定", "30% deposit, 60% later"],
)
def test_parse_refuses(text: str) -> None:
    with pytest.raises(UserFacing):
        parse_terms(text)


@given(st.sampled_from(PRESETS))
def test_presets_survive_storing_and_parsing(terms: PaymentTerms) -> None:
    assert PaymentTerms.from_json(terms.as_json()) == terms
    assert parse_terms(terms.name.lower()) == terms


def test_due_dates_and_words() -> None:
    part = Instalment(Decimal(100), Method.OA, Event.BL_DATE, 60)
    assert part.due_text().en == "60 days after B/L date"
    assert part.due_text().zh == "提单日后 60 天"
    assert part.due_date({Event.BL_DATE: date(2026, 12, 15)}) == date(2027, 2, 13)
    assert part.due_date({}) is None
    before = Instalment(Decimal(100), Method.TT, Event.BEFORE_SHIPMENT, 7)
    assert before.due_date({Event.BEFORE_SHIPMENT: date(2027, 1, 8)}) == date(2027, 1, 1)


def deposit_of(amount: str, *rest: Instalment) -> PaymentTerms:
    first = Instalment(Decimal(0), Method.TT, Event.ORDER, amount=Decimal(amount))
    last = Instalment(Decimal(0), Method.TT, Event.BL_COPY, documents="B/L, packing list")
    return PaymentTerms("fixed deposit", (first, *rest, last))


def test_a_fixed_deposit_leaves_the_rest_to_the_last_one() -> None:
    terms = deposit_of("5000", Instalment(Decimal(50), Method.TT, Event.BEFORE_SHIPMENT))
    first, second, last = schedule(terms, Money.of("20000.01", "USD"))
    assert [p.amount.amount for p in (first, second, last)] == [
        Decimal("5000.00"),
        Decimal("10000.01"),
        Decimal("5000.00"),
    ]
    assert [p.is_share for p in (first, second, last)] == [False, True, False]
    assert describe(terms.instalments).en == (
        "5,000 T/T with order, 50% T/T before shipment, balance T/T against copy of B/L, "
        "against B/L, packing list"
    )
    assert describe(terms.instalments).zh.endswith("凭提单副本，凭 B/L, packing list 电汇 余款")
    assert PaymentTerms.from_json(terms.as_json()) == terms


@given(
    st.decimals(0, 10**9, places=3, allow_nan=False),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.decimals("0.01", 10**6, places=2),
)
def test_with_a_fixed_amount_the_parts_still_sum_to_the_total(
    total: Decimal, currency: str, deposit: Decimal
) -> None:
    parts = schedule(deposit_of(str(deposit)), Money(total, currency))
    assert sum(p.amount.amount for p in parts) == Money(total, currency).rounded().amount


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (Instalment(Decimal(0), Method.TT, Event.ORDER, amount=Decimal(-1)), None),
        (Instalment(Decimal(100), Method.TT, Event.ORDER), None),
        (Instalment(Decimal(0), Method.TT, Event.ORDER), None),
        (Instalment(Decimal(50), Method.TT, Event.ORDER), Decimal(10)),
    ],
)
def test_instalments_that_cannot_be_are_refused(first: Instalment, last: Decimal | None) -> None:
    fixed = Instalment(Decimal(0), Method.TT, Event.BEFORE_SHIPMENT, amount=Decimal(100))
    end = Instalment(Decimal(0), Method.TT, Event.BL_COPY, amount=last)
    with pytest.raises(UserFacing):
        PaymentTerms("x", (first, fixed, end))
