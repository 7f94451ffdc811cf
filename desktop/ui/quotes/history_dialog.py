"""What an article was offered for before: to this customer, or to all; the floor and the lowest price given."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade import price_history
from desktop.trade.money import format_plain, format_price, minor_digits
from desktop.trade.price_history import PriceEntry, PriceHistory
from desktop.trade.quote_states import LABELS
from desktop.ui.quotes.states import STATE_TONES
from desktop.ui.records.table import DAY_WIDTH, Column, Table
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.segmented import Segmented

CUSTOMER, ARTICLE = 3, 4
_SIZE = (1160, 480)


class HistoryDialog(QDialog):
    """The negotiation history of one article; a row opens its quote."""

    def __init__(
        self, services: Services, sku: str, customer_id: str, currency: str, parent: QWidget
    ) -> None:
        """Show it with `open()`; it begins with this customer. Without `sku`: all articles of the customer."""
        super().__init__(parent)
        self._services, self._sku = services, sku
        self._customer_id, self._currency = customer_id, currency
        title = _("Prices of {sku}").format(sku=sku) if sku else _("Prices given before")
        self.setWindowTitle(title)
        fit(self, *_SIZE)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(title, "lead"))
        head.addStretch(1)
        self.whose = Segmented([("customer", _("This customer")), ("all", _("All customers"))])
        self.whose.chosen.connect(lambda _key: self.look())
        self.whose.setVisible(bool(sku))
        head.addWidget(self.whose)
        column.addLayout(head)
        self.facts = label("", "body", "text2", wrap=True)
        column.addWidget(self.facts)
        self.table = Table(_columns(), sort=0, descending=True)
        self.table.setAccessibleName(_("Prices"))
        self.table.opened.connect(self._open)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(primary(_("Close"), self.accept))
        column.addLayout(row)
        self.table.setFocus()
        self.look()

    def look(self) -> None:
        """Read the prices."""
        store, today = self._services.store, self._services.clock.now().astimezone().date()
        whose = self._customer_id if self.whose.value() == "customer" else ""
        self._services.tasks.submit(
            lambda: price_history.history(store, today=today, sku=self._sku, customer_id=whose),
            ok=self._load,
            owner=self,
            key="history",
        )

    def _load(self, found: PriceHistory) -> None:
        self.table.setColumnHidden(CUSTOMER, self.whose.value() == "customer")
        self.table.setColumnHidden(ARTICLE, bool(self._sku))
        self.table.load(found.entries)
        self.facts.setVisible(bool(self._sku))
        self.facts.setText(facts(found, self._sku, self._currency))

    def _open(self, entry: PriceEntry) -> None:
        self.accept()
        self._services.navigator.open_screen("quotes", quote_id=entry.quote_id)


def facts(found: PriceHistory, sku: str, currency: str) -> str:
    """Return floor and lowest price in words."""
    parts = []
    floor = found.floors.get((sku, currency))
    if floor is not None:
        price = format_plain(floor, minor_digits(currency))
        parts.append(_("Floor {currency} {price}").format(currency=currency, price=price))
    lowest = found.lowest(sku, currency)
    if lowest is not None:
        parts.append(
            _("lowest offered {currency} {price} ({label}, {day}, {term})").format(
                currency=currency,
                price=format_plain(lowest.net_price, minor_digits(currency)),
                label=lowest.label,
                day=long_day(lowest.on),
                term=f"{lowest.incoterm} {lowest.place}".strip() or "–",
            )
        )
    return " · ".join(parts) or _("Never offered in {currency} yet.").format(currency=currency)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Date"), lambda e: long_day(e.on), DAY_WIDTH, sort=lambda e: (e.on, e.revision)),
        Column(_("Quote"), lambda e: e.label, 110, strong=True),
        Column(_("State"), lambda e: _(LABELS[e.state]), 120, sign="chip",
               tone=lambda e: STATE_TONES[e.state]),
        Column(_("Customer"), lambda e: e.customer_name, 170),
        Column(_("Article"), lambda e: e.sku, 130),
        Column(_("Quantity"), lambda e: f"{format_plain(e.quantity)} {e.unit}", 100, right=True,
               sort=lambda e: e.quantity),
        Column(_("Price"), _price, 130, right=True, sort=lambda e: e.net_price, strong=True,
               tone=_price_tone),
        Column(_("Term"), lambda e: f"{e.incoterm} {e.place}".strip(), 120,
               tone=lambda _e: "text2"),
        Column(_("Margin"), lambda e: "–" if e.margin_percent is None else f"{e.margin_percent}%",
               80, right=True, sort=lambda e: e.margin_percent),
        Column(_("Reason or order"), lambda e: e.order_number or e.reason,
               tone=lambda _e: "text2"),
    )  # fmt: skip


def _price(entry: PriceEntry) -> str:
    text = format_price(entry.net_price, entry.currency)
    if entry.discount_percent:
        text += f" (−{format_plain(entry.discount_percent)}%)"
    return text


def _price_tone(entry: PriceEntry) -> str:
    low = entry.floor_price is not None and entry.net_price < entry.floor_price
    return "red" if low else "text"
