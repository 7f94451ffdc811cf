"""Where things lie: the program's own resources and the user's profile folder."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below `resources/` (source tree or frozen build)."""
    base = Path(getattr(sys, "_MEIPASS", _ROOT))
    return base.joinpath("resources", *parts)


def default_profile() -> Path:
    """Return TRADEPOST_PROFILE, else the platform's data folder for Tradepost."""
    named = os.environ.get("TRADEPOST_PROFILE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", Path.home() / "AppData/Roaming"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library/Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share"))
    return base / "Tradepost"


@dataclass(frozen=True)
class Profile:
    """One workspace's folder: everything of it lives here."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted store of everything precious."""
        return self.root / "tradepost.db"

    @property
    def raw(self) -> Path:
        """The folder of the message pack files."""
        return self.root / "raw"

    @property
    def documents(self) -> Path:
        """The folder of issued documents."""
        return self.root / "documents"

    @property
    def opened(self) -> Path:
        """The folder of attachments' copies that other programs have open: emptied at start and end."""
        return self.root / "opened"

    @property
    def logs(self) -> Path:
        """The folder of log and crash files."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """The folder of copies made before a migration."""
        return self.root / "backups"

    @property
    def key_file(self) -> Path:
        """The store's key, wrapped by the passphrase (only where there is no keyring)."""
        return self.root / "key.json"

    @property
    def settings(self) -> Path:
        """Settings of this computer's window: theme, language, pane sizes."""
        return self.root / "settings.json"

    def exists(self) -> bool:
        """Tell whether a workspace has been created here."""
        return self.database.exists()

    def make(self) -> None:
        """Create the folder for its owner alone."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.raw, self.documents, self.logs):
            folder.mkdir(exist_ok=True, mode=0o700)
