"""The list model: pages, single changes, bounded contents, steady selection."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPersistentModelIndex
from pytestqt.modeltest import ModelTester

from desktop.store.queries.threads import ThreadRow
from desktop.ui.mail import thread_model
from desktop.ui.mail.thread_model import IdRole, RowRole, ThreadListModel

START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def row(number: int, minutes: int | None = None, **changes: object) -> ThreadRow:
    at = START + timedelta(minutes=number if minutes is None else minutes)
    made = ThreadRow(
        id=number,
        subject=f"Subject {number}",
        snippet="",
        sender="Klaus",
        sender_address="k@b.example",
        last_at=at,
        last_in_at=at,
        last_out_at=None,
        message_count=1,
        unread_count=1,
        has_attachments=False,
        has_quote=False,
        kind="personal",
        customer_id=None,
        customer_name="",
        country="",
        grade="",
        stage="",
        link_reason="none",
        reply_due=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def ids(model: ThreadListModel) -> list[int]:
    return [model.index(i).data(IdRole) for i in range(model.rowCount())]


@pytest.fixture
def model(qtmodeltester: ModelTester) -> ThreadListModel:
    made = ThreadListModel()
    made.reset("all", [row(n) for n in range(10, 0, -1)], more=False)
    qtmodeltester.check(made, force_py=True)
    return made


def test_changed_new_moved_and_gone_rows(model: ThreadListModel) -> None:
    held = QPersistentModelIndex(model.index(model.row_of(5)))
    model.merge([row(5, minutes=60), row(11), replace(row(3), subject="Other")], {7})
    assert ids(model) == [5, 11, 10, 9, 8, 6, 4, 3, 2, 1]
    assert held.data(IdRole) == 5
    assert model.index(model.row_of(3)).data(RowRole).subject == "Other"


def test_random_changes_keep_the_order() -> None:
    model = ThreadListModel()
    chance = random.Random(7)
    truth: dict[int, ThreadRow] = {}
    model.reset("all", [], more=False)
    for _ in range(300):
        number = chance.randrange(40)
        if chance.random() < 0.2:
            truth.pop(number, None)
            model.merge([], {number})
        else:
            truth[number] = row(number, minutes=chance.randrange(50))
            model.merge([truth[number]], set())
        wanted = sorted(truth.values(), key=lambda r: (r.last_at, r.id), reverse=True)
        assert ids(model) == [r.id for r in wanted]


def test_rows_that_leave_the_filter_go_unless_they_are_open() -> None:
    model = ThreadListModel()
    model.reset("unread", [row(2), row(1)], more=False)
    model.pin(2)
    model.merge([row(2, unread_count=0), row(1, unread_count=0)], set())
    assert ids(model) == [2]
    model.pin(None)
    assert ids(model) == []


def test_archived_rows_go(model: ThreadListModel) -> None:
    model.merge([row(4, in_inbox=False)], set())
    assert 4 not in ids(model)


def test_older_than_loaded_waits_for_its_page() -> None:
    model = ThreadListModel()
    wanted: list[object] = []
    model.page_wanted.connect(wanted.append)
    model.reset("all", [row(9), row(8)], more=True)
    model.merge([row(3)], set())
    assert ids(model) == [9, 8]
    assert model.canFetchMore(model.index(-1))
    model.fetchMore(model.index(-1))
    model.fetchMore(model.index(-1))
    assert wanted == [model.end()]
    model.append([row(3)], more=False)
    assert ids(model) == [9, 8, 3]
    assert not model.canFetchMore(model.index(-1))


def test_a_page_in_the_middle_of_the_mailbox_is_added() -> None:
    model = ThreadListModel()
    model.reset("all", [row(9), row(8)], more=True)
    model.append([row(7), row(6)], more=True)
    assert ids(model) == [9, 8, 7, 6]
    assert model.canFetchMore(model.index(-1))


def test_contents_are_bounded_and_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_model, "HELD_ROWS", 5)
    model = ThreadListModel()
    model.reset("all", [row(100)], more=False)
    model.append([row(n) for n in range(20)], more=False)
    asked: list[list[int]] = []
    model.rows_wanted.connect(asked.append)
    place = next(i for i in range(model.rowCount()) if model.index(i).data(RowRole) is None)
    wanted = model.index(place).data(IdRole)
    assert len(asked) == 1
    assert wanted in model.asked_rows()
    model.hold([row(wanted)])
    assert model.index(place).data(RowRole).id == wanted


def test_ids_newer_than_an_end(model: ThreadListModel) -> None:
    model.reset("all", [row(3), row(2), row(1)], more=False)
    end = model.end()
    model.merge([row(9)], set())
    assert model.ids_newer_than(end) == {9, 3, 2, 1}
