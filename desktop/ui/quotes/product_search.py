"""Add a product by typing: a field whose list follows the words, Enter puts the line in."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop.runtime.i18n import _
from desktop.trade import products
from desktop.trade.money import Money
from desktop.trade.products import ProductFigures
from desktop.ui.services import Services

PAUSE_MS = 120
MOST = 12


class ProductSearch(QLineEdit):
    """Searches the catalogue as one types; `chosen` gives the product."""

    chosen = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self.setPlaceholderText(_("SKU or name"))
        self.setAccessibleName(_("Add product"))
        self.setClearButtonEnabled(True)
        self._list = QListWidget(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.installEventFilter(self)

    def _search(self) -> None:
        text = self.text().strip()
        if not text:
            self._list.hide()
            return
        store = self._services.store
        self._services.tasks.submit(
            lambda: products.listing(store, text, limit=MOST),
            ok=self._show,
            owner=self,
            key="search",
        )

    def _show(self, found: tuple[ProductFigures, ...]) -> None:
        self._list.clear()
        for product in found:
            price = "" if product.price is None else Money(product.price, product.currency).format()
            name = product.name_en or product.name_zh
            item = QListWidgetItem(f"{product.sku}   {name}   {price}")
            item.setData(Qt.ItemDataRole.UserRole, product)
            self._list.addItem(item)
        if not found:
            empty = QListWidgetItem(_("No product matches “{text}”.").format(text=self.text()))
            empty.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(empty)
        self._list.setCurrentRow(0)
        self._place()

    def _place(self) -> None:
        height = self._list.sizeHintForRow(0) * self._list.count() + 10
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        self._list.setGeometry(corner.x(), corner.y(), max(self.width(), 520), height)
        self._list.show()

    def _take(self, item: QListWidgetItem | None = None) -> None:
        row = self._list.row(item) if item is not None else self._list.currentRow()
        product = self._list.model().index(row, 0).data(Qt.ItemDataRole.UserRole)
        if isinstance(product, ProductFigures):
            self._list.hide()
            self.clear()
            self.chosen.emit(product)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows, Enter and Esc work on the list while typing goes on."""
        if event.type() == QEvent.Type.FocusOut:
            self._list.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            action = self._actions().get(event.key())
            if action is not None and self._list.isVisible():
                action()
                return True
        return super().eventFilter(watched, event)

    def _actions(self) -> dict[int, Callable[[], None]]:
        return {
            Qt.Key.Key_Down: lambda: self._move(1),
            Qt.Key.Key_Up: lambda: self._move(-1),
            Qt.Key.Key_Return: self._take,
            Qt.Key.Key_Enter: self._take,
            Qt.Key.Key_Escape: self._list.hide,
        }

    def _move(self, step: int) -> None:
        row = min(max(self._list.currentRow() + step, 0), self._list.count() - 1)
        self._list.setCurrentRow(row)
