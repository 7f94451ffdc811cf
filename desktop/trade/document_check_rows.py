"""Reads the documents of an order from the store and checks them: `document check`, the order's page."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import bank_accounts, check_list, company, letter_of_credit, orders, quote_marks
from desktop.trade.check_facts import DocumentFacts, DocumentSet, SetFinding
from desktop.trade.check_list import CheckResult
from desktop.trade.document_facts import (
    Said,
    as_printed,
    bill_of_lading,
    draft_of_source,
    insurance,
    planned,
    shipping_of_source,
)
from desktop.trade.incoterms import Severity
from desktop.trade.letter_of_credit import LetterOfCredit
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.payment import describe
from desktop.trade.quote_rows import read_figures as read_quote


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The checks of one order's documents. `order_id` is "" for documents of a quote alone."""

    order_id: str
    number: str
    documents: tuple[DocumentFacts, ...]
    results: tuple[CheckResult, ...]
    credit: LetterOfCredit | None = None
    latest_presentation: date | None = None

    @property
    def findings(self) -> tuple[SetFinding, ...]:
        """Every finding, errors first."""
        return check_list.findings(self.results)

    @property
    def is_ok(self) -> bool:
        """Tell whether no finding is an error."""
        return all(one.severity is not Severity.ERROR for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        last = self.latest_presentation
        return {
            "ok": self.is_ok,
            "order_id": self.order_id or None,
            "order": self.number or None,
            "letter_of_credit": self.credit.number if self.credit else None,
            "latest_presentation": last.isoformat() if last else None,
            "documents": [
                {"id": one.id or None, "kind": one.kind, "number": one.number or None,
                 "revision": one.revision, "issued": not one.is_draft} for one in self.documents
            ],
            "checks": [one.as_json() for one in self.results],
            "findings": [one.as_json() for one in self.findings],
        }  # fmt: skip


def check(store: Store, ids: Collection[str], *, today: date) -> CheckReport:
    """Compare the documents of one order, named by order or by documents (ids or numbers).

    Named documents stand for their order: all its documents are compared. Raises UserFacing: an
    unknown id, documents of several orders.
    """
    with store.read() as session:
        asked = [_named(session, one) for one in ids]
        owners = {owner for owner, _row in asked}
        if len(owners) != 1:
            raise UserFacing(
                _("These documents belong to more than one order."),
                hint=_("Check the documents of one order at a time."),
                code="several_orders",
            )
        named = frozenset(row.id for _owner, row in asked if row is not None)
        kind, owner_id = owners.pop()
        if kind == "order":
            figures = orders.show_in(session, owner_id, today=today)
            return report(session, figures, today, asked=named)
        rows = _of_quote(session, owner_id)
        facts = _issued_facts(session, rows, today, None)
        found = DocumentSet(facts, None, today, named)
        return CheckReport("", "", facts, check_list.run(found))


def of_order(store: Store, order_id: str, *, today: date) -> CheckReport:
    """Compare the documents of an order (by id or number), as the order's page shows them."""
    with store.read() as session:
        return report(session, orders.show_in(session, order_id, today=today), today)


def report(
    session: Session, figures: OrderFigures, today: date, *, asked: frozenset[str] = frozenset()
) -> CheckReport:
    """Return the checks of an order inside a session that is already open."""
    found = document_set(session, figures, today, asked=asked)
    credit = found.credit
    last = credit.latest_presentation(figures.shipping.bl_date) if credit else None
    return CheckReport(
        figures.id, figures.number, found.documents, check_list.run(found), credit, last
    )


def document_set(
    session: Session,
    figures: OrderFigures,
    today: date,
    *,
    asked: frozenset[str] = frozenset(),
    planned_kinds: Sequence[str] = (),
) -> DocumentSet:
    """Return the documents of an order, with the order itself, B/L, insurance and L/C.

    `planned_kinds` are documents about to be issued: they stand as the order would print them
    today, in place of what was issued of their kind.
    """
    said = said_by(session, figures)
    rows = _of_order(session, figures)
    facts = list(_issued_facts(session, rows, today, said))
    for kind in planned_kinds:
        # The next revision replaces what was issued; earlier papers still speak about the bank.
        facts = [replace(f, newest_revision=f.revision + 1) if f.kind == kind else f for f in facts]
        facts.append(planned(kind, said, today))
    order = replace(planned("order", said, today), number=figures.number, is_draft=True)
    facts.append(order)
    facts += [one for one in (bill_of_lading(said), insurance(said)) if one is not None]
    credit = letter_of_credit.read(figures.letter_of_credit)
    return DocumentSet(tuple(facts), credit, today, asked)


def said_by(session: Session, figures: OrderFigures) -> Said:
    """Return what documents of the order are made from, parties and account included."""
    draft = figures.draft
    customer = session.get(Customer, draft.customer_id)
    name = address = ""
    try:
        seller = company.read_seller(session, draft.seller_id)
    except UserFacing:
        pass  # a company without a name is a finding of its own
    else:
        name, address = seller.name or seller.name_zh, seller.address or seller.address_zh
    cartons = figures.totals.packed.cartons
    return Said(
        draft=draft,
        shipping=figures.shipping,
        seller=name,
        seller_address=address,
        marks=quote_marks.asked_mark(customer, draft, cartons) if customer else "",
        buyer=customer.name if customer else "",
        buyer_address=customer.address if customer else "",
        bank=bank_accounts.read_bank(session, draft.currency, draft.seller_id),
        credit=figures.letter_of_credit,
        payment_terms=describe(figures.terms.instalments).en if figures.terms else "",
    )


def _named(session: Session, name: str) -> tuple[tuple[str, str], IssuedDocument | None]:
    """Return whose documents an id or number means: ("order" or "quote", id), and the document."""
    order = session.get(SalesOrder, name) or session.scalar(
        sa.select(SalesOrder).where(SalesOrder.number == name, SalesOrder.deleted_at.is_(None))
    )
    if order is not None:
        return ("order", order.id), None
    row = session.get(IssuedDocument, name) or session.scalar(
        sa.select(IssuedDocument)
        .where(IssuedDocument.number == name, IssuedDocument.deleted_at.is_(None))
        .order_by(IssuedDocument.revision.desc())
        .limit(1)
    )
    if row is None or row.deleted_at is not None:
        raise UserFacing(_("There is no document {id}.").format(id=name), code="unknown_document")
    if row.order_id:
        return ("order", row.order_id), row
    quote = session.get(Quote, row.quote_id) if row.quote_id else None
    if quote is None:
        raise UserFacing(
            _("{number} belongs to no order: there is nothing to compare.").format(
                number=row.number
            ),
            code="no_order",
        )
    made = orders.of_quote(session, quote.id)
    if made:
        return _named(session, made)[0], row
    return ("quote", quote.id), row


def _of_order(session: Session, figures: OrderFigures) -> list[IssuedDocument]:
    quote_id = figures.record.quote_id
    mine = list(
        session.scalars(
            sa.select(IssuedDocument).where(
                IssuedDocument.order_id == figures.id, IssuedDocument.deleted_at.is_(None)
            )
        )
    )
    known = {row.id for row in mine}
    return mine + [row for row in _of_quote(session, quote_id) if row.id not in known]


def _of_quote(session: Session, quote_id: str | None) -> list[IssuedDocument]:
    """Return what was issued from any revision of a quote's number, not what other orders issued."""
    if quote_id is None:
        return []
    number = sa.select(Quote.number).where(Quote.id == quote_id).scalar_subquery()
    return list(
        session.scalars(
            sa.select(IssuedDocument)
            .join(Quote, Quote.id == IssuedDocument.quote_id)
            .where(
                Quote.number == number,
                IssuedDocument.order_id.is_(None),
                IssuedDocument.deleted_at.is_(None),
            )
        )
    )


def _issued_facts(
    session: Session, rows: Iterable[IssuedDocument], today: date, said: Said | None
) -> tuple[DocumentFacts, ...]:
    """Return the facts of issued documents: one a revision, whatever languages it was issued in."""
    kept: dict[tuple[str, str, int], IssuedDocument] = {}
    for row in sorted(rows, key=lambda r: (r.language != "en", r.issued_at, r.id)):
        kept.setdefault((row.kind, row.number, row.revision), row)
    newest: dict[tuple[str, str], int] = {}
    for kind, number, revision in kept:
        newest[kind, number] = max(revision, newest.get((kind, number), 0))
    found = [
        replace(
            _facts_of(session, row, today, said),
            id=row.id,
            number=row.number,
            revision=row.revision,
            newest_revision=newest[row.kind, row.number],
            issued_on=row.issued_at.astimezone().date(),
        )
        for row in kept.values()
        if row.kind != "statement"
    ]
    return tuple(sorted(found, key=lambda one: (one.issued_on or today, one.number, one.revision)))


def _facts_of(
    session: Session, row: IssuedDocument, today: date, said: Said | None
) -> DocumentFacts:
    if row.source:
        draft, shipping = draft_of_source(row.source), shipping_of_source(row.source)
        terms = said.payment_terms if said and _same_terms(said, row) else draft.payment_terms
        base = Said(draft, shipping, payment_terms=terms, credit=said.credit if said else None)
    else:
        quote = session.get(Quote, row.quote_id) if row.quote_id else None
        if quote is None:
            return as_printed(DocumentFacts(row.kind), row.snapshot)
        figures = read_quote(session, quote, today)
        terms = describe(figures.terms.instalments).en if figures.terms else ""
        base = Said(figures.draft, OrderShipping(), payment_terms=terms)
    printed = as_printed(planned(row.kind, base, today), row.snapshot)
    # What a paper shows of the credit is read from the paper alone.
    return replace(printed, credit_number="")


def _same_terms(said: Said, row: IssuedDocument) -> bool:
    header = row.source.get("header", {})
    return bool(
        header.get("payment_terms") == said.draft.payment_terms and not header.get("instalments")
    )
