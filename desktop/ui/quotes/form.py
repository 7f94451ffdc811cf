"""The head of the quote editor: buyer, terms, currency and charges in four columns, the rest folded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from desktop.runtime.days import short_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.currencies import COMMON
from desktop.trade.incoterms import RULES
from desktop.trade.money import CURRENCIES as ALL_CURRENCIES
from desktop.trade.money import check_currency, format_plain, minor_digits
from desktop.trade.payment import Instalment, PaymentTerms
from desktop.trade.payment_parse import parse_terms
from desktop.trade.payment_presets import PRESETS
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.quotes.buyer_box import Buyer, BuyerBox
from desktop.ui.quotes.form_fields import (
    RateEdit,
    ValidUntil,
    mode_name,
    pair,
    set_text,
)
from desktop.ui.quotes.form_more import MoreTerms
from desktop.ui.records.numbers import read_optional
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.currency_box import search_by_name
from desktop.ui.widgets.fields import Combo, Field, line_edit

MODES = ("sea", "air", "rail", "road", "courier", "multimodal")
LEAD_DAYS = (15, 30, 45, 60)
# Widths of the columns to each other: a currency is short, a pair of fields needs room.
COLUMNS = {4: (5, 7, 7, 7), 3: (1, 1, 1), 2: (1, 1)}
# From which width on, in pixels of the usual text size, so many columns show their contents whole.
ROOM = {4: 760, 3: 520}


class QuoteForm(QWidget):
    """Edits the head of a quote; `edited` after every change, `buyer_chosen` with an id."""

    edited = Signal()
    buyer_chosen = Signal(str)
    instalments_wanted = Signal()
    rate_wanted = Signal()
    seller_changed = Signal(str, str)
    currency_changed = Signal(str, str)
    """From which currency to which: the rate and the prices belong to the former one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the fields; `load` fills them."""
        super().__init__(parent)
        self._loading = False
        self.today: date | None = None
        self._own_terms: dict[str, tuple[Instalment, ...]] = {}
        self._make_editors()
        self._fields: dict[str, Field] = {}
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 14, 20, 10)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._make_fields()
        self._arrange(4)
        self._watch()

    def _make_editors(self) -> None:
        self.buyer = BuyerBox()
        self.contact = Combo()
        self.incoterm = Combo([("", "–"), *((code, code) for code in RULES)])
        self.place = line_edit(placeholder=_("Named place"))
        self.valid_until = ValidUntil()
        others = sorted(ALL_CURRENCIES - set(COMMON))
        self.currency = Combo([(c, c) for c in (*COMMON, *others)], editable=True)
        search_by_name(self.currency)
        self.rate = RateEdit()
        self.terms = Combo([(t.name, t.name) for t in PRESETS], editable=True)
        self._more_terms = icon_button(
            "list-ordered", _("Instalments"), self.instalments_wanted.emit, size=32
        )
        days = [_("{days} days after deposit").format(days=number) for number in LEAD_DAYS]
        self.lead_time = Combo([(t, t) for t in (*days, _("from stock"))], editable=True)
        self.port = line_edit(placeholder=_("Port"))
        self.mode = Combo([(mode, mode_name(mode)) for mode in MODES])
        self.freight = _amount_edit(_("Freight"))
        self.insurance = _amount_edit(_("Insurance"))
        self.included = QCheckBox(_("Freight and insurance are in the prices"))
        self.discount = _amount_edit(_("Amount or %"))
        self.more = MoreTerms()

    def _make_fields(self) -> None:
        """Give the editors their labels, in the order in which the Tab key goes through them."""
        for key, name, editor in (
            ("buyer", _("Buyer"), self.buyer),
            ("incoterm", _("Incoterm and place"), pair(self.incoterm, self.place, 78)),
            ("valid_until", _("Valid until"), self.valid_until),
            ("currency", _("Currency"), self.currency),
            ("rate", _("Rate"), self.rate),
            ("payment_terms", _("Payment terms"), pair(self.terms, self._more_terms)),
            ("lead_time", _("Lead time"), self.lead_time),
            ("contact_id", _("Contact"), self.contact),
            ("port_of_loading", _("Port of loading, transport"), pair(self.port, self.mode)),
            ("charges", _("Freight and insurance"), pair(self.freight, self.insurance)),
            ("discount", _("Discount"), self.discount),
        ):
            self._fields[key] = Field(name, editor, parent=self)
        for editor, name in (
            (self.incoterm, _("Incoterm")),
            (self.place, _("Named place")),
            (self.terms, _("Payment terms")),
            (self.insurance, _("Insurance")),
            (self.freight, _("Freight")),
            (self.port, _("Port of loading")),
            (self.mode, _("Transport")),
            (self.discount, _("Discount")),
        ):
            editor.setAccessibleName(name)

    def _arrange(self, columns: int) -> None:
        """Lay the fields out row by row; the buyer takes two columns."""
        if columns == self._columns:
            return
        self._columns, grid, place = columns, self._grid, 0
        for column in range(max(COLUMNS)):
            shares = COLUMNS[columns]
            grid.setColumnStretch(column, shares[column] if column < len(shares) else 0)
        for key, field in self._fields.items():
            span = 2 if key == "buyer" else 1
            row, column = divmod(place, columns)
            grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
        grid.addWidget(self.more, -(-place // columns), 0, 1, columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as show their contents whole."""
        super().resizeEvent(event)
        usual = self.width() / theme().scale
        self._arrange(next((count for count, room in ROOM.items() if usual >= room), 2))

    def _watch(self) -> None:
        self.buyer.activated.connect(self._choose_buyer)
        for combo in (self.contact, self.incoterm, self.terms, self.lead_time, self.mode):
            combo.currentTextChanged.connect(self._touch)
        self.currency.currentTextChanged.connect(self._touch)
        for edit in (self.place, self.rate, self.port, self.freight, self.insurance,
                     self.discount):  # fmt: skip
            edit.textEdited.connect(self._touch)
        self.included.toggled.connect(self._touch)
        self.valid_until.dateChanged.connect(self._touch)
        self.rate.refresh_wanted.connect(self.rate_wanted)
        self.more.edited.connect(self._touch)
        for combo in (self.incoterm, self.terms, self.lead_time, self.contact, self.mode):
            combo.setMinimumContentsLength(4)
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

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
        self.buyer.offer(buyers, chosen)
        self._loading = False

    def offer_contacts(self, contacts: Sequence[tuple[str, str]], chosen: str | None) -> None:
        """Fill the list of the buyer's people."""
        self._loading = True
        self.contact.set_choices([("", "–"), *contacts], chosen or "")
        self._loading = False

    def offer_terms(self, own: Sequence[PaymentTerms]) -> None:
        """Offer the user's own payment terms before the usual ones."""
        self._own_terms = {terms.name.casefold(): terms.instalments for terms in own}
        names = dict.fromkeys(terms.name for terms in (*own, *PRESETS))
        shown, loading = self.terms.currentText(), self._loading
        self._loading = True
        self.terms.set_choices([(name, name) for name in names], shown)
        self._loading = loading

    def load(self, draft: QuoteDraft) -> None:
        """Show a draft's head."""
        self._loading = True
        self.buyer.set_value(draft.customer_id)
        self.contact.set_value(draft.contact_id or "")
        self.incoterm.set_value(draft.incoterm)
        set_text(self.place, draft.place)
        self.valid_until.set_day(draft.valid_until)
        self.currency.set_value(draft.currency)
        self.terms.set_value(draft.payment_terms)
        self.lead_time.set_value(draft.lead_time)
        set_text(self.port, draft.port_of_loading)
        self.mode.set_value(draft.transport_mode)
        digits = minor_digits(draft.currency)
        for edit, amount in ((self.freight, draft.freight), (self.insurance, draft.insurance)):
            set_text(edit, "" if amount is None else format_plain(amount, digits))
        set_text(self.discount, _discount_text(draft, digits))
        self.included.setChecked(draft.charges_included)
        self.more.load(draft)
        for field in self._fields.values():
            field.set_error("")
        self.show_rate(draft)
        self._loading = False

    def show_rate(self, draft: QuoteDraft) -> None:
        """Show the rate with its day and source."""
        self.rate.show_rate(draft)
        self.rate.setEnabled(draft.currency != draft.rate_currency)
        name = _("Rate, {home} for 1 {currency}").format(
            home=draft.rate_currency, currency=draft.currency
        )
        if draft.rate is not None and draft.rate_on is not None and self.today is not None:
            name = _("Rate, locked {date}").format(date=short_day(draft.rate_on, self.today))
        self._fields["rate"].set_name(name)
        parts = [draft.rate_source]
        if draft.rate_margin_percent:
            parts.append(
                _("{percent}% taken off as safety").format(
                    percent=format_plain(draft.rate_margin_percent)
                )
            )
        self.rate.setToolTip(" · ".join(part for part in parts if part))

    @property
    def last_editor(self) -> QWidget:
        """The field before the lines."""
        return self.more.fold

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed: the customer has seen this revision."""
        for field in self._fields.values():
            field.editor.setEnabled(not read_only)
        self.included.setEnabled(not read_only)
        self.more.set_read_only(read_only)

    def take(self, base: QuoteDraft) -> QuoteDraft:
        """Return `base` with what stands in the fields.

        A field that cannot be read keeps the value of `base` and says why below itself.
        """
        values: dict[str, Any] = {
            "contact_id": self.contact.value() or None,
            "incoterm": str(self.incoterm.value() or ""),
            "place": self.place.text().strip(),
            "valid_until": self._valid_until(base),
            "lead_time": str(self.lead_time.value() or self.lead_time.currentText()).strip(),
            "port_of_loading": self.port.text().strip(),
            "transport_mode": str(self.mode.value() or "sea"),
            "charges_included": self.included.isChecked(),
            **self.more.take(base),
            **self._currency(base),
            **self._amounts(base),
            **self._discounts(),
            **self._terms(base),
        }
        if base.seller_id and values["seller_id"] != base.seller_id:
            self.seller_changed.emit(base.seller_id, values["seller_id"])
        return replace(base, **values, **self._rate(base))

    def _valid_until(self, base: QuoteDraft) -> date | None:
        """A day that has passed is refused; one that passed since it was typed is shown as it is."""
        day = self.valid_until.day()
        is_past = day is not None and self.today is not None and day < self.today
        message = ""
        if is_past and day != base.valid_until:
            message = _("This day has passed.")
            day = base.valid_until
        self._fields["valid_until"].set_error(message)
        return day

    def _currency(self, base: QuoteDraft) -> dict[str, Any]:
        text = self.currency.currentText().strip().upper()
        try:
            code = check_currency(text)
        except UserFacing as error:
            # Two letters may still become a code.
            self._fields["currency"].set_error(error.message if len(text) >= 3 else "")
            return {}
        self._fields["currency"].set_error("")
        if code != base.currency:
            self.currency_changed.emit(base.currency, code)
        return {"currency": code}

    def _rate(self, base: QuoteDraft) -> dict[str, Any]:
        try:
            value = self.rate.value()
            if value is not None and value <= 0:
                raise UserFacing(_("This cannot be zero or less."), code="not_positive")
        except UserFacing as error:
            self._fields["rate"].set_error(error.message)
            return {}
        self._fields["rate"].set_error("")
        if value == base.rate:
            return {}
        return {
            "rate": value,
            "rate_on": self.today,
            "rate_source": _("Entered by hand"),
            "rate_margin_percent": Decimal(0),
        }

    def _terms(self, base: QuoteDraft) -> dict[str, Any]:
        """Instalments made by hand hold until other words are typed."""
        text = self.terms.currentText().strip()
        parts = self._own_terms.get(text.casefold(), ())
        if text == base.payment_terms:
            parts = base.instalments or parts
        problem = ""
        if text and not parts:
            try:
                parse_terms(text)
            except UserFacing as error:
                problem = error.message
        self._fields["payment_terms"].set_error(problem)
        return {"payment_terms": text, "instalments": parts}

    def _amounts(self, base: QuoteDraft) -> dict[str, Any]:
        found: dict[str, Any] = {}
        problem = ""
        for key, edit in (("freight", self.freight), ("insurance", self.insurance)):
            try:
                found[key] = _not_negative(edit.text(), edit.accessibleName())
            except UserFacing as error:
                problem = error.message
                found[key] = getattr(base, key)
        # What is typed over an amount that followed the tariff or the premium rate stays.
        if found["freight"] != base.freight:
            found["freight_by_hand"] = True
        if found["insurance"] != base.insurance:
            found["premium_rate"] = None
        self._fields["charges"].set_error(problem)
        return found

    def _discounts(self) -> dict[str, Any]:
        """Read "220" as an amount, "5%" as a share of the goods."""
        text = self.discount.text().strip()
        field = self._fields["discount"]
        try:
            value = _not_negative(text.rstrip("%％"), _("Discount"))
            is_share = text.endswith(("%", "％"))
            if is_share and value is not None and value > 100:
                raise UserFacing(_("A discount lies between 0 and 100%."), code="discount_range")
        except UserFacing as error:
            field.set_error(error.message)
            return {}
        field.set_error("")
        if is_share:
            return {"discount_percent": value, "discount": None}
        return {"discount": value, "discount_percent": None}


def _not_negative(text: str, what: str) -> Decimal | None:
    value = read_optional(text, what=what)
    if value is not None and value < 0:
        raise UserFacing(_("This cannot be zero or less."), code="not_positive")
    return value


def _discount_text(draft: QuoteDraft, digits: int) -> str:
    if draft.discount_percent:
        return f"{format_plain(draft.discount_percent)}%"
    return "" if draft.discount is None else format_plain(draft.discount, digits)


def _amount_edit(placeholder: str) -> QLineEdit:
    made = line_edit(placeholder=placeholder)
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made
