"""A choice of a currency that is found by its code or its name, in English and Chinese."""

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QWidget

from desktop.trade import currencies
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import Combo


def search_by_name(combo: Combo) -> None:
    """Let a choice of bare codes be found by name, too: "hong", 港 or HKD offer HKD."""
    line = combo.lineEdit()
    if line is None:
        return
    completer = QCompleter(combo)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    labels = QStringListModel(combo)
    completer.setModel(labels)
    combo.setCompleter(completer)
    popup = completer.popup()
    if popup is not None:  # codes are narrow, names are not
        popup.setMinimumWidth(theme().scaled(260))

    def fill(_text: str) -> None:
        if not labels.rowCount():  # the names cost 50 ms: only when somebody types
            labels.setStringList([text for _code, text in currencies.choices()])

    def choose(text: str) -> None:
        # After the line edit has taken over the whole label.
        QTimer.singleShot(0, combo, lambda: combo.setEditText(text.split(" · ", maxsplit=1)[0]))

    line.textEdited.connect(fill)
    completer.activated.connect(choose)


class CurrencyBox(Combo):
    """Type "hk", "dollar" or 港: what fits is offered; `code` is the choice."""

    def __init__(
        self, value: str = "USD", *, anything: str = "", parent: QWidget | None = None
    ) -> None:
        """Show `value`; `anything` is the text of a first entry that stands for no currency."""
        choices: list[tuple[object, str]] = list(currencies.choices())
        if anything:
            choices.insert(0, ("", anything))
        super().__init__(choices, value, editable=True, parent=parent)
        self.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        line = self.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._settle)
            line.setCursorPosition(0)

    def show_code(self, code: str) -> None:
        """Show a currency; one that the list does not have, as it is."""
        self.set_value(code)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def code(self) -> str:
        """Return the ISO code chosen or typed, in capitals; what is unknown is returned as typed."""
        value = self.value()
        text = str(value if value is not None else self.currentText()).strip()
        return text if text in ("", str(self.currentData())) else self._meant(text)

    def _meant(self, text: str) -> str:
        exact = currencies.code_of(text.split("·", maxsplit=1)[0]) or currencies.code_of(text)
        if exact:
            return exact
        found = currencies.find(text)
        return found[0] if len(found) == 1 else text.upper()

    def _settle(self) -> None:
        """Show the whole entry of what was typed in short."""
        self.show_code(self.code())
