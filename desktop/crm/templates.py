"""Mail templates in the store: kept by key, listed by language, filled for a contact."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision
from sqlalchemy.orm import Session

from desktop.crm import business, contacts
from desktop.crm.business import OrderRow, QuoteRow
from desktop.crm.company import current_user
from desktop.crm.contacts import ContactRow
from desktop.crm.figures import Sum
from desktop.crm.places import country_name
from desktop.crm.template_rule import Filled, Slot, fill, slots
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.runtime.paths import resource
from desktop.store.schema.customers import Customer
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.products import Product
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.schema.work import Template
from desktop.store.schema.workspace import CompanyProfile
from desktop.store.workspace import Store

KINDS = {
    "first_reply": N_("First reply"),
    "acknowledgement": N_("Acknowledgement"),
    "quotation": N_("Quotation"),
    "negotiation": N_("Negotiation"),
    "follow_up": N_("Follow-up"),
    "order": N_("Order"),
    "payment": N_("Payment"),
    "complaint": N_("Complaint"),
    "greeting": N_("Greeting"),
    "reply": N_("Reply"),
}

# What a template can say, with what it means; the editor offers these.
SLOTS = {
    "contact.salutation_name": N_("Mr Brenner"),
    "contact.greeting": N_("Dear Mr Brenner"),
    "contact.name": N_("The contact's name"),
    "contact.first_name": N_("The contact's given name"),
    "contact.last_name": N_("The contact's family name"),
    "contact.title": N_("The contact's position"),
    "customer.name": N_("The customer's company"),
    "customer.country": N_("The customer's country"),
    "customer.city": N_("The customer's city"),
    "quote.number": N_("Number of the open quote"),
    "quote.total": N_("Total of the open quote"),
    "quote.valid_until": N_("Last day of the quote"),
    "quote.incoterm": N_("Incoterm of the quote"),
    "quote.place": N_("Place of the Incoterm"),
    "quote.payment_terms": N_("Payment terms of the quote"),
    "quote.lead_time": N_("Lead time of the quote"),
    "order.number": N_("Number of the open order"),
    "order.total": N_("Total of the order"),
    "order.etd": N_("Day of departure"),
    "order.eta": N_("Day of arrival"),
    "order.balance": N_("What is still to be paid"),
    "order.balance_due": N_("Day the balance is due"),
    "product.name": N_("First product of the quote"),
    "product.moq": N_("Minimum quantity of the product"),
    "product.lead_time_days": N_("Lead time of the product in days"),
    "user.name": N_("Your name"),
    "user.title": N_("Your position"),
    "user.email": N_("Your address"),
    "company.name": N_("Your company"),
    "company.name_zh": N_("Your company in Chinese"),
    "company.phone": N_("Your company's phone number"),
    "company.website": N_("Your company's website"),
}


@dataclass(frozen=True)
class TemplateRow:
    """A template. `key` names it for ever ("price-hold-en"); `slots` are in the order of the text."""

    id: str
    key: str
    name: str
    kind: str
    language: str
    subject: str
    body: str
    slots: tuple[Slot, ...]

    def kind_text(self) -> str:
        """Return the kind in the user's language."""
        return _(KINDS.get(self.kind, self.kind))


def list_templates(
    store: Store, *, language: str = "", kind: str = "", text: str = ""
) -> list[TemplateRow]:
    """Return templates by name; of one language or kind, or with `text` in name, subject or body."""
    query = _living().order_by(Template.name, Template.id)
    if language:
        query = query.where(Template.language == language)
    if kind:
        query = query.where(Template.kind == kind)
    for word in text.split():
        query = query.where(
            sa.or_(
                Template.name.icontains(word, autoescape=True),
                Template.key.icontains(word, autoescape=True),
                Template.subject.icontains(word, autoescape=True),
                Template.body.icontains(word, autoescape=True),
            )
        )
    with store.read() as session:
        return [_row(record) for record in session.scalars(query)]


def _living() -> sa.Select[Template]:
    return sa.select(Template).where(Template.deleted_at.is_(None))


def _row(record: Template) -> TemplateRow:
    try:
        found = slots(record.subject + "\n" + record.body)
    except UserFacing:
        found = ()
    return TemplateRow(
        record.id,
        record.key,
        record.name,
        record.kind,
        record.language,
        record.subject,
        record.body,
        found,
    )


def show(store: Store, name: str) -> TemplateRow:
    """Return the template with this key, name or id. Raises UserFacing (`no_template`)."""
    with store.read() as session:
        return _row(_record(session, name))


