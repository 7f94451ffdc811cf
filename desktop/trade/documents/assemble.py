"""From an offer's figures to a document: every value becomes the text that is printed.

Pure: what comes in is plain data, the result holds only text. DOMAIN.md A1 says which fields a
quotation and a proforma invoice must show.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.trade import incoterms, payment
from desktop.trade.bilingual import FURTHER, Bilingual, Language, by_place
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.documents import labels
from desktop.trade.documents.clause_texts import filled_clauses, two_texts
from desktop.trade.documents.document import (
    LANGUAGES,
    Block,
    Clause,
    Fact,
    Kind,
    Letterhead,
    PaymentRow,
    Signature,
    TradeDocument,
)
from desktop.trade.documents.line_items import GoodsLine, Written, printed_lines
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.packing_rows import carton_rows
from desktop.trade.documents.shipping_facts import consignees, references, voyage
from desktop.trade.money import Money, NumberFormat
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.payment import PaymentTerms
from desktop.trade.totals import Totals
from desktop.trade.words import (
    LIMIT,
    in_words_chinese,
    in_words_english,
    packages_chinese,
    packages_english,
)

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
    shipping papers; `buyer.marks` only those that the buyer asked for.
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

    @property
    def written(self) -> Written:
        """How its figures are written."""
        return Written(self.currency, self.seller.number_format)


def assemble(offer: Offer, kind: Kind, languages: str) -> TradeDocument:
    """Return the document of `kind` in `languages` (a key of LANGUAGES). Not for statements of account."""
    spoken = LANGUAGES[languages]
    first = spoken[0]
    document = TradeDocument(
        kind=kind,
        languages=spoken,
        title=labels.TITLES[kind],
        number=_number(offer, first),
        currency=offer.currency,
        date=format_date(offer.issued_on, first),
        letterhead=letterhead_of(offer.seller, spoken),
        meta=_meta(offer, kind, first),
        parties=(
            _seller(offer, first),
            _buyer(offer, first),
            *consignees(kind, offer.shipping),
            _delivery(offer, kind, first),
        ),
        items=tuple(printed_lines(offer.lines, offer.totals.lines, offer.written, kind)),
        packing=_packing(offer, first),
        sums=_sums(offer),
        total=_total(offer, spoken),
        words=_words(offer, spoken),
        payments=_payments(offer),
        schedule=(),
        bank=bank_facts(offer.bank, first) if offer.bank and shows(kind, "bank") else (),
        bank_warning=bank_warning(offer.seller),
        marks=_marks(offer, kind),
        notes=_notes(offer),
        clauses=_clauses(offer, kind, spoken),
        signatures=_signatures(offer, kind, first),
        references=_references(offer, kind),
        voyage=_voyage(offer, kind, first),
        settled=_settled(offer, kind),
        goods_text=_goods_text(offer, kind),
        number_format=offer.written.style,
    )
    return _as_packing_list(document, offer) if kind is Kind.PACKING_LIST else document


def _total(offer: Offer, spoken: Sequence[Language]) -> Fact:
    # Beside a total in another language the price term need not be said twice.
    full = labels.TOTAL.fill(term=offer.incoterm) if offer.incoterm else labels.TOTAL_SHORT
    label = by_place(full, labels.TOTAL_SHORT, spoken)
    return Fact(label, f"{offer.currency} {offer.written.amount(offer.totals.grand)}", strong=True)


def _as_packing_list(document: TradeDocument, offer: Offer) -> TradeDocument:
    """Return the document with cartons instead of prices."""
    packed, plain = offer.totals.packed, offer.written.plain
    first = document.languages[0]
    words = in_words(
        document.languages,
        packages_english(packed.cartons),
        Fact(labels.PACKAGES_IN_WORDS_ZH, packages_chinese(packed.cartons)),
    )
    count = labels.PACKAGE_COUNT.fill(count=plain(Decimal(packed.cartons)))
    return replace(
        document,
        items=tuple(carton_rows(offer.lines, offer.totals.shipment, offer.written)),
        packing=(),
        sums=(
            Fact(labels.NET_TOTAL, f"{plain(packed.net_kg)} kg"),
            Fact(labels.GROSS_TOTAL, f"{plain(packed.gross_kg)} kg"),
            Fact(labels.VOLUME, f"{plain(packed.volume_cbm)} CBM"),
        ),
        total=Fact(labels.TOTAL_PACKAGES, count.text(first), strong=True),
        words=words if packed.cartons else (),
        payments=(),
    )


def bank_warning(seller: Seller) -> Bilingual:
    """Return the constant line against diverted payments, with the seller's telephone."""
    return labels.BANK_WARNING.fill(phone=seller.phone or seller.email)


