"""Which list of milestones a new order goes through: asked only where there are lists to choose from."""

from desktop.runtime.i18n import _
from desktop.trade import order_templates
from desktop.trade.order_templates import OrderPlan
from desktop.ui.services import Services
from desktop.ui.widgets.fields import Combo, Field


class MilestonesChoice(Field):
    """Hidden while the house has no lists of its own; `template()` is what orders are made with."""

    def __init__(self, services: Services) -> None:
        """Look for the lists of the house."""
        self.combo = Combo()
        super().__init__(_("Milestones"), self.combo)
        self.hide()
        store = services.store
        services.tasks.submit(
            lambda: order_templates.listing(store), ok=self._offer, owner=self, key="plans"
        )

    def _offer(self, plans: tuple[OrderPlan, ...]) -> None:
        offered = order_templates.choices(plans)
        self.combo.set_choices(offered, offered[0][0])
        self.setVisible(bool(plans))

    def template(self) -> str:
        """Return the chosen list, "" while there is none to choose."""
        return str(self.combo.value() or "")
