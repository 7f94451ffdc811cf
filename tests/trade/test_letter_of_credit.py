"""Letters of credit read from MT700 text of every shape; what is unclear is named, never guessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade import (
    credit_values,
    letter_of_credit,
    mt700,
    order_credit,
    orders,
)
from desktop.trade.credit_goods import GoodsTerms
from desktop.trade.credit_tags import TAGS
from tests.trade.credit_set import MT700, TODAY, credit, make_order

PRINTED = """ISSUE OF A DOCUMENTARY CREDIT
Received from: DEUTDEFF
F40A: Form of Documentary Credit
      IRREVOCABLE
20: Documentary Credit Number
      LC26-0815
31C: Date of Issue
      1 November 2026
31D: Date and Place of Expiry
      Date of Expiry: 2027 Jan 15
      Place of Expiry: CHINA
50: Applicant
      BRENNER LICHTTECHNIK GMBH
59: Beneficiary - Name & Address
      NINGBO BOWEI LIGHTING CO., LTD.
*32B CURRENCY CODE, AMOUNT : USD 43,520.00
39A: Percentage Credit Amount Tolerance
      05/05
44C: Latest Date of Shipment: 2026-12-20
F45A: Description of Goods and/or Services
      LED PANEL LIGHTS
      50 CARTONS OF 68 PCS
      20 DIFFERENT SHADES
48: Period for Presentation in Days
      Days: 15
99X: Something new
      kept as it is
