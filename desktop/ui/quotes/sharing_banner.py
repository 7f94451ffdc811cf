"""Two windows edit one quote: what the other one did, and the choice where both changed the same."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.money import format_plain
from desktop.trade.quote_draft import DraftLine
from desktop.trade.quote_merge import Clash, Merged, Side
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import secondary

MOST_SHOWN = 3


class SharingBanner(QWidget):
    """A banner with two ways out; hidden while nobody else has the quote."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.banner = Banner()
        self.first = secondary("", self._do_first, size="control_small")
        self.second = secondary("", self._do_second, size="control_small")
        self._deeds: tuple[Callable[[], object], Callable[[], object]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 0)
        column.setSpacing(6)
        column.addWidget(self.banner)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.first)
        row.addWidget(self.second)
        column.addLayout(row)
        self.hide()

    def offer(
        self,
        fact: str,
        more: str,
        first: tuple[str, Callable[[], object]],
        second: tuple[str, Callable[[], object]],
    ) -> None:
        """Show a fact with its consequence, and two ways out as (text, deed)."""
        self.banner.say("amber", fact, more, icon_name="users")
        self._deeds = first[1], second[1]
        for button, (text, _deed) in ((self.first, first), (self.second, second)):
            button.setText(text)
        self.show()

    def ask(self, merged: Merged, settle: Callable[[Side], object]) -> None:
        """Both windows changed the same: name it, and let the user decide."""
        self.offer(
            _("Another window changed the same fields"),
            clash_words(merged),
            (_("Keep mine"), lambda: settle("mine")),
            (_("Take theirs"), lambda: settle("theirs")),
        )

    def tell_deleted(self, keep: Callable[[], object], drop: Callable[[], object]) -> None:
        """The quote is gone; what was typed can become a new one."""
        self.offer(
            _("The quote was deleted in another window"),
            _("What you typed is still here."),
            (_("Keep as a new quote"), keep),
            (_("Drop my changes"), drop),
        )

    def tell_sent(self, revise: Callable[[], object], drop: Callable[[], object]) -> None:
        """The quote was sent or replaced; what was typed can go into the next revision."""
        self.offer(
            _("The quote has left the house meanwhile"),
            _("It stays as it was sent; what you typed here can go into a new revision."),
            (_("New revision with my changes"), revise),
            (_("Drop my changes"), drop),
        )

    def _do_first(self) -> None:
        self._do(0)

    def _do_second(self) -> None:
        self._do(1)

    def _do(self, which: int) -> None:
        deeds, self._deeds = self._deeds, None
        self.hide()
        if deeds is not None:
            deeds[which]()


def clash_words(merged: Merged) -> str:
    """Return what clashes, in words: "PL-6060-40, unit price: 14.20 here, 14.50 there"."""
    shown = [_clash(one) for one in merged.clashes[:MOST_SHOWN]]
    more = len(merged.clashes) - MOST_SHOWN
    if more > 0:
        shown.append(_("and {count} more").format(count=more))
    return "; ".join(shown)


def _clash(clash: Clash) -> str:
    if clash.field == "line":
        kept_here = clash.mine is not None
        text = (
            _("{line}: changed here, removed there")
            if kept_here
            else _("{line}: removed here, changed there")
        )
        return text.format(line=clash.line)
    name = field_name(clash.field)
    where = f"{clash.line}, {name}" if clash.line else name
    return _("{where}: {mine} here, {theirs} there").format(
        where=where, mine=_shown(clash.mine), theirs=_shown(clash.theirs)
    )


def field_name(field: str) -> str:
    """Return what a field of a quote is called on the screen."""
    names = {
        "quantity": _("Quantity"),
        "unit_price": _("Unit price"),
        "discount_percent": _("Discount"),
        "unit": _("Unit"),
        "valid_until": _("Valid until"),
        "place": _("Named place"),
        "incoterm": _("Incoterm"),
        "currency": _("Currency"),
        "rate": _("Rate"),
        "payment_terms": _("Payment terms"),
        "instalments": _("Payment terms"),
        "lead_time": _("Lead time"),
        "freight": _("Freight"),
        "insurance": _("Insurance"),
        "discount": _("Discount"),
        "remarks": _("Remarks"),
        "internal_notes": _("Internal notes"),
        "buyer_reference": _("Buyer's reference"),
        "contact_id": _("Contact"),
        "customer_id": _("Buyer"),
        "port_of_loading": _("Port of loading"),
        "transport_mode": _("Transport"),
        "name_en": _("Description"),
        "name_zh": _("Description"),
    }
    return names.get(field, field.replace("_", " "))


def _shown(value: Any) -> str:  # noqa: ANN401 - any field
    if value is None or value == "":
        return "–"
    if isinstance(value, Decimal):
        return format_plain(value)
    if isinstance(value, DraftLine):
        return value.title()
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
