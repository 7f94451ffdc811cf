"""A choice of few, side by side: framed (view switch) or plain (filters with counts)."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui.theme import theme


class Segmented(QFrame):
    """Exactly one of its buttons is on; `chosen` gives its key when the user changes it."""

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
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 if plain else 0)
        for key, text in choices:
            button = QPushButton(text)
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

    def set_count(self, key: str, count: int) -> None:
        """Show a figure beside a choice; 0 hides it."""
        text = self._texts.get(key, "")
        if key in self._buttons:
            self._buttons[key].setText(f"{text} {count:,}" if count else text)
