"""An Inbox over the sample company: real store, real lanes, a navigator that remembers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer

from desktop.bootstrap.mail_hooks import after_batch
from desktop.runtime.clock import FixedClock
from desktop.runtime.settings import Settings
from desktop.store.schema.mail import Folder
from desktop.ui.actions import ActionRegistry
from desktop.ui.engine_client import EngineClient
from desktop.ui.fonts import load_fonts
from desktop.ui.mail.view import InboxView
from desktop.ui.services import Services
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme_switch
from tests.fixtures.stores import SAMPLE_NOW as NOW
from tests.fixtures.stores import company_store
from tests.ui.conftest import settle


class Navigator:
    """Remembers what the screen asked of the window."""

    def __init__(self):
        self.opened, self.toasts, self.errors, self.counts = [], [], [], {}

    def open_screen(self, screen_id, **args):
        self.opened.append((screen_id, args))

    def new_mail(self, **args):
        self.opened.append(("new_mail", args))

    def show_toast(self, text, undo: Callable | None = None, *, icon="check", seconds=8.0):
        self.toasts.append((text, undo))

    def confirm(self, question, detail, verb, on_yes, *, danger=False):
        on_yes()

    def show_error(self, error):
        self.errors.append(error)

    def set_counts(self, counts):
        self.counts.update(counts)


def _add_archive(store):
    with store.write("sync") as unit:
        inbox = unit.session.query(Folder).filter_by(role="inbox").one()
        archive = Folder(
            account_id=inbox.account_id,
            wire_name="Archive",
            name="Archive",
            role="archive",
            uidvalidity=1,
        )
        if unit.session.query(Folder).filter_by(role="archive").first() is None:
            unit.session.add(archive)


@pytest.fixture
def sample_store(tmp_path):
    store = company_store(tmp_path / "workspace")
    _add_archive(store)
    yield store
    store.close()


@pytest.fixture
def make_services(qtbot, tmp_path):
    made = []

    def make(store):
        load_fonts()
        theme_switch().apply("light")
        services = Services(
            store,
            store.profile,
            FixedClock(NOW),
            Settings(tmp_path / "settings.json"),
            TaskRunner(),
            EngineClient(),
            ActionRegistry(),
            Navigator(),
            {"after_mail": after_batch(FixedClock(NOW))},
        )
        services.tasks.failed.connect(services.navigator.show_error)
        made.append(services)
        return services

    yield make
    for services in made:
        qtbot.waitUntil(lambda s=services: not s.tasks.busy, timeout=20_000)
        services.tasks.shutdown()


@pytest.fixture
def inbox(qtbot, sample_store, make_services):
    """The screen, loaded, its first conversation open."""
    services = make_services(sample_store)
    view = InboxView(services)
    qtbot.addWidget(view)
    sample_store.on_change(
        lambda changes: QTimer.singleShot(0, view, lambda: view.refresh(changes))
    )
    view.resize(1240, 860)
    view.show()
    view.refresh(None)
    settle(qtbot, view)
    return view


__all__ = ["NOW", "settle"]
