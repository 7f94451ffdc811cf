"""The Orders screen: the list of orders, and the page of one over it."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.runtime.i18n import N_, _
from desktop.trade import orders
from desktop.ui.actions import Action
from desktop.ui.orders.list_columns import ORDERED, SIFTING, columns
from desktop.ui.orders.new_dialog import NewOrderDialog
from desktop.ui.orders.page import OrderPage
from desktop.ui.records.list_page import NoRows, SiftedList
from desktop.ui.records.table import Table
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary, secondary

TABLES = {
    "sales_order", "order_line", "order_milestone", "payment", "customer", "issued_document",
    "order_file",
}  # fmt: skip

MOST_LISTED = 500
"""Orders read for the list: their sums take a millisecond each."""


class OrdersView(ScreenView):
    """List and page of orders."""

    screen_id = "orders"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the list; the page is made with the first order that is opened."""
        super().__init__(services, parent)
        self.page: OrderPage | None = None
        self._stack = QStackedWidget()
        self.list = self._list_page()
        self.table = self.list.table
        self._stack.addWidget(self.list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._stack)
        self._register()

    def _list_page(self) -> SiftedList:
        table = Table(
            columns(lambda: self.services.clock.now().astimezone().date()),
            sort=ORDERED,
            descending=True,
        )
        no_rows = NoRows(
            "package",
            _("No orders yet"),
            _("An order is made from an accepted quote, or entered as the customer wrote it."),
            _("No order matches"),
            _("Change the filter or the words."),
            (
                (_("New order"), "plus", self.primary_new),
                (_("Show quotes"), "file-text", self._quotes),
            ),
        )
        deeds = (
            secondary(_("From a quote"), self._quotes, icon_name="file-text"),
            primary(_("New order"), self.primary_new, icon_name="plus", key="N"),
        )
        page = SiftedList(_("Orders"), table, no_rows, deeds, SIFTING)
        page.opened.connect(lambda order: self.open_order(order.id))
        page.looked_for.connect(self._read_list)
        return page

    def _quotes(self) -> None:
        self.services.navigator.open_screen("quotes")

    def _register(self) -> None:
        group = N_("Orders")

        def on_page(name: str, text: str, deed: str, key: str, icon: str) -> Action:
            def run() -> None:
                if self.page is not None:
                    getattr(self.page, deed)()

            return Action(
                f"orders.{name}", text, run, key, icon, group, self.screen_id, self.on_page
            )

        self.services.actions.register(
            Action("orders.back", N_("All orders"), self.show_list, "Esc", "chevron-left", group,
                   self.screen_id, self.on_page, palette=False),
            on_page("primary", N_("Save, or mark the next milestone"), "primary_deed",
                    "Ctrl+Return", "check"),
            on_page("payment", N_("Book a payment"), "add_payment", "Ctrl+Shift+P", "banknote"),
            on_page("account", N_("Statement of account"), "show_account", "", "scale"),
            on_page("clauses", N_("Clauses of the contract"), "show_clauses", "", "book-open"),
            on_page("cancel", N_("Cancel the order…"), "cancel_order", "", "x"),
            on_page("delete", N_("Delete the order"), "delete_order", "", "trash-2"),
            on_page("chain", N_("Document chain"), "focus_chain", "Ctrl+Shift+D", "workflow"),
            on_page("next", N_("Next part of the order"), "next_tab", "Ctrl+PgDown",
                    "chevron-right"),
            on_page("previous", N_("Previous part of the order"), "previous_tab", "Ctrl+PgUp",
                    "chevron-left"),
        )  # fmt: skip

    def on_page(self) -> bool:
        """Tell whether the page of an order is shown."""
        return self.page is not None and self._stack.currentWidget() is self.page

    def title(self) -> str:
        """Return the screen's name."""
        return _("Orders")

    def refresh(self, changes: Changes | None) -> None:
        """Read the list again, and the order that is open."""
        if self.page is not None:
            self.page.refresh(changes)
        if changes is not None and not TABLES & set(changes):
            return
        self._read_list()

    def _read_list(self) -> None:
        store, today = self.services.store, self.services.clock.now().astimezone().date()
        words = self.list.words
        self.services.tasks.submit(
            lambda: orders.listing(store, today=today, text=words, limit=MOST_LISTED),
            ok=lambda rows: self.list.load(rows, is_all=not words and len(rows) < MOST_LISTED),
            owner=self,
            key="list",
        )

    def open_order(self, order_id: str, tab: str = "") -> OrderPage:
        """Show the page of an order, at one of its tabs."""
        if self.page is None:
            self.page = OrderPage(self.services)
            self.page.back_wanted.connect(self.show_list)
            self.services.actions.register(*self.page.line_deeds.actions())
            self._stack.addWidget(self.page)
        self.page.open(order_id, tab)
        self._stack.setCurrentWidget(self.page)
        return self.page

    def show_list(self) -> None:
        """Go back to the list."""
        self._stack.setCurrentIndex(0)
        self.table.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the list, or on the order."""
        if self.on_page() and self.page is not None:
            self.page.focus_first()
        else:
            self.table.setFocus()

    def primary_new(self) -> None:
        """Add what the order's tab holds; on the list, enter an order that no quote was made for."""
        if self.on_page() and self.page is not None:
            self.page.add_here()
        else:
            self.new_order()

    def new_order(self, customer_id: str = "", thread_id: int | None = None) -> NewOrderDialog:
        """Enter an order as a customer wrote it."""
        dialog = NewOrderDialog(self.services, customer_id, thread_id, self)
        dialog.made.connect(lambda order: self.open_order(order.id))
        dialog.open()
        return dialog

    def show_args(self, **args: object) -> None:
        """Open `order_id` (at `tab`), search for `words`, or begin one: `new=True, customer_id=..., thread_id=...`."""
        if args.get("order_id"):
            self.open_order(str(args["order_id"]), str(args.get("tab") or ""))
        elif args.get("words"):
            self.show_list()
            self.list.look_for(str(args["words"]))
        elif args.get("new"):
            thread = args.get("thread_id")
            self.new_order(
                str(args.get("customer_id") or ""), thread if isinstance(thread, int) else None
            )
