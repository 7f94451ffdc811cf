"""Which folders of an account are kept here, how far back, and how much of them: the user's choice and its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder
from desktop.store.workspace import Store

NOT_WANTED = ("junk", "flagged")
"""Roles that are left out unless the user chooses them: junk, and views on mail that lies in other folders."""
HEADERS_ONLY = ("trash",)
"""Roles of which whole mails are not kept unless the user wants them."""
MONTHS = (3, 12, 36, 0)
"""How far back one can choose; 0 is everything."""
OFFLINE_MONTHS = (1, 3, 12, 36, 0)
LIMITS = (1_000_000, 5_000_000, 25_000_000, 0)
"""The largest mail (bytes) that is fetched by itself; 0: of any size."""
_MOST_MONTHS = 1_200


def is_wanted(role: str, chosen: bool | None) -> bool:
    """Tell whether a folder is synced: the user's word, else by its role."""
    return role not in NOT_WANTED if chosen is None else chosen


def default_keep(role: str) -> str:
    """Return what a new folder of this role keeps: "mail" or "headers"."""
    return "headers" if role in HEADERS_ONLY else "mail"


def keeps_bodies(keep: str) -> bool:
    """Tell whether whole mails of a folder are kept here (`Folder.keep`)."""
    return keep == "mail"


@dataclass(frozen=True)
class Plan:
    """What an account keeps: months back (0: all) listed and whole, bytes a mail may have, folder id -> (synced, keep)."""

    sync_months: int
    offline_months: int
    fetch_limit: int
    folders: Mapping[int, tuple[bool, str]]


def plan(store: Store, account: str) -> Plan:
    """Return what holds for an account (address or id). Raises UserFacing (`no_account`)."""
    with store.read() as session:
        row = accounts.find(session, account)
        folders = session.scalars(sa.select(Folder).where(Folder.account_id == row.id))
        return Plan(
            row.sync_months,
            row.offline_months,
            row.fetch_limit,
            {f.id: (f.selectable and is_wanted(f.role, f.chosen), f.keep) for f in folders},
        )


def save_plan(store: Store, account: str, wanted: Plan) -> None:
    """Store the choice; the next sync follows it. Nothing is freed here (`free_space`).

    Raises UserFacing (`no_account`, `bad_choice`).
    """
    check(wanted.sync_months, wanted.offline_months, wanted.fetch_limit)
    with store.write("user") as unit:
        row = accounts.find(unit.session, account)
        row.sync_months, row.offline_months = wanted.sync_months, wanted.offline_months
        row.fetch_limit = wanted.fetch_limit
        folders = unit.session.scalars(sa.select(Folder).where(Folder.account_id == row.id))
        for folder in folders:
            choice = wanted.folders.get(folder.id)
            if choice is not None and folder.selectable:
                _choose(folder, *choice)
        unit.touch("account", [row.id])


def choose(store: Store, folder_id: int, *, synced: bool, keep: str | None = None) -> None:
    """Choose one folder, or leave it out; `keep` is "mail" or "headers".

    Raises UserFacing (`no_folder`, `not_selectable`).
    """
    with store.write("user") as unit:
        folder = unit.session.get(Folder, folder_id)
        if folder is None:
            raise no_folder()
        if not folder.selectable:
            raise UserFacing(
                _("“{name}” only holds other folders: there is no mail in it.").format(
                    name=folder.name
                ),
                code="not_selectable",
            )
        _choose(folder, synced, keep or folder.keep)
        if folder.account_id is not None:
            unit.touch("account", [folder.account_id])


def _choose(folder: Folder, synced: bool, keep: str) -> None:
    if is_wanted(folder.role, folder.chosen) != synced:
        folder.chosen = synced
        folder.synced = synced
    if keep != folder.keep:
        folder.keep = keep


def check(sync_months: int, offline_months: int, fetch_limit: int) -> None:
    """Raise UserFacing (`bad_choice`) for figures that make no sense."""
    if not (0 <= sync_months <= _MOST_MONTHS and 0 <= offline_months <= _MOST_MONTHS):
        raise UserFacing(
            _("Months are a number from 0 to {most}; 0 means all.").format(most=_MOST_MONTHS),
            code="bad_choice",
        )
    if fetch_limit < 0:
        raise UserFacing(
            _("The largest mail is a number of bytes; 0 means any size."), code="bad_choice"
        )


def no_folder() -> UserFacing:
    """Build the error for a folder that is not there."""
    return UserFacing(
        _("There is no such folder."),
        hint=_("`tradepost folder list` shows them."),
        code="no_folder",
    )
