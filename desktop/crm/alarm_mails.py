"""Messages as the alarm rule's store side needs them: read by the hundred, texts looked at only where it pays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import bank_details, domains
from desktop.crm.alarm_facts import Known, Sender, party_of
from desktop.crm.bank_details import MOST_TEXT, BankTalk, Detail, bank_talk, may_talk
from desktop.crm.guessing import own_words
from desktop.store.among import among
from desktop.store.schema.mail import Account, Message, MessageAddress, MessageText
from desktop.store.schema.mail_warnings import BankSighting

SenderCheck = Callable[[Mapping[str, Any] | None, str, str, str, str], Sender]
"""(what the header told, provider, IMAP host, e-mail of the account, From address) -> what our server found."""

OWN = "own"
"""The party of our own mail in `bank_sighting`."""

_SILENT = ("draft", "bounce", "receipt")


@dataclass
class Mail:
    """A message on its way through the rule."""

    id: int
    account_id: str | None
    name: str
    address: str
    kind: str
    at: int
    outbound: bool
    reply_to: list[str] = field(default_factory=list)
    talk: BankTalk = field(default_factory=BankTalk)
    sender: Sender = "unchecked"

    @property
    def party(self) -> str:
        return OWN if self.outbound else party_of(self.address)


def read_mails(
    session: Session, ids: set[int], check: SenderCheck | None, known: Known
) -> list[Mail]:
    """Read messages with what they say of bank details; drafts, bounces and receipts are left out.

    Of list and bulk mail only that of people whom we know is heard: a mark of a newsletter is easily set by who wants to pass.
    """
    rows = session.execute(
        sa.select(
            Message.id,
            Message.account_id,
            Message.from_name,
            Message.from_address,
            Message.kind,
            Message.sort_time,
            Message.outbound,
        ).where(among(Message.id, ids), Message.kind.not_in(_SILENT))
    )
    mails = {
        row[0]: Mail(row[0], row[1], row[2], domains.normalise_address(row[3]), *row[4:])
        for row in rows
    }
    if not mails:
        return []
    answers = session.execute(
        sa.select(MessageAddress.message_id, MessageAddress.address).where(
            among(MessageAddress.message_id, mails), MessageAddress.role == "reply_to"
        )
    )
    for number, address in answers:
        mails[number].reply_to.append(domains.normalise_address(address))
    _read_texts(session, mails, check, known)
    _read_attached(session, mails)
    return list(mails.values())


def _read_attached(session: Session, mails: dict[int, Mail]) -> None:
    """Add what the messages' files name, as far as they were read."""
    rows = session.execute(
        sa.select(BankSighting.message_id, BankSighting.kind, BankSighting.value).where(
            among(BankSighting.message_id, mails), BankSighting.attached
        )
    )
    for number, kind, value in rows:
        talk = mails[number].talk
        detail = Detail(cast(bank_details.Kind, kind), value)
        if detail not in talk.details:
            mails[number].talk = replace(talk, details=(*talk.details, detail))


def _read_texts(
    session: Session, mails: dict[int, Mail], check: SenderCheck | None, known: Known
) -> None:
    accounts = {
        row[0]: row[1:]
        for row in session.execute(
            sa.select(Account.id, Account.provider, Account.imap_host, Account.email)
        )
    }
    texts = session.execute(
        sa.select(
            MessageText.message_id,
            MessageText.text,
            MessageText.headers,
        ).where(among(MessageText.message_id, mails))
    )
    for number, whole, headers in texts:
        mail, text = mails[number], whole[:MOST_TEXT]
        if check is not None and not mail.outbound and (found := headers.get("auth")):
            account = accounts.get(mail.account_id or "")
            if account is not None:
                mail.sender = check(found, *account, mail.address)
        heard = mail.kind not in ("list", "bulk") or known.is_met(mail.address)
        if heard and may_talk(text):
            mail.talk = bank_talk(_own(text))


def _own(text: str) -> str:
    """The sender's own words; of a forwarded mail that says nothing itself, all of it."""
    return own_words(text)
