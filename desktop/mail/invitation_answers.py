"""Invitations in the store: which are outdated, what was answered, and sending an answer through the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import drafts
from desktop.mail.draft import Draft, keep_file
from desktop.mail.drafts import OutboxRow
from desktop.mail.identities import Sender, senders
from desktop.mail.invitations import Answer, Invitation, find, me_in, newest, reply
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow, raw_bytes, show
from desktop.store.schema.conversations import InvitationAnswer
from desktop.store.schema.mail import Message
from desktop.store.unit import Unit
from desktop.store.workspace import Store

_CALENDARS = ("text/calendar", "application/ics")
_LOOKED_AT = 20
_SUBJECTS: Mapping[str, str] = {
    "accepted": "Accepted",
    "tentative": "Tentative",
    "declined": "Declined",
}
"""Words that mail programs look for: they stay English, as the organiser's language is not known."""


@dataclass(frozen=True)
class InvitationView:
    """An invitation as a card shows it. `me`: our address among the guests, "" when none is.

    `answer`: what we answered to this version, `earlier` to an older one. `outdated`: a newer version came;
    `called_off`: this one or a newer one cancels it; `update`: an older version came before.
    """

    invitation: Invitation
    me: str
    answer: str
    earlier: str
    outdated: bool
    update: bool
    called_off: bool

    @property
    def can_answer(self) -> bool:
        """Tell whether an answer makes sense: it is asked for, of us, and still holds."""
        asks = self.invitation.method in ("request", "") and bool(self.invitation.organiser.address)
        return asks and bool(self.me) and not self.outdated and not self.called_off


def invitations_of(store: Store, messages: Iterable[MessageRow]) -> dict[int, InvitationView]:
    """Return {message id: its invitation} of these messages, as far as their bytes are here."""
    wanted = [m for m in messages if _may_invite(m)]
    found = {m.id: i for m in wanted if (i := _read(store, m.id)) is not None}
    if not found:
        return {}
    own = {s.address.casefold() for s in senders(store)}
    with store.read() as session:
        others = _others(session, [m for m in wanted if m.id in found])
        said = _answers(session, {i.uid for i in found.values()})
    related = [*found.values(), *filter(None, (_read(store, n) for n in others - set(found)))]
    return {number: _view(i, related, own, said) for number, i in found.items()}


def _may_invite(message: MessageRow) -> bool:
    calendar = any(a.content_type in _CALENDARS for a in message.attachments)
    return (message.kind == "invitation" or calendar) and message.body_state == "full"


def _read(store: Store, message_id: int) -> Invitation | None:
    try:
        return find(raw_bytes(store, message_id))
    except UserFacing:  # only its header is here, or it is damaged: it is fetched when it is opened
        return None


def _others(session: Session, messages: Iterable[MessageRow]) -> set[int]:
    """Mails that may be about the same events: invitations of the same people or in the same conversation."""
    people = {m.sender.address for m in messages}
    threads = {m.thread_id for m in messages}
    query = (
        sa.select(Message.id)
        .where(
            Message.kind == "invitation",
            sa.or_(Message.from_address.in_(people), Message.thread_id.in_(threads)),
        )
        .order_by(Message.sort_time.desc())
        .limit(_LOOKED_AT)
    )
    return set(session.scalars(query))


def _answers(session: Session, uids: set[str]) -> dict[tuple[str, str], tuple[int, str]]:
    query = sa.select(InvitationAnswer).where(
        InvitationAnswer.uid.in_(uids), InvitationAnswer.deleted_at.is_(None)
    )
    return {(row.uid, row.recurrence): (row.sequence, row.answer) for row in session.scalars(query)}


def _view(
    invitation: Invitation,
    related: list[Invitation],
    own: set[str],
    said: Mapping[tuple[str, str], tuple[int, str]],
) -> InvitationView:
    last = newest(related, invitation)
    sequence, answer = said.get(invitation.key, (0, ""))
    older = [
        i
        for i in related
        if i.key == invitation.key and i.method == "request" and i.version < invitation.version
    ]
    return InvitationView(
        invitation,
        me=me_in(invitation, own),
        answer=answer if sequence == invitation.sequence else "",
        earlier=answer if sequence != invitation.sequence else "",
        outdated=last.version > invitation.version and invitation.method == "request",
        update=bool(older) and invitation.method == "request",
        called_off=last.cancelled,
    )


def answer(store: Store, message_id: int, said: Answer, now: datetime) -> OutboxRow:
    """Send an answer to a message's invitation to its organiser: an iTIP reply through the outbox.

    Raises UserFacing: no invitation in it (`no_invitation`), none of our addresses is invited (`not_invited`).
    """
    message = show(store, message_id)
    raw = raw_bytes(store, message_id)
    invitation = find(raw)
    if invitation is None or not invitation.organiser.address:
        raise UserFacing(_("There is no invitation in this message."), code="no_invitation")
    sender = _sender(store, invitation, message.account_id)
    calendar = reply(raw, said, sender.address, sender.name, now)
    assert calendar is not None
    file = keep_file(store, "reply.ics", calendar, "text/calendar; method=REPLY")
    draft = Draft(
        account_id=sender.account_id,
        to=((invitation.organiser.name, invitation.organiser.address),),
        subject=f"{_SUBJECTS[said]}: {invitation.title}",
        text=_sentence(said, sender.name or sender.address, invitation.title),
        files=(file,),
        in_reply_to=message.id,
        thread_id=message.thread_id,
        customer_id=message.customer_id,
        from_address=sender.address,
    )
    row = drafts.queue(store, draft, now=now)
    with store.write("user") as unit:
        _remember(unit, invitation, said, sender.address)
        unit.touch("thread", [message.thread_id])
    return row


def forget(store: Store, message_id: int, outbox_id: str) -> None:
    """Take an answer back while it is queued. Raises UserFacing when it is on its way."""
    drafts.cancel(store, outbox_id)
    drafts.discard(store, outbox_id)
    invitation = _read(store, message_id)
    with store.write("undo") as unit:
        row = _row(unit.session, invitation) if invitation is not None else None
        if row is not None:
            unit.session.delete(row)
        unit.touch("thread", [show(store, message_id).thread_id])


def _sender(store: Store, invitation: Invitation, account_id: str | None) -> Sender:
    everyone = senders(store)
    me = me_in(invitation, {s.address.casefold() for s in everyone})
    found = [s for s in everyone if s.address.casefold() == me.casefold()]
    found.sort(key=lambda s: s.account_id != account_id)
    if not found:
        raise UserFacing(
            _("None of your addresses is invited."),
            hint=_("Answer the mail itself, or forward it."),
            code="not_invited",
        )
    return found[0]


def _sentence(said: Answer, who: str, title: str) -> str:
    words = {
        "accepted": "{who} has accepted: {title}",
        "tentative": "{who} may come: {title}",
        "declined": "{who} has declined: {title}",
    }
    return words[said].format(who=who, title=title)


def _row(session: Session, invitation: Invitation) -> InvitationAnswer | None:
    query = sa.select(InvitationAnswer).where(
        InvitationAnswer.uid == invitation.uid, InvitationAnswer.recurrence == invitation.recurrence
    )
    return session.scalars(query).first()


def _remember(unit: Unit, invitation: Invitation, said: Answer, address: str) -> None:
    row = _row(unit.session, invitation)
    if row is None:
        row = InvitationAnswer(uid=invitation.uid, recurrence=invitation.recurrence)
        unit.session.add(row)
    row.sequence, row.answer, row.address = invitation.sequence, said, address
    row.deleted_at = None
