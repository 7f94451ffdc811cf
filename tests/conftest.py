"""What every test stands on: no screen, no real keyring, a fresh encrypted store."""

import os
from datetime import UTC, datetime

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("TRADEPOST_PROFILE", None)
os.environ.pop("TRADEPOST_PASSPHRASE", None)

import keyring
import keyring.backend
import keyring.errors
import pytest
from hypothesis import settings

from desktop.runtime.clock import FixedClock
from desktop.runtime.i18n import set_language
from desktop.runtime.paths import Profile
from tests.fixtures.stores import blank_store, remove_templates

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)

PATIENT_MS = 60_000
"""How long anything that must come may take on a slow and loaded computer."""

# Short: the same examples every time, and no example fails because the computer was busy. `make test-long` draws others.
settings.register_profile("short", deadline=None, derandomize=True, database=None, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("short")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that forgets everything with the test run."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError(username)
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def memory_keyring():
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def english():
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(scope="session", autouse=True)
def templates():
    yield
    remove_templates()


@pytest.fixture
def qtbot(qtbot):
    """Waits for what must come at least PATIENT_MS, whatever a test says: a short limit fails only where it is slow."""

    def patient(method):
        def wait(*arguments, timeout=0, **named):
            must_come = named.get("raising") is not False
            limit = max(timeout, PATIENT_MS) if must_come else timeout
            return method(*arguments, timeout=limit, **named)

        return wait

    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, patient(getattr(qtbot, name)))
    return qtbot


@pytest.fixture
def clock():
    return FixedClock(NOW)


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "workspace")


@pytest.fixture
def store(profile):
    store = blank_store(profile.root)
    yield store
    store.close()
