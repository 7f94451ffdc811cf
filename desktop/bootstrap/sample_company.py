"""The sample company: an LED exporter's workspace, brought in by the same ways as real data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.bootstrap import (
    mail_in,
    sample_catalogue,
    sample_credit,
    sample_freight,
    sample_orders,
    sample_quotes,
    sample_rates,
)
from desktop.bootstrap.sample_mail import messages, read_json
from desktop.crm import assessment, customers, linking
from desktop.crm import company as users
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.paths import resource
from desktop.store.queries import health
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Account
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Activity, Complaint, Deal, FollowUp, Sample, Template
from desktop.store.schema.workspace import Workspace
from desktop.store.workspace import Store
from desktop.trade import (
    bank_accounts,
    company,
    company_checks,
    payment_terms,
    quote_lines,
    quote_revisions,
    quotes,
)
from desktop.trade.documents.offer import Bank
from desktop.trade.payment_parse import parse_terms
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_lines import LineRequest
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
    _Work(store, work, customer_ids, threads, now).put()
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
    account = Account(
        email=content["email"],
        display_name=user["name"],
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


class _Work:
    """Quotes, orders, deals and promises of the sample company."""

    def __init__(
        self,
        store: Store,
        work: dict[str, Any],
        customer_ids: dict[str, str],
        threads: dict[str, int],
        now: datetime,
    ) -> None:
        self._store, self._work, self._now = store, work, now
        self._customers, self._threads = customer_ids, threads
        self._contacts: dict[str, str] = {}
        self._quotes: dict[str, str] = {}
        self._orders: dict[str, str] = {}

    def put(self) -> None:
        """Write all of it, in the order in which one thing needs another."""
        for key in self._customers.values():
            for contact in customers.show(self._store, key, self._now).contacts:
                self._contacts[contact.email] = contact.id
        for row in self._work["quotes"]:
            self._quote(row)
        for row in self._work["orders"]:
            quote_id = self._quotes[row["quote"]]
            self._orders[row["number"]] = sample_orders.put_order(
                self._store, row, quote_id, self._now
            )
        credit = read_json("credit_order.json")
        self._orders[credit["number"]] = sample_credit.put_order(
            self._store, credit, self._customers[credit["customer"]], self._now
        )
        with self._store.write("import") as unit:
            for make in (self._deals, self._follow_ups, self._happenings):
                unit.session.add_all(list(make()))
        sample_quotes.join_mails(self._store, self._now.date())

    def _quote(self, row: dict[str, Any]) -> None:
        earlier = row.get("earlier_revisions", [])
        first, first_at = (
            (earlier[0], self._ago(earlier[0]["days_ago"]))
            if earlier
            else (row, self._ago(row["days_ago"]))
        )
        figures = quotes.create(
            self._store,
            self._draft(row),
            [_line(line) for line in first["lines"]],
            today=first_at.date(),
            number=row["number_hint"],
            cause="import",
        )
        for _revision in earlier:
            sample_quotes.send(self._store, figures.id, first_at, _revision["note"])
            figures = quote_revisions.revise(self._store, figures.id, today=self._now.date())
            figures = self._relined(figures.id, row["lines"])
        self._settle(figures.id, row)
        self._quotes[row["key"]] = figures.id
        draft = row.get("draft_revision")
        if draft:
            revised = quote_revisions.revise(
                self._store, figures.id, note=draft["note"], today=self._now.date()
            )
            self._relined(revised.id, draft["lines"])

    def _relined(self, quote_id: str, lines: list[dict[str, Any]]) -> QuoteFigures:
        today = self._now.date()
        draft = quotes.show(self._store, quote_id, today=today).draft
        with self._store.read() as session:
            found = [
                quote_lines.resolve_line(session, _line(line), draft.currency) for line in lines
            ]
        return quotes.update(self._store, quote_id, replace(draft, lines=tuple(found)), today=today)

    def _draft(self, row: dict[str, Any]) -> QuoteDraft:
        return QuoteDraft(
            customer_id=self._customers[row["customer"]],
            contact_id=self._contacts.get(row["contact"]),
            thread_id=self._threads.get(row["thread"] or ""),
            currency=row["currency"],
            incoterm=row["incoterm"],
            place=row["place"],
            port_of_loading="Ningbo",
            payment_terms=row["payment_terms"],
            lead_time=_("{days} days from deposit").format(days=row["lead_time_days"]),
            valid_until=(self._ago(row["days_ago"]) + timedelta(days=row["valid_days"])).date(),
            buyer_reference=row.get("buyer_reference") or "",
            freight=Decimal(row["freight"]) if row.get("freight") else None,
            insurance=Decimal(row["insurance"]) if row.get("insurance") else None,
            charges_included=bool(row.get("freight_included")),
        )

    def _settle(self, quote_id: str, row: dict[str, Any]) -> None:
        """Bring a quote into its state, as of the day it happened."""
        at, state = self._ago(row["days_ago"]), row["state"]
        with self._store.write("import") as unit:
            quote = unit.session.get(Quote, quote_id)
            assert quote is not None
            quote.created_at = at
            if state == "draft":
                return
            quote.state, quote.sent_at = state, at
            if state in ("accepted", "declined"):
                quote.decided_at = min(self._now, at + timedelta(days=4))

    def _deals(self) -> Iterable[Deal]:
        for row in self._work["deals"]:
            yield Deal(
                customer_id=self._customers[row["customer"]],
                title=row["title"],
                stage=row["stage"],
                amount=Decimal(row["amount"]) if row.get("amount") else None,
                currency=row["currency"],
                thread_id=self._threads.get(row.get("thread") or ""),
                stage_since=self._ago(row["stage_days_ago"]),
                lost_reason=row.get("lost_reason", ""),
            )

    def _follow_ups(self) -> Iterable[FollowUp]:
        for row in self._work["followups"]:
            due = self._now + timedelta(days=row["due_days"])
            yield FollowUp(
                kind=row["kind"],
                title=row["title"],
                due=due,
                customer_id=self._customers.get(row["customer"] or ""),
                contact_id=self._contacts.get(row.get("contact") or ""),
                thread_id=self._threads.get(row.get("thread") or ""),
                started_at=min(due, self._now) - timedelta(days=2),
            )

    def _happenings(self) -> Iterable[Any]:
        for row in self._work["samples"]:
            yield Sample(
                customer_id=self._customers[row["customer"]],
                title=row["title"],
                courier=row["courier"],
                tracking_number=row["tracking_number"],
                state=row["state"],
                sent_at=self._maybe_ago(row.get("sent_days_ago")),
                delivered_at=self._maybe_ago(row.get("delivered_days_ago")),
                feedback=row.get("feedback") or "",
            )
        for row in self._work["complaints"]:
            yield Complaint(
                customer_id=self._customers[row["customer"]],
                title=row["title"],
                thread_id=self._threads.get(row.get("thread") or ""),
                order_id=self._orders.get(row.get("order") or ""),
                received_at=self._ago(row["days_ago"]),
                answered_at=self._maybe_ago(row.get("answered_days_ago")),
                solved_at=self._maybe_ago(row.get("solved_days_ago")),
                solution=row.get("solution") or "",
                cause=row.get("cause") or "",
                prevention=row.get("prevention") or "",
                state=row["state"],
            )
        for row in self._work["activities"]:
            yield Activity(
                customer_id=self._customers[row["customer"]],
                kind=row["kind"],
                summary=row["summary"],
                is_substantive=True,
                at=self._ago(row["days_ago"]),
            )

    def _ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def _maybe_ago(self, days: float | None) -> datetime | None:
        return None if days is None else self._ago(days)


def _line(row: dict[str, Any]) -> LineRequest:
    price = row.get("unit_price")
    return LineRequest(
        row["sku"],
        Decimal(str(row["quantity"])),
        Decimal(price) if price is not None else None,
        Decimal(str(row.get("discount_percent") or "0")),
    )
