"""Which schema a store has, and the way to the newest: alembic on our encrypted connection."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.connection import make_engine

_MIGRATIONS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def newest() -> str:
    """Return the revision that this program writes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current(path: Path, key: bytes) -> str | None:
    """Return the revision of the store at `path`, None for an empty file."""
    engine = make_engine(path, key, write=False)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def is_behind(path: Path, key: bytes) -> bool:
    """Tell whether the store needs an upgrade."""
    return current(path, key) != newest()


def check(path: Path, key: bytes) -> None:
    """Raise UserFacing (`newer_schema`) for a store made by a newer Tradepost."""
    revision = current(path, key)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise UserFacing(
            _("This workspace was made by a newer version of Tradepost."),
            safe=_("It was not changed."),
            hint=_("Install the newest version, then open it again."),
            code="newer_schema",
        )


def upgrade(path: Path, key: bytes) -> None:
    """Bring the store at `path` (created when missing) to the newest revision, whole or not at all."""
    engine = make_engine(path, key, write=True)
    try:
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except sa.exc.OperationalError as error:
        raise UserFacing(
            _("The workspace could not be brought up to date."),
            safe=_("The file is as it was; a copy from before lies in the folder `backups`."),
            hint=_("Free some disk space and start again, or restore the copy."),
            code="upgrade_failed",
        ) from error
    finally:
        engine.dispose()
