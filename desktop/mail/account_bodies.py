"""An account's round of whole mails: which are wanted, by which way they come, and what becomes of those that do not."""

from collections.abc import Sequence

from desktop.mail import accounts
from desktop.mail.body_round import BodiesHere, mark_complete, put_left_aside
from desktop.mail.bulk import fetch_bodies
from desktop.mail.sync_run import SyncRun
from desktop.mail.wanted_bodies import Wanted, count_wanted, wanted_bodies
from desktop.runtime.errors import Retryable

_FEW = 60
_FEW_BYTES = 8_000_000  # up to here a process of its own costs more than it saves


class AccountBodies:
    """Fetches the bodies that the folders of a run want."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run

    def bring_up(self) -> None:
        """Fetch them, then call the folders complete, unless the run is only partial.

        Raises Stopped, Renumbered and what the network says; BodiesWait when the day's bytes are used up.
        """
        run = self._run
        if not run.bodies_of or run.gate.bodies_wait() is not None:
            return
        folder_ids = sorted(run.bodies_of)
        count = count_wanted(run.store, run.account_id, run.scope, folder_ids=folder_ids)
        if count:
            run.counter.begin("bodies")
            run.counter.expect(count)
        before: set[int] = set()
        while count:
            wanted = wanted_bodies(run.store, run.account_id, run.scope, folder_ids=folder_ids)
            if {w.message_id for w in wanted} <= before:  # none, or none of them came
                break
            before = {w.message_id for w in wanted}
            left = self._fetch(wanted)
            if left:  # asked once more by themselves, then put aside
                put_left_aside(run.store, self._here(left))
        if not run.partial:
            mark_complete(run.store, run.bodies_of, run.scope)

    def _fetch(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        run = self._run
        if are_few(wanted) or not run.gate.own_connection_for_bulk():
            return self._here(wanted)
        try:
            return self._by_process(wanted)
        except Retryable as error:
            if error.code != "too_many_connections":
                raise
            run.gate.connection_refused()
            return self._here(wanted)

    def _by_process(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        run = self._run
        run.give_pool_back()
        child, run.early, run.in_bulk, run.unsettled = run.early, None, False, True
        return fetch_bodies(
            run.store,
            accounts.load(run.store, run.account_id).imap_login(),
            run.account_id,
            wanted,
            after_batch=run.after_batch,
            on_taken=run.taken,
            stop=run.stop,
            gate=run.gate,
            child=child,
        )

    def _here(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        return BodiesHere(self._run).fetch(wanted)


def are_few(wanted: Sequence[Wanted]) -> bool:
    """Whether these are fetched over the connection at hand."""
    return len(wanted) <= _FEW and sum(w.size for w in wanted) <= _FEW_BYTES
