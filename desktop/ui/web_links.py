"""Web addresses leave this program in one place: opened by the system's browser, nothing but http and https."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def is_web(url: str) -> bool:
    """Tell whether `url` is an address that may be opened outside."""
    address = QUrl(url)
    return address.scheme().lower() in ("http", "https") and bool(address.host())


def open_link(url: str) -> None:
    """Open a web address in the system's browser; anything else is left alone."""
    if is_web(url):
        QDesktopServices.openUrl(QUrl(url))


def host_of(url: str) -> str:
    """Return the host of an address as people read it, "" when it has none."""
    return QUrl(url).host()
