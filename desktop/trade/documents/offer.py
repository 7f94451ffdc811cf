"""What a document is made from: seller, buyer, account and all that is offered, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.trade.bilingual import Bilingual
from desktop.trade.charges import Charge
from desktop.trade.documents.document import (
    Clause,
)
from desktop.trade.documents.line_items import GoodsLine, Written
from desktop.trade.money import NumberFormat
from desktop.trade.order_payments import Happened
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.payment import PaymentTerms
from desktop.trade.totals import Totals

ZERO = Decimal(0)
NOTHING = Bilingual("")


@dataclass(frozen=True, slots=True)
class Seller:
    """The workspace's own company as printed."""

    name: str
    name_zh: str = ""
    address: str = ""
    address_zh: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    logo: bytes | None = None
    signature: bytes | None = None
    stamp: bytes | None = None
    clauses: tuple[Bilingual, ...] = ()
    number_format: str = NumberFormat.COMMA.value


@dataclass(frozen=True, slots=True)
class Bank:
    """The bank account that the buyer pays to."""

    currency: str
    beneficiary: str
    bank: str
    account: str = ""
    iban: str = ""
    swift: str = ""
    beneficiary_address: str = ""
    bank_address: str = ""
    intermediary_bank: str = ""
    intermediary_swift: str = ""
    intermediary_account: str = ""
    charges: str = "SHA"


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer as printed; `country` is a name in both languages."""

    name: str
    address: str = ""
    country: Bilingual = NOTHING
    tax_id: str = ""
    contact: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """All that one document says, from the quote or order it is issued from.

    `received` is what an order's buyer has paid. `all_marks` are the marks of contracts and
    shipping papers; `buyer.marks` only those that the buyer asked for. `happened` are an order's
    days, from which its schedule follows; a quote has none.
    """

    seller: Seller
    buyer: Buyer
    number: str
    revision: int
    issued_on: date
    currency: str
    incoterm: str
    place: str
    lines: tuple[GoodsLine, ...]
    totals: Totals
    charges: tuple[Charge, ...] = ()
    valid_until: date | None = None
    port_of_loading: str = ""
    mode: str = "sea"
    terms: PaymentTerms | None = None
    lead_time: str = ""
    buyer_reference: str = ""
    remarks: str = ""
    bank: Bank | None = None
    signer: str = ""
    partial_shipment: bool | None = None
    transhipment: bool | None = None
    tolerance_percent: Decimal | None = None
    extra_clauses: tuple[Bilingual, ...] = field(default_factory=tuple)
    shipping: OrderShipping = field(default_factory=OrderShipping)
    credit: Mapping[str, Any] = field(default_factory=dict)
    order_number: str = ""
    invoice_number: str = ""
    destination: str = ""
    received: Decimal = ZERO
    all_marks: tuple[str, ...] = ()
    library: tuple[Clause, ...] = ()
    happened: Happened | None = None

    @property
    def written(self) -> Written:
        """How its figures are written."""
        return Written(self.currency, self.seller.number_format)
