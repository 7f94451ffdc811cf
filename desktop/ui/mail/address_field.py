"""A To or Cc field: several addresses in one line, completed from the people we know."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.store.queries.messages import Person
from desktop.ui.mail.reply import is_address, parse_people, people_text

_SEPARATORS = ",;，；"


class AddressField(QLineEdit):
    """`suggestions_wanted(str)` asks for people matching what is being typed; answer with `suggest`."""

    suggestions_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setWidget(self)
        completer.activated.connect(self._take)
        self._completer = completer
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._edited)

    def people(self) -> tuple[Person, ...]:
        """Return who is in the field; pieces that are no addresses included."""
        return parse_people(self.text())

    def set_people(self, people: Sequence[Person]) -> None:
        """Fill the field."""
        self.setText(people_text(people))
        self.setCursorPosition(0)

    def wrong(self) -> tuple[str, ...]:
        """Return the pieces that are no mail addresses."""
        return tuple(p.address for p in self.people() if not is_address(p.address))

    def suggest(self, typed: str, people: Sequence[Person]) -> None:
        """Offer people for `typed`; an answer to an older question is dropped."""
        if typed != self.typed() or not self.hasFocus():
            return
        there = {p.address.casefold() for p in self.people()}
        self._names.setStringList(
            [people_text([p]) for p in people if p.address.casefold() not in there]
        )
        if self._names.rowCount():
            self._completer.complete()
        else:
            self._hide_suggestions()

    def typed(self) -> str:
        """Return the piece under the cursor."""
        start, end = self._piece()
        return self.text()[start:end].strip()

    def _piece(self) -> tuple[int, int]:
        text, cursor = self.text(), self.cursorPosition()
        start = max((text.rfind(mark, 0, cursor) for mark in _SEPARATORS), default=-1) + 1
        ends = [at for at in (text.find(mark, cursor) for mark in _SEPARATORS) if at >= 0]
        return start, min(ends, default=len(text))

    @Slot(str)
    def _edited(self, _text: str) -> None:
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        if len(self.typed()) >= 1:
            self.suggestions_wanted.emit(self.typed())
        else:
            self._hide_suggestions()

    @Slot(str)
    def _take(self, chosen: str) -> None:
        start, end = self._piece()
        text = self.text()
        lead = " " if start else ""
        before = text[:start] + lead + chosen + ", "
        self.setText(before + text[end:].lstrip(_SEPARATORS + " "))
        self.setCursorPosition(len(before))
        self.textEdited.emit(self.text())

    def _hide_suggestions(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    def focus_end(self) -> None:
        """Take the keyboard, ready to add somebody."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.end(False)
