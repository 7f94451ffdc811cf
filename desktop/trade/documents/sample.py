"""A small document of the real kind, rendered without a store: what `self-test` and benches use."""

from datetime import date
from decimal import Decimal

from desktop.trade.bilingual import Bilingual
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.documents.account import assemble_statement
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import Kind, TradeDocument
from desktop.trade.documents.line_items import GoodsLine
from desktop.trade.documents.offer import Bank, Buyer, Offer, Seller
from desktop.trade.documents.render import render
from desktop.trade.packing import CartonSpec
from desktop.trade.payment_parse import parse_terms
from desktop.trade.statements import Entry, EntryKind, make_statement
from desktop.trade.totals import Line, compute

_ROWS = (
    (
        "PL-6060-40",
        "LED panel 600 × 600, 40 W, 4000 K, UGR<19",
        "LED 平板灯 600×600",
        "2000",
        "14.20",
    ),
    ("DL-12-CCT", "Downlight 12 W, CCT select, white", "筒灯 12 W，三色温", "1200", "4.947"),
    ("TL-30-3P", "Track light 30 W, 3-phase, 24°, black", "三线轨道灯 30 W", "300", "16.80"),
    ("DR-40-EN", "Driver 40 W, ENEC, flicker-free", "驱动电源 40 W", "800", "4.60"),
    ("SH-110", "Soft-close hinge 110°, nickel", "缓冲铰链 110°，镀镍", "1000", "0.4636"),
)
_CARTON = CartonSpec(8, Decimal(45), Decimal(30), Decimal(24), Decimal("8.2"), Decimal("9.2"))


_CHARGES = (
    Charge(ChargeKind.FREIGHT, Decimal(1700), included=True),
    Charge(ChargeKind.INSURANCE, Decimal(140), included=True),
)
SELLER = Seller(
    "Ningbo Bowei Lighting Co., Ltd.",
    "宁波博维照明有限公司",
    "88 Guanghua Road, Yinzhou, Ningbo 315100, China",
    "浙江省宁波市鄞州区光华路 88 号",
    "+86 574 5550 0188",
    "sales@bowei-led.example",
    clauses=(Bilingual("Claims within 30 days after arrival.", "到港后 30 天内提出索赔。"),),
)
BUYER = Buyer(
    "Brenner Lichttechnik GmbH",
    "Billstrasse 180, 20539 Hamburg",
    Bilingual("Germany", "德国"),
    contact="Klaus Brenner",
    marks=("BRENNER 88123", "HAMBURG", "C/NO. 1-UP", "MADE IN CHINA"),
)
BANK = Bank(
    "USD",
    "Ningbo Bowei Lighting Co., Ltd.",
    "Example Bank, Ningbo Branch",
    "0000 1234 5678 9000",
    swift="EXMPCN2NXXX",
)


def sample_document(
    lines: int = 5,
    languages: str = "en+zh",
    kind: Kind = Kind.PROFORMA,
    seller: Seller | None = None,
) -> TradeDocument:
    """Return a document of an invented exporter (or of `seller`) with this many lines."""
    offer = sample_offer(lines, seller)
    if kind is Kind.STATEMENT:
        return _sample_statement(offer, languages)
    return assemble(offer, kind, languages)


def sample_offer(lines: int = 5, seller: Seller | None = None) -> Offer:
    """Return an invented offer of this many lines, of an invented exporter or of `seller`."""
    rows = [_ROWS[index % len(_ROWS)] for index in range(lines)]
    priced = [Line(sku, Decimal(q), Decimal(p), boxes=(_CARTON,)) for sku, _en, _zh, q, p in rows]
    goods = tuple(
        GoodsLine(sku, Bilingual(en, zh), Decimal(q), "pcs", Decimal(p), hs_code="9405110000")
        for sku, en, zh, q, p in rows
    )
    return Offer(
        seller=seller or SELLER,
        buyer=BUYER,
        number="PI-2026-1182",
        revision=1,
        issued_on=date(2026, 11, 20),
        currency="USD",
        incoterm="CIF",
        place="Hamburg",
        lines=goods,
        totals=compute(priced, _CHARGES, "USD"),
        charges=_CHARGES,
        valid_until=date(2026, 12, 4),
        port_of_loading="Ningbo",
        terms=parse_terms("T/T 30/70"),
        lead_time="45",
        buyer_reference="PO 88123",
        bank=BANK,
        signer="Lin Wei 林薇, Sales Manager",
    )


def _sample_statement(offer: Offer, languages: str) -> TradeDocument:
    entries = [
        Entry(date(2026, 9, 1), EntryKind.INVOICE, "CI-2026-1160", "", Decimal(8000)),
        Entry(date(2026, 10, 12), EntryKind.RECEIPT, "TT 88", "", Decimal(-8000)),
        Entry(offer.issued_on, EntryKind.INVOICE, "CI-2026-1182", "", offer.totals.grand),
    ]
    account = make_statement(
        entries,
        customer_id="",
        customer_name=offer.buyer.name,
        currency=offer.currency,
        begin=date(2026, 9, 1),
        end=offer.issued_on,
    )
    return assemble_statement(
        account,
        offer.seller,
        offer.buyer,
        offer.bank,
        number="ST-2026-0031",
        issued_on=offer.issued_on,
        languages=languages,
        signer=offer.signer,
    )


def render_sample() -> bytes:
    """Return the sample's PDF; raises when a face is missing or a character has none."""
    rendered = render(sample_document())
    if rendered.missing:
        message = f"no typeface for {' '.join(rendered.missing)}"
        raise ValueError(message)
    return rendered.pdf
