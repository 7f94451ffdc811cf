"""A form built from a list of fields: labels above, sections, values checked before they are kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.days import read_day, typed_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.ui.records.numbers import read_number
from desktop.ui.theme import theme
from desktop.ui.widgets.currency_box import CurrencyBox
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import label

Choices = Callable[[], Sequence[tuple[str, str]]]


class Kind(StrEnum):
    """What a field holds, and so how it is edited."""

    TEXT = "text"
    LINES = "lines"
    INTEGER = "integer"
    NUMBER = "number"
    SHARE = "share"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    TAGS = "tags"
    EMAIL = "email"
    WEB = "web"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `label` is an English msgid; `choices` gives (value, shown text).

    SHARE is shown in per cent and kept as a share (13 -> 0.13). `wide` fills the whole row.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    wide: bool = False
    choices: Choices | None = None
    editable_choice: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields."""

    title: str
    fields: tuple[FieldSpec, ...]


_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")


def read_value(spec: FieldSpec, text: str) -> object:
    """Return the typed value of a field's text; empty means None (or "" for texts).

    Raises UserFacing with the reason in words.
    """
    text = text.strip()
    name = _(spec.label)
    if not text:
        if spec.required:
            raise UserFacing(_("{field} is needed.").format(field=name), code="required")
        return _EMPTY.get(spec.kind)
    if spec.kind is Kind.INTEGER:
        number = read_number(text, what=name)
        if number != number.to_integral_value() or number < 0:
            raise UserFacing(_("{field} is a whole number.").format(field=name), code="not_whole")
        return int(number)
    if spec.kind in (Kind.NUMBER, Kind.SHARE):
        number = read_number(text, what=name)
        return number / 100 if spec.kind is Kind.SHARE else number
    if spec.kind is Kind.DATE:
        return read_date(text, what=name)
    if spec.kind is Kind.TAGS:
        return [tag for tag in (part.strip() for part in re.split(r"[,，;；]", text)) if tag]
    if spec.kind is Kind.EMAIL and not _EMAIL.match(text):
        raise UserFacing(
            _("“{text}” is not an e-mail address.").format(text=text), code="bad_email"
        )
    return text


_EMPTY: Mapping[Kind, object] = {
    Kind.TEXT: "",
    Kind.LINES: "",
    Kind.CHOICE: "",
    Kind.EMAIL: "",
    Kind.WEB: "",
    Kind.CURRENCY: "",
    Kind.TAGS: [],
}


def read_date(text: str, *, what: str) -> date:
    """Return the day written as 2026-12-04, 4 Dec 2026 or 2026年12月4日; raises UserFacing."""
    found = read_day(text)
    if found is not None:
        return found
    raise UserFacing(
        _("{field}: “{text}” is not a date.").format(field=what, text=text.strip()),
        hint=_("Write it like 2026-12-04."),
        code="bad_date",
    )


def show_value(spec: FieldSpec, value: object) -> str:
    """Return the text in which a value is edited."""
    if value is None:
        return ""
    if spec.kind is Kind.SHARE and isinstance(value, Decimal):
        return f"{(value * 100).normalize():f}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return typed_day(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


class _Lines(QPlainTextEdit):
    """A small text area in which Tab goes on to the next field."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the dialog."""
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


