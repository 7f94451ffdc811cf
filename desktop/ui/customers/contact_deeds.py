"""What is done with a customer's contacts: added, changed and deleted in a form, with a way back."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.crm import contacts
from desktop.crm.contacts import POINT_KINDS, ContactRow
from desktop.crm.fields import CONTACT_FIELDS
from desktop.runtime.i18n import _
from desktop.store import journal
from desktop.ui.customers.fields import CONTACT
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import ghost


class ContactDeeds(QObject):
    """Edits the people of one customer; `changed` is called after each deed."""

    def __init__(self, services: Services, changed: Callable[[], object], parent: QWidget) -> None:
        """Open dialogs over `parent`."""
        super().__init__(parent)
        self._services, self._changed, self._parent = services, changed, parent

    def edit(self, customer_id: str, person: ContactRow | None) -> None:
        """Edit a contact, or add one for None."""
        store = self._services.store

        def work(typed: dict[str, object]) -> object:
            if person is None:
                return contacts.add(store, customer_id, typed)
            return contacts.change(store, person.id, typed)

        delete = ghost(_("Delete contact"), icon_name="trash-2") if person is not None else None
        dialog = FormDialog(
            self._services,
            person.name if person else _("New contact"),
            [CONTACT],
            contact_values(person) if person else {},
            work,
            done=lambda _row: self._changed(),
            parent=self._parent,
            apart=delete,
        )
        if person is not None and delete is not None:
            delete.clicked.connect(dialog.reject)
            delete.clicked.connect(lambda: self.delete(person))
        dialog.open()

    def delete(self, person: ContactRow) -> None:
        """Delete a contact; the toast brings him back."""
        services = self._services

        def deleted(unit_id: str) -> None:
            self._changed()
            text = _("{name} deleted").format(name=person.name)
            services.navigator.show_toast(text, undo=lambda: self._bring_back(unit_id))

        services.tasks.submit(
            lambda: contacts.delete(services.store, person.id), ok=deleted, owner=self, lane="write"
        )

    def _bring_back(self, unit_id: str) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: journal.undo(store, unit_id),
            ok=lambda _undone: self._changed(),
            owner=self,
            lane="write",
        )


def contact_values(person: ContactRow) -> dict[str, object]:
    """Return a contact's values by the keys of its form; several addresses by comma."""
    values: dict[str, object] = {f.key: getattr(person, f.key) for f in CONTACT_FIELDS}
    for kind in POINT_KINDS:
        values[kind] = ", ".join(person.values(kind))
    return values
