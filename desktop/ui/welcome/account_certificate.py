"""Shows a server's certificate and lets the user accept exactly that one, by his own choice and never by itself."""

from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import certificates
from desktop.mail.accounts import AccountSettings
from desktop.mail.certificates import Certificate
from desktop.runtime.days import long_day
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.tasks import TaskRunner
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import danger, link, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import clear_layout

FAULTS = ("tls_untrusted", "tls_expired", "tls_name", "tls_changed")
"""Codes of a failed step that a look at the certificate helps with."""


class CertificateBox(QWidget):
    """The fingerprints accepted so far, and the certificate looked at with the choice to accept it."""

    changed = Signal()
    shown = Signal()
    """There is something to read: scroll here."""

    def __init__(self, tasks: TaskRunner) -> None:
        """Start with nothing accepted."""
        super().__init__()
        self._tasks = tasks
        self._accepted: list[str] = []
        self.certificate: Certificate | None = None
        self.banner = Banner()
        self._kept = QVBoxLayout()
        self._kept.setSpacing(4)
        self.card = Card(_("The server's certificate"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.card.box.addLayout(self._rows)
        self.accept = danger(_("Accept exactly this certificate"), self._accept)
        self.refuse = secondary(_("Do not accept it"), self._put_away)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.refuse)
        row.addStretch(1)
        row.addWidget(self.accept)
        self.card.box.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addWidget(self.card)
        column.addLayout(self._kept)
        self._put_away()

    def _put_away(self) -> None:
        """Hide the certificate; without anything accepted the whole box goes."""
        self.card.hide()
        self.setVisible(bool(self._accepted))

    def trusted(self) -> str:
        """Return the fingerprints accepted, as settings hold them."""
        return ",".join(sorted(self._accepted))

    def show_trusted(self, text: str) -> None:
        """Show the fingerprints of an account."""
        self._accepted = [part for part in text.split(",") if part]
        self._list()
        self._put_away()

    def look(self, settings: AccountSettings, protocol: Literal["imap", "smtp"]) -> None:
        """Fetch the certificate of one of the account's servers; no password is sent."""
        self.banner.hide()
        endpoint = settings.imap if protocol == "imap" else settings.smtp
        self._tasks.submit(
            lambda: certificates.look(
                endpoint, protocol, ca_file=settings.ca_file, trusted=self.trusted()
            ),
            ok=self.show_certificate,
            err=self._failed,
            owner=self,
            lane="net",
            key="certificate",
        )

    def show_certificate(self, found: Certificate) -> None:
        """Show a certificate with what speaks against it."""
        self.certificate = found
        clear_layout(self._rows)
        days = _("{since} to {until}").format(
            since=long_day(found.valid_from.astimezone().date()),
            until=long_day(found.valid_until.astimezone().date()),
        )
        lines = (
            (_("Server"), found.host),
            (_("Made out to"), ", ".join(dict.fromkeys((found.subject, *found.names)))),
            (_("Issued by"), found.issuer),
            (_("Valid"), days),
            (_("SHA-256 fingerprint"), f"{found.fingerprint[:47]}\n{found.fingerprint[48:]}"),
        )
        for name, value in lines:
            self._rows.addLayout(_line(name, value))
        words = _(
            "Ask whoever runs the server to read you its fingerprint, and compare every pair."
        )
        warning = Banner()
        if found.problem:
            warning.say("amber", found.problem, words)
        else:
            warning.say(
                "green", _("This computer trusts this certificate: nothing has to be accepted.")
            )
        self._rows.addWidget(warning)
        self.accept.setVisible(bool(found.problem) and found.sha256 not in self._accepted)
        self.card.show()
        self.show()
        self.refuse.setFocus()
        self.shown.emit()

    def _accept(self) -> None:
        if self.certificate is not None and self.certificate.sha256 not in self._accepted:
            self._accepted.append(self.certificate.sha256)
        self._list()
        self._put_away()
        self.changed.emit()

    def _forget(self, sha256: str) -> None:
        self._accepted.remove(sha256)
        self._list()
        self.setVisible(bool(self._accepted) or not self.card.isHidden())
        self.changed.emit()

    def _list(self) -> None:
        clear_layout(self._kept)
        for sha256 in self._accepted:
            row = QHBoxLayout()
            row.setSpacing(8)
            digits = sha256.upper()
            short = ":".join(digits[i : i + 2] for i in range(0, 16, 2)) + " …"
            row.addWidget(
                label(_("Accepted by hand: {short}").format(short=short), "small", "text2")
            )
            row.addWidget(link(_("Forget it"), partial(self._forget, sha256)))
            row.addStretch(1)
            self._kept.addLayout(row)

    def _failed(self, error: BaseException) -> None:
        self.card.hide()
        message = error.message if isinstance(error, TradepostError) else str(error)
        hint = error.hint if isinstance(error, TradepostError) else ""
        self.banner.say("red", message, hint)
        self.show()
        self.shown.emit()


def _line(name: str, value: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    caption = label(name, "small", "text2")
    caption.setFixedWidth(theme().scaled(148))
    words = label(value, "small", wrap=True)
    words.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row
