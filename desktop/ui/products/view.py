"""The Products screen: articles, price lists and tax rates, and the page of one article over them."""

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.crm.fields import as_text
from desktop.runtime.i18n import N_, _
from desktop.trade import products, tax_rates
from desktop.trade.products import ProductFigures
from desktop.trade.tax_rates import TaxEntry
from desktop.ui.actions import Action
from desktop.ui.products.article_page import ArticlePage
from desktop.ui.products.catalogue_form import CatalogueForm
from desktop.ui.products.fields import NEW_SECTIONS
from desktop.ui.products.list_page import ListPage
from desktop.ui.products.lists_page import ListsPage
from desktop.ui.products.rows_pane import Part, RowsPane
from desktop.ui.products.tax_rows import RATE_FIELDS, rate_columns, rate_values
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Section
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.panes import PaneHeader
from desktop.ui.widgets.segmented import Segmented

NEW_VALUES = {"unit": "pcs", "currency": "USD", "cost_currency": "CNY", "origin": "CN"}
SECTIONS = ("articles", "lists", "rates")
_ARTICLE_TABLES = {"product", "product_cost", "product_picture", "export_tax_rate", "quote"}


class ProductsView(ScreenView):
    """The catalogue."""

    screen_id = "products"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the screen; `refresh` fills it."""
        super().__init__(services, parent)
        self.page: ArticlePage | None = None
        self._counted = ""
        self._stack = QStackedWidget()
        self._stack.addWidget(self._catalogue())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._register()

    def _catalogue(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PaneHeader(_("Products"))
        self.sections = Segmented(
            [("articles", _("Articles")), ("lists", _("Price lists")), ("rates", _("Tax rates"))]
        )
        self.sections.chosen.connect(self.show_section)
        self._file_buttons = (
            secondary(_("Import"), self.import_file, icon_name="download"),
            secondary(_("Export"), self.export_file, icon_name="upload"),
            secondary(_("Catalogue"), self.print_catalogue, icon_name="book-open"),
        )
        self._header.add(
            self.sections,
            *self._file_buttons,
            primary(_("New"), self.primary_new, icon_name="plus", key="N"),
        )
        column.addWidget(self._header)
        self.list = ListPage(self.services, self.primary_new)
        self.list.opened.connect(self.edit)
        self.list.counted.connect(self._count)
        self.table = self.list.table
        self.catalogue = CatalogueForm(self.services, self, self.list.where)
        self.lists = ListsPage(self.services)
        self.rates = RowsPane(self.services, self._rates_part())
        self._pages = QStackedWidget()
        for part in (self.list, self.lists, self.rates):
            self._pages.addWidget(part)
        column.addWidget(self._pages, 1)
        return page

    def _rates_part(self) -> Part:
        store = self.services.store

        def save(row: TaxEntry | None, typed: dict[str, Any]) -> None:
            tax_rates.save(store, entry_id=row.id if row else "", **typed)

        return Part(
            _("VAT and export rebate by HS code"),
            _("Add rate"),
            rate_columns(heading=True),
            lambda: (
                Section(
                    "", (FieldSpec("hs_code", N_("First digits of the HS code"), required=True),
                         *RATE_FIELDS)
                ),
            ),
            lambda r: {"hs_code": r.hs_code if r else "", **rate_values(r)},
            save,
            lambda r: tax_rates.remove(store, r.id),
            _("No rates yet. The longest code that fits an article counts, from its day on; rates "
              "of an article of its own come first."),
            _("The longest code that fits an article counts, from its day on."),
        )  # fmt: skip

    def _register(self) -> None:
        group = N_("Products")
        self.services.actions.register(
            Action("products.import", N_("Import products"), self.import_file, "", "download",
                   group, self.screen_id),
            Action("products.export", N_("Export products"), self.export_file, "", "upload",
                   group, self.screen_id),
            Action("products.catalogue", N_("Make a catalogue"), self.print_catalogue, "",
                   "book-open", group, self.screen_id),
            Action("products.back", N_("All products"), self.show_list, "Esc", "chevron-left",
                   group, self.screen_id, self.on_page, palette=False),
            Action("products.next", N_("Next part of the article"), lambda: self._step(1),
                   "Ctrl+PgDown", "chevron-right", group, self.screen_id, self.on_page),
            Action("products.previous", N_("Previous part of the article"), lambda: self._step(-1),
                   "Ctrl+PgUp", "chevron-left", group, self.screen_id, self.on_page),
            Action("products.lists", N_("Price lists"), lambda: self.show_section("lists"), "",
                   "tags", group, self.screen_id),
            Action("products.rates", N_("Tax rates"), lambda: self.show_section("rates"), "",
                   "percent", group, self.screen_id),
        )  # fmt: skip

    def on_page(self) -> bool:
        """Tell whether the page of an article is shown."""
        return self.page is not None and self._stack.currentWidget() is self.page

    def _step(self, steps: int) -> None:
        if self.page is not None:
            self.page.step_tab(steps)

    def title(self) -> str:
        """Return the screen's name."""
        return _("Products")

    def _count(self, words: str) -> None:
        self._counted = words
        shown = self._pages.currentWidget() is self.list
        self._header.set(_("Products"), words if shown else "")

    def show_section(self, key: str) -> None:
        """Show articles, price lists or tax rates."""
        self._stack.setCurrentIndex(0)
        self.sections.set_value(key)
        self._pages.setCurrentIndex(SECTIONS.index(key))
        for button in self._file_buttons:
            button.setVisible(key == "articles")
        self._count(self._counted)
        self.focus_first()

    def refresh(self, changes: Changes | None) -> None:
        """Read what these changes touch again."""
        if changes is None or _ARTICLE_TABLES & set(changes):
            if changes is None or "product_picture" in changes:
                self.list.pictures.forget()
            self.list.refresh()
        self.lists.refresh(changes)
        if changes is None or "export_tax_rate" in changes:
            store = self.services.store
            self.services.tasks.submit(
                lambda: tax_rates.listing(store), ok=self.rates.load, owner=self, key="rates"
            )
        if self.page is not None:
            self.page.refresh(changes)

    def edit(self, product: ProductFigures) -> ArticlePage:
        """Open the page of an article."""
        return self.open_article(product.id)

    def open_article(self, product_id: str, tab: str = "") -> ArticlePage:
        """Show the page of an article, at one of its tabs."""
        if self.page is None:
            self.page = ArticlePage(self.services)
            self.page.back_wanted.connect(self.show_list)
            self._stack.addWidget(self.page)
        self.page.open(product_id, tab)
        self._stack.setCurrentWidget(self.page)
        return self.page

    def show_list(self) -> None:
        """Go back to the list."""
        self._stack.setCurrentIndex(0)
        self.focus_first()

    def primary_new(self) -> None:
        """Add what is shown: a product, a price list, a rate, or what the article's tab holds."""
        if self.on_page() and self.page is not None:
            self.page.add_here()
        elif self._pages.currentWidget() is self.lists:
            self.lists.lists.add()
        elif self._pages.currentWidget() is self.rates:
            self.rates.add()
        else:
            self._new_product()

    def _new_product(self) -> None:
        store, today = self.services.store, self.list.today()

        def done(saved: object) -> None:
            if isinstance(saved, ProductFigures):
                self.open_article(saved.id)

        FormDialog(
            self.services,
            _("New product"),
            NEW_SECTIONS,
            NEW_VALUES,
            lambda typed: products.save(
                store, {name: as_text(value) for name, value in typed.items()}, on=today
            ),
            done=done,
            parent=self,
        ).open()

    def may_close(self) -> bool:
        """Ask first while an import is being written."""
        importing = self.list.importing
        if not importing.running:
            return True
        written, total = importing.progress()
        self.services.navigator.confirm(
            _("An import is being written: {count} of {total} products so far.").format(
                count=f"{written:,}", total=f"{total:,}"
            ),
            _(
                "Close now, and the next start offers to finish it or take it back. Or wait until it is done."
            ),
            _("Close now"),
            self._close_now,
        )
        return False

    def _close_now(self) -> None:
        self.list.importing.stop()
        self.window().close()

    def import_file(self) -> None:
        """Ask for a file of articles."""
        self.show_section("articles")
        self.list.choose_file()

    def export_file(self) -> None:
        """Ask where to write the listed articles."""
        self.show_section("articles")
        self.list.choose_export()

    def print_catalogue(self) -> None:
        """Ask what a catalogue of the listed articles shall hold."""
        self.show_section("articles")
        self.catalogue.ask()

    def focus_first(self) -> None:
        """Put the keyboard on the table, or on the article."""
        if self.on_page() and self.page is not None:
            self.page.focus_first()
        elif self._pages.currentWidget() is self.lists:
            self.lists.lists.table.setFocus()
        elif self._pages.currentWidget() is self.rates:
            self.rates.table.setFocus()
        else:
            self.table.setFocus()

    def show_args(self, **args: object) -> None:
        """Open `product_id` (at `tab`), show `section`, search for `sku`, or begin with `new=True`."""
        if args.get("product_id"):
            self.open_article(str(args["product_id"]), str(args.get("tab") or ""))
        elif args.get("section"):
            self.show_section(str(args["section"]))
        elif args.get("sku"):
            self.show_list()
            self.list.search.setText(str(args["sku"]))
        elif args.get("new"):
            self.primary_new()
