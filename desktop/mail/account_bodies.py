"""An account's round of whole mails: which are wanted, by which way they come, and what becomes of those that do not."""

import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor

from desktop.mail.body_round import BodiesHere, mark_complete, put_left_aside
from desktop.mail.fairness import Gate
from desktop.mail.ingest import AfterBatch, Taken
from desktop.mail.sync_report import Counter
from desktop.mail.sync_scope import Scope
from desktop.mail.transport import ImapConnection
from desktop.mail.wanted_bodies import Wanted, wanted_bodies
from desktop.store.workspace import Store

_FEW = 60
_FEW_BYTES = 8_000_000  # up to here a process of its own costs more than it saves


class AccountBodies:
    """Fetches the bodies of an account's folders. One object a run."""

    def __init__(
        self,
        store: Store,
        account_id: str,
        connection: ImapConnection,
        after_batch: AfterBatch,
        counter: Counter,
        *,
        pool: Executor | None,
        stop: threading.Event,
        check: Callable[[], None],
        gate: Gate,
        on_aside: Callable[[Taken], None],
    ) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._after_batch, self._counter, self._pool = after_batch, counter, pool
        self._stop, self._check, self._gate = stop, check, gate
        self._on_aside = on_aside

    def run(self, scope: Scope, folder_ids: Collection[int], *, complete: bool = True) -> None:
        """Fetch what these folders want, then call them complete unless told otherwise.

        Raises Stopped, Renumbered and what the network says; BodiesWait when the day's bytes are used up.
        """
        if not folder_ids or self._gate.bodies_wait() is not None:
            return
        wanted = wanted_bodies(self._store, self._account_id, scope, folder_ids=sorted(folder_ids))
        if wanted:
            self._counter.begin("bodies")
            self._counter.expect(len(wanted))
            left = self._fetch(wanted)
            if left:  # asked once more by themselves, then put aside
                left = self._here(left)
                put_left_aside(self._store, left)
        if complete:
            mark_complete(self._store, folder_ids)

    def _fetch(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        return self._here(wanted)

    def _here(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        here = BodiesHere(
            self._store,
            self._account_id,
            self._connection,
            self._after_batch,
            pool=self._pool,
            on_taken=self._taken,
            check=self._check,
            between=self._gate.between,
        )
        return here.fetch(wanted)

    def _taken(self, taken: Taken, count: int) -> None:
        self._counter.add(count)
        self._on_aside(taken)


def are_few(wanted: Sequence[Wanted]) -> bool:
    """Whether these are fetched over the connection at hand."""
    return len(wanted) <= _FEW and sum(w.size for w in wanted) <= _FEW_BYTES
