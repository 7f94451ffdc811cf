"""Everything that the customer page shows, read in one go beside the window."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.crm import customer_files, customers, panel, timeline
from desktop.crm.customer_files import CustomerFile
from desktop.crm.customers import CustomerCard
from desktop.crm.panel import CustomerPanel
from desktop.crm.timeline import Event
from desktop.trade import issuing, quotes
from desktop.trade.issuing import Issued
from desktop.trade.quotes import QuoteRow
from desktop.ui.services import Services

MOST_EVENTS = 600

# The tabs that show a part of the history.
TAB_KINDS: Mapping[str, tuple[str, ...]] = {
    "timeline": tuple(kind for kind in timeline.KINDS if kind != "change"),
    "mail": ("mail",),
    "orders": ("order",),
    "samples": ("sample",),
    "notes": ("activity",),
}


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """What the page shows of one customer."""

    card: CustomerCard
    panel: CustomerPanel
    events: tuple[Event, ...]
    quotes: tuple[QuoteRow, ...]
    issued: tuple[Issued, ...]
    files: tuple[CustomerFile, ...]

    def count(self, tab: str) -> int:
        """Return the figure beside a tab."""
        if tab == "quotes":
            return len(self.quotes)
        if tab == "contacts":
            return len(self.card.contacts)
        if tab == "files":
            return len(self.files)
        if tab == "orders":
            return self.card.figures.orders
        if tab == "timeline":
            return 0
        return sum(event.kind in TAB_KINDS[tab] for event in self.events)


def read(services: Services, customer_id: str) -> CustomerPage:
    """Return the page of a customer as of now. Raises UserFacing (`no_customer`)."""
    store, now = services.store, services.clock.now()
    return CustomerPage(
        card=customers.show(store, customer_id, now),
        panel=panel.for_customer(store, customer_id, now),
        events=tuple(timeline.history(store, customer_id, limit=MOST_EVENTS, changes=False)),
        quotes=quotes.listing(store, today=now.astimezone().date(), customer_id=customer_id),
        issued=issuing.listing(store, customer_id=customer_id),
        files=customer_files.listing(store, customer_id),
    )
