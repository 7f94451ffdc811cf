"""The packing of a stored quote: what the buyer's country adds, what is kept, `quote show`'s keys."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store.schema.customers import Customer
from desktop.trade import packing_edits, quote_lines, quote_marks, quotes
from desktop.trade.packing import CartonSpec, MixedCarton
from desktop.trade.packing_report import packing_text, with_packing
from tests.trade.conftest import TODAY

D = Decimal


@pytest.fixture
def quote(shop, draft):
    lines = [quote_lines.parse_line("PL-6060-40:1001"), quote_lines.parse_line("A:B:300:0.5")]
    return quotes.create(shop, draft, lines, today=TODAY)


def test_show_tells_the_packing_of_every_line_and_what_lacks_data(quote):
    data = with_packing(quote)
    first, second = (line["packing"] for line in data["lines"])
    assert (first["cartons"], first["last_carton_pieces"], first["carton_numbers"]) == (251, 1, "1-251")  # fmt: skip
    assert first["boxes"][0]["container_fit"]["20GP"]["cartons"] > 0
    assert (second["cartons"], second["complete"]) == (0, False)
    packing = data["packing"]
    assert packing["unpacked"] == [{"line": 2, "sku": "A:B"}]
    assert not packing["complete"]
    assert packing["plan"]["partial"]
    assert packing["in_words"] == "SAY TWO HUNDRED AND FIFTY-ONE CARTONS ONLY"
    assert [group["carton_numbers"] for group in packing["groups"]] == ["1-250", "251"]
    assert packing["chargeable"]["air_kg"] >= data["gross_weight_kg"]
    assert data["cartons"] == 251
    assert "packing_missing" in {finding["code"] for finding in data["findings"]}
    assert any("251 cartons" in row for row in packing_text(quote))


def test_what_was_packed_by_hand_is_kept_and_comes_back(shop, quote):
    draft = packing_edits.with_box(
        quote.draft, "A:B", CartonSpec(100, D(40), D(30), D(20), D(6), D(7))
    )
    mixed = packing_edits.read_mixed(draft, "1:50x40x40:8/9:PL-6060-40=1,A:B=10")
    draft = replace(
        draft,
        mixed_cartons=(mixed,),
        container_mix=packing_edits.read_mix("1x40hq"),
        shipping_marks="ACME\nOSLO",
        destination="Oslo",
        container_rates=(("20GP", D("950.50")), ("40HQ", D(1800))),
    )
    quotes.update(shop, quote.id, draft, today=TODAY)
    kept = quotes.show(shop, quote.id, today=TODAY)
    assert kept.draft.mixed_cartons == (mixed,)
    assert kept.draft.container_mix == (("40HQ", 1),)
    assert kept.totals.containers is not None
    assert kept.totals.containers.freight == 1800
    assert kept.draft.container_rates == draft.container_rates
    assert kept.totals.packed.cartons == 250 + 3 + 1
    data = with_packing(kept)
    assert [line["packing"]["carton_numbers"] for line in data["lines"]] == ["1-250, 254", "251-254"]  # fmt: skip
    assert data["containers"][0]["type"] == "40HQ"
    assert data["packing"]["plan"]["by_hand"]
    assert data["packing"]["complete"]
    assert quote_marks.read_mark(shop, kept.draft) == "ACME\nOSLO"


def test_the_buyer_s_country_and_port_come_with_the_buyer(shop, draft):
    with shop.write() as unit:
        customer = unit.session.get_one(Customer, "c1")
        customer.country, customer.port_of_destination = "US", "Los Angeles"
    made = quotes.create(shop, draft, [quote_lines.parse_line("PL-6060-40:100")], today=TODAY)
    assert (made.draft.destination, made.draft.destination_country) == ("Los Angeles", "US")


def test_the_mark_follows_from_the_buyer_until_one_is_written(shop, quote):
    assert quote_marks.read_mark(shop, quote.draft).splitlines() == [
        "BRENNER",
        "HAMBURG",
        "C/NO. 1-UP",
    ]
    with shop.write() as unit:
        unit.session.get_one(Customer, "c1").shipping_mark = "◇ BRN ◇\nC/NO. 1-{cartons}"
    assert quote_marks.read_mark(shop, quote.draft, 251) == "◇ BRN ◇\nC/NO. 1-251"


@pytest.mark.parametrize(
    ("text", "mix"),
    [
        ("auto", ()),
        ("", ()),
        ("40HQ", (("40HQ", 1),)),
        ("2x40hq + 1×20GP", (("40HQ", 2), ("20GP", 1))),
        ("1x20GP,1x20GP", (("20GP", 2),)),
        ("0x20GP", ()),
    ],
)
def test_a_mix_in_words(text, mix):
    assert packing_edits.read_mix(text) == mix


@pytest.mark.parametrize("text", ["2x53HQ", "lots", "2x", "-1x20GP"])
def test_an_unknown_container_is_refused(text):
    with pytest.raises(UserFacing) as refused:
        packing_edits.read_mix(text)
    assert refused.value.code == "unknown_container"


def test_a_carton_in_words():
    assert packing_edits.read_box("A=B=24:52x35×38:12.5/14.2") == (
        "A=B",
        CartonSpec(24, D(52), D(35), D(38), D("12.5"), D("14.2")),
    )


@pytest.mark.parametrize(
    "text",
    ["24:52x35x38:12/14", "A=24:52x35:12/14", "A=24:52x35x0:12/14", "A=24:52x35x38:14/12",
     "A=24:52x35x38:12", "A=1.5:52x35x38:12/14", "A=0:52x35x38:12/14", "A=x:52x35x38:12/14", ""],
)  # fmt: skip
def test_a_carton_that_makes_no_sense_is_refused(text):
    with pytest.raises(UserFacing):
        packing_edits.read_box(text)


def test_a_mixed_carton_of_an_article_that_is_not_there_is_refused(quote):
    with pytest.raises(UserFacing) as refused:
        packing_edits.read_mixed(quote.draft, "1:50x40x40:8/9:NOPE=1")
    assert refused.value.code == "line_not_in_quote"
    assert isinstance(
        packing_edits.read_mixed(quote.draft, "1:50x40x40:8/9:pl-6060-40=1"), MixedCarton
    )
