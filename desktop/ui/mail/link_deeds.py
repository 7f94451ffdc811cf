"""Links of a mail: their true host is shown before anybody follows them, and asked about when something is off."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.mail.links import LinkVerdict, check_link
from desktop.runtime.i18n import _
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import label, retone

_TONE = {"plain": "text2", "careful": "amber", "danger": "red"}
_LONGEST = 110


class LinkDeeds(QObject):
    """Works for one pane. `opened(address)`: the reader wants to go there, and knows where that is."""

    opened = Signal(str)

    def __init__(self, services: Services, pane: QWidget) -> None:
        """The line with the host stands at the bottom left of `pane`."""
        super().__init__(pane)
        self._services, self._pane = services, pane
        self.line: QLabel = label("", "small", "text2")
        self.line.setParent(pane)
        self.line.setProperty("plane", "surface2")
        self.line.setAutoFillBackground(True)
        self.line.setContentsMargins(8, 3, 8, 3)
        self.line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.line.hide()
        pane.installEventFilter(self)

    def hover(self, url: str, links: Mapping[str, LinkVerdict]) -> None:
        """Show where a link leads; "" hides it."""
        if not url:
            self.line.hide()
            return
        verdict = _verdict(url, links)
        self.line.setText(told(verdict))
        retone(self.line, _TONE[verdict.level])
        self.line.setStyleSheet(
            f"background: {theme().hex('surface2')}; color: {theme().hex(_TONE[verdict.level])};"
            f"border: 1px solid {theme().hex('border')}; border-radius: 4px; padding: 2px 8px;"
        )
        self.line.adjustSize()
        self._place()
        self.line.show()
        self.line.raise_()

    def click(self, url: str, links: Mapping[str, LinkVerdict]) -> None:
        """Open a link, after a question when it is not what it seems."""
        verdict = _verdict(url, links)
        if verdict.level == "plain":
            self.opened.emit(verdict.address)
            return
        if "script" in verdict.findings:
            self._services.navigator.show_toast(verdict.reasons()[0], icon="shield-x")
            return
        self._services.navigator.confirm(
            _("Open {host}?").format(host=verdict.host or verdict.address[:60]),
            "\n".join([*verdict.reasons(), verdict.address[:300]]),
            _("Open anyway"),
            self._opener(verdict.address),
            danger=verdict.level == "danger",
        )

    def _opener(self, address: str) -> Callable[[], None]:
        return lambda: self.opened.emit(address)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the line in its corner."""
        if watched is self._pane and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        width = min(self.line.sizeHint().width(), max(self._pane.width() - 24, 60))
        self.line.setFixedWidth(width)
        self.line.move(8, self._pane.height() - self.line.height() - 8)


def told(verdict: LinkVerdict) -> str:
    """The host first, then the address, cut; what is off about it instead of the address."""
    reasons = verdict.reasons()
    if reasons:
        return f"{verdict.host}   {reasons[0]}" if verdict.host else reasons[0]
    address = verdict.address
    short = address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"
    return f"{verdict.host}   {short}" if verdict.host else short


def _verdict(url: str, links: Mapping[str, LinkVerdict]) -> LinkVerdict:
    """The verdict of the task; a browser may have written the address a little differently."""
    found = links.get(url)
    if found is None:
        bare = url.rstrip("/")
        found = next((v for href, v in links.items() if href.rstrip("/") == bare), None)
    return found if found is not None else check_link("", url)