def _marks(offer: Offer, kind: Kind) -> tuple[str, ...]:
    if not shows(kind, "marks"):
        return ()
    # A proforma prints only what the buyer asked for; what goes with the goods prints the mark.
    return offer.buyer.marks if kind is Kind.PROFORMA else offer.all_marks or offer.buyer.marks


def _references(offer: Offer, kind: Kind) -> tuple[Fact, ...]:
    return references(
        kind,
        offer.shipping,
        offer.credit,
        # Beside the buyer's name already; shipping papers repeat it where banks look for it.
        buyer_order=offer.buyer_reference if offer.order_number else "",
        order=offer.order_number,
        invoice=offer.invoice_number,
    )


def _voyage(offer: Offer, kind: Kind, first: Language) -> tuple[Fact, ...]:
    if kind is Kind.QUOTATION or (kind is Kind.PROFORMA and not offer.order_number):
        return ()
    return voyage(
        kind,
        offer.shipping,
        loading=offer.port_of_loading,
        destination=offer.destination,
        mode=labels.MODES.get(offer.mode, Bilingual(offer.mode)),
        written=offer.written.plain,
        first=first,
        day=format_date,
    )


def _settled(offer: Offer, kind: Kind) -> tuple[Fact, ...]:
    if not offer.received or not shows(kind, "settled") or kind is not Kind.COMMERCIAL_INVOICE:
        return ()
    amount = offer.written.amount
    return (
        Fact(labels.RECEIVED, f"−{amount(offer.received)}"),
        Fact(labels.BALANCE_DUE, amount(offer.totals.grand - offer.received), strong=True),
    )


def _goods_text(offer: Offer, kind: Kind) -> str:
    """Return field 45A of the L/C where the user wants it word for word (UCP 600 art. 18c)."""
    wanted = str(offer.credit.get("print_45A", "")) == "1"
    return str(offer.credit.get("45A", "")) if wanted and kind is Kind.COMMERCIAL_INVOICE else ""


def format_date(day: date, language: Language) -> str:
    """Return "20 November 2026", "2026年11月20日", "20 de noviembre de 2026" (CLDR, long form)."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    if language != "en":
        # Babel's locale data costs 40 ms to load: only for the languages that need it.
        from babel.dates import format_date as by_locale

        return by_locale(day, "long", locale=language)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def dated(day: date, languages: Sequence[Language]) -> Bilingual:
    """Return a day in English, Chinese and the languages of a document."""
    more = tuple((code, format_date(day, code)) for code in languages if code in FURTHER)
    return Bilingual(format_date(day, "en"), format_date(day, "zh"), more)


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _number(offer: Offer, language: Language) -> str:
    if offer.revision <= 1:
        return offer.number
    return f"{offer.number} {labels.REVISION.fill(revision=offer.revision).text(language)}"


def letterhead_of(seller: Seller, languages: tuple[Language, ...]) -> Letterhead:
    """Return the head of the seller's paper, its addresses in the languages of the document."""
    address = Bilingual(seller.address, seller.address_zh)
    lines = list(dict.fromkeys(address.text(language) for language in languages))
    contact = [part for part in (seller.phone, seller.email) if part]
    website = seller.website.removeprefix("https://").removeprefix("http://").rstrip("/")
    lines.append(" · ".join(contact))
    lines.append(website)
    return Letterhead(
        seller.name, seller.name_zh, tuple(line for line in lines if line), seller.logo
    )


