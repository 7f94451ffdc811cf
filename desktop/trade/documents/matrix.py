"""Which fields a kind of document must, may and must never show (DOMAIN.md A1), as one table."""

from enum import StrEnum

from desktop.trade.documents.document import Kind


class Need(StrEnum):
    """R: always; o: when there is something to say; -: never."""

    REQUIRED = "R"
    OPTIONAL = "o"
    NEVER = "-"


_KINDS = (
    Kind.QUOTATION,
    Kind.PROFORMA,
    Kind.CONTRACT,
    Kind.ORDER_CONFIRMATION,
    Kind.COMMERCIAL_INVOICE,
    Kind.PACKING_LIST,
    Kind.STATEMENT,
)
# The columns are QT PI SC OC CI PL ST. What A1 requires only "if L/C" or when known is "o" here.
_TABLE = """
letterhead       R R R R R R R
title            R R R R R R R
number           R R R R R R R
date             R R R R R R R
signing_place    - o R o - - -
buyer            R R R R R R R
consignee        o o o o o o -
references       o o o o o o o
credit           o o o o o o -
valid_until      R R o - - - -
price_term       R R R R R o -
ports            o R R R R R -
transport_rules  o R R R o o -
transport        o R R R o o -
vessel           o o o o o o -
delivery_time    R R R R - - -
goods            R R R R R R -
prices           R R R R R - -
hs_code          R R R R R R -
origin           o o o o R o -
packing          o o o o o R -
carton_numbers   - - - - - R -
marks            - o R o R R -
packages         - - - - - R -
containers       - - - - o o -
charges          o R R R R - -
total            R R R R R - R
split            o o o o o - -
tolerance        o R R R - - -
payment          R R R R R - -
settled          - - - - o - -
ageing           - - - - - - R
bank             o R R R R - R
insurance        o o R R o - -
house_terms      o o o o - - -
clauses          - o R o - - -
certification    - - - - R - -
signature        o R R R o o -
countersign      o o R R - - -
remarks          o o o o o o o
account          - - - - - - R
"""

MATRIX: dict[str, dict[Kind, Need]] = {
    name: dict(zip(_KINDS, (Need(need) for need in needs), strict=True))
    for name, *needs in (row.split() for row in _TABLE.strip().splitlines())
}


def shows(kind: Kind, field: str) -> bool:
    """Tell whether a document of `kind` may show `field`. Raises KeyError for an unknown one."""
    return MATRIX[field][kind] is not Need.NEVER
