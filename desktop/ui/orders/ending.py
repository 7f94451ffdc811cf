"""What ends an order early: cancelling with a reason, taking it up again, deleting one entered by mistake."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.trade import order_ending
from desktop.trade.order_figures import OrderFigures
from desktop.ui.products.deeds import Deeds
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.services import Services


class OrderEnding:
    """`order` gives the one shown, None for none; `gone` is called once it was deleted."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        order: Callable[[], OrderFigures | None],
        gone: Callable[[], object],
    ) -> None:
        """Dialogs and errors belong to `parent`."""
        self._services, self._parent = services, parent
        self._order, self._gone = order, gone
        self._deeds = Deeds(services, parent)

    def fill(self, menu: QMenu) -> None:
        """Offer what fits the order."""
        order = self._order()
        if order is None:
            return
        if order.is_cancelled:
            menu.addAction(_("Take the order up again"), self.resume)
        else:
            menu.addAction(_("Cancel the order…"), self.cancel)
        if order_ending.may_delete(order):
            menu.addAction(_("Delete the order"), self.delete)

    def cancel(self) -> None:
        """Ask why, then cancel; of a cancelled order the reason is written anew."""
        order = self._order()
        if order is None:
            return
        store, clock = self._services.store, self._services.clock

        def run(reason: str) -> None:
            self._deeds.do(
                lambda: order_ending.cancel(store, order.id, reason, now=clock.now()),
                _("{number} cancelled").format(number=order.number),
            )

        ReasonDialog(
            _("Cancel {number}?").format(number=order.number),
            _("It stays with its documents and payments. Nothing is due from it any more, and "
              "another order may be made from its quote."),
            _("Cancel the order"),
            run,
            self._parent,
        ).open()  # fmt: skip

    def resume(self) -> None:
        """Go on with a cancelled order."""
        order = self._order()
        if order is None:
            return
        store = self._services.store
        today = self._services.clock.now().astimezone().date()
        self._deeds.do(
            lambda: order_ending.resume(store, order.id, today=today),
            _("{number} goes on").format(number=order.number),
        )

    def delete(self) -> None:
        """Delete it; the toast brings it back."""
        order = self._order()
        if order is None:
            return
        store, clock = self._services.store, self._services.clock
        self._deeds.do(
            lambda: order_ending.delete(store, order.id, now=clock.now()),
            _("{number} deleted").format(number=order.number),
            ok=lambda _number: self._gone(),
        )
