"""A choice of few as cards side by side: a name and what it means, for choices that cost something."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets import paint


@dataclass(frozen=True)
class Card:
    """One choice: the value it stands for, its name, the lines below it."""

    value: int
    name: str
    lines: tuple[str, ...] = ()


class ChoiceCard(QAbstractButton):
    """A card that is on or off; its name is bold, its lines are small."""

    def __init__(self, card: Card) -> None:
        """Show `card`."""
        super().__init__()
        self.card = card
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_card(card)

    def set_card(self, card: Card) -> None:
        """Show other figures."""
        self.card = card
        self.setText(card.name)
        self.setAccessibleName(", ".join((card.name, *card.lines)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line, small = theme().line("body_strong"), theme().line("small")
        widths = [paint.text_width(text, "small") for text in self.card.lines]
        width = max([paint.text_width(self.card.name, "body_strong"), *widths])
        return QSize(width + 26, line + small * len(self.card.lines) + 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        on = self.isChecked()
        role = "accent" if on else "border_strong"
        painter.setPen(QPen(theme().color(role), 2 if on else 1))
        fill = "sel" if on else "hover" if self.underMouse() else "surface"
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        line, small = theme().line("body_strong"), theme().line("small")
        left, width = 13, self.width() - 24
        paint.text(painter, QRect(left, 12, width, line), self.card.name, style="body_strong")
        for n, text in enumerate(self.card.lines):
            box = QRect(left, 12 + line + n * small, width, small)
            paint.text(painter, box, text, style="small", color="text2")
        if self.hasFocus() and not on:
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()


class ChoiceCards(QWidget):
    """Exactly one card is on; `chosen(value)` when the user takes another. Arrow keys move."""

    chosen = Signal(int)

    def __init__(self, name: str, cards: Sequence[Card] = (), value: int | None = None) -> None:
        """`name` is what a screen reader calls the choice."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._cards: dict[int, ChoiceCard] = {}
        self.show_cards(cards, value)

    def show_cards(self, cards: Sequence[Card], value: int | None) -> None:
        """Show these choices with `value` on; cards that stay keep their focus."""
        if [card.value for card in cards] == list(self._cards):
            for card in cards:
                self._cards[card.value].set_card(card)
        else:
            self._rebuild(cards)
        if value in self._cards:
            self._cards[value].setChecked(True)

    def _rebuild(self, cards: Sequence[Card]) -> None:
        for old in self._cards.values():
            self._group.removeButton(old)
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._cards = {}
        for card in cards:
            button = ChoiceCard(card)
            button.clicked.connect(lambda _on=False, v=card.value: self.chosen.emit(v))
            self._group.addButton(button)
            self._row.addWidget(button, 1)
            self._cards[card.value] = button

    def value(self) -> int | None:
        """Return the value that is on, None when none is."""
        return next((v for v, card in self._cards.items() if card.isChecked()), None)

    def choose(self, value: int) -> None:
        """Take a card as a click does."""
        if value in self._cards:
            self._cards[value].click()

    def texts(self) -> list[str]:
        """Return what stands on the cards."""
        return [card.accessibleName() for card in self._cards.values()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right take the next card."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        values = list(self._cards)
        focused = next((v for v, card in self._cards.items() if card.hasFocus()), None)
        if step and focused is not None:
            at = min(max(values.index(focused) + step, 0), len(values) - 1)
            self._cards[values[at]].setFocus(Qt.FocusReason.TabFocusReason)
            self._cards[values[at]].click()
            return
        super().keyPressEvent(event)
