"""The one source of the present moment, so that rules and tests can name their own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


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
