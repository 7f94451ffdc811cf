"""A mail that carries an issued document: to the right person, in the buyer's language, old revisions only when asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.crm import customers
from desktop.crm.contacts import ContactRow
from desktop.runtime.i18n import _
from desktop.trade import document_mail, issued_copies
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.services import Services


@dataclass(frozen=True, slots=True)
class Carried:
    """The document to mail: its kind and label as issued, and the terms it belongs to."""

    document_id: str
    kind: str
    label: str
    draft: QuoteDraft


@dataclass(frozen=True, slots=True)
class _Ready:
    path: Path
    is_superseded: bool
    to: str
    language: str
    greeting: str


def begin(
    services: Services,
    owner: QObject,
    carried: Carried,
    extra: Mapping[str, object] | None = None,
) -> None:
    """Open the composer with the document attached; an older revision asks first and goes out marked.

    `extra` replaces the file and the letter: a quotation goes along as the quote's card.
    """
    navigator = services.navigator

    def ready(found: _Ready) -> None:
        if not found.is_superseded:
            _compose(services, carried, found, extra)
            return
        navigator.confirm(
            _("Mail {number} although it is superseded?").format(number=carried.label),
            _("There is a newer revision. The copy that goes out says SUPERSEDED on every page."),
            _("Mail it"),
            lambda: _compose(services, carried, found, None),
        )

    services.tasks.submit(
        lambda: _prepare(services, carried), ok=ready, err=navigator.show_error, owner=owner
    )


def _prepare(services: Services, carried: Carried) -> _Ready:
    copy = issued_copies.readable(services.store, carried.document_id)
    draft = carried.draft
    card = customers.show(services.store, draft.customer_id, services.clock.now())
    people = [person for person in card.contacts if person.email and person.left_on is None]
    people.sort(key=lambda person: person.id != draft.contact_id)
    person: ContactRow | None = people[0] if people else None
    language = (person.language if person else "") or str(card.fields.get("language") or "en")
    return _Ready(
        copy.path,
        copy.is_superseded,
        (person.email or "") if person else "",
        language,
        person.greeting(language) if person else "",
    )


def _compose(
    services: Services, carried: Carried, found: _Ready, extra: Mapping[str, object] | None
) -> None:
    kind, label, draft = carried.kind, carried.label, carried.draft
    enclosed: Mapping[str, object] = extra or {
        "attach": [str(found.path)],
        "letter": document_mail.letter(
            kind,
            label,
            found.language,
            greeting=found.greeting,
            reference=draft.buyer_reference,
        ),
    }
    services.navigator.new_mail(
        to=found.to,
        subject=document_mail.subject(kind, label, found.language),
        customer_id=draft.customer_id,
        thread_id=draft.thread_id,
        reply=draft.thread_id is not None,
        **enclosed,
    )
