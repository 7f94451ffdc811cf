"""From an offer's figures to a document: every value becomes the text that is printed.

Pure: what comes in is plain data, the result holds only text. DOMAIN.md A1 says which fields a
quotation and a proforma invoice must show.
"""

from dataclasses import replace
from decimal import Decimal

from desktop.trade.bilingual import Bilingual, Language, side_by_side
from desktop.trade.documents import labels
from desktop.trade.documents.conditions import conditions
from desktop.trade.documents.day_texts import format_date
from desktop.trade.documents.document import (
    LANGUAGES,
    Block,
    Fact,
    Kind,
    Signature,
    TradeDocument,
)
from desktop.trade.documents.line_items import printed_lines
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.offer import Offer
from desktop.trade.documents.packing_rows import carton_rows
from desktop.trade.documents.parties import (
    bank_facts,
    bank_warning,
    buyer_block,
    delivery_block,
    letterhead_of,
    seller_block,
)
from desktop.trade.documents.schedule_facts import plans_voyage, schedule
from desktop.trade.documents.shipping_facts import consignees, references, voyage
from desktop.trade.documents.sum_facts import (
    amount_in_words,
    in_words,
    packing_facts,
    payments,
    settled,
    sums,
    total_fact,
)
from desktop.trade.words import (
    packages_chinese,
    packages_english,
)


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
            delivery_block(offer, kind, first),
        ),
        items=tuple(printed_lines(offer.lines, offer.totals.lines, offer.written, kind)),
        packing=packing_facts(offer, first),
        sums=sums(offer),
        total=total_fact(offer, spoken),
        words=amount_in_words(offer, spoken),
        payments=payments(offer),
        schedule=schedule(offer, kind, spoken),
        bank=bank_facts(offer.bank, first) if offer.bank and shows(kind, "bank") else (),
        bank_warning=bank_warning(offer.seller),
        marks=_marks(offer, kind),
        notes=_notes(offer),
        clauses=conditions(offer, kind, spoken),
        signatures=_signatures(offer, kind, first),
        references=_references(offer, kind, first),
        voyage=_voyage(offer, kind, first),
        settled=settled(offer, kind),
        goods_text=_goods_text(offer, kind),
        number_format=offer.written.style,
    )
    return _as_packing_list(document, offer) if kind is Kind.PACKING_LIST else document


def _as_packing_list(document: TradeDocument, offer: Offer) -> TradeDocument:
    """Return the document with cartons instead of prices."""
    packed, plain = offer.totals.packed, offer.written.plain
    first = document.languages[0]
    words = in_words(
        document.languages,
        Fact(labels.PACKAGES_IN_WORDS, packages_english(packed.cartons)),
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


def _marks(offer: Offer, kind: Kind) -> tuple[str, ...]:
    if not shows(kind, "marks"):
        return ()
    # A proforma prints only what the buyer asked for; what goes with the goods prints the mark.
    return offer.buyer.marks if kind is Kind.PROFORMA else offer.all_marks or offer.buyer.marks


def _references(offer: Offer, kind: Kind, first: Language) -> tuple[Fact, ...]:
    return references(
        kind,
        offer.shipping,
        offer.credit,
        # Beside the buyer's name already; shipping papers repeat it where banks look for it.
        buyer_order=offer.buyer_reference if offer.order_number else "",
        order=offer.order_number,
        invoice=offer.invoice_number,
        day=lambda value: format_date(value, first),
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
        plan_apart=plans_voyage(offer, kind),
    )


def _goods_text(offer: Offer, kind: Kind) -> str:
    """Return field 45A of the L/C where the user wants it word for word (UCP 600 art. 18c)."""
    wanted = str(offer.credit.get("print_45A", "")) == "1"
    return str(offer.credit.get("45A", "")) if wanted and kind is Kind.COMMERCIAL_INVOICE else ""


def _number(offer: Offer, language: Language) -> str:
    if offer.revision <= 1:
        return offer.number
    return f"{offer.number} {labels.REVISION.fill(revision=offer.revision).text(language)}"


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


def _buyer(offer: Offer, first: Language) -> Block:
    return buyer_block(offer.buyer, offer.buyer_reference, first)


def _notes(offer: Offer) -> tuple[Block, ...]:
    lines = tuple(line for line in offer.remarks.splitlines() if line.strip())
    return (Block(labels.REMARKS, "", lines),) if lines else ()


def _signatures(offer: Offer, kind: Kind, first: Language) -> tuple[Signature, ...]:
    day = format_date(offer.issued_on, first)
    below = side_by_side((offer.signer, day))
    seller = offer.seller
    own = Signature(labels.PREPARED_BY, Bilingual(below), seller.signature, seller.stamp)
    if shows(kind, "countersign"):
        return (own, Signature(labels.ACCEPTED_BY, labels.NAME_STAMP_DATE))
    return (own,)
