"""Mail templates in the store: kept by key, listed by language, filled for a contact."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import contacts
from desktop.crm.slot_values import slot_values
from desktop.crm.template_rule import Filled, Slot, fill, slots
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.runtime.paths import resource
from desktop.store.schema.work import Template
from desktop.store.workspace import Store

KINDS = {
    "first_reply": N_("First reply"),
    "acknowledgement": N_("Acknowledgement"),
    "quotation": N_("Quotation"),
    "negotiation": N_("Negotiation"),
    "follow_up": N_("Follow-up"),
    "order": N_("Order"),
    "payment": N_("Payment"),
    "complaint": N_("Complaint"),
    "greeting": N_("Greeting"),
    "reply": N_("Reply"),
}


@dataclass(frozen=True)
class TemplateRow:
    """A template. `key` names it for ever ("price-hold-en"); `slots` are in the order of the text."""

    id: str
    key: str
    name: str
    kind: str
    language: str
    subject: str
    body: str
    slots: tuple[Slot, ...]

    def kind_text(self) -> str:
        """Return the kind in the user's language."""
        return _(KINDS.get(self.kind, self.kind))


def list_templates(
    store: Store, *, language: str = "", kind: str = "", text: str = ""
) -> list[TemplateRow]:
    """Return templates by name; of one language or kind, or with `text` in name, subject or body."""
    query = _living().order_by(Template.name, Template.id)
    if language:
        query = query.where(Template.language == language)
    if kind:
        query = query.where(Template.kind == kind)
    for word in text.split():
        query = query.where(
            sa.or_(
                Template.name.icontains(word, autoescape=True),
                Template.key.icontains(word, autoescape=True),
                Template.subject.icontains(word, autoescape=True),
                Template.body.icontains(word, autoescape=True),
            )
        )
    with store.read() as session:
        return [_row(record) for record in session.scalars(query)]


def _living() -> sa.Select[Template]:
    return sa.select(Template).where(Template.deleted_at.is_(None))


def _row(record: Template) -> TemplateRow:
    try:
        found = slots(record.subject + "\n" + record.body)
    except UserFacing:
        found = ()
    return TemplateRow(
        record.id,
        record.key,
        record.name,
        record.kind,
        record.language,
        record.subject,
        record.body,
        found,
    )


def show(store: Store, name: str) -> TemplateRow:
    """Return the template with this key, name or id. Raises UserFacing (`no_template`)."""
    with store.read() as session:
        return _row(_record(session, name))


def _record(session: Session, name: str) -> Template:
    exact = sa.or_(Template.key == name, Template.id == name, Template.name == name)
    order = (Template.key == name).desc()
    record = session.scalars(_living().where(exact).order_by(order, Template.id)).first()
    if record is None:
        raise UserFacing(
            _("There is no template “{name}”.").format(name=name),
            hint=_("`tradepost template list` shows their names."),
            code="no_template",
        )
    return record


def set_template(
    store: Store,
    key: str,
    *,
    body: str | None = None,
    subject: str | None = None,
    name: str | None = None,
    kind: str | None = None,
    language: str | None = None,
) -> TemplateRow:
    """Change the template `key`, or add it; what is None stays. Raises UserFacing for a bad text."""
    if not key.strip():
        raise UserFacing(_("A template needs a name."), code="no_name")
    with store.write("user") as unit:
        query = _living().where(sa.or_(Template.key == key, Template.id == key))
        record = unit.session.scalars(query).first()
        if record is None:
            if not (body or "").strip():
                raise UserFacing(_("A template needs a text."), code="bad_template")
            record = Template(key=key.strip(), name=name or key.strip(), body=body or "")
            unit.session.add(record)
        given = {"body": body, "subject": subject, "name": name, "kind": kind, "language": language}
        for column, value in given.items():
            if value is not None and getattr(record, column) != value:
                setattr(record, column, value)
        slots(record.subject or "")
        slots(record.body)
        unit.session.flush()
        return _row(record)


def delete(store: Store, name: str) -> None:
    """Delete a template (undo brings it back). Raises UserFacing (`no_template`)."""
    with store.write("user") as unit:
        _record(unit.session, name).deleted_at = datetime.now(UTC)


def install_defaults(store: Store) -> int:
    """Add the starter templates whose keys are not in use yet; return how many were added."""
    rows = json.loads(resource("templates", "mail_templates.json").read_text(encoding="utf-8"))
    with store.write("setup") as unit:
        known = set(unit.session.scalars(sa.select(Template.key)))
        fresh = [row for row in rows if row["key"] not in known]
        unit.session.add_all(Template(**row) for row in fresh)
        return len(fresh)


def render(
    store: Store,
    name: str,
    contact_id: str,
    *,
    quote_id: str | None = None,
    order_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Filled:
    """Return subject and text of a template filled for a contact, and every unresolved slot.

    `contact_id`: id or e-mail address. Quote and order are those named, else the customer's
    newest open ones. `extra` overrides or adds slots ({"order": {"etd": "9 Dec"}}).
    Raises UserFacing: no such template or contact, a template that cannot be read.
    """
    person = contacts.find(store, contact_id)
    with store.read() as session:
        record = _record(session, name)
        values = slot_values(
            session,
            person,
            record.language,
            quote_id=quote_id,
            order_id=order_id,
            actor=store.actor,
        )
        subject, body = record.subject, record.body
    for branch, leaves in (extra or {}).items():
        values[branch] = {**values.get(branch, {}), **leaves}
    return fill(subject, body, values)