def _record(session: Session, name: str) -> Template:
    exact = sa.or_(Template.key == name, Template.id == name, Template.name == name)
    order = (Template.key == name).desc()
    record = session.scalars(_living().where(exact).order_by(order, Template.id)).first()
    if record is None:
        raise UserFacing(
            _("There is no template “{name}”.").format(name=name),
            hint=_("`tradepost template list` shows their names."),
            code="no_template",
        )
    return record


def set_template(
    store: Store,
    key: str,
    *,
    body: str | None = None,
    subject: str | None = None,
    name: str | None = None,
    kind: str | None = None,
    language: str | None = None,
) -> TemplateRow:
    """Change the template `key`, or add it; what is None stays. Raises UserFacing for a bad text."""
    if not key.strip():
        raise UserFacing(_("A template needs a name."), code="no_name")
    with store.write("user") as unit:
        query = _living().where(sa.or_(Template.key == key, Template.id == key))
        record = unit.session.scalars(query).first()
        if record is None:
            if not (body or "").strip():
                raise UserFacing(_("A template needs a text."), code="bad_template")
            record = Template(key=key.strip(), name=name or key.strip(), body=body or "")
            unit.session.add(record)
        given = {"body": body, "subject": subject, "name": name, "kind": kind, "language": language}
        for column, value in given.items():
            if value is not None and getattr(record, column) != value:
                setattr(record, column, value)
        slots(record.subject or "")
        slots(record.body)
        unit.session.flush()
        return _row(record)


def delete(store: Store, name: str) -> None:
    """Delete a template (undo brings it back). Raises UserFacing (`no_template`)."""
    with store.write("user") as unit:
        _record(unit.session, name).deleted_at = datetime.now(UTC)


def install_defaults(store: Store) -> int:
    """Add the starter templates whose keys are not in use yet; return how many were added."""
    rows = json.loads(resource("templates", "mail_templates.json").read_text(encoding="utf-8"))
    with store.write("setup") as unit:
        known = set(unit.session.scalars(sa.select(Template.key)))
        fresh = [row for row in rows if row["key"] not in known]
        unit.session.add_all(Template(**row) for row in fresh)
        return len(fresh)


