"""The one source of the present moment, so that rules and tests can name their own, and of time zones by name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still at `moment` (aware UTC): tests, screenshots, `--at TIME`."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment given."""
        return self.moment


def zone_of(name: str) -> ZoneInfo | None:
    """Return the IANA zone of a name, None for an empty or unknown one."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
