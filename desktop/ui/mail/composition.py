"""A mail being written, apart from its widgets: how it starts, and what becomes of it when it is sent."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from desktop.crm.template_rule import left_over
from desktop.mail import drafts
from desktop.mail.draft import Draft, File, keep_file
from desktop.mail.drafts import OutboxRow
from desktop.mail.identities import Sender, own_address_of
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.settings import Settings
from desktop.store.queries.messages import MessageRow, Person
from desktop.store.workspace import Store
from desktop.ui.mail import reply
from desktop.ui.mail.enclosed_quotes import QuoteRef, issue_into, quote_ref

UNDO_SECONDS = 10
LEAST_UNDO, MOST_UNDO = 5, 30
REMIND_DAYS = 3
REMIND_QUOTE_DAYS = 7
LARGEST_FILE = 40_000_000


@dataclass(frozen=True)
class Start:
    """What a composer is opened with. `mode`: reply, reply_all, forward or new."""

    mode: str
    draft: Draft
    draft_id: str | None = None
    quote: QuoteRef | None = None
    error: str = ""

    @property
    def history(self) -> str:
        """The quoted mail that is added below the text when it is sent."""
        return str(self.draft.extra.get("history", ""))


def start_reply(
    message: MessageRow, mode: str, accounts: Sequence[Sender], customer_id: str | None
) -> Start:
    """Return an answer (mode reply or reply_all) or a forwarded mail (mode forward).

    It goes out from the address that the message was written to. Raises UserFacing without an account.
    """
    ours = [message.sender] if message.outbound else [*message.to, *message.cc]
    written_to = [person.address for person in ours]
    sender = own_address_of(accounts, message.account_id, written_to) or sender_for(accounts, None)
    own = [account.address for account in accounts]
    forward = mode == "forward"
    people = (
        reply.Recipients(())
        if forward
        else reply.reply_to(message, own, everyone=mode == "reply_all")
    )
    maker = reply.forward_subject if forward else reply.reply_subject
    history = reply.forwarded(message) if forward else reply.quoted(message)
    draft = Draft(
        account_id=sender.account_id,
        from_address=sender.address,
        to=pairs(people.to),
        cc=pairs(people.cc),
        subject=maker(message.subject),
        text=_signed(sender),
        in_reply_to=None if forward else message.id,
        thread_id=None if forward else message.thread_id,
        customer_id=customer_id,
        follow_up_days=REMIND_DAYS,
        extra={
            "mode": mode,
            "history": history,
            "with_history": True,
            "about": message.thread_id,
            "forwards": message.id if forward else None,
        },
    )
    return Start(mode, draft)


def start_new(
    accounts: Sequence[Sender],
    *,
    to: str = "",
    customer_id: str | None = None,
    subject: str = "",
) -> Start:
    """Return an empty mail. Raises UserFacing when there is no account to send from."""
    sender = sender_for(accounts, None)
    draft = Draft(
        account_id=sender.account_id,
        from_address=sender.address,
        to=pairs(reply.parse_people(to)),
        subject=subject,
        text=_signed(sender),
        customer_id=customer_id,
        follow_up_days=REMIND_DAYS,
        extra={"mode": "new"},
    )
    return Start("new", draft)


def resume(store: Store, draft_id: str, today: date, error: str = "") -> Start:
    """Return a draft as it was left, with why it was not sent. Raises UserFacing when it is gone."""
    draft = drafts.load(store, draft_id)
    error = error or drafts.why_failed(store, draft_id)
    quote = quote_ref(store, draft.quote_id, today) if draft.quote_id else None
    if quote is not None:
        quote = replace(quote, language=str(draft.extra.get("quote_language", "en")))
    mode = str(draft.extra.get("mode", "new"))
    return Start(mode, replace(draft, not_before=None), draft_id, quote, error)


def newest_draft(store: Store, *, thread_id: int | None) -> OutboxRow | None:
    """Return the draft last worked on in a conversation (None: of the new mails)."""
    rows = drafts.drafts_of(store, thread_id=thread_id)
    return next((row for row in rows if row.thread_id == thread_id), None)


def sender_for(accounts: Sequence[Sender], account_id: str | None, address: str = "") -> Sender:
    """Return whom to write as: this address of the account, else its own. Raises UserFacing when there is none."""
    same = [sender for sender in accounts if sender.account_id == account_id]
    for sender in same:
        if sender.address.casefold() == address.casefold():
            return sender
    if same:
        return same[0]
    if accounts:
        return accounts[0]
    raise UserFacing(
        _("There is no mailbox to send from yet."),
        hint=_("Add one in Settings, Mail accounts."),
        code="no_account",
    )


def pairs(people: Sequence[Person]) -> tuple[tuple[str, str], ...]:
    """Return people as drafts keep them."""
    return tuple((person.name, person.address) for person in people)


def people(kept: Sequence[tuple[str, str]]) -> tuple[Person, ...]:
    """Return what a draft keeps as people."""
    return tuple(Person(name, address) for name, address in kept)


def is_empty(draft: Draft, signature: str) -> bool:
    """Tell whether nothing was written yet: such a draft is not kept."""
    text = draft.text.replace(signature, "").replace("--", "").strip()
    return not text and not draft.files and draft.quote_id is None


def open_slots(draft: Draft) -> tuple[str, ...]:
    """Return the template slots that are still empty: they block sending."""
    return left_over(draft.subject, draft.text)


def outgoing(draft: Draft) -> Draft:
    """Return the draft as it leaves: with the quoted mail below the text, if it is wanted."""
    history = str(draft.extra.get("history", ""))
    if not history or not draft.extra.get("with_history", True):
        return draft
    return replace(draft, text=f"{draft.text.rstrip()}\n\n{history}\n")


def attach_paths(store: Store, paths: Sequence[Path]) -> list[File]:
    """Copy files into the store, so that the draft outlives them. Raises UserFacing."""
    found = []
    for path in paths:
        try:
            content = path.read_bytes() if path.stat().st_size <= LARGEST_FILE else None
        except OSError as error:
            raise UserFacing(
                _("“{name}” could not be read: {reason}").format(
                    name=path.name, reason=error.strerror or str(error)
                ),
                code="cannot_read",
            ) from error
        if content is None:
            raise UserFacing(
                _("“{name}” is too large for a mail.").format(name=path.name),
                hint=_("Most mail servers take 20 to 40 MB."),
                code="file_too_large",
            )
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found.append(keep_file(store, path.name, content, kind))
    return found


def send(
    store: Store, start: Start, now: datetime, *, undo_seconds: int | None = None
) -> OutboxRow:
    """Queue a mail; an attached quote is issued as a PDF first. The quote is sent when the mail is.

    Sends at `draft.not_before`, else when the time for undo is over (`undo_seconds`, UNDO_SECONDS). Raises UserFacing: an empty
    slot, no recipient, a quote that cannot be issued. Then it stays a draft.
    """
    draft = start.draft
    missing = open_slots(draft)
    if missing:
        raise UserFacing(
            _("Not sent: these slots are empty: {slots}").format(slots=", ".join(missing)),
            hint=_("Fill them in the text, then send again."),
            code="unresolved_slots",
        )
    wait = UNDO_SECONDS if undo_seconds is None else undo_seconds
    later = draft.not_before or now + timedelta(seconds=wait)
    draft = replace(draft, not_before=later)
    leaving = outgoing(draft)
    if start.quote is not None:
        leaving = issue_into(store, leaving, start.quote, now)
    return drafts.queue(store, draft, now=now, draft_id=start.draft_id, leaving=leaving)


def undo_seconds(settings: Settings) -> int:
    """Return how long a mail can be taken back: 5 to 30 seconds, as the user set it."""
    kept = settings.get("mail.undo_seconds", UNDO_SECONDS)
    if not isinstance(kept, int) or kept == UNDO_SECONDS:
        return UNDO_SECONDS
    return min(max(kept, LEAST_UNDO), MOST_UNDO)


def swap_signature(text: str, before: str, after: str) -> str:
    """Return the text with one sender's signature in place of another's; as it stands when that was edited."""
    old, new = before.strip(), after.strip()
    if old == new:
        return text
    if old and text.rstrip().endswith(old):
        body = text.rstrip()[: -len(old)].rstrip()
        return f"{body}\n\n{new}\n" if new else f"{body}\n"
    if not old and new and new not in text:
        return f"{text.rstrip()}\n\n{new}\n"
    return text


def take_back(store: Store, row: OutboxRow, before: Start) -> Start:
    """Undo a sending: the mail is a draft again, as it stood before. Raises UserFacing if too late."""
    drafts.cancel(store, row.id)
    drafts.save(store, replace(before.draft, not_before=None, scheduled=""), row.id)
    return replace(before, draft_id=row.id)


def _signed(sender: Sender) -> str:
    return f"\n\n{sender.signature.strip()}\n" if sender.signature.strip() else ""
