"""A stranger becomes a customer in one step: a form filled from his mail."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.crm.intake import Proposal
from desktop.crm.places import countries, country_code
from desktop.runtime.i18n import N_, _, ngettext
from desktop.ui.widgets import buttons
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label

TOLD_BY = {
    "phone": N_("Told by the phone number"),
    "text": N_("Told by the signature"),
    "domain": N_("Told by the domain"),
}


class MakeCustomerForm(QWidget):
    """`saved(values, person)` as `intake.create_from_message` takes them; `cancelled()`."""

    saved = Signal(dict, dict)
    cancelled = Signal()

    def __init__(self, proposal: Proposal, parent: QWidget | None = None) -> None:
        """Fill the fields from the proposal; all of them may be changed."""
        super().__init__(parent)
        self._proposal = proposal
        values, person = proposal.values, proposal.person
        self.company = line_edit(values.get("name", ""))
        self.country = Combo([("", ""), *countries()], values.get("country", ""), editable=True)
        self.name = line_edit(person.get("name", ""))
        self.title = line_edit(person.get("title", ""))
        self.phone = line_edit(person.get("phone", ""))
        self.email = line_edit(person.get("email", ""))
        self._company_field = Field(_("Company"), self.company)
        told = _(TOLD_BY[proposal.country_from]) if proposal.country_from in TOLD_BY else ""
        self._country_field = Field(_("Country"), self.country, hint=told)
        self._name_field = Field(_("Contact"), self.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        fields = (
            self._company_field,
            self._country_field,
            self._name_field,
            Field(_("Position"), self.title),
            Field(_("Phone"), self.phone),
            Field(_("E-mail"), self.email),
        )
        for field in fields:
            column.addWidget(field)
        column.addWidget(self._joining())
        column.addLayout(self._actions())

    def _joining(self) -> QWidget:
        count = self._proposal.threads
        words = ngettext(
            "{count} conversation joins this customer.",
            "{count} conversations join this customer.",
            count,
        )
        hint = label(words.format(count=count), "small", "text2", wrap=True)
        hint.setVisible(count > 0)
        return hint

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.save = buttons.primary(_("Save customer"), self.submit)
        row.addWidget(self.save)
        row.addWidget(buttons.ghost(_("Cancel"), self.cancelled.emit))
        row.addStretch(1)
        return row

    def focus_first(self) -> None:
        """Start in the company's name."""
        self.company.setFocus(Qt.FocusReason.OtherFocusReason)
        self.company.selectAll()

    def submit(self) -> None:
        """Check, and hand the values over."""
        company = self.company.text().strip()
        name = self.name.text().strip()
        country = self._country()
        self._company_field.set_error("" if company or name else _("Type the company's name."))
        typed = self.country.currentText().strip()
        unknown = bool(typed) and not country
        if unknown:
            self._country_field.set_error(_("No country has this name."))
        else:
            self._country_field.set_error("")
        if (not company and not name) or unknown:
            return
        self.save.setEnabled(False)
        values = {"name": company or name, "country": country}
        if not company:
            values["is_person"] = "yes"
        person = {
            "name": name or company,
            "title": self.title.text().strip(),
            "phone": self.phone.text().strip(),
            "email": self.email.text().strip(),
        }
        self.saved.emit(values, person)

    def failed(self) -> None:
        """Let the user try again."""
        self.save.setEnabled(True)

    def _country(self) -> str:
        value = self.country.value()
        code = str(value or "")
        if len(code) == 2 and code.isupper():
            return code
        return country_code(self.country.currentText().strip())
