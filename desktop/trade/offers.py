"""From the store to a printable document: seller, buyer, bank, goods and figures put together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.workspace import User
from desktop.trade import (
    bank_accounts,
    chosen_clauses,
    clause_choices,
    company,
    document_templates,
    product_pictures,
    quote_marks,
)
from desktop.trade.bilingual import FURTHER, Bilingual, Language
from desktop.trade.documents.account import assemble_statement
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import LANGUAGES, Clause, Kind, TradeDocument
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.layout_rules import dressed
from desktop.trade.documents.line_items import GoodsLine
from desktop.trade.documents.matrix import MATRIX, Need
from desktop.trade.documents.offer import Bank, Buyer, Offer
from desktop.trade.order_chain import kind_text
from desktop.trade.order_figures import OrderFigures, happened
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.statements import Statement


@dataclass(frozen=True, slots=True)
class Place:
    """The number and revision a document is going to have; `first` when it opens a number.

    `series` is the seller's number prefix, whose sequence the number is taken from. `again`: the
    content is issued already, in another language. `skipped` are numbers before it that files
    without an entry have.
    """

    number: str
    revision: int
    first: bool
    issued_on: date
    series: str = ""
    again: bool = False
    skipped: tuple[str, ...] = ()


def document_of(
    session: Session,
    figures: QuoteFigures | OrderFigures,
    kind: Kind,
    languages: str,
    place: Place,
    layout: Layout | None = None,
) -> TradeDocument:
    """Return the document that says what the quote or order says, under the number of `place`.

    `layout` stands for the template of the seller.

    Raises UserFacing: company without a name; no account to pay to where one must be named.
    """
    draft = figures.draft
    look = layout or document_templates.layout_for(session, kind, draft.seller_id)
    bank = _bank(session, draft, kind)
    buyer = _buyer(session, figures, languages)
    mark = quote_marks.mark_of(session, draft, figures.totals.packed.cartons)
    offer = Offer(
        seller=company.read_seller(session, draft.seller_id),
        buyer=buyer,
        number=place.number,
        revision=place.revision,
        issued_on=place.issued_on,
        currency=draft.currency,
        incoterm=draft.incoterm,
        place=draft.place,
        lines=_goods(session, figures, languages),
        totals=figures.totals,
        charges=draft.charges(),
        valid_until=draft.valid_until,
        port_of_loading=draft.port_of_loading,
        mode=draft.transport_mode,
        terms=figures.terms,
        lead_time=draft.lead_time,
        buyer_reference=draft.buyer_reference,
        remarks=draft.remarks,
        bank=bank,
        signer=_signer(session),
        partial_shipment=draft.partial_shipment,
        transhipment=draft.transhipment,
        tolerance_percent=draft.tolerance_percent,
        destination=draft.final_place(),
        all_marks=tuple(line for line in mark.splitlines() if line.strip()),
        library=_clauses(session, figures, kind, look),
    )
    if isinstance(figures, OrderFigures):
        offer = _of_order(offer, figures)
    return dressed(assemble(offer, kind, languages), look)


def _bank(session: Session, draft: QuoteDraft, kind: Kind) -> Bank | None:
    if MATRIX["bank"][kind] is not Need.REQUIRED:
        return None
    bank = bank_accounts.read_bank(session, draft.currency, draft.seller_id)
    if bank is None:
        raise UserFacing(
            _("There is no bank account for {currency}.").format(currency=draft.currency),
            hint=_("A {document} names one: add it in Settings, under Company.").format(
                document=kind_text(kind.value).lower()
            ),
            code="no_bank_account",
        )
    return bank


def _clauses(
    session: Session, figures: QuoteFigures | OrderFigures, kind: Kind, layout: Layout
) -> tuple[Clause, ...]:
    """Return what rules, template and this quote or order choose of the library."""
    has_credit = isinstance(figures, OrderFigures) and bool(figures.letter_of_credit)
    found = chosen_clauses.clauses_of(
        session, figures.draft, kind, has_credit=has_credit, layout=layout
    )
    return tuple(
        Clause(one.text, one.title, one.key, one.version, one.topic)
        for one in clause_choices.printed(found)
    )


def _of_order(offer: Offer, figures: OrderFigures) -> Offer:
    invoice = figures.invoice()
    return replace(
        offer,
        shipping=figures.shipping,
        credit=figures.letter_of_credit,
        order_number=figures.number,
        invoice_number=invoice.label() if invoice else "",
        received=figures.payments.paid,
        happened=happened(figures.record),
    )


def statement_of(
    session: Session,
    statement: Statement,
    languages: str,
    place: Place,
    layout: Layout | None = None,
) -> TradeDocument:
    """Return a customer's statement of account by the company that sold, with its bank account.

    Raises UserFacing: company without a name; no account to pay to in that currency.
    """
    seller_id = statement.seller_id or None
    bank = bank_accounts.read_bank(session, statement.currency, seller_id)
    if bank is None:
        raise UserFacing(
            _("There is no bank account for {currency}.").format(currency=statement.currency),
            hint=_("A {document} names one: add it in Settings, under Company.").format(
                document=kind_text(Kind.STATEMENT.value).lower()
            ),
            code="no_bank_account",
        )
    customer = session.get_one(Customer, statement.customer_id)
    document = assemble_statement(
        statement,
        company.read_seller(session, seller_id),
        Buyer(
            customer.name,
            _address(customer),
            _country(customer.country, languages),
            customer.tax_id,
        ),
        bank,
        number=place.number,
        issued_on=place.issued_on,
        languages=languages,
        signer=_signer(session),
    )
    look = layout or document_templates.layout_for(session, Kind.STATEMENT, seller_id)
    return dressed(document, look)


def _address(customer: Customer) -> str:
    address = customer.address
    if customer.city and customer.city not in address:
        address = "\n".join(part for part in (address, customer.city) if part)
    return address


def _buyer(session: Session, figures: QuoteFigures | OrderFigures, languages: str) -> Buyer:
    customer = session.get_one(Customer, figures.draft.customer_id)
    contact = session.get(Contact, figures.draft.contact_id) if figures.draft.contact_id else None
    mark = quote_marks.asked_mark(customer, figures.draft, figures.totals.packed.cartons)
    return Buyer(
        name=customer.name,
        address=_address(customer),
        country=_country(customer.country, languages),
        tax_id=customer.tax_id,
        contact=contact.name if contact else "",
        marks=tuple(line for line in mark.splitlines() if line.strip()),
    )


def _country(code: str, languages: str) -> Bilingual:
    """Return the country's name in the languages of a document (CLDR); an unknown code stands for itself."""
    # Babel's locale data costs 40 ms to load: only when something is printed.
    from babel import Locale

    def name(language: Language) -> str:
        return str(Locale(language).territories.get(code, code))

    more = tuple((one, name(one)) for one in LANGUAGES[languages] if one in FURTHER)
    return Bilingual(name("en"), name("zh"), more)


