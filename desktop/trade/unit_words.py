"""What people call units in mails and tables, in the languages of buyers, and which of them hold a fixed number of another."""

import re
import unicodedata
from decimal import Decimal

_SPELLINGS = {
    "pcs": (
        "pcs|pc|piece|pieces|ea|each|unit|units|个|個|只|件|支|台|把|条|张|片|根|盏|本|枚|개|"
        "stück|stueck|stk|pièce|pièces|pce|pces|pieza|piezas|pza|pzas|unidad|unidades|ud|uds|und|"
        "peça|peças|pezzo|pezzi|pz|шт|штук|штуки|штука|adet|szt|sztuk|sztuki|stuks|قطعة|قطع|chiếc|cái"
    ),
    "pairs": "pairs|pair|prs|pr|双|對|对|副|足|켤레|paar|paare|pares|paire|paires|paia|paio|пар|пара|пары|çift",
    "sets": (
        "sets|set|套|组|組|セット|세트|satz|sätze|garnitur|garnituren|juego|juegos|conjunto|conjuntos|"
        "jeu|jeux|ensemble|ensembles|jogo|jogos|комплект|комплекта|комплектов|набор|набора|наборов|"
        "takım|zestaw|zestawy|zestawów|طقم|أطقم|bộ"
    ),
    "dozen": "dozen|dozens|doz|dz|dzn|打|ダース|dutzend|dtz|docena|docenas|douzaine|douzaines|dozzina|dozzine|dúzia|dúzias|дюжин|дюжины|düzine|tuzin|tuzinów",
    "gross": "gross|grs|罗|籮|籮筐",
    "carton": (
        "carton|cartons|ctn|ctns|箱|件箱|外箱|カートン|karton|kartons|ktn|kolli|koli|cartone|cartoni|"
        "cartón|cartones|kartonów|kartony|كرتون|كرتونة|thùng"
    ),
    "inner": "inner|inners|inner box|inner boxes|内盒|中盒|内箱",
    "boxes": "boxes|box|盒|boîte|boîtes|caja|cajas|caixa|caixas|scatola|scatole|schachtel|schachteln|коробка|коробки|коробок|kutu|pudełko|pudełek",
    "rolls": "rolls|roll|卷|ロール|巻|rolle|rollen|rollo|rollos|rouleau|rouleaux|rotolo|rotoli|rolo|rolos|рулон|рулона|рулонов|rulo|rolka|rolki|rolek",
    "reams": "reams|ream|令|resma|resmas|rame|rames|ries",
    "sheets": "sheets|sheet|blatt|bogen|hoja|hojas|feuille|feuilles|folhas|лист|листа|листов",
    "bags": "bags|bag|袋|包|sack|säcke|beutel|saco|sacos|bolsa|bolsas|мешок|мешка|мешков",
    "drums": "drums|drum|桶|fass|fässer|tambor|tambores|fût|fûts|бочка|бочки|бочек",
    "bottles": "bottles|bottle|瓶|flasche|flaschen|botella|botellas|bouteille|bouteilles|бутылка|бутылок",
    "packs": "packs|pack|packets|packet|pkts|pkt|packung|packungen|paquete|paquetes|paquet|paquets|упаковка|упаковки|упаковок",
    "pallets": "pallets|pallet|plts|plt|托|托盘|栈板|palette|paletten|palettes|palé|palés|паллет|паллета|паллеты",
    "kg": "kg|kgs|kilo|kilos|kilogram|kilograms|kilogramm|kilogramo|kilogramos|公斤|千克|キロ|кг",
    "MT": "mt|mts|m/t|t|ton|tons|tonne|tonnes|metric ton|metric tons|tonnen|tonelada|toneladas|tonnellate|тонн|тонна|тонны|吨|公吨|噸|トン|طن",
    "g": "g|gr|gram|grams|gramm|克|г",
    "lbs": "lbs|lb|pound|pounds|磅",
    "m": "m|mtr|mtrs|metre|metres|meter|meters|metro|metros|mètre|mètres|metri|米|公尺|м|метр|метра|метров",
    "yd": "yd|yds|yard|yards|码",
    "ft": "ft|feet|foot|英尺",
    "sqm": "sqm|m2|qm|平方米|平米|平方",
    "cbm": "cbm|m3|立方米|立方",
    "l": "l|ltr|ltrs|liter|liters|litre|litres|litro|litros|升|公升|литр|литра|литров",
}
_CANONICAL = {word: unit for unit, words in _SPELLINGS.items() for word in words.split("|")}
_FIXED = {
    "dozen": ("pcs", Decimal(12)),
    "gross": ("pcs", Decimal(144)),
    "reams": ("sheets", Decimal(500)),
    "MT": ("kg", Decimal(1000)),
    "g": ("kg", Decimal("0.001")),
    "lbs": ("kg", Decimal("0.45359237")),
    "yd": ("m", Decimal("0.9144")),
    "ft": ("m", Decimal("0.3048")),
}
_ONE = Decimal(1)
MEASURES = frozenset({"kg", "MT", "g", "lbs", "m", "yd", "ft", "sqm", "cbm", "l"})
"""Units that also describe an article ("cable 5 m"): a quantity only of what is sold by them."""
COUNTED = frozenset({"pcs", "pairs", "sets"})
"""What a dozen is a dozen of, and what people call pieces."""


_RENAMED = frozenset(
    {"pcs", "pairs", "sets", "dozen", "carton", "inner", "boxes", "rolls", "kg", "m"}
)
_UNITS = frozenset({"unit", "units"})


def meaning(unit: str) -> str:
    """Return which unit a word names (个 -> pcs, Rollen -> rolls, tonnes -> MT); an unknown word is itself."""
    word = unicodedata.normalize("NFKC", unit).strip().rstrip(".")
    return _CANONICAL.get(word.casefold(), word)


def canonical(unit: str) -> str:
    """Return a unit as we write it: 个 is pcs, ctn is carton; a bag, a tonne and unknown words stay as they are."""
    word = unicodedata.normalize("NFKC", unit).strip().rstrip(".")
    found = _CANONICAL.get(word.casefold(), word)
    return found if found in _RENAMED and word.casefold() not in _UNITS else word


def ratio(wanted: str, own: str) -> Decimal | None:
    """Return how many `own` one `wanted` is by definition (both as `meaning` says), None when that is no question of definition.

    A dozen and a gross are of whatever is counted: of sets and pairs, too.
    """
    base, times = _FIXED.get(wanted, (wanted, _ONE))
    own_base, own_times = _FIXED.get(own, (own, _ONE))
    if base == own_base:
        return times / own_times
    return times if base == "pcs" and own in COUNTED and wanted != "pcs" else None


def pattern() -> str:
    """Return a regular expression for any of the words, the longest first; letters must not follow those that are letters."""
    words = sorted(_CANONICAL, key=len, reverse=True)
    alphabetic = [re.escape(word) for word in words if _is_alphabetic(word)]
    others = [re.escape(word) for word in words if not _is_alphabetic(word)]
    return rf"(?:(?:{'|'.join(alphabetic)})(?![^\W\d_])|{'|'.join(others)})"


def _is_alphabetic(word: str) -> bool:
    """Tell whether a word is of a script that puts blanks between words."""
    return ord(word[0]) < 0x2E80 or unicodedata.name(word[0], "").startswith("HANGUL")