def render(
    store: Store,
    name: str,
    contact_id: str,
    *,
    quote_id: str | None = None,
    order_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Filled:
    """Return subject and text of a template filled for a contact, and every unresolved slot.

    `contact_id`: id or e-mail address. Quote and order are those named, else the customer's
    newest open ones. `extra` overrides or adds slots ({"order": {"etd": "9 Dec"}}).
    Raises UserFacing: no such template or contact, a template that cannot be read.
    """
    person = contacts.find(store, contact_id)
    with store.read() as session:
        record = _record(session, name)
        values = slot_values(
            session,
            person,
            record.language,
            quote_id=quote_id,
            order_id=order_id,
            actor=store.actor,
        )
        subject, body = record.subject, record.body
    for branch, leaves in (extra or {}).items():
        values[branch] = {**values.get(branch, {}), **leaves}
    return fill(subject, body, values)


def preview(
    store: Store, subject: str, body: str, contact_id: str, *, language: str = "en"
) -> Filled:
    """Fill a text that is being edited, for the preview. Raises UserFacing."""
    person = contacts.find(store, contact_id)
    with store.read() as session:
        values = slot_values(session, person, language, actor=store.actor)
    return fill(subject, body, values)


def slot_values(
    session: Session,
    person: ContactRow,
    language: str,
    *,
    quote_id: str | None = None,
    order_id: str | None = None,
    actor: str = "",
) -> dict[str, dict[str, str]]:
    """Return the value of every slot for a contact, written for a mail in `language`."""
    customer = session.get(Customer, person.customer_id)
    quote = _quote(session, person.customer_id, quote_id)
    order = _order(session, person.customer_id, order_id)
    company = session.scalars(
        sa.select(CompanyProfile)
        .where(CompanyProfile.deleted_at.is_(None))
        .order_by(CompanyProfile.is_default.desc(), CompanyProfile.created_at)
        .limit(1)
    ).first()
    user = current_user(session, actor)
    return {
        "contact": _contact_values(person, language),
        "customer": {
            "name": customer.name if customer else "",
            "name_zh": customer.name_zh if customer else "",
            "city": customer.city if customer else "",
            "country": country_name(customer.country) if customer and customer.country else "",
            "port_of_destination": customer.port_of_destination if customer else "",
        },
        "quote": _quote_values(session, quote, language),
        "product": _product_values(session, quote, language),
        "order": _order_values(order, language),
        "user": {
            "name": user.name if user else "",
            "title": user.title if user else "",
            "email": user.email if user else "",
        },
        "company": {
            key: str(getattr(company, key)) if company else ""
            for key in ("name", "name_zh", "address", "phone", "email", "website")
        },
    }


def _contact_values(person: ContactRow, language: str) -> dict[str, str]:
    parts = person.addressee().parts()
    return {
        "name": person.name,
        "salutation_name": person.called(language),
        "greeting": person.greeting(language),
        "first_name": parts.given,
        "last_name": parts.family,
        "title": person.title,
        "email": person.email,
        "phone": person.phone,
    }


def _quote(session: Session, customer_id: str, quote_id: str | None) -> QuoteRow | None:
    which = (
        Quote.id == quote_id
        if quote_id
        else sa.and_(Quote.customer_id == customer_id, Quote.state.in_(business.OPEN_QUOTES))
    )
    return next(iter(business.quotes_where(session, which)), None)


def _order(session: Session, customer_id: str, order_id: str | None) -> OrderRow | None:
    which = (
        SalesOrder.id == order_id
        if order_id
        else sa.and_(SalesOrder.customer_id == customer_id, SalesOrder.milestone != "closed")
    )
    return next(iter(business.orders_where(session, which)), None)


def _quote_values(session: Session, quote: QuoteRow | None, language: str) -> dict[str, str]:
    if quote is None:
        return {}
    record = session.get(Quote, quote.id)
    return {
        "number": quote.number,
        "revision": str(quote.revision),
        "total": money_text(quote.total, language),
        "valid_until": day_text(quote.valid_until, language),
        "incoterm": quote.incoterm,
        "place": quote.place,
        "payment_terms": record.payment_terms if record else "",
        "lead_time": record.lead_time if record else "",
        "port_of_loading": record.port_of_loading if record else "",
    }


def _product_values(session: Session, quote: QuoteRow | None, language: str) -> dict[str, str]:
    """The first line of the quote, with what the catalogue knows of it."""
    if quote is None:
        return {}
    line = session.scalars(
        sa.select(QuoteLine)
        .where(QuoteLine.quote_id == quote.id, QuoteLine.deleted_at.is_(None))
        .order_by(QuoteLine.position)
    ).first()
    if line is None:
        return {}
    product = session.get(Product, line.product_id) if line.product_id else None
    chinese = language.startswith("zh")
    days = product.lead_time_days if product else None
    return {
        "name": (line.name_zh if chinese else line.name_en) or line.name_en or line.sku,
        "sku": line.sku,
        "moq": str(product.moq) if product and product.moq else "",
        "lead_time_days": str(days) if days else "",
        "price": money_text(Sum(line.unit_price, quote.total.currency), language),
    }


def _order_values(order: OrderRow | None, language: str) -> dict[str, str]:
    if order is None:
        return {}
    return {
        "number": order.number,
        "total": money_text(order.total, language),
        "etd": day_text(order.etd, language),
        "eta": day_text(order.eta, language),
        "milestone": order.milestone_text(),
        "progress": f"{order.progress_percent} %" if order.progress_percent else "",
        "balance": ", ".join(money_text(owed, language) for owed in order.unpaid),
        "balance_due": day_text(order.balance_due_on, language),
    }


_LOCALES = {"zh": "zh_CN", "pt": "pt_BR"}


def _locale(language: str) -> str:
    short = language.replace("-", "_").split("_")[0].lower() or "en"
    known = {
        "en",
        "de",
        "es",
        "fr",
        "it",
        "ja",
        "ko",
        "nl",
        "pl",
        "ru",
        "tr",
        "vi",
        "ar",
        "zh",
        "pt",
    }
    return _LOCALES.get(short, short) if short in known else "en"


def money_text(amount: Sum, language: str) -> str:
    """Return "USD 42,600.00" with the separators of the mail's language."""
    digits = get_currency_precision(amount.currency)
    value = amount.amount.quantize(Decimal(1).scaleb(-digits))
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{amount.currency} {format_decimal(value, pattern, locale=_locale(language))}"


def day_text(day: date | None, language: str) -> str:
    """Return a day written out in the mail's language ("4 December 2026"), "" for none."""
    if day is None:
        return ""
    locale = _locale(language)
    if locale == "en":
        return f"{day.day} {format_date(day, 'MMMM y', locale='en')}"
    return str(format_date(day, "long", locale=locale))
