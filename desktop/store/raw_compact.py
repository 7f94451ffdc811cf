"""Gives back the room of message bytes that are no longer kept: packs with dead chunks are written anew.

A pack is left behind in small steps: live chunks are copied to a newer pack and their rows changed in one write unit,
and only when no row names the pack, its copies are on the disk and the rows too, the file is removed. A crash at any
point leaves every row naming a whole chunk; what was copied twice is dead and goes with the next run.
"""

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Message, RawPiece
from desktop.store.workspace import Store

LEAST_DEAD = 1_000_000
"""Bytes that must be dead in a pack to be worth writing it anew."""
_STEP_BYTES = 8 * 1024 * 1024
_STEP_CHUNKS = 500
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Tell = Callable[[int, int], object]


@dataclass(frozen=True)
class PackUse:
    """A pack file: its number, its bytes, and how many of them belong to messages that are kept."""

    pack: int
    size: int
    live: int

    @property
    def dead(self) -> int:
        """Bytes that nobody names any more."""
        return max(0, self.size - self.live)


@dataclass(frozen=True)
class Compacted:
    """What a run did: packs removed, bytes given back to the disk."""

    packs: int
    freed: int


def pack_uses(store: Store) -> list[PackUse]:
    """Return every pack that may be written anew, the one with the most dead bytes first."""
    with store.read() as session:
        live = {
            pack: int(length)
            for pack, length in session.execute(
                sa.select(RawPiece.pack, sa.func.sum(RawPiece.length)).group_by(RawPiece.pack)
            )
        }
    held = store.raw.reserved()
    uses = [
        PackUse(number, path.stat().st_size, live.get(number, 0))
        for number, path in store.raw.packs().items()
        if number not in held
    ]
    return sorted(uses, key=lambda use: -use.dead)


def compact(
    store: Store,
    *,
    least_dead: int = LEAST_DEAD,
    step_chunks: int = _STEP_CHUNKS,
    tell: Tell = lambda _moved, _all: None,
) -> Compacted:
    """Write packs with dead bytes anew and remove them; returns what was given back.

    `tell(chunks moved, all of the pack)` after each step. Raises UserFacing (`disk_full`): every message stays
    readable, what was given back so far is.
    """
    packs = freed = 0
    for use in pack_uses(store):
        if use.dead < least_dead:
            break
        before = store.raw.size()
        _leave(store, use.pack, step_chunks, tell)
        freed += before - store.raw.size()
        packs += 1
    return Compacted(packs, max(0, freed))


def _leave(store: Store, pack: int, step_chunks: int, tell: Tell) -> None:
    with store.write("compact"):
        store.raw.begin_pack()  # from now on nothing is appended to the pack that is left
    with store.read() as session:
        rows = session.execute(
            sa.select(RawPiece.sha256, RawPiece.length)
            .where(RawPiece.pack == pack)
            .order_by(RawPiece.offset)
        ).all()
    moved = 0
    for step in _steps([(row.sha256, row.length) for row in rows], step_chunks):
        _move(store, pack, step)
        moved += len(step)
        tell(moved, len(rows))
    held = store.raw.reserved()  # copies of a run that was killed lie in a newer pack too
    store.raw.flush(n for n in store.raw.packs() if n > pack and n not in held)
    if _is_left(store, pack):
        store.raw.remove_pack(pack)


def _steps(rows: list[tuple[str, int]], most: int) -> Iterator[list[str]]:
    step: list[str] = []
    total = 0
    for sha256, length in rows:
        if step and (len(step) >= most or total + length > _STEP_BYTES):
            yield step
            step, total = [], 0
        step.append(sha256)
        total += length
    if step:
        yield step


def _move(store: Store, pack: int, wanted: list[str]) -> None:
    """Move some chunks of a pack in one unit."""
    with store.write("compact") as unit:
        rows = unit.session.execute(
            sa.select(RawPiece.sha256, RawPiece.offset, RawPiece.length)
            .where(RawPiece.sha256.in_(wanted), RawPiece.pack == pack)
            .order_by(RawPiece.offset)
        ).all()
        if not rows:  # another program has tidied up meanwhile
            return
        chunks = store.raw.chunks(pack, [(row.offset, row.length) for row in rows])
        whole = [(row, c) for row, c in zip(rows, chunks, strict=True) if len(c) == row.length]
        torn = [r.sha256 for r, c in zip(rows, chunks, strict=True) if len(c) != r.length]
        try:
            pieces = store.raw.append([chunk for _row, chunk in whole])
        except OSError as error:
            if error.errno in _FULL:
                raise _disk_full() from error
            raise
        values = [
            {"b_sha": row.sha256, "b_pack": piece.pack, "b_offset": piece.offset}
            for (row, _chunk), piece in zip(whole, pieces, strict=True)
        ]
        if values:
            unit.session.connection().execute(_update(pack), values)
        if torn:  # the bytes were never whole on this disk: they are fetched again
            unit.session.execute(sa.delete(RawPiece).where(RawPiece.sha256.in_(torn)))
            unit.session.execute(
                sa.update(Message).where(Message.sha256.in_(torn)).values(body_state="text")
            )


def _update(pack: int) -> sa.Update:
    table = RawPiece.__table__
    return (
        sa.update(table)  # type: ignore[arg-type]
        .where(table.c.sha256 == sa.bindparam("b_sha"), table.c.pack == pack)
        .values(pack=sa.bindparam("b_pack"), offset=sa.bindparam("b_offset"))
    )


def _is_left(store: Store, pack: int) -> bool:
    """Whether no row names the pack; the changed rows are on the disk when this returns."""
    with store.write("compact", durable=True) as unit:
        session = unit.session
        newest = session.scalar(sa.select(sa.func.max(RawPiece.pack)))
        if newest is not None:  # something must be written for the disk to be waited for
            session.execute(
                sa.update(RawPiece)
                .where(
                    RawPiece.sha256
                    == sa.select(RawPiece.sha256)
                    .where(RawPiece.pack == newest)
                    .limit(1)
                    .scalar_subquery()
                )
                .values(pack=newest)
            )
        named = session.scalar(sa.select(RawPiece.sha256).where(RawPiece.pack == pack).limit(1))
        return named is None


def _disk_full() -> UserFacing:
    return UserFacing(
        _("The disk is too full to tidy up: some free space is needed for it."),
        safe=_("Nothing was lost."),
        hint=_("Free some space, then try again."),
        code="disk_full",
    )
