"""The people of a customer as cards."""

from collections.abc import Sequence

from babel.dates import format_date
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.crm.contacts import ContactRow
from desktop.runtime.i18n import _, language
from desktop.ui.customers.fields import ROLES
from desktop.ui.mail.failing_line import failing_line
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chips import Avatar, Chip
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panes import ScrollPane


class PeoplePane(ScrollPane):
    """One card a person."""

    add_wanted = Signal()
    edit_wanted = Signal(object)
    mail_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(margins=(24, 12, 24, 20), parent=parent)

    def load(self, people: Sequence[ContactRow]) -> None:
        """Show these people."""
        self.clear()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Add a contact"), self.add_wanted.emit, icon_name="user-plus"))
        self.box.addLayout(row)
        for person in people:
            self.box.addWidget(self._card(person))
        self.box.addStretch(1)

    def _card(self, person: ContactRow) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Avatar(person.name, 40))
        words = QVBoxLayout()
        words.setSpacing(1)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(person.name, "body_strong"))
        for text, tone in _signs(person):
            top.addWidget(Chip(text, tone))
        top.addStretch(1)
        words.addLayout(top)
        words.addWidget(ElidedLabel(person.title or "–", "small", "text2"))
        points = " · ".join(point.value for point in person.points)
        words.addWidget(ElidedLabel(points, "small"))
        for failure in person.failing:
            words.addWidget(failing_line(failure))
        if person.notes:
            words.addWidget(ElidedLabel(person.notes, "small", "text2"))
        row.addLayout(words, 1)
        if person.email and person.left_on is None:
            mail = icon_button("mail", _("Write mail"), lambda: self.mail_wanted.emit(person))
            row.addWidget(mail)
        row.addWidget(icon_button("pencil", _("Edit"), lambda: self.edit_wanted.emit(person)))
        card.box.addLayout(row)
        return card


def _signs(person: ContactRow) -> list[tuple[str, str]]:
    roles = {key: _(text) for key, text in ROLES}
    found = []
    if person.is_key:
        found.append((_("Key contact"), "accent"))
    if person.decision_role:
        found.append((roles.get(person.decision_role, person.decision_role), "slate"))
    if person.birthday is not None:
        day = format_date(person.birthday, "d MMM", locale=language())
        found.append((_("Birthday {day}").format(day=day), "neutral"))
    if person.left_on is not None:
        found.append((_("Left the company"), "red"))
    return found
