"""Packs are written anew without their dead bytes; whatever interrupts it, every message stays readable."""

import errno
import hashlib
import os
import subprocess
import sys
import textwrap

import pytest
import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.store import raw_compact
from desktop.store.queries.messages import raw_bytes
from desktop.store.raw import RawStore
from desktop.store.schema.mail import Message, RawPiece


def fill(store, count, size=20_000):
    """Messages with bytes that do not compress; {message id: bytes}."""
    kept = {}
    for n in range(count):
        raw = f"Subject: {n}\r\n\r\n".encode() + os.urandom(size)
        sha = hashlib.sha256(raw).hexdigest()
        chunk = store.raw.seal(sha, raw)
        with store.write("test") as unit:
            piece = store.raw.append([chunk])[0]
            unit.session.add(
                RawPiece(sha256=sha, pack=piece.pack, offset=piece.offset, length=piece.length)
            )
            message = Message(message_id=f"{n}@x", sha256=sha, thread_id=1, sort_time=n)
            unit.session.add(message)
            unit.session.flush()
            kept[message.id] = raw
    return kept


def drop(store, ids):
    with store.write("test") as unit:
        shas = sa.select(Message.sha256).where(Message.id.in_(ids))
        unit.session.execute(sa.delete(RawPiece).where(RawPiece.sha256.in_(shas)))
        unit.session.execute(
            sa.update(Message).where(Message.id.in_(ids)).values(body_state="text")
        )


def assert_whole(store, kept):
    for message_id, raw in kept.items():
        assert raw_bytes(store, message_id) == raw


def test_the_room_of_dropped_bytes_is_given_back(store):
    kept = fill(store, 60)
    before = store.raw.size()
    gone = list(kept)[::2]
    drop(store, gone)
    told = []
    done = raw_compact.compact(
        store, least_dead=1, step_chunks=7, tell=lambda n, m: told.append((n, m))
    )
    assert done.packs == 1
    assert done.freed > before * 0.45
    assert store.raw.size() == before - done.freed
    assert told[-1] == (30, 30)
    for message_id in gone:
        with pytest.raises(UserFacing) as missing:
            raw_bytes(store, message_id)
        assert missing.value.code == "not_here"
        del kept[message_id]
    assert_whole(store, kept)
    assert raw_compact.compact(store, least_dead=1).packs == 0
    assert_whole(store, kept | fill(store, 3))


def test_what_comes_in_meanwhile_is_kept(store):
    kept = fill(store, 20)
    drop(store, list(kept)[:10])
    for message_id in list(kept)[:10]:
        del kept[message_id]
    more = {}

    def arrive(_moved, _all):
        more.update(fill(store, 1))

    raw_compact.compact(store, least_dead=1, step_chunks=2, tell=arrive)
    assert len(more) == 5
    assert_whole(store, kept | more)


def test_a_pack_that_another_process_writes_is_left_alone(store):
    kept = fill(store, 10)
    drop(store, list(kept)[:5])
    marker = next(iter(store.raw.packs().values())).with_suffix(".writing")
    marker.touch()
    assert raw_compact.compact(store, least_dead=1).packs == 0
    marker.unlink()
    assert raw_compact.compact(store, least_dead=1).packs == 1


def test_a_full_disk_stops_it_and_loses_nothing(store, monkeypatch):
    kept = fill(store, 20)
    drop(store, list(kept)[:10])
    append, calls = RawStore.append, []

    def full(self, chunks):
        calls.append(len(chunks))
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "no space")
        return append(self, chunks)

    monkeypatch.setattr(RawStore, "append", full)
    with pytest.raises(UserFacing) as stopped:
        raw_compact.compact(store, least_dead=1, step_chunks=3)
    assert stopped.value.code == "disk_full"
    monkeypatch.undo()
    whole = {i: raw for i, raw in kept.items() if i not in list(kept)[:10]}
    assert_whole(store, whole)
    raw_compact.compact(store, least_dead=1)
    assert_whole(store, whole)


def test_copies_of_a_run_that_broke_off_are_on_the_disk_before_their_pack_goes(store, monkeypatch):
    kept = fill(store, 6)
    drop(store, list(kept)[:2])
    flushed = []

    def broken(_self, _packs):
        raise RuntimeError("killed")

    def noted(_self, packs):
        flushed.extend(packs)

    monkeypatch.setattr(RawStore, "flush", broken)
    with pytest.raises(RuntimeError):
        raw_compact.compact(store, least_dead=1)
    monkeypatch.setattr(RawStore, "flush", noted)
    assert raw_compact.compact(store, least_dead=1).packs == 1
    with store.read() as session:
        assert set(session.scalars(sa.select(RawPiece.pack))) <= set(flushed)


def test_a_torn_chunk_is_fetched_again_and_the_others_are_kept(store):
    kept = fill(store, 6)
    last = list(kept)[-1]
    path = next(iter(store.raw.packs().values()))
    os.truncate(path, path.stat().st_size - 100)
    drop(store, list(kept)[:1])
    raw_compact.compact(store, least_dead=1)
    assert_whole(store, {i: raw for i, raw in kept.items() if i not in (last, next(iter(kept)))})
    with store.read() as session:
        assert session.get(Message, last).body_state == "text"


KILLED = """
    import os, sys
    from pathlib import Path
    from desktop.runtime.paths import Profile
    from desktop.store import raw_compact
    from desktop.store.workspace import Store

    store = Store.open(Profile(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]))
    steps = int(sys.argv[3])
    name = sys.argv[4]
    if name == "step":
        def tell(moved, _all):
            if moved >= steps:
                os._exit(9)
        raw_compact.compact(store, least_dead=1, step_chunks=1, tell=tell)
    def killed(self, *args):
        os._exit(9)
    setattr(type(store.raw), name, killed)
    raw_compact.compact(store, least_dead=1, step_chunks=4)
"""


@pytest.mark.parametrize(
    ("steps", "name"), [(1, "step"), (5, "step"), (10, "step"), (0, "flush"), (0, "remove_pack")]
)
def test_killed_at_any_point_every_message_stays_readable(store, steps, name):
    kept = fill(store, 20)
    for message_id in list(kept)[:10]:
        drop(store, [message_id])
        del kept[message_id]
    before = store.raw.size()
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(store.profile.root)]
    ended = subprocess.run([*command, store.key.hex(), str(steps), name], check=False)
    assert ended.returncode == 9
    assert_whole(store, kept)
    raw_compact.compact(store, least_dead=1)
    assert_whole(store, kept)
    assert store.raw.size() < before * 0.6
