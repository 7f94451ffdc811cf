"""Today over the sample company: ticking off, putting off, answering."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.crm import followups
from desktop.ui.followups.view import FollowUpsView, due_of
from desktop.ui.today.snooze import next_monday, presets
from desktop.ui.today.task_delegate import LEFT
from desktop.ui.today.view import TodayView
from tests.ui.conftest import SAMPLE_NOW, settle


@pytest.fixture
def view(show):
    return show(TodayView)


def first_follow_up(view):
    return next(task for task in view.model.tasks() if task.follow_up_id)


def test_the_day_is_there_most_urgent_first(view):
    tasks = view.model.tasks()
    assert tasks
    assert tasks[0].kind == "overdue"
    assert f"{len(tasks)} to do" in view._header.count.text()
    assert view.aside.hours._rows


def test_a_click_on_the_circle_keeps_the_promise_and_undo_opens_it_again(qtbot, view, company):
    task = first_follow_up(view)
    rect = view.list.visualRect(view.model.index(view.model.row_of(task.key)))
    place = QPoint(LEFT + 6, rect.center().y())
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, view)
    assert followups.show(company, task.follow_up_id, SAMPLE_NOW).state == "done"
    assert view.model.row_of(task.key) == -1
    _text, undo = view.services.navigator.toasts[-1]
    undo()
    settle(qtbot, view)
    assert followups.show(company, task.follow_up_id, SAMPLE_NOW).state == "open"
    assert view.model.row_of(task.key) >= 0


def test_snoozed_till_monday_it_leaves_the_day(qtbot, view, company):
    task = first_follow_up(view)
    until = presets(SAMPLE_NOW, "Europe/Berlin")[-1].until
    view.snooze(task, until)
    settle(qtbot, view)
    assert followups.show(company, task.follow_up_id, SAMPLE_NOW).due == until
    assert view.model.row_of(task.key) == -1


def test_a_chased_quote_does_not_come_back_the_same_day(qtbot, view):
    task = next(task for task in view.model.tasks() if task.kind == "quotes_silent")
    view.tick(task)
    settle(qtbot, view)
    view.refresh(None)
    settle(qtbot, view)
    again = [t for t in view.model.tasks() if t.kind == "quotes_silent"]
    assert task.customer_id not in {t.customer_id for t in again}
    assert view._day.done >= 1


def test_j_moves_past_headings_and_reply_opens_the_conversation(qtbot, view):
    view.list.setFocus()
    before = view.list.current().key
    qtbot.keyClick(view.list, Qt.Key.Key_J)
    assert view.list.current().key != before
    task = next(task for task in view.model.tasks() if task.thread_id)
    view.open_task(task)
    screen, args = view.services.navigator.opened[-1]
    assert (screen, args["thread_id"]) == ("inbox", task.thread_id)


def test_by_customer_keeps_every_task(qtbot, view):
    keys = {task.key for task in view.model.tasks()}
    view._grouping.set_value("customer")
    view._regroup("customer")
    assert {task.key for task in view.model.tasks()} == keys


def test_monday_nine_his_time_is_in_the_future():
    monday = next_monday(SAMPLE_NOW, None)
    assert SAMPLE_NOW < monday <= SAMPLE_NOW + timedelta(days=8)


def test_follow_ups_by_range(qtbot, show):
    view = show(FollowUpsView)
    everything = len(view.model.tasks())
    view.range.set_value("overdue")
    view.refresh(None)
    settle(qtbot, view)
    late = view.model.tasks()
    assert 0 < len(late) < everything
    assert all(task.due <= SAMPLE_NOW for task in late)


def test_a_promise_by_hand_appears_in_the_list(qtbot, show):
    view = show(FollowUpsView)
    values = {
        "title": "Call about the sample",
        "due": SAMPLE_NOW.date(),
        "at": "18:30",
        "kind": "call",
        "customer_id": "",
    }
    view._add(values)
    settle(qtbot, view)
    task = next(task for task in view.model.tasks() if task.text == "Call about the sample")
    assert task.due == due_of(values)