def _meta(offer: Offer, kind: Kind, first: Language) -> tuple[Fact, ...]:
    facts = [
        Fact(labels.NUMBER, _number(offer, first), strong=True),
        Fact(labels.DATE, format_date(offer.issued_on, first)),
    ]
    if offer.valid_until and shows(kind, "valid_until"):
        facts.append(Fact(labels.VALID_UNTIL, format_date(offer.valid_until, first)))
    if offer.shipping.signed_at_place and shows(kind, "signing_place"):
        facts.append(Fact(labels.SIGNED_AT, offer.shipping.signed_at_place))
    return tuple(facts)


def _seller(offer: Offer, first: Language) -> Block:
    return seller_block(offer.seller, offer.signer, first)


def seller_block(seller: Seller, signer: str, first: Language) -> Block:
    """Return the seller as a party: name, address, registration number."""
    names, addresses = (seller.name, seller.name_zh), (seller.address, seller.address_zh)
    if first == "zh":
        names, addresses = names[::-1], addresses[::-1]
    lines = [next((a for a in addresses if a), "")]
    if seller.tax_id:
        lines.append(labels.SELLER_TAX_ID.fill(number=seller.tax_id).text(first))
    return Block(
        labels.SELLER,
        next((n for n in names if n), ""),
        tuple(line for line in lines if line),
        (signer,) if signer else (),
    )


def _buyer(offer: Offer, first: Language) -> Block:
    return buyer_block(offer.buyer, offer.buyer_reference, first)


def buyer_block(buyer: Buyer, buyer_reference: str, first: Language) -> Block:
    """Return the buyer as a party: name, address, country, tax number, contact and reference."""
    lines = [line.strip() for line in buyer.address.splitlines() if line.strip()]
    country = buyer.country.text(first)
    names = (buyer.country.en, buyer.country.zh, country)
    said = any(name and name in buyer.address for name in names)
    if country and not said:
        lines.append(country)
    if buyer.tax_id:
        lines.append(labels.TAX_ID.fill(number=buyer.tax_id).text(first))
    reference = labels.BUYER_REFERENCE.fill(reference=buyer_reference).text(first)
    last = [buyer.contact, reference if buyer_reference else ""]
    joined = " · ".join(part for part in last if part)
    return Block(labels.BUYER, buyer.name, tuple(lines), (joined,) if joined else ())


def _delivery(offer: Offer, kind: Kind, first: Language) -> Block:
    lines = []
    if offer.incoterm:
        lines.append(incoterms.price_term(offer.incoterm, offer.place))
    mode = labels.MODES.get(offer.mode, Bilingual(offer.mode)).text(first)
    if offer.port_of_loading:
        lines.append(labels.FROM_PORT.fill(port=offer.port_of_loading, mode=mode).text(first))
    elif mode:
        lines.append(labels.BY_MODE.fill(mode=mode).text(first))
    if offer.lead_time and shows(kind, "delivery_time"):
        lines.append(lead_time_text(offer.lead_time).text(first))
    return Block(labels.DELIVERY, "", tuple(lines))


def lead_time_text(lead_time: str) -> Bilingual:
    """Return a lead time in words; a number of days from the deposit in both languages."""
    text = lead_time.strip()
    days = _LEAD_TIME.fullmatch(text)
    if days:
        return labels.LEAD_TIME_DAYS.fill(days=days.group(1) or days.group(2))
    return Bilingual(text)


# "45", "45 days", "45 days from deposit", "收到定金后 45 天".
_LEAD_TIME = re.compile(
    r"(\d{1,3})(?:\s*days?(?:\s*(?:from|after)(?:\s*receipt\s*of)?\s*(?:the\s*)?deposit)?)?"
    r"|收到定金后\s*(\d{1,3})\s*天",
    re.IGNORECASE,
)


