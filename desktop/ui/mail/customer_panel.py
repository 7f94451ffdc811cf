"""The right pane of the Inbox: whose mail this is, what is open with him, and why it is linked."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.crm import followups, intake, linking
from desktop.crm.contacts import ContactRow
from desktop.runtime.i18n import _
from desktop.store import journal
from desktop.store.workspace import Store
from desktop.ui.mail import panel_sections as parts
from desktop.ui.mail.conversation_load import Conversation
from desktop.ui.mail.customer_search import CustomerSearch
from desktop.ui.mail.make_customer import MakeCustomerForm
from desktop.ui.mail.panel_load import PanelData, load_panel, notice
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.widgets import buttons
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane

_TABLES = frozenset(
    {
        "customer",
        "contact",
        "contact_point",
        "follow_up",
        "quote",
        "quote_line",
        "sales_order",
        "deal",
        "activity",
        "thread_link_choice",
        "sample",
    }
)
PAUSE_MS = 250


class CustomerPanel(ScrollPane):
    """`place_known(zone, place)` for the clock beside ours; `write_to(address)`: new mail."""

    place_known = Signal(str, str)
    write_to = Signal(str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty; `show_for` loads the panel of a conversation."""
        super().__init__(margins=(0, 0, 0, 0), spacing=0, plane="surface2", parent=parent)
        self._services = services
        self._found: Conversation | None = None
        self.data: PanelData | None = None
        self.form: MakeCustomerForm | None = None
        self._popup: CustomerSearch | None = None
        self.setAccessibleName(_("Customer"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self._load)

    # ---- loading

    def show_for(self, found: Conversation | None) -> None:
        """Show whose conversation it is; None empties the panel."""
        before, self._found = self._found, found
        if found is None:
            self.data = None
            self.clear()
            return
        if before is None or before.row.id != found.row.id:
            self.form = None
        if self.form is None:
            self._load()

    def changed(self, changes: Changes) -> None:
        """Load again when something shown here may have changed; a form being filled stays."""
        if self.form is None and self._found is not None and _TABLES & set(changes):
            self._soon.start()

    @Slot()
    def _load(self) -> None:
        found = self._found
        if found is None:
            return
        store, now, thread_id = self._services.store, self._services.clock.now(), found.row.id
        self._services.tasks.submit(
            lambda: load_panel(store, thread_id, now),
            ok=self._show,
            owner=self,
            key="panel",
        )

    def _show(self, data: PanelData) -> None:
        if self.form is not None:
            return
        position = self.verticalScrollBar().value() if self._same_customer(data) else 0
        self.data = data
        self.clear()
        if data.card is None:
            self._build_stranger(data)
        else:
            self._build_customer(data)
        self.box.addStretch(1)
        self.verticalScrollBar().setValue(position)
        clock = data.card.clock if data.card else None
        city = clock.place.split(",")[0] if clock else ""
        self.place_known.emit(clock.zone if clock else "", city)

    def _same_customer(self, data: PanelData) -> bool:
        before = self.data.card.customer_id if self.data and self.data.card else None
        return before is not None and data.card is not None and data.card.customer_id == before

    # ---- a customer

    def _build_customer(self, data: PanelData) -> None:
        card, now = data.card, self._services.clock.now()
        if card is None:
            return
        stage = self._found.row.stage if self._found else ""
        navigator = self._services.navigator
        sections = [
            parts.head(
                card,
                stage,
                lambda: navigator.open_screen("customers", customer_id=card.customer_id),
            ),
            parts.clock(card, notice(card, now)),
            parts.follow_up(next(iter(card.next_follow_ups), None), now, self._tick_follow_up),
            parts.contacts(
                card.contacts,
                self._write,
                lambda: navigator.open_screen(
                    "customers", customer_id=card.customer_id, add="contact"
                ),
            ),
            parts.quotes(
                card.open_quotes,
                lambda quote_id: navigator.open_screen("quotes", quote_id=quote_id),
                self.new_quote,
            ),
            *(parts.order(row, now) for row in card.orders[:2]),
            parts.unpaid(card.unpaid),
            parts.recent(card.recent, now),
        ]
        for section in sections:
            if section is not None:
                self.box.addWidget(section)
        why = parts.WhySection(data.link.why, by_hand=data.link.reason == "hand")
        why.change_wanted.connect(lambda: self.search(why.change))
        why.unlink_wanted.connect(self.unlink)
        why.rules_wanted.connect(self._forget_choice)
        self.box.addWidget(why)

    def _write(self, row: ContactRow) -> None:
        address = f"{row.name} <{row.email}>" if row.name else row.email
        self.write_to.emit(address)

    def _tick_follow_up(self) -> None:
        data = self.data
        if data is None or data.card is None or not data.card.next_follow_ups:
            return
        row, store, now = (
            data.card.next_follow_ups[0],
            self._services.store,
            self._services.clock.now(),
        )
        self._write_store(
            lambda: followups.done(store, row.id, now),
            _("Done: {title}").format(title=row.text),
            undo=lambda: self._write_store(lambda: take_back(store, row.id), ""),
        )

    def new_quote(self) -> None:
        """Begin a quote for this customer, from this conversation."""
        self._begin("quotes")

    def new_order(self) -> None:
        """Enter the order that this customer has mailed."""
        self._begin("orders")

    def _begin(self, screen: str) -> None:
        data = self.data
        if data is not None and data.card is not None:
            self._services.navigator.open_screen(
                screen, new=True, customer_id=data.card.customer_id, thread_id=data.thread_id
            )

    # ---- a stranger

    def _build_stranger(self, data: PanelData) -> None:
        section = parts.Section()
        section.box.setSpacing(10)
        section.box.addWidget(label(_("Nobody’s yet"), "lead"))
        section.box.addWidget(label(data.link.why, "small", "text2", wrap=True))
        if data.proposal is not None:
            make = buttons.primary(
                _("Make a customer"), self.open_form, icon_name="user-plus", size="control_large"
            )
            section.add_row(make)
        link = buttons.secondary(_("Link to an existing customer"), icon_name="link")
        link.clicked.connect(lambda _on=False: self.search(link))
        section.add_row(link)
        self.box.addWidget(section)
        if data.maybe:
            self._build_maybe(data.maybe)

    def _build_maybe(self, known: tuple[tuple[str, str], ...]) -> None:
        section = parts.Section(_("Perhaps a colleague at"))
        for customer_id, name in known:
            button = buttons.link(name)
            button.clicked.connect(lambda _on=False, i=customer_id: self._join(i))
            section.add_row(button)
        self.box.addWidget(section)

    def _join(self, customer_id: str) -> None:
        """Enter the writer as a contact of a known customer: his mail joins by his address."""
        data, store = self.data, self._services.store
        if data is None or data.message_id is None:
            return
        message_id, thread_id = data.message_id, data.thread_id

        def work() -> object:
            created = intake.add_contact_from_message(store, message_id, customer_id)
            if thread_id not in created.threads:
                linking.link_by_hand(store, thread_id, customer_id)
            return created

        self._write_store(work, _("Contact added, mail linked"))

    @Slot()
    def open_form(self) -> None:
        """Show the form that makes the writer a customer."""
        data = self.data
        if data is None or data.proposal is None or self.form is not None:
            return
        self.form = MakeCustomerForm(data.proposal)
        self.form.saved.connect(self._create)
        self.form.cancelled.connect(self.close_form)
        self.clear()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(parts.SIDE, 14, parts.SIDE, 14)
        column.setSpacing(12)
        column.addWidget(label(_("Make a customer"), "lead"))
        column.addWidget(self.form)
        self.box.addWidget(holder)
        self.box.addStretch(1)
        self.form.focus_first()

    @Slot()
    def close_form(self) -> None:
        """Leave the form; nothing is kept."""
        self.form = None
        self._load()

    def _create(self, values: dict[str, str], person: dict[str, str]) -> None:
        data, form, store = self.data, self.form, self._services.store
        if data is None or data.message_id is None or form is None:
            return
        message_id, now = data.message_id, self._services.clock.now()

        def failed(error: BaseException) -> None:
            form.failed()
            self._services.navigator.show_error(error)

        def created(_made: intake.Created) -> None:
            self.form = None
            self._services.navigator.show_toast(
                _("Customer saved: {name}").format(name=values["name"]), icon="user-plus"
            )
            self._load()

        self._services.tasks.submit(
            lambda: intake.create_from_message(
                store, message_id, now, values=values, person=person
            ),
            ok=created,
            err=failed,
            owner=self,
            lane="write",
        )

    # ---- the link

    def search(self, anchor: QWidget) -> None:
        """Let the user pick the customer of this conversation."""
        if self._popup is not None:
            self._popup.deleteLater()
        self._popup = CustomerSearch(self._services, self)
        self._popup.chosen.connect(self.link_to)
        self._popup.pop_up(anchor)

    @Slot(str)
    def link_to(self, customer_id: str) -> None:
        """Link the conversation by hand: it stays so for ever."""
        data, store = self.data, self._services.store
        if data is None:
            return
        thread_id, before = data.thread_id, data.link
        self._write_store(
            lambda: linking.link_by_hand(store, thread_id, customer_id),
            _("Conversation linked"),
            undo=lambda: self._restore_link(before),
        )

    @Slot()
    def unlink(self) -> None:
        """Take the conversation off its customer, for ever."""
        data, store = self.data, self._services.store
        if data is None:
            return
        thread_id, before = data.thread_id, data.link
        self._write_store(
            lambda: linking.unlink_by_hand(store, thread_id),
            _("Conversation unlinked"),
            undo=lambda: self._restore_link(before),
        )

    def _restore_link(self, before: linking.Link) -> None:
        store = self._services.store
        if before.reason != "hand":
            self._write_store(lambda: linking.forget_choice(store, before.thread_id), "")
        elif before.customer_id is None:
            self._write_store(lambda: linking.unlink_by_hand(store, before.thread_id), "")
        else:
            customer_id = before.customer_id
            self._write_store(
                lambda: linking.link_by_hand(store, before.thread_id, customer_id), ""
            )

    @Slot()
    def _forget_choice(self) -> None:
        data, store = self.data, self._services.store
        if data is not None:
            thread_id = data.thread_id
            self._write_store(
                lambda: linking.forget_choice(store, thread_id), _("The rules decide again")
            )

    def _write_store(
        self,
        work: Callable[[], object],
        said: str,
        undo: Callable[[], object] | None = None,
    ) -> None:
        def ok(_result: object) -> None:
            if said:
                self._services.navigator.show_toast(said, undo, icon="check")
            self._load()

        self._services.tasks.submit(work, ok=ok, owner=self, lane="write")


def take_back(store: Store, record_id: str) -> None:
    """Undo the newest change of a record, with all that its unit wrote."""
    newest = journal.entries(store, record=record_id, limit=1)
    if newest:
        journal.undo(store, newest[0].id)
