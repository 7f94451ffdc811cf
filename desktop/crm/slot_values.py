"""What the slots of a template stand for: contact, customer, quote, product and order, written for one mail."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import business
from desktop.crm.business import OrderRow, QuoteRow
from desktop.crm.company import current_user
from desktop.crm.contacts import ContactRow
from desktop.crm.figures import Sum
from desktop.crm.mail_words import day_text, money_text
from desktop.crm.places import country_name
from desktop.runtime.i18n import N_
from desktop.store.schema.customers import Customer
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.products import Product
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.schema.workspace import CompanyProfile

# What a template can say, with what it means; `template slots` lists these.
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
