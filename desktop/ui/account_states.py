"""The account dialog in the states that the pictures show: a sign-in by code, a certificate to decide about."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from desktop.mail.certificates import Certificate
from desktop.mail.oauth_flow import DeviceCode
from desktop.runtime.i18n import _
from desktop.ui.settings.account_dialog import AccountDialog


def show_code(window: QWidget) -> None:
    """A code waits to be typed in somewhere."""
    for dialog in window.findChildren(AccountDialog):
        dialog.form.sign_in.show_code(
            DeviceCode("https://microsoft.com/devicelogin", "F7QK2M9XD", "", 900)
        )


def show_client(window: QWidget) -> None:
    """Google asks for a client id first."""
    for dialog in window.findChildren(AccountDialog):
        dialog.form.sign_in.ask_client("google", "")


def show_certificate(window: QWidget) -> None:
    """A company's own server shows a certificate that it signed itself."""
    for dialog in window.findChildren(AccountDialog):
        dialog.form.certificate.show_certificate(
            Certificate(
                host="mail.bowei-led.example",
                subject="mail.bowei-led.example",
                issuer="Bowei Lighting Root CA, Ningbo Bowei Lighting Co., Ltd., CN",
                names=("mail.bowei-led.example", "imap.bowei-led.example"),
                valid_from=datetime(2025, 3, 1, tzinfo=UTC),
                valid_until=datetime(2028, 3, 1, tzinfo=UTC),
                sha256="3f9a" * 16,
                problem=_(
                    "The certificate of {host} is not signed by anyone this computer trusts."
                ).format(host="mail.bowei-led.example"),
                code="tls_untrusted",
            )
        )
