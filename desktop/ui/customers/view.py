"""The Customers screen: the list with its filters, and the page of one customer over it."""

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.crm import customer_list, customers
from desktop.crm.customer_list import CustomerRow, Filter
from desktop.crm.figures import days_since
from desktop.crm.places import countries, country_name
from desktop.crm.stages import stage_text
from desktop.runtime.days import short_day
from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade.money import format_number
from desktop.ui.actions import Action
from desktop.ui.customers.fields import FIRST_CONTACT, NEW_CUSTOMER, stage_choices
from desktop.ui.customers.page import CustomerPageView
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.list_page import ListPage, NoRows
from desktop.ui.records.table import Column, Table
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import primary
from desktop.ui.widgets.fields import Combo, line_edit
from desktop.ui.widgets.segmented import Segmented

TABLES = {"customer", "contact", "thread", "sales_order", "follow_up", "quote", "deal"}
MOST_ROWS = 2000
PAUSE_MS = 150
SILENT_DAYS = 30


def columns(now: datetime) -> tuple[Column, ...]:
    """Return the columns of the list as of `now` (aware), in the user's language."""

    def silent(row: CustomerRow) -> int | None:
        return days_since(row.last_mail_at, now)

    def quiet_tone(row: CustomerRow) -> str:
        return "amber" if (silent(row) or 0) >= SILENT_DAYS else "text2"

    return (
        Column(_("Grade"), lambda c: c.grade, 64, sign="grade", sort=lambda c: c.grade or "Z"),
        Column(_("Customer"), lambda c: c.name, strong=True),
        Column(_("Contact"), lambda c: c.contact_name, 150, tone=lambda _c: "text2"),
        Column(_("Country"), lambda c: country_name(c.country) if c.country else "", 130,
               tone=lambda _c: "text2"),
        Column(_("Stage"), lambda c: stage_text(c.relationship), 120, sign="chip",
               tone=lambda _c: "slate"),
        Column(_("Last mail"), lambda c: _day(c.last_mail_at, now), 116, right=True,
               sort=lambda c: c.last_mail_at, tone=lambda _c: "text2"),
        Column(_("Silent"), lambda c: _days(silent(c)), 80, right=True, sort=silent,
               tone=quiet_tone),
        Column(_("Orders"), lambda c: str(c.orders or "–"), 66, right=True,
               sort=lambda c: c.orders),
        Column(_("Amount"), _amount, 116, right=True,
               sort=lambda c: c.total[0].amount if c.total else None),
        Column(_("Next follow-up"), lambda c: _day(c.next_follow_up_at, now), 116, right=True,
               sort=lambda c: c.next_follow_up_at,
               tone=lambda c: "red" if c.next_follow_up_at and c.next_follow_up_at < now
               else "text2"),
    )  # fmt: skip


def _day(moment: datetime | None, now: datetime) -> str:
    today = now.astimezone().date()
    return short_day(moment.astimezone().date(), today) if moment else "–"


def _days(count: int | None) -> str:
    return "–" if count is None else _("{count} d").format(count=count)


def _amount(row: CustomerRow) -> str:
    if not row.total:
        return "–"
    more = " +" if len(row.total) > 1 else ""
    return f"{row.total[0].currency} {format_number(row.total[0].amount, 0)}{more}"


