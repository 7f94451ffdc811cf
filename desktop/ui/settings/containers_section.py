"""Containers: the sizes shipments are planned with, changed for this workspace or added to it."""

from functools import partial

from desktop.runtime.i18n import _
from desktop.trade import own_containers
from desktop.trade.containers import Container
from desktop.trade.money import format_plain
from desktop.trade.own_containers import Size
from desktop.ui.records.table import Column
from desktop.ui.services import Services
from desktop.ui.settings.container_dialog import ContainerDialog
from desktop.ui.settings.list_section import Done, ListSection, Refused
from desktop.ui.widgets.buttons import primary


class ContainersSection(ListSection):
    """Every type with its figures; those that are not the house's say so."""

    tables = frozenset({"container_size"})

    def __init__(self, services: Services) -> None:
        """Build the card, empty until loaded."""
        super().__init__(
            services,
            _("Containers"),
            _("Quotes and orders plan with the usable volume and the payload, not with what the plate says."),
            _("Container types"),
            self._columns(),
            "",
        )  # fmt: skip
        self.card.head.addWidget(primary(_("New type"), self.add, icon_name="plus"))
        self.add_deed(_("Edit"), self.edit, "pencil")
        self.reset_button = self.add_deed(_("Reset"), self.reset, "undo-2")
        self.reset_button.setToolTip(_("Back to the house's figures; a type added here goes."))
        self.table.selectionModel().currentChanged.connect(self._choose)

    def _columns(self) -> tuple[Column, ...]:
        def number(name: str, title: str, width: int) -> Column:
            return Column(
                title,
                lambda s: format_plain(getattr(s.box, name)),
                width,
                sort=lambda s: getattr(s.box, name),
                right=True,
            )

        return (
            Column(_("Type"), lambda s: s.box.code, 72, strong=True),
            Column(_("Inside, mm"), lambda s: " × ".join(str(side) for side in s.box.inside_mm)),
            number("plan_cbm", _("Usable, m³"), 88),
            number("prudent_kg", _("Payload, kg"), 96),
            number("relative_cost", _("Freight, relative"), 112),
            Column(_("Planned"), lambda s: _("yes") if s.box.planned else _("by hand"), 76),
            Column(_("Figures"), _whose, 80, tone=lambda s: "accent" if s.own else "text2"),
        )

    def load(self) -> None:
        """Load the types."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: own_containers.listing(store), ok=self._show, owner=self, key="containers"
        )

    def _show(self, sizes: tuple[Size, ...]) -> None:
        self.show_rows(sizes)
        self._choose()

    def _choose(self, *_indexes: object) -> None:
        size = self.table.current()
        self.reset_button.setEnabled(size is not None and size.own)

    def add(self) -> None:
        """Make a new type."""
        ContainerDialog(self, None, self.save).open()

    def edit(self) -> None:
        """Open the chosen type."""
        size = self.table.current()
        if size is not None:
            ContainerDialog(self, size.box, self.save).open()

    def save(self, box: Container, done: Done, refused: Refused) -> None:
        """Save a type, then `done`; `refused(error)` is called when it cannot be."""
        store = self.services.store
        self.save_with(lambda: own_containers.save(store, box), done, refused)

    def reset(self) -> None:
        """Go back to the house's figures of the chosen type; a toast brings the own ones back."""
        size, store = self.table.current(), self.services.store
        if size is None or not size.own:
            return
        undo = partial(self.save, size.box, lambda _done: None, self.refuse)
        words = (
            _("{name} was taken out.")
            if size.is_added
            else _("{name} has the house's figures again.")
        ).format(name=size.box.code)
        self.write(
            lambda: own_containers.reset(store, size.box.code),
            lambda _count: self.services.navigator.show_toast(words, undo=undo, icon="undo-2"),
        )


def _whose(size: Size) -> str:
    if size.is_added:
        return _("added")
    return _("changed") if size.own else _("house")
