"""From the store to a printable document: seller, buyer, bank, goods and figures put together."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.workspace import User
from desktop.trade import bank_accounts, company, product_pictures, quote_marks
from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.assemble import Buyer, Offer, assemble
from desktop.trade.documents.document import Kind, TradeDocument
from desktop.trade.documents.line_items import GoodsLine
from desktop.trade.quote_figures import QuoteFigures


@dataclass(frozen=True, slots=True)
class Place:
    """The number and revision a document is going to have; `first` when it opens a number.

    `series` is the seller's number prefix, whose sequence the number is taken from.
    """

    number: str
    revision: int
    first: bool
    issued_on: date
    series: str = ""


def document_of(
    session: Session, figures: QuoteFigures, kind: Kind, languages: str, place: Place
) -> TradeDocument:
    """Return the document that says what the quote says, under the number of `place`.

    Raises UserFacing: company without a name; a proforma invoice without an account to pay to.
    """
    draft = figures.draft
    bank = bank_accounts.read_bank(session, draft.currency, draft.seller_id)
    if bank is None and kind is Kind.PROFORMA:
        raise UserFacing(
            _("There is no bank account for {currency}.").format(currency=draft.currency),
            hint=_("A proforma invoice names one: add it in Settings, under Company."),
            code="no_bank_account",
        )
    offer = Offer(
        seller=company.read_seller(session, draft.seller_id),
        buyer=_buyer(session, figures),
        number=place.number,
        revision=place.revision,
        issued_on=place.issued_on,
        currency=draft.currency,
        incoterm=draft.incoterm,
        place=draft.place,
        lines=_goods(session, figures),
        totals=figures.totals,
        charges=draft.charges(),
        valid_until=draft.valid_until,
        port_of_loading=draft.port_of_loading,
        mode=draft.transport_mode,
        terms=figures.terms,
        lead_time=draft.lead_time,
        buyer_reference=draft.buyer_reference,
        remarks=draft.remarks,
        bank=bank if kind is Kind.PROFORMA else None,
        signer=_signer(session),
        partial_shipment=draft.partial_shipment,
        transhipment=draft.transhipment,
        tolerance_percent=draft.tolerance_percent,
    )
    return assemble(offer, kind, languages)


def _buyer(session: Session, figures: QuoteFigures) -> Buyer:
    customer = session.get_one(Customer, figures.draft.customer_id)
    contact = session.get(Contact, figures.draft.contact_id) if figures.draft.contact_id else None
    address = customer.address
    if customer.city and customer.city not in address:
        address = "\n".join(part for part in (address, customer.city) if part)
    mark = quote_marks.asked_mark(customer, figures.draft, figures.totals.packed.cartons)
    return Buyer(
        name=customer.name,
        address=address,
        country=_country(customer.country),
        tax_id=customer.tax_id,
        contact=contact.name if contact else "",
        marks=tuple(line for line in mark.splitlines() if line.strip()),
    )


def _country(code: str) -> Bilingual:
    """Return the country's name in both languages (CLDR); an unknown code stands for itself."""
    # Babel's locale data costs 40 ms to load: only when something is printed.
    from babel import Locale

    names = [str(Locale(language).territories.get(code, code)) for language in ("en", "zh")]
    return Bilingual(*names)


def _goods(session: Session, figures: QuoteFigures) -> tuple[GoodsLine, ...]:
    lines = figures.draft.lines
    wanted = [line.product_id for line in lines if line.product_id]
    pictures = product_pictures.small_pictures(session, wanted)
    return tuple(
        GoodsLine(
            sku=line.sku,
            name=Bilingual(line.name_en, line.name_zh),
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            details=Bilingual(line.description_en, line.description_zh),
            hs_code=line.hs_code,
            picture=pictures.get(line.product_id or ""),
            kind=line.kind.value,
            is_optional=line.is_optional,
            is_free=line.is_free,
            buyer_item_code=line.buyer_item_code,
        )
        for line in lines
    )


def _signer(session: Session) -> str:
    user = session.scalar(
        sa.select(User).where(User.deleted_at.is_(None)).order_by(User.created_at).limit(1)
    )
    if user is None:
        return ""
    return ", ".join(part for part in (user.name, user.title) if part)
