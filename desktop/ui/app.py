"""The window's life: first start or unlock, the main window, its engine, its end."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop.mail import drafts
from desktop.mail.attachments.saving import OpenedCopies
from desktop.runtime import secrets
from desktop.runtime.clock import Clock, SystemClock
from desktop.runtime.i18n import (
    _,
    language,
    load_language_data,
    set_language,
    system_language,
)
from desktop.runtime.logs import start_logging
from desktop.runtime.paths import Profile
from desktop.runtime.settings import Settings
from desktop.store.foreign import ForeignChanges
from desktop.store.workspace import Store
from desktop.ui.actions import ActionRegistry
from desktop.ui.crash import CrashWatch, ended_badly
from desktop.ui.engine_client import EngineClient, EngineCommandLine
from desktop.ui.fonts import load_fonts
from desktop.ui.garbage import GuiGarbage
from desktop.ui.icons import app_icon
from desktop.ui.qt_words import speak
from desktop.ui.services import Services
from desktop.ui.shell import dialogs, unfinished_notice
from desktop.ui.shell.no_window import NoWindow
from desktop.ui.shell.screens_list import ScreenList
from desktop.ui.shell.window import MainWindow
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme_switch
from desktop.ui.welcome.calls import WelcomeCalls

if TYPE_CHECKING:
    from desktop.ui.welcome.welcome import WelcomeWindow

_FOREIGN_MS = 2_000
_SWITCH_SECONDS = 0.0005


@dataclass(frozen=True)
class AppCalls:
    """What bootstrap hands the application.

    `engine_command` says how to start the engine on a store, None when it needs none (the sample
    company). `calls` gives the functions that screens find in `services.calls`. `passphrase` is one
    given by the surroundings (TRADEPOST_PASSPHRASE), None to ask for it.
    """

    welcome: WelcomeCalls
    engine_command: Callable[[Store], EngineCommandLine | None]
    screens: ScreenList
    calls: Callable[[Store], Mapping[str, Callable[..., Any]]] = field(default=lambda _store: {})
    passphrase: str | None = None


def make_qapplication(arguments: Sequence[str]) -> QApplication:
    """Return the QApplication, with the style, fonts and name of Tradepost."""
    # a lane that computes in Python keeps the lock for this long, and each painted word asks for it
    sys.setswitchinterval(_SWITCH_SECONDS)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # asked for by QtWebEngine, which is loaded long after the application
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        app = QApplication(list(arguments))
    app.setApplicationName("Tradepost")
    app.setDesktopFileName("tradepost")
    app.setStyle("Fusion")
    load_fonts()
    app.setWindowIcon(app_icon())
    return app


class TradepostApp(QObject):
    """One profile's window from start to end."""

    def __init__(
        self,
        app: QApplication,
        profile: Profile,
        calls: AppCalls,
        *,
        clock: Clock | None = None,
        crash: CrashWatch | None = None,
    ) -> None:
        """Read the settings: language and looks are in use from the first page on."""
        super().__init__()
        self._app, self.profile, self._calls = app, profile, calls
        self._clock = clock or SystemClock()
        self.settings = Settings(profile.settings)
        self.garbage = GuiGarbage(self)
        self.tasks = TaskRunner(self)
        self.engine = EngineClient(self)
        self.crash = crash or CrashWatch(self)
        self.crash.found.connect(self._show_bug)
        self.store: Store | None = None
        self.window: QMainWindow | None = None
        self._bug_shown = False
        self._apply_settings()

    def _apply_settings(self) -> None:
        set_language(str(self.settings.get("language") or system_language()))
        speak(language())
        scale = self.settings.get("text_scale", 1.0)
        theme_switch().apply(
            str(self.settings.get("theme", "system")),
            float(scale) if isinstance(scale, int | float) else 1.0,
        )

    def start(self) -> None:
        """Show the first page that this profile needs."""
        self.tasks.submit(load_language_data)
        if not self.profile.exists():
            self._welcome().start_new()
        elif secrets.uses_passphrase(self.profile) and self._calls.passphrase is None:
            self._welcome().start_locked()
        else:
            given = self._calls.passphrase
            self.tasks.submit(
                lambda: self._calls.welcome.open(given),
                ok=self.open_main,
                err=self._could_not_open,
                owner=self,
                lane="write",
            )

    def _welcome(self) -> "WelcomeWindow":
        from desktop.ui.welcome.welcome import WelcomeWindow  # most starts do without its pages

        window = WelcomeWindow(self._calls.welcome, self.tasks, self.engine)
        window.ready.connect(self.open_main)
        window.engine_wanted.connect(self._start_engine)
        self._show(window)
        return window

    def _could_not_open(self, error: BaseException) -> None:
        if getattr(error, "code", "") == "wrong_passphrase":
            self._welcome().start_locked()
            return
        window = NoWindow(error, self._try_again, self._app.quit)
        self._show(window)

    def _try_again(self) -> None:
        self.start()

    def _show(self, window: QMainWindow) -> None:
        before, self.window = self.window, window
        window.show()
        window.activateWindow()
        if before is not None:
            before.close()
            before.deleteLater()

    @Slot(object)
    def open_main(self, store: Store) -> None:
        """Open the main window on an open store, and start its engine."""
        self.store = store
        self.tasks.submit(OpenedCopies(self.profile.opened).tidy)  # of a run that ended hard
        self._start_engine(store)
        self._watch_others(store)
        self._build_main(str(self.settings.get("window.screen", "inbox")))
        if isinstance(self.window, MainWindow):
            unfinished_notice.tell(self.window.services, self.window)
        QTimer.singleShot(0, self.garbage, self.garbage.settle)

    def _watch_others(self, store: Store) -> None:
        """Show what a command beside this window writes."""
        others = ForeignChanges(store)

        def look() -> None:
            self.tasks.submit(others.poll, ok=store.announce_foreign, owner=self, key="foreign")

        timer = QTimer(self)
        timer.setInterval(_FOREIGN_MS)
        timer.timeout.connect(look)
        timer.start()

    def _build_main(self, screen_id: str) -> None:
        if self.store is None:
            return
        services = Services(
            store=self.store,
            profile=self.profile,
            clock=self._clock,
            settings=self.settings,
            tasks=self.tasks,
            engine=self.engine,
            actions=ActionRegistry(self),
            navigator=_NOWHERE,
            calls=self._service_calls(self.store),
        )
        window = MainWindow(services, self._calls.screens)
        window.bug.connect(self.crash.tell)
        known = self._calls.screens.get(screen_id) is not None
        window.open_screen(screen_id if known else self._calls.screens.entries[0].id)
        self._show(window)

    def _service_calls(self, store: Store) -> dict[str, Callable[..., Any]]:
        own: dict[str, Callable[..., Any]] = {
            "rebuild_window": self.rebuild_window,
            "engine_wanted": lambda: self._start_engine(store),
            "sync_now": lambda: self.engine.send("sync"),
            "queued": lambda: len(drafts.listing(store, states=("queued", "attempted"))),
        }
        return {**own, **self._calls.calls(store)}

    def rebuild_window(self) -> None:
        """Make the window new in the same place: after another language or text size."""
        QTimer.singleShot(0, self._rebuild)

    @Slot()
    def _rebuild(self) -> None:
        window = self.window
        if not isinstance(window, MainWindow) or not window.save():
            return
        self._apply_settings()
        self._build_main(window.current_id())

    @Slot(object)
    def _start_engine(self, store: Store) -> None:
        self.store = store
        if self.engine.state.state != "off":
            return
        self.tasks.submit(
            lambda: self._calls.engine_command(store), ok=self._engine_found, owner=self
        )

    def _engine_found(self, command: EngineCommandLine | None) -> None:
        if command is not None and self.engine.state.state == "off" and self.store is not None:
            self.engine.start(command)

    @Slot(str)
    def _show_bug(self, report: str) -> None:
        if not self._bug_shown:
            self._bug_shown = True
            dialog = dialogs.tell_bug(self.window, report)
            dialog.finished.connect(self._bug_closed)

    @Slot(int)
    def _bug_closed(self, _result: int) -> None:
        self._bug_shown = False

    @Slot()
    def come_forward(self) -> None:
        """Raise the window: a second start asked for it."""
        if self.window is not None:
            self.window.setWindowState(
                self.window.windowState() & ~self.window.windowState().WindowMinimized
            )
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()

    def tell_last_crash(self) -> None:
        """Say that the last run ended hard; nothing was lost, the store is crash-proof."""
        window = self.window
        if isinstance(window, MainWindow):
            words = _("Tradepost ended unexpectedly last time. Nothing was lost.")
            window.show_toast(words, icon="info")

    def end(self) -> None:
        """Stop the engine, finish what is being written, close the store."""
        self.engine.stop()
        self.tasks.shutdown()
        self.garbage.end()
        OpenedCopies(self.profile.opened).tidy()
        if self.store is not None:
            self.store.close()
            self.store = None


class _Nowhere:
    """Stands for the navigator until the window takes its place; nobody sees it."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - never reached
        raise AttributeError(name)


_NOWHERE: Any = _Nowhere()


def run(profile: Profile, calls: AppCalls, arguments: Sequence[str] = ("tradepost",)) -> int:
    """Open the window on a profile, or raise the one open already; return the exit code."""
    from desktop.ui.single import SingleInstance  # QtNetwork, only needed by the real program

    app = make_qapplication(arguments)
    single = SingleInstance(profile.root)
    if single.call_first():
        return 0
    single.hold()
    crashed = ended_badly(profile)
    crash_file = start_logging(profile, "window")
    crash = CrashWatch()
    crash.install()
    tradepost = TradepostApp(app, profile, calls, crash=crash)
    single.raised.connect(tradepost.come_forward)
    tradepost.start()
    if crashed:
        QTimer.singleShot(3_000, tradepost.tell_last_crash)
    try:
        return app.exec()
    finally:
        tradepost.end()
        single.release()
        crash.remove()
        crash_file.close()
