"""The files of a message below its text: cards side by side, one line for all of them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.ui.mail.attachment_card import AttachmentCard
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.widgets import buttons
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import IconLabel, label

MOST_CARDS, FIRST_CARDS = 60, 40
"""Files shown unasked; of more than that only the first."""
_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class AttachmentStrip(QWidget):
    """`wanted(verb, files, index)`: what to do with the file at the index, or with all of them."""

    wanted = Signal(str, object, int)

    def __init__(self, files: Sequence[MailFile], parent: QWidget | None = None) -> None:
        """Show `files`; nothing is shown when there are none."""
        super().__init__(parent)
        self.files = tuple(files)
        self.cards: list[AttachmentCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if len(files) > 1:
            column.addLayout(self._head())
        holder = QWidget()
        self._flow = FlowLayout(8, holder)
        column.addWidget(holder)
        first = len(self.files) if len(self.files) <= MOST_CARDS else FIRST_CARDS
        self._add_cards(0, first)
        self.rest_button = buttons.link(
            _("Show all {count} files").format(count=len(self.files)), self.show_rest
        )
        self.rest_button.setVisible(first < len(self.files))
        column.addWidget(self.rest_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_cards(self, start: int, stop: int) -> None:
        for at in range(start, stop):
            self._flow.addWidget(self._card(at, self.files[at]))

    def show_rest(self) -> None:
        """Show the files beyond the first: hundreds of cards take a third of a second."""
        self.rest_button.hide()
        self._add_cards(len(self.cards), len(self.files))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(IconLabel("paperclip", 14, "text2"))
        count, size = len(self.files), sum(file.size for file in self.files)
        words = ngettext("{count} file, {size}", "{count} files, {size}", count)
        row.addWidget(label(words.format(count=count, size=size_text(size)), "small", "text2"))
        self.all_button = buttons.link(
            _("Save all…"), lambda: self.wanted.emit("save_all", self.files, 0)
        )
        row.addWidget(self.all_button)
        row.addStretch(1)
        return row

    def _card(self, at: int, file: MailFile) -> AttachmentCard:
        card = AttachmentCard(file)
        card.wanted.connect(lambda verb: self.wanted.emit(verb, self.files, at))
        card.drag_wanted.connect(lambda: self.wanted.emit("drag", self._dragged(at), 0))
        card.chosen.connect(lambda extend: self._choose(at, extend))
        card.menu_wanted.connect(lambda place: self._menu(at, place))
        self.cards.append(card)
        return card

    def chosen(self) -> tuple[MailFile, ...]:
        """Return the files chosen with Ctrl or Shift."""
        return tuple(card.file for card in self.cards if card.selected)

    def _dragged(self, at: int) -> tuple[MailFile, ...]:
        return self.chosen() if self.cards[at].selected else (self.files[at],)

    def _choose(self, at: int, extend: bool) -> None:
        if extend:
            marked = [i for i, card in enumerate(self.cards) if card.selected] or [at]
            for i, card in enumerate(self.cards):
                card.set_selected(min(*marked, at) <= i <= max(*marked, at))
        else:
            self.cards[at].set_selected(not self.cards[at].selected)

    def _menu(self, at: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stopped = self.files[at].danger.severity == "stop"
        for verb, text in (
            ("preview", _("Preview")),
            ("open", _("Open")),
            ("save", _("Save as…")),
        ):
            action = menu.addAction(text, partial(self.wanted.emit, verb, self.files, at))
            action.setEnabled(not (stopped and verb == "open"))
        if len(self.files) > 1:
            some = self.chosen() if len(self.chosen()) > 1 else self.files
            text = _("Save all…") if some is self.files else _("Save the chosen ones…")
            menu.addAction(text, lambda: self.wanted.emit("save_all", some, 0))
        menu.addAction(
            _("Keep with an order…"), partial(self.wanted.emit, "keep", self.files, at)
        ).setEnabled(not stopped)
        menu.popup(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from card to card."""
        step = _STEPS.get(Qt.Key(event.key()), 0)
        at = next((i for i, card in enumerate(self.cards) if card.hasFocus()), -1)
        if step and at >= 0 and 0 <= at + step < len(self.cards):
            self.cards[at + step].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
