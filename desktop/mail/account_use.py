"""What an account took from its server today and how long the server asked to be left alone: kept across restarts."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desktop.store.schema.mail import Account, AccountUse
from desktop.store.workspace import Store

_FLUSH_BYTES = 8_000_000
_WORTH_A_WRITE = 256_000
_DAY = 86_400

SERVER = "server"
BODIES = "bodies"


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when (UTC) something waits, and the code of the error that said so."""

    until: datetime
    code: str


class UseRecord:
    """The use of one account; may be asked by any thread.

    `now` gives seconds since 1970. The bytes of the last minutes are counted in memory and lost by a crash: at most
    8 MB of a day's allowance. The row may be written by two processes (`tradepost sync` beside the engine): bytes are
    added to what is there, and a wait that the other one noted stays.
    """

    def __init__(self, store: Store, account_id: str, now: Callable[[], float]) -> None:
        self._store, self._account_id, self._now = store, account_id, now
        self._lock = threading.Lock()
        self._pending = 0
        with store.read() as session:
            row = session.get(AccountUse, account_id)
            self._day = row.day if row else 0
            self._bytes = row.bytes if row else 0
            self._connections = row.connections if row else 0
            self._holds = _holds_of(row.reason) if row else {}

    # ---- bytes of a day

    def took(self, count: int) -> None:
        """Count bytes that came from the server."""
        with self._lock:
            self._turn_day()
            self._bytes += count
            self._pending += count
            due = self._pending >= _FLUSH_BYTES
        if due:
            self.flush()

    @property
    def bytes_today(self) -> int:
        """How many bytes came today (UTC)."""
        with self._lock:
            self._turn_day()
            return self._bytes

    def tomorrow(self) -> datetime:
        """When the day's count begins anew."""
        return datetime.fromtimestamp((int(self._now()) // _DAY + 1) * _DAY, UTC)

    def _turn_day(self) -> None:
        day = int(self._now()) // _DAY
        if day != self._day:
            self._day, self._bytes, self._pending, self._connections = day, 0, 0, 0

    # ---- waits

    def hold(self, kind: str, until: datetime, code: str) -> None:
        """Leave the server alone until then: `kind` is SERVER (all) or BODIES (headers still come)."""
        with self._lock:
            self._holds[kind] = (int(until.timestamp()) + 1, code)
        self.flush()

    def held(self, kind: str) -> Hold | None:
        """The wait that still holds."""
        with self._lock:
            until, code = self._holds.get(kind, (0, ""))
        return Hold(datetime.fromtimestamp(until, UTC), code) if until > self._now() else None

    def release(self) -> None:
        """Forget all waits: the account has become another one."""
        with self._lock:
            self._holds.clear()
        self._write(keep=False)

    # ---- connections

    @property
    def connections(self) -> int:
        """How many connections the server was found to allow, 0 when it never complained today."""
        with self._lock:
            self._turn_day()
            return self._connections

    def allow_connections(self, count: int) -> None:
        """Remember for the rest of the day that the server allows no more than so many."""
        with self._lock:
            self._turn_day()
            self._connections = max(1, count)
        self.flush()

    # ---- the row

    def settle(self) -> None:
        """A transfer is over: write the count down when it is worth a transaction."""
        if self._pending >= _WORTH_A_WRITE:
            self.flush()

    def flush(self) -> None:
        """Write down what is only in memory."""
        self._write(keep=True)

    def _write(self, *, keep: bool) -> None:
        """`keep`: waits that another process wrote down meanwhile still hold."""
        with self._store.write("sync") as unit:
            if unit.session.get(Account, self._account_id) is None:
                return
            row = unit.session.get(AccountUse, self._account_id)
            with self._lock:
                self._turn_day()
                if row is not None and row.day == self._day:
                    self._bytes = row.bytes + self._pending
                    self._connections = self._connections or row.connections
                self._pending = 0
                if row is not None and keep:
                    for kind, there in _holds_of(row.reason).items():
                        self._holds[kind] = max(there, self._holds.get(kind, there))
                live = {k: v for k, v in self._holds.items() if v[0] > self._now()}
                values = AccountUse(
                    account_id=self._account_id,
                    day=self._day,
                    bytes=self._bytes,
                    retry_at=max((until for until, _code in live.values()), default=0),
                    reason=" ".join(
                        f"{kind}:{until}:{code}" for kind, (until, code) in live.items()
                    ),
                    connections=self._connections,
                )
            unit.session.merge(values)


def _holds_of(text: str) -> dict[str, tuple[int, str]]:
    found = {}
    for word in text.split():
        kind, until, code = (*word.split(":"), "", "")[:3]
        if until.isdigit():
            found[kind] = (int(until), code)
    return found


def later(now: float, seconds: float) -> datetime:
    """The moment (UTC) so many seconds after `now`."""
    return datetime.fromtimestamp(now, UTC) + timedelta(seconds=seconds)
