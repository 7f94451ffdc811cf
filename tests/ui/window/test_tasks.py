"""Work off the GUI thread: results come back on it, never late, never to a dead owner."""

import threading

from PySide6.QtCore import QObject


def test_result_arrives_on_the_gui_thread(qtbot, tasks):
    seen = []
    tasks.submit(
        threading.get_ident, ok=lambda worker: seen.append((worker, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, shown = seen[0]
    assert shown == threading.get_ident() != worker


def test_error_goes_to_its_handler_or_to_the_application(qtbot, tasks):
    own, central = [], []
    tasks.failed.connect(central.append)
    tasks.submit(lambda: 1 / 0, err=own.append)
    tasks.submit(lambda: {}["x"])
    qtbot.waitUntil(lambda: bool(own and central))
    assert isinstance(own[0], ZeroDivisionError)
    assert isinstance(central[0], KeyError)


def test_nothing_reaches_an_owner_that_is_gone(qtbot, tasks):
    owner, go, seen = QObject(), threading.Event(), []
    tasks.submit(go.wait, ok=seen.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(30)
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_later_question_makes_the_earlier_answer_stale(qtbot, tasks):
    owner, go, seen = QObject(), threading.Event(), []
    tasks.submit(lambda: go.wait() and "old", ok=seen.append, owner=owner, key="search")
    tasks.submit(lambda: "new", ok=seen.append, owner=owner, key="search")
    qtbot.waitUntil(lambda: seen == ["new"])
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == ["new"]


def test_writes_run_one_after_the_other(qtbot, tasks):
    running, most, done = [0], [0], []

    def write():
        running[0] += 1
        most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        running[0] -= 1

    for _ in range(5):
        tasks.submit(write, ok=done.append, lane="write")
    qtbot.waitUntil(lambda: len(done) == 5)
    assert most == [1]


def test_cancelled_work_is_not_delivered(qtbot, tasks):
    go, seen = threading.Event(), []
    handle = tasks.submit(go.wait, ok=seen.append)
    handle.cancel()
    go.set()
    qtbot.waitUntil(lambda: handle.done)
    assert seen == []
