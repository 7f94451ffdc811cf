"""Fields of one carton: pieces, outside measures, weights."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.money import format_plain
from desktop.ui.records.numbers import read_optional
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import Field, line_edit

Values = Mapping[str, Decimal | None]


class BoxForm(QWidget):
    """Numbers in a row; `edited` after each that could be read, a bad one is marked red.

    `names` are (key, label) pairs. Whole numbers only for the keys in `whole`.
    """

    edited = Signal()

    def __init__(self, names: tuple[tuple[str, str], ...], *, whole: tuple[str, ...] = ()) -> None:
        """Build the fields; fill them with `load`."""
        super().__init__()
        self._whole = whole
        self.fields: dict[str, Field] = {}
        self.editors: dict[str, QLineEdit] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for key, name in names:
            editor = line_edit()
            editor.setMinimumWidth(theme().scaled(64))
            editor.editingFinished.connect(self._check)
            field = Field(name, editor)
            self.editors[key], self.fields[key] = editor, field
            row.addWidget(field, 1)

    def load(self, values: Values) -> None:
        """Show these values; a field that says the same already keeps its text."""
        for key, editor in self.editors.items():
            value = values.get(key)
            if self._read(key) != value or self.fields[key].error():
                editor.setText("" if value is None else format_plain(value))
                self.fields[key].set_error("")

    def values(self) -> dict[str, Decimal | None]:
        """Return what is in the fields; None for an empty one and for one that is no number."""
        return {key: self._read(key) for key in self.editors}

    def problem(self) -> str:
        """Return the first error shown, "" when all can be read."""
        return next((f.error() for f in self.fields.values() if f.error()), "")

    def set_read_only(self, read_only: bool) -> None:
        """Let the values be read but not changed."""
        for editor in self.editors.values():
            editor.setReadOnly(read_only)

    def _read(self, key: str) -> Decimal | None:
        try:
            return read_optional(self.editors[key].text(), what=key)
        except UserFacing:
            return None

    def _check(self) -> None:
        good = True
        for key, editor in self.editors.items():
            message = self._message(key, editor.text())
            self.fields[key].set_error(message)
            good = good and not message
        if good:
            self.edited.emit()

    def _message(self, key: str, text: str) -> str:
        try:
            value = read_optional(text, what=self.editors[key].accessibleName())
        except UserFacing as error:
            return error.message
        if value is not None and value < 0:
            return _("Not below zero.")
        if value is not None and key in self._whole and value != value.to_integral_value():
            return _("A whole number.")
        return ""


def whole(value: Decimal | None) -> int | None:
    """Return a number of pieces as an integer; nothing for an empty field or zero."""
    return int(value) if value else None
