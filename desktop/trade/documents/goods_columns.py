"""The columns of a document's goods: which ones it has, and the words over them."""

from desktop.trade.bilingual import Bilingual, by_place
from desktop.trade.documents import labels
from desktop.trade.documents.document import Kind, TradeDocument

CARTON_COLUMNS = ("carton_numbers", "cartons", "net", "gross", "volume")
FLUSH_RIGHT = frozenset(
    {"quantity", "price", "discount", "amount", "cartons", "net", "gross", "volume"}
)
_NOTHING = Bilingual("")


def columns_of(document: TradeDocument) -> list[str]:
    """Return the columns in the order of the layout; those that no line fills are left out."""
    is_packing = document.kind is Kind.PACKING_LIST
    optional = {
        "picture": any(item.picture for item in document.items),
        "hs_code": any(item.hs_code for item in document.items),
        "discount": any(item.discount for item in document.items),
        "price": not is_packing,
        "amount": not is_packing,
        **dict.fromkeys(CARTON_COLUMNS, is_packing),
    }
    return [name for name in document.layout.columns if optional.get(name, True)]


def heading_of(column: str, document: TradeDocument) -> Bilingual:
    """Return the words over a column; empty ones over pictures."""
    if own := document.layout.heading_of(column):
        return own
    spoken, currency = document.languages, document.currency
    price, amount = (label.fill(currency=currency) for label in (labels.UNIT_PRICE, labels.AMOUNT))
    headings: dict[str, Bilingual] = {
        "number": labels.ITEM_SIGN if len(spoken) > 1 else labels.ITEM_NO,
        "description": labels.DESCRIPTION,
        "hs_code": labels.HS_CODE,
        "quantity": labels.QUANTITY,
        # Beside the heading in the first language the currency need not be said twice.
        "price": by_place(price, labels.UNIT_PRICE_SHORT, spoken),
        "discount": labels.DISCOUNT,
        "amount": by_place(amount, labels.AMOUNT_SHORT, spoken),
        "carton_numbers": labels.CARTON_NUMBERS,
        "cartons": labels.CARTON_COUNT,
        "net": labels.NET_WEIGHT,
        "gross": labels.GROSS_WEIGHT,
        "volume": labels.CUBIC,
    }
    return headings.get(column, _NOTHING)
