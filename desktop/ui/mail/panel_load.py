"""Whose mail it is, read in one task: the card, why the thread is linked, what happened lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.crm import customers, intake
from desktop.crm.customer_list import CustomerRow, Filter, list_customers
from desktop.crm.customer_list import rows_of as customers_of
from desktop.crm.customers import CustomerCard
from desktop.crm.intake import Proposal
from desktop.crm.linking import Link, link_of
from desktop.crm.local_time import Holiday, next_holidays
from desktop.crm.timeline import Event, history
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store

RECENT = 5
HOLIDAYS_AHEAD_DAYS = 30
# What the conversation itself shows already is no news in the panel.
_KINDS = ("activity", "quote", "order", "sample", "complaint", "document")


@dataclass(frozen=True)
class PanelData:
    """What the panel shows of a conversation. Without a card, the proposal fills the form.

    `maybe`: customers it might belong to. `message_id`: the mail a customer is made from.
    """

    thread_id: int
    message_id: int | None
    link: Link
    card: CustomerCard | None = None
    recent: tuple[Event, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    proposal: Proposal | None = None
    maybe: tuple[CustomerRow, ...] = ()


def load_panel(store: Store, thread_id: int, message_id: int | None, now: datetime) -> PanelData:
    """Read the panel of a conversation; `message_id` is its newest inbound mail."""
    link = link_of(store, thread_id)
    if link.customer_id is None:
        maybe = tuple(customers_of(store, list(link.suggestions)))
        proposal = _proposal(store, message_id)
        return PanelData(thread_id, message_id, link, proposal=proposal, maybe=maybe)
    card = customers.show(store, link.customer_id, now)
    recent = history(store, card.id, kinds=_KINDS, limit=RECENT, changes=False)
    country = str(card.fields.get("country") or "")
    today = card.clock.now.date() if card.clock else now.date()
    holidays = next_holidays(country, today, days=HOLIDAYS_AHEAD_DAYS) if country else ()
    return PanelData(
        thread_id, message_id, link, card=card, recent=tuple(recent), holidays=holidays[:2]
    )


def _proposal(store: Store, message_id: int | None) -> Proposal | None:
    if message_id is None:
        return None
    try:
        return intake.from_message(store, message_id)
    except UserFacing:
        return None


def notice(data: PanelData) -> str:
    """Return what to mind when writing to this customer: holidays ahead, how he likes it."""
    card = data.card
    if card is None:
        return ""
    parts = [
        _("{day}: {name}, a public holiday there.").format(
            day=holiday.day.strftime("%Y-%m-%d"), name=holiday.name
        )
        for holiday in data.holidays
        if card.clock is None or holiday.day - card.clock.now.date() < timedelta(days=15)
    ]
    for key in ("preferences", "culture_memo"):
        text = " ".join(str(card.fields.get(key) or "").split())
        if text:
            parts.append(text if text.endswith((".", "。")) else f"{text}.")
            break
    return " ".join(parts)


def search_customers(store: Store, text: str) -> list[CustomerRow]:
    """Return the customers that match what is typed, best eight."""
    return list_customers(store, where=Filter(text=text.strip()), limit=8)
