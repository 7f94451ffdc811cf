"""The entry: `tradepost` opens the window, `tradepost COMMAND` works without one, `--engine` syncs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.runtime.paths import Profile, default_profile


def main(argv: Sequence[str] | None = None) -> int:
    """Start what the arguments ask for and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--engine"]:
        from desktop.bootstrap import engine  # each way starts without loading the other two

        return engine.run()
    window = _window_profile(arguments)
    if window is not None:
        from desktop.ui.quick_imports import keep_sources_unread

        keep_sources_unread()
        from desktop.bootstrap import window as window_start

        return window_start.run(window)
    from desktop.cli.main import main as command_line

    return command_line(arguments)


def _window_profile(arguments: list[str]) -> Profile | None:
    """Return the profile to open a window on when no command is named."""
    if not arguments:
        return Profile(default_profile())
    if arguments[0] == "--profile" and len(arguments) == 2:
        return Profile(Path(arguments[1]).absolute())
    return None


if __name__ == "__main__":
    sys.exit(main())
