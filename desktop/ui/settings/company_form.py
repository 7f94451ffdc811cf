"""Two cards about one selling company: what its documents print, and how its quotes begin."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import N_, _
from desktop.trade.approvals import Policy
from desktop.trade.bilingual import Bilingual
from desktop.trade.company import Profile, SellerRow
from desktop.trade.documents.languages import CUSTOMERS, named
from desktop.trade.documents.offer import Seller
from desktop.trade.money import NumberFormat
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.currency_box import CurrencyBox
from desktop.ui.widgets.fields import Combo, Field, line_edit

_LETTERHEAD = (
    ("name", N_("Company name")),
    ("name_zh", N_("Company name in Chinese")),
    ("address", N_("Address")),
    ("address_zh", N_("Address in Chinese")),
    ("phone", N_("Phone")),
    ("email", N_("E-mail")),
    ("website", N_("Website")),
    ("tax_id", N_("Tax or registration number")),
)
_LANGUAGE_NAMES = {
    "en": N_("English"),
    "zh": N_("Chinese"),
    "en+zh": N_("English and Chinese"),
    CUSTOMERS: N_("The customer's language, with English"),
}
_FORMAT_WORDS = {
    NumberFormat.COMMA: "1,234.56",
    NumberFormat.POINT: "1.234,56",
    NumberFormat.SPACE: "1 234,56",
    NumberFormat.APOSTROPHE: "1'234.56",
}


class CompanyForm(QWidget):
    """`save_asked` when the button is pressed."""

    save_asked = Signal()

    def __init__(self) -> None:
        """Build both cards, empty until `show_profile`."""
        super().__init__()
        self.edits = {key: line_edit() for key, _name in _LETTERHEAD}
        self.edits |= {key: line_edit() for key in ("short_name", "country", "number_prefix")}
        self.home_currency = CurrencyBox("CNY")
        self.number_format = Combo([(f.value, words) for f, words in _FORMAT_WORDS.items()])
        self.languages = Combo([(key, _(name)) for key, name in _LANGUAGE_NAMES.items()])
        self.terms = Combo([], editable=True)
        self.port = line_edit()
        usual = Policy()
        self.margin = line_edit("", "1")
        self.healthy = line_edit("", f"{usual.healthy_margin_percent:f}")
        self.special = line_edit("", f"{usual.special_discount_percent:f}")
        self.clauses = QPlainTextEdit()
        self.dirty = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._letterhead_card())
        column.addWidget(self._defaults_card())
        self._watch()

    def put_below_letterhead(self, widget: QWidget) -> None:
        """Show what belongs to the letterhead below its card."""
        self._column.insertWidget(1, widget)

    def _watch(self) -> None:
        lines = (*self.edits.values(), self.port, self.margin, self.healthy, self.special)
        for line in lines:
            line.textEdited.connect(self._edited)
        for box in (self.home_currency, self.number_format, self.languages, self.terms):
            box.chosen.connect(self._edited)
        self.terms.editTextChanged.connect(self._edited)
        self.clauses.textChanged.connect(self._edited)

    def _letterhead_card(self) -> Card:
        card = Card(_("Letterhead"))
        grid = _grid()
        for index, (key, name) in enumerate(_LETTERHEAD):
            grid.addWidget(Field(_(name), self.edits[key]), index // 2, index % 2)
        card.box.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        self.save_button = primary(_("Save"), self.save_asked.emit)
        row.addWidget(self.save_button)
        card.box.addLayout(row)
        return card

    def _defaults_card(self) -> Card:
        card = Card(_("Numbers and new quotes"))
        grid = _grid()
        self.prefix_field = Field(
            _("Prefix of its numbers"), self.edits["number_prefix"], hint=_("Such as HK: HK-PI-2026-0001")
        )  # fmt: skip
        self.approval_fields = (
            Field(_("Margin below this needs approval, %"), self.healthy),
            Field(_("Line discount above this needs approval, %"), self.special),
        )
        fields: Sequence[Field] = (
            Field(_("Short name in lists"), self.edits["short_name"]),
            Field(_("Country (two letters)"), self.edits["country"]),
            Field(_("Home currency"), self.home_currency),
            Field(_("Amounts are written"), self.number_format),
            Field(_("Documents are printed in"), self.languages),
            self.prefix_field,
            Field(_("Usual payment terms"), self.terms),
            Field(_("Usual port of loading"), self.port),
            Field(
                _("Safety margin on exchange rates, %"),
                self.margin,
                hint=_("Taken off the bank's buying rate."),
            ),
            *self.approval_fields,
        )
        for index, field in enumerate(fields):
            grid.addWidget(field, index // 2, index % 2)
        card.box.addLayout(grid)
        self.clauses.setFixedHeight(92)
        self.clauses.setTabChangesFocus(True)
        card.box.addWidget(
            Field(
                _("Clauses on every document"),
                self.clauses,
                hint=_("One a line; English | 中文"),
            )
        )
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Save"), self.save_asked.emit))
        card.box.addLayout(row)
        return card

    def _edited(self, *_value: object) -> None:
        self.dirty = True

    def set_terms(self, names: Sequence[str]) -> None:
        """Offer these payment terms, keeping what is shown."""
        dirty, shown = self.dirty, self.terms.currentText()
        self.terms.set_choices([(name, name) for name in names], shown)
        self.terms.setEditText(shown)
        self.dirty = dirty

    def show_profile(self, profile: Profile | None) -> None:
        """Show a company; None is one that was not entered yet."""
        seller = profile.seller if profile else Seller("")
        row = profile.row if profile else SellerRow("", "")
        for key, _name in _LETTERHEAD:
            self.edits[key].setText(getattr(seller, key))
            self.edits[key].setCursorPosition(0)
        for key in ("short_name", "country", "number_prefix"):
            self.edits[key].setText(getattr(row, key))
        self.home_currency.set_value(row.home_currency)
        self.number_format.set_value(row.number_format)
        names = {key: _(name) for key, name in _LANGUAGE_NAMES.items()}
        # One that was set by command stays.
        others = {} if row.languages in names else {row.languages: named(row.languages)}
        self.languages.set_choices([*names.items(), *others.items()], row.languages)
        self.terms.setEditText(row.payment_terms)
        self.port.setText(row.port_of_loading)
        self.margin.setText(f"{row.rate_margin_percent:f}")
        settings = profile.settings if profile else None
        self.healthy.setText(_percent(settings.healthy_margin_percent if settings else None))
        self.special.setText(_percent(settings.special_discount_percent if settings else None))
        self.clauses.setPlainText("\n".join(_clause_line(c) for c in seller.clauses))
        for field in self.approval_fields:  # they hold for the house, not for one of its companies
            field.setVisible(row.is_default)
        self.dirty = False

    def texts(self) -> dict[str, str]:
        """Return what is entered, by the names of `company_checks.FIELDS`."""
        return {
            **{key: edit.text().strip() for key, edit in self.edits.items()},
            "home_currency": self.home_currency.code(),
            "number_format": str(self.number_format.value()),
            "languages": str(self.languages.value()),
        }

    def settings(self) -> dict[str, Any]:
        """Return the defaults entered, by the names of `company_checks.SETTINGS`."""
        lines = self.clauses.toPlainText().splitlines()
        return {
            "payment_terms": self.terms.currentText().strip(),
            "port_of_loading": self.port.text().strip(),
            "rate_margin_percent": self.margin.text().strip() or "0",
            "healthy_margin_percent": self.healthy.text().strip(),
            "special_discount_percent": self.special.text().strip(),
            "clauses": [_clause(line) for line in lines if line.strip()],
        }


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(10)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _clause_line(clause: Bilingual) -> str:
    return f"{clause.en} | {clause.zh}" if clause.zh else clause.en


def _clause(line: str) -> dict[str, str]:
    english, _sign, chinese = line.partition("|")
    return {"en": english.strip(), "zh": chinese.strip()}
