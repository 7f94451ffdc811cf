"""Fields of the quote's head that are more than a line: an open date, a rate with its words."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.runtime.i18n import _
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.rate_rule import rate_text
from desktop.ui.icons import icon
from desktop.ui.records.numbers import read_optional
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import DateEdit

_UNSET = date(2000, 1, 1)


class ValidUntil(DateEdit):
    """A date that may be open: cleared with Delete, shown as "not set"."""

    def __init__(self) -> None:
        """Start without a date."""
        super().__init__(_UNSET)
        self.setMinimumDate(QDate(2000, 1, 1))
        self.setSpecialValueText(_("not set"))

    def day(self) -> date | None:
        """Return the date, None when it is open."""
        value = self.value()
        return None if value == _UNSET else value

    def set_day(self, value: date | None) -> None:
        """Show a date, or that it is open."""
        self.set_value(value or _UNSET)


class RateEdit(QLineEdit):
    """A rate, read as "1 USD = 7.1120 CNY", typed as a number; its lock asks for today's."""

    refresh_wanted = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setFixedHeight(theme().scaled(theme().size.field))
        self._pair = ("", "")
        self._rate: Decimal | None = None
        self._today = self.addAction(icon("refresh-cw"), QLineEdit.ActionPosition.TrailingPosition)
        self._today.setToolTip(_("Take today's rate"))
        self._today.triggered.connect(self.refresh_wanted)
        self.editingFinished.connect(self._dress)

    def show_rate(self, draft: QuoteDraft) -> None:
        """Show a draft's rate."""
        self._rate, self._pair = draft.rate, (draft.currency, draft.rate_currency)
        self._today.setVisible(draft.currency != draft.rate_currency)
        self._dress()

    def value(self) -> Decimal | None:
        """Return the rate, None for an empty field. Raises UserFacing when it is no number."""
        text = self.text()
        if self._rate is not None and text == self._words():
            return self._rate
        return read_optional(text.rpartition("=")[2].removesuffix(self._pair[1]), what=_("Rate"))

    def _words(self) -> str:
        if self._rate is None:
            return ""
        currency, home = self._pair
        return f"1 {currency} = {rate_text(self._rate)} {home}"

    def _dress(self) -> None:
        if not self.hasFocus():
            self.setText(self._words())
            self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the bare number to type over."""
        super().focusInEvent(event)
        if self._rate is not None and self.text() == self._words():
            self.setText(rate_text(self._rate))
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it with its currencies again."""
        super().focusOutEvent(event)
        self._dress()


def set_text(edit: QLineEdit, text: str) -> None:
    """Show a value; what is being typed and means the same stays, with its cursor."""
    if edit.text().strip() != text:
        edit.setText(text)
        edit.setCursorPosition(0)


def pair(left: QWidget, right: QWidget, left_width: int = 0) -> QWidget:
    """Return two editors side by side; the pair counts as one field."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(left, 0 if left_width else 1)
    is_button = right.property("kind") == "icon"
    row.addWidget(right, 0 if is_button else 1)
    if left_width:
        left.setFixedWidth(theme().scaled(left_width))
    holder.setFocusProxy(left)
    return holder


def mode_name(mode: str) -> str:
    """Return a way of transport in words."""
    return {
        "sea": _("by sea"),
        "air": _("by air"),
        "rail": _("by rail"),
        "road": _("by road"),
        "courier": _("by courier"),
        "multimodal": _("several modes"),
    }[mode]
