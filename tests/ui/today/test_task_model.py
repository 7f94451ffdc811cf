"""Groups become rows; moving, ticking off and regrouping keep to the tasks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.ui.today.task_model import Group, Task, TaskModel, by_customer

GROUPS = (
    Group(
        "overdue",
        "Overdue follow-ups",
        "alarm-clock",
        (
            Task("f1", "Send the certificate", "Thiago", "Lumina Sul", "B"),
            Task("f2", "Confirm the protocol", "Megan", "Southern Cross", "A", badge="overdue 1 d"),
        ),
        alarm=True,
    ),
    Group("today", "Due today", "clock", ()),
    Group(
        "quotes",
        "Quotes silent for 7 days",
        "hourglass",
        (Task("q1", "Q-2409", "Thiago", "Lumina Sul", "B"),),
    ),
)


@pytest.fixture
def model(qtbot):
    model = TaskModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.load(GROUPS)
    return model


def test_empty_groups_have_no_heading(model):
    words = [model.data(model.index(r, 0)) for r in range(model.rowCount())]
    assert words == [
        "Overdue follow-ups",
        "Send the certificate",
        "Confirm the protocol",
        "Quotes silent for 7 days",
        "Q-2409",
    ]


def test_moving_skips_headings_and_stops_at_the_ends(model):
    assert model.next_task(2, 1) == 4
    assert model.next_task(4, 1) == 4
    assert model.next_task(4, -1) == 2
    assert model.next_task(1, -1) == 1
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_row_speaks(model):
    spoken = model.data(model.index(2, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Grade A, Megan, Southern Cross, Confirm the protocol, overdue 1 d"


def test_a_tick_stays_until_the_next_load(model):
    model.mark_done(1)
    assert model.task(1).is_done
    model.load(GROUPS)
    assert not model.task(model.row_of("f1")).is_done


def test_by_customer_keeps_every_task_and_the_order_of_urgency():
    groups = by_customer(GROUPS)
    assert [g.title for g in groups] == ["Lumina Sul", "Southern Cross"]
    assert [[t.key for t in g.tasks] for g in groups] == [["f1", "q1"], ["f2"]]
