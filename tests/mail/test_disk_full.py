"""A really full disk: the sync stops with words, nothing is damaged, and it goes on when there is space."""

import os
import random
import subprocess
import sys

import pytest

from desktop.runtime.errors import UserFacing
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import Message, RawPiece
from desktop.store.workspace import Store
from tests.mail.mail_samples import add_account, count, letter, placed, sync


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes; only root may make one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip(
            "needs root to make a small file system; the writer's own refusal is tested in test_sync"
        )
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_sync_stops_says_so_and_goes_on(small_disk, mailbox):
    chance = random.Random(1)
    for n in range(400):
        mailbox.deliver(letter(n) + chance.randbytes(15_000).hex().encode() + b"\r\n")
    store = Store.create(Profile(small_disk / "workspace"), os.urandom(32), name="small")
    try:
        account = add_account(store, mailbox)
        with pytest.raises(UserFacing) as caught:
            sync(store, account)
        assert caught.value.code == "disk_full"
        assert caught.value.hint
        assert len(placed(store)) == count(store, Message)
        assert count(store, RawPiece) < 400
        subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
        sync(store, account)
        assert len(placed(store)) == count(store, Message) == count(store, RawPiece) == 400
        assert store.problems() == []
    finally:
        store.close()
