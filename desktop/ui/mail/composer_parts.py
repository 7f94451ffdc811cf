"""The pieces of the composer: marked slots, quote card, file chips, the reminder strip."""

from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QTextEdit,
    QWidget,
)

from desktop.crm.template_rule import CLOSE, OPEN
from desktop.mail.draft import File
from desktop.runtime.i18n import _, ngettext
from desktop.ui.mail.attachment_card import FileTile
from desktop.ui.mail.times import moment_text
from desktop.ui.theme import theme, theme_switch
from desktop.ui.widgets import buttons, paint
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, label

REMIND_CHOICES = (1, 2, 3, 5, 7, 14)


class SlotMarker(QSyntaxHighlighter):
    """Marks the template slots that are still empty, so that nobody overlooks one."""

    def __init__(self, document: QTextDocument) -> None:
        """Watch `document`."""
        super().__init__(document)
        theme_switch().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Mark ⟦slot⟧ in one paragraph."""
        style = QTextCharFormat()
        style.setBackground(theme().color("amber_tint"))
        style.setForeground(theme().color("amber"))
        start = text.find(OPEN)
        while start >= 0:
            end = text.find(CLOSE, start)
            if end < 0:
                return
            self.setFormat(start, end - start + 1, style)
            start = text.find(OPEN, end)


class MailText(QTextEdit):
    """The text being written: plain, Tab leaves it, files can be dropped on it."""

    files_dropped = Signal(list)
    left = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme().font("body"))
        self.document().setDocumentMargin(0)
        self.setAccessibleName(_("Message text"))
        self.setPlaceholderText(_("Write your answer"))
        self.setStyleSheet("QTextEdit { background: transparent; border: none; }")
        self.marker = SlotMarker(self.document())
        self.tallest = 180
        self.document().documentLayout().documentSizeChanged.connect(self.fit)

    def fit(self) -> None:
        """Be as tall as the text, between a few lines and `tallest` pixels."""
        height = int(self.document().size().height()) + 12
        self.setFixedHeight(min(max(height, 64), self.tallest))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the conversation; the draft stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: object) -> bool:  # noqa: N802 - Qt's name
        """Take files too."""
        return source.hasUrls() or super().canInsertFromMimeData(source)  # type: ignore[attr-defined,arg-type]

    def insertFromMimeData(self, source: object) -> None:  # noqa: N802 - Qt's name
        """Attach what is a file, insert what is text."""
        paths = [u.toLocalFile() for u in source.urls() if u.isLocalFile()]  # type: ignore[attr-defined]
        if paths:
            self.files_dropped.emit(paths)
        else:
            super().insertFromMimeData(source)  # type: ignore[arg-type]

    def select_slot(self) -> bool:
        """Select the first empty slot; tell whether there is one."""
        text = self.toPlainText()
        start = text.find(OPEN)
        end = text.find(CLOSE, start)
        if start < 0 or end < 0:
            return False
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end + 1, cursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


class FileChip(QFrame):
    """A file that goes along, with a button to leave it out."""

    removed = Signal()

    def __init__(self, file: File) -> None:
        """Show one file."""
        super().__init__()
        self.setProperty("card", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 3, 3)
        row.setSpacing(6)
        row.addWidget(FileTile(file.filename, file.content_type, 20))
        name = ElidedLabel(file.filename, "small")
        name.setMinimumWidth(min(name.sizeHint().width(), 180))
        row.addWidget(name, 1)
        row.addWidget(label(size_text(file.size), "small", "text2"))
        tip = _("Remove {name}").format(name=file.filename)
        row.addWidget(buttons.icon_button("x", tip, self.removed.emit, size=24, icon_size=12))


class Switch(QAbstractButton):
    """An on-off switch of 28 by 16."""

    def __init__(self, name: str) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self.setCheckable(True)
        self.setFixedSize(36, 24)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track and knob."""
        del event
        with QPainter(self) as painter:
            paint.smooth(painter)
            painter.setPen(Qt.PenStyle.NoPen)
            on = self.isChecked()
            painter.setBrush(theme().color("accent" if on else "border_strong"))
            track = QRectF(4, 4, 28, 16)
            painter.drawRoundedRect(track, 8, 8)
            painter.setBrush(QColor("#FFFFFF"))
            painter.drawEllipse(QRectF(18 if on else 6, 6, 12, 12))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(theme().color("accent"))
                painter.drawRoundedRect(QRectF(1.5, 1.5, 33, 21), 10, 10)

    def sizeHint(self) -> QSize:
        """Return the hit area."""
        return QSize(36, 24)


class RemindStrip(QWidget):
    """ "Remind me if no reply in 3 days": its days, the date it means, its switch. `changed()`."""

    changed = Signal()

    def __init__(self, now: datetime) -> None:
        """`now` (aware) is when the mail would go."""
        super().__init__()
        self._now = now
        self._touched = False
        self.setFixedHeight(theme().scaled(36))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("alarm-clock", 16))
        row.addWidget(label(_("Remind me if no reply in"), "small", "text2"))
        self.days = QComboBox()
        self.days.setProperty("kind", "bare")
        self.days.setFont(theme().font("small", weight=600))
        self.days.setAccessibleName(_("Days until the reminder"))
        for count in REMIND_CHOICES:
            self.days.addItem(
                ngettext("{count} day", "{count} days", count).format(count=count), count
            )
        self.days.activated.connect(self._chosen)
        self.days.setFixedWidth(self.days.fontMetrics().horizontalAdvance("30 days") + 40)
        row.addWidget(self.days)
        self._date = label("", "small", "text2")
        row.addWidget(self._date)
        row.addStretch(1)
        self.switch = Switch(_("Remind me if nobody replies"))
        self.switch.toggled.connect(self._chosen)
        row.addWidget(self.switch)

    def value(self) -> int | None:
        """Return the days, None when switched off."""
        return int(self.days.currentData()) if self.switch.isChecked() else None

    def set_value(self, days: int | None) -> None:
        """Show what a draft says."""
        for widget in (self.days, self.switch):
            widget.blockSignals(True)
        self.switch.setChecked(days is not None)
        if days is not None:
            if self.days.findData(days) < 0:
                text = ngettext("{count} day", "{count} days", days).format(count=days)
                self.days.addItem(text, days)
            self.days.setCurrentIndex(self.days.findData(days))
        elif self.days.currentIndex() < 0:
            self.days.setCurrentIndex(REMIND_CHOICES.index(3))
        for widget in (self.days, self.switch):
            widget.blockSignals(False)
        self._touched = False
        self._show_date()

    def suggest(self, days: int) -> None:
        """Show another number of days, unless the user chose one himself."""
        if not self._touched and self.switch.isChecked():
            self.set_value(days)

    def _chosen(self) -> None:
        self._touched = True
        self._show_date()
        self.changed.emit()

    def _show_date(self) -> None:
        self.days.setEnabled(self.switch.isChecked())
        days = int(self.days.currentData() or 3)
        self._date.setText(moment_text(self._now + timedelta(days=days)))
        self._date.setVisible(self.switch.isChecked())
