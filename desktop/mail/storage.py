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

    `far_back`, `offline` and `limits`: what each choice would take, the rest of the plan as it is; `planned`: the plan
    itself. `disk_free`: of the disk that holds the workspace.
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

    @property
    def here(self) -> int:
        """Bytes that the account takes now."""
        return self.raw_here + self.rows_here


@dataclass(frozen=True)
class _Cell:
    """Mails of one age and size: index of the age, the youngest first, and of the size.

    `mine`: of the account that is asked for; `listed`: they lie in a folder that is synced; `kept`: in one of which whole mails are kept. `whole`, `whole_bytes`:
    of those that are here whole.
    """

    mine: bool
    age: int
    size: int
    listed: bool
    kept: bool
    mails: int
    bytes: int
    whole: int
    whole_bytes: int


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
        every_cell = _cells(session, account_id, plan, ages, sizes)
        cells = [c for c in every_cell if c.mine]
        missing = _missing(session, account_id, plan)
        oldest = _oldest(session, account_id) if missing else None
        everything = _everything(session, every_cell)
    figures = _Figures(store, cells, ages, sizes, missing, oldest, everything)
    listed = sum(c.mails for c in cells)
    return Storage(
        listed=listed,
        whole=sum(c.whole for c in cells),
        raw_here=figures.raw_here,
        rows_here=listed * figures.header,
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
    )


def folder_figures(store: Store, account: str) -> dict[int, tuple[int, int]]:
    """Return folder id -> (mails listed, bytes of them on the server). Raises UserFacing (`no_account`)."""
    with store.read() as session:
        account_id = accounts.find(session, account).id
        rows = session.execute(
            sa.select(Placement.folder_id, sa.func.count(), sa.func.sum(Message.size))
            .join(Message, Message.id == Placement.message_id)
            .join(Folder, Folder.id == Placement.folder_id)
            .where(Folder.account_id == account_id)
            .group_by(Placement.folder_id)
        )
        return {row[0]: (int(row[1]), int(row[2] or 0)) for row in rows}


@dataclass(frozen=True)
class _Everything:
    """Of all accounts: mails, whole mails with their bytes, and the bytes that these take on the disk."""

    mails: int
    whole: int
    whole_bytes: int
    raw: int


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
        everything: _Everything,
    ) -> None:
        self._ages, self._sizes = list(ages), list(sizes)
        self._cells = [c for c in cells if c.listed]
        self._missing, self._oldest = missing, oldest
        own = sum(c.whole_bytes for c in cells)
        measured = everything.raw / everything.whole_bytes if everything.whole_bytes else 0.0
        self._share = measured if everything.whole >= _ENOUGH_WHOLE else _USUAL_SHARE
        self.raw_here = round(own * measured)
        rows = store.profile.database.stat().st_size
        enough = everything.mails >= _ENOUGH
        self.header = round(rows / everything.mails) if enough else _USUAL_HEADER

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
    kept = sa.func.max(sa.case((Placement.folder_id.in_(bodies), 1), else_=0))
    places = (
        sa.select(Placement.message_id, kept.label("kept"))
        .where(Placement.folder_id.in_(wanted))
        .group_by(Placement.message_id)
        .subquery()
    )
    age = sa.case(
        *((Message.sort_time >= cutoff(months), n) for n, months in enumerate(ages)),
        else_=len(ages),
    ).label("age")
    size = sa.case(
        *((Message.size <= limit, n) for n, limit in enumerate(sizes)), else_=len(sizes)
    ).label("size")
    whole = sa.case((Message.body_state == "full", 1), else_=0)
    mine = sa.case((Message.account_id == account_id, 1), else_=0).label("mine")
    rows = session.execute(
        sa.select(
            mine,
            age,
            size,
            places.c.kept,
            sa.func.count(),
            sa.func.sum(Message.size),
            sa.func.sum(whole),
            sa.func.sum(whole * Message.size),
        )
        .select_from(Message)
        .outerjoin(places, places.c.message_id == Message.id)
        .group_by(mine, age, size, places.c.kept)
    )
    return [
        _Cell(bool(row[0]), row[1], row[2], row[3] is not None, bool(row[3]), *map(int, row[4:]))
        for row in rows
    ]


def _everything(session: Session, cells: Sequence[_Cell]) -> _Everything:
    raw = session.scalar(sa.select(sa.func.sum(RawPiece.length))) or 0
    return _Everything(
        sum(c.mails for c in cells),
        sum(c.whole for c in cells),
        sum(c.whole_bytes for c in cells),
        int(raw),
    )


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
