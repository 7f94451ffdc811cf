"""What the Outbox shows, read in one task: what failed, what waits, drafts here and on servers, refused changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop.crm.recipient_time import zones_of
from desktop.mail import drafts, refused, returned
from desktop.mail.drafts import OutboxRow
from desktop.mail.foreign_drafts import ForeignDraft, foreign_drafts
from desktop.mail.refused import RefusedRow
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.ui.mail.times import both_times, list_time

Kind = Literal["failed", "returned", "refused", "waiting", "draft", "foreign"]
DRAFTS_SHOWN = 200
_GOING = ("attempted", "accepted")


@dataclass(frozen=True, slots=True)
class Item:
    """One line. `key` names it again after a reload; `stuck`: handed over, and nobody knows whether it arrived."""

    kind: Kind
    key: str
    title: str
    subject: str
    detail: str
    chip: str
    tone: str
    when: str
    stuck: bool = False
    going: bool = False
    rows: tuple[int, ...] = ()


def read_items(store: Store, now: datetime) -> list[Item]:
    """Return everything, what needs the user first. `now` aware UTC."""
    rows = drafts.listing(store)
    zones = zones_of(store, {r.customer_id for r in rows if r.customer_id})
    found = failed_items(rows, now)
    found += [_returned(r, now) for r in returned.returned(store)]
    found += [_refused(r, now) for r in refused.given_up(store)]
    found += waiting_items(rows, zones, now)
    found += [_draft(r, now) for r in rows if r.state == "draft"][:DRAFTS_SHOWN]
    return found + [_foreign(d, now) for d in foreign_drafts(store)]


def failed_items(rows: Iterable[OutboxRow], now: datetime) -> list[Item]:
    """Return the lines of what failed."""
    return [_failed(row, now) for row in rows if row.state == "failed"]


def waiting_items(rows: Iterable[OutboxRow], zones: Mapping[str, str], now: datetime) -> list[Item]:
    """Return the lines of what goes out, the next first; `zones`: customer id -> the recipient's time zone."""
    waiting = [row for row in rows if row.state in ("queued", *_GOING)]
    waiting.sort(key=lambda row: row.not_before or now)
    return [_waiting(row, now, zones.get(row.customer_id or "", "")) for row in waiting]


def _people(row: OutboxRow) -> str:
    return ", ".join(row.recipients) or _("No recipient yet")


def _subject(text: str) -> str:
    return text or _("(no subject)")


def _failed(row: OutboxRow, now: datetime) -> Item:
    return Item(
        "failed",
        row.id,
        _people(row),
        _subject(row.subject),
        row.error,
        _("Not sent"),
        "red",
        list_time(row.updated_at, now),
        stuck=row.unknown,
    )


def _returned(row: OutboxRow, now: datetime) -> Item:
    return Item(
        "returned",
        row.id,
        _people(row),
        _subject(row.subject),
        row.error,
        _("Came back"),
        "red",
        list_time(row.updated_at, now),
    )


def _refused(row: RefusedRow, now: datetime) -> Item:
    return Item(
        "refused",
        f"refused-{row.id}",
        row.text,
        row.subject,
        "",
        _("Refused by the server"),
        "amber",
        list_time(row.at, now),
        rows=row.ids,
    )


def _waiting(row: OutboxRow, now: datetime, zone: str) -> Item:
    chip, tone, detail = _("When online"), "neutral", row.error
    if row.state == "accepted":
        chip, tone = _("Sent"), "green"
        detail = detail or _("Its copy goes to the folder of sent mail when the mailbox answers.")
    elif row.state in _GOING:
        chip = _("Being sent")
    elif row.sign_in:
        chip, tone = _("Sign in again"), "amber"
    elif row.not_before is not None and row.not_before > now:
        chip = _("Tried again") if row.attempts else _("Scheduled")
        when = both_times(row.not_before, zone)
        detail = " · ".join(part for part in (when, row.error) if part)
    return Item(
        "waiting",
        row.id,
        _people(row),
        _subject(row.subject),
        detail,
        chip,
        tone,
        "",
        going=row.state in _GOING,
    )


def _draft(row: OutboxRow, now: datetime) -> Item:
    when = list_time(row.updated_at, now)
    return Item("draft", row.id, _people(row), _subject(row.subject), "", _("Draft"), "slate", when)


def _foreign(draft: ForeignDraft, now: datetime) -> Item:
    return Item(
        "foreign",
        str(draft.message_id),
        _subject(draft.subject),
        draft.snippet,
        "",
        _("Draft of another device"),
        "slate",
        list_time(draft.at, now),
    )