class _Field(Field):
    """A field of the form: its editor follows the kind of its value."""

    def __init__(self, spec: FieldSpec, touched: Callable[..., None]) -> None:
        self.spec = spec
        super().__init__(_(spec.label), self._make_editor(touched))

    def _make_editor(self, touched: Callable[..., None]) -> QWidget:
        kind = self.spec.kind
        if kind is Kind.LINES:
            lines = _Lines()
            lines.textChanged.connect(touched)
            return lines
        if kind is Kind.FLAG:
            flag = QCheckBox()
            flag.toggled.connect(touched)
            return flag
        if kind is Kind.CURRENCY:
            box = CurrencyBox("", anything=_("not set"))
            box.currentTextChanged.connect(touched)
            return box
        if kind is Kind.CHOICE:
            combo = QComboBox()
            combo.setFixedHeight(theme().scaled(theme().size.field))
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(8)
            combo.setEditable(self.spec.editable_choice)
            combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            combo.addItem("", "")
            for value, text in self.spec.choices() if self.spec.choices else ():
                combo.addItem(text, value)
            combo.currentTextChanged.connect(touched)
            return combo
        edit = line_edit()
        if kind is Kind.DATE:
            edit.setPlaceholderText(_("YYYY-MM-DD"))
        elif kind is Kind.TAGS:
            edit.setPlaceholderText(_("separated by commas"))
        edit.textEdited.connect(touched)
        return edit

    def put(self, value: object) -> None:
        """Show a value."""
        editor = self.editor
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, CurrencyBox):
            editor.show_code(str(value or ""))
        elif isinstance(editor, QComboBox):
            place = editor.findData(value or "")
            if place < 0 and not self.spec.editable_choice:
                editor.addItem(str(value), value)
                place = editor.count() - 1
            if place >= 0:
                editor.setCurrentIndex(place)
            else:
                editor.setEditText(str(value))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(show_value(self.spec, value))
        elif isinstance(editor, QLineEdit):
            editor.setText(show_value(self.spec, value))
            editor.setCursorPosition(0)  # a long text is seen from its beginning

    def take(self) -> object:
        """Return the checked value; raises UserFacing."""
        editor = self.editor
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, CurrencyBox):
            return read_value(self.spec, editor.code())
        if isinstance(editor, QComboBox):
            place = editor.findText(editor.currentText())
            text = editor.itemData(place) if place >= 0 else editor.currentText()
            return read_value(self.spec, str(text or ""))
        if isinstance(editor, QPlainTextEdit):
            return read_value(self.spec, editor.toPlainText())
        return read_value(self.spec, editor.text() if isinstance(editor, QLineEdit) else "")


class RecordForm(QWidget):
    """Sections of fields in columns; `changed` when the user touched one."""

    changed = Signal()

    def __init__(
        self, sections: Sequence[Section], columns: int = 2, parent: QWidget | None = None
    ) -> None:
        """Build the form; show values with `load`, read them with `values`."""
        super().__init__(parent)
        self._fields: dict[str, _Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for section in sections:
            if section.title:
                column.addWidget(label(_(section.title), "section"))
            column.addLayout(self._grid(section, columns))
        column.addStretch(1)

    def _touch(self, *_value: object) -> None:
        self.changed.emit()

    def _grid(self, section: Section, columns: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        row = place = 0
        for spec in section.fields:
            field = _Field(spec, self._touch)
            self._fields[spec.key] = field
            if spec.wide and place:
                row, place = row + 1, 0
            span = columns if spec.wide else 1
            grid.addWidget(field, row, place, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
            if place >= columns:
                row, place = row + 1, 0
        for index in range(columns):
            grid.setColumnStretch(index, 1)
        return grid

    def load(self, values: Mapping[str, object]) -> None:
        """Show `values`; fields that are not named stay as they are."""
        self.blockSignals(True)
        for key, value in values.items():
            if key in self._fields:
                self._fields[key].put(value)
        self.blockSignals(False)

    def values(self) -> dict[str, object] | None:
        """Return every field's value, or None after showing what is wrong below its field."""
        found: dict[str, object] = {}
        first_bad: _Field | None = None
        for key, field in self._fields.items():
            try:
                found[key] = field.take()
                field.set_error("")
            except UserFacing as error:
                field.set_error(" ".join(part for part in (error.message, error.hint) if part))
                first_bad = first_bad or field
        if first_bad is not None:
            first_bad.editor.setFocus()
            return None
        return found

    def editor(self, key: str) -> QWidget:
        """Return the widget that edits a field."""
        return self._fields[key].editor

    def show_error(self, key: str, reason: str) -> None:
        """Say below a field why it cannot be kept."""
        self._fields[key].set_error(reason)