"""


def test_a_swift_message_gives_typed_values():
    found = credit()
    assert (found.number, found.currency, found.amount) == ("LC26-0815", "USD", Decimal("43520.00"))
    assert (found.issued_on, found.expires_on) == (date(2026, 11, 1), date(2027, 1, 15))
    assert (found.expiry_place, found.latest_shipment) == ("CHINA", date(2026, 12, 20))
    assert (found.plus_percent, found.minus_percent, found.presentation_days) == (5, 5, 15)
    assert (found.partial, found.transhipment) == (False, False)
    assert found.beneficiary.startswith("NINGBO BOWEI")
    assert [(d.kind, d.originals, d.total, d.is_signed) for d in found.documents] == [
        ("commercial_invoice", 3, 6, True),
        ("packing_list", 1, 3, False),
        ("bill_of_lading", 3, 3, False),
        ("insurance", 1, 1, False),
    ]
    assert found.asks_for_number
    assert found.problems == ()


def test_a_printed_form_gives_the_same_values():
    found = letter_of_credit.read(mt700.parse(PRINTED).fields)
    swift = credit()
    for name in ("number", "issued_on", "expires_on", "expiry_place", "currency", "amount",
                 "plus_percent", "latest_shipment", "presentation_days"):  # fmt: skip
        assert getattr(found, name) == getattr(swift, name), name
    assert found.goods == "LED PANEL LIGHTS\n50 CARTONS OF 68 PCS\n20 DIFFERENT SHADES"
    assert [p.tag for p in found.problems] == ["99X"]


def test_unknown_tags_are_kept_and_named():
    found = mt700.parse(MT700.replace("-}", ":99X:WHATEVER\nIT IS\n-}"))
    assert (found.unknown, found.fields["99X"]) == (("99X",), "WHATEVER\nIT IS")
    assert any("99X" in p.message for p in letter_of_credit.read(found.fields).problems)


def test_the_headers_name_the_bank():
    assert mt700.parse(MT700).sender == "DEUTDEFF"
    fields, _notes = letter_of_credit.fields_of_text(MT700)
    assert fields["52A"] == "DEUTDEFF"


@pytest.mark.parametrize("tag", ["45A", "45B"])
def test_a_continuation_goes_on_with_the_goods(tag):
    more = (
        "{1:F01BKCHCNBJA92A0000000000}{2:O701}{4:\n:27:2/2\n:20:LC26-0815\n:"
        + tag
        + ":AND HINGES\n-}"
    )
    found = mt700.parse(MT700.replace(":27:1/1", ":27:1/2") + "\n" + more)
    assert found.fields["45A"].endswith("CIF HAMBURG INCOTERMS 2020\nAND HINGES")
    assert (found.fields["20"], found.doubled) == ("LC26-0815", ())


def test_a_field_that_stands_twice_keeps_the_first_and_says_so():
    found = mt700.parse(":20:A\n:44E:NINGBO\n:44E:SHANGHAI")
    assert (found.fields["44E"], found.doubled) == ("NINGBO", ("44E",))


@pytest.mark.parametrize("text", ["", "Dear Sirs,\nplease find the L/C attached.", "{4:\n-}"])
def test_text_without_fields_is_refused(text):
    with pytest.raises(UserFacing):
        mt700.parse(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("USD43520,00", "43520.00"),
        ("USD43520,", "43520.0"),
        ("USD 43,520.00", "43520.00"),
        ("Currency: EUR (EURO)\nAmount: #43.520,50#", "43520.50"),
        ("USD 1,234,567", "1234567"),
        ("KWD1234,567", "1234.567"),
        ("USD123456,78", "123456.78"),
        ("USD 1.234.567,89", "1234567.89"),
        ("JPY4352000,", "4352000.0"),
    ],
)
def test_amounts_in_both_ways_of_writing(text, amount):
    assert credit_values.read_money(text)[1] == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["USD43,520", "43520,00", "USD", "USD 1,23,456.00", "USD 43.520", "KWD1,500"]
)
def test_unclear_amounts_are_refused(text):
    with pytest.raises(UserFacing):
        credit_values.read_money(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("21", 21),
        ("021/DATE OF SHIPMENT", 21),
        ("21 DAYS AFTER SHIPMENT DATE BUT WITHIN VALIDITY", 21),
        ("WITHIN 15 DAYS AFTER THE DATE OF ISSUANCE OF THE TRANSPORT DOCUMENTS", 15),
        ("5 (FIVE) DAYS AFTER B/L DATE, NOT LATER THAN EXPIRY", 5),
        ("-3 days", None),
        ("10 OR 15 DAYS", None),
        ("2.5 DAYS", None),
        ("FIVE DAYS", None),
        ("10 DAYS AFTER INVOICE DATE", None),
        ("15 DAYS BEFORE EXPIRY", None),
    ],
)
def test_days_are_those_after_shipment_or_unclear(text, days):
    found = letter_of_credit.read({"48": text, "31D": "270221CHINA"})
    assert found.presentation_days == days
    assert ("48" in {problem.tag for problem in found.problems}) is (days is None)
    # What cannot be read is not taken for the usual 21 days.
    last = date(2027, 1, 18) + timedelta(days) if days else date(2027, 2, 21)
    assert found.latest_presentation(date(2027, 1, 18)) == last


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("10/10", (10, 10)), ("05/00", (5, 0)), ("+/- 10%", (10, 10)), ("-5/+10", (10, 5)),
        ("PLUS 5 PCT MINUS 10 PCT", (5, 10)), ("MINUS 10 PLUS 5", (5, 10)),
        ("5 PCT MORE", (5, 0)), ("3% LESS", (0, 3)), ("10% MORE OR LESS", (10, 10)),
    ],
)  # fmt: skip
def test_tolerances_as_banks_write_them(text, percent):
    assert credit_values.read_tolerance(text) == percent


def test_a_stated_tolerance_takes_the_place_of_the_usual_five_per_cent():
    said = {"32B": "USD1000,00"}
    assert letter_of_credit.read(said).least == 950
    assert letter_of_credit.read({**said, "39A": "05/00"}).least == 1000


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("ALLOWED", True), ("NOT ALLOWED", False), ("PROHIBITED", False), ("NOT PROHIBITED", True),
        ("ALLOWED, NO LESS THAN 2 LOTS", True), ("PERMITTED IN HONG KONG ONLY", None),
        ("CONDITIONAL", None), ("NOT ALLOWED EXCEPT AT SHANGHAI", None), ("UNALLOWED", False),
    ],
)  # fmt: skip
def test_what_is_allowed(text, allowed):
    assert credit_values.read_permission(text) is allowed


def test_unclear_fields_are_problems_with_their_tag():
    found = letter_of_credit.read(
        {
            "20": "X",
            "32B": "USD43,520",
            "31D": "SOON",
            "44C": "03/04/2026",
            "39A": "FIVE",
            "48": "SOON",
        }
    )
    assert {p.tag for p in found.problems} >= {"32B", "31D", "44C", "39A", "48", "50", "59"}
    assert (found.amount, found.expires_on, found.latest_shipment) == (None, None, None)


@pytest.mark.parametrize(
    "text", ["20 DEC 2026", "Dec 20, 2026", "2026-12-20", "261220", "20261220", "2026年12月20日"]
)
def test_dates_as_banks_write_them(text):
    assert credit_values.read_date(text)[0] == date(2026, 12, 20)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_swift_form(day):
    assert credit_values.read_date(day.strftime("%y%m%d") + "CHINA") == (day, "CHINA")


@given(st.decimals(Decimal("0.01"), Decimal(10**12), places=2))
def test_every_amount_is_read_in_swift_form(amount):
    assert credit_values.read_money(f"USD{amount:f}".replace(".", ",")) == ("USD", amount)


_TEXT = (
    st.text(st.sampled_from("ABC abc 0123456789,./-()+'\n"), min_size=1).map(str.strip).filter(bool)
)
_PLAIN = _TEXT.map(lambda t: "\n".join(line.strip() for line in t.splitlines()))


@given(st.dictionaries(st.sampled_from(sorted(set(TAGS) - {"21"})), _PLAIN, min_size=1))
def test_what_is_written_as_fields_is_read_back(fields):
    text = "".join(f":{tag}:\n{words}\n" for tag, words in fields.items())
    found = mt700.parse("{4:\n" + text + "-}")
    assert found.fields == fields


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    try:
        fields = mt700.parse(text).fields
    except UserFacing:
        return
    letter_of_credit.read(fields)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.one_of(st.none(), st.integers(0, 60)))
def test_the_documents_are_never_due_after_the_expiry(shipped, days):
    text = MT700.replace(":48:15/AFTER SHIPMENT\n", f":48:{days}\n" if days is not None else "")
    found = credit(text)
    last = found.latest_presentation(shipped)
    assert last <= found.expires_on
    assert last == min(
        date.fromordinal(shipped.toordinal() + (21 if days is None else days)), found.expires_on
    )


def test_goods_give_quantity_price_and_term():
    found = GoodsTerms.of(
        "3,400 PCS OF LED PANELS AT USD 12,80 PER PC CFR HAMBURG, GERMANY (INCOTERMS 2020)"
    )
    assert (found.quantities, found.prices) == (((Decimal(3400), "PCS"),), (Decimal("12.80"),))
    assert (found.incoterm, found.place, found.edition) == ("CFR", "HAMBURG, GERMANY", "2020")


@pytest.fixture
def order(shop, draft):
    return make_order(shop, draft)


def test_pasted_text_is_kept_with_the_order(shop, order):
    figures, found = order_credit.paste(shop, order.id, MT700, today=TODAY)
    assert figures.letter_of_credit["20"] == "LC26-0815"
    assert ("32B", "Currency and amount", "USD43520,00") in found.rows()


def test_single_fields_are_set_and_taken_out(shop, order):
    order_credit.paste(shop, order.id, MT700, today=TODAY)
    changed = order_credit.set_fields(
        shop, order.id, {"44c": "2026-12-31", "39A": "", ":43P:": "ALLOWED"}, today=TODAY
    )
    found = letter_of_credit.read(changed.letter_of_credit)
    assert (found.latest_shipment, found.plus_percent, found.partial) == (
        date(2026, 12, 31),
        0,
        True,
    )
    assert order_credit.remove(shop, order.id, today=TODAY).letter_of_credit == {}


@pytest.mark.parametrize(
    "values", [{"32B": "USD43,520"}, {"31D": "SOON"}, {"XY": "1"}, {"44C": "261399"}]
)
def test_unreadable_fields_are_not_stored(shop, order, values):
    order_credit.paste(shop, order.id, MT700, today=TODAY)
    with pytest.raises(UserFacing):
        order_credit.set_fields(shop, order.id, values, today=TODAY)
    assert orders.show(shop, order.id, today=TODAY).letter_of_credit["32B"] == "USD43520,00"


@pytest.mark.parametrize(
    ("text", "originals"),
    [("2/3 SET OF CLEAN ON BOARD B/L", 2), ("1/3 ORIGINAL B/L", 1), ("FULL SET 3/3 B/L", 3)],
)
def test_a_part_of_the_set_of_bills_of_lading(text, originals):
    (asked,) = letter_of_credit.read({"46A": text}).documents
    assert asked.originals == originals
