"""Draws every screen with the sample company into PNG files: `python -m desktop.ui.screens --out DIR`."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from desktop.runtime import secrets
from desktop.runtime.clock import Clock, SystemClock
from desktop.runtime.i18n import LANGUAGES, set_language
from desktop.runtime.paths import Profile
from desktop.runtime.settings import Settings
from desktop.store.queries.threads import list_accounts
from desktop.store.workspace import Store
from desktop.ui.actions import ActionRegistry
from desktop.ui.all_screens import all_screens
from desktop.ui.app import make_qapplication
from desktop.ui.engine_client import EngineClient, EngineStatus
from desktop.ui.garbage import GuiGarbage
from desktop.ui.qt_words import speak
from desktop.ui.services import Services
from desktop.ui.shell.window import MainWindow
from desktop.ui.shots import SIZE, Shot, shots
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme_switch
from desktop.ui.welcome.calls import WelcomeCalls
from desktop.ui.welcome.welcome import WelcomeWindow

_LOOK_MS, _QUIET_LOOKS, _LONGEST_MS = 175, 2, 8_000
_SHORT = {"en": "en", "zh_CN": "zh"}


def settle(tasks: TaskRunner) -> None:
    """Let the window work until nothing is under way and nothing changed for a moment."""
    loop = QEventLoop()
    waited = quiet = 0

    def look() -> None:
        nonlocal waited, quiet
        waited += _LOOK_MS
        quiet = 0 if tasks.busy else quiet + 1  # between two steps nothing is under way either
        if quiet >= _QUIET_LOOKS or waited >= _LONGEST_MS:
            loop.quit()

    timer = QTimer()
    timer.setInterval(_LOOK_MS)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()


class Gallery:
    """Draws for one store: each language and theme gets a fresh window."""

    def __init__(self, store: Store, clock: Clock, out: Path, only: str = "") -> None:
        """Write into `out`; `only` keeps the pictures whose name holds it."""
        self._store, self._clock, self._out, self._only = store, clock, out, only
        self.tasks = TaskRunner()
        self.written: list[Path] = []

    def draw(self, language: str, mode: str) -> None:
        """Draw all pictures in one language and theme."""
        set_language(language)
        speak(language)
        theme_switch().apply(mode)
        suffix = f"{_SHORT[language]}-{mode}"
        known = all_screens()
        wanted = [
            s
            for s in shots(self._store, self._clock.now())
            if self._only in s.name and known.get(s.screen) is not None
        ]
        if wanted:
            self._draw_main(wanted, suffix)
        if not self._only or "09" in self._only:
            self._draw_welcome(suffix)

    def _draw_main(self, wanted: Sequence[Shot], suffix: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            window = self._window(Settings(Path(folder) / "settings.json"))
            for shot in wanted:
                window.resize(shot.width, SIZE[1])
                window.open_screen(shot.screen, **shot.args)
                settle(self.tasks)
                if shot.before is not None:
                    shot.before(window)
                    settle(self.tasks)
                window.toasts.clear()  # what a step said would lie over what it shows
                self._save(window, f"{shot.name}-{suffix}")
                window.palette_box.close_palette()
            settle(self.tasks)
            window.close()
            window.deleteLater()

    def _window(self, settings: Settings) -> MainWindow:
        engine = EngineClient()
        engine.state = EngineStatus("off")
        services = Services(
            store=self._store,
            profile=self._store.profile,
            clock=self._clock,
            settings=settings,
            tasks=self.tasks,
            engine=engine,
            actions=ActionRegistry(),
            navigator=None,  # type: ignore[arg-type]  # the window puts itself here
            calls={},
        )
        window = MainWindow(services, all_screens())
        window.resize(*SIZE)
        window.show()
        return window

    def _draw_welcome(self, suffix: str) -> None:
        engine = EngineClient()
        calls = WelcomeCalls(
            keyring_works=lambda: True,
            create=lambda _entered: self._store,
            open=lambda _passphrase: self._store,
            fill_sample=lambda _store, _tell: None,
        )
        window = WelcomeWindow(calls, self.tasks, engine)
        window.resize(*SIZE)
        window.show()
        for name, step in (
            ("09-first-run-workspace", window.start_new),
            ("09-first-run-unlock", window.start_locked),
            ("09-first-run-choice", lambda: self._choice(window)),
            ("09a-first-run-account", lambda: self._account(window)),
            ("09b-first-run-sync", lambda: self._sync(window, engine)),
        ):
            step()
            settle(self.tasks)
            self._save(window, f"{name}-{suffix}")
        window.close()
        window.deleteLater()

    def _choice(self, window: WelcomeWindow) -> None:
        window.start_with(self._store, "Lin Wei", "lin.wei@163.com")

    def _account(self, window: WelcomeWindow) -> None:
        page = window.page()
        button: QWidget | None = getattr(page, "mailbox", None)
        if button is not None:
            button.click()  # type: ignore[attr-defined]
        edit = getattr(window.page(), "form", None)
        if edit is not None:
            edit.password.setText("app-password")

    def _sync(self, window: WelcomeWindow, engine: EngineClient) -> None:
        window.show_sync()
        for account in list_accounts(self._store):
            event = {
                "account_id": account.id,
                "phase": "bodies",
                "done": 204,
                "total": 300,
                "seconds_left": 95,
            }
            engine.dispatch("progress", event)

    def _save(self, window: QMainWindow, name: str) -> None:
        path = self._out / f"{name}.png"
        picture = window.grab()
        dialogs = [d for d in window.findChildren(QDialog) if d.isVisible()]
        painter = QPainter(picture)
        for dialog in dialogs:  # windows of their own, drawn where they stand over this one
            painter.fillRect(window.rect(), QColor(0, 0, 0, 90))
            inside = dialog.grab()
            left = (window.width() - dialog.width()) // 2
            painter.drawPixmap(left, max(0, (window.height() - dialog.height()) // 2), inside)
        painter.end()
        picture.save(str(path))
        for dialog in dialogs:
            dialog.close()
        self.written.append(path)


def _sample_store(folder: Path) -> Store:
    """Make the sample company with the program's own command, in a workspace of its own."""
    environment = {**os.environ, "TRADEPOST_PASSPHRASE": "for-pictures-only"}
    command = [sys.executable, "-m", "desktop", "--profile", str(folder)]
    for words in (["profile", "create", "--name", "Lin Wei"], ["demo", "--headless"]):
        subprocess.run(  # noqa: S603 - our own program
            [*command, *words], check=True, env=environment, stdout=subprocess.DEVNULL
        )
    return _open(Profile(folder), "for-pictures-only")


