"""Conversations on their way by mouse: what the list gives away and what a folder of the sidebar reads."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData

MIME = "application/x-tradepost-conversations"


@dataclass(frozen=True)
class Dragged:
    """Conversations, and the accounts their mail lies in ("" for this computer); None: not known."""

    thread_ids: tuple[int, ...]
    accounts: frozenset[str] | None = None

    def may_lie_in(self, account_id: str) -> bool:
        """Tell whether some of it can be moved to a folder of this account.

        Mail stays in its own mailbox; what lies on this computer only may go into any.
        """
        return self.accounts is None or account_id in self.accounts or "" in self.accounts


def to_mime(thread_ids: Sequence[int], accounts: Collection[str] | None) -> QMimeData:
    """Return what a drag carries."""
    told = {"threads": list(thread_ids), "accounts": None if accounts is None else sorted(accounts)}
    data = QMimeData()
    data.setData(MIME, json.dumps(told).encode())
    return data


def from_mime(data: QMimeData) -> Dragged | None:
    """Return the conversations of a drag, None when it carries something else."""
    if not data.hasFormat(MIME):
        return None
    told = json.loads(data.data(MIME).toStdString())
    accounts = told["accounts"]
    return Dragged(
        tuple(told["threads"]), None if accounts is None else frozenset(map(str, accounts))
    )
