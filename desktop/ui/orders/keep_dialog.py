"""A file of a mail kept with an order: with which one, and what paper it is."""

from PySide6.QtWidgets import QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.queries import messages
from desktop.trade import order_files, orders
from desktop.trade.kept_files import FileKind, KeptFile, guessed
from desktop.trade.orders import OrderRow
from desktop.ui.orders.kept_pane import kind_choices
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.services import Services


def ask(services: Services, window: QWidget, message_id: int, name: str, content: bytes) -> None:
    """Ask for the order, those of the mail's customer first, and keep the file with it."""
    store, today = services.store, services.clock.now().astimezone().date()

    def work() -> list[OrderRow]:
        customer_id = messages.show(store, message_id).customer_id or ""
        found = orders.listing(store, today=today)
        mine = [row for row in found if row.customer_id == customer_id]
        return [*mine, *(row for row in found if row not in mine)]

    services.tasks.submit(
        work, ok=lambda found: _offer(services, window, found, name, content), owner=window
    )


def _offer(
    services: Services, window: QWidget, found: list[OrderRow], name: str, content: bytes
) -> None:
    if not found:
        services.navigator.show_error(
            UserFacing(
                _("There is no order yet to keep it with."),
                hint=_("Enter the order first: Orders, N."),
                code="no_orders",
            )
        )
        return
    choices = [(row.id, f"{row.number}  {row.customer_name}") for row in found]
    sections = (
        Section("", (
            FieldSpec("order", N_("Order"), Kind.CHOICE, required=True, choices=lambda: choices),
            FieldSpec("kind", N_("Kind of paper"), Kind.CHOICE, choices=kind_choices),
        )),
    )  # fmt: skip
    store, today = services.store, services.clock.now().astimezone().date()

    def work(typed: dict[str, object]) -> KeptFile:
        kind = FileKind(str(typed["kind"]))
        return order_files.keep(store, str(typed["order"]), name, content, today=today, kind=kind)

    def done(kept: object) -> None:
        if isinstance(kept, KeptFile):
            number = next(row.number for row in found if row.id == kept.order_id)
            services.navigator.show_toast(
                _("{name} kept with {number}").format(name=kept.name, number=number),
                icon="paperclip",
            )

    FormDialog(
        services,
        _("Keep “{name}” with an order").format(name=name),
        sections,
        {"order": found[0].id, "kind": guessed(name).value},
        work,
        done=done,
        parent=window,
    ).open()
