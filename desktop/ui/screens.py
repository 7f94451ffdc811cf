"""Draws every screen with the sample company into PNG files: `python -m desktop.ui.screens --out DIR`."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from desktop.runtime import secrets
from desktop.runtime.clock import Clock, SystemClock
from desktop.runtime.i18n import LANGUAGES, set_language
from desktop.runtime.paths import Profile
from desktop.runtime.settings import Settings
from desktop.store.queries.folder_tree import folder_tree
from desktop.store.queries.search import search
from desktop.store.queries.threads import list_accounts
from desktop.store.workspace import Store
from desktop.trade import orders, quotes
from desktop.ui import house_states, order_states, product_states
from desktop.ui.account_states import show_certificate, show_client, show_code
from desktop.ui.actions import ActionRegistry
from desktop.ui.all_screens import all_screens
from desktop.ui.app import make_qapplication
from desktop.ui.engine_client import EngineClient, EngineStatus
from desktop.ui.file_states import show_customer_files, show_picture, show_preview
from desktop.ui.ladder_states import show_ladder
from desktop.ui.mail.view import InboxView
from desktop.ui.outbox.view import OutboxView
from desktop.ui.outbox_states import show_outbox
from desktop.ui.reading_states import show_source, show_text_layout, wait_for_layout
from desktop.ui.services import Services
from desktop.ui.shell.window import MainWindow
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme_switch
from desktop.ui.welcome.calls import WelcomeCalls
from desktop.ui.welcome.welcome import WelcomeWindow

SIZE = (1440, 900)
_QUIET_MS, _LONGEST_MS = 350, 8_000
_SHORT = {"en": "en", "zh_CN": "zh"}


@dataclass(frozen=True)
class Shot:
    """One picture: name, screen, what to open in it, the window's width, a step before the picture."""

    name: str
    screen: str
    args: Mapping[str, Any]
    width: int = SIZE[0]
    before: Callable[[MainWindow], object] | None = None


def settle(tasks: TaskRunner) -> None:
    """Let the window work until nothing is under way and nothing changed for a moment."""
    loop = QEventLoop()
    waited = 0

    def look() -> None:
        nonlocal waited
        waited += _QUIET_MS
        if not tasks.busy or waited >= _LONGEST_MS:
            loop.quit()

    timer = QTimer()
    timer.setInterval(_QUIET_MS)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()


