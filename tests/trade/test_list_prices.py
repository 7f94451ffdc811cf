"""Which price counts, property by property; units of sale; rates and costs by date."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.trade import (
    buyer_codes,
    certificates,
    listed_prices,
    price_lists,
    product_costs,
    products,
    quote_lines,
    quotes,
    tax_rates,
)
from desktop.trade.list_prices import ListInfo, Offer, pick
from desktop.trade.money import parse_decimal
from desktop.trade.product_costs import CostEntry
from desktop.trade.quote_lines import LineRequest
from desktop.trade.selling_units import Selling, held, split_unit
from desktop.trade.tax_rates import TaxEntry, rate_for

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)

quantities = st.decimals(1, 100_000, places=2)
prices = st.decimals("0.01", 1000, places=4)
days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
infos = st.builds(
    ListInfo,
    st.sampled_from("abcdef"),
    st.just("list"),
    st.just("USD"),
    st.sampled_from([None, "c1", "c2"]),
    days,
    days,
)


@st.composite
def offer_sets(draw):
    lists = {info.id: info for info in draw(st.lists(infos, max_size=5))}
    steps = {}
    for _count in range(draw(st.integers(0, 12))):
        info = draw(st.sampled_from([None, *lists.values()]))
        quantity = draw(quantities)
        key = (info.id if info else "", quantity)
        steps[key] = Offer(info, quantity, draw(prices))
    return list(steps.values())


@given(offer_sets(), quantities, st.sampled_from([None, "c1", "c2"]))
def test_the_price_is_one_that_may_be_given(offers, quantity, customer):
    found = pick(offers, quantity, TODAY, customer_id=customer)
    usable = [
        o
        for o in offers
        if o.list is None
        or (
            o.list.customer_id in (None, customer)
            and not o.list.has_ended(TODAY)
            and o.list.has_begun(TODAY)
        )
    ]
    if found is None:
        assert usable == []
        return
    assert any(
        (o.list, o.min_quantity, o.unit_price) == (found.list, found.min_quantity, found.unit_price)
        for o in usable
    )
    reached = [o for o in usable if o.min_quantity <= quantity]
    assert found.below_minimum == (not reached)
    if reached:
        # No usable step of the same list lies between the one found and the quantity.
        same = [o.min_quantity for o in reached if o.list == found.list]
        assert found.min_quantity == max(same)
        mine = [o for o in reached if o.list is not None and o.list.customer_id == customer]
        if customer and mine:
            assert found.list.customer_id == customer
        elif any(o.list is not None for o in reached):
            assert found.list is not None


@given(offer_sets(), quantities)
def test_the_list_asked_for_comes_first(offers, quantity):
    for wanted in {o.list.id for o in offers if o.list is not None}:
        found = pick(offers, quantity, None, price_list_id=wanted)
        if any(o.list and o.list.id == wanted and o.min_quantity <= quantity for o in offers):
            assert found.list.id == wanted


def test_quantities_as_people_type_them():
    selling = Selling("pcs", 24, 6, {"sets": Decimal(4)})
    written = {
        "2000": 2000,
        "50 ctn": 1200,
        "10 箱": 240,
        "3 dozen": 36,
        "5 套": 20,
        "1,200 pcs": 1200,
    }
    for text, pieces in written.items():
        number, unit = split_unit(text)
        assert parse_decimal(number, what="Quantity") * held(unit or "pcs", selling) == pieces
    with pytest.raises(UserFacing):
        held("pallets", selling)
    with pytest.raises(UserFacing):
        held("ctn", Selling("pcs"))


entries = st.builds(
    TaxEntry,
    st.just(""),
    st.sampled_from(["94", "9405", "940511", "73", ""]),
    st.none(),
    days,
    st.just(Decimal("0.13")),
    st.sampled_from([Decimal("0.13"), Decimal("0.09"), Decimal(0)]),
)


@given(st.lists(entries, max_size=8))
def test_the_longest_prefix_begun_last_counts(rates):
    found = rate_for(rates, "p", "9405.1100.00", TODAY)
    fitting = [
        r
        for r in rates
        if "9405110000".startswith(r.hs_code) and (r.valid_from or date.min) <= TODAY
    ]
    if not fitting:
        assert found is None
        return
    longest = max(len(r.hs_code) for r in fitting)
    assert len(found.hs_code) == longest
    same = [r.valid_from or date.min for r in fitting if len(r.hs_code) == longest]
    assert (found.valid_from or date.min) == max(same)
    own = TaxEntry("", "", "p", None, Decimal("0.06"), Decimal(0))
    assert rate_for([*rates, own], "p", "9405.1100.00", TODAY) is own
    assert rate_for([*rates, own], "q", "9405.1100.00", TODAY) == found


@given(st.lists(st.builds(CostEntry, st.just(""), days, prices, st.just("CNY")), max_size=6), days)
def test_the_cost_of_a_day_has_begun_or_is_the_first_to_come(costs, on):
    found = product_costs.present(costs, on)
    if not costs:
        assert found is None
        return
    begun = [c for c in costs if on is None or (c.valid_from or date.min) <= on]
    if begun:
        assert (found.valid_from or date.min) == max(c.valid_from or date.min for c in begun)
    else:
        assert found.valid_from == min(c.valid_from for c in costs)


@given(prices, st.decimals(-50, 100, places=1))
def test_a_rise_is_exact_to_the_places_of_the_price(price, percent):
    raised = price_lists.raised(price, percent, "USD")
    exact = Fraction(price) * (100 + Fraction(percent)) / 100
    assert abs(Fraction(raised) - exact) <= Fraction(5, 10**3)
    assert price_lists.raised(price, Decimal(0), "USD") == price


def make_list(store, name, **more):
    return price_lists.save(store, name=name, currency=more.pop("currency", "USD"), **more)


def test_a_line_takes_price_cost_rates_code_and_texts(shop, draft):
    panel = products.get(shop, "PL-6060-40")
    products.save(shop, {"floor_price": "13", "specification_en": "IP40"}, key=panel.sku)
    general = make_list(shop, "Export")
    own = make_list(shop, "Brenner", customer_id="c1", valid_until=TODAY)
    price_lists.save_tier(shop, general.id, panel.id, Decimal(1), Decimal(14))
    price_lists.save_tier(shop, own.id, panel.id, Decimal(500), Decimal("13.2"))
    product_costs.save(shop, panel.id, cost=Decimal(80), currency="CNY", valid_from=TODAY - DAY)
    product_costs.save(shop, panel.id, cost=Decimal(90), currency="CNY", valid_from=TODAY + DAY)
    buyer_codes.save(shop, panel.id, "c1", "BR-1")
    with shop.read() as session:

        def line(sku, quantity, on=TODAY, customer="c1", price=None):
            request = LineRequest(sku, Decimal(quantity), price)
            return quote_lines.resolve_line(session, request, "USD", on=on, customer_id=customer)

        mine = line("BR-1", 600)
        assert (mine.sku, mine.buyer_item_code) == ("PL-6060-40", "BR-1")
        assert (mine.unit_price, mine.list_price, mine.price_source) == (
            Decimal("13.2"), Decimal("13.2"), "price_list",
        )  # fmt: skip
        assert (mine.cost, mine.cost_on, mine.floor_price) == (80, TODAY - DAY, 13)
        assert mine.texts["en"]["specification"] == "IP40"
        assert (mine.vat_rate, mine.rebate_rate) == (Decimal("0.13"), Decimal("0.13"))
        assert line(panel.sku, 10).unit_price == 14
        assert line(panel.sku, 600, customer=None).unit_price == 14
        tomorrow = line(panel.sku, 600, on=TODAY + DAY)
        assert (tomorrow.unit_price, tomorrow.cost) == (14, 90)
        typed = line(panel.sku, 600, price=Decimal(15))
        assert (typed.unit_price, typed.list_price, typed.price_source) == (
            15, Decimal("13.2"), "hand",
        )  # fmt: skip


def test_an_ended_list_is_refused_by_name(shop, draft):
    panel = products.get(shop, "PL-6060-40")
    fair = make_list(shop, "Autumn fair", currency="EUR", valid_until=TODAY - DAY)
    coming = make_list(shop, "Next year", currency="EUR", valid_from=TODAY + DAY)
    price_lists.save_tier(shop, fair.id, panel.id, Decimal(1), Decimal(12))
    price_lists.save_tier(shop, coming.id, panel.id, Decimal(1), Decimal(13))
    for list_id, name in (
        (None, "Autumn fair"),
        (fair.id, "Autumn fair"),
        (coming.id, "Next year"),
    ):
        with pytest.raises(UserFacing) as caught:
            listed_prices.price_for(
                shop, panel.sku, "EUR", Decimal(5), TODAY, price_list_id=list_id
            )
        assert name in caught.value.message
    found = listed_prices.price_for(shop, panel.sku, "EUR", Decimal(5), TODAY - DAY)
    assert found.unit_price == 12
    standard = make_list(shop, "Standard EUR", currency="EUR")
    price_lists.save_tier(shop, standard.id, panel.id, Decimal(1), Decimal(14))
    warned = listed_prices.price_for(shop, panel.sku, "EUR", Decimal(5), TODAY)
    assert warned.unit_price == 14
    price_lists.delete(shop, fair.id)
    with pytest.raises(UserFacing):
        price_lists.get(shop, "Autumn fair")
    journal.undo(shop)
    assert price_lists.get(shop, "Autumn fair").id == fair.id


def test_lists_that_cannot_be_kept(shop):
    panel = products.get(shop, "PL-6060-40")
    made = make_list(shop, "L")
    price_lists.save_tier(shop, made.id, panel.id, Decimal(1), Decimal(12))
    bad = (
        {"name": " ", "currency": "USD"},
        {"name": "X", "currency": "DM"},
        {"name": "X", "currency": "USD", "customer_id": "nobody"},
        {"name": "X", "currency": "USD", "incoterm": "ABC"},
        {"name": "L", "currency": "EUR", "key": made.id},
    )
    for values in bad:
        with pytest.raises(UserFacing):
            price_lists.save(shop, **values)
    for quantity, price in ((0, 1), (-5, 1), (1, 0), (1, -3)):
        with pytest.raises(UserFacing):
            price_lists.save_tier(shop, made.id, panel.id, Decimal(quantity), Decimal(price))
    with pytest.raises(UserFacing):
        price_lists.copy(shop, "L", name="M", percent=Decimal(-100))


def test_a_step_moves_and_comes_back(shop):
    panel = products.get(shop, "PL-6060-40")
    made = make_list(shop, "L")
    price_lists.save_tier(shop, made.id, panel.id, Decimal(100), Decimal(12))
    tier = price_lists.tiers(shop, made.id)[0]
    price_lists.save_tier(shop, made.id, panel.id, Decimal(200), Decimal(11), tier_id=tier.id)
    assert [(t.min_quantity, t.unit_price) for t in price_lists.tiers(shop, made.id)] == [(200, 11)]
    price_lists.save_tier(shop, made.id, panel.id, Decimal("100.0"), Decimal(13))
    assert [t.min_quantity for t in price_lists.tiers(shop, made.id)] == [100, 200]
    journal.undo(shop)
    journal.undo(shop)
    assert [(t.min_quantity, t.unit_price) for t in price_lists.tiers(shop, made.id)] == [(100, 12)]


def test_certificates_that_end(shop):
    panel = products.get(shop, "PL-6060-40")
    for name, end in (
        ("CE", TODAY + 30 * DAY),
        ("UL", TODAY - DAY),
        ("GS", None),
        ("CB", TODAY + 400 * DAY),
    ):
        certificates.save(shop, panel.id, name=name, valid_until=end)
    ending = certificates.ending(shop, TODAY)
    assert [(e.certificate.name, e.certificate.state(TODAY)) for e in ending] == [
        ("UL", "ended"), ("CE", "soon"),
    ]  # fmt: skip
    with pytest.raises(UserFacing):
        certificates.save(shop, panel.id, name=" ")


def test_rates_are_refused_in_words(shop):
    for vat, rebate, code in (("0.13", "0.2", "9405"), ("1.3", None, "9405"), ("0.13", "0.13", "")):
        with pytest.raises(UserFacing):
            tax_rates.save(
                shop, hs_code=code, valid_from=None, vat_rate=Decimal(vat),
                rebate_rate=Decimal(rebate) if rebate else None,
            )  # fmt: skip


def test_a_quote_keeps_the_price_of_its_day(shop, draft):
    panel = products.get(shop, "PL-6060-40")
    made = make_list(shop, "Export")
    price_lists.save_tier(shop, made.id, panel.id, Decimal(1), Decimal(14))
    quote = quotes.create(shop, draft, [LineRequest(panel.sku, Decimal(500))], today=TODAY)
    assert quote.draft.lines[0].unit_price == 14
    price_lists.save_tier(shop, made.id, panel.id, Decimal(1), Decimal(15))
    assert quotes.show(shop, quote.id, today=TODAY).draft.lines[0].unit_price == 14
