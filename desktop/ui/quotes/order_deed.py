"""From the quote in the editor to the order: made once, opened afterwards."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import N_, _
from desktop.trade import order_templates, orders
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_templates import OrderPlan
from desktop.trade.orders import ORDERABLE
from desktop.trade.quote_draft import DraftLine
from desktop.trade.quote_figures import QuoteFigures
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.services import Services

_STEPS = "milestones"


def is_orderable(figures: QuoteFigures | None) -> bool:
    """Tell whether an order can be made from a quote as it stands."""
    return figures is not None and figures.is_current and figures.state in ORDERABLE


class OrderDeed:
    """Makes the order of a quote; what is optional in it is asked for first."""

    def __init__(self, services: Services, session: QuoteSession, parent: QWidget) -> None:
        """Dialogs belong to `parent`."""
        self._services, self._session, self._parent = services, session, parent
        self.number = ""

    def words(self) -> str:
        """Return what the button says: made once, opened afterwards."""
        return _("Open the order") if self.number else _("Make the order")

    def make(self) -> None:
        """Make the order, or open the one that was made from this quote already."""
        figures = self._session.figures
        if self.number:
            self._services.navigator.open_screen("orders", order_id=self.number)
            return
        if figures is None or not is_orderable(figures):
            return
        options = [line for line in figures.draft.lines if line.is_goods and line.is_optional]
        store = self._services.store

        def ask(plans: tuple[OrderPlan, ...]) -> None:
            if options or plans:
                self._ask(figures, options, plans)
            else:
                self._services.tasks.submit(
                    self._work(figures.id, ()),
                    ok=self._made,
                    err=self._refused,
                    owner=self._parent,
                    lane="write",
                )

        self._services.tasks.submit(
            lambda: order_templates.listing(store), ok=ask, owner=self._parent
        )

    def _ask(
        self, figures: QuoteFigures, options: Sequence[DraftLine], plans: Sequence[OrderPlan]
    ) -> None:
        """Ask which optional lines are ordered too, and what the order goes through."""
        sections = []
        values: dict[str, object] = dict.fromkeys((line.key for line in options), False)
        if plans:
            offered = order_templates.choices(plans)
            steps = FieldSpec(_STEPS, N_("Milestones"), Kind.CHOICE, choices=lambda: offered)
            sections.append(Section("", (steps,)))
            values[_STEPS] = offered[0][0]
        if options:
            flags = tuple(FieldSpec(line.key, line.title(), Kind.FLAG) for line in options)
            title = N_("Which optional lines are ordered too?") if plans else ""
            sections.append(Section(title, flags))
        FormDialog(
            self._services,
            _("Make the order") if plans else _("Which optional lines are ordered too?"),
            sections,
            values,
            lambda typed: self._work(
                figures.id,
                [line.key for line in options if typed.get(line.key)],
                str(typed.get(_STEPS) or ""),
            )(),
            done=self._made,
            parent=self._parent,
        ).open()

    def _work(
        self, quote_id: str, options: Sequence[str], template: str = ""
    ) -> Callable[[], OrderFigures]:
        store, now = self._services.store, self._services.clock.now()

        def work() -> OrderFigures:
            try:
                return orders.from_quote(
                    store, quote_id, now=now, options=options, template=template
                )
            except TradepostError as error:
                if error.code != "order_exists":
                    raise
                with store.read() as session:
                    number = orders.of_quote(session, quote_id)
                return orders.show(store, number, today=now.astimezone().date())

        return work

    def _made(self, order: object) -> None:
        if isinstance(order, OrderFigures):
            if self._session.quote_id == order.record.quote_id:
                self._session.open(self._session.quote_id)  # it is accepted now
            self._services.navigator.open_screen("orders", order_id=order.id)
            self._services.navigator.show_toast(_("Order {number}").format(number=order.number))

    def _refused(self, error: BaseException) -> None:
        self._services.navigator.show_error(error)