def shots(store: Store, now: datetime) -> Iterator[Shot]:
    """Give the pictures to draw, with the sample company's best-filled records."""
    thread = _first(store, "Q-2417", "mail")
    customer = _first(store, "Brenner", "customer")
    rows = quotes.listing(store, today=now.date())
    quote = next((r.id for r in rows if r.number.startswith("Q-2417")), rows[0].id if rows else "")
    yield Shot("01-inbox", "inbox", {"only": "all", "thread_id": thread} if thread else {})
    yield Shot("01-inbox-narrow", "inbox", {}, width=1200)
    warned = _first(store, "from:drlver", "mail")
    yield Shot("01-mail-warning", "inbox", {"only": "all", "thread_id": warned} if warned else {})
    news = _first(store, "Canton Fair News halls", "mail")
    letter = {"only": "all", "thread_id": news} if news else {}
    yield Shot("01-mail-original-layout", "inbox", letter, before=wait_for_layout)
    yield Shot("01-mail-blocked-images", "inbox", letter, before=show_text_layout)
    yield Shot("01-mail-source", "inbox", letter, before=show_source)
    folders = [f for a in folder_tree(store) for f in a.folders]
    sent = next((f.id for f in folders if f.role == "sent"), 0)
    yield Shot("01-mail-folder", "inbox", {"folder_id": sent})
    yield Shot("01-mail-header-only", "inbox", {"folder_id": 0}, before=_show_header_only)
    yield Shot("01-outbox", "outbox", {}, before=_show_outbox)
    yield Shot("02-today", "today", {})
    yield Shot("03-customers", "customers", {})
    yield Shot("03-customer-360", "customers", {"customer_id": customer})
    files = {"customer_id": customer}
    yield Shot("03-customer-files", "customers", files, before=show_customer_files)
    if thread:
        opened = {"only": "all", "thread_id": thread}
        yield Shot("01-mail-preview-pdf", "inbox", opened, before=show_preview)
    photo = _first(store, "has:image", "mail")
    if photo:
        opened = {"only": "all", "thread_id": photo}
        yield Shot("01-mail-preview-picture", "inbox", opened, before=show_picture)
    yield Shot("04-follow-ups", "followups", {})
    yield Shot("05-quotes", "quotes", {})
    yield Shot("05-quote-editor", "quotes", {"quote_id": quote})
    yield Shot("05-quote-ladder", "quotes", {"quote_id": quote}, before=show_ladder)
    yield Shot("05-orders", "orders", {})
    made = next(
        (o.id for o in orders.listing(store, today=now.date()) if o.number == "SO-1149"), ""
    )
    for tab in ("goods", "shipment", "payments", "milestones", "documents", "checks"):
        yield Shot(f"05-order-{tab}", "orders", {"order_id": made, "tab": tab})
    papers = {"order_id": made, "tab": "documents"}
    yield Shot("05-order-issued", "orders", papers, before=order_states.issue_papers)
    yield Shot("05-order-clauses", "orders", papers, before=order_states.show_clauses)
    yield Shot("05-order-statement", "orders", {"order_id": made}, before=order_states.show_account)
    accepted = next((r.id for r in rows if r.number == "Q-2389"), quote)
    yield Shot("05-quote-accepted", "quotes", {"quote_id": accepted})
    yield Shot("06-products", "products", {})
    article = product_states.article_id(store)
    for tab in ("article", "pictures", "prices", "costs", "packing", "papers", "quoted"):
        opened = {"product_id": article, "tab": tab}
        yield Shot(f"06-product-{tab}", "products", opened)
    yield Shot("06-products-lists", "products", {"section": "lists"})
    yield Shot("06-products-rates", "products", {"section": "rates"})
    yield Shot("06-products-import", "products", {}, before=product_states.show_import)
    yield Shot("07-command-palette", "inbox", {}, before=_open_palette)
    yield Shot("11-settings-company", "settings", {"section": "company"})
    house = {"section": "company"}
    yield Shot("11-settings-company-below", "settings", house, before=house_states.show_below)
    yield Shot(
        "11-settings-company-two", "settings", house, before=house_states.show_second_company
    )
    yield Shot("11-settings-bank", "settings", house, before=house_states.show_bank)
    yield Shot("11-settings-rates", "settings", {"section": "rates"})
    yield Shot("11-settings-clauses", "settings", {"section": "clauses"})
    papers = {"section": "templates"}
    yield Shot("11-settings-templates", "settings", papers)
    yield Shot("11-settings-template", "settings", papers, before=house_states.show_template)
    rates = {"section": "rates"}
    yield Shot("11-settings-rate", "settings", rates, before=house_states.show_rate)
    yield Shot("11-settings-freight", "settings", {"section": "freight"})
    yield Shot("11-settings-accounts", "settings", {"section": "accounts"})
    account = next(iter(list_accounts(store)), None)
    if account is not None:
        storage = {"section": "accounts", "page": "storage", "account_id": account.id}
        yield Shot("11-settings-storage", "settings", storage)
        form = {"section": "accounts", "page": "account", "account_id": account.id}
        yield Shot("11-settings-account", "settings", form)
        yield Shot("11-settings-account-code", "settings", form, before=show_code)
        yield Shot("11-settings-account-client", "settings", form, before=show_client)
        yield Shot("11-settings-account-certificate", "settings", form, before=show_certificate)
    yield Shot("11-settings-reading", "settings", {"section": "reading"})
    yield Shot("11-settings-appearance", "settings", {"section": "appearance"})


def _first(store: Store, words: str, kind: str) -> Any:  # noqa: ANN401 - id of either kind
    hits = [h for h in search(store, words, limit=100).hits if h.kind == kind]
    if not hits:
        return None
    return hits[0].thread_id if kind == "mail" else hits[0].id


def _show_header_only(window: MainWindow) -> None:
    """The look of a mail whose header only is here, while there is no connection."""
    view = window.current()
    if not isinstance(view, InboxView) or view.conversation.current is None:
        return
    newest = view.conversation.current.messages[-1]
    view.conversation.fetcher.fetch(newest.id)


def _show_outbox(window: MainWindow) -> None:
    view = window.current()
    if isinstance(view, OutboxView):
        show_outbox(view)


def _open_palette(window: MainWindow) -> None:
    window.palette_box.open("bren")


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
        store.close()
    app.quit()
    sys.stdout.write(f"{len(gallery.written)} pictures in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