def _packing(offer: Offer, first: Language) -> tuple[Fact, ...]:
    packed, plan = offer.totals.packed, offer.totals.containers
    if not packed.cartons:
        return ()
    plain = offer.written.plain
    volume = f"{plain(packed.volume_cbm)} CBM"
    if plan:
        volume += labels.LIST_COMMA.text(first) + plan.label()
    weights = f"{plain(packed.gross_kg)} kg / {plain(packed.net_kg)} kg"
    return (
        Fact(labels.CARTONS, plain(Decimal(packed.cartons))),
        Fact(labels.VOLUME, volume),
        Fact(labels.WEIGHTS, weights),
    )


def _sums(offer: Offer) -> tuple[Fact, ...]:
    """Return what leads to the total: goods plus charges, or the split of an all-in price."""
    totals = offer.totals

    def figure(wording: Bilingual, amount: Decimal, sign: str = "") -> Fact:
        return Fact(wording, sign + offer.written.amount(amount))

    facts: list[Fact] = []
    added = [charge for charge in offer.charges if not charge.included and charge.amount]
    if added:
        facts.append(figure(labels.GOODS_TOTAL, totals.goods))
    for charge in added:
        wording = Bilingual(charge.label) if charge.label else labels.CHARGES[charge.kind]
        if charge.percent:
            share = offer.written.plain(charge.percent)
            wording = labels.CHARGE_SHARE.fill(charge=wording, share=share)
        sign = "−" if charge.kind is ChargeKind.DISCOUNT else ""
        facts.append(figure(wording, charge.amount, sign))
    included = [charge for charge in offer.charges if charge.included and charge.amount]
    if included:
        split = {
            ChargeKind.FREIGHT: labels.OF_WHICH_FREIGHT,
            ChargeKind.INSURANCE: labels.OF_WHICH_INSURANCE,
            ChargeKind.DESTINATION: labels.OF_WHICH_DESTINATION,
            ChargeKind.DUTY: labels.OF_WHICH_DUTY,
        }
        facts.append(figure(labels.OF_WHICH_FOB, totals.fob_value))
        facts += [figure(split[c.kind], c.amount) for c in included if c.kind in split]
    return tuple(facts)


def _words(offer: Offer, languages: Sequence[Language]) -> tuple[Fact, ...]:
    grand, currency = offer.totals.grand, offer.currency
    if not 0 <= grand < LIMIT:
        # Only a preview gets here: such a quote cannot be issued.
        return ()
    return in_words(
        languages,
        in_words_english(grand, currency),
        Fact(labels.IN_WORDS_ZH, in_words_chinese(grand, currency)),
    )


def in_words(languages: Sequence[Language], english: str, chinese: Fact) -> tuple[Fact, ...]:
    """Return a row for each language that has a wording: other ones print the English trade form."""
    rows = {
        "zh" if language == "zh" else "": chinese
        if language == "zh"
        else Fact(labels.IN_WORDS, english)
        for language in languages
    }
    return tuple(rows.values())


def _payments(offer: Offer) -> tuple[PaymentRow, ...]:
    if offer.terms is None:
        return ()
    rows = []
    for part in payment.schedule(offer.terms, Money(offer.totals.grand, offer.currency)):
        method = payment.METHOD_NAMES[part.method]
        due = labels.METHOD_AND_DUE.fill(method=method, due=part.due.inside())
        amount = offer.written.amount(part.amount.amount)
        share = f"{offer.written.plain(part.percent)}%" if part.is_share else ""
        rows.append(PaymentRow(part.step, due, share, amount))
    return tuple(rows)


def bank_facts(bank: Bank, first: Language) -> tuple[Fact, ...]:
    """Return an account's fields as printed, the empty ones left out."""
    facts = [
        Fact(labels.BENEFICIARY, bank.beneficiary, strong=True),
        Fact(labels.BANK_NAME, bank.bank),
        Fact(labels.ACCOUNT, bank.account, strong=True),
        Fact(labels.SWIFT, bank.swift, strong=True),
        Fact(labels.IBAN, bank.iban, strong=True),
        Fact(labels.CURRENCY, bank.currency),
        Fact(
            labels.BANK_CHARGES,
            labels.CHARGES_BORNE.get(bank.charges, Bilingual(bank.charges)).text(first),
        ),
        Fact(labels.BENEFICIARY_ADDRESS, bank.beneficiary_address),
        Fact(labels.BANK_ADDRESS, bank.bank_address),
        Fact(labels.INTERMEDIARY, bank.intermediary_bank),
        Fact(labels.INTERMEDIARY_SWIFT, bank.intermediary_swift),
        Fact(labels.INTERMEDIARY_ACCOUNT, bank.intermediary_account),
    ]
    return tuple(fact for fact in facts if fact.value)


