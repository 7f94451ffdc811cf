"""The work of the sample company: quotes with their revisions, orders, deals, promises, what happened."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.bootstrap import (
    sample_credit,
    sample_orders,
    sample_quotes,
)
from desktop.bootstrap.sample_mail import read_json
from desktop.crm import customers
from desktop.runtime.i18n import _
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Activity, Complaint, Deal, FollowUp, Sample
from desktop.store.workspace import Store
from desktop.trade import (
    quote_lines,
    quote_revisions,
    quotes,
)
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_lines import LineRequest


class Work:
    """Quotes, orders, deals and promises of the sample company."""

    def __init__(
        self,
        store: Store,
        work: dict[str, Any],
        customer_ids: dict[str, str],
        threads: dict[str, int],
        now: datetime,
    ) -> None:
        """`work` is what was written of it; customers by their key, conversations by theirs; as of `now` (aware UTC)."""
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
