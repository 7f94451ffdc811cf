"""A screen over the sample company: real store, real lanes, a navigator that remembers."""

import gc

import pytest
from PySide6.QtCore import QTimer

from desktop.runtime.clock import FixedClock
from desktop.runtime.settings import Settings
from desktop.ui.actions import ActionRegistry
from desktop.ui.engine_client import EngineClient
from desktop.ui.fonts import load_fonts
from desktop.ui.services import Services
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme_switch
from tests.fixtures.stores import SAMPLE_NOW, company_store


class RememberingNavigator:
    """Remembers what the screen asked of the window."""

    def __init__(self):
        self.opened, self.toasts, self.errors = [], [], []

    def open_screen(self, screen_id, **args):
        self.opened.append((screen_id, args))

    def new_mail(self, **args):
        self.opened.append(("new_mail", args))

    def show_toast(self, text, undo=None, *, icon="check", seconds=8.0):
        self.toasts.append((text, undo))

    def confirm(self, question, detail, verb, on_yes, *, danger=False):
        on_yes()

    def show_error(self, error):
        self.errors.append(error)

    def set_counts(self, counts):
        pass


@pytest.fixture(autouse=True)
def collect_on_the_gui_thread():
    """Widgets in reference cycles must die on the GUI thread, never in a worker's collection.

    What is left after a test lives as long as the run: it is not looked through again after each of hundreds.
    """
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def company(tmp_path):
    store = company_store(tmp_path / "company")
    yield store
    store.close()


@pytest.fixture
def company_services(qtbot, company, tmp_path):
    load_fonts()
    theme_switch().apply("light")
    services = Services(
        company,
        company.profile,
        FixedClock(SAMPLE_NOW),
        Settings(tmp_path / "settings.json"),
        TaskRunner(),
        EngineClient(),
        ActionRegistry(),
        RememberingNavigator(),
    )
    services.tasks.failed.connect(services.navigator.show_error)
    yield services
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=20_000)
    services.tasks.shutdown()


@pytest.fixture
def show(qtbot, company, company_services):
    """Show a screen, loaded; store changes reach it as in the window."""

    def make(view_class):
        view = view_class(company_services)
        qtbot.addWidget(view)
        company.on_change(lambda changes: QTimer.singleShot(0, view, lambda: view.refresh(changes)))
        view.resize(1384, 900)
        view.show()
        view.refresh(None)
        settle(qtbot, view)
        return view

    return make


def settle(qtbot, view, pause=0):
    """Wait until nothing is under way and nothing is pending, nor a timer that waits for up to `pause` ms."""

    def still():
        return not view.services.tasks.busy and not any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= pause
            for timer in view.findChildren(QTimer)
        )

    rounds = 0
    while rounds < 4:
        qtbot.waitUntil(still, timeout=30_000)
        qtbot.wait(5)
        rounds = rounds + 1 if still() else 0
