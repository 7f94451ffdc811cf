"""A choice of few, side by side: framed (view switch) or plain (filters with counts)."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui.theme import theme

_FRAME, _PLAIN_FRAME = 22, 16
"""What a button has beside its words: padding and border of the style sheet."""
_LEAST = 56
"""What a long word keeps of its width."""


class Segmented(QFrame):
    """Exactly one of its buttons is on; `chosen` gives its key when the user changes it.

    Where the room ends the figures go first, then the ends of the words: no word is cut off in its middle.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        value: str = "",
        *,
        plain: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`choices` are (key, text); `plain` is the look of filter rows."""
        super().__init__(parent)
        self.setProperty("segmented", "plain" if plain else "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._texts = dict(choices)
        self._counts: dict[str, int] = {}
        self._frame = _PLAIN_FRAME if plain else _FRAME
        self._room = -1
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 if plain else 0)
        for key, text in choices:
            button = QPushButton(text)
            button.setAutoDefault(False)  # Enter in a dialog must not switch it
            button.setCheckable(True)
            button.setFont(theme().font("small", weight=500))
            height = theme().size.control_small if plain else theme().size.control
            button.setFixedHeight(theme().scaled(height))
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[key] = button
        self.set_value(value or next(iter(self._buttons), ""))

    def value(self) -> str:
        """Return the key that is on."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Turn `key` on, without the signal."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def show_only(self, keys: Sequence[str]) -> None:
        """Leave out the choices that make no sense here."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys)
        self._fit()

    def set_count(self, key: str, count: int) -> None:
        """Show a figure beside a choice; 0 hides it."""
        if key in self._buttons and self._counts.get(key, 0) != count:
            self._counts[key] = count
            self._fit()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room that all words and figures take."""
        widths = self._widths(figures=True)
        gaps = self.layout().spacing() * max(len(widths) - 1, 0)  # type: ignore[union-attr]
        return QSize(sum(widths.values()) + gaps, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return what is left when long words are shortened."""
        least = sum(min(width, _LEAST) for width in self._widths(figures=False).values())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._room = self.width()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font takes another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _shown(self) -> dict[str, QPushButton]:
        return {key: one for key, one in self._buttons.items() if not one.isHidden()}

    def _words(self, key: str, *, figures: bool) -> str:
        count = self._counts.get(key, 0) if figures else 0
        return f"{self._texts[key]} {count:,}" if count else self._texts[key]

    def _widths(self, *, figures: bool) -> dict[str, int]:
        return {
            key: _measured(button, self._words(key, figures=figures)) + self._frame
            for key, button in self._shown().items()
        }

    def _fit(self) -> None:
        gaps = self.layout().spacing() * max(len(self._shown()) - 1, 0)  # type: ignore[union-attr]
        full, bare = self._widths(figures=True), self._widths(figures=False)
        room = sum(full.values()) if self._room < 0 else self._room - gaps
        figures = sum(full.values()) <= room
        widest = max(full.values(), default=0) if figures else _widest(bare.values(), room)
        for key, button in self._buttons.items():
            words, limit = self._words(key, figures=figures), widest - self._frame
            measure = button.fontMetrics()
            # By the rounding that the room was asked for with: elidedText counts parts of a pixel.
            if _measured(button, words) > limit:
                words = measure.elidedText(words, Qt.TextElideMode.ElideRight, limit)
            whole = self._words(key, figures=True)
            button.setText(words)
            button.setAccessibleName(whole)
            button.setToolTip("" if words == whole else whole)


def _measured(button: QPushButton, words: str) -> int:
    """Return the width of words as the style counts it: rounded up, or the longest would be cut."""
    return button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words).width()


def _widest(widths: Iterable[int], room: int) -> int:
    """Return how wide the widest may be, so that all together take no more than `room`."""
    left = sorted(widths)
    while left:
        if left[0] * len(left) > room:
            return room // len(left)
        widest = left.pop(0)
        room -= widest
        if not left:
            return widest
    return 0
