"""Looks of files that `make screens` draws: a preview over the mail, the files of a customer."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.ui.customers.files_pane import FilesPane
from desktop.ui.customers.page import TABS, CustomerPageView
from desktop.ui.mail.attachment_strip import AttachmentStrip
from desktop.ui.mail.mail_file import MailFile

_W = TypeVar("_W", bound=QWidget)


def show_preview(window: QMainWindow) -> None:
    """A quick look at the first PDF of the conversation."""
    _preview(window, lambda file: file.filename.endswith(".pdf"))


def show_picture(window: QMainWindow) -> None:
    """A quick look at the first picture of the conversation."""
    _preview(window, lambda file: file.content_type.startswith("image/"))


def show_customer_files(window: QMainWindow) -> None:
    """The tab with a customer's files, its first file chosen."""
    for page in _visible(window, CustomerPageView):
        page.tabs.setCurrentIndex(TABS.index("files"))
    for pane in _visible(window, FilesPane):
        pane.table.setFocus()


def _preview(window: QMainWindow, fits: Callable[[MailFile], bool]) -> None:
    for strip in _visible(window, AttachmentStrip):
        for at, file in enumerate(strip.files):
            if fits(file):
                strip.wanted.emit("preview", strip.files, at)
                return


def _visible(window: QMainWindow, kind: type[_W]) -> list[_W]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]
