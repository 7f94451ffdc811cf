"""The window's own parts over a real, empty store."""

from dataclasses import replace

import pytest

from desktop.mail import autoconfig
from desktop.runtime.settings import Settings
from desktop.ui.actions import ActionRegistry
from desktop.ui.engine_client import EngineClient
from desktop.ui.fonts import load_fonts
from desktop.ui.services import Services
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme_switch


class Navigator:
    """Remembers what was asked of the window; says yes to every question."""

    def __init__(self):
        self.toasts, self.opened, self.errors = [], [], []

    def open_screen(self, screen_id, **args):
        self.opened.append((screen_id, args))

    def new_mail(self, **args):
        self.opened.append(("mail", args))

    def show_toast(self, text, undo=None, *, icon="check", seconds=8.0):
        self.toasts.append(text)

    def confirm(self, question, detail, verb, on_yes, *, danger=False):
        on_yes()

    def show_error(self, error):
        self.errors.append(error)

    def set_counts(self, counts):
        pass


@pytest.fixture(scope="session")
def fusion(qapp):
    load_fonts()
    qapp.setStyle("Fusion")


@pytest.fixture(autouse=True)
def looks(fusion):
    theme_switch().apply("light")
    yield
    theme_switch().apply("light")


class Network:
    """The world outside as these tests see it: `records` are its SRV answers, nothing else answers."""

    def __init__(self):
        self.records = {}

    def services(self, name):
        return self.records.get(name, [])

    def exchangers(self, _domain):
        return ()

    def get(self, _url):
        return None


@pytest.fixture(autouse=True)
def network(monkeypatch):
    """No test asks a name server or a web server outside of this computer."""
    made = Network()
    sources = autoconfig.Sources(dns=made, https=made, answers=lambda _server, _kind: False)
    monkeypatch.setattr(autoconfig, "Sources", lambda: sources)
    return made


@pytest.fixture
def tasks(qtbot):
    runner = TaskRunner()
    yield runner
    qtbot.waitUntil(lambda: not runner.busy, timeout=10_000)
    runner.shutdown()


@pytest.fixture
def services(qtbot, store, clock, tmp_path, tasks):
    made = Services(
        store=store,
        profile=store.profile,
        clock=clock,
        settings=Settings(tmp_path / "settings.json"),
        tasks=tasks,
        engine=EngineClient(),
        actions=ActionRegistry(),
        navigator=Navigator(),
    )
    tasks.failed.connect(made.navigator.show_error)
    return made


@pytest.fixture
def with_calls(services):
    def make(**calls):
        return replace(services, calls={**services.calls, **calls})

    return make
