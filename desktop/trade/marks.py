"""Shipping marks: the main mark on every carton and the side mark of each kind (DOMAIN.md A5).

Marks are read by dockers and customs of any country: English in capitals. They do not follow the
language of the window.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.trade.money import format_plain
from desktop.trade.package_groups import PackageGroup
from desktop.trade.packing import MixedCarton

MOST_LINES = 10
MOST_WIDTH = 60
_FORM_WORDS = (
    "AB AG AS BHD BV CO COMPANY CORP CORPORATION CV DOO EIRL EOOD GMBH INC INCORPORATED KFT KG LDA "
    "LIMITED LLC LLP LTD LTDA MBH NV OOD OOO OU OY OYJ PLC PLLC PT PTE PTY PVT SA SAC SARL SAS SDN "
    "SL SLU SNC SP SPA SPZOO SRL SRO SV TBK UAB UG ZAO ZOO"
)
_LEGAL_FORMS = frozenset(_FORM_WORDS.split())
# Country names as "MADE IN ..." says them; another country is named by its own English name.
_MADE_IN = {"CN": "CHINA", "TW": "TAIWAN", "HK": "HONG KONG", "VN": "VIETNAM", "KR": "KOREA"}
_ORDER_WORDS = re.compile(r"^(?:P\.?/?O\.?\s*)(?:NO\.?|NUMBER|#)?[\s:.#-]*(?=\S*\d)", re.IGNORECASE)
_TERMS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """What a main mark is built from; empty parts leave their line out.

    `consignee` is the buyer's name, `own` the mark the buyer asked for (several lines; {po},
    {destination} and {cartons} are filled in), `origins` ISO 3166 codes of the goods.
    """

    consignee: str = ""
    own: str = ""
    order_number: str = ""
    destination: str = ""
    cartons: int = 0
    origins: frozenset[str] = frozenset()


def main_mark(facts: MarkFacts) -> str:
    """Return the mark, one line a row: the buyer's own, else the usual five lines.

    Consignee's abbreviation, order number, destination, C/NO. 1-UP, MADE IN ...
    """
    if facts.own.strip():
        last = str(facts.cartons) if facts.cartons else "UP"
        words = {"po": facts.order_number, "destination": facts.destination, "cartons": last}
        filled = _TERMS.sub(lambda m: words.get(m.group(1).lower(), m.group(0)), facts.own)
        return "\n".join(line.strip() for line in filled.splitlines() if line.strip())
    rows = [abbreviation(facts.consignee)]
    if order := _ORDER_WORDS.sub("", facts.order_number.strip()):
        rows.append(f"PO NO. {order}")
    rows.append(facts.destination.upper())
    rows.append("C/NO. 1-UP")
    made_in = origin_line(facts.origins)
    return "\n".join(row for row in [*rows, made_in] if row)


def abbreviation(name: str) -> str:
    """Return how a mark calls a company: its first word, with the second when that is short.

    Legal forms and accents are left out ("Brenner Lichttechnik GmbH" -> "BRENNER"); a name without
    Latin letters stays as it is.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).upper()
    words = [w for w in re.split(r"[^0-9A-Z&]+", plain.replace(".", "")) if w]
    kept = [w for w in words if w not in _LEGAL_FORMS]
    if not kept:
        return name.strip()
    first = kept[0]
    if len(first) <= 3 and len(kept) > 1 and first != "THE":
        return f"{first} {kept[1]}"
    return kept[1] if first == "THE" and len(kept) > 1 else first


def origin_line(origins: Iterable[str]) -> str:
    """Return "MADE IN CHINA" when all goods come from one country, else ""."""
    codes = {code.strip().upper() for code in origins if code.strip()}
    if len(codes) != 1:
        return ""
    code = codes.pop()
    return f"MADE IN {_MADE_IN.get(code) or _country_name(code)}"


def _country_name(code: str) -> str:
    if len(code) != 2:
        return code
    # Babel's locale data costs 40 ms to load: only for a country that is not in the table.
    from babel import Locale

    return str(Locale("en").territories.get(code, code)).upper()


def side_mark(group: PackageGroup, names: Sequence[str], units: Sequence[str]) -> str:
    """Return the side mark of one carton of a group: item, quantity, N.W., G.W., measures.

    `names` and `units` are those of all lines, in their order. Weights are of one carton.
    """
    items = " + ".join(names[index] for index, _pieces in group.contents)
    pieces = " + ".join(
        f"{format_plain(pieces)} {units[index].upper()}" for index, pieces in group.contents
    )
    carton = group.carton
    sides = " × ".join(
        format_plain(side) for side in (carton.length_cm, carton.width_cm, carton.height_cm)
    )
    rows = [f"ITEM NO.: {items}", f"QTY: {pieces}"]
    for label, weight in (("N.W.", group.net_kg), ("G.W.", group.gross_kg)):
        if weight:
            rows.append(f"{label}: {_each(weight, group.count)} KGS")
    rows.append(f"MEAS.: {sides} CM")
    if isinstance(carton, MixedCarton) or group.part:
        name = carton.name
        rows += [name.upper()] if name else []
    return "\n".join(rows)


def _each(weight: Decimal, count: int) -> str:
    return format_plain((weight / count).quantize(Decimal("0.01")))


def clean_mark(text: str) -> str:
    """Return a mark as it is kept: trimmed lines, without empty ones at the ends, not endless."""
    rows = [" ".join(row.split())[:MOST_WIDTH] for row in text.strip().splitlines()]
    return "\n".join(rows[:MOST_LINES])
