"""The Orders screen: the list of orders, and the page of one over it."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade import orders
from desktop.trade.orders import OrderRow
from desktop.ui.actions import Action
from desktop.ui.orders.list_columns import (
    ORDERED,
    columns,
    filter_choices,
    fits,
    fits_words,
    sums_text,
)
from desktop.ui.orders.page import OrderPage
from desktop.ui.records.table import Table
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import PaneHeader
from desktop.ui.widgets.segmented import Segmented

TABLES = {
    "sales_order", "order_line", "order_milestone", "payment", "customer", "issued_document",
}  # fmt: skip


class OrdersView(ScreenView):
    """List and page of orders."""

    screen_id = "orders"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the list; the page is made with the first order that is opened."""
        super().__init__(services, parent)
        self._rows: tuple[OrderRow, ...] = ()
        self.page: OrderPage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_page())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._stack)
        self._register()

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PaneHeader(_("Orders"))
        self._header.add(
            secondary(_("From a quote"), self.primary_new, icon_name="file-text", key="N")
        )
        column.addWidget(self._header)
        filters = QHBoxLayout()
        filters.setContentsMargins(16, 8, 16, 8)
        self._filter = Segmented(filter_choices(), "open", plain=True)
        self._filter.chosen.connect(lambda _key: self._show())
        filters.addWidget(self._filter)
        filters.addStretch(1)
        self._search = line_edit(placeholder=_("Number, customer or PO"))
        self._search.setFixedWidth(theme().scaled(240))
        self._search.textChanged.connect(lambda _text: self._show())
        filters.addWidget(self._search)
        column.addLayout(filters)
        self.table = Table(
            columns(lambda: self.services.clock.now().astimezone().date()),
            sort=ORDERED,
            descending=True,
        )
        self.table.opened.connect(lambda order: self.open_order(order.id))
        self._empty = EmptyState(
            "package",
            _("No orders yet"),
            _("An order is made from a quote that the customer accepted."),
            ((_("Open quotes"), "file-text", self.primary_new),),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        column.addWidget(self._pages, 1)
        self.sums = label("", "small", "text2")
        self.sums.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.sums)
        return page

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
        store, today = self.services.store, self.services.clock.now().astimezone().date()
        self.services.tasks.submit(
            lambda: orders.listing(store, today=today), ok=self._loaded, owner=self, key="list"
        )

    def _loaded(self, rows: tuple[OrderRow, ...]) -> None:
        self._rows = rows
        self._show()

    def _show(self) -> None:
        only, words = self._filter.value(), self._search.text().casefold().split()
        found = [row for row in self._rows if fits_words(row, words)]
        for key, _text in filter_choices():
            matching = sum(1 for row in found if fits(row, key))
            self._filter.set_count(key, 0 if key == "all" else matching)
        shown = [row for row in found if fits(row, only)]
        self.table.load(shown)
        self.sums.setText(sums_text(shown))
        count = ngettext("{count} order", "{count} orders", len(shown)).format(count=len(shown))
        self._header.set(_("Orders"), count)
        if self._rows:
            self._empty.say(_("No order matches"), _("Change the filter or the words."))
        else:
            self._empty.say(
                _("No orders yet"), _("An order is made from a quote that the customer accepted.")
            )
        self._pages.setCurrentWidget(self.table if shown else self._empty)

    def open_order(self, order_id: str, tab: str = "") -> OrderPage:
        """Show the page of an order, at one of its tabs."""
        if self.page is None:
            self.page = OrderPage(self.services)
            self.page.back_wanted.connect(self.show_list)
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
        """Add what the order's tab holds; on the list, go where orders come from."""
        if self.on_page() and self.page is not None:
            self.page.add_here()
        else:
            self.services.navigator.open_screen("quotes")

    def show_args(self, **args: object) -> None:
        """Open `order_id` (at `tab`), or search for `words`."""
        if args.get("order_id"):
            self.open_order(str(args["order_id"]), str(args.get("tab") or ""))
        elif args.get("words"):
            self.show_list()
            self._filter.set_value("all")
            self._search.setText(str(args["words"]))
