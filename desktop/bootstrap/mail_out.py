"""Mail that goes out: template and quote joined to a mail, and the outbox flushed without an engine."""

import mimetypes
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop.bootstrap.mail_hooks import on_sent
from desktop.crm import contacts, templates
from desktop.mail import accounts, drafts
from desktop.mail.draft import Draft, File, keep_file
from desktop.mail.drafts import OutboxRow
from desktop.mail.engine_lock import EngineLock
from desktop.mail.identities import senders
from desktop.mail.login import Login
from desktop.mail.mime.headers import addresses
from desktop.mail.outbox import Delivered, Outbox
from desktop.mail.smtp import SmtpConnection
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.workspace import Store
from desktop.trade import issuing, quotes
from desktop.trade.documents.document import Kind


@dataclass(frozen=True)
class Wish:
    """A mail as asked for on the command line. Addresses as typed ("Name <a@b>")."""

    account: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str | None = None
    attachments: tuple[Path, ...] = ()
    in_reply_to: int | None = None
    template: str = ""
    quote: str = ""
    remind_days: int | None = None
    not_before: datetime | None = None
    scheduled: str = ""
    dsn: bool = False


def queue(store: Store, wish: Wish, clock: Clock) -> OutboxRow:
    """Queue a mail. Raises UserFacing: no account, no recipient, unfilled slots (named), no such file."""
    account_id, address = sender(store, wish.account, wish.sender)
    draft = Draft(
        account_id=account_id,
        from_address=address,
        to=_pairs(wish.to),
        cc=_pairs(wish.cc),
        bcc=_pairs(wish.bcc),
        subject=wish.subject,
        text=wish.text,
        html=wish.html,
        files=tuple(_file(store, path) for path in wish.attachments),
        follow_up_days=wish.remind_days,
        not_before=wish.not_before,
        scheduled=wish.scheduled,
        dsn=wish.dsn,
    )
    if wish.in_reply_to is not None:
        draft = _as_reply(store, draft, wish.in_reply_to)
    if wish.template:
        draft = _filled(store, draft, wish)
    if wish.quote:
        draft = attach_quote(store, draft, wish.quote, clock)
    return drafts.queue(store, draft, now=clock.now())


def attach_quote(
    store: Store,
    draft: Draft,
    quote_id: str,
    clock: Clock,
    *,
    kind: Kind = Kind.QUOTATION,
    language: str = "en",
) -> Draft:
    """Return the draft with the quote's issued PDF attached and the quote noted.

    Raises UserFacing when the quote cannot be issued.
    """
    now = clock.now()
    quote = quotes.show(store, quote_id, today=now.astimezone().date())
    issued = issuing.issue(store, quote.id, kind, language, now=now)
    content = issuing.path_of(store, issued.id).read_bytes()
    file = keep_file(store, issued.path.name, content, "application/pdf")
    return replace(draft, files=(*draft.files, file), quote_id=quote.id)


def flush(store: Store, clock: Clock) -> list[Delivered]:
    """Send what is due of every account and file it, without an engine.

    What one server refuses keeps nothing else back. Raises the first trouble when nothing at all could be done, and
    Retryable when an engine is running: it sends by itself, and two senders could not tell each other's half-finished
    mail from a crashed one's.
    """
    with EngineLock(store.profile.root):
        results: list[Delivered] = []
        troubles: list[TradepostError] = []
        left: list[Delivered] = []
        for account_id, _email, _signature in drafts.sender_accounts(store):
            box = Outbox(store, account_id, clock, on_sent())
            if box.waiting():
                results += _flush(store, box, account_id, troubles)
                left += box.standing()
        if troubles and not results:
            raise troubles[0]
        return list({item.outbox_id: item for item in (*results, *left)}.values())


def _flush(
    store: Store, box: Outbox, account_id: str, troubles: list[TradepostError]
) -> list[Delivered]:
    """Send, then file: neither waits for the other's server."""
    results: list[Delivered] = []
    settings = accounts.load(store, account_id)
    try:
        results += box.send_queued(lambda: _open(settings.smtp_login()))
    except (Retryable, UserFacing) as error:
        troubles.append(error)
    if not box.to_settle():
        return results
    try:
        with ImapConnection(settings.imap_login()) as imap:
            imap.connect()
            imap.login()
            results += box.settle(imap)
    except (Retryable, UserFacing) as error:
        troubles.append(error)
    return results


def _open(login: Login) -> SmtpConnection:
    smtp = SmtpConnection(login)
    smtp.connect()
    smtp.login()
    return smtp


def sender(store: Store, account: str, address: str = "") -> tuple[str, str]:
    """Return (account id, address) to write as: an account's own address, or one of its further senders.

    Raises UserFacing when there is none.
    """
    found = senders(store)
    own = {account_id: email for account_id, email, _signature in drafts.sender_accounts(store)}
    wanted, name = account.strip().casefold(), address.strip().casefold()
    for one in found:
        same = not wanted or own.get(one.account_id) == wanted
        if same and (not name or one.address.casefold() == name):
            return one.account_id, one.address
    if found and name:
        raise UserFacing(
            _("No account writes as {address}.").format(address=address),
            hint=_("Add it as a further sender of an account."),
            code="no_sender",
        )
    raise UserFacing(
        _("There is no account to send from."),
        hint=_("Add one: `tradepost account add --email you@company.com`."),
        code="no_account",
    )


def _pairs(typed: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((a.name, a.address) for a in addresses(typed))


def _file(store: Store, path: Path) -> File:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserFacing(
            _("The file to attach cannot be read: {path}").format(path=path),
            code="unreadable_file",
        ) from error
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return keep_file(store, path.name, content, kind)


def _as_reply(store: Store, draft: Draft, message_id: int) -> Draft:
    original = messages.show(store, message_id)
    people = original.to if original.outbound else (original.reply_to or (original.sender,))
    return replace(
        draft,
        to=draft.to or tuple((p.name, p.address) for p in people),
        subject=draft.subject or reply_subject(original.subject),
        in_reply_to=original.id,
        thread_id=original.thread_id,
        customer_id=original.customer_id,
    )


def reply_subject(subject: str) -> str:
    """Return the subject of an answer."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _filled(store: Store, draft: Draft, wish: Wish) -> Draft:
    """Fill the template for the first recipient; an unfilled slot blocks sending and is named."""
    if not draft.to:
        raise UserFacing(_("The mail has no recipient."), code="no_recipient")
    person = contacts.find(store, draft.to[0][1])
    filled = templates.render(store, wish.template, person.id, quote_id=wish.quote or None)
    if filled.unresolved:
        raise UserFacing(
            _("The template has slots that nothing fills: {slots}").format(
                slots=", ".join(str(slot) for slot in filled.unresolved)
            ),
            safe=_("Nothing was sent."),
            hint=_("Complete the customer or contact, or write the text yourself."),
            code="unresolved_slots",
        )
    return replace(
        draft,
        subject=draft.subject or filled.subject,
        text=filled.text if not draft.text else f"{filled.text}\n\n{draft.text}",
        template_name=wish.template,
        customer_id=draft.customer_id or person.customer_id,
    )
