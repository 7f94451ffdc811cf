"""The head of an order's page: number, customer, money and dates, and the two things done most."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day, short_day
from desktop.runtime.i18n import _
from desktop.trade.incoterms import Severity
from desktop.trade.milestones import milestone_text
from desktop.trade.money import Money
from desktop.trade.order_chain import FROM_ORDER, newest
from desktop.trade.order_figures import OrderFigures
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button, link, primary, say_less, secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.panes import clear_layout

MOST_NAMED = 3
_LEAST_FACTS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """What the banner says: the first finding, then the others.

    `kind` is the document that the order made untrue, "" when the first finding is another.
    """

    tone: str
    fact: str
    more: str
    kind: str = ""


def findings_words(order: OrderFigures) -> Said | None:
    """Return what is to be said about an order, None for nothing; hints stay quiet."""
    if order.record.cancelled_on is not None:
        fact = _("Cancelled on {day}: {reason}").format(
            day=long_day(order.record.cancelled_on), reason=order.record.cancel_reason
        )
        return Said("red", fact, "\n".join(one.message for one in order.findings))
    found = [f for f in order.findings if f.severity is not Severity.HINT]
    found.sort(key=lambda f: (f.severity is not Severity.ERROR, f.code != "changed_since_issue"))
    if not found:
        return None
    tone = "red" if found[0].severity is Severity.ERROR else "amber"
    more = [f.message for f in found[1 : 1 + MOST_NAMED]]
    if found[0].code != "changed_since_issue":
        return Said(tone, found[0].message, "\n".join(more))
    more.insert(
        0, _("The issued file stays as it is; the buyer has it. A new revision replaces it.")
    )
    return Said(tone, found[0].message, "\n".join(more), _changed_kind(order))


def _changed_kind(order: OrderFigures) -> str:
    """Return the first kind of the chain whose newest document says something else than the order."""
    found = (newest(order.documents, kind) for kind in FROM_ORDER)
    return next((one.kind for one in found if one is not None and one.changes), "")


class OrderHead(QWidget):
    """The 88-px head."""

    def __init__(
        self,
        back: Callable[[], object],
        pay: Callable[[], object],
        deed: Callable[[], object],
        open_link: Callable[[str], object],
        more: Callable[[], object],
    ) -> None:
        """`deed` is the primary button's; `open_link` gets "customer", "quote" or "mail"; `more` opens the menu."""
        super().__init__()
        self._open = open_link
        self.setFixedHeight(theme().scaled(88))
        self._signs: list[QWidget] = []
        self._quote: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 24, 0)
        row.setSpacing(12)
        row.addWidget(icon_button("chevron-left", _("All orders"), back, shortcut="Esc"))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        self.name = ElidedLabel("", "heading")
        words.addWidget(self.name)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(10)
        words.addLayout(self._facts)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._mail = icon_button("mail", _("The conversation"), lambda: open_link("mail"))
        row.addWidget(self._mail)
        self._customer = icon_button("users", _("The customer"), lambda: open_link("customer"))
        row.addWidget(self._customer)
        self.more = icon_button("ellipsis", _("More"), more)
        row.addWidget(self.more)
        self.pay = secondary(_("Book payment"), pay, icon_name="banknote")
        row.addWidget(self.pay)
        self._holder = QHBoxLayout()
        row.addLayout(self._holder)
        self._deed = deed
        self.button = primary("", deed, key="Ctrl+Return")
        self._holder.addWidget(self.button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep state and overdue money whole: first a button becomes a sign, then the quote's link goes."""
        quote = [] if self._quote is None else [self._quote]
        beside = [one.sizeHint().width() + 10 for one in (*self._signs, *quote)]
        deeds = (self._mail, self._customer, self.more, self.button)
        beside += [one.sizeHint().width() + 12 for one in deeds if not one.isHidden()]
        missing = sum(beside) + 40 + 36 + _LEAST_FACTS - self.width()
        room = self.pay.full_width() + 12
        if not self.pay.isHidden():
            missing += room
            say_less((self.pay,), missing)
            missing -= self.pay.full_width() - self.pay.sizeHint().width()
        if self._quote is not None:
            self._quote.setVisible(missing <= 0)

    def show_primary(self, text: str, *, enabled: bool) -> None:
        """Say what the primary button does; "" hides it."""
        self.button.setText(text)
        self.button.setVisible(bool(text))
        self.button.setEnabled(enabled)
        self.button.updateGeometry()
        self.button.update()
        self._fit()

    def show_order(self, order: OrderFigures, today: date) -> None:
        """Show an order as of `today`."""
        record, paid = order.record, order.payments
        self.name.setText(f"{order.number}  {record.customer_name}")
        self._mail.setVisible(order.draft.thread_id is not None)
        self.pay.setVisible(not paid.is_paid and not order.is_cancelled)
        clear_layout(self._facts)
        self._signs, self._quote = [], None
        tone = "green" if record.milestone == "closed" else "accent"
        stands = Chip(milestone_text(record.milestone), tone)
        chips = [Chip(_("Cancelled"), "red") if order.is_cancelled else stands]
        if paid.overdue > 0:
            late = Money(paid.overdue, paid.currency).format()
            chips.append(Chip(_("{amount} overdue").format(amount=late), "red"))
        for chip in chips:
            chip.setMinimumWidth(chip.sizeHint().width())
            self._facts.addWidget(chip)
            self._signs.append(chip)
        if record.quote_label:
            self._quote = link(record.quote_label, lambda: self._open("quote"))
            self._facts.addWidget(self._quote)
        self._facts.addWidget(ElidedLabel(" · ".join(_facts(order, today)), "small", "text2"), 1)
        self._fit()


def _facts(order: OrderFigures, today: date) -> list[str]:
    draft, paid, shipping = order.draft, order.payments, order.shipping
    parts = [order.total.format()]
    if paid.paid and paid.overdue <= 0:
        parts.append(_("open {amount}").format(amount=Money(paid.open, paid.currency).format()))
    parts.append(f"{draft.incoterm} {draft.place}".strip())
    if draft.buyer_reference:
        parts.append(draft.buyer_reference)
    if shipping.bl_date is None and shipping.etd is not None:
        parts.append(_("ETD {day}").format(day=short_day(shipping.etd, today)))
    if shipping.eta is not None and shipping.eta >= today:
        parts.append(_("ETA {day}").format(day=short_day(shipping.eta, today)))
    return [part for part in parts if part]
