"""An attachment as a card: what it is, how big, what speaks against it; a click shows it, a button saves it."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail.attachments.danger_words import sentences, short
from desktop.runtime.i18n import _
from desktop.ui.icons import paint_icon
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons, paint
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, label
from desktop.ui.widgets.tips import plain_tip

_KINDS = {
    "pdf": ("file-text", "red"),
    "xls": ("file-spreadsheet", "green"),
    "xlsx": ("file-spreadsheet", "green"),
    "csv": ("file-spreadsheet", "green"),
    "doc": ("file-text", "slate"),
    "docx": ("file-text", "slate"),
    "ods": ("file-spreadsheet", "green"),
    "xlsm": ("file-spreadsheet", "green"),
    "zip": ("file-archive", "amber"),
    "rar": ("file-archive", "amber"),
    "7z": ("file-archive", "amber"),
    "eml": ("mail", "slate"),
    "msg": ("mail", "slate"),
    "dwg": ("drafting-compass", "slate"),
    "dxf": ("drafting-compass", "slate"),
    "step": ("box", "slate"),
    "stp": ("box", "slate"),
    "ics": ("calendar", "slate"),
    "vcf": ("contact", "slate"),
}
WIDTH = 224


def file_icon(filename: str, content_type: str = "") -> tuple[str, str]:
    """Return the icon of a kind of file, and its tint."""
    ending = filename.rpartition(".")[2].lower()
    picture = content_type.startswith("image/")
    return _KINDS.get(ending, ("file-image", "violet") if picture else ("file", "gray"))


class FileTile(QWidget):
    """The tinted square with the kind of file."""

    def __init__(self, filename: str, content_type: str = "", side: int = 24) -> None:
        """Choose icon and tint by the name's ending, else by the content type."""
        super().__init__()
        self._icon, self._tone = file_icon(filename, content_type)
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
    """One file. Space or a click shows it, Enter opens it; Ctrl or Shift with a click chooses several.

    `wanted(verb)`: preview, open or save. `drag_wanted`: the mouse pulls it. `chosen(extend)`: a click to choose with.
    `menu_wanted(place on the screen)`.
    """

    wanted = Signal(str)
    drag_wanted = Signal()
    chosen = Signal(bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, file: MailFile, parent: QWidget | None = None) -> None:
        """Show one attachment."""
        super().__init__(parent)
        self.file = file
        self.selected = False
        self._pressed: QPoint | None = None
        self.setProperty("card", "true")
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        danger = file.danger
        size = size_text(file.size)
        self.warning = short(danger)
        self.setAccessibleName(", ".join(filter(None, (file.name, size, self.warning))))
        tip = "\n".join(filter(None, (file.name, size, sentences(danger) if danger else "")))
        self.setToolTip(plain_tip(tip))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 6)
        layout.setSpacing(8)
        layout.addWidget(FileTile(file.filename, file.content_type))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(file.name, "body_strong"))
        words.addLayout(self._second_line(size, "red" if danger.severity == "stop" else "amber"))
        layout.addLayout(words, 1)
        self.save_button = buttons.icon_button(
            "download", _("Save as…"), lambda: self.wanted.emit("save"), size=24
        )
        layout.addWidget(self.save_button)

    def _second_line(self, size: str, tone: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        if self.warning:  # what speaks against a file counts more than its size, which the tip has
            line.addWidget(IconLabel("triangle-alert", 12, tone))
            line.addWidget(ElidedLabel(self.warning, "small", tone), 1)
        else:
            line.addWidget(label(size, "small", "text2"))
            line.addStretch(1)
        return line

    def set_selected(self, selected: bool) -> None:
        """Show whether the card is one of several chosen."""
        self.selected = selected
        self.update()

    def sizeHint(self) -> QSize:
        """Cards are of one width."""
        return QSize(WIDTH, super().sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough with the button down: the file is dragged."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if far >= QApplication.startDragDistance():
            self._pressed = None
            self.drag_wanted.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows; with Ctrl or Shift it chooses."""
        clicked = self._pressed is not None and self.rect().contains(event.position().toPoint())
        self._pressed = None
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not clicked:
            return
        keys = event.modifiers()
        if keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self.chosen.emit(bool(keys & Qt.KeyboardModifier.ShiftModifier))
        else:
            self.wanted.emit("preview")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space shows, Enter opens; the arrows are the strip's."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.wanted.emit("preview")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit("open")
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu; the menu key shows it at the card."""
        place = event.globalPos()
        self.menu_wanted.emit(self.mapToGlobal(self.rect().center()) if place.isNull() else place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the keyboard's focus, and what is chosen."""
        super().paintEvent(event)
        if not self.hasFocus() and not self.selected:
            return
        with QPainter(self) as painter:
            paint.smooth(painter)
            painter.setPen(QPen(theme().color("accent"), 2))
            if self.selected:
                painter.setBrush(theme().color("accent", 0.08))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
