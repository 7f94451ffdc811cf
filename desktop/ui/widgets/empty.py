"""An empty place: icon tile, the fact, one sentence, two actions at most."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.labels import label


class IconTile(QWidget):
    """A 48-px tile with an icon; `good` makes it green."""

    def __init__(self, name: str, *, good: bool = False, parent: QWidget | None = None) -> None:
        """Show Lucide outline `name`."""
        super().__init__(parent)
        self._name, self._good = name, good
        self.setFixedSize(48, 48)

    def sizeHint(self) -> QSize:
        return QSize(48, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("green_tint" if self._good else "gray_tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        color = "green" if self._good else "text2"
        paint_icon(painter, self.rect().adjusted(13, 13, -13, -13), self._name, color)


class EmptyState(QWidget):
    """Says calmly that there is nothing, and what could be done."""

    def __init__(
        self,
        icon_name: str,
        fact: str,
        sentence: str = "",
        actions: tuple[tuple[str, str, Callable[[], object]], ...] = (),
        *,
        good: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`actions` are (text, icon, handler), two at most."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addStretch(4)
        column.addWidget(IconTile(icon_name, good=good), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        self.fact = label(fact, "lead", wrap=True)
        self.sentence = label(sentence, "body", "text2", wrap=True)
        for part in (self.fact, self.sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        self.sentence.setVisible(bool(sentence))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for text, name, handler in actions[:2]:
            row.addWidget(secondary(text, handler, icon_name=name))
        row.addStretch(1)
        column.addSpacing(10)
        column.addLayout(row)
        column.addStretch(6)

    def say(self, fact: str, sentence: str = "") -> None:
        """Show another fact and sentence."""
        self.fact.setText(fact)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
