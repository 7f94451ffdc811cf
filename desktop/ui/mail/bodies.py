"""The bodies of the open messages: loaded in tasks, shown again when the reader chooses another view of them."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.crm.alarm_known import known_names
from desktop.mail import reading_choices
from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.message_load import LIGHT, judged, load_body, text_body
from desktop.ui.mail.open_message import OpenMessage
from desktop.ui.mail.reading import Body, Look, Reading
from desktop.ui.mail.web_views import WebViews
from desktop.ui.services import Services
from desktop.ui.theme import theme

SHORT_TEXT = 8_000
"""Characters of a plain text whose quote is found while the window waits (some ms); longer ones go to a task."""


class Bodies(QObject):
    """Works for one conversation pane. `shown(message id)`: a body is on the screen.

    `widget_of` finds the open message of an id; what comes back for one that was closed is only remembered.
    """

    shown = Signal(int)

    def __init__(
        self,
        services: Services,
        fetcher: BodyFetcher,
        widget_of: Callable[[int], OpenMessage | None],
        parent: QWidget,
    ) -> None:
        """Nothing is loaded yet."""
        super().__init__(parent)
        self._services, self._fetcher, self._widget_of = services, fetcher, widget_of
        self.views = WebViews(parent)
        self._held: dict[int, Body] = {}
        self._readings: dict[int, Reading] = {}
        self._mended: set[int] = set()

    # ---- what is shown

    def forget(self, message_id: int | None = None) -> None:
        """Forget a body, or all of them: another conversation is shown."""
        if message_id is not None:
            self._held.pop(message_id, None)
            return
        self._held, self._readings = {}, {}

    def of(self, message_id: int) -> Body | None:
        """Return the body of a message, None while it is on its way."""
        return self._held.get(message_id)

    def reading(self, message_id: int) -> Reading:
        """Return how the reader wants a message."""
        return self._readings.get(message_id, Reading())

    def begin(self, widget: OpenMessage) -> None:
        """Show the body of a message that was just opened, at once when it is known or plain."""
        message = widget.message
        held = self._held.get(message.id)
        if held is not None:
            self._show(held)
        else:
            self._make(message)

    def _make(self, message: MessageRow) -> None:
        long = not message.has_html and len(message.text) > SHORT_TEXT
        if long or (message.has_html and message.body_state == "full"):
            self.load(message)
        else:
            self._show_text(message)

    def _show_text(self, message: MessageRow) -> None:
        """Show a short text at once; what is known of its links comes a moment later."""
        body = text_body(message, reading=self.reading(message.id))
        self._show(body)
        if "<a href" in body.markup + body.whole:
            store = self._services.store
            self._services.tasks.submit(
                lambda: judged(body, message, known_names(store)),
                ok=lambda told: self._judged(body, told),
                owner=self,
                lane="cpu",
            )

    def _judged(self, before: Body, body: Body) -> None:
        if self._held.get(body.message_id) is not before:
            return
        if (body.markup, body.whole) == (before.markup, before.whole):
            self._held[body.message_id] = body
        else:
            self._show(body)

    def load(self, message: MessageRow, *, fetching: bool = False) -> None:
        """Read a body as the reader wants it; with `fetching` its pictures are asked of the net before."""
        store, reading, look = self._services.store, self.reading(message.id), _look()
        if self.views.broken and reading.layout is None:
            reading = replace(reading, layout="text")
        self._services.tasks.submit(
            lambda: load_body(store, message, reading, look, fetching=fetching),
            ok=lambda body: self._read(message, body),
            err=lambda error: self._failed(message, error),
            owner=self,
            lane="net" if fetching else "cpu",
            key=f"body-{message.id}",
        )

    def _read(self, message: MessageRow, body: Body) -> None:
        if self.views.broken and body.designed and not body.notice:
            body = replace(
                body, notice=_("Shown as text: this system lacks what the original layout needs.")
            )
        self._show(body)
        if body.wants_images:
            self.load(message, fetching=True)
        if body.damaged and message.id not in self._mended:
            self._mended.add(message.id)  # once: the server may not have it any more
            self._fetcher.fetch(message.id, lambda: self._mend(message))

    def _mend(self, message: MessageRow) -> None:
        widget = self._widget_of(message.id)
        if widget is not None:
            widget.show_fetching(self._fetcher.state(message.id))
        self.load(message)

    def _show(self, body: Body) -> None:
        self._held[body.message_id] = body
        widget = self._widget_of(body.message_id)
        if widget is None:
            return
        widget.show_body(body)
        if body.web is not None and widget.text.web is None:
            self._without_browser(widget.message)
            return
        self.shown.emit(body.message_id)

    def _without_browser(self, message: MessageRow) -> None:
        """Show a designed mail as text, with a word about it: the system lacks what the browser needs."""
        self._readings[message.id] = replace(self.reading(message.id), layout="text")
        self.load(message)

    def _failed(self, message: MessageRow, error: BaseException) -> None:
        self._show(text_body(message, _("The formatted text cannot be shown.")))
        self._services.navigator.show_error(error)

    # ---- what the reader chooses

    def change(self, message: MessageRow, **choices: object) -> None:
        """Show a message in another way: see Reading."""
        self._readings[message.id] = replace(self.reading(message.id), **choices)  # type: ignore[arg-type]
        self._held.pop(message.id, None)
        self._make(message)

    def show_pictures(self, message: MessageRow, *, always: bool) -> None:
        """Fetch the pictures of a message, and from now on those of its sender when he wants that."""
        self._readings[message.id] = replace(self.reading(message.id), images=True)
        self.load(message, fetching=True)
        if not always:
            return
        self._decide(
            "images",
            message,
            "",
            _("Images of {sender} are shown from now on").format(sender=message.sender.address),
            "image",
            lambda: self.change(message, images=False),
        )

    def choose_layout(self, message: MessageRow, layout: str) -> None:
        """Show a message as "original" or "text", and the mail of its sender from now on."""
        before = self._held.get(message.id)
        back = before.layout if before is not None else ""
        self.change(message, layout=layout, plain=False)
        sender = message.sender.address
        if layout == "original":
            said = _("Mail of {sender} is shown in its original layout").format(sender=sender)
        else:
            said = _("Mail of {sender} is shown as text").format(sender=sender)
        self._decide(
            "layout",
            message,
            layout,
            said,
            "layout-template",
            lambda: self.change(message, layout=back or None),
        )

    def _decide(
        self,
        kind: reading_choices.Kind,
        message: MessageRow,
        value: str,
        said: str,
        icon: str,
        undone: Callable[[], object],
    ) -> None:
        """Remember a choice for the sender, and offer to take it back."""
        store, tasks = self._services.store, self._services.tasks
        address = message.sender.address
        before = reading_choices.choices_for(store, address)
        held = before.layout if kind == "layout" else "yes" if before.images else ""

        def restore() -> None:
            if kind == "layout" and held:
                reading_choices.choose(store, kind, address, held)
            elif not held:
                reading_choices.forget(store, kind, address)

        def undo() -> None:
            tasks.submit(restore, ok=lambda _done: undone(), owner=self, lane="write")

        tasks.submit(
            lambda: reading_choices.choose(store, kind, address, value),
            ok=lambda _id: self._services.navigator.show_toast(said, undo, icon=icon),
            err=self._services.navigator.show_error,
            owner=self,
            lane="write",
        )

    @Slot()
    def recolour(self) -> None:
        """The theme changed: colours of the mails are worked out for it."""
        for message_id in list(self._held):
            widget = self._widget_of(message_id)
            body = self._held.pop(message_id)
            if widget is None:
                continue
            if body.html and not body.reading.plain:
                self.load(widget.message)
            widget.show_body(body)
            self._held[message_id] = body


def _look() -> Look:
    current = theme()
    if not current.dark:
        return LIGHT
    return Look(
        dark=True,
        page=current.hex("surface"),
        text=current.hex("text"),
        link=current.hex("accent_text"),
    )
