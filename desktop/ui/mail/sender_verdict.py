"""What our mail server found out about the sender: one line under his address, the details on a click."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail.authentication import SenderCheck
from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.labels import IconLabel, label, retone

_LOOK = {
    "confirmed": ("shield-check", "green", "text2"),
    "unconfirmed": ("shield-alert", "amber", "amber"),
    "forged": ("shield-x", "red", "red"),
}


class SenderVerdict(QWidget):
    """Hidden until `show_check` has something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the line; it says nothing yet."""
        super().__init__(parent)
        self._icon = IconLabel("shield", 14, "text2")
        self._words = label("", "small", "text2")
        self._more = buttons.link(_("Details"), self._toggle)
        self._more.setFont(theme().font("small"))
        self._details = label("", "small", "text2", wrap=True)
        self._details.hide()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._icon)
        line.addWidget(self._words)
        line.addWidget(self._more)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._details)
        self.hide()

    def show_check(self, check: SenderCheck | None) -> None:
        """Show the verdict; None or one that was never made: nothing."""
        if check is None or check.state == "unchecked":
            self.hide()
            return
        sign, colour, tone = _LOOK[check.state]
        self._icon.set(sign, colour)
        self._words.setText(check.text())
        retone(self._words, tone)
        self._details.setText("\n".join(check.details()))
        self.setAccessibleName(check.text())
        self.show()

    def text(self) -> str:
        """Return the words shown, "" while hidden; with the details while they are open."""
        if self.isHidden():
            return ""
        return "\n".join(
            part.text() for part in (self._words, self._details) if not part.isHidden()
        )

    @Slot()
    def _toggle(self) -> None:
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._more.setText(_("Hide details") if shown else _("Details"))
