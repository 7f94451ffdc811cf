"""Signing in by browser or by code instead of a password: the box in an account's form."""

from collections.abc import Callable, Mapping
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import oauth_clients, oauth_flow, oauth_tokens
from desktop.mail.oauth_flow import DeviceCode
from desktop.mail.oauth_issuers import KNOWN
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.ui.tasks import TaskRunner
from desktop.ui.web_links import open_link
from desktop.ui.welcome.account_client import ClientForm
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Button, link, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import IconLabel, label

_OFFERED = ("google", "microsoft")


class SignInBox(QWidget):
    """Offers who can sign the user in, waits for the browser without blocking anything, and holds what came back."""

    changed = Signal()
    """Signed in, or back to a password."""
    _url_known = Signal(str)
    _code_known = Signal(object)

    def __init__(
        self, tasks: TaskRunner, store: Store, hint: Callable[[], tuple[str, str]]
    ) -> None:
        """`hint` gives the mail address to propose and the CA file to believe."""
        super().__init__()
        self._tasks, self._store, self._hint = tasks, store, hint
        self.open_browser: Callable[[str], bool] = oauth_flow.system_browser
        self.tokens: Mapping[str, Any] = {}
        self.issuer = ""
        self._trying, self._url = "", ""
        self._stop = Event()
        self.banner = Banner()
        self.buttons = self._make_buttons()
        self.client = ClientForm(self._registered_wanted, self._to_choice)
        self.waiting, self.code, self.done = Card(quiet=True), Card(quiet=True), Card(quiet=True)
        self._fill_waiting()
        self._fill_code()
        self._fill_done()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.banner, self.buttons, self.client, self.waiting, self.code, self.done):
            column.addWidget(part)
        self._parts = (self.buttons, self.client, self.waiting, self.code, self.done)
        self._show_part(self.buttons)
        self._url_known.connect(self._remember_url)
        self._code_known.connect(self.show_code)

    # ---- the parts

    def _make_buttons(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.offers: dict[str, Button] = {}
        for issuer in _OFFERED:
            words = _("Sign in with {name}").format(name=KNOWN[issuer].name)
            self.offers[issuer] = secondary(words, partial(self.start, issuer), icon_name="log-in")
            row.addWidget(self.offers[issuer])
        self.other = link(_("Other sign-in"), lambda: self.ask_client("", ""))
        row.addWidget(self.other)
        row.addStretch(1)
        return holder

    def _fill_waiting(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel("globe", 16, "accent_text"))
        head.addWidget(
            label(_("Go on in your browser. This page waits for you."), "body_strong"), 1
        )
        self.waiting.box.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.copy_url = link(_("Copy the address"), lambda: _copy(self._url))
        self.by_code = link(_("Use a code instead"), self.use_code)
        row.addWidget(self.copy_url)
        row.addWidget(self.by_code)
        row.addStretch(1)
        self.cancel_waiting = secondary(_("Cancel"), self.cancel, size="control_small")
        row.addWidget(self.cancel_waiting)
        self.waiting.box.addLayout(row)

    def _fill_code(self) -> None:
        self._where = label("", "body", wrap=True)
        self.shown_code = label("", "metric")
        self.shown_code.setTextInteractionFlags(
            self.shown_code.textInteractionFlags().TextSelectableByMouse
            | self.shown_code.textInteractionFlags().TextSelectableByKeyboard
        )
        self.code.box.addWidget(self._where)
        self.code.box.addWidget(self.shown_code)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.copy_code = secondary(
            _("Copy the code"), lambda: _copy(self.shown_code.text()), icon_name="copy"
        )
        row.addWidget(self.copy_code)
        row.addWidget(link(_("Open the page"), lambda: open_link(self._url)))
        row.addStretch(1)
        self.cancel_code = secondary(_("Cancel"), self.cancel, size="control_small")
        row.addWidget(self.cancel_code)
        self.code.box.addLayout(row)

    def _fill_done(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._done_icon = IconLabel("circle-check", 16, "green")
        self._done_words = label("", "body_strong", wrap=True)
        self.again = link(_("Sign in again"), lambda: self.start(self.issuer))
        self.use_password = link(_("Use a password"), self.forget)
        row.addWidget(self._done_icon)
        row.addWidget(self._done_words, 1)
        row.addWidget(self.again)
        row.addWidget(self.use_password)
        self.done.box.addLayout(row)

    def _show_part(self, part: QWidget) -> None:
        for each in self._parts:
            each.setVisible(each is part)

    # ---- what the form does

    @property
    def chosen(self) -> bool:
        """Tell whether the account signs in this way instead of by password."""
        return bool(self.issuer)

    def propose(self, issuer: str, *, only: bool) -> None:
        """Show the offers that fit a provider: its own issuer first; `only`: the provider has none of them."""
        for name, button in self.offers.items():
            button.setVisible(not only and (not issuer or name == issuer))

    def show_kept(self, issuer: str, *, ended: bool = False) -> None:
        """Show an account that is signed in to already; `ended`: the provider asks for it again."""
        self.issuer, self.tokens = issuer, {}
        self._say_done(ended=ended)

    def forget(self) -> None:
        """Go back to a password."""
        self.cancel()
        self.issuer, self.tokens = "", {}
        self._show_part(self.buttons)
        self.changed.emit()

    def start(self, issuer: str) -> None:
        """Open the browser; the rest happens there. Without a client id, ask for it first."""
        self._begin(issuer, self._by_browser)
        self.by_code.setVisible(issuer not in KNOWN or bool(KNOWN[issuer].device))
        self._show_part(self.waiting)
        self.cancel_waiting.setFocus()

    def use_code(self) -> None:
        """Sign in with a code typed in on any device."""
        self._begin(self._trying, self._by_device)

    def cancel(self) -> None:
        """Break off a sign-in under way; what was there before stays."""
        self._stop.set()
        self._trying = ""
        self._to_choice()

    def _begin(
        self, issuer: str, work: Callable[[str, Event], tuple[str, Mapping[str, Any]]]
    ) -> None:
        self._stop.set()
        self._stop = stop = Event()
        self._trying, self._url = issuer, ""
        self.banner.hide()
        self.destroyed.connect(stop.set)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(stop.set)
        self._tasks.submit(
            lambda: work(issuer, stop),
            ok=self._signed_in,
            err=self._failed,
            owner=self,
            lane="net",
            key="sign-in",
        )

    # ---- on the lane

    def _by_browser(self, issuer: str, stop: Event) -> tuple[str, Mapping[str, Any]]:
        email, ca_file = self._hint()
        found = oauth_clients.registration(self._store, issuer)
        tokens = oauth_flow.by_browser(
            found,
            login_hint=email,
            open_browser=self.open_browser,
            on_url=self._url_known.emit,
            stop=stop,
            ca_file=ca_file,
        )
        return found.issuer.id, oauth_tokens.as_kept(tokens, found.issuer.id)

    def _by_device(self, issuer: str, stop: Event) -> tuple[str, Mapping[str, Any]]:
        _email, ca_file = self._hint()
        found = oauth_clients.registration(self._store, issuer)
        tokens = oauth_flow.by_device(found, show=self._code_known.emit, stop=stop, ca_file=ca_file)
        return found.issuer.id, oauth_tokens.as_kept(tokens, found.issuer.id)

    # ---- back on the GUI thread

    @Slot(str)
    def _remember_url(self, url: str) -> None:
        self._url = url

    @Slot(object)
    def show_code(self, code: DeviceCode) -> None:
        """Show a code with the place to type it in."""
        self._url = code.whole_url or code.url
        self._where.setText(_("Open {url} on any device and enter this code:").format(url=code.url))
        self.shown_code.setText(code.code)
        self.shown_code.setAccessibleName(code.code)
        self._show_part(self.code)
        self.copy_code.setFocus()

    def _signed_in(self, found: tuple[str, Mapping[str, Any]]) -> None:
        self.issuer, self.tokens = found
        self._trying = ""
        self._say_done()
        self.changed.emit()

    def _say_done(self, *, ended: bool = False) -> None:
        known = KNOWN.get(self.issuer)
        name = known.name if known else self.issuer
        words = _("{name} asks you to sign in again.") if ended else _("Signed in with {name}")
        self._done_icon.set(*(("circle-alert", "red") if ended else ("circle-check", "green")))
        self._done_words.setText(words.format(name=name))
        self._show_part(self.done)

    def _failed(self, error: BaseException) -> None:
        code = error.code if isinstance(error, TradepostError) else ""
        if code == "cancelled":
            return
        if code == "oauth_client":
            self.ask_client(self._trying, error.hint if isinstance(error, TradepostError) else "")
            return
        if code == "no_browser" and self._can_use_code():
            self.use_code()
            return
        self._to_choice()
        if isinstance(error, TradepostError):
            more = " ".join(part for part in (error.safe, error.hint) if part)
            self.banner.say("red", error.message, more)
        else:
            self.banner.say("red", _("That did not work."), type(error).__name__)

    def _can_use_code(self) -> bool:
        known = KNOWN.get(self._trying)
        return known is None or bool(known.device)

    def _to_choice(self) -> None:
        if self.issuer:
            self._say_done()
        else:
            self._show_part(self.buttons)

    # ---- a client id

    def ask_client(self, issuer: str, hint: str) -> None:
        """Show the fields of a client id; `hint` says why."""
        self.client.ask(issuer, hint)
        self._show_part(self.client)
        self.client.first_field().setFocus()

    def _registered_wanted(self, issuer: str, client_id: str, secret: str, scopes: str) -> None:
        _email, ca_file = self._hint()
        self._tasks.submit(
            lambda: (
                oauth_clients.register(
                    self._store, issuer, client_id, secret, scopes, ca_file=ca_file
                ).issuer.id
            ),
            ok=self.start,
            err=self.client.refused,
            owner=self,
            lane="net",
            key="register",
        )


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
