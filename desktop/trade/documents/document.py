"""What a document prints: every value as it stands on paper, frozen at issue.

The snapshot kept with an issued document is this structure as JSON; pictures are named by their
SHA-256. Nothing here computes: amounts arrive as text, already rounded and formatted.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

from desktop.trade.bilingual import FURTHER, Bilingual, Language
from desktop.trade.documents.layout import USUAL, Layout
from desktop.trade.money import NumberFormat


class Kind(StrEnum):
    """Which document it is."""

    QUOTATION = "quotation"
    PROFORMA = "proforma"
    CONTRACT = "contract"
    ORDER_CONFIRMATION = "order_confirmation"
    COMMERCIAL_INVOICE = "commercial_invoice"
    PACKING_LIST = "packing_list"
    STATEMENT = "statement"


_SECOND: tuple[Language, ...] = ("en", "zh")
LANGUAGES: dict[str, tuple[Language, ...]] = {
    "en": ("en",),
    "zh": ("zh",),
    "en+zh": ("en", "zh"),
    **{code: (code,) for code in FURTHER},
    **{f"{code}+{other}": (code, other) for code in FURTHER for other in _SECOND},
    **{f"{other}+{code}": (other, code) for code in FURTHER for other in _SECOND},
}
"""What a document can be printed in; the first language leads: its dates, its direction."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The seller's head: names, lines at the right, logo (PNG or JPEG bytes)."""

    name: str
    name_zh: str
    lines: tuple[str, ...]
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A titled column of text: the first line may be a name in bold, the last ones quiet."""

    title: Bilingual
    name: str
    lines: tuple[str, ...]
    quiet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value."""

    label: Bilingual
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cartons:
    """The cartons of a row of a packing list as printed: C/NOs, count, kg, kg, CBM."""

    numbers: str
    count: str
    net: str
    gross: str
    volume: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A movement of a statement of account as printed."""

    date: str
    text: Bilingual
    number: str
    debit: str
    credit: str
    balance: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line as printed; the texts appear in the languages of the document.

    `kind` is item, section (`amount` is its subtotal) or note; `marks` stand below the name.
    """

    number: str
    sku: str
    name: Bilingual
    details: Bilingual
    hs_code: str
    quantity: str
    unit: Bilingual
    unit_price: str
    discount: str
    amount: str
    picture: bytes | None = None
    kind: str = "item"
    is_optional: bool = False
    marks: tuple[Bilingual, ...] = ()
    cartons: Cartons | None = None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One instalment as printed."""

    step: Bilingual
    due: Bilingual
    share: str
    amount: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A remark or condition in one or both languages; with a title it is set as a paragraph."""

    text: Bilingual
    title: Bilingual = field(default_factory=lambda: Bilingual(""))
    key: str = ""
    version: int = 0
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A box to sign in: whose it is, and what stands below the line."""

    title: Bilingual
    below: Bilingual
    image: bytes | None = None
    stamp: bytes | None = None


@dataclass(frozen=True, slots=True)
class TradeDocument:
    """A document, complete.

    `references` and `voyage` stand below the parties; `settled` below the total (what was paid, what
    is still open); `goods_text` is the description of an L/C, word for word, above the lines;
    `number_format` is how its figures are written (`money.NumberFormat`), to read them back.
    """

    kind: Kind
    languages: tuple[Language, ...]
    title: Bilingual
    number: str
    currency: str
    date: str
    letterhead: Letterhead
    meta: tuple[Fact, ...]
    parties: tuple[Block, ...]
    items: tuple[Item, ...]
    packing: tuple[Fact, ...]
    sums: tuple[Fact, ...]
    total: Fact
    words: tuple[Fact, ...]
    payments: tuple[PaymentRow, ...]
    schedule: tuple[Fact, ...]
    bank: tuple[Fact, ...]
    bank_warning: Bilingual
    marks: tuple[str, ...]
    notes: tuple[Block, ...]
    clauses: tuple[Clause, ...]
    signatures: tuple[Signature, ...]
    references: tuple[Fact, ...] = ()
    voyage: tuple[Fact, ...] = ()
    settled: tuple[Fact, ...] = ()
    account: tuple[AccountRow, ...] = ()
    goods_text: str = ""
    layout: Layout = USUAL
    number_format: str = NumberFormat.COMMA.value

    def snapshot(self) -> dict[str, Any]:
        """Return every printed value as JSON data; pictures become their SHA-256.

        Wordings are kept in English and Chinese, by which documents of several languages are
        compared, and in the languages printed.
        """
        data = _plain(self, [code for code in self.languages if code in FURTHER])
        return {"template": 1, **data}


def _plain(value: Any, further: Sequence[Language]) -> Any:  # noqa: ANN401 - walks any nesting of the structures above
    if isinstance(value, Bilingual):
        more = {code: value.text(code) for code in further}
        return {"en": value.en, "zh": value.zh, **more}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name), further) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item, further) for item in value]
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    return value.value if isinstance(value, StrEnum) else value
