"""The window's start: services wired together, the engine beside it."""

from desktop.runtime.paths import Profile


def run(profile: Profile) -> int:
    """Open the window on a profile and return the exit code when it closes."""
    raise SystemExit(f"no window yet for {profile.root}")
