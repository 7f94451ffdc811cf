"""The connections of one account: how many are open, how many its server allows, and who makes room when it allows one."""

import threading
from collections.abc import Callable

from desktop.mail.account_use import UseRecord

_UNPROVEN = 2
_ROOMY = 3  # sync, errands, bulk: we never want more


class AccountLines:
    """Shared by the threads of one account.

    `usual`: what the provider table says, 0 when it knows nothing. The server's own word, learned from its refusals,
    counts for the rest of the day.
    """

    def __init__(self, use: UseRecord, usual: int) -> None:
        self._use, self._usual = use, usual
        self._changed = threading.Condition()
        self._open = 0
        self._roomy = False
        self._wanted = 0
        self.on_wanted: Callable[[], None] = lambda: None

    def opened(self, *, roomy: bool = False) -> None:
        """A connection was made; `roomy`: to a kind of server that allows many (it speaks CONDSTORE)."""
        with self._changed:
            self._open += 1
            self._roomy = self._roomy or roomy

    def closed(self) -> None:
        """A connection was given up."""
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def refused(self) -> None:
        """The server allowed no further connection: it allows as many as are open, but one."""
        with self._changed:
            self._use.allow_connections(max(1, self._open))

    def bulk_refused(self) -> None:
        """The server allowed no connection for bulk beside the two that do all else."""
        self._use.allow_connections(min(self.limit, _UNPROVEN))

    @property
    def limit(self) -> int:
        """How many connections the account may have."""
        unproven = _ROOMY if self._roomy else _UNPROVEN
        return min(self._use.connections or _ROOMY, self._usual or unproven)

    # ---- when there may be only one

    @property
    def wanted(self) -> bool:
        """Whether an errand waits for the only connection."""
        return self._wanted > 0

    def ask(self, seconds: float) -> bool:
        """Have the others hang up, where only one connection is allowed; whether there is room now."""
        if self.limit > 1:
            return True
        with self._changed:
            self._wanted += 1
        self.on_wanted()
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, seconds)

    def give_back(self) -> None:
        """The errand is done; the others may connect again."""
        with self._changed:
            self._wanted = 0
            self._changed.notify_all()

    def wait_until_given_back(self, seconds: float) -> None:
        """Hold still while an errand has the only connection, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._wanted, seconds)
            self._wanted = 0