def _open(profile: Profile, passphrase: str) -> Store:
    source = (lambda: passphrase) if secrets.uses_passphrase(profile) else None
    return Store.open(profile, secrets.open_key(profile, source))


def main(argv: Sequence[str] | None = None) -> int:
    """Draw the screens; return 0 when all were written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/screens"))
    parser.add_argument(
        "--profile", type=Path, help="an existing workspace instead of a new sample"
    )
    parser.add_argument("--only", default="", help="part of a picture's name")
    parser.add_argument("--language", choices=tuple(LANGUAGES), action="append")
    parser.add_argument("--theme", choices=("light", "dark"), action="append")
    options = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app: QApplication = make_qapplication(["tradepost-screens"])
    garbage = GuiGarbage()  # as in the window: a collection in a lane would destroy widgets there
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = (
            _open(Profile(options.profile), os.environ.get("TRADEPOST_PASSPHRASE", ""))
            if options.profile
            else _sample_store(Path(folder) / "workspace")
        )
        gallery = Gallery(store, SystemClock(), options.out, options.only)
        for language in options.language or LANGUAGES:
            for mode in options.theme or ("light", "dark"):
                gallery.draw(language, mode)
        gallery.tasks.shutdown()
        garbage.end()
        store.close()
    app.quit()
    sys.stdout.write(f"{len(gallery.written)} pictures in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
