"""What a document prints: every value as it stands on paper, frozen at issue.

The snapshot kept with an issued document is this structure as JSON; pictures are named by their
SHA-256. Nothing here computes: amounts arrive as text, already rounded and formatted.
"""

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from desktop.trade.bilingual import Bilingual, Language


class Kind(StrEnum):
    """Which document it is."""

    QUOTATION = "quotation"
    PROFORMA = "proforma"


LANGUAGES: dict[str, tuple[Language, ...]] = {"en": ("en",), "zh": ("zh",), "en+zh": ("en", "zh")}


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


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One instalment as printed."""

    step: Bilingual
    due: Bilingual
    share: str
    amount: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A remark or condition in one or both languages."""

    text: Bilingual


@dataclass(frozen=True, slots=True)
class Signature:
    """A box to sign in: whose it is, and what stands below the line."""

    title: Bilingual
    below: Bilingual
    image: bytes | None = None
    stamp: bytes | None = None


@dataclass(frozen=True, slots=True)
class TradeDocument:
    """A quotation or proforma invoice, complete."""

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

    def snapshot(self) -> dict[str, Any]:
        """Return every printed value as JSON data; pictures become their SHA-256."""
        data = _plain(self)
        return {"template": 1, **data}


def _plain(value: Any) -> Any:  # noqa: ANN401 - walks any nesting of the structures above
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    return value.value if isinstance(value, StrEnum) else value
