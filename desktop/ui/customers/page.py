"""The page of one customer: head, figures, tabs over its history, and the aside with the grade."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.crm import activities, customers
from desktop.crm.contacts import ContactRow
from desktop.crm.timeline import Event
from desktop.runtime.days import long_day
from desktop.runtime.i18n import N_, _
from desktop.ui.customers.contact_deeds import ContactDeeds
from desktop.ui.customers.fields import CUSTOMER_SECTIONS, GRADING
from desktop.ui.customers.files_pane import FilesPane
from desktop.ui.customers.grading import GradingPane
from desktop.ui.customers.header import CustomerHeader, HeaderDeeds, Metrics
from desktop.ui.customers.page_load import TAB_KINDS, CustomerPage, read
from desktop.ui.customers.people import PeoplePane
from desktop.ui.customers.timeline import Timeline
from desktop.ui.quotes.history_dialog import HistoryDialog
from desktop.ui.quotes.list_columns import columns as quote_columns
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.records.table import Table
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.labels import hline, label, vline
from desktop.ui.widgets.panes import ScrollPane
from desktop.ui.widgets.segmented import Segmented

TABLES = {
    "customer", "contact", "contact_point", "quote", "quote_line", "sales_order", "activity",
    "sample", "complaint", "follow_up", "thread", "issued_document", "payment",
    "order_milestone", "quote_answer", "quote_sending",
}  # fmt: skip
TABS = ("timeline", "mail", "quotes", "orders", "samples", "contacts", "files", "notes")

ASIDE = 344


class CustomerPageView(QWidget):
    """Everything about one customer."""

    back_wanted = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the page; `open` shows a customer."""
        super().__init__(parent)
        self._services = services
        self.customer_id = ""
        self.page: CustomerPage | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        deeds = HeaderDeeds(self.back_wanted.emit, self.edit, self.new_quote, self.write_mail)
        self.header = CustomerHeader(deeds)
        column.addWidget(self.header)
        column.addWidget(hline())
        self.metrics = Metrics()
        column.addWidget(self.metrics)
        column.addWidget(hline())
        self.tabs = QTabBar()
        self.tabs.setDocumentMode(True)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Parts of the page"))
        for _key in TABS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda _place: self._show_tab())
        held = QHBoxLayout()
        held.setContentsMargins(24, 0, 24, 0)
        held.addWidget(self.tabs)
        held.addStretch(1)
        column.addLayout(held)
        column.addWidget(hline())
        column.addLayout(self._body(), 1)

    def _body(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self._filters())
        self._stack = QStackedWidget()
        self.timeline = Timeline()
        self.timeline.opened.connect(self._open_event)
        self.quotes = Table(quote_columns(self._services.clock.now), sort=0, descending=True)
        self.quotes.setColumnHidden(1, True)
        self.quotes.opened.connect(
            lambda quote: self._services.navigator.open_screen("quotes", quote_id=quote.id)
        )
        self.people = PeoplePane()
        self.contact_deeds = ContactDeeds(self._services, lambda: self.refresh(None), self)
        self.people.add_wanted.connect(lambda: self.contact_deeds.edit(self.customer_id, None))
        self.people.edit_wanted.connect(
            lambda person: self.contact_deeds.edit(self.customer_id, person)
        )
        self.people.mail_wanted.connect(self._write_to)
        self.files = FilesPane(services=self._services)
        self.files.thread_wanted.connect(
            lambda thread: self._services.navigator.open_screen("inbox", thread_id=thread)
        )
        for pane in (self.timeline, self.quotes, self.people, self.files):
            self._stack.addWidget(pane)
        left.addWidget(self._stack, 1)
        row.addLayout(left, 1)
        row.addWidget(vline())
        row.addWidget(self._aside())
        return row

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 10, 24, 4)
        self.filter = Segmented(
            [
                ("all", _("All")),
                ("mail", _("Mail")),
                ("activity", _("Calls and chats")),
                ("quote", _("Quotes")),
                ("sample", _("Samples")),
                ("order", _("Orders")),
                ("complaint", _("Complaints")),
            ],
            plain=True,
        )
        self.filter.chosen.connect(lambda _key: self._show_tab())
        row.addWidget(self.filter)
        row.addStretch(1)
        self.prices = secondary(_("Prices given before"), self.show_prices, icon_name="history")
        row.addWidget(self.prices)
        row.addWidget(secondary(_("Log a call or note"), self.log, icon_name="plus"))
        return row

    def _aside(self) -> QWidget:
        aside = ScrollPane(margins=(20, 14, 20, 16), spacing=10, plane="surface2")
        aside.setFixedWidth(ASIDE)
        self.grading = GradingPane()
        aside.box.addWidget(self.grading)
        aside.box.addWidget(secondary(_("Set the grade"), self.set_grade, icon_name="pencil"))
        aside.box.addWidget(hline())
        aside.box.addWidget(label(_("Next"), "section"))
        self._next = label("", "small", "text2", wrap=True)
        aside.box.addWidget(self._next)
        aside.box.addWidget(hline())
        aside.box.addWidget(label(_("Good to know"), "section"))
        self._good = label("", "small", "text2", wrap=True)
        aside.box.addWidget(self._good)
        aside.box.addStretch(1)
        return aside

    def open(self, customer_id: str) -> None:
        """Show a customer."""
        if customer_id != self.customer_id:
            self.tabs.setCurrentIndex(0)
        self.customer_id = customer_id
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read the page again when something of it may have changed."""
        if not self.customer_id or (changes is not None and not TABLES & set(changes)):
            return
        services, customer_id = self._services, self.customer_id
        services.tasks.submit(
            lambda: read(services, customer_id), ok=self._loaded, owner=self, key="page"
        )

    def _loaded(self, page: CustomerPage) -> None:
        self.page = page
        self.header.load(page.card)
        self.metrics.load(page, self._services.clock.now())
        names = {
            "timeline": _("Timeline"),
            "mail": _("Mail"),
            "quotes": _("Quotes"),
            "orders": _("Orders"),
            "samples": _("Samples"),
            "contacts": _("Contacts"),
            "files": _("Files"),
            "notes": _("Notes"),
        }
        for place, key in enumerate(TABS):
            count = page.count(key)
            self.tabs.setTabText(place, f"{names[key]}  {count}" if count else names[key])
        self.grading.load(page.card.grade)
        self._good.setText(page.panel.good_to_know or _("Nothing written down yet."))
        self._next.setText(_next_words(page))
        self.quotes.load(page.quotes)
        self.people.load(page.card.contacts)
        self.files.load(page.files)
        self._show_tab()

    def _show_tab(self) -> None:
        key = TABS[self.tabs.currentIndex()]
        self.filter.setVisible(key == "timeline")
        self.prices.setVisible(key == "quotes")
        panes = {"quotes": self.quotes, "contacts": self.people, "files": self.files}
        self._stack.setCurrentWidget(panes.get(key, self.timeline))
        if key in TAB_KINDS and self.page is not None:
            kinds = TAB_KINDS[key]
            only = self.filter.value()
            if key == "timeline" and only != "all":
                kinds = (only,)
            self.timeline.events.load([e for e in self.page.events if e.kind in kinds])

    def _open_event(self, event: Event) -> None:
        navigator = self._services.navigator
        if event.kind == "quote":
            navigator.open_screen("quotes", quote_id=event.ref)
        elif event.kind == "order" and event.ref:
            navigator.open_screen("orders", order_id=event.ref)
        elif event.thread_id is not None:
            navigator.open_screen("inbox", thread_id=event.thread_id)

    def edit(self) -> None:
        """Edit the master data."""
        if self.page is None:
            return
        services, customer_id = self._services, self.customer_id
        values = {**self.page.card.fields, "domains": ", ".join(self.page.card.domains)}
        FormDialog(
            services,
            self.page.card.name,
            CUSTOMER_SECTIONS,
            values,
            lambda typed: customers.change(
                services.store, customer_id, typed, services.clock.now()
            ),
            done=lambda _none: self.refresh(None),
            parent=self,
        ).open()

    def set_grade(self) -> None:
        """Set grade, relationship and the facts that only a person knows."""
        if self.page is None:
            return
        services, customer_id = self._services, self.customer_id
        card = self.page.card
        values = {
            **card.facts,
            "grade": card.grade.grade if card.grade.by_hand else "",
            "grade_reason": card.fields.get("grade_reason", ""),
            "relationship_stage": card.relationship.stage if card.relationship.by_hand else "",
        }
        FormDialog(
            services,
            _("Grade of {name}").format(name=card.name),
            [GRADING],
            values,
            lambda typed: customers.change(
                services.store, customer_id, typed, services.clock.now()
            ),
            done=lambda _none: self.refresh(None),
            parent=self,
        ).open()

    def log(self) -> None:
        """Write down a call, a meeting, a chat or a note."""
        if self.page is None:
            return
        services, customer_id = self._services, self.customer_id
        people = [(person.id, person.name) for person in self.page.card.contacts]
        now = services.clock.now().astimezone()

        def work(typed: dict[str, object]) -> object:
            return activities.log(
                services.store,
                customer_id,
                kind=str(typed["kind"] or "note"),
                summary=str(typed["summary"]),
                at=_moment(typed, now),
                contact_id=str(typed["contact_id"] or "") or None,
                solution=str(typed["solution"]),
                result=str(typed["result"]),
                is_substantive=bool(typed["is_substantive"]),
            )

        FormDialog(
            services,
            _("Log a call or note"),
            [log_section(people)],
            {"kind": "call", "on": now.date()},
            work,
            done=lambda _id: self.refresh(None),
            parent=self,
        ).open()

    def new_quote(self) -> None:
        """Begin a quote for this customer."""
        self._services.navigator.open_screen("quotes", new=True, customer_id=self.customer_id)

    def new_order(self) -> None:
        """Enter an order of this customer."""
        self._services.navigator.open_screen("orders", new=True, customer_id=self.customer_id)

    def show_prices(self) -> None:
        """Show every price this customer was offered."""
        HistoryDialog(self._services, "", self.customer_id, "", self).open()

    def write_mail(self) -> None:
        """Write to the key contact."""
        people = self.page.card.contacts if self.page else ()
        present = [p for p in people if p.email and p.left_on is None]
        if present:
            self._write_to(present[0])
        else:
            self._services.navigator.new_mail(customer_id=self.customer_id)

    def _write_to(self, person: ContactRow) -> None:
        self._services.navigator.new_mail(to=person.email, customer_id=self.customer_id)


def log_section(people: list[tuple[str, str]]) -> Section:
    """Return the fields of a logged contact (FEATURES.md items 83 and 84)."""
    kinds = [(kind, _(text)) for kind, text in activities.KINDS.items()]
    return Section(
        "",
        (
            FieldSpec("kind", N_("Channel"), Kind.CHOICE, choices=lambda: kinds),
            FieldSpec("contact_id", N_("With"), Kind.CHOICE, choices=lambda: people),
            FieldSpec("on", N_("On"), Kind.DATE),
            FieldSpec("is_substantive", N_("Brought real progress"), Kind.FLAG),
            FieldSpec("summary", N_("What it was about"), Kind.LINES, required=True, wide=True),
            FieldSpec("solution", N_("Solution"), Kind.LINES, wide=True),
            FieldSpec("result", N_("Result, what follows"), Kind.LINES, wide=True),
        ),
    )


def _moment(typed: dict[str, object], now: datetime) -> datetime:
    """Return the logged day at the present time of day, aware UTC; today when it is open."""
    day = typed["on"]
    if day is None or day == now.date():
        return now.astimezone(UTC)
    return datetime.fromisoformat(f"{day}T12:00").astimezone().astimezone(UTC)


def _next_words(page: CustomerPage) -> str:
    promised = [
        f"{long_day(row.due.astimezone().date())}  {row.text}"
        for row in page.panel.next_follow_ups[:3]
    ]
    action = [page.panel.next_action] if page.panel.next_action else []
    return "\n".join([*action, *promised]) or _("Nothing is promised.")
