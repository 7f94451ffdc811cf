"""The line over a message that says which pictures were not fetched, and who wanted to know that it was read."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.runtime.i18n import _, ngettext
from desktop.ui.mail.reading import Body
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.labels import IconLabel, label


class PicturesBar(QFrame):
    """Hidden while there is nothing to say. `wanted(always)`: the reader wants to see the pictures."""

    wanted = Signal(bool)

    def __init__(self) -> None:
        """Build the line."""
        super().__init__()
        self.setProperty("banner", "neutral")
        self.setMinimumHeight(theme().scaled(32))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(IconLabel("image-off", 16, "text2"))
        self.words = label("", "small", "text2", wrap=True)
        row.addWidget(self.words, 1)
        self.once = self._link(_("Show once"), always=False)
        self.always = self._link(_("Always for this sender"), always=True)
        self._dot = label("·", "small", "text3")
        for part in (self.once, self._dot, self.always):
            row.addWidget(part)
        self.hide()

    def tell(self, body: Body) -> None:
        """Say what was left out of a body."""
        parts = []
        if body.blocked:
            parts.append(
                ngettext(
                    "{count} remote image blocked", "{count} remote images blocked", body.blocked
                ).format(count=body.blocked)
            )
        parts += [pixel_words(who, count) for who, count in Counter(body.trackers).most_common(3)]
        if body.wants_images:
            parts = [_("Fetching the pictures…")]
        self.words.setText(" · ".join(parts))
        for part in (self.once, self._dot, self.always):
            part.setVisible(body.blocked > 0 and not body.wants_images)
        self.setVisible(bool(parts))
        self.setAccessibleName(self.words.text())

    def _link(self, text: str, *, always: bool) -> QPushButton:
        link = buttons.link(text, lambda: self._ask(always=always))
        link.setFont(theme().font("small", weight=500))
        return link

    def _ask(self, *, always: bool) -> None:
        self.setEnabled(False)
        self.wanted.emit(always)


def pixel_words(who: str, count: int) -> str:
    """Return "2 tracking pixels of mailchimp.com blocked"."""
    if not who:
        return ngettext(
            "{count} tracking pixel blocked", "{count} tracking pixels blocked", count
        ).format(count=count)
    return ngettext(
        "{count} tracking pixel of {who} blocked", "{count} tracking pixels of {who} blocked", count
    ).format(count=count, who=who)
