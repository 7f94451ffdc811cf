"""Bank details in the files of a message: read when it is opened, kept beside those of its text."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import domains
from desktop.crm.alarm_facts import name_key, party_of
from desktop.crm.alarms import check_messages
from desktop.crm.bank_details import details
from desktop.store.schema.mail import Message
from desktop.store.schema.mail_warnings import BankSighting
from desktop.store.schema.workspace import CompanyProfile
from desktop.store.workspace import Store

_PAYEE = re.compile(
    r"(?:beneficiary|account name|account holder|payee|kontoinhaber|empfänger|bénéficiaire|titulaire|titular|beneficiario"
    r"|intestatario|получатель|المستفيد|alıcı|odbiorca|begunstigde|口座名義|예금주|người thụ hưởng|收款人|户名|受益人)"
    r"[^\n]{0,30}\n?[^\n]{0,80}",
    re.IGNORECASE,
)


def look_into_files(store: Store, message_id: int, text: str) -> bool:
    """Compare the bank details that a message's files name; return whether there are new ones.

    `text` is what the files say. Our own invoice that comes back signed names our own account: that is no news.
    """
    found = details(text)
    if not any(detail.kind != "swift" for detail in found):
        return False
    with store.write("rule:alarms") as unit:
        session = unit.session
        message = session.get(Message, message_id)
        if message is None or message.outbound or _pays_us(session, text):
            return False
        party = party_of(domains.normalise_address(message.from_address))
        known = set(
            session.scalars(
                sa.select(BankSighting.value).where(BankSighting.message_id == message_id)
            )
        )
        rows = [
            (message_id, detail.kind, detail.value, party, message.sort_time, True)
            for detail in found
            if detail.value not in known
        ]
        keys = ("message_id", "kind", "value", "party", "at", "attached")
        unit.insert_rows(BankSighting, keys, rows)
        if rows:
            check_messages(unit, [message_id])
        return bool(rows)


def _pays_us(session: Session, text: str) -> bool:
    """The account is in our own company's name."""
    payees = {word for found in _PAYEE.findall(text) for word in name_key(found).split()}
    for company in session.scalars(sa.select(CompanyProfile)):
        for name in (company.name, company.name_zh):
            words = set(name_key(name).split())
            if words and words <= payees:
                return True
    return False
