"""What an account takes on this computer, and what it would take under another choice: counted where its mails are
listed, estimated where they are not yet."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import accounts
from desktop.mail.folder_choice import LIMITS, MONTHS, OFFLINE_MONTHS, Plan, keeps_bodies
from desktop.store.schema.mail import Folder, Message, Placement, RawPiece
from desktop.store.workspace import Store

MONTH = 30.44 * 86_400
_USUAL_SHARE = 0.75  # of a mail's bytes, on the disk: files in base64 compress to this
_USUAL_HEADER = 4_000  # bytes that a listed mail takes: row, addresses, text and search index
_SHORTEST = 0.1  # months that must be listed before a rate is worth anything
_ENOUGH = 500  # mails from which on our own figures count instead of the usual ones
_ENOUGH_WHOLE = 50


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen: `value` as stored, mails that it means, bytes on this disk.

    `estimated`: not all of these mails are listed yet.
    """

    value: int
    mails: int
    size: int
    estimated: bool


@dataclass(frozen=True)
class Storage:
    """What a plan means. `whole` mails with their bytes in `raw_here`, `listed` with their rows in `rows_here`.

    `far_back`, `offline` and `limits`: what each choice would take, the rest of the plan as it is. `freed`: (mails,
    bytes) that the plan no longer keeps and that can be given back. `disk_free`: of the disk that holds the workspace.
    """

    listed: int
    whole: int
    raw_here: int
    rows_here: int
    disk_free: int
    far_back: tuple[Choice, ...]
    offline: tuple[Choice, ...]
    limits: tuple[Choice, ...]
    planned: Choice
    per_folder: dict[int, tuple[int, int]]

    @property
    def here(self) -> int:
        """Bytes that the account takes now."""
        return self.raw_here + self.rows_here


@dataclass(frozen=True)
class _Cell:
    """Mails of one age and size: youngest-first index of the age, index of the size, whether whole mails are kept."""

    age: int
    size: int
    kept: bool
    mails: int
    bytes: int
    raw: int
    whole_bytes: int
    whole: int


def cutoff(months: int, now: float | None = None) -> int | None:
    """Return the oldest time (seconds, UTC) of a choice of months; None: everything."""
    return int((time.time() if now is None else now) - months * MONTH) if months else None


def storage(store: Store, account: str, plan: Plan) -> Storage:
    """Return what an account (address or id) takes and would take under `plan`. Raises UserFacing (`no_account`)."""
    ages = sorted(
        {m for m in (*MONTHS, *OFFLINE_MONTHS, plan.sync_months, plan.offline_months) if m}
    )
    sizes = sorted({s for s in (*LIMITS, plan.fetch_limit) if s})
    with store.read() as session:
        account_id = accounts.find(session, account).id
        cells = _cells(session, account_id, plan, ages, sizes)
        missing = _missing(session, account_id, plan)
        here, text_rows = _here(session, account_id)
        per_folder = _per_folder(session, account_id)
        all_mails = session.scalar(sa.select(sa.func.count()).select_from(Message)) or 0
        oldest = _oldest(session, account_id)
    figures = _Figures(store, cells, ages, sizes, missing, oldest, all_mails)
    return Storage(
        listed=text_rows,
        whole=here[0],
        raw_here=here[1],
        rows_here=text_rows * figures.header,
        disk_free=shutil.disk_usage(store.profile.root).free,
        far_back=tuple(
            figures.choice(m, m, _narrower(plan.offline_months, m), plan.fetch_limit)
            for m in _with(MONTHS, plan.sync_months)
        ),
        offline=tuple(
            figures.choice(m, plan.sync_months, m, plan.fetch_limit)
            for m in _with(OFFLINE_MONTHS, plan.offline_months)
            if _fits(m, plan.sync_months)
        ),
        limits=tuple(
            figures.choice(s, plan.sync_months, plan.offline_months, s)
            for s in _with(LIMITS, plan.fetch_limit)
        ),
        planned=figures.choice(0, plan.sync_months, plan.offline_months, plan.fetch_limit),
        per_folder=per_folder,
    )


class _Figures:
    """Sums over the cells, with what is not listed yet added by rule of three."""

    def __init__(
        self,
        store: Store,
        cells: Sequence[_Cell],
        ages: Sequence[int],
        sizes: Sequence[int],
        missing: int,
        oldest: int | None,
        all_mails: int,
    ) -> None:
        self._cells, self._ages, self._sizes = cells, list(ages), list(sizes)
        self._missing, self._oldest = missing, oldest
        whole = sum(c.whole for c in cells)
        raw, of = sum(c.raw for c in cells), sum(c.whole_bytes for c in cells)
        self._share = raw / of if whole >= _ENOUGH_WHOLE and of else _USUAL_SHARE
        rows = store.profile.database.stat().st_size
        self.header = round(rows / all_mails) if all_mails >= _ENOUGH else _USUAL_HEADER

    def choice(self, value: int, months: int, offline: int, limit: int) -> Choice:
        """What a choice means: mails listed, and bytes of rows and whole mails."""
        listed = sum(c.mails for c in self._cells if c.age <= self._age(months))
        mails = listed + self._unlisted(listed, months)
        last = self._age(_narrower(offline, months))
        kept = sum(
            c.bytes
            for c in self._cells
            if c.kept and c.age <= last and (not limit or c.size <= self._sizes.index(limit))
        )
        if mails > listed > 0:
            kept = round(kept * mails / listed)
        size = round(kept * self._share) + mails * self.header
        return Choice(value, mails, size, estimated=mails > listed)

    def _age(self, months: int) -> int:
        return self._ages.index(months) if months else len(self._ages)

    def _unlisted(self, listed: int, months: int) -> int:
        """How many mails of this age are probably still to be listed: the newest come first."""
        since = cutoff(months)
        reached = self._oldest is not None and since is not None and self._oldest <= since
        if not self._missing or reached:
            return 0
        reach = (time.time() - self._oldest) / MONTH if self._oldest else 0.0
        if (
            not months or reach < _SHORTEST
        ):  # all of it, or nothing is known of how much a month brings
            return self._missing
        return min(self._missing, round(listed / reach * (months - reach)))


