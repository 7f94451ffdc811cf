"""Shipping marks: the usual five lines, the buyer's own mark, side marks, abbreviations."""

from decimal import Decimal

import pytest

from desktop.trade.marks import MarkFacts, abbreviation, clean_mark, main_mark, side_mark
from desktop.trade.package_groups import groups_of
from desktop.trade.packing import CartonSpec
from desktop.trade.shipment import pack_line, ship

D = Decimal
BOX = CartonSpec(24, D(52), D(35), D(38), D("12.5"), D("14.2"))


def test_the_usual_main_mark() -> None:
    facts = MarkFacts("Brenner Lichttechnik GmbH", "", "4500123", "Hamburg", 672, frozenset({"CN"}))
    assert main_mark(facts).splitlines() == [
        "BRENNER",
        "PO NO. 4500123",
        "HAMBURG",
        "C/NO. 1-UP",
        "MADE IN CHINA",
    ]


@pytest.mark.parametrize("written", ["4500123", "PO 4500123", "P/O No. 4500123", "po#4500123"])
def test_the_word_for_an_order_is_not_doubled(written: str) -> None:
    assert main_mark(MarkFacts("A", order_number=written)).splitlines()[1] == "PO NO. 4500123"


def test_unknown_parts_leave_their_line_out() -> None:
    assert main_mark(MarkFacts("Acme Ltd.")) == "ACME\nC/NO. 1-UP"
    mixed = main_mark(MarkFacts("Acme Ltd.", origins=frozenset({"CN", "VN"})))
    assert "MADE IN" not in mixed


def test_a_buyer_s_own_mark_is_filled_in() -> None:
    facts = MarkFacts(
        "Acme", "◇ ACME ◇\nP/O {po}\n\n{destination}\nC/NO.1-{cartons}\n{other}", "77", "Oslo", 42
    )
    assert main_mark(facts) == "◇ ACME ◇\nP/O 77\nOslo\nC/NO.1-42\n{other}"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Brenner Lichttechnik GmbH", "BRENNER"),
        ("The Home Store, Inc.", "HOME"),
        ("LG Trading Co., Ltd.", "LG TRADING"),
        ("Éclairage Général S.A.R.L.", "ECLAIRAGE"),
        ("株式会社山田", "株式会社山田"),
        ("Ltd", "Ltd"),
        ("", ""),
    ],
)
def test_abbreviations(name: str, short: str) -> None:
    assert abbreviation(name) == short


def test_side_mark_of_a_full_and_a_short_carton() -> None:
    full, short = groups_of(ship([pack_line("PL-6060", D(40), (BOX,))]))
    assert side_mark(full, ["PL-6060"], ["pcs"]).splitlines() == [
        "ITEM NO.: PL-6060",
        "QTY: 24 PCS",
        "N.W.: 12.5 KGS",
        "G.W.: 14.2 KGS",
        "MEAS.: 52 × 35 × 38 CM",
    ]
    assert "QTY: 16 PCS" in side_mark(short, ["PL-6060"], ["pcs"])


def test_a_mark_by_hand_is_kept_short_and_tidy() -> None:
    assert clean_mark("  A\t B \n\n" + "C\n" * 40).splitlines() == ["A B", "", *["C"] * 8]
