"""The page of one article: head with picture and figures, tabs over everything that belongs to it."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.crm.fields import as_text
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import products
from desktop.trade.article import Article
from desktop.ui.products.article_words import (
    PageData,
    carton_words,
    head_facts,
    quoted_columns,
    rate_note,
    read_page,
    standard_words,
    text_row,
)
from desktop.ui.products.box_rows import BoxRow
from desktop.ui.products.deeds import Deeds
from desktop.ui.products.fields import ARTICLE_FIELDS, ARTICLE_SECTIONS
from desktop.ui.products.parts import ArticleParts, UnitRow
from desktop.ui.products.pictures_pane import PicturesPane
from desktop.ui.products.rows_pane import RowsPane
from desktop.ui.records.record_form import RecordForm
from desktop.ui.records.table import Table
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, primary, secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import ElidedLabel, hline, label
from desktop.ui.widgets.panes import ScrollPane, clear_layout
from desktop.ui.widgets.part_tabs import PartTabs

TABLES = {
    "product", "product_text", "product_picture", "product_unit", "product_box", "product_cost",
    "export_tax_rate", "product_certificate", "buyer_item_code", "price_list", "price_tier",
    "quote", "quote_line",
}  # fmt: skip
TABS = ("article", "pictures", "prices", "costs", "packing", "papers", "codes", "texts", "quoted")


class ArticlePage(QWidget):
    """Everything about one article."""

    back_wanted = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the page; `open` shows an article."""
        super().__init__(parent)
        self._services = services
        self._deeds = Deeds(services, self)
        self.product_id = ""
        self.data: PageData | None = None
        self._touched = False
        self.parts = ArticleParts(services.store, self.today)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(hline())
        column.addLayout(self._tab_row())
        column.addWidget(hline())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._fill()

    def today(self) -> date:
        """Return the local day."""
        return self._services.clock.now().astimezone().date()

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme().scaled(88))
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 24, 0)
        row.setSpacing(12)
        row.addWidget(
            icon_button("chevron-left", _("All products"), self.back_wanted.emit, shortcut="Esc")
        )
        self._picture = QLabel()
        side = theme().scaled(56)
        self._picture.setFixedSize(side, side)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        self._name = ElidedLabel("", "heading")
        words.addWidget(self._name)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(8)
        words.addLayout(self._facts)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(secondary(_("Delete"), self.delete, icon_name="trash-2"))
        self.save_button = primary(_("Save"), self.save, key="Ctrl+Return")
        row.addWidget(self.save_button)
        return head

    def _tab_row(self) -> QHBoxLayout:
        self.tabs = PartTabs(TABS)
        self.tabs.currentChanged.connect(self._show_tab)
        return self.tabs.row()

    def _fill(self) -> None:
        services, parts = self._services, self.parts
        scroll = ScrollPane(margins=(24, 16, 24, 24))
        self.problem = Banner()
        scroll.box.addWidget(self.problem)
        self.form = RecordForm(ARTICLE_SECTIONS, columns=4)
        self.form.changed.connect(self._touch)
        scroll.box.addWidget(self.form)
        self.pictures = PicturesPane(services)
        self.prices = RowsPane(services, parts.prices())
        self.costs = RowsPane(services, parts.costs())
        self.rates = RowsPane(services, parts.rates())
        self.boxes = RowsPane(services, parts.boxes())
        self.units = RowsPane(services, parts.units())
        self.papers = RowsPane(services, parts.papers())
        self.codes = RowsPane(services, parts.codes())
        self.texts = RowsPane(services, parts.texts())
        self.quoted = Table(quoted_columns(), sort=0, descending=True)
        self.quoted.setAccessibleName(_("Where quoted"))
        self.quoted.opened.connect(
            lambda row: services.navigator.open_screen("quotes", quote_id=row.quote_id)
        )
        self._carton = label("", "body", "text2", wrap=True)
        self._carton.setContentsMargins(24, 14, 24, 0)
        for pane in (
            scroll,
            self.pictures,
            self.prices,
            _column(self.costs, self.rates),
            _column(self._carton, self.boxes, self.units),
            self.papers,
            self.codes,
            self.texts,
            self.quoted,
        ):
            self._stack.addWidget(pane)

    def _touch(self) -> None:
        self._touched = True
        self._show_save()

    def _show_save(self) -> None:
        self.save_button.setVisible(self.tabs.key == "article")
        self.save_button.setEnabled(self._touched)

    def _show_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._show_save()

    def pane(self) -> RowsPane | None:
        """Return the table of the tab that is shown, None when it has none."""
        key = self.tabs.key
        panes = {
            "prices": self.prices,
            "costs": self.costs,
            "packing": self.boxes,
            "papers": self.papers,
            "codes": self.codes,
            "texts": self.texts,
        }
        return panes.get(key)

    def add_here(self) -> None:
        """Add what the shown tab holds."""
        pane = self.pane()
        if pane is not None:
            pane.add()
        elif self.tabs.key == "pictures":
            self.pictures.choose()

    def step_tab(self, steps: int) -> None:
        """Show the next tab, or the one before."""
        self.tabs.step(steps)
        self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard where the shown tab begins."""
        key = self.tabs.key
        pane = self.pane()
        if key == "article":
            self.form.editor("name_en").setFocus()
        elif pane is not None:
            rows = pane.table.rows.rowCount()
            (pane.table if rows else pane.add_button).setFocus()
        elif key == "pictures":
            self.pictures.grid.setFocus()
        else:
            self.quoted.setFocus()

    def open(self, product_id: str, tab: str = "") -> None:
        """Show an article, at one of TABS."""
        if product_id != self.product_id:
            self._touched = False
            self.problem.hide()
            self.tabs.setCurrentIndex(0)
        if tab in TABS:
            self.tabs.setCurrentIndex(TABS.index(tab))
        self.product_id = product_id
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read the article again when something of it may have changed."""
        if not self.product_id or (changes is not None and not TABLES & set(changes)):
            return
        store, key, today = self._services.store, self.product_id, self.today()
        self._services.tasks.submit(
            lambda: read_page(store, key, today),
            ok=self._loaded,
            err=self._gone,
            owner=self,
            key="page",
        )

    def _gone(self, error: BaseException) -> None:
        if isinstance(error, TradepostError) and error.code == "unknown_product":
            self.back_wanted.emit()
        else:
            self._services.navigator.show_error(error)

    def _loaded(self, data: PageData) -> None:
        self.data = data
        found, figures = data.article, data.article.figures
        self.parts.article, self.parts.lists = found, data.lists
        self.parts.customers = data.customers
        self._show_head(found)
        if not self._touched:  # what is being typed stays
            self.form.load({name: getattr(figures, name) for name in ARTICLE_FIELDS})
        self._show_save()
        self.pictures.open(figures.id, found.pictures)
        self.prices.load(found.steps)
        self.prices.note.setText(standard_words(found))
        self.costs.load(found.costs)
        self.costs.fit()
        self.rates.load(found.own_rates)
        self.rates.fit()
        self.rates.note.setText(rate_note(found))
        self.boxes.load([BoxRow(i, box) for i, box in enumerate(figures.more_boxes)])
        self.boxes.fit()
        self.units.load([UnitRow(unit, held) for unit, held in found.units.items()])
        self.units.fit()
        self._carton.setText(carton_words(found))
        self.papers.load(found.certificates)
        self.codes.load(found.codes)
        self.texts.load([text_row(code, texts) for code, texts in figures.texts.items()])
        self.quoted.load(found.quoted)
        self._name_tabs(found)

    def _name_tabs(self, found: Article) -> None:
        figures = found.figures
        names = {
            "article": (_("Article"), 0),
            "pictures": (_("Pictures"), len(found.pictures)),
            "prices": (_("Prices"), len(found.steps)),
            "costs": (_("Costs and tax"), len(found.costs)),
            "packing": (_("Packing"), len(figures.more_boxes)),
            "papers": (_("Certificates"), len(found.certificates)),
            "codes": (_("Buyers' codes"), len(found.codes)),
            "texts": (_("Languages"), len(figures.texts)),
            "quoted": (_("Where quoted"), len(found.quoted)),
        }
        for place, key in enumerate(TABS):
            name, count = names[key]
            self.tabs.setTabText(place, f"{name}  {count}" if count else name)

    def _show_head(self, found: Article) -> None:
        figures, today = found.figures, self.today()
        name = figures.name_en or figures.name_zh
        self._name.setText(f"{figures.sku}  {name}")
        pixmap = QPixmap()
        if found.pictures:
            pixmap.loadFromData(found.pictures[0].content)
            side = self._picture.width()
            pixmap = pixmap.scaled(
                side,
                side,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self._picture.setPixmap(pixmap)
        self._picture.setVisible(bool(found.pictures))
        clear_layout(self._facts)
        if figures.category:
            self._facts.addWidget(Chip(figures.category, "slate"))
        if figures.is_discontinued(today):
            self._facts.addWidget(Chip(_("Discontinued"), "amber"))
        states = {one.state(today) for one in found.certificates}
        if "ended" in states:
            self._facts.addWidget(Chip(_("A certificate has ended"), "red"))
        elif "soon" in states:
            self._facts.addWidget(Chip(_("A certificate ends soon"), "amber"))
        facts = " · ".join(head_facts(found))
        self._facts.addWidget(ElidedLabel(facts, "small", "text2"), 1)

    def save(self) -> None:
        """Write the form."""
        values = self.form.values()
        if values is None or not self._touched:
            return
        store, key, today = self._services.store, self.product_id, self.today()
        texts = {name: as_text(value) for name, value in values.items()}
        self.save_button.setEnabled(False)
        self._deeds.do(
            lambda: products.save(store, texts, key=key, on=today),
            _("Saved"),
            ok=self._saved,
            err=self._refused,
        )

    def _saved(self, _result: object) -> None:
        self._touched = False
        self.problem.hide()
        self.refresh(None)

    def _refused(self, error: TradepostError) -> None:
        self.save_button.setEnabled(True)
        self.problem.say("red", error.message, error.hint)

    def delete(self) -> None:
        """Take the article out of the catalogue; the toast brings it back."""
        if self.data is None:
            return
        store, key = self._services.store, self.product_id
        said = _("{sku} deleted").format(sku=self.data.article.figures.sku)
        self._deeds.do(lambda: products.delete(store, key), said)
        self.back_wanted.emit()


def _column(*panes: QWidget) -> QWidget:
    scroll = ScrollPane(margins=(0, 0, 0, 0), spacing=8)
    for pane in panes:
        scroll.box.addWidget(pane)
    scroll.box.addStretch(1)
    return scroll
