"""The engine's lock: one holder, patience for one that is just dying, a clear word when it stays."""

import threading

import pytest

from desktop.mail import engine_lock
from desktop.mail.engine_lock import EngineLock
from desktop.runtime.errors import Retryable


def test_a_lock_that_its_dying_holder_gives_back_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_lock, "PATIENCE", 60.0)
    dying = EngineLock(tmp_path)
    dying.take()
    threading.Timer(0.2, dying.release).start()
    with EngineLock(tmp_path):
        pass


def test_a_lock_that_stays_taken_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_lock, "PATIENCE", 0.1)
    with (
        EngineLock(tmp_path),
        pytest.raises(Retryable, match="running already") as refused,
        EngineLock(tmp_path),
    ):
        pass
    assert refused.value.code == "engine_running"
