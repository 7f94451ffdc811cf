"""The three families of errors: what the user can act on, what is tried again, and bugs."""

from datetime import datetime
from typing import Any


class TradepostError(Exception):
    """Base of every error that Tradepost raises on purpose."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "", safe: str = "", code: str = "") -> None:
        """Say what happened (`message`), what is safe and what to do next (`hint`), translated.

        `code` is a stable snake_case word for scripts (`--json`) and tests.
        """
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.safe = safe
        if code:
            self.code = code

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of the command line's contract: code, message, hint."""
        hint = " ".join(part for part in (self.safe, self.hint) if part)
        return {"code": self.code, "message": self.message, "hint": hint}


class UserFacing(TradepostError):
    """Something the user can act on: shown as it is, in his words."""


class Retryable(TradepostError):
    """Network down, server busy, file locked: retried with back-off, shown as state, no dialog."""

    code = "try_again_later"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        safe: str = "",
        code: str = "",
        retry_at: datetime | None = None,
    ) -> None:
        """`retry_at` (aware UTC) is the moment the other side named, when it named one."""
        super().__init__(message, hint=hint, safe=safe, code=code)
        self.retry_at = retry_at


class Bug(TradepostError):
    """A state the code should not be able to reach: logged scrubbed, shown once."""

    code = "bug"
