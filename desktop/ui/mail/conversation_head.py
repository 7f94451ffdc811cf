"""What stands over a conversation: its subject with the buttons, its stage, quote and clock, and what a reply decides."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.crm.stages import stage_text
from desktop.runtime.i18n import _
from desktop.ui.mail.conversation_load import Conversation
from desktop.ui.mail.sla import sla_of
from desktop.ui.mail.thread_delegate import glyph_of
from desktop.ui.quotes.answer_bar import AnswerBar
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.chips import SlaBadge, StageGlyph
from desktop.ui.widgets.fields import money_text
from desktop.ui.widgets.labels import ElidedLabel, hline, label
from desktop.ui.widgets.panes import PaneHeader


class ConversationHead(QWidget):
    """`header` takes the buttons of the screen, `answers` proposes what a reply decides."""

    def __init__(self, services: Services) -> None:
        """Start with nothing; `show_found` fills it."""
        super().__init__()
        self._services = services
        self._quote_id = ""
        self.header = PaneHeader("")
        for row in self.header.findChildren(QHBoxLayout):
            if row.indexOf(self.header.title) >= 0:
                row.setContentsMargins(24, 0, 16, 0)
        self._strip = self._build_strip()
        self.answers = AnswerBar(services, margins=(16, 8, 16, 8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self._strip, self.answers):
            column.addWidget(part)
        self.show_found(None)

    def _build_strip(self) -> QWidget:
        strip = QWidget()
        strip.setFixedHeight(theme().scaled(theme().size.filter_row))
        column = QVBoxLayout(strip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(8)
        self._glyph = StageGlyph("new")
        self._stage = label("", "body", "text2")
        self._dot = label("·", "body", "text3")
        self._quote = buttons.link("", self._open_quote)
        self._dot_2 = label("·", "body", "text3")
        self._amount = ElidedLabel("", "body", "text2")
        self._amount.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._sla = SlaBadge()
        for part in (
            self._glyph, self._stage, self._dot, self._quote, self._dot_2, self._amount
        ):  # fmt: skip
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._sla)
        row.addStrut(strip.height() - 1)
        column.addLayout(row, 1)
        column.addWidget(hline())
        return strip

    def show_found(self, found: Conversation | None) -> None:
        """Show a conversation's subject and state; None when there is none."""
        self._strip.setVisible(found is not None)
        if found is None:
            self.header.set("")
            self.answers.hide()
            return
        row = found.row
        self.header.set(" ".join(row.subject.split()) or _("(no subject)"))
        self._glyph.set(glyph_of(row.stage))
        self._stage.setText(stage_text(row.stage) if row.stage else "")
        self._glyph.setVisible(bool(row.stage))
        self._stage.setVisible(bool(row.stage))
        self.answers.show_found(row.id, found.proposals)
        quote = found.quote
        self._quote_id = quote.id if quote is not None else ""
        self._dot.setVisible(bool(row.stage) and quote is not None)
        for widget in (self._quote, self._dot_2, self._amount):
            widget.setVisible(quote is not None)
        if quote is not None:
            self._quote.setText(f"{quote.number} V{quote.revision}")
            self._amount.setText(f"{quote.currency} {money_text(quote.total)}")
        sla = sla_of(row, self._services.clock.now())
        self._sla.set(sla.kind, sla.text)

    def _open_quote(self) -> None:
        if self._quote_id:
            self._services.navigator.open_screen("quotes", quote_id=self._quote_id)
