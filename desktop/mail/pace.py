"""When something that failed is tried again: later each time, not at all by itself when only the user can help."""

import time

from desktop.mail.login_errors import SIGN_IN_CODES
from desktop.runtime.errors import Retryable, TradepostError

BACKOFF = (3.0, 10.0, 30.0, 60.0, 300.0)
_LONGEST_ASKED = 3600.0


class Pace:
    """The tries of one thing; asked and told by one thread, hurried by any."""

    def __init__(self, longest: float = _LONGEST_ASKED) -> None:
        """`longest`: how many seconds a server may ask for before it is asked again all the same."""
        self._longest = longest
        self._failures = 0
        self._at = 0.0
        self._told_of = ""
        self.barred: TradepostError | None = None
        """The refused login, after which only the user can help: not tried again by itself."""

    def is_due(self) -> bool:
        """Tell whether it may be tried now."""
        return time.monotonic() >= self._at

    def hurry(self, *, again: bool = False) -> None:
        """Something has changed: it may be tried at once. `again`: also what only the user can mend, he may have."""
        if again or self.barred is None:
            self._failures, self._at, self.barred = 0, 0.0, None

    def well(self) -> None:
        """It went well."""
        self._failures, self._told_of, self.barred = 0, "", None

    def rest(self, seconds: float) -> None:
        """Not before so many seconds."""
        self._at = time.monotonic() + seconds

    def failed(self, error: TradepostError, now: float) -> bool:
        """It failed, at `now` (seconds since 1970); whether the user has not been told of this yet."""
        wait = BACKOFF[min(self._failures, len(BACKOFF) - 1)]
        self._failures += 1
        if isinstance(error, Retryable) and error.retry_at is not None:
            wait = max(wait, min(error.retry_at.timestamp() - now, self._longest))
        if error.code in SIGN_IN_CODES:
            wait = 24 * 3600.0  # the same password again and again gets an account locked
            self.barred = error
        self.rest(wait)
        news = error.code != self._told_of
        self._told_of = error.code
        return news
