"""Type an article: a field whose list follows the words, in the cell of a quote's line."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QListWidgetItem, QWidget

from desktop.runtime.i18n import _, language
from desktop.trade import products
from desktop.trade.money import Money
from desktop.trade.products import ProductFigures
from desktop.ui.quotes.listed_field import ListedField
from desktop.ui.services import Services

PAUSE_MS = 120
MOST = 12


class ProductSearch(ListedField):
    """Searches the catalogue as one types; `settled` when an article of the list was taken."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self.setPlaceholderText(_("SKU or name; # title, > note"))
        self.setAccessibleName(_("Add product"))
        self._offered_for = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._pause.start())

    def _search(self) -> None:
        text = self.text().strip()
        if not text or text[0] in "#>":
            self.hide_list()
            return
        store = self._services.store
        self._services.tasks.submit(
            lambda: products.listing(store, text, limit=MOST),
            ok=lambda found: self._show(text, found),
            owner=self,
            key="search",
        )

    def _show(self, text: str, found: tuple[ProductFigures, ...]) -> None:
        if text != self.text().strip() or not self.hasFocus():
            return
        self._offered_for = text
        folded = text.casefold()
        best_first = sorted(found, key=lambda one: not one.sku.casefold().startswith(folded))
        self.offer([(_words(product), product.sku) for product in best_first])

    def use_best(self, item: QListWidgetItem | None = None) -> None:
        """Take what is marked; not what was offered for the beginning of what stands here by now."""
        if item is None and self.text().strip() != self._offered_for:
            self.hide_list()
            return
        super().use_best(item)


def _words(product: ProductFigures) -> str:
    """Return number, name and price of an article."""
    price = "" if product.price is None else Money(product.price, product.currency).format()
    names = (product.name_zh, product.name_en)
    name = next(filter(None, names if language() == "zh_CN" else names[::-1]), "")
    return "   ".join(part for part in (product.sku, name, price) if part)
