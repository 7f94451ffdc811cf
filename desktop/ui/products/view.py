"""The Products screen: the catalogue as a table, its form, and the import of a price list."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.crm.fields import as_text
from desktop.runtime.i18n import N_, _, ngettext
from desktop.store.workspace import Store
from desktop.trade import pricing, product_import, products, quotes
from desktop.trade.money import format_plain
from desktop.trade.product_import import ImportResult
from desktop.trade.product_fields import FIELDS
from desktop.trade.products import ProductFigures
from desktop.trade.totals import Line, LineCost, compute
from desktop.ui.actions import Action
from desktop.ui.products.fields import PRODUCT_SECTIONS
from desktop.ui.records.dialogs import ListDialog
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.table import Column, Table
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.panes import PaneHeader

NEW_VALUES = {"unit": "pcs", "currency": "USD", "cost_currency": "CNY", "origin": "CN"}


Rates = dict[tuple[str, str], Decimal]


def margin_of(product: ProductFigures, rates: Mapping[tuple[str, str], Decimal]) -> Decimal | None:
    """Return the margin at the catalogue's price in per cent; None while cost or rate is unknown.

    `rates` gives home currency per unit of foreign currency by (foreign, home).
    """
    if product.price is None or product.cost is None:
        return None
    cost = LineCost(
        product.cost,
        product.cost_currency,
        product.vat_rate or pricing.ZERO,
        product.rebate_rate or pricing.ZERO,
    )
    line = Line(product.sku, pricing.ONE, product.price, cost=cost)
    rate = rates.get((product.currency, product.cost_currency))
    sums = compute([line], [], product.currency, home_currency=product.cost_currency, fx=rate)
    return sums.margin_percent


def latest_rates(store: Store, today: date) -> Rates:
    """Return the rates of the latest quotes, one a currency: the catalogue has none of its own."""
    found: Rates = {}
    seen: set[str] = set()
    for row in quotes.listing(store, today=today):
        if row.currency not in seen:
            seen.add(row.currency)
            draft = quotes.show(store, row.id, today=today).draft
            if draft.rate is not None:
                found[draft.currency, draft.rate_currency] = draft.rate
    return found


def _price(product: ProductFigures) -> str:
    if product.price is None:
        return "–"
    return f"{product.currency} {format_plain(product.price, 2)}"


def _cost(product: ProductFigures) -> str:
    if product.cost is None:
        return "–"
    return f"{product.cost_currency} {format_plain(product.cost, 2)}"


def _carton(product: ProductFigures) -> str:
    carton = product.carton()
    if carton is None:
        return "–"
    sizes = (carton.length_cm, carton.width_cm, carton.height_cm)
    text = " × ".join(format_plain(size) for size in sizes)
    return _("{count} / {sizes} cm").format(count=carton.pieces, sizes=text)


def columns(rates: Mapping[tuple[str, str], Decimal]) -> tuple[Column, ...]:
    """Return the columns of the catalogue in the user's language; `rates` as `margin_of`."""

    def margin(product: ProductFigures) -> Decimal | None:
        return margin_of(product, rates)

    def margin_tone(product: ProductFigures) -> str:
        found = margin(product)
        return "amber" if found is not None and found < pricing.HEALTHY_MARGIN_PERCENT else "text2"

    return (
        Column("", lambda _p: "lightbulb", 52, sign="picture"),
        Column(_("SKU"), lambda p: p.sku, 130, strong=True),
        Column(_("Name, English"), lambda p: p.name_en or p.name_zh),
        Column(_("Name, Chinese"), lambda p: p.name_zh, 210, tone=lambda _p: "text2"),
        Column(_("Price"), _price, 100, right=True, sort=lambda p: p.price),
        Column(_("Cost"), _cost, 100, right=True, sort=lambda p: p.cost, tone=lambda _p: "text2"),
        Column(_("Margin"), lambda p: "–" if margin(p) is None else f"{margin(p)}%", 70, right=True,
               sort=margin, tone=margin_tone),
        Column(_("MOQ"), lambda p: "–" if p.moq is None else f"{p.moq:,}", 70, right=True,
               sort=lambda p: p.moq, tone=lambda _p: "text2"),
        Column(_("Carton"), _carton, 170, right=True, tone=lambda _p: "text2",
               sort=lambda p: p.pcs_per_carton),
        Column(_("HS code"), lambda p: p.hs_code, 110, right=True, tone=lambda _p: "text2"),
    )  # fmt: skip


