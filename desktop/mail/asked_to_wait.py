"""Understands a server that asks for patience: what big providers say when one account fetches or sends too much.

The words are those of MAIL.md 2.6 to 2.9 and of RFC 5530 (IMAP response codes) and RFC 3463 (SMTP status 4.7.x).
"""

import re
from datetime import UTC, datetime, timedelta

from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _

BUSY_SECONDS = 60.0
_TOO_MUCH_SECONDS = 300.0
_BANDWIDTH_SECONDS = 3600.0  # Gmail locks for up to a day: asking each hour costs nothing
_IN_USE_SECONDS = 15.0
_LONGEST = timedelta(days=1)

_BACKOFF = re.compile(r"suggested back-?off time:?\s*(\d+)\s*(milliseconds|ms)?", re.IGNORECASE)
_AFTER = re.compile(
    r"(?:try again|retry|wait|come back)\D{0,20}(\d+)\s*(second|sec|minute|min|hour)", re.IGNORECASE
)
_CONNECTIONS = re.compile(
    r"too many (?:simultaneous |concurrent |open )?(?:connections|sessions|clients)"
    r"|(?:maximum|max\.?) (?:number of )?(?:connections?|sessions?)|connections? limit"
    r"|连接数(?:过多|超)",
    re.IGNORECASE,
)
_BANDWIDTH = re.compile(r"bandwidth|exceeded command|download limit|流量", re.IGNORECASE)
_FULL = re.compile(
    r"quota (?:is |has been )?exceeded|mailbox (?:is )?full|over ?quota|out of storage|storage limit|not enough (?:space|quota)"
    r"|容量(?:不足|已满)",
    re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    r"\[(?:LIMIT|THROTTLED)\]|throttl|rate limit|limit exceeded|too (?:many|frequent)|too fast|frequency limit"
    r"|频繁|频率",
    re.IGNORECASE,
)
_BUSY = re.compile(
    r"\[(?:UNAVAILABLE|SERVERBUG)\]|server (?:is )?(?:temporarily )?unavailable|service (?:is )?(?:temporarily )?unavailable"
    r"|temporar(?:y|ily)|try (?:again )?later|(?:server|system) (?:is )?busy|authenticated but not connected"
    r"|系统(?:忙|繁忙)|稍后",
    re.IGNORECASE,
)
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def wait_asked(host: str, said: str) -> TradepostError | None:
    """What an IMAP server means by a NO, BAD or BYE that asks for patience; None when it means something else.

    Retryable with `retry_at`: code `too_many_connections` or `throttled` (it sets limits) or `busy` (its own
    trouble). UserFacing (`mailbox_full`) when the mailbox has no room left.
    """
    named = _named(said)
    if _CONNECTIONS.search(said):
        return Retryable(
            _("{host} allows no further connection at the moment.").format(host=host),
            hint=_("Other programs or devices use this mailbox too; it is tried again by itself."),
            code="too_many_connections",
            retry_at=_later(named or BUSY_SECONDS),
        )
    overquota = "[OVERQUOTA]" in said.upper()
    if _BANDWIDTH.search(said):
        return _throttled(host, named or _BANDWIDTH_SECONDS)
    if _FULL.search(said) or overquota:
        return UserFacing(
            _("The mailbox at {host} is full.").format(host=host),
            hint=_("Delete or move old mail on the server, then try again."),
            code="mailbox_full",
        )
    if named is not None or _TOO_MUCH.search(said):
        return _throttled(host, named if named is not None else _TOO_MUCH_SECONDS)
    if "[INUSE]" in said.upper():
        return _busy(host, _IN_USE_SECONDS)
    return _busy(host, BUSY_SECONDS) if _BUSY.search(said) else None


def smtp_wait_asked(host: str, code: int, said: str) -> Retryable | None:
    """What a submission server means by a 4xx answer about rates and limits; None for any other answer.

    421 closes the channel, 450 to 452 with status 4.7.x are rate limits and greylisting (RFC 3463 section 3.8).
    """
    if not 400 <= code < 500:
        return None
    named = _named(said)
    if _CONNECTIONS.search(said):
        error = wait_asked(host, said)
        return error if isinstance(error, Retryable) else None
    limited = re.search(r"\b4\.7\.\d+", said) or _TOO_MUCH.search(said) or named is not None
    if limited:
        return _throttled(host, named if named is not None else _TOO_MUCH_SECONDS)
    if code == 421:
        return _busy(host, BUSY_SECONDS)
    return None


def _named(said: str) -> float | None:
    """The seconds that the server names itself."""
    backoff = _BACKOFF.search(said)
    if backoff:
        return int(backoff[1]) / 1000
    after = _AFTER.search(said)
    return float(int(after[1]) * _SECONDS[after[2][0].lower()]) if after else None


def _later(seconds: float) -> datetime:
    return datetime.now(UTC) + min(timedelta(seconds=seconds), _LONGEST)


def _throttled(host: str, seconds: float) -> Retryable:
    return Retryable(
        _("{host} asks to wait before going on.").format(host=host),
        hint=_("It limits how much an account may fetch; nothing is lost."),
        code="throttled",
        retry_at=_later(seconds),
    )


def _busy(host: str, seconds: float) -> Retryable:
    return Retryable(
        _("{host} is busy.").format(host=host),
        hint=_("It is tried again by itself."),
        code="busy",
        retry_at=_later(seconds),
    )
