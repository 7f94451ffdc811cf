"""The composer's widgets and where they stand; what they do is in composer.py."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.mail.identities import Sender
from desktop.runtime.i18n import _, ngettext
from desktop.ui.mail.address_field import AddressField
from desktop.ui.mail.composer_parts import MailText, RemindStrip
from desktop.ui.mail.composition import Start, people, sender_for
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, hline, label, retone
from desktop.ui.widgets.panes import clear_layout

_MODE_ICONS = {
    "reply": "reply",
    "reply_all": "reply-all",
    "forward": "forward",
    "new": "square-pen",
}


class WhoLine(QFrame):
    """ "Klaus Brenner  cc Anja Vogt": a click opens the address fields."""

    clicked = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Edit recipients and subject"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.to = ElidedLabel("", "body_strong")
        self.to.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.cc = ElidedLabel("", "small", "text2")
        row.addWidget(self.to)
        row.addWidget(self.cc, 1)

    def show_people(self, to: Sequence[str], cc: Sequence[str], bcc: Sequence[str]) -> None:
        """Show names."""
        self.to.setText(", ".join(to) or _("New mail"))
        copies = [_("cc {names}").format(names=", ".join(cc))] if cc else []
        copies += [_("bcc {names}").format(names=", ".join(bcc))] if bcc else []
        self.cc.setText("  ".join(copies))
        self.to.setMaximumWidth(min(self.to.sizeHint().width(), 220))

    def mouseReleaseEvent(self, event: object) -> None:
        """A click opens the fields."""
        del event
        self.clicked.emit()


class ComposerLayout(QFrame):
    """A framed card: who, text, what goes along, what to mind, the buttons, the reminder."""

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        """`now` dates the reminder."""
        super().__init__(parent)
        self._loading = False
        self._lines = 0
        self.setProperty("card", "true")
        self.to, self.cc, self.bcc = AddressField(), AddressField(), AddressField()
        self.subject, self.account = QLineEdit(), QComboBox()
        self.text, self.remind = MailText(), RemindStrip(now)
        self.report = QCheckBox(_("Ask for a delivery report"))
        self.report.setToolTip(
            _("The mail servers on the way say whether it was delivered; not whether it was read.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(hline())
        self._fields = self._field_rows()
        column.addWidget(self._fields)
        body = QVBoxLayout()
        body.setContentsMargins(14, 12, 14, 10)
        body.setSpacing(8)
        body.addWidget(self.text, 1)
        self.history = QPushButton()
        body.addLayout(self._history_row())
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        body.addLayout(self._cards)
        self._file_holder = QWidget()
        self._file_flow = FlowLayout(8, self._file_holder)
        body.addWidget(self._file_holder)
        body.addWidget(self._guard())
        column.addLayout(body, 1)
        column.addWidget(self._foot())
        column.addWidget(hline())
        column.addWidget(self.remind)
        self._large = True
        self.toggle_size()

    # ---- building

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme().scaled(36))
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(8)
        self._mode = IconLabel("reply", 14)
        row.addWidget(self._mode)
        self.who = WhoLine()
        row.addWidget(self.who, 1)
        self.state = label("", "caption", "text3")
        row.addWidget(self.state)
        self.template = buttons.ghost(_("Template"), icon_name="layout-template")
        self.template.setToolTip(_("Insert a template (T)"))
        row.addWidget(self.template)
        self.expand = buttons.icon_button("maximize-2", _("Larger"), self.toggle_size)
        row.addWidget(self.expand)
        self.discard_button = buttons.icon_button("trash-2", _("Discard draft"))
        row.addWidget(self.discard_button)
        return head

    def _field_rows(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(14, 4, 14, 0)
        column.setSpacing(0)
        self._from_row = self._field_row(_("From"), self.account)
        self.add_bcc = buttons.ghost(_("Bcc"), self.show_bcc)
        self.add_bcc.setToolTip(_("Add people whom the others do not see"))
        self._bcc_row = self._field_row(_("Bcc"), self.bcc)
        for row in (
            self._from_row,
            self._field_row(_("To"), self.to),
            self._field_row(_("Cc"), self.cc, self.add_bcc),
            self._bcc_row,
            self._field_row(_("Subject"), self.subject),
        ):
            column.addWidget(row)
        self.report.setFont(theme().font("small"))
        column.addWidget(self.report)
        for field in (self.to, self.cc, self.bcc, self.subject):
            field.setProperty("kind", "bare")
        self.account.setProperty("kind", "bare")
        holder.hide()
        return holder

    @staticmethod
    def _field_row(name: str, editor: QWidget, beside: QWidget | None = None) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        caption = label(name, "small", "text2")
        caption.setFixedWidth(52)
        caption.setBuddy(editor)
        editor.setAccessibleName(name)
        editor.setFixedHeight(theme().scaled(28))
        row.addWidget(caption)
        row.addWidget(editor, 1)
        if beside is not None:
            beside.setFixedHeight(theme().scaled(24))
            row.addWidget(beside)
        column.addLayout(row)
        column.addWidget(hline())
        return holder

    def _history_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.history.setCheckable(True)
        self.history.setChecked(True)
        self.history.setProperty("kind", "ghost")
        self.history.setFont(theme().font("small"))
        self.history.setFixedHeight(22)
        self.history.toggled.connect(self._show_history)
        row.addWidget(self.history)
        row.addStretch(1)
        return row

    def _guard(self) -> QWidget:
        self._guard_frame = QFrame()
        row = QHBoxLayout(self._guard_frame)
        row.setContentsMargins(10, 5, 10, 5)
        row.setSpacing(8)
        self._guard_icon = IconLabel("triangle-alert", 14, "amber")
        self._guard_words = label("", "small", "amber", wrap=True)
        row.addWidget(self._guard_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._guard_words, 1)
        self._guard_frame.hide()
        return self._guard_frame

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 0, 8, 10)
        row.setSpacing(4)
        self.send_button = buttons.primary(_("Send"), key="Ctrl+Return")
        self.send_menu = buttons.icon_button("chevron-down", _("Send at another time"))
        self.later = buttons.ghost(_("Send later"), icon_name="calendar-clock")
        self.insert_quote = buttons.ghost(_("Insert quote"), icon_name="receipt-text")
        self.insert_quote.setToolTip(_("Insert a quote (I)"))
        self.attach_button = buttons.icon_button("paperclip", _("Attach files"), icon_size=18)
        row.addWidget(self.send_button)
        row.addWidget(self.send_menu)
        row.addWidget(self.later)
        row.addStretch(1)
        row.addWidget(self.insert_quote)
        row.addWidget(self.attach_button)
        return foot

    # ---- showing

    def fill(self, start: Start, accounts: Sequence[Sender]) -> None:
        """Show what a mail starts with."""
        draft = start.draft
        self._mode.set(_MODE_ICONS.get(start.mode, "square-pen"), "text2")
        self.to.set_people(people(draft.to))
        self.cc.set_people(people(draft.cc))
        self.bcc.set_people(people(draft.bcc))
        self._offer_bcc(shown=bool(draft.bcc))
        self.subject.setText(draft.subject)
        self.subject.setCursorPosition(0)
        self.account.clear()
        for sender in accounts:
            self.account.addItem(sender.shown(), (sender.account_id, sender.address))
        chosen = sender_for(accounts, draft.account_id, draft.from_address)
        self.account.setCurrentIndex(accounts.index(chosen))
        self.report.setChecked(draft.dsn)
        self._from_row.setVisible(len(accounts) > 1)
        self.text.setPlainText(draft.text)
        self.template.setText(_("Template"))
        self.state.setText("")
        self.history.setVisible(bool(start.history))
        self.history.setChecked(bool(draft.extra.get("with_history", True)))
        self._lines = start.history.count("\n") + 1
        self._show_history()
        self.show_fields(not draft.to or start.mode in ("new", "forward"))

    def show_fields(self, shown: bool) -> None:
        """Show or hide the address fields; the summary stands above when they are hidden."""
        self._fields.setVisible(shown)
        to = [p.name or p.address for p in self.to.people()]
        cc = [p.name or p.address for p in self.cc.people()]
        bcc = [p.name or p.address for p in self.bcc.people()]
        self.who.show_people(to, cc, bcc)
        if shown and self.isVisible():
            self.to.focus_end()

    def show_bcc(self) -> None:
        """Open the field for people whom the others do not see."""
        self._offer_bcc(shown=True)
        self.bcc.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_bcc(self, *, shown: bool) -> None:
        self._bcc_row.setVisible(shown)
        self.add_bcc.setVisible(not shown)

    def say(self, tone: str, words: str) -> None:
        """Show a line above the buttons: amber is advice, red stands in the way of sending."""
        self._guard_frame.setVisible(bool(words))
        if not words:
            return
        self._guard_frame.setProperty("banner", tone)
        self._guard_frame.style().unpolish(self._guard_frame)
        self._guard_frame.style().polish(self._guard_frame)
        self._guard_icon.set("circle-alert" if tone == "red" else "triangle-alert", tone)
        self._guard_words.setText(words)
        retone(self._guard_words, tone)

    def guard_text(self) -> str:
        """Return the words of the line above the buttons, "" when there are none."""
        return "" if self._guard_frame.isHidden() else self._guard_words.text()

    def guard_stops(self) -> bool:
        """Tell whether the line above the buttons says what stands in the way of sending."""
        return bool(self.guard_text()) and self._guard_frame.property("banner") == "red"

    def set_busy(self, busy: bool) -> None:
        """Lock the buttons while the mail is being queued."""
        for widget in (self.send_button, self.send_menu, self.later, self.text):
            widget.setEnabled(not busy)

    def clear_cards(self) -> None:
        """Take away the quote card and the file chips."""
        clear_layout(self._cards)
        while self._file_flow.count():
            item = self._file_flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._file_holder.hide()

    def add_card(self, card: QWidget) -> None:
        """Show the quote card."""
        self._cards.addWidget(card)

    def add_file(self, chip: QWidget) -> None:
        """Show a file."""
        self._file_flow.addWidget(chip)
        self._file_holder.show()

    def toggle_size(self) -> None:
        """Give the text more room, or less."""
        self._large = not self._large
        self.text.tallest = 420 if self._large else 180
        self.text.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop what is less needed where there is no room."""
        super().resizeEvent(event)
        self.later.setVisible(self.width() > 440)
        self.state.setVisible(self.width() > 480)

    def _show_history(self) -> None:
        on = self.history.isChecked()
        lines = ngettext("{count} line", "{count} lines", self._lines).format(count=self._lines)
        self.history.setText(
            _("Quoted mail goes along, {lines}").format(lines=lines)
            if on
            else _("Quoted mail is left out")
        )
