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

from desktop.runtime.clock import FixedClock
from desktop.runtime.i18n import set_language
from desktop.runtime.paths import Profile
from tests.fixtures.stores import blank_store, remove_templates

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


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