def _goods(
    session: Session, figures: QuoteFigures | OrderFigures, languages: str
) -> tuple[GoodsLine, ...]:
    """Return the lines; an article without a text in a further language prints the English one."""
    lines = figures.draft.lines
    further = [code for code in LANGUAGES[languages] if code in FURTHER]
    wanted = [line.product_id for line in lines if line.product_id]
    pictures = product_pictures.small_pictures(session, wanted)
    return tuple(
        GoodsLine(
            sku=line.sku,
            name=Bilingual(line.name_en, line.name_zh, _further(line, "name", further)),
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            details=Bilingual(
                line.description_en, line.description_zh, _further(line, "description", further)
            ),
            hs_code=line.hs_code,
            picture=pictures.get(line.product_id or ""),
            kind=line.kind.value,
            is_optional=line.is_optional,
            is_free=line.is_free,
            buyer_item_code=line.buyer_item_code,
            origin=_country(line.origin, languages) if line.origin else Bilingual(""),
        )
        for line in lines
    )


def _further(
    line: DraftLine, part: str, languages: Sequence[Language]
) -> tuple[tuple[Language, str], ...]:
    """Return a line's name or description in the further languages that have one."""
    texts = ((code, line.texts.get(code, {}).get(part, "")) for code in languages)
    return tuple((code, text) for code, text in texts if text)


def _signer(session: Session) -> str:
    user = session.scalar(
        sa.select(User).where(User.deleted_at.is_(None)).order_by(User.created_at).limit(1)
    )
    if user is None:
        return ""
    return ", ".join(part for part in (user.name, user.title) if part)
