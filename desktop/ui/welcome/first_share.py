"""How much of the first sync is done, as one figure that only grows: its phases count on their own, people do not."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.ui.engine_client import Progress

LISTS = 0.15
"""The part of the bar that the lists take: about their share of the time, whole mails take the rest."""


@dataclass
class _Account:
    share: float = 0.0
    mails: int = 0


class FirstShare:
    """Shares from 0 to 1 of each account and of all. Folders found on the way make totals grow, never a share fall."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._accounts: dict[str, _Account] = {}
        self._whole = 0.0

    def expect(self, account_ids: Iterable[str]) -> None:
        """Count accounts that have not told anything yet."""
        for account_id in account_ids:
            self._accounts.setdefault(account_id, _Account())

    def start_anew(self) -> None:
        """Begin again: more mail than before was asked for."""
        self._accounts = {account_id: _Account() for account_id in self._accounts}
        self._whole = 0.0

    def note(self, progress: Progress) -> float:
        """Take in what was told of an account and return its share."""
        account = self._accounts.setdefault(progress.account_id, _Account())
        part = min(1.0, progress.done / progress.total) if progress.total else 0.0
        share = part * LISTS if progress.phase == "headers" else LISTS + part * (1 - LISTS)
        account.share = max(account.share, share)
        account.mails = max(account.mails, progress.total)
        return account.share

    def finish(self, account_id: str) -> float:
        """Take in that an account is equal to its server."""
        account = self._accounts.setdefault(account_id, _Account())
        account.share = 1.0
        return account.share

    def whole(self) -> float:
        """Return the share of all accounts, by the number of their mails."""
        weights = sum(max(a.mails, 1) for a in self._accounts.values())
        if weights:
            done = sum(a.share * max(a.mails, 1) for a in self._accounts.values())
            self._whole = max(self._whole, done / weights)
        return self._whole