def _notes(offer: Offer) -> tuple[Block, ...]:
    lines = tuple(line for line in offer.remarks.splitlines() if line.strip())
    return (Block(labels.REMARKS, "", lines),) if lines else ()


def _clauses(offer: Offer, kind: Kind, spoken: Sequence[Language]) -> tuple[Clause, ...]:
    """Return the conditions: short ones first, then the library's as paragraphs with titles."""
    clauses: list[Bilingual] = []
    if offer.valid_until and shows(kind, "valid_until") and kind is not Kind.CONTRACT:
        clauses.append(labels.VALIDITY_CLAUSE.fill(date=dated(offer.valid_until, spoken)))
    clauses += _shipment_clauses(offer, kind)
    cover = incoterms.rule(offer.incoterm).minimum_cover if offer.incoterm else ""
    topics = {one.topic for one in offer.library} if shows(kind, "clauses") else set()
    if cover and shows(kind, "insurance") and "insurance" not in topics:
        clauses.append(labels.INSURANCE_CLAUSE.fill(cover=cover))
    if shows(kind, "house_terms"):
        clauses += [*offer.seller.clauses, *offer.extra_clauses]
    if shows(kind, "certification"):
        clauses += _certification(offer)
    found = [Clause(text) for text in clauses]
    if shows(kind, "clauses"):
        tolerance = offer.tolerance_percent
        share = f"{offer.written.plain(tolerance)}%" if tolerance else ""
        found += filled_clauses(offer.library, spoken, cover=cover, tolerance=share)
    if kind is Kind.CONTRACT and two_texts(spoken) and "language" not in topics:
        found.append(Clause(labels.PREVAILING, labels.PREVAILING_TITLE))
    return tuple(found)


def _certification(offer: Offer) -> list[Bilingual]:
    origins = {line.origin for line in offer.lines if line.kind == "item"}
    found: list[Bilingual] = [labels.CERTIFICATION_PLAIN]
    if len(origins) == 1 and (origin := origins.pop()).en:
        found = [labels.CERTIFICATION.fill(origin=origin)]
    if offer.shipping.originals:
        found.append(labels.ORIGINALS.fill(count=offer.shipping.originals))
    return found


def _shipment_clauses(offer: Offer, kind: Kind) -> list[Bilingual]:
    """Return what was agreed on partial shipment, transhipment and tolerance; nothing while open."""
    clauses: list[Bilingual] = []
    said = shows(kind, "clauses") and any(one.topic == "tolerance" for one in offer.library)
    if offer.tolerance_percent and shows(kind, "tolerance") and not said:
        percent = offer.written.plain(offer.tolerance_percent)
        clauses.append(labels.TOLERANCE_CLAUSE.fill(percent=percent))
    for allowed, wordings in (
        (offer.partial_shipment, labels.PARTIAL_SHIPMENT),
        (offer.transhipment, labels.TRANSHIPMENT),
    ):
        if allowed is not None and shows(kind, "transport_rules"):
            clauses.append(wordings[allowed])
    return clauses


def _signatures(offer: Offer, kind: Kind, first: Language) -> tuple[Signature, ...]:
    day = format_date(offer.issued_on, first)
    below = " · ".join(part for part in (offer.signer, day) if part)
    seller = offer.seller
    own = Signature(labels.PREPARED_BY, Bilingual(below), seller.signature, seller.stamp)
    if shows(kind, "countersign"):
        return (own, Signature(labels.ACCEPTED_BY, labels.NAME_STAMP_DATE))
    return (own,)
