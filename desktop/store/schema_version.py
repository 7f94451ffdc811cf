"""Which schema a store has, and the way to the newest: alembic on our encrypted connection.

Alembic is loaded only for an upgrade: a store that is up to date opens without it, in half the time.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.connection import make_engine

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0001"
"""The revision that this program writes: the head of `migrations/versions` (a test compares them)."""
_MIGRATIONS = Path(__file__).parent / "migrations"


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """Return every revision that this program knows, newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def current(path: Path, key: bytes) -> str | None:
    """Return the revision of the store at `path`, None for an empty file."""
    engine = make_engine(path, key, write=False)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(
                sa.text("SELECT version_num FROM alembic_version")
            )
            return revision
    finally:
        engine.dispose()


def is_behind(path: Path, key: bytes) -> bool:
    """Tell whether the store needs an upgrade; raises UserFacing (`newer_schema`) when this program is too old."""
    revision = current(path, key)
    if revision == NEWEST:
        return False
    if revision is not None and revision not in revisions():
        raise UserFacing(
            _("This workspace was made by a newer version of Tradepost."),
            safe=_("It was not changed."),
            hint=_("Install the newest version, then open it again."),
            code="newer_schema",
        )
    return True


def upgrade(path: Path, key: bytes) -> None:
    """Bring the store at `path` (created when missing) to the newest revision, whole or not at all."""
    from alembic import command

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
