"""The head of the quote editor: buyer, terms, currency and charges in four columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.incoterms import RULES
from desktop.trade.money import format_plain, minor_digits
from desktop.trade.payment_parse import parse_terms
from desktop.trade.payment_presets import PRESETS
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.records.numbers import read_optional
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import Combo, DateEdit, Field, line_edit

CURRENCIES = ("USD", "EUR", "GBP", "CNY", "JPY", "AUD", "CAD", "HKD", "SGD", "AED")
MODES = ("sea", "air", "rail", "road", "courier", "multimodal")
_UNSET = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer to choose: id, name, grade."""

    id: str
    name: str
    grade: str = ""
    name_zh: str = ""


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


class QuoteForm(QWidget):
    """Edits the head of a quote; `edited` after every change, `buyer_chosen` with an id."""

    edited = Signal()
    buyer_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the fields; `load` fills them."""
        super().__init__(parent)
        self._loading = False
        self._make_editors()
        self._fields: dict[str, Field] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 14, 20, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self._place(grid)
        self._watch()

    def _make_editors(self) -> None:
        self.buyer = Combo(editable=True)
        self.buyer.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.buyer.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        buyer_line = self.buyer.lineEdit()
        if buyer_line is not None:
            buyer_line.setPlaceholderText(_("Type a customer's name"))
        self.contact = Combo()
        self.incoterm = Combo([("", "–"), *((code, code) for code in RULES)])
        self.place = line_edit(placeholder=_("Named place"))
        self.valid_until = ValidUntil()
        self.currency = Combo([(c, c) for c in CURRENCIES], editable=True)
        self.rate = line_edit()
        self.terms = Combo([(t.name, t.name) for t in PRESETS], editable=True)
        self.lead_time = Combo(
            [(t, t) for t in (_("30 days after deposit"), _("45 days after deposit"))],
            editable=True,
        )
        self.port = line_edit()
        self.mode = Combo([(mode, _mode_name(mode)) for mode in MODES])
        self.freight = _amount_edit()
        self.insurance = _amount_edit()
        self.included = QCheckBox(_("Freight and insurance are in the prices"))
        self.discount = _amount_edit()
        self.reference = line_edit()

    def _place(self, grid: QGridLayout) -> None:
        add = self._add
        add(grid, "buyer", _("Buyer"), self.buyer, 0, 0, 2)
        add(grid, "incoterm", _("Incoterm and place"), _pair(self.incoterm, self.place, 78), 0, 2)
        add(grid, "valid_until", _("Valid until"), self.valid_until, 0, 3)
        add(grid, "currency", _("Currency"), self.currency, 1, 0)
        add(grid, "rate", _("Rate"), self.rate, 1, 1)
        add(grid, "payment_terms", _("Payment terms"), self.terms, 1, 2)
        add(grid, "lead_time", _("Lead time"), self.lead_time, 1, 3)
        add(grid, "contact_id", _("Contact"), self.contact, 2, 0)
        add(
            grid,
            "port_of_loading",
            _("Port of loading, transport"),
            _pair(self.port, self.mode),
            2,
            1,
        )
        charges = _pair(self.freight, self.insurance)
        add(grid, "charges", _("Freight and insurance"), charges, 2, 2)
        add(
            grid,
            "discount",
            _("Discount, buyer's reference"),
            _pair(self.discount, self.reference),
            2,
            3,
        )
        for editor, name in (
            (self.place, _("Named place")),
            (self.insurance, _("Insurance")),
            (self.freight, _("Freight")),
            (self.mode, _("Transport")),
            (self.reference, _("Buyer's reference")),
            (self.discount, _("Discount")),
        ):
            editor.setAccessibleName(name)
        self.freight.setPlaceholderText(_("Freight"))
        self.insurance.setPlaceholderText(_("Insurance"))
        self.discount.setPlaceholderText(_("Discount"))
        self.reference.setPlaceholderText(_("Reference"))

    def _add(
        self,
        grid: QGridLayout,
        key: str,
        name: str,
        editor: QWidget,
        row: int,
        column: int,
        span: int = 1,
    ) -> None:
        field = Field(name, editor)
        self._fields[key] = field
        grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)

    def _watch(self) -> None:
        self.buyer.activated.connect(self._choose_buyer)
        for combo in (
            self.contact,
            self.incoterm,
            self.currency,
            self.terms,
            self.lead_time,
            self.mode,
        ):
            combo.currentTextChanged.connect(self._touch)
        for edit in (self.place, self.rate, self.port, self.freight, self.insurance, self.discount,
                     self.reference):  # fmt: skip
            edit.textEdited.connect(self._touch)
        self.included.toggled.connect(self._touch)
        self.valid_until.dateChanged.connect(self._touch)
        self.incoterm.setMinimumWidth(78)

    def _touch(self, *_value: object) -> None:
        if not self._loading:
            self.edited.emit()

    def _choose_buyer(self, _index: int) -> None:
        chosen = self.buyer.currentData()
        if chosen and not self._loading:
            self.buyer_chosen.emit(str(chosen))

    def offer_buyers(self, buyers: Sequence[Buyer], chosen: str) -> None:
        """Fill the list of customers."""
        self._loading = True
        self.buyer.set_choices([(b.id, b.name) for b in buyers], chosen)
        if not chosen:
            self.buyer.setCurrentIndex(-1)
            self.buyer.setEditText("")
        self._loading = False

    def offer_contacts(self, contacts: Sequence[tuple[str, str]], chosen: str | None) -> None:
        """Fill the list of the buyer's people."""
        self._loading = True
        self.contact.set_choices([("", "–"), *contacts], chosen or "")
        self._loading = False

    def load(self, draft: QuoteDraft) -> None:
        """Show a draft's head."""
        self._loading = True
        self.buyer.set_value(draft.customer_id)
        self.contact.set_value(draft.contact_id or "")
        self.incoterm.set_value(draft.incoterm)
        self.place.setText(draft.place)
        self.valid_until.set_day(draft.valid_until)
        self.currency.set_value(draft.currency)
        self.rate.setText("" if draft.rate is None else format_plain(draft.rate, 4))
        self.terms.set_value(draft.payment_terms)
        self.lead_time.set_value(draft.lead_time)
        self.port.setText(draft.port_of_loading)
        self.mode.set_value(draft.transport_mode)
        self.reference.setText(draft.buyer_reference)
        digits = minor_digits(draft.currency)
        for edit, amount in (
            (self.freight, draft.freight),
            (self.insurance, draft.insurance),
            (self.discount, draft.discount),
        ):
            edit.setText("" if amount is None else format_plain(amount, digits))
        self.included.setChecked(draft.charges_included)
        for field in self._fields.values():
            field.set_error("")
        self._name_rate(draft)
        self._loading = False

    def _name_rate(self, draft: QuoteDraft) -> None:
        name = _("Rate, {home} for 1 {currency}").format(
            home=draft.rate_currency, currency=draft.currency
        )
        self._fields["rate"].set_name(name)
        same = draft.currency == draft.rate_currency
        self.rate.setEnabled(not same)

    @property
    def last_editor(self) -> QWidget:
        """The field before the lines."""
        return self.reference

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed: the customer has seen this revision."""
        for field in self._fields.values():
            field.editor.setEnabled(not read_only)
        self.included.setEnabled(not read_only)

    def take(self, base: QuoteDraft) -> QuoteDraft:
        """Return `base` with what stands in the fields.

        A field that cannot be read keeps the value of `base` and says why below itself.
        """
        values: dict[str, Any] = {
            "contact_id": self.contact.value() or None,
            "incoterm": str(self.incoterm.value() or ""),
            "place": self.place.text().strip(),
            "valid_until": self.valid_until.day(),
            "lead_time": str(self.lead_time.value() or self.lead_time.currentText()).strip(),
            "port_of_loading": self.port.text().strip(),
            "transport_mode": str(self.mode.value() or "sea"),
            "buyer_reference": self.reference.text().strip(),
            "charges_included": self.included.isChecked(),
        }
        currency = self.currency.currentText().strip().upper()
        if len(currency) == 3 and currency.isalpha():
            values["currency"] = currency
        values |= self._numbers(base)
        values["payment_terms"] = self._terms()
        made = replace(base, **values)
        if made.rate != base.rate:
            made = replace(made, rate_on=None)
        self._name_rate(made)
        return made

    def _terms(self) -> str:
        text = self.terms.currentText().strip()
        problem = ""
        if text:
            try:
                parse_terms(text)
            except UserFacing as error:
                problem = error.message
        self._fields["payment_terms"].set_error(problem)
        return text

    def _numbers(self, base: QuoteDraft) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        problems: dict[str, str] = {}
        for key, edit, field in (
            ("rate", self.rate, "rate"),
            ("freight", self.freight, "charges"),
            ("insurance", self.insurance, "charges"),
            ("discount", self.discount, "discount"),
        ):
            try:
                value = read_optional(edit.text(), what=edit.accessibleName() or _("Rate"))
                if value is not None and (value < 0 or (key == "rate" and value == 0)):
                    raise UserFacing(_("This cannot be zero or less."), code="not_positive")
                found[key] = value
            except UserFacing as error:
                problems[field] = error.message
                found[key] = getattr(base, key)
        for field in ("rate", "charges", "discount"):
            self._fields[field].set_error(problems.get(field, ""))
        return found


def _amount_edit() -> QLineEdit:
    made = line_edit()
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made


def _pair(left: QWidget, right: QWidget, left_width: int = 0) -> QWidget:
    """Return two editors side by side; the pair counts as one field."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(left, 0 if left_width else 1)
    row.addWidget(right, 1)
    if left_width:
        left.setFixedWidth(theme().scaled(left_width))
    holder.setFocusProxy(left)
    return holder


def _mode_name(mode: str) -> str:
    return {
        "sea": _("by sea"),
        "air": _("by air"),
        "rail": _("by rail"),
        "road": _("by road"),
        "courier": _("by courier"),
        "multimodal": _("several modes"),
    }[mode]
