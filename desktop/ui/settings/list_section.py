"""A section of the settings that is a table of things: new ones above it, deeds on the chosen one below."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import label

Done = Callable[[object], object]
Refused = Callable[[BaseException], object]
MOST_ROWS = 14


class ListSection(Section):
    """Subclasses load their rows, `show_rows` them, and say in `edit` how one is opened."""

    def __init__(
        self,
        services: Services,
        title: str,
        sentence: str,
        card_title: str,
        columns: Sequence[Column],
        empty: str,
    ) -> None:
        """`empty` is said while there is nothing; double click or Enter opens a row."""
        super().__init__(services, title, sentence)
        self.banner = Banner()
        self.box.addWidget(self.banner)
        self.card = Card(card_title)
        self.table = Table(columns)
        self.table.setAccessibleName(card_title)
        self.table.activated.connect(lambda _index: self.edit())
        self.card.box.addWidget(self.table)
        self.empty = label(empty, "body", "text2", wrap=True)
        self.card.box.addWidget(self.empty)
        self._row = FlowLayout()
        self.card.box.addLayout(self._row)
        self.box.addWidget(self.card)
        self.deeds: list[QPushButton] = []

    def add_deed(self, text: str, handler: Callable[[], object], icon_name: str) -> QPushButton:
        """Add a button for the chosen row."""
        made = secondary(text, handler, icon_name=icon_name)
        self._row.addWidget(made)
        self.deeds.append(made)
        return made

    def show_rows(self, rows: Sequence[object]) -> None:
        """Show these rows, as many as there is room for without scrolling twice."""
        self.table.load(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        for button in self.deeds:
            button.setEnabled(bool(rows))
            button.setVisible(bool(rows))
        shown = min(len(rows), MOST_ROWS)
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().height() + shown * height + 4)

    def edit(self) -> None:
        """Open the chosen row; nothing here."""

    def write(self, work: Callable[[], object], done: Done, refused: Refused | None = None) -> None:
        """Write something; then load again and call `done`, or `refused` with why not."""

        def written(result: object) -> None:
            self.banner.hide()
            done(result)
            self.load()

        self.services.tasks.submit(
            work, ok=written, err=refused or self.refuse, owner=self, lane="write"
        )

    def save_with(self, work: Callable[[], object], done: Done, refused: Refused) -> None:
        """Write what a form holds: it closes by `done`, a toast says that it is saved."""

        def saved(result: object) -> None:
            done(result)
            self.services.navigator.show_toast(_("Saved"))

        self.write(work, saved, refused)

    def take_out(self, name: str, work: Callable[[], object], undo: Callable[[], object]) -> None:
        """Take something out; a toast brings it back."""
        words = _("{name} was taken out.").format(name=name)
        self.write(
            work,
            lambda _none: self.services.navigator.show_toast(words, undo=undo, icon="undo-2"),
        )

    def refuse(self, error: BaseException) -> None:
        """Say above the table why something was not done."""
        if not isinstance(error, TradepostError):
            raise error
        self.banner.say("red", error.message, error.hint)
