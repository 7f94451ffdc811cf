"""Units of a mail are read by what the article is sold in; what is not clear is shown and left to the user."""

from decimal import Decimal

import pytest

from desktop.trade.inquiry_lines import Article, Sureness, catalogue_of, propose
from desktop.trade.inquiry_quantities import Goods
from desktop.trade.packing import CartonSpec
from desktop.trade.selling_units import Selling
from desktop.trade.unit_words import canonical, meaning, ratio

CARTON = CartonSpec(24, Decimal(52), Decimal(35), Decimal(38), Decimal("12.5"), Decimal("14.2"))
ARTICLES = (
    Article("LP-100", ("LED lamp",), (), Goods(Selling("pcs", 24, 6), CARTON)),
    Article("ST-20", ("Tea set",), (), Goods(Selling("sets", 4))),
    Article("GL-7", ("Work gloves",), (), Goods(Selling("pairs", 120))),
    Article("CH-98", ("Citric acid",), (), Goods(Selling("kg", 25))),
    Article("TI-2", ("Titanium dioxide",), (), Goods(Selling("MT"))),
    Article("CB-3", ("Cable",), (), Goods(Selling("rolls", None, None, {"m": Decimal("0.01")}))),
    Article("PP-80", ("Copy paper",), (), Goods(Selling("reams", 5))),
)
CATALOGUE = catalogue_of(ARTICLES)
CLEAR = {
    "LP-100  500 pcs": ("500", ""),
    "LP-100: 500 Stück": ("500", ""),
    "LP-100 1.500 unidades": ("1500", ""),
    "LP-100 300 шт.": ("300", ""),
    "LP-100 300个": ("300", ""),
    "LP-100 50 ctns, 24 pcs/ctn": ("50", "carton"),
    "LP-100, 50 Kartons": ("50", "carton"),
    "LP-100 50 cartones": ("50", "carton"),
    "LP-100 40 箱": ("40", "carton"),
    "LP-100 30 Dutzend": ("30", "dozen"),
    "LP-100 10 gross": ("10", "gross"),
    "LP-100 20 inner boxes": ("20", "inner"),
    "ST-20 200 sets (4 pcs per set)": ("200", ""),
    "ST-20 200 juegos": ("200", ""),
    "ST-20 200 套": ("200", ""),
    "ST-20 200 pcs": ("200", ""),
    "GL-7 1,200 pairs": ("1200", ""),
    "GL-7 1200 Paar": ("1200", ""),
    "GL-7 1200双": ("1200", ""),
    "GL-7 100 dozen": ("100", "dozen"),
    "CH-98 2.5 MT": ("2.5", "MT"),
    "CH-98 5 吨": ("5", "MT"),
    "CH-98 500 Kilo": ("500", ""),
    "CH-98 500 公斤": ("500", ""),
    "TI-2 18 tons": ("18", ""),
    "TI-2 500 kg": ("500", "kg"),
    "CB-3 100 m, 30 rolls": ("100", "m"),
    "CB-3 30 Rollen": ("30", ""),
    "CB-3 30 rollos": ("30", ""),
    "CB-3 30 卷": ("30", ""),
    "PP-80 1000 reams": ("1000", ""),
    "PP-80 1000 令": ("1000", ""),
    "LP-100 5 m cable 200 pcs": ("200", ""),
}
ASK = {
    "LP-100 500 sets": ("500", "sets", "unit"),
    "LP-100 500 pairs": ("500", "pairs", "unit"),
    "LP-100 60 boxes": ("60", "boxes", "unit"),
    "LP-100 60 cajas": ("60", "boxes", "unit"),
    "ST-20 20 pallets": ("20", "pallets", "unit"),
    "LP-100 1x40HQ": ("23184", "", "container"),  # 966 cartons of 24
    "LP-100: 2 x 20' FCL": ("19008", "", "container"),  # 2 x 396
    "LP-100 one 40 ft container": ("19872", "", "container"),  # 828
    "LP-100 2个40尺高柜": ("46368", "", "container"),
    "TI-2 1 x 20GP": (None, "", "container"),  # nobody measured its packing
}


@pytest.mark.parametrize("text", CLEAR)
def test_a_unit_that_the_article_has_is_taken(text):
    (found,) = propose(text, CATALOGUE)
    quantity, unit = CLEAR[text]
    assert (found.quantity, found.unit) == (Decimal(quantity), unit)
    assert (found.sureness, found.reason) == (Sureness.SURE, "number")


@pytest.mark.parametrize("text", ASK)
def test_what_is_not_clear_is_asked(text):
    (found,) = propose(text, CATALOGUE)
    quantity, unit, reason = ASK[text]
    assert (found.quantity, found.unit) == (quantity and Decimal(quantity), unit)
    assert (found.sureness, found.reason) == (Sureness.UNSURE, reason)


def test_goods_without_an_article_keep_their_unit():
    texts = {
        "200 rolls packing tape": "rolls",
        "3 MT caustic soda flakes": "MT",
        "80 组 书架": "sets",
    }
    for text, unit in texts.items():
        (found,) = propose(text, CATALOGUE)
        assert (found.sku, found.unit, found.sureness) == ("", unit, Sureness.UNSURE), text
    assert propose("We stay on the 1st floor, 20 m from the gate", CATALOGUE) == ()


def test_a_unit_under_its_article():
    (found,) = propose("LP-100\nplease 12 ctns", CATALOGUE)
    assert (found.quantity, found.unit) == (Decimal(12), "carton")


def test_units_by_definition():
    assert ratio("MT", "kg") == 1000
    assert ratio("kg", "MT") == Decimal("0.001")
    assert ratio("gross", "dozen") == 12
    assert ratio("gross", "pairs") == 144
    assert ratio("reams", "sheets") == 500
    assert (ratio("pairs", "pcs"), ratio("dozen", "kg"), ratio("pcs", "sets")) == (None, None, None)
    said = {
        "Paar": "pairs",
        "吨": "MT",
        "Rollen": "rolls",
        "cajas": "boxes",
        "tin": "tin",
        "bag": "bags",
    }
    assert {word: meaning(word) for word in said} == said
    kept = {"Paar": "pairs", "bag": "bag", "units": "units", "吨": "吨", "CTNS": "carton"}
    assert {word: canonical(word) for word in kept} == kept
