"""What the columns of a product list mean: headers in English or Chinese, languages, steps, boxes. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from desktop.trade.money import CURRENCIES
from desktop.trade.product_fields import currency_of
from desktop.trade.product_texts import LANGUAGES

_HEADERS = {
    "sku": "sku|货号|型号|产品型号|产品编号|编号|款号|物料编码|item|item no|item no.|item number|model|"
    "model no.|article|article number|code|商品编号|产品货号",
    "name_en": "name_en|英文名称|英文品名|英文名|name|product|product name|品名英文|name english|name, english",
    "name_zh": "name_zh|中文名称|中文品名|中文名|品名|名称|产品名称|chinese name|name, chinese",
    "description_en": "description_en|英文描述|description",
    "description_zh": "description_zh|中文描述|描述|产品描述",
    "specification_en": "specification_en|英文规格|specification|specifications|spec|specs",
    "specification_zh": "specification_zh|中文规格|规格|规格描述|产品规格|参数",
    "unit": "unit|单位|计量单位",
    "price": "price|单价|售价|价格|外销价|unit price|fob price|standard price|fob|fob价",
    "currency": "currency|币种|货币|币别",
    "floor_price": "floor_price|底价|最低价|最低售价|floor price|lowest price",
    "cost": "cost|成本|成本价|采购价|含税价|进价|cost price|purchase price|含税成本|工厂价",
    "cost_currency": "cost_currency|成本币种|采购币种",
    "cost_on": "cost_on|成本日期|报价日期|采购价日期|cost date",
    "vat_rate": "vat_rate|增值税率|税率|vat",
    "rebate_rate": "rebate_rate|退税率|出口退税率|rebate",
    "hs_code": "hs_code|海关编码|hs编码|hs code|hs|商品编码|hscode",
    "origin": "origin|原产地|产地|country of origin",
    "moq": "moq|起订量|最小起订量|最低起订量|min order|minimum order quantity|"
    "min quantity|minimum quantity|from quantity|quantity from|起始数量|数量起",
    "pcs_per_carton": "pcs_per_carton|每箱数量|装箱数|装箱量|箱装数|pcs/ctn|qty/ctn|pieces per carton|外箱装量",
    "inner_pieces": "inner_pieces|内盒数量|中盒数量|内箱数量|内盒装量|pcs/inner|inner qty|inner box",
    "carton_length_cm": "carton_length_cm|外箱长|箱长|外箱长cm|长(cm)|长|carton length",
    "carton_width_cm": "carton_width_cm|外箱宽|箱宽|外箱宽cm|宽(cm)|宽|carton width",
    "carton_height_cm": "carton_height_cm|外箱高|箱高|外箱高cm|高(cm)|高|carton height",
    "carton_size": "carton_size|外箱尺寸|外箱尺寸(cm)|箱规|外箱规格|carton size|carton size (cm)|meas|meas.|"
    "ctn size|纸箱尺寸",
    "net_weight_kg": "net_weight_kg|净重|箱净重|净重kg|净重(kg)|n.w.|nw|n.w.(kg)|net weight",
    "gross_weight_kg": "gross_weight_kg|毛重|箱毛重|毛重kg|毛重(kg)|g.w.|gw|g.w.(kg)|gross weight",
    "lead_time_days": "lead_time_days|交货期|交期|生产周期|交货天数|lead time|lead time (days)",
    "barcode": "barcode|条码|条形码|ean|upc",
    "category": "category|类别|分类|品类|产品类别|系列",
    "discontinued_on": "discontinued_on|停产日期|discontinued",
    "certificates": "certificates|认证|证书|certification|certificate",
    "picture": "picture|图片|产品图片|photo|image|图",
}
_TEXT = re.compile(r"^(name|description|specification)[_ ]([a-z]{2})$")
_PARTS = "名称|品名|名|描述|规格"
_TEXT_ZH = re.compile(
    rf"^(德|法|西|西班牙|俄|葡|葡萄牙|意|意大利|日|韩|阿拉伯|荷兰|波兰|土耳其)(?:语|文)?({_PARTS})$"
)
_ZH_LANGUAGES = {
    "德": "de", "法": "fr", "西": "es", "西班牙": "es", "俄": "ru", "葡": "pt", "葡萄牙": "pt",
    "意": "it", "意大利": "it", "日": "ja", "韩": "ko", "阿拉伯": "ar", "荷兰": "nl", "波兰": "pl",
    "土耳其": "tr",
}  # fmt: skip
_ZH_PARTS = {
    "名称": "name",
    "品名": "name",
    "名": "name",
    "描述": "description",
    "规格": "specification",
}
_BOX = re.compile(r"^(?:box|第)_?(\d)_?(?:箱)?_?(.+)$")
_BOX_MEASURES = {
    "name": "name|名称",
    "pieces": "pieces|pcs|数量|装箱数|每箱数量",
    "length_cm": "length_cm|length|长",
    "width_cm": "width_cm|width|宽",
    "height_cm": "height_cm|height|高",
    "net_kg": "net_kg|net|净重",
    "gross_kg": "gross_kg|gross|毛重",
    "size": "size|尺寸",
}
_MONEY_WORD = r"(?:unit|fob|exw|fca|cfr|cif|exworks)?(?:price|单价|价格|售价|价)"
_COUNT = r"(\d[\d,]*)(?:[-~—–至]\d[\d,]*)?"
_UNIT_WORD = r"(?:pcs|pc|pieces|sets|pairs|个|件|只|套|双|台|支)?"
_STEPS = (
    re.compile(rf"^{_MONEY_WORD}(?:from|>=|≥|>|moq|起订量|\(|:|@)*{_COUNT}{_UNIT_WORD}(?:\+|起|以上|及以上|\))*$"),
    re.compile(rf"^(?:moq|起订量|qty|数量|>=|≥|from)*{_COUNT}{_UNIT_WORD}(?:\+|起|以上|及以上)*{_MONEY_WORD}$"),
    re.compile(rf"^(?:moq|>=|≥){_COUNT}{_UNIT_WORD}\+?$"),
    re.compile(rf"^{_COUNT}{_UNIT_WORD}(?:\+|起|以上|及以上)$"),
)  # fmt: skip
_CURRENCY_WORD = re.compile(
    r"[(\[（]?(?<![a-z])(usd|eur|gbp|cny|rmb|jpy|hkd|aud|cad|美元|美金|欧元|英镑|人民币)(?![a-z])[)\]）]?"
)


@dataclass(slots=True)
class Columns:
    """Column index -> what it holds."""

    fields: dict[int, str] = field(default_factory=dict)
    texts: dict[int, tuple[str, str]] = field(default_factory=dict)
    """(language, part)"""
    steps: dict[int, Decimal] = field(default_factory=dict)
    """The quantity that the price of this column begins at."""
    boxes: dict[int, tuple[int, str]] = field(default_factory=dict)
    """(number of the box, measure)"""
    ignored: tuple[str, ...] = ()
    currency: str = ""
    """The currency that the heads of price columns name, "" for none."""

    def meaning(self) -> int:
        """Return how many columns are understood."""
        return len(self.fields) + len(self.texts) + len(self.steps) + len(self.boxes)


_NAMES: dict[str, str] = {}


def _names() -> dict[str, str]:
    if not _NAMES:
        for name, aliases in _HEADERS.items():
            for alias in aliases.split("|"):
                _NAMES[fold(alias)] = name
    return _NAMES


def fold(title: str) -> str:
    """Return a header as it is compared: small letters, no spaces, no underscores."""
    folded = unicodedata.normalize("NFKC", title).casefold().strip().lstrip("\ufeff")
    return "".join(folded.replace("_", " ").split())


def match(head: Sequence[str]) -> Columns:
    """Return what the columns of a head mean; those that mean nothing to us are `ignored`."""
    found = Columns()
    ignored: list[str] = []
    for index, title in enumerate(head):
        if title.strip() and not _take(found, index, title):
            ignored.append(title.strip())
    found.ignored = tuple(ignored)
    return found


def _take(found: Columns, index: int, title: str) -> bool:
    name = _names().get(fold(title))
    if name is not None:
        if name in found.fields.values():
            return False
        found.fields[index] = name
        return True
    return (
        _take_text(found, index, title)
        or _take_price(found, index, title)
        or _take_box(found, index, title)
    )


def _take_text(found: Columns, index: int, title: str) -> bool:
    written = unicodedata.normalize("NFKC", title).casefold().strip()
    plain = _TEXT.match(written)
    chinese = _TEXT_ZH.match(fold(title))
    if plain and plain.group(2) in LANGUAGES:
        found.texts[index] = (plain.group(2), plain.group(1))
    elif chinese:
        found.texts[index] = (_ZH_LANGUAGES[chinese.group(1)], _ZH_PARTS[chinese.group(2)])
    else:
        return False
    return True


def _take_price(found: Columns, index: int, title: str) -> bool:
    """Take a step ("price 500+", "单价≥1000", "MOQ 1000 price") or a price with its currency."""
    written = unicodedata.normalize("NFKC", title).casefold()
    named = _CURRENCY_WORD.search(written)
    currency = currency_of(named.group(1)) if named else ""
    if currency and (currency not in CURRENCIES or found.currency not in ("", currency)):
        return False
    text = fold(_CURRENCY_WORD.sub(" ", written))
    if currency and _names().get(text, "price" if not text else "") == "price":
        if "price" in found.fields.values():
            return False
        found.fields[index] = "price"
        found.currency = currency
        return True
    for pattern in _STEPS:
        step = pattern.match(text)
        if step:
            quantity = Decimal(step.group(1).replace(",", ""))
            if quantity <= 0 or quantity in found.steps.values():
                return False
            found.steps[index] = quantity
            found.currency = found.currency or currency
            return True
    return False


def _take_box(found: Columns, index: int, title: str) -> bool:
    plain = _BOX.match(fold(title))
    if plain is None or int(plain.group(1)) < 2:
        return False
    for measure, words in _BOX_MEASURES.items():
        if plain.group(2) in {fold(word) for word in words.split("|")}:
            found.boxes[index] = (int(plain.group(1)), measure)
            return True
    return False
