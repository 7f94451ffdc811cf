"""Type an article: a field whose list follows the words, in the cell of a quote's line."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop.runtime.i18n import _, language
from desktop.trade import products
from desktop.trade.money import Money
from desktop.trade.products import ProductFigures
from desktop.ui.services import Services

PAUSE_MS = 120
MOST = 12
WIDEST = 560


class ProductSearch(QLineEdit):
    """Searches the catalogue as one types; `settled` when an article of the list was taken."""

    settled = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self.setPlaceholderText(_("SKU or name; # title, > note"))
        self.setAccessibleName(_("Add product"))
        self._list = QListWidget(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._pause.start())

    @property
    def list_shown(self) -> bool:
        """Tell whether articles are offered."""
        return self._list.isVisible()

    def _search(self) -> None:
        text = self.text().strip()
        if not text or text[0] in "#>":
            self._list.hide()
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
        self._list.clear()
        folded = text.casefold()
        best_first = sorted(found, key=lambda one: not one.sku.casefold().startswith(folded))
        for product in best_first:
            price = "" if product.price is None else Money(product.price, product.currency).format()
            names = (product.name_zh, product.name_en)
            name = next(filter(None, names if language() == "zh_CN" else names[::-1]), "")
            item = QListWidgetItem("   ".join(part for part in (product.sku, name, price) if part))
            item.setData(Qt.ItemDataRole.UserRole, product.sku)
            self._list.addItem(item)
        if not found:
            self._list.hide()
            return
        self._list.setCurrentRow(0)
        self._place()

    def _place(self) -> None:
        height = self._list.sizeHintForRow(0) * self._list.count() + 10
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        self._list.setGeometry(corner.x(), corner.y(), max(self.width(), WIDEST), height)
        self._list.show()

    def _take(self, item: QListWidgetItem | None = None) -> None:
        self.use_best(item)
        self.settled.emit()

    def use_best(self, item: QListWidgetItem | None = None) -> None:
        """Put the article that is marked in the list into the field, if the list is shown."""
        if not self.list_shown:
            return
        chosen = item if item is not None else self._list.currentItem()
        self._list.hide()
        if chosen is not None:
            self.setText(str(chosen.data(Qt.ItemDataRole.UserRole)))
            self.setModified(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows and Esc work on the list while typing goes on."""
        action = self._actions().get(event.key())
        if action is not None and self.list_shown:
            action()
            event.accept()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the list while it is shown: the editor below it stays open."""
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and self.list_shown and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]  # is_key says it
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list with the field."""
        self._list.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the list with the field."""
        self._list.hide()
        super().hideEvent(event)

    def _actions(self) -> dict[int, Callable[[], None]]:
        return {
            Qt.Key.Key_Down: lambda: self._move(1),
            Qt.Key.Key_Up: lambda: self._move(-1),
            Qt.Key.Key_Escape: self._list.hide,
        }

    def _move(self, step: int) -> None:
        row = min(max(self._list.currentRow() + step, 0), self._list.count() - 1)
        self._list.setCurrentRow(row)
