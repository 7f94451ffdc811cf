"""The articles as a table with their pictures: searched, filtered, and what files do to them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.store.workspace import Store
from desktop.trade import pricing, product_plan, product_sheet, products, quoted_rates
from desktop.trade.money import format_plain, format_price
from desktop.trade.product_import import ImportResult
from desktop.trade.product_plan import Effect, ImportPlan
from desktop.trade.products import CatalogueFilter, ProductFigures
from desktop.trade.quoted_rates import Rates
from desktop.trade.table_file import SUFFIXES
from desktop.ui.products.deeds import Deeds
from desktop.ui.products.import_bar import ImportBar
from desktop.ui.products.import_dialog import ImportDialog, aside_words, count_words, preview_rows
from desktop.ui.products.margins import margin_of
from desktop.ui.products.unfinished_bar import UnfinishedBar
from desktop.ui.quotes.thumbnails import Thumbnails
from desktop.ui.records.dialogs import ListDialog
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.fields import Combo, line_edit
from desktop.ui.widgets.segmented import Segmented

MOST_ROWS = 5000
PAUSE_MS = 150
_CATEGORY = 4


def _price(product: ProductFigures) -> str:
    if product.price is None:
        return "–"
    return format_price(product.price, product.currency)


def _cost(product: ProductFigures) -> str:
    if product.cost is None:
        return "–"
    return format_price(product.cost, product.cost_currency)


def _carton(product: ProductFigures) -> str:
    carton = product.carton()
    if carton is None:
        return "–"
    sizes = (carton.length_cm, carton.width_cm, carton.height_cm)
    text = " × ".join(format_plain(size) for size in sizes)
    return _("{count} / {sizes} cm").format(count=carton.pieces, sizes=text)


def columns(
    rates: Mapping[tuple[str, str], Decimal],
    picture: Callable[[ProductFigures], QPixmap | None],
    today: date,
) -> tuple[Column, ...]:
    """Return the columns of the catalogue in the user's language; `rates` as `margin_of`."""

    def margin(product: ProductFigures) -> Decimal | None:
        return margin_of(product, rates)

    def margin_tone(product: ProductFigures) -> str:
        found = margin(product)
        return "amber" if found is not None and found < pricing.HEALTHY_MARGIN_PERCENT else "text2"

    def name_tone(product: ProductFigures) -> str:
        return "text3" if product.is_discontinued(today) else "text"

    return (
        Column("", lambda _p: "image", 52, sign="picture", picture=picture),
        Column(_("SKU"), lambda p: p.sku, 130, strong=True),
        Column(_("Name, English"), lambda p: p.name_en or p.name_zh, tone=name_tone),
        Column(_("Name, Chinese"), lambda p: p.name_zh, 140, tone=lambda _p: "text2"),
        Column(_("Category"), lambda p: p.category, 110, tone=lambda _p: "text2"),
        Column(_("Price"), _price, 100, right=True, sort=lambda p: p.price),
        Column(_("Cost"), _cost, 100, right=True, sort=lambda p: p.cost, tone=lambda _p: "text2"),
        Column(_("Margin"), lambda p: "–" if margin(p) is None else f"{margin(p)}%", 70, right=True,
               sort=margin, tone=margin_tone),
        Column(_("MOQ"), lambda p: "–" if p.moq is None else f"{p.moq:,}", 66, right=True,
               sort=lambda p: p.moq, tone=lambda _p: "text2"),
        Column(_("Carton"), _carton, 164, right=True, tone=lambda _p: "text2",
               sort=lambda p: p.pcs_per_carton),
        Column(_("HS code"), lambda p: p.hs_code, 110, right=True, tone=lambda _p: "text2"),
    )  # fmt: skip


