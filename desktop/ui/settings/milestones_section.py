"""Lists of milestones for kinds of orders: tooling, samples, stock; each order gets a copy of one."""

from functools import partial

from desktop.runtime.i18n import _, ngettext
from desktop.trade import order_templates
from desktop.trade.milestones import STANDARD, milestone_text
from desktop.trade.order_templates import OrderPlan
from desktop.ui.records.table import Column
from desktop.ui.services import Services
from desktop.ui.settings.list_section import Done, ListSection, Refused
from desktop.ui.settings.milestones_dialog import MilestonesDialog
from desktop.ui.widgets.buttons import primary


class MilestonesSection(ListSection):
    """The templates by name."""

    tables = frozenset({"order_template"})

    def __init__(self, services: Services) -> None:
        """Build the card, empty until loaded."""
        super().__init__(
            services,
            _("Milestones"),
            _("What an order goes through. A change holds for new orders; those made keep their own steps."),
            _("Milestones of orders"),
            (
                Column(_("Template"), lambda plan: plan.name, 150, strong=True),
                Column(_("Milestones"), _steps),
                Column(_("Count"), _count, 92, tone=lambda _plan: "text2"),
                Column(_("State"), lambda plan: _("default") if plan.is_default else "", 84),
            ),
            _("No list of your own yet: orders go through the usual ten, from contract to closed."),
        )  # fmt: skip
        self.card.head.addWidget(primary(_("New list"), self.add, icon_name="plus"))
        self.add_deed(_("Edit"), self.edit, "pencil")
        self.add_deed(_("Delete"), self.delete, "trash-2")

    def load(self) -> None:
        """Load the templates."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: order_templates.listing(store), ok=self.show_rows, owner=self, key="plans"
        )

    def add(self) -> None:
        """Make a new list, beginning with the usual ten."""
        MilestonesDialog(self, OrderPlan("", (), False), self.save).open()

    def edit(self) -> None:
        """Open the chosen list."""
        plan = self.table.current()
        if plan is not None:
            MilestonesDialog(self, plan, self.save).open()

    def save(self, plan: OrderPlan, before: str, done: Done, refused: Refused) -> None:
        """Save a list that was called `before` ("" for a new one), then `done`, or `refused(error)`."""
        store = self.services.store
        self.save_with(
            lambda: order_templates.save(
                store, plan.name, plan.milestones, is_default=plan.is_default, instead_of=before
            ),
            done,
            refused,
        )

    def delete(self) -> None:
        """Take the chosen list out; a toast brings it back."""
        plan, store = self.table.current(), self.services.store
        if plan is not None:
            undo = partial(self.save, plan, "", lambda _done: None, self.refuse)
            self.take_out(plan.name, lambda: order_templates.delete(store, plan.name), undo)


def _steps(plan: OrderPlan) -> str:
    return " → ".join(milestone_text(name) for name in plan.milestones or tuple(STANDARD))


def _count(plan: OrderPlan) -> str:
    count = len(plan.milestones or STANDARD)
    return ngettext("{count} step", "{count} steps", count).format(count=count)
