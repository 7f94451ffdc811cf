"""Settings of this computer's window, in a small JSON file beside the store."""

import json
from pathlib import Path
from typing import Any


class Settings:
    """Key-value settings that survive a restart; a damaged file means defaults, never a stop."""

    def __init__(self, path: Path) -> None:
        """Read `path`; a missing or unreadable file is an empty one."""
        self._path = path
        try:
            loaded = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            loaded = {}
        self._values: dict[str, Any] = loaded if isinstance(loaded, dict) else {}

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - JSON value
        """Return the value of `key`, or `default`."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:  # noqa: ANN401 - JSON value
        """Keep `value` (JSON) under `key`; written at once, atomically."""
        if key in self._values and self._values[key] == value:
            return
        self._values[key] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(
            json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        temporary.replace(self._path)
