"""Finding the customer that a conversation belongs to: a field, the matches, Enter."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.crm.customer_list import CustomerRow
from desktop.runtime.i18n import _
from desktop.ui.mail.panel_load import search_customers
from desktop.ui.mail.search_popup import SearchPopup
from desktop.ui.services import Services


class CustomerSearch(SearchPopup):
    """`chosen(customer id)`."""

    chosen = Signal(str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start with the first customers by name."""
        super().__init__(
            services,
            _("Search customers"),
            _("Matching customers"),
            _("No customer matches."),
            parent,
        )

    @Slot()
    def search(self) -> None:
        """Look for customers by what the field says."""
        store, text = self._services.store, self.field.text()
        self._services.tasks.submit(
            lambda: search_customers(store, text), ok=self._show, owner=self, key="search"
        )

    def _show(self, rows: list[CustomerRow]) -> None:
        self.show_matches(
            (row.id, row.name, " · ".join(part for part in (row.country, row.contact_name) if part))
            for row in rows
        )

    def take(self, key: str) -> None:
        """Tell which customer was chosen."""
        self.chosen.emit(key)