class ListPage(QWidget):
    """Filters, the table, and the drop of files."""

    opened = Signal(object)
    counted = Signal(str)

    def __init__(
        self, services: Services, new: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """Build it; `refresh` fills it."""
        super().__init__(parent)
        self.services = services
        self._deeds = Deeds(services, self)
        self.setAcceptDrops(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.rates: Rates = {}
        self.pictures = Thumbnails(services, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._filters())
        self.importing = ImportBar(services, self)
        self.importing.finished.connect(self._written)
        self.importing.stopped.connect(self.refresh)
        column.addWidget(self.importing)
        self.unfinished = UnfinishedBar(services, self)
        self.unfinished.wanted.connect(self.import_path)
        self.unfinished.changed.connect(self.refresh)
        column.addWidget(self.unfinished)
        self.table = Table(
            columns(self.rates, lambda p: self.pictures.picture(p.id), self.today()), sort=1
        )
        self.table.setAccessibleName(_("Products"))
        self.pictures.arrived.connect(self.table.viewport().update)
        self.table.opened.connect(self.opened)
        self._empty = EmptyState(
            "package",
            _("No products yet"),
            _("Import your price list from Excel, pictures and all, or add one by hand."),
            (
                (_("Import"), "download", self.choose_file),
                (_("New product"), "plus", new),
            ),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        column.addWidget(self._pages, 1)

    def today(self) -> date:
        """Return the local day."""
        return self.services.clock.now().astimezone().date()

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.search = line_edit(placeholder=_("SKU, name, barcode, HS code or buyer's code"))
        self.search.setFixedWidth(theme().scaled(320))
        self.search.textChanged.connect(lambda _text: self._pause.start())
        row.addWidget(self.search)
        self.made = Segmented(
            [("on", _("On sale")), ("off", _("Discontinued")), ("all", _("All"))], plain=True
        )
        self.made.chosen.connect(lambda _key: self.refresh())
        row.addWidget(self.made)
        row.addStretch(1)
        self.category = Combo([("", _("All categories"))])
        self.category.setAccessibleName(_("Category"))
        self.category.setMaximumWidth(theme().scaled(220))
        self.category.chosen.connect(lambda _value: self.refresh())
        row.addWidget(self.category)
        return row

    def where(self) -> CatalogueFilter:
        """Return what is listed now."""
        return CatalogueFilter(
            self.search.text(), str(self.category.value() or ""), self.made.value()
        )

    def refresh(self) -> None:
        """Read the catalogue again."""
        store, where, today = self.services.store, self.where(), self.today()

        def read() -> tuple[tuple[ProductFigures, ...], tuple[str, ...], Rates]:
            rows = products.listing(store, limit=MOST_ROWS, on=today, where=where)
            return rows, products.categories(store), quoted_rates.newest(store)

        self.services.tasks.submit(
            read, ok=lambda found: self._loaded(*found), owner=self, key="list"
        )
        self.unfinished.look()

    def _loaded(
        self, rows: tuple[ProductFigures, ...], categories: tuple[str, ...], rates: Rates
    ) -> None:
        self.rates.clear()
        self.rates.update(rates)
        self._offer(categories)
        self.table.setColumnHidden(_CATEGORY, not categories)
        self.table.load(rows)
        self.counted.emit(
            ngettext("{count} product", "{count} products", len(rows)).format(count=len(rows))
        )
        if not rows and self.where() != CatalogueFilter(made=self.made.value()):
            self._empty.say(_("No product matches"), _("Try fewer words."))
        self._pages.setCurrentWidget(self.table if rows else self._empty)

    def _offer(self, categories: tuple[str, ...]) -> None:
        known = [self.category.itemData(i) for i in range(1, self.category.count())]
        if known != list(categories):
            chosen = self.category.value()
            self.category.blockSignals(True)
            self.category.clear()
            self.category.addItem(_("All categories"), "")
            for name in categories:
                self.category.addItem(name, name)
            self.category.setCurrentIndex(max(self.category.findData(chosen), 0))
            self.category.blockSignals(False)

    def choose_file(self) -> None:
        """Ask for a file and show what it would change."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Import products"), "", _("Product lists") + f" ({kinds})"
        )
        if chosen:
            self.import_path(Path(chosen))

    def import_path(self, path: Path) -> None:
        """Show what a file would change; nothing is written before that is confirmed."""
        store, today = self.services.store, self.today()
        self.services.navigator.show_toast(
            _("Reading {name} …").format(name=path.name), icon="file-spreadsheet", seconds=2
        )
        self.services.tasks.submit(
            lambda: product_plan.plan_import(store, path, today),
            ok=self._preview,
            err=self.services.navigator.show_error,
            owner=self,
            lane="cpu",
        )

    def _preview(self, plan: ImportPlan) -> None:
        counts = count_words(*(plan.count(effect) for effect in Effect))
        facts = [plan.path.name, counts, aside_words(len(plan.put_aside))]
        changes = plan.count(Effect.NEW) + plan.count(Effect.CHANGED)
        self.preview = ImportDialog(
            _("Import products"),
            " · ".join(part for part in facts if part),
            preview_rows(plan),
            plan.ignored_columns,
            (lambda: self._write(plan)) if changes else None,
            self,
        )
        self.preview.open()

    def _write(self, plan: ImportPlan) -> None:
        if self.importing.running:
            self.services.navigator.show_toast(
                _("An import is being written: wait until it is done."), icon="info"
            )
        else:
            self.importing.run(plan)

    def _written(self, result: ImportResult) -> None:
        """Offer to take it back; name pictures that turned out broken only when they were read whole."""
        self.refresh()
        unit_id = result.unit_id
        self.services.navigator.show_toast(
            count_words(result.created, result.updated, result.unchanged),
            (lambda: self._deeds.undo(unit_id)) if unit_id else None,
        )
        if result.picture_faults:
            lines = [
                _("Row {row} ({text}): {reason}").format(
                    row=one.row, text=one.sku, reason=one.reason
                )
                for one in result.picture_faults
            ]
            count = len(lines)
            fact = ngettext(
                "{count} picture could not be taken", "{count} pictures could not be taken", count
            ).format(count=count)
            ListDialog(_("Import products"), fact, "\n".join(lines), self).open()

    def choose_export(self) -> None:
        """Ask for a name and write the listed articles as a spreadsheet."""
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Export products"), "products.xlsx", _("Spreadsheet") + " (*.xlsx)"
        )
        if chosen:
            self.export_path(Path(chosen).with_suffix(".xlsx"))

    def export_path(self, path: Path) -> None:
        """Write the listed articles with their pictures."""
        store, where, today = self.services.store, self.where(), self.today()

        def told(count: int) -> None:
            words = ngettext(
                "{count} product written to {name}", "{count} products written to {name}", count
            )
            self.services.navigator.show_toast(words.format(count=count, name=path.name))

        self.services.tasks.submit(
            lambda: _export(store, path, where, today),
            ok=told,
            err=self.services.navigator.show_error,
            owner=self,
            lane="cpu",
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one table."""
        if _dropped(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take one table."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what the dropped file would change."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.import_path(path)


def _export(store: Store, path: Path, where: CatalogueFilter, today: date) -> int:
    return product_sheet.export_file(store, path, on=today, where=where)


def _dropped(event: QDropEvent) -> Path | None:
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower() in SUFFIXES:
            return path
    return None
