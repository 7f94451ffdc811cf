"""Other views of an open message: original layout, plain text, light ground, source; for its menu, the keys and the palette."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail.bodies import Bodies
from desktop.ui.mail.reading import Body
from desktop.ui.mail.source_dialog import SourceDialog
from desktop.ui.services import Services
from desktop.ui.theme import theme


class ReadingDeeds(QObject):
    """Acts on one message, or on the one that `chosen` gives: the newest that stands open."""

    def __init__(
        self,
        services: Services,
        bodies: Bodies,
        chosen: Callable[[], MessageRow | None],
        parent: QWidget,
    ) -> None:
        """Work for one conversation pane."""
        super().__init__(parent)
        self._services, self._bodies, self._chosen = services, bodies, chosen
        self._pane = parent
        self.first: Callable[[MessageRow, QMenu], object] | None = None
        """Puts the answers to a message at the top of its menu."""
        self.further: Callable[[MessageRow, QMenu], object] | None = None
        """Puts what else can be done with a message into its menu."""
        self.saved: Callable[[MessageRow], object] | None = None
        """Saves a message as a file."""

    def body(self) -> Body | None:
        """Return the body of the message chosen, None when there is none."""
        message = self._chosen()
        return self._bodies.of(message.id) if message is not None else None

    def has_html(self) -> bool:
        """Tell whether the message chosen can be shown in more than one way."""
        body = self.body()
        return body is not None and body.html

    def has_blocked(self) -> bool:
        """Tell whether pictures of the message chosen were left out."""
        body = self.body()
        return body is not None and body.blocked > 0

    def toggle_layout(self, message: MessageRow | None = None) -> None:
        """Show the original layout, or text again; remembered for the sender."""
        message = message or self._chosen()
        body = self._bodies.of(message.id) if message is not None else None
        if message is not None and body is not None and body.html:
            self._bodies.choose_layout(message, "text" if body.web is not None else "original")

    def toggle_plain(self, message: MessageRow | None = None) -> None:
        """Show the text without any formatting, or formatted again."""
        message = message or self._chosen()
        if message is not None:
            self._bodies.change(message, plain=not self._bodies.reading(message.id).plain)

    def toggle_light(self, message: MessageRow | None = None) -> None:
        """Show the message on white, or in the colours of the dark theme again."""
        message = message or self._chosen()
        if message is not None:
            self._bodies.change(message, light=not self._bodies.reading(message.id).light)

    def show_all(self, message: MessageRow) -> None:
        """Show the rest of a very long message."""
        self._bodies.change(message, uncut=True)

    def show_pictures(self) -> None:
        """Fetch the pictures of the message chosen, this once."""
        message = self._chosen()
        if message is not None:
            self._bodies.show_pictures(message, always=False)

    def show_source(self, message: MessageRow | None = None) -> SourceDialog | None:
        """Open the source of the message."""
        message = message or self._chosen()
        if message is None:
            return None
        dialog = SourceDialog(self._services, message, self._pane)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def menu(self, message: MessageRow, parent: QWidget) -> QMenu:
        """Return the menu of a message; what cannot be had is left out."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu, message)
        return menu

    def fill(self, menu: QMenu, message: MessageRow) -> None:
        """Put into a menu what can be done with a message: answers, other views, the rest."""
        if self.first is not None:
            self.first(message, menu)
            menu.addSeparator()
        self._views(menu, message)
        if self.further is not None:
            self.further(message, menu)
            menu.addSeparator()
        here = message.body_state == "full"
        saved = self.saved
        if saved is not None:
            menu.addAction(_("Save the message…"), lambda: saved(message)).setEnabled(here)
        menu.addAction(_("Source of the message"), lambda: self.show_source(message)).setEnabled(
            here
        )

    def _views(self, menu: QMenu, message: MessageRow) -> None:
        body = self._bodies.of(message.id)
        reading = self._bodies.reading(message.id)
        if body is not None and body.html:
            if not reading.plain:
                self._tick(
                    menu, _("Original layout"), body.web is not None,
                    lambda: self.toggle_layout(message),
                )  # fmt: skip
            self._tick(
                menu, _("Plain text"), reading.plain, lambda: self.toggle_plain(message)
            )  # fmt: skip
            if theme().dark and not reading.plain:
                self._tick(
                    menu, _("Light background"), reading.light, lambda: self.toggle_light(message)
                )  # fmt: skip
            if body.blocked and not reading.plain:
                menu.addAction(
                    _("Show images"), lambda: self._bodies.show_pictures(message, always=False)
                )
            menu.addSeparator()

    @staticmethod
    def _tick(menu: QMenu, text: str, on: bool, handler: Callable[[], object]) -> None:
        action = menu.addAction(text, handler)
        action.setCheckable(True)
        action.setChecked(on)
