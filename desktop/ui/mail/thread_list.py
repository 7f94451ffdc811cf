"""The list of conversations as a widget: keys, several chosen at once, rows dragged onto folders."""

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.threads import ThreadRow
from desktop.ui.icons import paint_icon
from desktop.ui.mail.thread_model import IdRole, RowRole
from desktop.ui.theme import theme
from desktop.ui.thread_drag import to_mime
from desktop.ui.widgets import paint

_CARD = QSize(240, 32)


class ThreadList(QListView):
    """J and K move, as the arrows do; Shift and Ctrl choose several. `picked_up(ids)`: a drag may begin soon."""

    picked_up = Signal(list)

    def __init__(self) -> None:
        """Rows of one height, scrolled by the pixel."""
        super().__init__()
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Conversations"))
        self.verticalScrollBar().setSingleStep(44)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.accounts: dict[int, frozenset[str]] = {}
        """The accounts in which conversations lie, of those that were picked up."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to the screen's actions: no search by typing."""
        if event.text() and event.text().isprintable() and not event.text().isspace():
            event.ignore()
            return
        super().keyPressEvent(event)

    def chosen_ids(self) -> list[int]:
        """Return the conversations chosen, from the top."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [int(index.data(IdRole)) for index in rows]

    # ---- drag

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose, and tell what would be dragged, so that its accounts are known in time."""
        super().mousePressEvent(event)
        chosen = self.chosen_ids()
        if chosen and event.button() == Qt.MouseButton.LeftButton:
            self.picked_up.emit(chosen)

    def drag_data(self) -> QMimeData:
        """Return what a drag of the chosen conversations carries."""
        ids = self.chosen_ids()
        known = [self.accounts.get(thread_id) for thread_id in ids]
        accounts = {a for found in known if found for a in found}
        return to_mime(ids, None if None in known else accounts)

    def startDrag(self, _supported: Qt.DropAction) -> None:
        """Carry the chosen conversations; whoever takes them moves them, rows leave by the store's word."""
        chosen = self.selectionModel().selectedIndexes()
        if not chosen:
            return
        row = chosen[0].data(RowRole)
        words = ngettext("{n} conversation", "{n} conversations", len(chosen))
        only = row.subject if len(chosen) == 1 and isinstance(row, ThreadRow) else ""
        drag = QDrag(self)
        drag.setMimeData(self.drag_data())
        drag.setPixmap(_card(only or words.format(n=len(chosen)), self.devicePixelRatioF()))
        drag.setHotSpot(QPoint(-12, -4))
        drag.exec(Qt.DropAction.MoveAction)


def _card(words: str, ratio: float) -> QPixmap:
    """What hangs on the cursor: a small card with the subject, or how many they are."""
    size = QSize(theme().scaled(_CARD.width()), theme().scaled(_CARD.height()))
    card = QPixmap(size * ratio)
    card.setDevicePixelRatio(ratio)
    card.fill(Qt.GlobalColor.transparent)
    painter = QPainter(card)
    paint.smooth(painter)
    box = QRect(QPoint(0, 0), size)
    painter.setPen(theme().color("accent"))
    painter.setBrush(theme().color("surface"))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
    paint_icon(painter, QRect(10, box.center().y() - 7, 16, 16), "mail", "accent")
    paint.text(painter, box.adjusted(34, 0, -10, 0), words, weight=500)
    painter.end()
    return card
