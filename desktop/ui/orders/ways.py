"""Where a dot of the chain, a finding or a link of the head leads."""

from typing import Protocol

from desktop.trade.check_facts import Spot
from desktop.trade.order_chain import FROM_ORDER, ChainStep
from desktop.trade.order_figures import OrderFigures
from desktop.ui.orders.checks_pane import ChecksPane
from desktop.ui.orders.documents_tab import DocumentsTab
from desktop.ui.orders.papers import PaperDeeds
from desktop.ui.orders.tabs import ShipmentTab
from desktop.ui.services import Services
from desktop.ui.widgets.part_tabs import PartTabs

GOODS_FIELDS = frozenset(
    {"goods", "quantity", "unit", "unit_price", "total", "hs_code", "origin", "net_kg", "gross_kg",
     "volume_cbm", "cartons"}
)  # fmt: skip

HOUSE_FIELDS = frozenset({"seller", "address", "bank", "swift", "iban"})
"""What Settings hold for every document."""


class Parts(Protocol):
    """What of the order's page is gone to."""

    order: OrderFigures | None
    order_id: str
    papers: PaperDeeds
    tabs: PartTabs
    checks: ChecksPane
    shipment: ShipmentTab
    documents: DocumentsTab

    def focus_first(self) -> None:
        """Put the keyboard where the part shown begins."""

    def add_payment(self) -> None:
        """Ask for a payment."""


class OrderWays:
    """Goes to a part of the page, to a file, or to another screen."""

    def __init__(self, services: Services, page: Parts) -> None:
        """Lead around `page`."""
        self._services, self._page = services, page

    def jump(self, spot: Spot) -> None:
        """Show what a finding is about: the issued file, the credit's field, the form's, house or buyer."""
        if spot.document_id:
            self._page.papers.open(spot.document_id)
        elif spot.kind == "letter_of_credit":
            self._page.tabs.show_part("checks")
            self._page.checks.edit_once_read(self._page.order_id, spot.field)
        elif spot.field in HOUSE_FIELDS:
            self._services.navigator.open_screen("settings", section="company")
        elif spot.field == "buyer":
            self.open_link("customer")
        elif spot.field in GOODS_FIELDS:
            self._page.tabs.show_part("goods")
            self._page.focus_first()
        else:
            self._page.tabs.show_part("shipment")
            self._page.shipment.show_field(spot.field)

    def follow(self, step: ChainStep) -> None:
        """Open what a dot of the chain stands for, or make it."""
        if step.key == "quote":
            self.open_link("quote")
        elif step.key == "production":
            self._page.tabs.show_part("milestones")
        elif step.key == "bill_of_lading" and step.file_id:
            self._page.documents.kept.open_id(step.file_id)
        elif step.key == "bill_of_lading":
            self._page.tabs.show_part("shipment")
            self._page.shipment.form.editor("bl_number").setFocus()
        elif step.key == "balance":
            if step.is_done:
                self._page.tabs.show_part("payments")
            else:
                self._page.add_payment()
        elif step.document_id and not step.is_stale:
            self._page.papers.open(step.document_id)
        elif step.key in FROM_ORDER:
            self._page.papers.make(step.key)

    def open_link(self, key: str) -> None:
        """Go to the customer, the quote or the conversation ("customer", "quote", "mail")."""
        order = self._page.order
        if order is None:
            return
        if key == "customer":
            self._services.navigator.open_screen("customers", customer_id=order.draft.customer_id)
        elif key == "quote" and order.record.quote_id:
            self._services.navigator.open_screen("quotes", quote_id=order.record.quote_id)
        elif key == "mail" and order.draft.thread_id is not None:
            self._services.navigator.open_screen("inbox", thread_id=order.draft.thread_id)
