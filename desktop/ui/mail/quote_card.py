"""The card of the quote that goes along with the mail being written."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout

from desktop.runtime.i18n import _
from desktop.trade.documents.document import LANGUAGES
from desktop.trade.documents.languages import named
from desktop.ui.mail.enclosed_quotes import QuoteRef
from desktop.ui.mail.times import day
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.fields import money_text
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, label


class QuoteCard(QFrame):
    """The quote that goes along: its PDF is issued and attached when the mail is sent."""

    removed = Signal()
    language_chosen = Signal(str)

    def __init__(self, quote: QuoteRef, now: datetime) -> None:
        """Show one quote."""
        super().__init__()
        self.quote = quote
        self.setProperty("card", "quiet")
        self.setMinimumHeight(theme().scaled(48))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(IconLabel("receipt-text", 18, "violet"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(quote.label, "body_strong"))
        parts = []
        if quote.valid_until is not None:
            until = quote.valid_until
            moment = datetime(until.year, until.month, until.day, 12, tzinfo=now.tzinfo)
            parts.append(_("Valid until {day}").format(day=day(moment, now)))
        parts.append(_("PDF attached on send"))
        words.addWidget(ElidedLabel(" · ".join(parts), "small", "text2"))
        row.addLayout(words, 1)
        row.addWidget(self._languages())
        row.addWidget(label(f"{quote.currency} {money_text(quote.total)}", "lead"))
        remove = buttons.icon_button(
            "x", _("Leave the quote out"), self.removed.emit, size=24, icon_size=14
        )
        row.addWidget(remove)

    def _languages(self) -> QComboBox:
        box = QComboBox()
        box.setProperty("kind", "bare")
        box.setFont(theme().font("small"))
        box.setAccessibleName(_("Language of the PDF"))
        for code, name in (("en", "English"), ("zh", "中文"), ("en+zh", "English + 中文")):
            box.addItem(name, code)
        if self.quote.language in LANGUAGES and box.findData(self.quote.language) < 0:
            box.addItem(named(self.quote.language), self.quote.language)
        box.setCurrentIndex(max(box.findData(self.quote.language), 0))
        box.setFixedWidth(box.fontMetrics().horizontalAdvance(box.currentText()) + 44)
        box.activated.connect(lambda _i: self.language_chosen.emit(str(box.currentData())))
        return box
