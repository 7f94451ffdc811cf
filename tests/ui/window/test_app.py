"""The application: start, unlock, one window a workspace, another language, bugs, the end."""

import pytest
from PySide6.QtWidgets import QLabel

from desktop.bootstrap.workspace import create_workspace, open_store
from desktop.runtime.i18n import language
from desktop.runtime.logs import start_logging
from desktop.store import long_writes
from desktop.ui import crash as crashes
from desktop.ui.app import AppCalls, TradepostApp
from desktop.ui.screen import ScreenView
from desktop.ui.shell.no_window import NoWindow
from desktop.ui.shell.screens_list import ScreenEntry, ScreenList
from desktop.ui.shell.window import MainWindow
from desktop.ui.single import SingleInstance
from desktop.ui.welcome.calls import WelcomeCalls
from desktop.ui.welcome.welcome import WelcomeWindow
from desktop.ui.welcome.workspace_page import UnlockPage, WorkspacePage
from desktop.ui.widgets.toast import Toast

SCREENS = ScreenList((ScreenEntry("inbox", "Inbox", "inbox", ScreenView, "I"),))


@pytest.fixture
def start(qtbot, qapp, profile):
    apps = []

    def make(passphrase=None):
        def open_(typed):
            return open_store(profile, None if typed is None else lambda: typed)

        calls = AppCalls(
            WelcomeCalls(lambda: True, lambda _entered: None, open_, lambda _store, _tell: None),
            lambda _store: None,
            SCREENS,
            passphrase=passphrase,
        )
        app = TradepostApp(qapp, profile, calls)
        apps.append(app)
        app.start()
        return app

    yield make
    for app in apps:
        if app.window is not None:
            app.window.close()
        qtbot.waitUntil(lambda app=app: not app.tasks.busy, timeout=10_000)
        app.end()


def until_window(qtbot, app, kind):
    qtbot.waitUntil(lambda: isinstance(app.window, kind), timeout=15_000)
    return app.window


def test_empty_folder_starts_with_a_new_workspace(qtbot, start):
    window = until_window(qtbot, start(), WelcomeWindow)
    qtbot.waitUntil(lambda: isinstance(window.page(), WorkspacePage))


def test_keyring_workspace_opens_at_once(qtbot, start, profile):
    create_workspace(profile, None, name="Lin").close()
    window = until_window(qtbot, start(), MainWindow)
    assert window.current_id() == "inbox"


def test_an_import_that_stopped_half_way_is_told_at_the_start(qtbot, start, profile):
    store = create_workspace(profile, None, name="Lin")
    with store.write() as unit:
        long_writes.note(unit.session, "u1", profile.root / "list.xlsx", 80, 400)
    store.close()
    window = until_window(qtbot, start(), MainWindow)

    def said():
        words = [
            label.text()
            for toast in window.findChildren(Toast)
            for label in toast.findChildren(QLabel)
        ]
        return any("stopped half-way" in text for text in words)

    qtbot.waitUntil(said, timeout=15_000)


def test_locked_workspace_asks_and_a_wrong_given_passphrase_asks_too(qtbot, start, profile):
    create_workspace(profile, lambda: "the right one 7", name="Lin").close()
    asked = until_window(qtbot, start(), WelcomeWindow)
    assert isinstance(asked.page(), UnlockPage)
    wrong = start(passphrase="wrong")
    assert isinstance(until_window(qtbot, wrong, WelcomeWindow).page(), UnlockPage)
    assert until_window(qtbot, start(passphrase="the right one 7"), MainWindow)


def test_unopenable_workspace_is_explained(qtbot, start, profile):
    import keyring

    create_workspace(profile, None, name="Lin").close()
    for _service, entry in list(keyring.get_keyring().kept):
        keyring.delete_password("Tradepost", entry)
    assert until_window(qtbot, start(), NoWindow)


def test_another_language_makes_the_window_new_in_its_place(qtbot, start, profile):
    create_workspace(profile, None, name="Lin").close()
    app = start()
    first = until_window(qtbot, app, MainWindow)
    first.resize(1300, 800)
    app.settings.set("language", "zh_CN")
    app.rebuild_window()
    qtbot.waitUntil(lambda: app.window is not first, timeout=10_000)
    assert language() == "zh_CN"
    assert app.window.width() == 1300
    assert app.window.current_id() == "inbox"


def test_second_start_raises_the_first_window(qtbot, tmp_path):
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert not second.call_first()
    assert first.hold()
    with qtbot.waitSignal(first.raised, timeout=5_000):
        assert second.call_first()
    first.release()
    assert not second.call_first()


def test_bug_report_holds_places_but_no_content(qtbot):
    watch = crashes.CrashWatch()
    told = []
    watch.found.connect(told.append)

    def fail():
        raise ValueError("price for klaus@brenner.example is secret")

    for _ in range(2):
        try:
            fail()
        except ValueError as error:
            watch.tell(error)
    assert len(told) == 1
    assert "ValueError" in told[0]
    assert "fail" in told[0]
    assert "brenner" not in told[0]
    assert "secret" not in told[0]


def test_hard_end_is_noticed_once(profile):
    start_logging(profile, "window").close()
    assert not crashes.ended_badly(profile)
    (profile.logs / "window-crash.log").write_text("Fatal Python error", encoding="utf-8")
    assert crashes.ended_badly(profile)
    assert not crashes.ended_badly(profile)
