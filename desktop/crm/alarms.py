"""Alarms about mail in the store: raised when mail comes in, and anew when a customer changes.

Called by the mail ingest inside its own unit with the messages that became readable: a handful of statements for
hundreds of messages, and the careful look only where the quick one finds something.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from desktop.crm import bank_details, domains
from desktop.crm.alarm_facts import Alarm, AlarmKind, Known, MailFacts, party_of
from desktop.crm.alarm_known import KnownPeople, known_people
from desktop.crm.alarm_mails import OWN, Mail, SenderCheck, read_mails
from desktop.crm.alarm_rule import alarms
from desktop.crm.bank_details import BankTalk, Detail
from desktop.runtime.hostnames import KnownNames
from desktop.store.among import among
from desktop.store.schema.mail import Message, MessageAddress
from desktop.store.schema.mail_warnings import BankSighting, MessageWarning
from desktop.store.search import matching_messages
from desktop.store.unit import Unit
from desktop.store.workspace import Store

_TALK = "talk"
_MOST_AGAIN = 500
_MOST_TALKING = 100
_MANY = 50  # messages in a batch from which it is history that comes in
_OLD = timedelta(days=60)
_MOST_HISTORY = 300  # earlier mails of one sender in which bank details are looked for
_NAMES_BANK = (
    '"IBAN"* OR "SWIFT"* OR "BIC" OR "银行"'  # texts are kept packed: only the index is asked
)
_MOST_NAMED = 100_000
sender = aliased(Message)


def check_messages(
    unit: Unit,
    message_ids: Iterable[int],
    sender_check: SenderCheck | None = None,
    *,
    now: datetime | None = None,
) -> set[int]:
    """Raise or clear the alarms of these messages; return the messages whose alarms changed.

    Without `sender_check` (a customer changed) what our mail server found stays as it was. `now` (aware): in a large
    batch, which a first sync brings, old mail is passed over: nobody acts on the alarm of last year.
    """
    session = unit.session
    ids = set(message_ids)
    if now is not None and len(ids) > _MANY:
        ids = _worth_a_look(session, ids, int((now - _OLD).timestamp()))
    if not ids:
        return set()
    known = known_people(session)
    mails = read_mails(session, ids, sender_check, known.known)
    mails += _history(session, mails, known.known)
    _sight(unit, mails)
    again = _also_concerned(session, mails) - {mail.id for mail in mails}
    if again:  # older mail came later: what was new then may not be new now
        mails += read_mails(session, again, sender_check, known.known)
    return _write(unit, mails, known, keep_server=sender_check is None)


def _worth_a_look(session: Session, ids: set[int], since: int) -> set[int]:
    """Messages that are not old, and old ones of senders whose bank details are compared."""
    compared = (
        sa.select(sender.from_address)
        .join(BankSighting, BankSighting.message_id == sender.id)
        .where(BankSighting.party != OWN)
    )
    query = sa.select(Message.id).where(
        among(Message.id, ids),
        sa.or_(Message.sort_time >= since, Message.from_address.in_(compared)),
    )
    return set(session.scalars(query))


def recheck_for(unit: Unit, addresses: Iterable[str], names: Iterable[str]) -> None:
    """Look again at the mail that a changed customer or contact may concern: his addresses and domains."""
    session = unit.session
    session.flush()
    owners = {domains.registrable_domain(a) for a in addresses} | set(names)
    ids = _resembling(session, owners - {""}) | _talking(session)
    named = sa.select(MessageWarning.message_id).where(among(MessageWarning.expected, owners))
    check_messages(unit, ids | set(session.scalars(named)))


def review(store: Store) -> None:
    """Look again at all mail that has alarms, speaks of payment or resembles somebody known."""
    with store.write("rule:alarms") as unit:
        session = unit.session
        ids = set(session.scalars(sa.select(MessageWarning.message_id).distinct()))
        names = known_people(session).known.owners
        check_messages(unit, ids | _talking(session) | _resembling(session, set(names)))


# ---- what was seen before


def _history(session: Session, mails: Sequence[Mail], known: Known) -> list[Mail]:
    """Earlier mails of those who name bank details now, if they were never looked at."""
    senders = {mail.address for mail in mails if mail.talk.details and not mail.outbound}
    if not senders:
        return []
    query = (
        sa.select(Message.id)
        .where(
            among(Message.from_address, senders),
            Message.id.not_in(sa.select(BankSighting.message_id)),
            Message.id.in_(matching_messages(_NAMES_BANK, _MOST_NAMED)),
        )
        .order_by(Message.sort_time.desc())
        .limit(_MOST_HISTORY)
    )
    ids = set(session.scalars(query)) - {mail.id for mail in mails}
    return read_mails(session, ids, None, known)


def _sight(unit: Unit, mails: Sequence[Mail]) -> None:
    """Keep which bank details each message names."""
    session = unit.session
    ids = [mail.id for mail in mails]
    old = sa.and_(among(BankSighting.message_id, ids), ~BankSighting.attached)
    session.execute(sa.delete(BankSighting).where(old))
    rows: dict[tuple[int, str, str], tuple[Any, ...]] = {}
    for mail in mails:
        if not mail.talk:
            continue
        for kind, value in [(_TALK, ""), *((d.kind, d.value) for d in mail.talk.details)]:
            rows[mail.id, kind, value] = (mail.id, kind, value, mail.party, mail.at)
    keys = ("message_id", "kind", "value", "party", "at")
    unit.insert_rows(BankSighting, keys, list(rows.values()), or_ignore=True)


def _also_concerned(session: Session, mails: Sequence[Mail]) -> set[int]:
    """Other messages whose alarms depend on these: bank details by the same party, first mails that are none now."""
    parties = {mail.party for mail in mails if mail.talk.details and not mail.outbound}
    told = {d.value for mail in mails if mail.outbound for d in mail.talk.details}
    found: set[int] = set()
    if parties or told:
        query = (
            sa.select(BankSighting.message_id)
            .where(
                sa.or_(among(BankSighting.party, parties), among(BankSighting.value, told)),
                BankSighting.kind != _TALK,
                BankSighting.party != OWN,
            )
            .order_by(BankSighting.at.desc())
            .limit(_MOST_AGAIN)
        )
        found.update(session.scalars(query))
    outbound = [mail.id for mail in mails if mail.outbound]
    wrote_to = session.scalars(
        sa.select(MessageAddress.address)
        .where(among(MessageAddress.message_id, outbound), MessageAddress.role == "to")
        .distinct()
    )
    met = {mail.party for mail in mails} | {
        party_of(domains.normalise_address(a)) for a in (wrote_to if outbound else ())
    }
    first = sa.select(MessageWarning.message_id).where(
        among(MessageWarning.party, met), MessageWarning.kind == str(AlarmKind.FIRST_PAYMENT)
    )
    found.update(session.scalars(first))
    return found


def _sightings(
    session: Session, mails: Sequence[Mail], known: KnownPeople
) -> dict[str, list[tuple[int, Detail]]]:
    """{party: [(time, detail)]} for the parties of these mails and for our own mail, oldest first."""
    parties = {party for mail in mails if mail.talk for party in known.parties_with(mail.party)}
    if not parties:
        return {}
    rows = session.execute(
        sa.select(BankSighting.party, BankSighting.at, BankSighting.kind, BankSighting.value)
        .where(among(BankSighting.party, {*parties, OWN}), BankSighting.kind != _TALK)
        .order_by(BankSighting.at)
    )
    found: dict[str, list[tuple[int, Detail]]] = defaultdict(list)
    for party, at, kind, value in rows:
        found[party].append((at, Detail(cast(bank_details.Kind, kind), value)))
    return found


def _is_first(session: Session, mail: Mail) -> bool:
    """Nobody wrote from or to this address before."""
    query = (
        sa.select(Message.id)
        .join(MessageAddress, MessageAddress.message_id == Message.id)
        .where(
            MessageAddress.address == mail.address,
            Message.id != mail.id,
            Message.sort_time < mail.at,
        )
        .limit(1)
    )
    return session.scalar(query) is None


# ---- writing


def _write(unit: Unit, mails: Sequence[Mail], known: KnownPeople, *, keep_server: bool) -> set[int]:
    session = unit.session
    sightings = _sightings(session, mails, known)
    found: dict[int, list[Alarm]] = {}
    for mail in mails:
        if not mail.outbound:
            found[mail.id] = alarms(_facts(session, mail, known, sightings), known.known)
    before: dict[int, dict[str, MessageWarning]] = defaultdict(dict)
    for row in session.scalars(
        sa.select(MessageWarning).where(among(MessageWarning.message_id, [m.id for m in mails]))
    ):
        before[row.message_id][row.kind] = row
    changed: set[int] = set()
    for mail in mails:
        wanted = {str(alarm.kind): alarm for alarm in reversed(found.get(mail.id, []))}
        for kind, row in before[mail.id].items():
            dismissed = (kind, row.party, row.seen) in known.known.accepted  # kept for the history
            if kind in wanted or dismissed or (keep_server and _is_from_server(row)):
                continue
            session.delete(row)
            changed.add(mail.id)
        for kind, alarm in wanted.items():
            if _put(session, mail, alarm, before[mail.id].get(kind)):
                changed.add(mail.id)
    if changed:
        session.flush()
        threads = sa.select(Message.thread_id).where(among(Message.id, changed)).distinct()
        unit.touch("thread", set(session.scalars(threads)))
    return changed


def _is_from_server(row: MessageWarning) -> bool:
    """The alarm rests on what our mail server found: only mail that comes in tells that."""
    if row.kind == AlarmKind.FORGED:
        return True
    return row.kind == AlarmKind.OWN_NAME and row.seen.endswith(row.expected)


def _put(session: Session, mail: Mail, alarm: Alarm, row: MessageWarning | None) -> bool:
    values = {
        "severity": alarm.severity,
        "party": mail.party,
        "seen": alarm.seen,
        "expected": alarm.expected,
        "who": alarm.who,
        "sentence": alarm.sentence,
    }
    if row is None:
        session.add(MessageWarning(message_id=mail.id, kind=str(alarm.kind), **values))
        return True
    if all(getattr(row, key) == value for key, value in values.items()):
        return False
    for key, value in values.items():
        setattr(row, key, value)
    return True


def _facts(
    session: Session,
    mail: Mail,
    known: KnownPeople,
    sightings: Mapping[str, list[tuple[int, Detail]]],
) -> MailFacts:
    theirs = [
        (at, detail)
        for party in known.parties_with(mail.party)
        for at, detail in sightings.get(party, ())
        if at < mail.at
    ]
    ours = [(at, d) for at, d in sightings.get(OWN, ()) if at < mail.at]
    seen = [d for _at, d in sorted(theirs, key=lambda pair: pair[0])]
    talk = mail.talk
    if talk.details and ours:  # what we told him ourselves is not his
        told = {d for _at, d in ours}
        talk = BankTalk(
            tuple(d for d in talk.details if d not in told),
            talk.announces,
            talk.asks,
            talk.requests,
        )
    return MailFacts(
        name=mail.name,
        address=mail.address,
        reply_to=tuple(a for a in mail.reply_to if a),
        kind=mail.kind,
        talk=talk,
        sender=mail.sender,
        first=bool(talk) and _is_first(session, mail),
        at=mail.at,
        customer=known.customer_of(mail.address, mail.at),
        seen_before=tuple(seen),
    )


# ---- which mail a change concerns


def _resembling(session: Session, owners: set[str]) -> set[int]:
    """Messages of senders whose domain is, or resembles, one of these."""
    if not owners:
        return set()
    near = KnownNames(owners)
    senders = session.scalars(sa.select(Message.from_address).distinct())
    close = [
        address
        for address in senders
        if (owner := domains.registrable_domain(address)) and (owner in near or near.like(owner))
    ]
    if not close:
        return set()
    query = (
        sa.select(Message.id)
        .where(among(Message.from_address, close))
        .order_by(Message.sort_time.desc())
        .limit(_MOST_AGAIN)
    )
    return set(session.scalars(query))


def _talking(session: Session) -> set[int]:
    """The newest messages that speak of payment: a name that is known now may be misused in them."""
    query = (
        sa.select(BankSighting.message_id)
        .where(BankSighting.kind == _TALK, BankSighting.party != OWN)
        .order_by(BankSighting.at.desc())
        .limit(_MOST_TALKING)
    )
    return set(session.scalars(query))