class ProductsView(ScreenView):
    """The catalogue."""

    screen_id = "products"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the screen; `refresh` fills it."""
        super().__init__(services, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PaneHeader(_("Products"))
        self._search = line_edit(placeholder=_("SKU, name, barcode or HS code"))
        self._search.setFixedWidth(theme().scaled(260))
        self._search.textChanged.connect(lambda _text: self.refresh(None))
        self._header.add(
            self._search,
            secondary(_("Import"), self.import_file, icon_name="download"),
            primary(_("New product"), self.primary_new, icon_name="plus", key="N"),
        )
        column.addWidget(self._header)
        self._rates: Rates = {}
        self.table = Table(columns(self._rates), sort=1)
        self.table.opened.connect(self.edit)
        self._empty = EmptyState(
            "lightbulb",
            _("No products yet"),
            _("Import your price list from a CSV or Excel file, or add one by hand."),
            (
                (_("Import"), "download", self.import_file),
                (_("New product"), "plus", self.primary_new),
            ),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        column.addWidget(self._pages, 1)
        services.actions.register(
            Action("products.import", N_("Import products"), self.import_file, "", "download",
                   N_("Products"), self.screen_id),
        )  # fmt: skip

    def title(self) -> str:
        """Return the screen's name."""
        return _("Products")

    def refresh(self, changes: Changes | None) -> None:
        """Read the catalogue again."""
        if changes is not None and "product" not in changes:
            return
        store, words = self.services.store, self._search.text()
        today = self.services.clock.now().astimezone().date()
        self.services.tasks.submit(
            lambda: (products.listing(store, words), latest_rates(store, today)),
            ok=lambda found: self._loaded(*found),
            owner=self,
            key="list",
        )

    def _loaded(self, rows: tuple[ProductFigures, ...], rates: Rates) -> None:
        self._rates.clear()
        self._rates.update(rates)
        self.table.load(rows)
        count = ngettext("{count} product", "{count} products", len(rows)).format(count=len(rows))
        self._header.set(_("Products"), count)
        if not rows and self._search.text():
            self._empty.say(_("No product matches"), _("Try fewer words."))
        self._pages.setCurrentWidget(self.table if rows else self._empty)

    def edit(self, product: ProductFigures) -> FormDialog:
        """Edit a product."""
        store, key = self.services.store, product.id
        values = {name: getattr(product, name) for name in FIELDS}
        dialog = FormDialog(
            self.services,
            product.sku,
            PRODUCT_SECTIONS,
            values,
            lambda typed: products.save(store, _texts(typed), key=key),
            done=lambda _saved: self.refresh(None),
            parent=self,
        )
        dialog.open()
        return dialog

    def primary_new(self) -> None:
        """Add a product."""
        store = self.services.store
        FormDialog(
            self.services,
            _("New product"),
            PRODUCT_SECTIONS,
            NEW_VALUES,
            lambda typed: products.save(store, _texts(typed)),
            done=lambda _saved: self.refresh(None),
            parent=self,
        ).open()

    def import_file(self) -> None:
        """Ask for a file and import it."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self,
            _("Import products"),
            "",
            _("Price lists") + " (*.csv *.tsv *.txt *.xlsx *.xls *.xlsb *.ods)",
        )
        if chosen:
            self.import_path(Path(chosen))

    def import_path(self, path: Path) -> None:
        """Import a file; rows put aside are listed with their reasons."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: product_import.import_file(store, path),
            ok=self._imported,
            err=self.services.navigator.show_error,
            owner=self,
            lane="write",
        )

    def _imported(self, result: ImportResult) -> None:
        fact = _("{created} added, {updated} changed, {unchanged} as before").format(
            created=result.created, updated=result.updated, unchanged=result.unchanged
        )
        self.services.navigator.show_toast(fact)
        self.refresh(None)
        if result.put_aside:
            aside = ngettext(
                "{count} row was put aside", "{count} rows were put aside", len(result.put_aside)
            ).format(count=len(result.put_aside))
            lines = [
                _("Row {row} ({text}): {reason}").format(
                    row=one.row, text=one.sku, reason=one.reason
                )
                for one in result.put_aside
            ]
            ListDialog(_("Import products"), f"{fact} · {aside}", "\n".join(lines), self).open()

    def focus_first(self) -> None:
        """Put the keyboard on the table."""
        self.table.setFocus()

    def show_args(self, **args: object) -> None:
        """Search for `sku`, or begin a product with `new=True`."""
        if args.get("sku"):
            self._search.setText(str(args["sku"]))
        elif args.get("new"):
            self.primary_new()


def _texts(typed: dict[str, object]) -> dict[str, str]:
    return {name: as_text(value) for name, value in typed.items()}
