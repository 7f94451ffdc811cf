"""The sample company: an LED exporter's workspace, brought in by the same ways as real data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.bootstrap import (
    mail_in,
    sample_catalogue,
    sample_freight,
    sample_rates,
    sample_seal,
)
from desktop.bootstrap.sample_mail import messages, read_json
from desktop.bootstrap.sample_work import Work
from desktop.crm import assessment, customers, linking
from desktop.crm import company as users
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.paths import resource
from desktop.store.queries import health
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Account
from desktop.store.schema.work import Template
from desktop.store.schema.workspace import Workspace
from desktop.store.workspace import Store
from desktop.trade import (
    bank_accounts,
    company,
    company_checks,
    payment_terms,
    quotes,
)
from desktop.trade.documents.offer import Bank
from desktop.trade.payment_parse import parse_terms
from desktop.trade.quote_states import QuoteState

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What the sample company consists of once it is in the workspace."""

    messages: int
    threads: int
    linked_threads: int
    customers: int
    products: int
    quotes: int
    orders: int
    open_follow_ups: int
    quote_for_proforma: str


def build(store: Store, now: datetime, progress: Progress = lambda _text: None) -> Made:
    """Fill an empty workspace with the sample company as of `now` (aware UTC).

    Raises UserFacing (`not_empty`) when the workspace holds customers or mail of its own.
    """
    figures = health.figures(store)
    if figures.is_sample:
        return _made(store)
    if figures.customers or figures.messages:
        raise UserFacing(
            _("This workspace holds data of its own: the sample company is not mixed into it."),
            safe=_("Nothing was changed."),
            hint=_("Use another folder: `tradepost --profile DIR demo`."),
            code="not_empty",
        )
    work = read_json("work.json")
    progress(_("Company, users and products"))
    account_id = _company(store)
    sample_rates.put_rates(store, now.astimezone().date())
    sample_freight.put_tariffs(store, now.astimezone().date())
    today = now.astimezone().date()
    sample_catalogue.put_articles(store, today)
    progress(_("Customers"))
    customer_ids = _customers(store, now)
    sample_catalogue.put_codes(store, customer_ids)
    _templates(store, work["templates"])
    progress(_("Mail: 300 messages through the same import as real ones"))
    threads = _mail(store, account_id, now)
    progress(_("Quotes, orders and promises"))
    Work(store, work, customer_ids, threads, now).put()
    sample_catalogue.put_prices(store, customer_ids, today)
    linking.relink(store)
    assessment.review_grades(store, now)
    with store.write("import") as unit:
        workspace = unit.session.get(Workspace, 1)
        assert workspace is not None
        workspace.is_sample = True
    return _made(store)


def _made(store: Store) -> Made:
    figures = health.figures(store)
    rows = quotes.listing(store, today=datetime.now(UTC).date())
    best = next((r for r in rows if r.state is QuoteState.ACCEPTED), rows[0])
    return Made(
        figures.messages,
        figures.threads,
        figures.linked_threads,
        figures.customers,
        figures.products,
        figures.quotes,
        figures.orders,
        figures.open_follow_ups,
        best.id,
    )


def _company(store: Store) -> str:
    content = read_json("company.json")
    company.save_company(
        store,
        {key: content[key] for key in company_checks.FIELDS if key in content},
        logo=resource("demo", "logo.png").read_bytes(),
        stamp=sample_seal.stamp(content["name_zh"]),
        signature=sample_seal.signature(),
        settings={
            "payment_terms": "T/T 30/70",
            "port_of_loading": "Ningbo",
            "clauses": content["clauses"],
        },
    )
    for bank in content["bank_accounts"]:
        bank_accounts.save_bank(store, Bank(**bank))
    for more in content["more_companies"]:
        texts = {key: more[key] for key in company_checks.FIELDS if key in more}
        key = company.save_company(store, texts, seller_id="", settings=more["settings"])
        for bank in more["bank_accounts"]:
            bank_accounts.save_bank(store, Bank(**bank), seller_id=key)
    for terms in content["own_payment_terms"]:
        payment_terms.save(store, terms["name"], parse_terms(terms["text"]).instalments)
    user = content["users"][0]
    living = users.users(store)
    users.save_user(
        store,
        living[0].id if living else None,
        name=user["name"],
        email=user["email"],
        title=user.get("title", ""),
        signature=content["signature"],
    )
    return _account(store, content, user["name"])


def _account(store: Store, content: dict[str, Any], display_name: str) -> str:
    account = Account(
        email=content["email"],
        display_name=display_name,
        username=content["email"],
        imap_host="imap.bowei-led.example",
        imap_port=993,
        imap_security="ssl",
        smtp_host="smtp.bowei-led.example",
        smtp_port=465,
        smtp_security="ssl",
        signature=content["signature"],
        enabled=False,
    )
    with store.write("import") as unit:
        unit.session.add(account)
    return account.id


def _customers(store: Store, now: datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    for content in read_json("customers.json"):
        values: dict[str, object] = {
            "name": content["name"],
            "name_zh": content.get("name_zh") or "",
            "country": content["country"],
            "city": content["city"],
            "address": content["address"],
            "website": content["website"],
            "domains": ",".join(content["domains"]),
            "source": content["source"],
            "industry": content["industry"],
            "tags": ",".join(content["tags"]),
            "incoterm": content["incoterm"],
            "payment_terms": content["payment_terms"],
            "port_of_destination": content.get("port_of_destination", ""),
            "shipping_mark": content.get("shipping_mark", ""),
            "background": content["notes"],
            "preferences": "\n".join(content["preferences"]),
        }
        if content.get("grade"):
            values |= {"grade": content["grade"], "grade_reason": content["grade_reason"]}
        if content.get("stage_hint") in ("established", "strategic"):
            values["relationship_stage"] = content["stage_hint"]  # his older orders are not here
        people = [_person(person, now) for person in content["contacts"]]
        key = customers.add(store, values, now, people=people)
        with store.write("import") as unit:
            customer = unit.session.get(Customer, key)
            assert customer is not None
            customer.first_contact_at = now - timedelta(days=content["first_contact_days_ago"])
        found[content["key"]] = key
    return found


def _person(content: dict[str, Any], now: datetime) -> dict[str, object]:
    person: dict[str, object] = {
        key: content[key]
        for key in ("name", "title", "email", "phone", "is_key", "language", "salutation")
        if content.get(key) not in (None, "")
    }
    if content.get("birthday_in_days") is not None:
        next_one = (now + timedelta(days=content["birthday_in_days"])).date()
        person["birthday"] = next_one.replace(year=1984, day=min(next_one.day, 28)).isoformat()
    return person


def _templates(store: Store, rows: Iterable[dict[str, Any]]) -> None:
    with store.write("import") as unit:
        for row in rows:
            unit.session.add(Template(**row))


def _mail(store: Store, account_id: str, now: datetime) -> dict[str, int]:
    """Import every message; return {thread key: thread id}."""
    roots: dict[str, str] = {}
    incoming = list(messages(now))
    for message in incoming:
        roots.setdefault(message.thread_key, message.message_id)
    mail_in.import_sample(store, account_id, incoming, FixedClock(now))
    return mail_in.threads_of(store, roots)
