"""Form fields: label above, error below; money, date, choice and password inputs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QDate, QLocale, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _, language
from desktop.ui.icons import icon
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import label, retone


def set_invalid(widget: QWidget, invalid: bool) -> None:
    """Frame an input in red, or no longer."""
    value = "true" if invalid else "false"
    if widget.property("invalid") != value:
        widget.setProperty("invalid", value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Field(QWidget):
    """An input with its label above (11 px) and, below, a hint that gives way to an error."""

    def __init__(
        self, name: str, editor: QWidget, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        """Wrap `editor`; `name` is its label and accessible name."""
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        editor.setAccessibleName(name)
        self._name = label(name, "caption", "text2")
        # Fields side by side stand at one height, whatever script their names are in.
        self._name.setMinimumHeight(theme().line("caption"))
        self._name.setBuddy(editor)
        self._below = label(hint, "small", "text3", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for part in (self._name, editor, self._below):
            box.addWidget(part)
        self._below.setVisible(bool(hint))  # once it has a parent: else it would flash as a window
        box.addStretch(1)

    def set_error(self, message: str) -> None:
        """Show what is wrong below the input; "" takes it away."""
        set_invalid(self.editor, bool(message))
        self._show_below(message or self._hint, "red" if message else "text3")
        self.editor.setAccessibleDescription(message)

    def set_hint(self, hint: str, tone: str = "text3") -> None:
        """Show another hint."""
        self._hint = hint
        set_invalid(self.editor, False)
        self._show_below(hint, tone)

    def error(self) -> str:
        """Return the error shown, "" when there is none."""
        return self._below.text() if self.editor.property("invalid") == "true" else ""

    def set_name(self, name: str) -> None:
        """Show another label."""
        self._name.setText(name)
        self.editor.setAccessibleName(name)

    def _show_below(self, text: str, tone: str) -> None:
        self._below.setText(text)
        retone(self._below, tone)
        self._below.setVisible(bool(text))


def line_edit(text: str = "", placeholder: str = "") -> QLineEdit:
    """Return a one-line input of the field height; what it asks for is its name until it gets a label."""
    made = QLineEdit(text)
    made.setCursorPosition(0)  # a text too long for the field shows its beginning
    made.setPlaceholderText(placeholder)
    made.setAccessibleName(placeholder)
    made.setFixedHeight(theme().scaled(theme().size.field))
    return made


class PasswordEdit(QLineEdit):
    """An input that hides what is typed, with an eye to look at it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFixedHeight(theme().scaled(theme().size.field))
        self._eye = QAction(icon("eye"), _("Show password"), self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def _show(self, on: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if on else "eye"))
        self._eye.setText(_("Hide password") if on else _("Show password"))


def read_decimal(text: str) -> Decimal | None:
    """Read "1,234.50", "1.234,50", "1 234.5"; None when it is no number.

    With both signs, the last one is the decimal sign; a single comma followed by exactly three
    digits groups thousands, otherwise it is the decimal sign.
    """
    bare = (
        text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    )
    comma, dot = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and dot >= 0:
        group = "," if dot > comma else "."
        bare = bare.replace(group, "").replace(",", ".")
    elif comma >= 0:
        groups = bare.count(",") > 1 or len(bare) - comma == 4
        bare = bare.replace(",", "" if groups else ".")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def money_text(value: Decimal, decimals: int | None = None) -> str:
    """Return an amount with grouping: 42,600.00 (the same in every language, as invoices have it).

    `decimals` None: the digits that it is kept with, which are its currency's (JPY none, KWD three).
    """
    return f"{value:,f}" if decimals is None else f"{value:,.{decimals}f}"


class DateEdit(QDateEdit):
    """A date with a calendar, written 20 Nov 2026 or 2026-11-20 by language."""

    def __init__(self, value: date | None = None, parent: QWidget | None = None) -> None:
        """Show `value` (a calendar date, no time zone); today when None."""
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setLocale(QLocale("zh_CN" if language() == "zh_CN" else "en_GB"))
        self.setDisplayFormat("yyyy-MM-dd" if language() == "zh_CN" else "d MMM yyyy")
        self.setFixedHeight(theme().scaled(theme().size.field))
        self.set_value(value or date.today())  # noqa: DTZ011 - a wall calendar's today

    def value(self) -> date:
        """Return the date."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def set_value(self, value: date) -> None:
        """Show another date."""
        self.setDate(QDate(value.year, value.month, value.day))


class Combo(QComboBox):
    """A choice of (value, text) pairs."""

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str]] = (),
        value: object = None,
        *,
        editable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Offer `choices`, showing the one of `value`."""
        super().__init__(parent)
        self.setEditable(editable)
        self.setFixedHeight(theme().scaled(theme().size.field))
        self.setIconSize(QSize(14, 14))
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_choices(choices, value)
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))

    def set_choices(self, choices: Sequence[tuple[object, str]], value: object = None) -> None:
        """Offer other choices."""
        self.blockSignals(True)
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.set_value(value)
        self.blockSignals(False)

    def value(self) -> object:
        """Return the value chosen; in an editable one, the typed text when it is none of them."""
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            return self.currentText()
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose by value."""
        for index in range(self.count()):
            if self.itemData(index) == value:
                self.setCurrentIndex(index)
                return
        if self.isEditable() and isinstance(value, str):
            self.setEditText(value)
            line = self.lineEdit()
            if line is not None:  # a text too long for the box shows its beginning
                line.setCursorPosition(0)


def buddy_row(name: str, editor: QWidget, width: int = 140) -> QWidget:
    """Return a row with the label at the left, for settings pages."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    caption: QLabel = label(name, "body", "text2")
    caption.setFixedWidth(max(theme().scaled(width), caption.sizeHint().width()))
    caption.setBuddy(editor)
    editor.setAccessibleName(name)
    box.addWidget(caption)
    fixed = editor.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Maximum
    box.addWidget(editor, 0 if fixed else 1)
    if fixed:
        box.addStretch(1)
    return row
