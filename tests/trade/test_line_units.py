"""Units of a quote's line: whatever it is counted in, money, cartons and weights are those of the same goods."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from desktop.trade import line_setting, price_lists, products, selling_units
from desktop.trade.line_finding import Wanted, find_lines, relisted
from desktop.trade.line_units import fits_cartons, in_unit
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.selling_units import Selling, split_unit
from desktop.trade.totals import line_totals

D = Decimal
SELLING = Selling("pcs", 24, 6, {"pallet": D(480), "rolls": D(5)})
LINE = DraftLine(
    "PL-1",
    D(50),
    D("14.20"),
    product_id="p1",
    list_price=D("14.20"),
    floor_price=D("13.10"),
    cost=D("80.5"),
    domestic_cost=D("0.35"),
    pcs_per_carton=24,
    inner_pieces=6,
    carton_length_cm=D(52),
    carton_width_cm=D(35),
    carton_height_cm=D(38),
    net_weight_kg=D("12.5"),
    gross_weight_kg=D("14.2"),
)


def figures(line):
    found = line_totals(line.priced(), "USD", "CNY", D(7))
    packed = found.packed
    return found.amount, found.net_cost, packed.cartons, packed.gross_kg, packed.volume_cbm


def test_the_least_quantity_is_in_the_unit_of_the_line():
    line = replace(LINE, moq=D(500), quantity=D(480))
    assert line.is_below_minimum
    cartons = in_unit(line, "ctn", SELLING)
    assert cartons.moq == 21  # 20 cartons of 24 are less than 500
    assert replace(cartons, quantity=D(20)).is_below_minimum
    assert not replace(cartons, quantity=D(21)).is_below_minimum


def test_fifty_cartons_are_twelve_hundred_pieces():
    cartons = in_unit(LINE, "ctn", SELLING)
    assert (cartons.unit, cartons.quantity, cartons.unit_price) == ("carton", 50, D("340.80"))
    assert (cartons.cost, cartons.floor_price) == (D("1932.0"), D("314.40"))
    assert cartons.pcs_per_carton == 1
    assert figures(cartons) == figures(replace(LINE, quantity=D(1200)))


def test_a_dozen_and_back_changes_nothing():
    dozen = in_unit(LINE, "打", SELLING)
    assert (dozen.unit, dozen.pcs_per_carton, dozen.inner_pieces) == ("dozen", 2, None)
    back = in_unit(dozen, "pcs", SELLING)
    assert replace(back, inner_pieces=6) == LINE


def test_what_cartons_do_not_hold_whole_is_counted_in_pieces():
    for unit, pieces in (("pallet", 24_000), ("rolls", 250)):
        line = in_unit(LINE, unit, SELLING)
        assert not fits_cartons(unit, SELLING)
        assert (line.unit, line.quantity, line.unit_price) == ("pcs", pieces, D("14.20"))


def test_a_unit_nobody_knows_is_a_word():
    line = in_unit(LINE, "bag", SELLING)
    assert line == replace(LINE, unit="bag")


def test_the_choices_of_an_article():
    assert SELLING.choices() == ("pcs", "pallet", "rolls", "inner", "carton", "dozen")
    assert Selling("kg").choices() == ("kg", "MT")


def test_a_unit_behind_a_number():
    assert split_unit("50 ctn") == ("50", "ctn")
    assert split_unit("1,200 箱") == ("1,200", "箱")
    assert split_unit("50") == ("50", "")
    assert split_unit("=5") == ("=5", "")


@given(
    st.integers(1, 5000),
    st.decimals(D("0.01"), 9999, places=2),
    st.sampled_from(["pcs", "inner", "carton", "dozen", "pallet", "rolls"]),
    st.sampled_from(["pcs", "inner", "carton", "dozen", "pallet", "rolls"]),
)
def test_the_goods_stay_the_same_goods(quantity, price, first, second):
    """Counted in any unit, and in another one after it, a quantity is worth and weighs what its pieces do."""
    line = replace(LINE, quantity=D(quantity), unit_price=price)
    for unit in (first, second):
        before = line.quantity * SELLING.contains(line.unit)
        changed = in_unit(line, unit, SELLING)
        pieces = changed.quantity * SELLING.contains(changed.unit)
        expected = line.quantity * SELLING.contains(unit)
        assert pieces == expected
        assert before == line.quantity * SELLING.contains(line.unit)
        assert figures(changed) == figures(replace(LINE, quantity=pieces, unit_price=price))
        line = changed


def of(store, sku, quantity, unit, price=None):
    draft = QuoteDraft("", currency="USD")
    wish = Wanted(sku, D(quantity), price, unit=unit)
    return find_lines(store, [wish], draft, today=DAY)[0], draft


DAY = date(2026, 11, 20)


def listed(store):

    figures = products.listing(store, "PL-6060-40")[0]
    price_list = price_lists.save(store, name="Volume", currency="USD", valid_from=DAY)
    price_lists.save_tier(store, price_list.id, figures.id, D(1), D("15"))
    price_lists.save_tier(store, price_list.id, figures.id, D(400), D("12.5"))
    return figures


def test_a_wish_in_cartons_takes_the_step_of_its_pieces(shop):
    article = listed(shop)
    per = article.pcs_per_carton
    found, _draft = of(shop, article.sku, 400 // per, "cartons")
    assert (found.line.unit, found.line.quantity) == ("carton", 400 // per)
    assert found.line.unit_price == D("12.5") * per
    found, _draft = of(shop, article.sku, 10, "ctn", D("99"))
    assert found.line.unit_price == 99
    found, _draft = of(shop, article.sku, 10, "bag")
    assert (found.line.unit, found.line.quantity) == (article.unit, 10)
    assert "bag" in found.problem


def test_a_set_quantity_or_unit_takes_the_lists_price(shop):
    article = listed(shop)
    found, draft = of(shop, article.sku, 10, "")
    assert found.line.unit_price == 15

    def put(line, **values):
        return line_setting.set_values(shop, draft, line, values, today=DAY)

    more = put(found.line, quantity="400")
    assert (more.unit_price, more.list_price) == (D("12.5"), D("12.5"))
    cartons = put(more, unit="carton")
    assert cartons.unit_price == D("12.5") * article.pcs_per_carton
    assert cartons.quantity == 400
    by_hand = put(put(found.line, unit_price="14"), quantity="400")
    assert by_hand.unit_price == 14
    both = put(found.line, quantity="400", unit_price="13")
    assert (both.quantity, both.unit_price, both.price_source) == (400, 13, "hand")
    priced = put(found.line, unit="carton", unit_price="50")
    assert (priced.unit, priced.unit_price) == ("carton", 50)


def test_a_price_that_came_too_late_is_left(shop):
    article = listed(shop)
    found, _draft = of(shop, article.sku, 400, "")
    other = replace(found.line, quantity=D(10), unit_price=D(15), list_price=D(15))
    assert relisted(other, found) == other


def test_the_units_of_articles_are_read_at_once(shop):
    article = listed(shop)
    selling_units.save(shop, article.id, "pallet", D(480))
    found = selling_units.sellings_of(shop, [article.id, "nobody"])
    assert found == {
        article.id: Selling(
            article.unit, article.pcs_per_carton, article.inner_pieces, {"pallet": D(480)}
        )
    }
