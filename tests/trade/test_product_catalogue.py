"""The catalogue's PDF: what stands in it, in which language, with which prices; refusals in words."""

import io
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop.runtime.errors import UserFacing
from desktop.trade import (
    buyer_codes,
    catalogue,
    price_lists,
    product_pictures,
    product_texts,
    products,
)
from desktop.trade.catalogue import STANDARD, CatalogueWish
from desktop.trade.products import CatalogueFilter

TODAY = date(2026, 11, 20)


def text_of(rendered):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(rendered.pdf)).pages)


@pytest.fixture
def stocked(shop):
    products.save(shop, {"category": "Panels", "moq": "500"}, key="PL-6060-40")
    products.save(shop, {"sku": "OLD", "name_en": "Gone", "discontinued_on": "2020-01-01"})
    panel = products.get(shop, "PL-6060-40")
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(buffer, "PNG")
    product_pictures.add(shop, panel.id, [product_pictures.prepare(buffer.getvalue())])
    product_texts.save(shop, panel.id, "de", {"name": "LED-Paneel"})
    buyer_codes.save(shop, panel.id, "c1", "BR-10440")
    info = price_lists.save(shop, name="Spring", currency="EUR", valid_until=date(2026, 12, 31))
    price_lists.save_tier(shop, info.id, panel.id, Decimal(500), Decimal("12.75"))
    return shop


def test_articles_pictures_and_languages(stocked):
    rendered = catalogue.make(stocked, CatalogueWish(languages=("en", "zh")), TODAY)
    words = text_of(rendered)
    for part in ("PL-6060-40", "LED panel", "LED 平板灯", "Panels", "500 pcs", "Hinge", "产品目录"):
        assert part in words
    assert "OLD" not in words
    assert "14.60" not in words
    assert "12.75" not in words
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(rendered.pdf)).pages) == 1
    assert (
        catalogue.make(stocked, CatalogueWish(languages=("en", "zh")), TODAY).sha256
        == rendered.sha256
    )


def test_a_further_language_and_the_buyers_codes(stocked):
    wish = CatalogueWish(languages=("de",), skus=("PL-6060-40",), customer_id="c1", title="Katalog")
    words = text_of(catalogue.make(stocked, wish, TODAY))
    assert "LED-Paneel" in words
    assert "BR-10440" in words
    assert "Katalog" in words
    assert "Hinge" not in words


def test_prices_of_a_list_and_standard_ones(stocked):
    words = text_of(catalogue.make(stocked, CatalogueWish(prices="Spring"), TODAY))
    assert "EUR 12.75" in words
    assert "from 500" in words
    assert "31 December 2026" in words
    assert "USD" not in words
    assert "USD 14.60" in text_of(catalogue.make(stocked, CatalogueWish(prices=STANDARD), TODAY))


def test_refusals(stocked, tmp_path):
    refused = {
        "price_list_ended": (CatalogueWish(prices="Spring"), date(2027, 1, 1)),
        "unknown_price_list": (CatalogueWish(prices="Winter"), TODAY),
        "bad_language": (CatalogueWish(languages=("xx",)), TODAY),
        "no_products": (CatalogueWish(where=CatalogueFilter(category="?")), TODAY),
        "unknown_product": (CatalogueWish(skus=("?",)), TODAY),
    }
    for code, (wish, on) in refused.items():
        with pytest.raises(UserFacing) as caught:
            catalogue.make(stocked, wish, on)
        assert caught.value.code == code
    with pytest.raises(UserFacing) as caught:
        catalogue.write(stocked, CatalogueWish(), TODAY, tmp_path / "no" / "x.pdf")
    assert caught.value.code == "file_unwritable"
    path = tmp_path / "catalogue.pdf"
    assert catalogue.write(stocked, CatalogueWish(), TODAY, path).pages == 1
    assert path.read_bytes().startswith(b"%PDF")
