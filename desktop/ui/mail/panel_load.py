"""Whose mail it is, read in one task: the customer's panel, or what makes a stranger one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.crm import intake, panel
from desktop.crm.customer_list import CustomerRow, Filter, list_customers
from desktop.crm.intake import Proposal
from desktop.crm.linking import Link
from desktop.crm.panel import CustomerPanel, UnknownPanel
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store

NOTICE_DAYS = 15


@dataclass(frozen=True)
class PanelData:
    """What the panel shows of a conversation. Without a card, the proposal fills the form.

    `maybe`: (id, name) of customers it might belong to. `message_id`: the mail a customer is made
    from.
    """

    thread_id: int
    link: Link
    card: CustomerPanel | None = None
    message_id: int | None = None
    proposal: Proposal | None = None
    maybe: tuple[tuple[str, str], ...] = ()


def load_panel(store: Store, thread_id: int, now: datetime) -> PanelData:
    """Read the panel of a conversation as of `now` (aware UTC). Raises UserFacing."""
    found = panel.for_thread(store, thread_id, now)
    if isinstance(found, UnknownPanel):
        return _stranger(store, thread_id, found)
    if found.link is None:
        raise UserFacing(_("This conversation is no longer here."), code="no_thread")
    return PanelData(thread_id, found.link, found)


def _stranger(store: Store, thread_id: int, found: UnknownPanel) -> PanelData:
    proposal = _proposal(store, found.message_id)
    known = {row.customer_id: row.name for row in found.suggestions}
    if proposal is not None:
        known |= {row.customer_id: row.name for row in proposal.known}
    return PanelData(
        thread_id,
        found.link,
        message_id=found.message_id,
        proposal=proposal,
        maybe=tuple(known.items()),
    )


def _proposal(store: Store, message_id: int | None) -> Proposal | None:
    if message_id is None:
        return None
    try:
        return intake.from_message(store, message_id)
    except UserFacing:
        return None


def notice(card: CustomerPanel, now: datetime) -> str:
    """Return what to mind when writing to this customer: holidays ahead, how he likes it."""
    today = card.clock.now.date() if card.clock else now.date()
    parts = [
        _("{day}: {name}, a public holiday there.").format(
            day=holiday.day.strftime("%Y-%m-%d"), name=holiday.name
        )
        for holiday in card.holidays
        if holiday.day - today < timedelta(days=NOTICE_DAYS)
    ]
    known = next(iter(card.good_to_know.split("\n")), "")
    return "\n".join([*parts[:2], *([known] if known else [])])


def search_customers(store: Store, text: str) -> list[CustomerRow]:
    """Return the customers that match what is typed, best eight."""
    return list_customers(store, where=Filter(text=text.strip()), limit=8)
