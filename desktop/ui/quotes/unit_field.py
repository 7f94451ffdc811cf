"""Choose the unit of a quote's line: what the article is sold by, what one holds, what one costs."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.trade.documents.labels import UNITS
from desktop.trade.line_units import fits_cartons, in_unit
from desktop.trade.money import minor_digits
from desktop.trade.quote_draft import DraftLine
from desktop.trade.selling_units import Selling
from desktop.trade.unit_words import canonical, meaning
from desktop.ui.quotes.listed_field import ListedField
from desktop.ui.records.numbers import show_price, show_quantity

_WIDE = 260
MOST = 12


class UnitField(ListedField):
    """Offers the units at once; typing narrows them, and any other word may stand as well."""

    def __init__(
        self, line: DraftLine, selling: Selling | None, currency: str, parent: QWidget | None = None
    ) -> None:
        """`selling` None: free text, or an article that is not known any more."""
        super().__init__(parent)
        self.setAccessibleName(_("Unit"))
        if selling is None:
            self._choices = [(unit, unit) for unit in UNITS]
        else:
            self._choices = [
                (unit_words(line, unit, selling, currency), unit) for unit in selling.choices()
            ]
        self._unit = canonical(line.unit)
        self.textEdited.connect(self._narrow)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the units once the field stands in its place."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._show_all)

    def _show_all(self) -> None:
        if not self.isVisible() or self.isModified():
            return
        units = [unit for _words, unit in self._choices]
        marked = units.index(self._unit) if self._unit in units else -1
        self.offer(self._choices[:MOST], marked if marked < MOST else -1, _WIDE)

    def _narrow(self, text: str) -> None:
        """Offer what begins with these letters, and mark it only then: another word stays as it is."""
        typed = text.strip().casefold()
        known = canonical(text.strip())
        fitting = [
            each
            for each in self._choices
            if each[1].casefold().startswith(typed) or each[1] == known
        ]
        self.offer(fitting[:MOST] if typed else self._choices[:MOST], 0 if typed else -1, _WIDE)


def unit_words(line: DraftLine, unit: str, selling: Selling, currency: str) -> str:
    """Return a unit with what it holds and what one costs: "carton   = 24 pcs   340.80"."""
    holds = selling.contains(unit)
    parts = [unit]
    if holds is not None and meaning(unit) != meaning(selling.unit):
        parts.append(f"= {show_quantity(holds)} {selling.unit}")
    if not fits_cartons(unit, selling):
        parts.append(_("counted in {unit}: cartons hold no whole ones").format(unit=selling.unit))
    elif line.unit_price:
        price = in_unit(line, unit, selling).unit_price
        parts.append(f"{show_price(price, minor_digits(currency))} {currency}")
    return "   ".join(parts)
