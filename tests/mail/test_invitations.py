"""Invitations: read in their zones, answered by an iTIP reply through the outbox, changed and called off."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from desktop.bootstrap.mail_hooks import after_batch
from desktop.mail import invitation_answers
from desktop.mail.ingest import seal, take_in
from desktop.mail.invitations import find, read
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.prepare import Incoming, prepare_many
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.store.queries import messages
from desktop.store.schema.mail import Account, Folder, Message, OutboxMessage
from tests.fixtures.stores import blank_store

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
"""


def calendar(
    *,
    method="REQUEST",
    sequence=0,
    zone="China Standard Time",
    extra="",
    guests=("me@seller.example",),
    definition="",
):
    people = "\n".join(
        f"ATTENDEE;CN=Guest;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{g}" for g in guests
    )
    return f"""BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:{method}
{definition}BEGIN:VEVENT
ORGANIZER;CN="Anna Brenner":mailto:anna@acme.example
{people}
DTSTART;TZID={zone}:20261123T160000
DTEND;TZID={zone}:20261123T170000
DTSTAMP:20261119T0800{sequence:02d}Z
SUMMARY:Price talk\\, LED panels
LOCATION:Teams
SEQUENCE:{sequence}
UID:event-1@acme.example
{extra}END:VEVENT
END:VCALENDAR
"""


def raw(text, number=1, method="REQUEST"):
    lines = [
        "From: Anna Brenner <anna@acme.example>",
        "To: me@seller.example",
        "Subject: Price talk",
        f"Message-ID: <invite-{number}@acme.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "You are invited.",
        "--b",
        f"Content-Type: text/calendar; charset=utf-8; method={method}",
        "Content-Transfer-Encoding: 8bit",
        "",
        *text.splitlines(),
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


@pytest.fixture
def store(tmp_path):
    made = blank_store(tmp_path / "w")
    with made.write("user") as unit:
        account = Account(
            email="me@seller.example", display_name="Lin Wei", username="me@seller.example", imap_host="h",
            imap_port=1, imap_security="ssl", smtp_host="h", smtp_port=1, smtp_security="ssl",
        )  # fmt: skip
        unit.session.add(account)
        unit.session.flush()
        unit.session.add(
            Folder(
                account_id=account.id, wire_name="INBOX", name="INBOX", role="inbox", uidvalidity=1
            )
        )
    yield made
    made.close()


def take(store, *raws):
    with store.read() as session:
        folder = session.scalar(sa.select(Folder.id))
        have = session.scalar(sa.select(sa.func.count(Message.id)))
    incoming = [
        Incoming(r, folder, 1, have + n, (), 1_795_000_000 + n) for n, r in enumerate(raws, 1)
    ]
    taken = take_in(store, seal(store, prepare_many(incoming)), after_batch(FixedClock(NOW)))
    return list(taken.ids.values())


def views(store, *ids):
    return invitation_answers.invitations_of(store, [messages.show(store, i) for i in ids])


# ---- reading


@pytest.mark.parametrize(
    "zone",
    [
        "China Standard Time",
        "Asia/Shanghai",
        "(UTC+08:00) Beijing, Chongqing",
        "Customized Time Zone",
    ],
)
def test_zones_by_any_name(zone):
    known = zone in ("China Standard Time", "Asia/Shanghai")
    quoted = f'"{zone}"' if "," in zone or "(" in zone else zone
    definition = "" if known else OUTLOOK_ZONE.format(zone=zone)
    found = read(calendar(zone=quoted, definition=definition).encode())
    assert found.start.astimezone(UTC) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert found.end.astimezone(UTC) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert found.zone == zone


def test_what_it_is_about():
    found = find(raw(calendar()))
    assert (found.method, found.title, found.place) == (
        "request",
        "Price talk, LED panels",
        "Teams",
    )
    assert (found.organiser.name, found.organiser.address) == ("Anna Brenner", "anna@acme.example")
    assert [g.address for g in found.guests] == ["me@seller.example"]
    assert parse(raw(calendar())).kind == "invitation"


def test_whole_days_and_lengths():
    day = (
        "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261125\nEND:VEVENT\n"
    )
    found = read(f"BEGIN:VCALENDAR\nVERSION:2.0\n{day}END:VCALENDAR".encode())
    assert found.all_day
    assert (found.start.day, found.end.day) == (23, 24)
    short = "BEGIN:VEVENT\nUID:1\nDTSTART:20261123T080000Z\nDURATION:PT45M\nEND:VEVENT\n"
    found = read(f"BEGIN:VCALENDAR\nVERSION:2.0\n{short}".encode())  # cut off on its way
    assert (found.end - found.start).total_seconds() == 45 * 60


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\nDTSTART:x\n"]
)
def test_what_is_no_calendar_is_none_and_never_an_error(data):
    found = read(data)
    assert found is None or found.start is None


# ---- in the store


def test_an_answer_goes_through_the_outbox_and_is_remembered(store):
    (number,) = take(store, raw(calendar()))
    before = views(store, number)[number]
    assert before.can_answer
    assert (before.me, before.answer) == ("me@seller.example", "")
    row = invitation_answers.answer(store, number, "tentative", NOW)
    assert row.recipients == ("anna@acme.example",)
    assert row.subject == "Tentative: Price talk, LED panels"
    with store.read() as session:
        sent = session.get(OutboxMessage, row.id).mime
    parsed = parse(sent)
    assert parsed.in_reply_to == ("invite-1@acme.example",)
    assert parsed.kind == "invitation"
    part = next(a for a in parsed.attachments if a.content_type == "text/calendar")
    lines = part_bytes(sent, part.part).decode().replace("\r\n ", "").splitlines()
    assert "METHOD:REPLY" in lines
    assert "UID:event-1@acme.example" in lines
    assert any("PARTSTAT=TENTATIVE" in line and "me@seller.example" in line for line in lines)
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1
    answered = find(sent)
    assert answered.start.astimezone(UTC) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert views(store, number)[number].answer == "tentative"
    invitation_answers.forget(store, number, row.id)
    assert views(store, number)[number].answer == ""


def test_a_newer_version_outdates_the_older_one_and_asks_again(store):
    (first,) = take(store, raw(calendar()))
    invitation_answers.answer(store, first, "accepted", NOW)
    (second,) = take(store, raw(calendar(sequence=1), 2))
    found = views(store, first, second)
    assert found[first].outdated
    assert not found[first].can_answer
    assert found[second].update
    assert (found[second].answer, found[second].earlier) == ("", "accepted")
    assert found[second].can_answer


def test_a_cancellation_calls_off_what_came_before(store):
    first, off = take(
        store, raw(calendar()), raw(calendar(method="CANCEL", sequence=1), 2, method="CANCEL")
    )
    found = views(store, first, off)
    assert found[first].called_off
    assert found[off].called_off
    assert not found[first].can_answer


def test_who_is_not_invited_cannot_answer(store):
    (number,) = take(store, raw(calendar(guests=("list@acme.example",))))
    assert not views(store, number)[number].can_answer
    with pytest.raises(UserFacing) as error:
        invitation_answers.answer(store, number, "accepted", NOW)
    assert error.value.code == "not_invited"