def _cells(
    session: Session, account_id: str, plan: Plan, ages: Sequence[int], sizes: Sequence[int]
) -> list[_Cell]:
    wanted = [i for i, (synced, _keep) in plan.folders.items() if synced]
    bodies = [i for i in wanted if keeps_bodies(plan.folders[i][1])]
    kept = sa.func.max(sa.case((Placement.folder_id.in_(bodies), 1), else_=0)).label("kept")
    each = (
        sa.select(Message.size, Message.sort_time, RawPiece.length, kept)
        .join(Placement, Placement.message_id == Message.id)
        .outerjoin(RawPiece, RawPiece.sha256 == Message.sha256)
        .where(Message.account_id == account_id, Placement.folder_id.in_(wanted))
        .group_by(Message.id)
        .subquery()
    )
    age = sa.case(
        *((each.c.sort_time >= cutoff(months), n) for n, months in enumerate(ages)),
        else_=len(ages),
    ).label("age")
    size = sa.case(
        *((each.c.size <= limit, n) for n, limit in enumerate(sizes)), else_=len(sizes)
    ).label("size")
    rows = session.execute(
        sa.select(
            age,
            size,
            each.c.kept,
            sa.func.count(),
            sa.func.sum(each.c.size),
            sa.func.coalesce(sa.func.sum(each.c.length), 0),
            sa.func.coalesce(
                sa.func.sum(sa.case((each.c.length.is_not(None), each.c.size), else_=0)), 0
            ),
            sa.func.count(each.c.length),
        ).group_by(age, size, each.c.kept)
    )
    return [_Cell(row[0], row[1], bool(row[2]), *map(int, row[3:])) for row in rows]


def _missing(session: Session, account_id: str, plan: Plan) -> int:
    """How many mails of the wanted folders the server has and no list here."""
    counts = session.execute(
        sa.select(Placement.folder_id, sa.func.count())
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Folder.account_id == account_id)
        .group_by(Placement.folder_id)
    )
    listed = {row[0]: row[1] for row in counts}
    totals = session.execute(
        sa.select(Folder.id, Folder.total).where(Folder.account_id == account_id)
    )
    return sum(
        max(0, total - listed.get(folder_id, 0))
        for folder_id, total in totals
        if plan.folders.get(folder_id, (False, ""))[0]
    )


def _here(session: Session, account_id: str) -> tuple[tuple[int, int], int]:
    """((whole mails, their bytes on the disk), mails listed) of an account."""
    whole = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RawPiece.length), 0))
        .select_from(Message)
        .join(RawPiece, RawPiece.sha256 == Message.sha256)
        .where(Message.account_id == account_id)
    ).one()
    listed = session.scalar(
        sa.select(sa.func.count()).select_from(Message).where(Message.account_id == account_id)
    )
    return (int(whole[0]), int(whole[1])), listed or 0


def _per_folder(session: Session, account_id: str) -> dict[int, tuple[int, int]]:
    """Folder id -> (mails listed, bytes of them on the server)."""
    rows = session.execute(
        sa.select(Placement.folder_id, sa.func.count(), sa.func.sum(Message.size))
        .join(Message, Message.id == Placement.message_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Folder.account_id == account_id)
        .group_by(Placement.folder_id)
    )
    return {row[0]: (int(row[1]), int(row[2] or 0)) for row in rows}


def _oldest(session: Session, account_id: str) -> int | None:
    """The oldest mail listed of the inbox: folders are listed side by side, the newest mail first."""
    return session.scalar(
        sa.select(sa.func.min(Message.sort_time))
        .join(Placement, Placement.message_id == Message.id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Folder.account_id == account_id, Folder.role == "inbox")
    )


def _narrower(one: int, other: int) -> int:
    return min((m for m in (one, other) if m), default=0)


def _fits(offline: int, months: int) -> bool:
    """Whether whole mails can be kept so far back: not farther than they are listed."""
    return not months or (0 < offline <= months)


def _with(values: Sequence[int], own: int) -> list[int]:
    """The values to choose from, with the one in use; 0 (everything) is the last."""
    return sorted({*values, own}, key=lambda value: (value == 0, value))
