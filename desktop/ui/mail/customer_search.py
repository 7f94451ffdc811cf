"""Finding the customer that a conversation belongs to: a field, the matches, Enter."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.crm.customer_list import CustomerRow
from desktop.runtime.i18n import _
from desktop.ui.mail.panel_load import search_customers
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.labels import label

_ID = Qt.ItemDataRole.UserRole
PAUSE_MS = 120


class CustomerSearch(QFrame):
    """`chosen(customer id)`. A popup when `pop_up` shows it, else part of a pane."""

    chosen = Signal(str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start with the first customers by name."""
        super().__init__(parent)
        self._services = services
        self.setProperty("card", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self.field = line_edit("", _("Search customers"))
        self.field.setAccessibleName(_("Search customers"))
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Matching customers"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMinimumHeight(176)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self._nothing = label(_("No customer matches."), "small", "text2")
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self._nothing.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.field.textEdited.connect(lambda _text: self._pause.start())

    def pop_up(self, anchor: QWidget) -> None:
        """Show it below `anchor` until something is chosen or Esc is pressed."""
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setFixedWidth(max(anchor.width(), 268))
        self.adjustSize()
        corner = anchor.mapToGlobal(anchor.rect().bottomLeft())
        self.move(corner)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._search()

    @Slot()
    def _search(self) -> None:
        store, text = self._services.store, self.field.text()
        self._services.tasks.submit(
            lambda: search_customers(store, text), ok=self._show, owner=self, key="search"
        )

    def _show(self, rows: list[CustomerRow]) -> None:
        self.list.clear()
        for row in rows:
            place = " · ".join(part for part in (row.country, row.contact_name) if part)
            item = QListWidgetItem(f"{row.name}\n{place}" if place else row.name)
            item.setData(_ID, row.id)
            item.setFont(theme().font("small"))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows and Enter of the field work on the list."""
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Down,
                Qt.Key.Key_Up,
            ):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(
                    min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                )
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
            ):
                item = self.list.currentItem()
                if item is not None:
                    self._take(item)
                return True
        return super().eventFilter(watched, event)

    @Slot(QListWidgetItem)
    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(str(item.data(_ID)))
