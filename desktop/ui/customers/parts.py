"""Pieces that the business screens share: planes, headers, segments, banners, empty states."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.icons import icon
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.labels import IconLabel, label


def plane(name: str) -> QWidget:
    """Return a widget filled with a plane's colour: bg, surface, surface2, desk."""
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setProperty("plane", name)
    return made


def header(
    *, plane_name: str = "surface", left: int = 24, right: int = 24
) -> tuple[QWidget, QHBoxLayout]:
    """Return a 52-px pane header and the row to fill."""
    made = plane(plane_name)
    made.setFixedHeight(theme().scaled(theme().size.pane_header))
    row = QHBoxLayout(made)
    row.setContentsMargins(left, 0, right, 0)
    row.setSpacing(8)
    return made, row


class Segments(QFrame):
    """Two or more choices of which one is on; `chosen` gives its value."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], value: str = "") -> None:
        """Offer (value, text) pairs; the first is on unless `value` names another."""
        super().__init__()
        self.setProperty("segmented", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, text in choices:
            made = QPushButton(text)
            made.setCheckable(True)
            made.setFont(theme().font("body_strong"))
            made.setMinimumHeight(24)
            made.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self._buttons[key] = made
            row.addWidget(made)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_value(value or choices[0][0])

    def set_value(self, value: str) -> None:
        """Switch on the choice with this value."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def value(self) -> str:
        """Return the value that is on."""
        return next((key for key, made in self._buttons.items() if made.isChecked()), "")


class EmptyState(QWidget):
    """What stands where there is nothing: an icon tile, the fact, one sentence, two actions at most."""

    def __init__(
        self,
        icon_name: str,
        fact: str,
        sentence: str,
        actions: Sequence[QPushButton] = (),
        *,
        good: bool = False,
    ) -> None:
        """Build it in the middle of its room."""
        super().__init__()
        column = QVBoxLayout(self)
        column.addStretch(1)
        tile = QLabel()
        tile.setFixedSize(48, 48)
        tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tile.setPixmap(icon(icon_name, "green" if good else "text2").pixmap(QSize(22, 22)))
        tint = theme().hex("green_tint" if good else "gray_tint")
        tile.setStyleSheet(f"background: {tint}; border-radius: 8px;")
        column.addWidget(tile, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        column.addWidget(label(fact, "lead"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label(sentence, "body", "text2"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        for action in actions:
            row.addWidget(action)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)


class Banner(QFrame):
    """A fact, its consequence, and one action, on a tint: amber, red, green, neutral."""

    def __init__(self, tone: str, icon_name: str) -> None:
        """Build it hidden; `tell` shows it."""
        super().__init__()
        self.setProperty("banner", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(12)
        tones = {"amber": "amber", "red": "red", "green": "green"}
        picture = IconLabel(icon_name, 16, tones.get(tone, "text2"))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.fact = label("", "body_strong", tones.get(tone, "text"))
        self.consequence = label("", "small", "text2")
        self.consequence.setWordWrap(True)
        words.addWidget(self.fact)
        words.addWidget(self.consequence)
        row.addLayout(words, 1)
        self.action = secondary("")
        row.addWidget(self.action)
        self.hide()

    def tell(self, fact: str, consequence: str = "", action: str = "") -> None:
        """Show the banner with these words; an empty fact hides it."""
        self.fact.setText(fact)
        self.consequence.setText(consequence)
        self.consequence.setVisible(bool(consequence))
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(fact))
