"""The main window: screens, sidebar, palette, toasts, errors, changes, connection."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout

from desktop.crm import customers
from desktop.runtime.errors import Bug, Retryable, UserFacing
from desktop.runtime.i18n import N_
from desktop.ui.engine_client import AccountState, EngineStatus, Progress
from desktop.ui.screen import ScreenView
from desktop.ui.shell.screens_list import ScreenEntry, ScreenList
from desktop.ui.shell.status import account_line, footer
from desktop.ui.shell.window import MainWindow


class Page(ScreenView):
    """A screen that remembers what it was told."""

    def __init__(self, services):
        super().__init__(services)
        self.refreshed, self.args, self.news, self.stays = [], [], 0, False
        self.field = QLineEdit()
        box = QVBoxLayout(self)
        box.addWidget(QLabel("page"))
        box.addWidget(self.field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def title(self):
        return "Page"

    def refresh(self, changes):
        self.refreshed.append(changes)

    def show_args(self, **args):
        self.args.append(args)

    def primary_new(self):
        self.news += 1

    def leave(self):
        return not self.stays


SCREENS = ScreenList(
    (
        ScreenEntry("today", N_("Today"), "sun", Page, "T"),
        ScreenEntry("inbox", N_("Inbox"), "inbox", Page, "I"),
        ScreenEntry("customers", N_("Customers"), "users", Page, "C", 1),
        ScreenEntry("settings", N_("Settings"), "settings", Page, bottom=True),
    )
)


@pytest.fixture
def window(qtbot, services):
    made = MainWindow(services, SCREENS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.open_screen("today")
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=10_000)
    return made


def test_screens_are_made_once_and_keep_their_place(window):
    first = window.current()
    window.open_screen("inbox", thread_id=7)
    assert window.current().args == [{"thread_id": 7}]
    window.open_screen("today")
    assert window.current() is first
    assert first.refreshed == [None]
    assert window.services.settings.get("window.screen") == "today"


def test_unknown_screen_is_a_bug(window):
    with pytest.raises(Bug):
        window.open_screen("nowhere")


def test_a_screen_with_an_unfinished_draft_may_keep_the_user(window):
    window.current().stays = True
    window.open_screen("inbox")
    assert window.current_id() == "today"
    assert not window.close()


def test_g_then_i_opens_the_inbox_and_n_makes_a_new_item(qtbot, window):
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_G)
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert window.current_id() == "inbox"
    qtbot.keyClick(window, Qt.Key.Key_N)
    assert window.current().news == 1


def test_a_commit_reaches_the_screen_shown_and_later_the_others(qtbot, window, store, clock):
    window.open_screen("inbox")
    inbox = window.current()
    window.open_screen("today")
    made = customers.add(store, {"name": "Brenner Lichttechnik GmbH"}, clock.now())
    shown = window.current()
    qtbot.waitUntil(lambda: len(shown.refreshed) > 1, timeout=5_000)
    assert made in shown.refreshed[-1]["customer"]
    assert inbox.refreshed == [None]
    window.open_screen("inbox")
    assert made in inbox.refreshed[-1]["customer"]


def test_engine_changes_reach_the_screen(qtbot, window):
    window.services.engine.dispatch("changed", {"tables": {"thread": [4]}})
    qtbot.waitUntil(lambda: window.current().refreshed[-1] == {"thread": {"4"}}, timeout=5_000)


def test_sidebar_becomes_a_rail_when_narrow_or_folded(qtbot, window):
    window.resize(1440, 900)
    assert not window.sidebar.rail
    window.resize(1200, 800)
    assert window.sidebar.rail
    assert window.sidebar.width() == 56
    window.resize(1440, 900)
    window.toggle_sidebar()
    assert window.sidebar.rail
    assert window.services.settings.get("sidebar.rail") is True


def test_counts_stand_beside_the_screens(window):
    window.set_counts({"inbox": 12})
    assert window.sidebar.nav.count("inbox") == 12


def test_toast_takes_back_by_button_and_by_key(qtbot, window):
    undone = []
    window.show_toast("Archived", lambda: undone.append("archive"))
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["archive"]
    toast = window.toasts.show("Moved", lambda: undone.append("move"))
    toast.button.click()
    assert undone == ["archive", "move"]


def test_toasts_stack_to_three(window):
    shown = [window.toasts.show(f"toast {n}") for n in range(5)]
    assert [toast.gone for toast in shown] == [True, True, False, False, False]


def test_user_s_errors_are_told_with_what_to_do(qtbot, window):
    window.show_error(UserFacing("It is locked.", safe="Nothing was lost.", hint="Unlock it."))
    dialog = window.findChild(QDialog)
    words = [part.text() for part in dialog.findChildren(QLabel)]
    assert {"It is locked.", "Nothing was lost.", "Unlock it."} <= set(words)


def test_network_trouble_is_no_dialog_and_a_bug_goes_to_the_crash_notice(qtbot, window):
    window.show_error(Retryable("The server is busy."))
    assert window.findChild(QDialog) is None
    with qtbot.waitSignal(window.bug):
        window.show_error(KeyError("x"))


def test_question_does_only_what_was_agreed_to(qtbot, window):
    said = []
    window.confirm("Remove?", "It is gone then.", "Remove", lambda: said.append(1), danger=True)
    dialog = window.findChild(QDialog)
    dialog.reject()
    window.confirm("Remove?", "It is gone then.", "Remove", lambda: said.append(2), danger=True)
    window.findChildren(QDialog)[-1].accept()
    assert said == [2]


def palette_titles(window):
    return [entry.title for entry in window.palette_box.model.entries()]


def test_palette_finds_screens_commands_and_customers(qtbot, window, store, clock):
    customers.add(store, {"name": "Brenner Lichttechnik GmbH", "country": "DE"}, clock.now())
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_box.isVisible()
    field = window.palette_box.findChild(QLineEdit)
    qtbot.keyClicks(field, "bren")
    qtbot.waitUntil(lambda: "Brenner Lichttechnik GmbH" in palette_titles(window), timeout=5_000)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not window.palette_box.isVisible()
    assert window.current_id() == "customers"
    assert "customer_id" in window.current().args[-1]


def test_palette_runs_commands_and_closes_on_escape(qtbot, window):
    window.palette_box.open()
    field = window.palette_box.findChild(QLineEdit)
    qtbot.keyClicks(field, ">inbox")
    assert palette_titles(window) == ["Go to", "Inbox"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.current_id() == "inbox"
    window.palette_box.open()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()


def test_keys_help_lists_every_shortcut(qtbot, window):
    assert window.services.actions.trigger("keys")
    words = [part.text() for part in window.findChild(QDialog).findChildren(QLabel)]
    assert "Search or jump to" in words


def test_panes_are_reached_by_key(qtbot, window):
    window.cycle_panes(1)
    assert window.focusWidget() is window.sidebar.nav or window.current().isAncestorOf(
        window.focusWidget()
    )
    before = window.focusWidget()
    window.cycle_panes(1)
    assert window.focusWidget() is not before


def test_geometry_is_kept(qtbot, window, services):
    window.resize(1300, 777)
    window.close()
    again = MainWindow(services, SCREENS)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (1300, 777)


RUNNING = EngineStatus("running")


def test_footer_says_the_worst_first():
    idle = AccountState("a", "idle", at="2026-11-20T09:41:00+00:00")
    away = AccountState("b", "unreachable", "imap.x does not answer")
    wrong = AccountState("c", "auth_failed", "Wrong password")
    assert footer(EngineStatus("off"), {}, {}, 3).title == "Working offline"
    assert footer(EngineStatus("off"), {}, {}, 3).detail == "3 queued"
    assert footer(RUNNING, {"a": idle}, {}, 0).title == "Up to date"
    assert footer(RUNNING, {"a": idle, "b": away}, {}, 0).tone == "amber"
    assert footer(RUNNING, {"a": idle, "b": away, "c": wrong}, {}, 0).tone == "red"
    assert footer(EngineStatus("restarting", 2), {"a": idle}, {}, 0).title == "Mail engine restarts"


def test_progress_is_shown_with_counts_and_time_left():
    progress = Progress("a", 12_592, 18_640, 540.0)
    line = account_line("a", "lin@bowei-led.example", AccountState("a", "syncing"), progress)
    assert (line.right, round(line.share, 2)) == ("68%", 0.68)
    shown = footer(RUNNING, {"a": AccountState("a", "syncing")}, {"a": progress}, 0)
    assert shown.detail == "12,592 / 18,640 · about 9 minutes left"
