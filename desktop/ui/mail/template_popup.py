"""Templates: searched by name or content, shown filled in before they are taken."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.crm import templates
from desktop.crm.template_rule import Filled, fill
from desktop.crm.templates import TemplateRow
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.ui.mail.composer_parts import SlotMarker
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.labels import hline, label

_KEY = Qt.ItemDataRole.UserRole
PAUSE_MS = 120


class TemplatePopup(QFrame):
    """`chosen(TemplateRow, Filled)`: Enter or a double click takes the template shown."""

    chosen = Signal(object, object)

    def __init__(
        self, services: Services, contact: str, quote_id: str | None, language: str, parent: QWidget
    ) -> None:
        """Fill for `contact` (an address or id, "" for nobody); `language` sorts its own first."""
        super().__init__(parent)
        self._services = services
        self._contact, self._quote_id, self._language = contact, quote_id, language
        self._rows: dict[str, TemplateRow] = {}
        self._filled: dict[str, Filled] = {}
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setObjectName("palette")
        self.setFixedSize(620, 340)
        self.field = line_edit("", _("Search templates by name or text"))
        self.field.setAccessibleName(_("Search templates"))
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFixedWidth(220)
        self.list.setFont(theme().font("body"))
        self.list.setAccessibleName(_("Templates"))
        self.preview = QTextBrowser()
        self.preview.setOpenLinks(False)
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.preview.setFont(theme().font("small"))
        self._marker = SlotMarker(self.preview.document())
        self._open_slots = label("", "small", "amber", wrap=True)
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(hline())
        row = QHBoxLayout()
        row.addWidget(self.list)
        right = QVBoxLayout()
        self._subject = label("", "body_strong", wrap=True)
        right.addWidget(self._subject)
        right.addWidget(self.preview, 1)
        right.addWidget(self._open_slots)
        row.addLayout(right, 1)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self.list.currentItemChanged.connect(self._preview)
        self.list.itemActivated.connect(lambda _item: self.take())

    def pop_up(self, anchor: QWidget) -> None:
        """Show it above or below `anchor`, inside the screen."""
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), -self.height() - 4))
        screen = anchor.screen().availableGeometry()
        corner.setX(max(corner.x(), screen.left() + 8))
        if corner.y() < screen.top():
            corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        self.move(corner)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._search()

    @Slot()
    def _search(self) -> None:
        store, text = self._services.store, self.field.text()
        self._services.tasks.submit(
            lambda: templates.list_templates(store, text=text),
            ok=self._show,
            owner=self,
            key="templates",
        )

    def _show(self, rows: list[TemplateRow]) -> None:
        rows = sorted(rows, key=lambda row: row.language != self._language)
        self._rows = {row.key: row for row in rows}
        self.list.blockSignals(True)
        self.list.clear()
        self.list.blockSignals(False)
        for row in rows:
            item = QListWidgetItem(f"{row.name} · {row.language}")
            item.setToolTip(row.kind_text())
            item.setData(_KEY, row.key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        if not rows:
            self._subject.setText(_("No template matches."))
            self.preview.clear()
            self._open_slots.clear()

    def _preview(self) -> None:
        key = self._current_key()
        if not key:
            return
        if key in self._filled:
            self._show_filled(key, self._filled[key])
            return
        store, contact, quote_id = self._services.store, self._contact, self._quote_id
        row = self._rows[key]
        self._services.tasks.submit(
            lambda: render_for(store, row, contact, quote_id),
            ok=lambda filled: self._show_filled(key, filled),
            err=self._failed,
            owner=self,
            key="preview",
        )

    def _show_filled(self, key: str, filled: Filled) -> None:
        self._filled[key] = filled
        self._subject.setText(filled.subject)
        self.preview.setPlainText(filled.text)
        names = ", ".join(filled.unresolved)
        self._open_slots.setText(_("Still empty: {slots}").format(slots=names) if names else "")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, TradepostError):
            self._subject.setText(error.message)
            self.preview.clear()
        else:
            self._services.navigator.show_error(error)

    @Slot()
    def take(self) -> None:
        """Put the template shown into the mail."""
        key = self._current_key()
        if key in self._filled:
            self.hide()
            self.chosen.emit(self._rows[key], self._filled[key])

    def _current_key(self) -> str:
        place = self.list.currentRow()
        return str(self.list.item(place).data(_KEY)) if place >= 0 else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows and Enter of the field work on the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                place = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(place)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
        return super().eventFilter(watched, event)


def render_for(store: Store, row: TemplateRow, contact: str, quote_id: str | None) -> Filled:
    """Fill a template for a contact; for somebody unknown, every slot stays open.

    Raises UserFacing when the template cannot be read.
    """
    if not contact:
        return fill(row.subject, row.body, {})
    try:
        return templates.render(store, row.key, contact, quote_id=quote_id)
    except UserFacing as error:
        if error.code == "bad_template":
            raise
        return fill(row.subject, row.body, {})
