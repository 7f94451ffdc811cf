"""A quote mailed without a window: the right person, his language's template, the issued PDF, in the conversation."""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.bootstrap import mail_out
from desktop.crm import contacts, customers, quotation_template, templates
from desktop.crm.contacts import ContactRow
from desktop.crm.template_rule import refuse_unresolved
from desktop.mail import drafts
from desktop.mail.draft import Draft
from desktop.mail.drafts import OutboxRow
from desktop.runtime.clock import Clock
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.queries.messages import MessageRow
from desktop.store.workspace import Store
from desktop.trade import quotes
from desktop.trade.customer_languages import usual_languages
from desktop.trade.documents.document import LANGUAGES
from desktop.trade.quote_figures import QuoteFigures


@dataclass(frozen=True)
class QuoteWish:
    """How a quote is to be mailed; what is empty is found: recipient, template, language of the document."""

    quote_id: str
    account: str = ""
    to: str = ""
    template: str = ""
    document_language: str = ""
    not_before: datetime | None = None


def queue(store: Store, wish: QuoteWish, clock: Clock) -> OutboxRow:
    """Issue the quotation and put the mail that carries it into the outbox.

    It answers the customer's last mail when the quote came from a conversation. Raises UserFacing: nobody to write to,
    no account, slots that nothing fills (named), a quote that cannot be issued or needs approval first.
    """
    today = clock.now().astimezone().date()
    figures = quotes.show(store, wish.quote_id, today=today)
    answered = _answered(store, figures)
    person, address = _recipient(store, figures, wish.to, answered, clock.now())
    account_id, sender = mail_out.sender(store, wish.account)
    draft = Draft(
        account_id=account_id,
        from_address=sender,
        to=((person.name if person else "", address),),
        customer_id=figures.draft.customer_id,
        not_before=wish.not_before,
    )
    draft = _worded(store, draft, figures, person, wish.template)
    if answered is not None:
        draft = replace(
            draft,
            subject=mail_out.reply_subject(answered.subject),
            in_reply_to=answered.id,
            thread_id=answered.thread_id,
        )
    language = wish.document_language or _document_language(store, figures, person)
    draft = mail_out.attach_quote(store, draft, figures.id, clock, language=language)
    return drafts.queue(store, draft, now=clock.now())


def _answered(store: Store, figures: QuoteFigures) -> MessageRow | None:
    """The customer's last mail in the quote's conversation."""
    if figures.draft.thread_id is None:
        return None
    mails = [m for m in messages.conversation(store, figures.draft.thread_id) if not m.outbound]
    return mails[-1] if mails else None


def _recipient(
    store: Store, figures: QuoteFigures, to: str, answered: MessageRow | None, now: datetime
) -> tuple[ContactRow | None, str]:
    people = customers.show(store, figures.draft.customer_id, now).contacts
    if to:
        known = next((p for p in people if to.casefold() in (p.id, p.email.casefold())), None)
        return known, known.email if known else to
    present = [person for person in people if person.email and person.left_on is None]
    chosen = next((p for p in present if p.id == figures.draft.contact_id), None)
    if chosen is not None:
        return chosen, chosen.email
    if answered is not None:
        address = (answered.reply_to or (answered.sender,))[0].address
        return next((p for p in present if p.email.casefold() == address.casefold()), None), address
    if present:
        return present[0], present[0].email
    raise UserFacing(
        _("Nobody at this customer has a mail address."),
        hint=_("Add a contact, or name the recipient with --to."),
        safe=_("Nothing was issued or sent."),
        code="no_recipient",
    )


def _worded(
    store: Store, draft: Draft, figures: QuoteFigures, person: ContactRow | None, template: str
) -> Draft:
    """Write the mail's words from the template; an empty slot stops it and is named."""
    if person is None:
        person = contacts.known(store, draft.to[0][1])
    if template:
        row = templates.show(store, template)
    else:
        found = quotation_template.for_customer(store, person, figures.draft.customer_id)
        if found is None:
            raise UserFacing(
                _("There is no template for quotations."),
                hint=_("Add one of the kind “quotation”, or name one with --template."),
                code="no_template",
            )
        row = found
    if person is None:
        raise UserFacing(
            _("{address} is not a contact of this customer.").format(address=draft.to[0][1]),
            hint=_("Add the contact first: the template greets him by name."),
            safe=_("Nothing was issued or sent."),
            code="no_contact",
        )
    filled = templates.render(store, row.key, person.id, quote_id=figures.id)
    refuse_unresolved(filled.unresolved)
    return replace(draft, subject=filled.subject, text=filled.text, template_name=row.key)


def _document_language(store: Store, figures: QuoteFigures, person: ContactRow | None) -> str:
    draft = figures.draft
    usual = usual_languages(store, draft.seller_id, draft.customer_id)
    if set(LANGUAGES[usual]) - {"en", "zh"}:
        return usual
    spoken = quotation_template.language_of(store, person, figures.draft.customer_id)
    return "zh" if spoken.startswith("zh") else "en"
