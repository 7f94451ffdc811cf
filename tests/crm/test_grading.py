from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm import grading
from desktop.crm.grading import GradeFacts, HandGrade, grade
from desktop.crm.stages import Relationship, relationship_stage

TODAY = date(2026, 11, 22)
STRONG = GradeFacts(
    amount_12m=Decimal(186_000),
    average_order=Decimal(31_000),
    repurchase_days=60,
    margin_percent=Decimal("23.4"),
    deposit_percent=Decimal(30),
    credit_record="good",
    product_fit=80,
    stage=Relationship.ESTABLISHED,
    orders=14,
)


def test_a_needs_potential_fit_and_relationship():
    best = grade(STRONG, today=TODAY)
    assert best.grade == "A"
    rising = grade(replace(STRONG, stage=Relationship.NEW_CLIENT), today=TODAY)
    assert (rising.grade, rising.rising) == ("B", True)


def test_volume_without_margin_is_c():
    cheap = replace(
        STRONG,
        margin_percent=Decimal(0),
        deposit_percent=Decimal(0),
        credit_record="bad",
        product_fit=40,
    )
    result = grade(cheap, today=TODAY)
    assert result.grade == "C"
    assert "Volume without margin" in [why.text() for why in result.reasons]


def test_unknown_facts_give_no_grade_and_say_so():
    result = grade(GradeFacts(stage=Relationship.PROSPECT, orders=0), today=TODAY)
    assert result.grade is None
    assert "Gross margin" in " ".join(why.text() for why in result.reasons)


def test_hand_grade_holds_until_review_and_keeps_the_reason():
    by_hand = HandGrade("A", "strategic for Germany", date(2026, 12, 31))
    shown = grade(GradeFacts(), today=TODAY, by_hand=by_hand)
    assert (shown.grade, shown.by_hand, shown.computed) == ("A", True, None)
    assert "strategic for Germany" in shown.reasons[0].text()
    lapsed = grade(GradeFacts(), today=date(2027, 1, 1), by_hand=by_hand)
    assert (lapsed.grade, lapsed.by_hand) == (None, False)


def test_next_review_is_the_end_of_the_quarter():
    assert grading.next_review(TODAY) == date(2026, 12, 31)
    assert grading.next_review(date(2026, 3, 31)) == date(2026, 3, 31)
    assert grading.next_review(date(2026, 4, 1)) == date(2026, 6, 30)


def test_review_triggers():
    facts = GradeFacts(
        average_order=Decimal(10_000), inquiry_amount=Decimal(30_001), orders=2, overdue_days=30
    )
    called = grading.review_triggers(facts)
    assert len(called) == 3
    by_hand = HandGrade("A", "strategic for Germany", date(2026, 12, 31))
    shown = grade(facts, today=TODAY, by_hand=by_hand)
    assert (shown.grade, shown.reasons[1:4]) == ("A", called)
    assert not set(called) & set(grade(facts, today=TODAY).reasons)
    usual = GradeFacts(
        average_order=Decimal(10_000), inquiry_amount=Decimal(30_000), orders=3, overdue_days=29
    )
    assert grading.review_triggers(usual) == ()


known = st.builds(
    GradeFacts,
    amount_12m=st.none() | st.decimals(0, 10**7, places=2),
    average_order=st.none() | st.decimals(0, 10**6, places=2),
    repurchase_days=st.none() | st.floats(0, 3000),
    expansion=st.none() | st.booleans(),
    product_fit=st.none() | st.floats(0, 100),
    margin_percent=st.none() | st.decimals(-50, 90, places=1),
    deposit_percent=st.none() | st.decimals(0, 100, places=1),
    credit_record=st.sampled_from([None, "good", "late", "bad"]),
    country_risk=st.sampled_from([None, "low", "medium", "high"]),
    stage=st.none() | st.sampled_from(Relationship),
    orders=st.none() | st.integers(0, 50),
    recency_days=st.none() | st.floats(0, 3000),
)


@given(known)
def test_grade_follows_the_lines(facts):
    result = grade(facts, today=TODAY)
    p, f = result.potential.value, result.fit.value
    for value in (p, f, result.relationship.value):
        assert value is None or 0 <= value <= 100
    assert result.reasons
    if p is None or f is None:
        assert result.grade is None
    elif p < 40 or f < 40:
        assert result.grade == "C"
    else:
        assert result.grade in {"A", "B"}
    if result.grade == "A":
        assert p >= 70
        assert f >= 60
        assert facts.stage in {Relationship.ESTABLISHED, Relationship.STRATEGIC}


@pytest.mark.parametrize(
    ("orders", "paid", "stage"),
    [
        (0, 0, "prospect"),
        (1, 0, "new_client"),
        (1, 1, "new_client"),
        (3, 1, "new_client"),
        (2, 2, "established"),
    ],
)
def test_relationship_is_derived(orders, paid, stage):
    result = relationship_stage(orders, paid)
    assert (result.stage, result.by_hand) == (Relationship(stage), False)
    hand = relationship_stage(orders, paid, "strategic")
    assert (hand.stage, hand.derived, hand.by_hand) == ("strategic", stage, True)
