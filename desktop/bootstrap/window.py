"""The window's start: its screens in order, its engine, and what it may ask of the other rooms."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.bootstrap.workspace import create_workspace, open_store
from desktop.crm import assessment
from desktop.runtime import secrets
from desktop.runtime.clock import Clock, SystemClock
from desktop.runtime.i18n import language
from desktop.runtime.paths import Profile
from desktop.store.connection import SMALL
from desktop.store.queries import health
from desktop.store.unit import Unit
from desktop.store.workspace import Store
from desktop.ui import app
from desktop.ui.all_screens import all_screens
from desktop.ui.app import AppCalls
from desktop.ui.engine_client import EngineCommandLine
from desktop.ui.welcome.calls import NewWorkspace, WelcomeCalls


def run(profile: Profile) -> int:
    """Open the window on a profile and return the exit code when it closes."""
    return app.run(profile, calls(profile, SystemClock()))


def calls(
    profile: Profile,
    clock: Clock,
    *,
    passphrase: str | None = None,
    poll_seconds: float = 60.0,
) -> AppCalls:
    """Bind what the window needs to one profile. `passphrase` None: TRADEPOST_PASSPHRASE, if set."""
    given = passphrase or os.environ.get("TRADEPOST_PASSPHRASE") or None
    return AppCalls(
        welcome=WelcomeCalls(
            keyring_works=secrets.keyring_works,
            create=lambda entered: _create(profile, entered),
            open=lambda typed: _open(profile, typed, clock),
            fill_sample=lambda store, tell: _fill_sample(store, clock, tell),
        ),
        engine_command=lambda store: engine_command(store, poll_seconds=poll_seconds),
        screens=all_screens(),
        calls=lambda store: {
            "import_mail": lambda into, paths: _import(into, paths, clock),
            "after_mail": lambda unit, threads: _after_mail(store, unit, threads, clock),
        },
        passphrase=given,
    )


def engine_command(store: Store, *, poll_seconds: float = 60.0) -> EngineCommandLine | None:
    """Say how to start the engine on a store; None for the sample company, whose servers do not exist."""
    if health.is_sample(store):
        return None

    def first_line() -> str:
        return json.dumps(
            {
                "profile": str(store.profile.root),
                "key": store.key.hex(),
                "language": language(),
                "poll_seconds": poll_seconds,
            }
        )

    if getattr(sys, "frozen", False):
        return EngineCommandLine(sys.executable, ("--engine",), first_line)
    return EngineCommandLine(sys.executable, ("-m", "desktop", "--engine"), first_line)


def _create(profile: Profile, entered: NewWorkspace) -> Store:
    typed = entered.passphrase
    source = None if typed is None else (lambda: typed)
    return create_workspace(
        profile,
        source,
        name=entered.name,
        email=entered.email,
        company=entered.company,
        caches=SMALL,
    )


def _open(profile: Profile, typed: str | None, clock: Clock) -> Store:
    store = open_store(profile, None if typed is None else (lambda: typed), caches=SMALL)
    assessment.review_grades(store, clock.now())
    return store


def _import(store: Store, paths: Sequence[Path], clock: Clock) -> object:
    from desktop.bootstrap.mail_in import (
        import_files,  # what reads mail in is the engine's, and large
    )

    return import_files(store, paths, clock)


def _after_mail(store: Store, unit: Unit, thread_ids: set[int], clock: Clock) -> None:
    from desktop.bootstrap.mail_hooks import after_batch  # with the rules that mail is judged by

    after_batch(clock, store)(unit, thread_ids)


def _fill_sample(store: Store, clock: Clock, tell: Callable[[str], None]) -> object:
    from desktop.bootstrap import (
        sample_company,  # once in a life, and it brings half of the program
    )

    return sample_company.build(store, clock.now(), progress=tell)
