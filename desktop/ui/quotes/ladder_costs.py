"""The costs between the factory and the buyer's door that a quote's prices are computed from."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.freight import Tariff
from desktop.trade.money import format_plain
from desktop.trade.price_steps import LEVELS, Level
from desktop.trade.pricing import RefundMode
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.repricing import settled
from desktop.trade.spreading import SPREAD_LABELS, SpreadBy
from desktop.ui.records.numbers import read_optional
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import enter_presses, room
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label

ZERO = Decimal(0)
HUNDRED = Decimal(100)
# Fields in per cent that the draft keeps as shares; the second kind cannot be empty.
_PERCENT = ("premium_rate", "duty_rate", "import_vat_rate")
_SHARES = ("insured_plus", "bank_share", "commission_share")


class CostsDialog(QDialog):
    """Hands a new draft to `take`; an empty field is “not known”, 0 is none."""

    def __init__(
        self,
        parent: QWidget,
        draft: QuoteDraft,
        tariffs: Sequence[Tariff],
        take: Callable[[QuoteDraft], object],
    ) -> None:
        """Start with what the draft says; `tariffs` are those that fit its ports."""
        super().__init__(parent)
        self._draft, self._take = draft, take
        self.setWindowTitle(_("Costs of the way"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, 620, 0).width())
        self.edits: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        self.tariff = Combo([("", _("By hand")), *((t.id, t.name) for t in tariffs)])
        followed = "" if draft.freight_by_hand else draft.freight_template_id or ""
        self.tariff.set_value(followed)
        self.spread = Combo([(by.value, _(name)) for by, name in SPREAD_LABELS.items()])
        self.spread.set_value(draft.spread_by)
        self.refund = Combo(
            [
                (RefundMode.TRADING.value, _("Trading company: VAT refunded")),
                (RefundMode.MANUFACTURER.value, _("Manufacturer: 免抵退")),
            ],
            draft.refund_mode,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Costs of the way"), "lead"))
        words = _("Of the whole shipment. Empty means not known: the prices that need it wait.")
        column.addWidget(label(words, "small", "text2", wrap=True))
        column.addLayout(self._grid())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        use = primary(_("Use"), self.submit, key="Return")
        row.addWidget(use)
        enter_presses(self, use, self.submit)
        column.addLayout(row)
        self.tariff.chosen.connect(lambda _value: self._show_freight())
        self._show_freight()

    def _grid(self) -> QGridLayout:
        home, currency = self._draft.rate_currency, self._draft.currency
        names = (
            ("domestic_costs", _("Domestic costs, {currency}").format(currency=home)),
            ("freight", _("Freight, {currency}").format(currency=currency)),
            ("premium_rate", _("Insurance premium, %")),
            ("insured_plus", _("Insured above the value, %")),
            ("insurance", _("or insurance, {currency}").format(currency=currency)),
            ("destination_costs", _("Destination costs, {currency}").format(currency=currency)),
            ("duty_rate", _("Duty, %")),
            ("import_vat_rate", _("Import VAT, %")),
            ("clearance_costs", _("Clearance, {currency}").format(currency=currency)),
            ("bank_share", _("Bank charges, share of FOB (%)")),
            ("commission_share", _("Commission, share of FOB (%)")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        combos = (
            (_("Freight by tariff"), self.tariff),
            (_("Spread over the lines"), self.spread),
            (_("Refund of VAT"), self.refund),
        )
        for index, (name, combo) in enumerate(combos):
            grid.addWidget(Field(name, combo), 0, index)
        for index, (key, name) in enumerate(names):
            self.edits[key] = line_edit(self._text(key))
            self._fields[key] = Field(name, self.edits[key])
            grid.addWidget(self._fields[key], 1 + index // 3, index % 3)
        for at in range(3):
            grid.setColumnStretch(at, 1)
        return grid

    def _text(self, key: str) -> str:
        value = getattr(self._draft, key)
        if value is None and key in ("freight", "insurance"):
            value = getattr(self._draft, f"known_{key}")
        if key == "insurance" and self._draft.premium_rate is not None:
            return ""
        if value is not None and key in (*_PERCENT, *_SHARES):
            value *= HUNDRED
        return "" if value is None else format_plain(value)

    def _show_freight(self) -> None:
        self.edits["freight"].setEnabled(not self.tariff.value())

    def submit(self) -> None:
        """Hand over what is entered, when every field can be read."""
        found: dict[str, Decimal | None] = {}
        for key, edit in self.edits.items():
            self._fields[key].set_error("")
            try:
                value = read_optional(edit.text(), what=self._fields[key].editor.accessibleName())
            except UserFacing as problem:
                self._fields[key].set_error(problem.message)
                return
            share = key in (*_PERCENT, *_SHARES)
            if value is not None and (value < 0 or (share and value >= HUNDRED)):
                words = _("Between 0 and 100%.") if share else _("Not below zero.")
                self._fields[key].set_error(words)
                return
            found[key] = value / HUNDRED if share and value is not None else value
        self._take(self._with(found))
        self.accept()

    def _with(self, found: dict[str, Decimal | None]) -> QuoteDraft:
        draft = self._draft
        level = LEVELS.get(draft.incoterm)
        tariff = str(self.tariff.value() or "")
        with_freight = level is None or level >= Level.CFR
        insured = level is None or level >= Level.CIF
        freight, insurance = found["freight"], found["insurance"]
        if found["premium_rate"] is not None:
            insurance = draft.insurance if insured else None
        by_hand = found["premium_rate"] is None
        made = replace(
            draft,
            freight=freight if with_freight else None,
            known_freight=None if with_freight else freight,
            insurance=insurance if insured else None,
            known_insurance=insurance if by_hand and not insured else None,
            freight_by_hand=not tariff,
            freight_template_id=tariff or draft.freight_template_id,
            spread_by=str(self.spread.value() or SpreadBy.VOLUME.value),
            refund_mode=str(self.refund.value() or RefundMode.TRADING.value),
            premium_rate=found["premium_rate"],
            insured_plus=found["insured_plus"]
            if found["insured_plus"] is not None
            else draft.insured_plus,
            domestic_costs=found["domestic_costs"],
            destination_costs=found["destination_costs"],
            clearance_costs=found["clearance_costs"],
            duty_rate=found["duty_rate"],
            import_vat_rate=found["import_vat_rate"],
            bank_share=found["bank_share"] or ZERO,
            commission_share=found["commission_share"] or ZERO,
        )
        return settled(made) if made.incoterm else made
