"""An attachment as a card: what it is, how big, a click opens it, a button saves it."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.messages import AttachmentRow
from desktop.ui.icons import paint_icon
from desktop.ui.mail.body_text import size_text
from desktop.ui.mail.saved_files import may_open
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons, paint
from desktop.ui.widgets.labels import ElidedLabel, label

_KINDS = {
    "pdf": ("file-text", "red"),
    "xls": ("file-spreadsheet", "green"),
    "xlsx": ("file-spreadsheet", "green"),
    "csv": ("file-spreadsheet", "green"),
    "doc": ("file-text", "slate"),
    "docx": ("file-text", "slate"),
    "zip": ("file-archive", "amber"),
    "rar": ("file-archive", "amber"),
    "7z": ("file-archive", "amber"),
    "eml": ("mail", "slate"),
}
WIDTH = 224


class FileTile(QWidget):
    """The tinted square with the kind of file."""

    def __init__(self, filename: str, content_type: str = "", side: int = 24) -> None:
        """Choose icon and tint by the name's ending, else by the content type."""
        super().__init__()
        ending = filename.rpartition(".")[2].lower()
        picture = content_type.startswith("image/")
        self._icon, self._tone = _KINDS.get(
            ending, ("file-image", "violet") if picture else ("file", "gray")
        )
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint tile and icon."""
        del event
        with QPainter(self) as painter:
            paint.smooth(painter)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(f"{self._tone}_tint"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            inset = (self.width() - 14) // 2
            box = self.rect().adjusted(inset, inset, -inset, -inset)
            paint_icon(painter, box, self._icon, self._tone)


class AttachmentCard(QFrame):
    """`open_wanted`, `save_wanted`: the file of this card."""

    open_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, row: AttachmentRow, parent: QWidget | None = None) -> None:
        """Show one attachment."""
        super().__init__(parent)
        self.row = row
        self.setProperty("card", "true")
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        size = size_text(row.size)
        self.setAccessibleName(f"{row.filename}, {size}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 6)
        layout.setSpacing(8)
        layout.addWidget(FileTile(row.filename, row.content_type))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(row.filename or _("(no name)"), "body_strong"))
        words.addWidget(label(size, "small", "text2"))
        layout.addLayout(words, 1)
        save = buttons.icon_button("download", _("Save as…"), self.save_wanted.emit, size=24)
        layout.addWidget(save)

    def sizeHint(self) -> QSize:
        """Cards are of one width."""
        return QSize(WIDTH, super().sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self._activate()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._activate()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer both."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opening = menu.addAction(_("Open"), self._activate)
        opening.setEnabled(may_open(self.row.filename))
        menu.addAction(_("Save as…"), self.save_wanted.emit)
        menu.popup(event.globalPos() if not event.globalPos().isNull() else QPoint())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the keyboard's focus."""
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                paint.smooth(painter)
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _activate(self) -> None:
        """What would run is only saved, never opened from a mail."""
        if may_open(self.row.filename):
            self.open_wanted.emit()
        else:
            self.save_wanted.emit()
