"""Fonts and icons are there, licensed, and cover what the programme shows."""

import re
from xml.etree import ElementTree

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from desktop.runtime.paths import resource

SAMPLES = {
    "NotoSans": "Größe Ελλάδα Россия Nguyễn Thu Hà zł ₽ € ₦",
    "NotoSansSC": "外贸报价单形式发票壹贰叁，。《》￥①㎡ 検品写真を確認しました カタカナ 貿易條款 镕喆",
    "NotoSansKR": "견적서를 보내 주세요",
    "NotoSansArabic": "السلام عليكم",
    "NotoSansJP": "見積書のご案内 直骨角𠮷",
    "NotoSansHebrew": "שלום",
    "NotoSansThai": "ใบเสนอราคา",
    "NotoSansDevanagari": "मूल्य सूची",
}


@pytest.mark.parametrize("family", SAMPLES)
@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_face_covers_its_script(family, weight):
    face = TTFontFace(str(resource("fonts", f"{family}-{weight}.ttf")))
    wanted = {character for character in SAMPLES[family] if character != " "}
    assert {c for c in wanted if ord(c) not in face.charToGlyph} == set()


def test_chinese_face_holds_all_of_gb2312():
    face = TTFontFace(str(resource("fonts", "NotoSansSC-Regular.ttf")))
    pairs = (bytes([a, b]) for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    characters = "".join(pair.decode("gb2312", "ignore") for pair in pairs)
    assert len(characters) == 6763
    assert [c for c in characters if ord(c) not in face.charToGlyph] == []


def test_every_font_has_its_licence_and_origin():
    source = resource("fonts", "SOURCE.md").read_text(encoding="utf-8")
    for font in resource("fonts").glob("*.ttf"):
        assert font.stem.split("-")[0] in source
    assert sum(f.stat().st_size for f in resource("fonts").glob("*.ttf")) < 25_000_000


def test_icons_are_outlines_that_take_a_colour():
    icons = list(resource("icons", "lucide").glob("*.svg"))
    assert len(icons) > 200
    for icon in icons:
        root = ElementTree.fromstring(icon.read_text(encoding="utf-8"))
        assert root.get("stroke") == "currentColor"
        assert re.fullmatch(r"0 0 24 24", root.get("viewBox") or "")
    assert resource("icons", "lucide", "LICENSE").exists()
