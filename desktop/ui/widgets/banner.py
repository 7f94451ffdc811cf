"""A banner: the fact, its consequence, one action; content below it stays."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.labels import IconLabel, label, retone

_LOOK = {
    "amber": ("triangle-alert", "amber"),
    "red": ("circle-alert", "red"),
    "green": ("circle-check", "green"),
    "neutral": ("info", "text2"),
    "accent": ("info", "accent_text"),
}


class Banner(QFrame):
    """A tinted strip of radius 8; hidden until `say`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden banner."""
        super().__init__(parent)
        self._icon = IconLabel("info", 16, "text2")
        self._fact = label("", "body_strong", wrap=True)
        self._more = label("", "small", wrap=True)
        self._handler: Callable[[], object] | None = None
        self._action = secondary("", self._act, size="control_small")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._fact)
        words.addWidget(self._more)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def say(
        self,
        kind: str,
        fact: str,
        consequence: str = "",
        *,
        action: str = "",
        handler: Callable[[], object] | None = None,
        icon_name: str = "",
    ) -> None:
        """Show it: `kind` is amber, red, green, accent or neutral."""
        sign, color = _LOOK[kind]
        self._icon.set(icon_name or sign, color)
        self._fact.setText(fact)
        self._more.setText(consequence)
        self._more.setVisible(bool(consequence))
        for part in (self._fact, self._more):
            retone(part, color)
        self._handler = handler
        self._action.setText(action)
        self._action.setVisible(bool(action))
        if self.property("banner") != kind:
            self.setProperty("banner", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setAccessibleName(f"{fact} {consequence}".strip())
        self.show()

    def text(self) -> str:
        """Return the words shown, "" while hidden."""
        return "" if self.isHidden() else f"{self._fact.text()} {self._more.text()}".strip()

    def _act(self) -> None:
        if self._handler is not None:
            self._handler()
