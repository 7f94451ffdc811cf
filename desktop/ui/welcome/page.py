"""Base of the first start's pages: heading, one sentence, a banner for errors, a foot with buttons."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.labels import label


class Page(QWidget):
    """A column; pages fill `box` and end with `end_row`."""

    def __init__(self, heading: str, sentence: str = "", parent: QWidget | None = None) -> None:
        """Show heading and sentence."""
        super().__init__(parent)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 24, 0, 24)
        self.box.setSpacing(14)
        self.box.addWidget(label(heading, "heading"))
        self.sentence = label(sentence, "body", "text2", wrap=True)
        self.sentence.setVisible(bool(sentence))
        self.box.addWidget(self.sentence)
        self.banner = Banner()
        self.box.addWidget(self.banner)

    def end_row(self, left: QWidget | None, *right: QWidget) -> None:
        """Close the page with buttons."""
        self.box.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(8)
        if left is not None:
            row.addWidget(left)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        self.box.addLayout(row)

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part of the page, once it has its place."""

        def scroll() -> None:
            above = part.parentWidget()
            while above is not None and not isinstance(above, QScrollArea):
                above = above.parentWidget()
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(part, 0, 24)

        QTimer.singleShot(0, part, scroll)

    def show_error(self, error: BaseException) -> None:
        """Say in the banner what is wrong and what to do."""
        if isinstance(error, TradepostError):
            hint = " ".join(part for part in (error.safe, error.hint) if part)
            self.banner.say("red", error.message, hint)
        else:
            self.banner.say("red", _("That did not work."), type(error).__name__)
