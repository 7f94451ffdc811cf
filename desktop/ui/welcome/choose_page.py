"""First start, step two: your own mailbox, or a look around with the sample company."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop.runtime.i18n import _
from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.welcome.page import Page
from desktop.ui.widgets import paint
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.progress import ProgressLine


class ChoiceCard(QPushButton):
    """A large button: icon, title, one sentence."""

    def __init__(self, icon_name: str, title: str, sentence: str) -> None:
        """Show what choosing it means."""
        super().__init__()
        self._icon = icon_name
        self.setProperty("choice", "true")
        self.setAccessibleName(f"{title}. {sentence}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(64, 14, 44, 14)
        column.setSpacing(2)
        for text, style, tone in ((title, "lead", "text"), (sentence, "body", "text2")):
            line = label(text, style, tone, wrap=True)
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(line)
        self.setMinimumHeight(theme().scaled(84))

    def sizeHint(self) -> QSize:
        return QSize(520, theme().scaled(88))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint.smooth(painter)
        box = self.rect()
        middle = box.center().y()
        tile = box.adjusted(18, 0, 0, 0)
        tile.setRect(18, middle - 16, 32, 32)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent_tint"))
        painter.drawRoundedRect(tile, 8, 8)
        paint_icon(painter, tile.adjusted(7, 7, -7, -7), self._icon, "accent_text")
        arrow = box.adjusted(0, 0, 0, 0)
        arrow.setRect(box.width() - 34, middle - 8, 16, 16)
        paint_icon(painter, arrow, "chevron-right", "text3")


class ChoosePage(Page):
    """Two ways in, and a third without mail."""

    def __init__(
        self,
        add_mailbox: Callable[[], object],
        explore: Callable[[], object],
        skip: Callable[[], object],
    ) -> None:
        """Each way is a callable."""
        super().__init__(
            _("What shall it start with?"), _("You can change your mind later in Settings.")
        )
        self.mailbox = ChoiceCard(
            "mail",
            _("Add my mailbox"),
            _("Work mail, Gmail, Outlook, 163, QQ and Aliyun are detected."),
        )
        self.sample = ChoiceCard(
            "lightbulb",
            _("Explore with the sample company"),
            _("An LED exporter in Ningbo with 300 mails, 25 customers, quotes and orders."),
        )
        self.mailbox.clicked.connect(lambda _on=False: add_mailbox())
        self.sample.clicked.connect(lambda _on=False: explore())
        self.box.addWidget(self.mailbox)
        self.box.addWidget(self.sample)
        self.bar = ProgressLine(4)
        self.bar.hide()
        self.doing = label("", "small", "text2")
        self.box.addWidget(self.bar)
        self.box.addWidget(self.doing)
        self.skip = link(_("Work without an account"), skip)
        self.end_row(self.skip)
        self._steps_seen = 0

    def busy(self, words: str) -> None:
        """Show what is being done; the choices wait."""
        self._steps_seen += 1
        for widget in (self.mailbox, self.sample, self.skip):
            widget.setEnabled(False)
        self.doing.setText(words)
        self.bar.show()
        self.bar.set(min(0.95, self._steps_seen / 6))

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong; the choices are open again."""
        for widget in (self.mailbox, self.sample, self.skip):
            widget.setEnabled(True)
        self.bar.hide()
        self.doing.setText("")
        super().show_error(error)
