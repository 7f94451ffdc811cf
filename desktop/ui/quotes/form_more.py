"""The terms that few quotes need, folded away: seller, price list, shipment, remarks, notes of our own."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.charge_words import charges_text, read_charges
from desktop.trade.money import format_plain
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.records.numbers import read_optional
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.fields import Combo, Field, line_edit

TEXT_LINES = 3


class MoreTerms(QWidget):
    """Folded under a link that says what is set inside; `edited` after a change."""

    edited = Signal()

    def __init__(self) -> None:
        """Start folded."""
        super().__init__()
        self._loading = False
        self.fold = link("", self._toggle, icon_name="chevron-right")
        self.body = QWidget()
        self.body.hide()
        self._make()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QVBoxLayout()
        row.addWidget(self.fold)
        column.addLayout(row)
        column.addWidget(self.body)
        self._show_words()

    def _make(self) -> None:
        self.seller = Combo([("", "–")])
        self.price_list = Combo([("", _("By customer and date"))])
        self.reference = line_edit(placeholder=_("PO or inquiry number"))
        self.tolerance = line_edit(placeholder="0")
        self.charges = line_edit(placeholder=_("Documents 50; Tooling 1,200"))
        self.partial = _allowed()
        self.transhipment = _allowed()
        self.remarks = _text_edit()
        self.notes = _text_edit()
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        places = (
            (_("Buyer's reference"), self.reference, 0, 0, 1),
            (_("Selling company"), self.seller, 0, 1, 1),
            (_("Price list"), self.price_list, 0, 2, 2),
            (_("Partial shipment"), self.partial, 1, 0, 1),
            (_("Transhipment"), self.transhipment, 1, 1, 1),
            (_("More or less, %"), self.tolerance, 1, 2, 1),
            (_("Other charges"), self.charges, 1, 3, 1),
            (_("Remarks, printed"), self.remarks, 2, 0, 2),
            (_("Internal notes, never printed"), self.notes, 2, 2, 2),
        )
        self._fields: dict[QWidget, Field] = {}
        for name, editor, row, column, span in places:
            self._fields[editor] = Field(name, editor)
            grid.addWidget(self._fields[editor], row, column, 1, span)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        for combo in (self.seller, self.price_list, self.partial, self.transhipment):
            combo.currentTextChanged.connect(self._touch)
        for edit in (self.reference, self.tolerance, self.charges):
            edit.textEdited.connect(self._touch)
        for text in (self.remarks, self.notes):
            text.textChanged.connect(self._touch)

    def _touch(self, *_value: object) -> None:
        if not self._loading:
            self._show_words()
            self.edited.emit()

    def _toggle(self) -> None:
        self.unfold(self.body.isHidden())

    def unfold(self, open_it: bool) -> None:
        """Show or hide the fields."""
        self.body.setVisible(open_it)
        self.fold.set_icon("chevron-down" if open_it else "chevron-right")
        self._show_words()

    def _show_words(self) -> None:
        """Say on the link what is set inside, so that nothing is hidden while it is folded."""
        said = []
        if self.body.isHidden():
            if self.reference.text().strip():
                said.append(self.reference.text().strip())
            if self.tolerance.text().strip():
                said.append(f"±{self.tolerance.text().strip()}%")
            if self.charges.text().strip():
                said.append(self.charges.text().strip())
            for editor, name in ((self.remarks, _("remarks")), (self.notes, _("notes"))):
                if editor.toPlainText().strip():
                    said.append(name)
        words = " · ".join([_("More terms"), *said])
        self.fold.setText(words if len(words) <= 80 else f"{words[:79]}…")

    def offer(
        self, sellers: Sequence[tuple[str, str]], price_lists: Sequence[tuple[str, str]]
    ) -> None:
        """Offer selling companies and price lists as (id, name)."""
        self._loading = True
        self.seller.set_choices(sellers or [("", "–")])
        self.price_list.set_choices([("", _("By customer and date")), *price_lists])
        self._loading = False

    def load(self, draft: QuoteDraft) -> None:
        """Show a draft's values."""
        self._loading = True
        self.seller.set_value(draft.seller_id or "")
        self.price_list.set_value(draft.price_list_id or "")
        _set_text(self.reference, draft.buyer_reference)
        percent = draft.tolerance_percent
        _set_text(self.tolerance, "" if percent is None else format_plain(percent))
        _set_text(self.charges, charges_text(draft.other_charges, draft.currency))
        self.partial.set_value(draft.partial_shipment)
        self.transhipment.set_value(draft.transhipment)
        for editor, text in ((self.remarks, draft.remarks), (self.notes, draft.internal_notes)):
            if editor.toPlainText().strip() != text:
                editor.setPlainText(text)
        for checked in (self.tolerance, self.charges):
            self._fields[checked].set_error("")
        self._loading = False
        self._show_words()

    def take(self, base: QuoteDraft) -> dict[str, Any]:
        """Return what stands in the fields; one that cannot be read keeps `base`'s value."""
        return {
            "seller_id": self.seller.value() or base.seller_id,
            "price_list_id": self.price_list.value() or None,
            "buyer_reference": self.reference.text().strip(),
            "tolerance_percent": self._tolerance(base),
            "other_charges": self._charges(base),
            "partial_shipment": self.partial.value(),
            "transhipment": self.transhipment.value(),
            "remarks": self.remarks.toPlainText().strip(),
            "internal_notes": self.notes.toPlainText().strip(),
        }

    def _tolerance(self, base: QuoteDraft) -> Any:  # noqa: ANN401 - Decimal or None
        field = self._fields[self.tolerance]
        try:
            value = read_optional(self.tolerance.text(), what=_("More or less, %"))
            if value is not None and not 0 <= value <= 100:
                raise UserFacing(_("A tolerance lies between 0 and 100%."), code="tolerance_range")
        except UserFacing as error:
            field.set_error(error.message)
            return base.tolerance_percent
        field.set_error("")
        return value

    def _charges(self, base: QuoteDraft) -> Any:  # noqa: ANN401 - a tuple of charges
        """Charges that read the same stay as they are, with what the words do not say."""
        text = self.charges.text().strip()
        if text == charges_text(base.other_charges, base.currency):
            return base.other_charges
        field = self._fields[self.charges]
        try:
            found = read_charges(text)
        except UserFacing as error:
            field.set_error(error.message)
            return base.other_charges
        field.set_error("")
        return found

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed; notes of our own can still be read."""
        for editor in self._fields:
            editor.setEnabled(not read_only)


def _allowed() -> Combo:
    return Combo([(None, _("not said")), (True, _("allowed")), (False, _("not allowed"))])


def _text_edit() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(theme().line("body") * TEXT_LINES + 14)
    return made


def _set_text(edit: Any, text: str) -> None:  # noqa: ANN401 - a line edit
    if edit.text().strip() != text:
        edit.setText(text)
