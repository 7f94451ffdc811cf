"""The rules of waiting: when an answer is due, what stops a reminder, how long is left in words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language


class Rule(StrEnum):
    """What started a follow-up (the `rule` of `followup list`)."""

    NO_ANSWER = "no_answer"
    QUOTE_SILENT = "quote_silent"
    QUOTE_EXPIRING = "quote_expiring"
    APPROVAL = "approval"
    SAMPLE_ASK = "sample_ask"
    FIRST_RESPONSE = "first_response"
    REPLY = "reply"
    MANUAL = "by_hand"


class DueState(StrEnum):
    """How a due time stands to the present moment."""

    OK = "ok"
    DUE = "due"
    OVERDUE = "overdue"


# FEATURES.md G114-G118: days of silence before we ask again.
DAYS = {Rule.NO_ANSWER: 3, Rule.QUOTE_SILENT: 7, Rule.SAMPLE_ASK: 3}
FIRST_RESPONSE = timedelta(hours=24)
SOON = timedelta(hours=8)
MAX_DAYS = 365

# Mail that a machine sent is no answer (FEATURES.md decision 3).
_NO_ANSWER_KINDS = frozenset({"auto_reply", "bounce", "list", "bulk", "receipt"})


def due_after(rule: Rule, sent_at: datetime, days: int | None = None) -> datetime:
    """Return when silence after `sent_at` (aware UTC) becomes a task.

    `days`: calendar days, 1 to 365; by default those of the rule. First response: 24 hours.
    """
    if rule in {Rule.FIRST_RESPONSE, Rule.REPLY}:
        return sent_at + FIRST_RESPONSE
    wait = DAYS.get(rule, DAYS[Rule.NO_ANSWER]) if days is None else days
    if not 1 <= wait <= MAX_DAYS:
        raise UserFacing(
            _("A reminder can wait 1 to {most} days.").format(most=MAX_DAYS), code="bad_days"
        )
    return sent_at + timedelta(days=wait)


def due_state(due: datetime, now: datetime) -> DueState:
    """Return overdue (past), due (8 hours or less are left) or ok. Both aware UTC."""
    if due <= now:
        return DueState.OVERDUE
    return DueState.DUE if due - now <= SOON else DueState.OK


def is_answer(kind: str, *, inbound: bool) -> bool:
    """Tell whether a message of this kind is a person's word to us (not an auto-reply, bounce...)."""
    return inbound and kind not in _NO_ANSWER_KINDS


def stops(started_at: datetime, message_at: datetime, kind: str, *, inbound: bool) -> bool:
    """Tell whether a message ends a wait for an answer that began at `started_at`."""
    return is_answer(kind, inbound=inbound) and message_at > started_at


def snoozed(until: datetime, now: datetime) -> datetime:
    """Return the new due time of a snoozed follow-up; raises UserFacing if it is not in the future."""
    if until.tzinfo is None:
        raise UserFacing(_("The time needs a zone."), code="bad_time")
    if until <= now:
        raise UserFacing(
            _("A follow-up can only be put off to a time in the future."), code="bad_time"
        )
    return until.astimezone(UTC)


@dataclass(frozen=True)
class Moment:
    """One message on the clock: `at` (aware UTC), direction, mail kind."""

    at: datetime
    inbound: bool
    kind: str = "personal"


@dataclass(frozen=True)
class FirstResponse:
    """The 24-hour clock of an inquiry. `asked_at`: the oldest unanswered word of the customer.

    `due` is aware UTC; `answered_at` is our first mail after it."""

    asked_at: datetime
    due: datetime
    answered_at: datetime | None

    @property
    def on_time(self) -> bool | None:
        """Whether we answered within 24 hours; None while nothing went out."""
        return None if self.answered_at is None else self.answered_at <= self.due


def first_response(messages: list[Moment]) -> FirstResponse | None:
    """Return the first-response clock of a thread, whatever order its messages come in.

    None when no person wrote to us, or when we began the conversation.
    """
    ordered = sorted(messages, key=lambda m: (m.at, not m.inbound))
    spoken = [m for m in ordered if not m.inbound or is_answer(m.kind, inbound=True)]
    if not spoken or not spoken[0].inbound:
        return None
    asked = spoken[0].at
    answered = next((m.at for m in spoken if not m.inbound), None)
    return FirstResponse(asked, asked + FIRST_RESPONSE, answered)


def waiting_since(messages: list[Moment]) -> datetime | None:
    """Return since when the customer waits for us (aware UTC), None when the last word is ours.

    The clock starts with the first of his unanswered messages, not with his latest one.
    """
    since: datetime | None = None
    for message in sorted(messages, key=lambda m: (m.at, not m.inbound)):
        if not message.inbound:
            since = None
        elif is_answer(message.kind, inbound=True) and since is None:
            since = message.at
    return since


def _amount(span: timedelta) -> str:
    """Return a span rounded down to its largest unit: "20 min", "5 h", "2 d"."""
    minutes = max(int(span.total_seconds() // 60), 1)
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    if minutes < 24 * 60:
        return _("{count} h").format(count=minutes // 60)
    return _("{count} d").format(count=minutes // (24 * 60))


def reply_text(due: datetime | None, now: datetime, zone: str = "UTC") -> str:
    """Return the words of an SLA badge: "reply in 3 h", "overdue 5 h", "no reply due".

    Relative under 24 hours, otherwise a date in the IANA `zone` (UI.md, copy tone).
    """
    if due is None:
        return _("no reply due")
    if due <= now:
        return _("overdue {span}").format(span=_amount(now - due))
    if due - now <= timedelta(hours=24):
        return _("reply in {span}").format(span=_amount(due - now))
    return _("reply by {date}").format(date=day_text(due, now, zone))


def due_text(due: datetime, now: datetime, zone: str = "UTC") -> str:
    """Return when a task is due in words: "in 3 h", "overdue 2 d", "Mon 16:00", "9 Dec"."""
    if due <= now:
        return _("overdue {span}").format(span=_amount(now - due))
    if due - now <= timedelta(hours=24):
        return _("in {span}").format(span=_amount(due - now))
    return day_text(due, now, zone)


def left_text(due: datetime, now: datetime) -> str:
    """Return how much of a window is left: "3 h left", "overdue 5 h"."""
    if due <= now:
        return _("overdue {span}").format(span=_amount(now - due))
    return _("{span} left").format(span=_amount(due - now))


def day_text(moment: datetime, now: datetime, zone: str = "UTC") -> str:
    """Return a moment in `zone` as people write it: "Mon 16:00" this week, "9 Dec" after that."""
    local = moment.astimezone(ZoneInfo(zone))
    near = abs(moment - now) < timedelta(days=7)
    chinese = language() == "zh_CN"
    if near:
        pattern = "E HH:mm"
    else:
        pattern = "M月d日" if chinese else "d MMM"
        if local.year != now.astimezone(ZoneInfo(zone)).year:
            pattern = "y年M月d日" if chinese else "d MMM y"
    return str(format_datetime(local, pattern, locale=language()))
