"""Whose pictures are fetched without asking and whose mail keeps its layout: each decision can be taken back here."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.mail.reading_choices import ChoiceRow, all_choices, choose, take_back
from desktop.runtime.i18n import _
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.widgets import buttons
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import ElidedLabel, label


class ReadingSection(Section):
    """A list of senders, each with what was decided about his mail."""

    tables = frozenset(("reading_choice",))

    def __init__(self, services: Services) -> None:
        """Show an empty list; `load` fills it."""
        super().__init__(
            services,
            _("Reading"),
            _(
                "Images from the net tell a sender that and when his mail was read. They are fetched only for these."
            ),
        )
        self.card = Card()
        self.box.addWidget(self.card)
        self.rows: list[ChoiceRow] = []

    @Slot()
    def load(self) -> None:
        """Read the decisions and list them."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: all_choices(store), ok=self._show, owner=self, key="reading_choices"
        )

    def _show(self, rows: list[ChoiceRow]) -> None:
        self.rows = rows
        while (item := self.card.box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row in rows:
            self.card.box.addWidget(self._line(row))
        if not rows:
            words = _(
                "Nothing was decided for any sender yet. Choices made at a message are listed here."
            )
            self.card.box.addWidget(label(words, "body", "text2", wrap=True))

    def _line(self, row: ChoiceRow) -> QWidget:
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(ElidedLabel(row.address, "body"), 1)
        inside.addWidget(label(choice_words(row), "small", "text2"))
        button = buttons.secondary(
            _("Take back"), lambda: self.take_back(row), size="control_small"
        )
        button.setAccessibleName(f"{_('Take back')}: {row.address}, {choice_words(row)}")
        inside.addWidget(button)
        return line

    def take_back(self, row: ChoiceRow) -> None:
        """Let the program decide again for this sender; a toast brings the decision back."""
        store, tasks = self.services.store, self.services.tasks

        def undo() -> None:
            tasks.submit(
                lambda: choose(store, row.kind, row.address, row.value),
                ok=lambda _id: self.load(),
                owner=self,
                lane="write",
            )

        def done(_result: None) -> None:
            self.load()
            said = _("Taken back for {sender}").format(sender=row.address)
            self.services.navigator.show_toast(said, undo, icon="undo-2")

        tasks.submit(
            lambda: take_back(store, [row.id]),
            ok=done,
            err=self.services.navigator.show_error,
            owner=self,
            lane="write",
        )


def choice_words(row: ChoiceRow) -> str:
    """Say what was decided."""
    if row.kind == "images":
        return _("Images are shown")
    return _("Original layout") if row.value == "original" else _("Shown as text")
