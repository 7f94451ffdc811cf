"""Choosing the containers of a quote: the cheapest, the fewest of one size, or any mix by hand."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.trade.container_plan import ContainerPlan
from desktop.trade.containers import Constraint, containers
from desktop.trade.money import format_number, format_plain
from desktop.trade.shipment import Shipment
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import enter_presses
from desktop.ui.widgets.labels import label, retone

Mix = tuple[tuple[str, int], ...]
Chosen = Callable[[Mix], object]
MOST_OF_A_SIZE = 999


def mix_of(plan: ContainerPlan) -> Mix:
    """Return the mix that a plan is made of."""
    return tuple((load.container, load.count) for load in plan.loads)


def mix_menu(shipment: Shipment, chosen: Chosen, parent: QWidget) -> QMenu:
    """Return the menu; `chosen` gets the mix, () for the cheapest."""
    menu = QMenu(parent)
    group = QActionGroup(menu)
    present = shipment.order.mix
    cheapest = shipment.plan_with(())
    if cheapest is not None:
        text = _("Cheapest: {containers}").format(containers=cheapest.label())
        _add(menu, group, text, (), not present, chosen)
        menu.addSeparator()
    offered = [plan for plan in shipment.plans_of_one_size() if not _is(plan, cheapest)]
    for plan in offered:
        share = f"{format_number(plan.percent_full, 0)}%"
        text = _("{containers}, {share} full").format(containers=plan.label(), share=share)
        _add(menu, group, text, mix_of(plan), mix_of(plan) == present, chosen)
    menu.addSeparator()
    other = QAction(_("Another mix…"), menu)
    other.setObjectName("another")
    other.triggered.connect(lambda: MixDialog(shipment, chosen, parent).open())
    menu.addAction(other)
    return menu


def _is(plan: ContainerPlan, cheapest: ContainerPlan | None) -> bool:
    return cheapest is not None and not cheapest.lcl and mix_of(plan) == mix_of(cheapest)


def _add(
    menu: QMenu, group: QActionGroup, text: str, mix: Mix, checked: bool, chosen: Chosen
) -> None:
    action = QAction(text, menu)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(partial(_call, chosen, mix))
    group.addAction(action)
    menu.addAction(action)


def _call(chosen: Chosen, mix: Mix, _checked: bool = False) -> None:
    chosen(mix)


class MixDialog(QDialog):
    """Counts of each size, with what that mix holds and what it leaves over."""

    def __init__(self, shipment: Shipment, chosen: Chosen, parent: QWidget) -> None:
        """Show it with `open()`; `chosen` gets the mix."""
        super().__init__(parent)
        self._shipment, self._chosen = shipment, chosen
        self.setWindowTitle(_("Containers"))
        self.setMinimumWidth(400)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(_("Containers by hand"), "lead"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        present = dict(mix_of(shipment.plan)) if shipment.plan else {}
        self.counts: dict[str, QSpinBox] = {}
        for row, size in enumerate(containers()):
            box = QSpinBox()
            box.setRange(0, MOST_OF_A_SIZE)
            box.setValue(present.get(size.code, 0))
            box.setFixedHeight(theme().scaled(theme().size.field))
            box.setAccessibleName(size.code)
            box.lineEdit().setTextMargins(8, 0, 0, 0)
            box.valueChanged.connect(self._show)
            self.counts[size.code] = box
            grid.addWidget(label(size.code, "body"), row, 0)
            usable = _("{volume} m³ usable, {weight} t").format(
                volume=format_plain(size.plan_cbm), weight=format_plain(size.prudent_kg / 1000)
            )
            grid.addWidget(label(usable, "small", "text2"), row, 1)
            grid.addWidget(box, row, 2)
        column.addLayout(grid)
        self.result_text = label("", "small", "text2", wrap=True)
        column.addWidget(self.result_text)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.setSpacing(8)
        row_of_buttons.addStretch(1)
        row_of_buttons.addWidget(secondary(_("Cancel"), self.reject))
        self.use = primary(_("Use this mix"), self._accept)
        row_of_buttons.addWidget(self.use)
        enter_presses(self, self.use, self._accept)
        column.addLayout(row_of_buttons)
        self._show()

    def mix(self) -> Mix:
        """Return the mix as it stands."""
        return tuple((code, box.value()) for code, box in self.counts.items() if box.value())

    def _show(self) -> None:
        mix = self.mix()
        plan = self._shipment.plan_with(mix) if mix else None
        self.use.setEnabled(plan is not None)
        self.result_text.setText(fit_words(plan) if plan else _("Choose at least one."))
        retone(self.result_text, "red" if plan is not None and not plan.fits else "text2")

    def _accept(self) -> None:
        self.accept()
        self._chosen(self.mix())


def free_words(plan: ContainerPlan) -> str:
    """Return what is left of the limit that is reached first, or what does not fit."""
    if not plan.fits:
        return fit_words(plan)
    if plan.binding is Constraint.WEIGHT:
        return _("{weight} t free").format(weight=format_number(plan.free_kg / 1000, 1))
    return _("{volume} m³ free").format(volume=format_number(plan.free_cbm, 1))


def fit_words(plan: ContainerPlan) -> str:
    """Return what a plan leaves free, or what does not fit into it."""
    if plan.fits:
        return _("{volume} m³ and {weight} t free").format(
            volume=format_number(plan.free_cbm, 1), weight=format_number(plan.free_kg / 1000, 1)
        )
    volume, weight = format_number(plan.over_cbm, 1), format_number(plan.over_kg, 0)
    if plan.over_cbm and plan.over_kg:
        return _("{volume} m³ and {weight} kg too much").format(volume=volume, weight=weight)
    if plan.over_cbm:
        return _("{volume} m³ too much").format(volume=volume)
    if plan.over_kg:
        return _("{weight} kg too much").format(weight=weight)
    return _("{count} cartons too much").format(count=f"{plan.over_cartons:,}")
