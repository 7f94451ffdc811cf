"""Payment terms: parts sum to the total, wording and parsing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade.money import Money
from desktop.trade.payment import (
    PRESETS,
    Event,
    Instalment,
    Method,
    PaymentTerms,
    parse_terms,
    schedule,
    split_amount,
)


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
    third = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    parts = split_amount(Money.of("0.05", "USD"), third)
    assert [p.amount for p in parts] == [Decimal("0.02"), Decimal("0.02"), Decimal("0.01")]


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
    ],
)  # fmt: skip
def test_parse(text: str, expected: list[tuple[str, Method, Event, int]]) -> None:
    terms = parse_terms(text)
    found = [(str(i.percent), i.method, i.event, i.days) for i in terms.instalments]
    assert found == expected


@pytest.mark.parametrize("text", ["", "as usual", "T/T 30/60", "40% T/T, 70% L/C"])
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
