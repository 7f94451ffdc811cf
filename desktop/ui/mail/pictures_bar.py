"""The line over a message that says which pictures were not fetched, and who wanted to know that it was read."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QWidget

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
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 4, 8, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(IconLabel("image-off", 16, "text2"), 0, 0)
        self.words = label("", "small", "text2", wrap=True)
        self._grid.addWidget(self.words, 0, 1)
        self.once = self._link(_("Show once"), always=False)
        self.always = self._link(_("Always for this sender"), always=True)
        self._links = QWidget()
        row = QHBoxLayout(self._links)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.once, label("·", "small", "text3"), self.always):
            row.addWidget(part)
        self._below = False
        self._grid.addWidget(self._links, 0, 2)
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
        self._links.setVisible(body.blocked > 0 and not body.wants_images)
        self._arrange()
        self.setVisible(bool(parts))
        self.setAccessibleName(self.words.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the links where there is room for them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Links stand beside the words as long as those take one line, else below them."""
        words = self.words.fontMetrics().horizontalAdvance(self.words.text())
        beside = words + self._links.sizeHint().width() + 16 + 8 * 2 + 18 + 4
        below = not self._links.isHidden() and beside > self.width()
        if below != self._below:
            self._below = below
            self._grid.removeWidget(self._links)
            place = (1, 1) if below else (0, 2)
            self._grid.addWidget(self._links, *place, Qt.AlignmentFlag.AlignLeft)

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