class CustomersView(ScreenView):
    """List and page of customers."""

    screen_id = "customers"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the list; the page is made with the first customer that is opened."""
        super().__init__(services, parent)
        self.page: CustomerPageView | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self._stack = QStackedWidget()
        self.list = self._list_page()
        self._stack.addWidget(self.list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._stack)
        self._register()

    def _list_page(self) -> ListPage:
        self.table = Table(columns(self.services.clock.now()), sort=1)
        self.table.opened.connect(lambda customer: self.open_customer(customer.id))
        no_rows = NoRows(
            "users",
            _("No customers yet"),
            _("Make one from a mail, or add one by hand."),
            _("No customer matches"),
            _("Change the filters or the words."),
            (
                (_("New customer"), "plus", self.primary_new),
                (_("Open Inbox"), "inbox", lambda: self.services.navigator.open_screen("inbox")),
            ),
        )
        new = primary(_("New customer"), self.primary_new, icon_name="plus", key="N")
        return ListPage(_("Customers"), self.table, no_rows, (new,), self._filters())

    def _filters(self) -> tuple[QWidget | None, ...]:
        self.search = line_edit(placeholder=_("Name, city, person or address"))
        self.search.setFixedWidth(theme().scaled(260))
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.grade = Segmented(
            [("", _("All grades")), ("A", "A"), ("B", "B"), ("C", "C"), ("?", "?")], plain=True
        )
        self.grade.chosen.connect(lambda _key: self._read())
        self.country = Combo([("", _("All countries")), *countries()])
        self.country.setMaximumWidth(theme().scaled(180))
        self.country.chosen.connect(lambda _value: self._read())
        self.stage = Combo([("", _("All stages")), *stage_choices()])
        self.stage.chosen.connect(lambda _value: self._read())
        return self.search, self.grade, None, self.country, self.stage

    def _register(self) -> None:
        group = N_("Customers")
        self.services.actions.register(
            Action("customers.back", N_("All customers"), self.show_list, "Esc", "chevron-left",
                   group, self.screen_id, self._on_page, palette=False),
            Action("customers.mail", N_("Write mail"), self._mail, "C", "mail", group,
                   self.screen_id, self._on_page),
            Action("customers.edit", N_("Edit customer"), self._edit, "", "pencil", group,
                   self.screen_id, self._on_page),
            Action("customers.order", N_("Enter the customer's order"), self._order, "", "package",
                   group, self.screen_id, self._on_page),
            Action("customers.log", N_("Log a call or note"), self._log, "", "notebook-pen",
                   group, self.screen_id, self._on_page),
        )  # fmt: skip

    def _on_page(self) -> bool:
        return self.page is not None and self._stack.currentWidget() is self.page

    def _mail(self) -> None:
        if self.page is not None:
            self.page.write_mail()

    def _order(self) -> None:
        if self.page is not None:
            self.page.new_order()

    def _edit(self) -> None:
        if self.page is not None:
            self.page.edit()

    def _log(self) -> None:
        if self.page is not None:
            self.page.log()

    def title(self) -> str:
        """Return the screen's name."""
        return _("Customers")

    def refresh(self, changes: Changes | None) -> None:
        """Read the list again, and the page when it is open."""
        if changes is None or TABLES & set(changes):
            self._read()
        if self.page is not None:
            self.page.refresh(changes)

    def _read(self) -> None:
        where = Filter(
            text=self.search.text(),
            country=str(self.country.value() or ""),
            grade=self.grade.value(),
            relationship=str(self.stage.value() or ""),
        )
        store = self.services.store
        self.services.tasks.submit(
            lambda: customer_list.list_customers(store, where=where, limit=MOST_ROWS),
            ok=lambda rows: self._loaded(rows, where),
            owner=self,
            key="list",
        )

    def _loaded(self, rows: list[CustomerRow], where: Filter) -> None:
        count = ngettext("{count} customer", "{count} customers", len(rows))
        self.list.show_rows(rows, count.format(count=len(rows)), is_filtered=where != Filter())

    def open_customer(self, customer_id: str) -> None:
        """Show the page of a customer."""
        if self.page is None:
            self.page = CustomerPageView(self.services)
            self.page.back_wanted.connect(self.show_list)
            self._stack.addWidget(self.page)
        self.page.open(customer_id)
        self._stack.setCurrentWidget(self.page)

    def show_list(self) -> None:
        """Go back to the list."""
        self._stack.setCurrentIndex(0)
        self.table.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the list, or on the history."""
        if self._on_page() and self.page is not None:
            self.page.timeline.setFocus()
        else:
            self.table.setFocus()

    def primary_new(self) -> None:
        """Add a customer with the first contact."""
        services = self.services

        def work(typed: dict[str, object]) -> str:
            person = {
                key.removeprefix("contact_"): typed.pop(key)
                for key in list(typed)
                if key.startswith("contact_")
            }
            people = [person] if person.get("name") or person.get("email") else []
            for one in people:
                one["name"] = one.get("name") or one.get("email")
            return customers.add(services.store, typed, services.clock.now(), people=people)

        FormDialog(
            services,
            _("New customer"),
            [NEW_CUSTOMER, FIRST_CONTACT],
            {},
            work,
            done=lambda customer_id: self.open_customer(str(customer_id)),
            parent=self,
        ).open()

    def show_args(self, **args: object) -> None:
        """Open `customer_id`, filter by `text`, or begin a customer with `new=True`."""
        if args.get("customer_id"):
            self.open_customer(str(args["customer_id"]))
        elif args.get("new"):
            self.primary_new()
        elif args.get("text"):
            self.show_list()
            self.search.setText(str(args["text"]))
