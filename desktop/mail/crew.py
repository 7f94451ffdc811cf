"""The workers of all accounts: taken on, let go, and told what concerns them all."""

from collections.abc import Iterable

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.errands import ErrandWorker
from desktop.mail.network_watch import NetworkNews
from desktop.mail.sync_worker import SyncWorker
from desktop.mail.workers import Surroundings
from desktop.store.schema.mail import Account

_END_SECONDS = 6.0


class Crew:
    """Two workers for each account that is switched on. Used by the engine's command thread."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._sync: dict[str, SyncWorker] = {}
        self._errands: dict[str, ErrandWorker] = {}
        self._all_paused = False

    @property
    def accounts(self) -> list[str]:
        """The ids of the accounts at work."""
        return sorted(self._sync)

    def reload(self) -> None:
        """Take up new accounts, let go of those that are gone."""
        with self._around.store.read() as session:
            wanted = set(
                session.scalars(
                    sa.select(Account.id).where(Account.enabled, Account.deleted_at.is_(None))
                )
            )
        for account_id in set(self._sync) - wanted:
            for worker in (self._sync.pop(account_id), self._errands.pop(account_id)):
                worker.stop()
            self._around.forget(account_id)
        for account_id in sorted(wanted - set(self._sync)):
            sync = SyncWorker(self._around, account_id)
            errands = ErrandWorker(self._around, account_id, sync.wake)
            self._sync[account_id], self._errands[account_id] = sync, errands
            if self._all_paused:
                sync.paused.set()
            sync.start()
            errands.start()

    def chosen(self, account: str) -> list[str]:
        """The ids meant by an id or address, all for "". Raises UserFacing (`no_account`)."""
        if not account:
            return self.accounts
        with self._around.store.read() as session:
            found = accounts.find(session, account).id
        return [found] if found in self._sync else []

    def errand_worker(self, account_id: str) -> ErrandWorker | None:
        """Who does the errands of an account."""
        return self._errands.get(account_id)

    def wake(self, account_ids: Iterable[str]) -> None:
        """Sync now and look at what is owed; back-offs end."""
        for account_id in account_ids:
            if account_id in self._sync:
                self._sync[account_id].wake()
                self._errands[account_id].wake()

    def wake_errands(self) -> None:
        """Do what is owed, in all accounts; also where a login was refused: the user asks for it."""
        for worker in self._errands.values():
            worker.wake()

    def look_at_errands(self) -> None:
        """Something may be owed, in any account."""
        for worker in self._errands.values():
            worker.look()

    def settings_changed(self, account_ids: Iterable[str]) -> None:
        """Accounts were changed: their habits are looked up anew, what made them wait may be over."""
        for account_id in account_ids:
            if account_id in self._sync:
                self._around.forget(account_id)
                self._sync[account_id].settings_changed()
                self._errands[account_id].wake()

    def pause(self, account_ids: list[str]) -> None:
        """Stop syncing these; accounts that come later are paused too when these are all."""
        self._all_paused = len(account_ids) == len(self._sync)
        for account_id in account_ids:
            self._sync[account_id].pause()

    def resume(self, account_ids: list[str]) -> None:
        """Go on with these."""
        self._all_paused = False
        for account_id in account_ids:
            self._sync[account_id].resume()

    def network_changed(self, news: NetworkNews) -> None:
        """Tell all, from any thread."""
        for worker in (*self._sync.copy().values(), *self._errands.copy().values()):
            worker.network_changed(news)

    def end(self) -> None:
        """Stop all and wait a little for them."""
        workers = [*self._sync.values(), *self._errands.values()]
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join(_END_SECONDS)
