"""A quick look at a file over the window: Space or Esc closes it, the arrows go to the next file or page."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.mail.attachments.danger_words import sentences
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.ui.mail.attachment_card import FileTile
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.file_kinds import kind_text
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.mail.preview_load import Preview, load_preview
from desktop.ui.mail.preview_mail import LetterPane
from desktop.ui.mail.preview_panes import PdfPane, PicturePane, TablePane, TextPane
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, primary, secondary
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.labels import ElidedLabel, hline, label
from desktop.ui.widgets.panes import plane

_SHARE = 0.88
_MEND = ("not_here", "raw_damaged")
_List = tuple[tuple[MailFile, ...], int]


class FilePreview(QDialog):
    """Shows one of `files` at a time. `wanted(verb, files, index)`: open, save; `link_clicked(url)` in a mail."""

    wanted = Signal(str, object, int)
    link_clicked = Signal(str)

    def __init__(
        self,
        services: Services,
        fetcher: BodyFetcher,
        files: Sequence[MailFile],
        at: int,
        window: QWidget,
    ) -> None:
        """Show the file at `at`; `fetcher` brings a mail that is only on the server."""
        super().__init__(window)
        self._services, self._fetcher = services, fetcher
        self._files, self._at = tuple(files), at
        self._before: list[_List] = []
        self._pane: QWidget | None = None
        self.preview: Preview | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = window.size()
        self.resize(max(round(room.width() * _SHARE), 640), max(round(room.height() * _SHARE), 480))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._head = QHBoxLayout()
        self._column.addLayout(self._build_head())
        self._column.addWidget(hline())
        self.warning = Banner()
        held = QVBoxLayout()
        held.setContentsMargins(16, 8, 16, 8)
        held.addWidget(self.warning)
        self._warning_holder = QWidget()
        self._warning_holder.setLayout(held)
        self._column.addWidget(self._warning_holder)
        self._place = QVBoxLayout()
        self._column.addLayout(self._place, 1)
        self._fetcher.changed.connect(self._fetching_changed)
        self.load()

    # ---- building

    def _build_head(self) -> QHBoxLayout:
        row = self._head
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(8)
        self._back = icon_button("arrow-left", _("Back to the mail"), self.back)
        self._tile: QWidget = FileTile("")
        self._name = ElidedLabel("", "section")
        self._about = label("", "small", "text2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._about)
        row.addWidget(self._back)
        row.addWidget(self._tile)
        row.addLayout(words, 1)
        for group in (self._page_tools(), self._zoom_tools(), self._file_tools()):
            for tool in group:
                row.addWidget(tool)
            row.addSpacing(6)
        self.open_button = secondary(
            _("Open"), partial(self._ask, "open"), icon_name="external-link"
        )
        self.save_button = secondary(
            _("Save as…"), partial(self._ask, "save"), icon_name="download"
        )
        row.addWidget(self.open_button)
        row.addWidget(self.save_button)
        row.addWidget(icon_button("x", _("Close"), self.close, shortcut="Space"))
        return row

    def _page_tools(self) -> list[QWidget]:
        self._page_back = icon_button("chevron-up", _("Previous page"), partial(self.turn, -1))
        self._page = label("", "small", "text2")
        self._page_on = icon_button("chevron-down", _("Next page"), partial(self.turn, 1))
        self._paging = [self._page_back, self._page, self._page_on]
        return list(self._paging)

    def _zoom_tools(self) -> list[QWidget]:
        self._zoom = label("", "small", "text2")
        self._zooming: list[QWidget] = [
            icon_button("minus", _("Smaller"), partial(self.zoom, -1), shortcut="-"),
            self._zoom,
            icon_button("plus", _("Larger"), partial(self.zoom, 1), shortcut="+"),
            icon_button("maximize-2", _("Fit the window"), partial(self.zoom, 0), shortcut="0"),
        ]
        return self._zooming

    def _file_tools(self) -> list[QToolButton]:
        self._file_back = icon_button(
            "chevron-left", _("Previous file"), partial(self.go, -1), shortcut="Left"
        )
        self._file_on = icon_button(
            "chevron-right", _("Next file"), partial(self.go, 1), shortcut="Right"
        )
        return [self._file_back, self._file_on]

    # ---- which file

    @property
    def file(self) -> MailFile:
        """The file that is shown."""
        return self._files[self._at]

    def go(self, step: int) -> None:
        """Show another file of the list."""
        to = self._at + step
        if 0 <= to < len(self._files):
            self._at = to
            self.load()

    def enter(self, files: Sequence[MailFile], at: int) -> None:
        """Show a file of the mail that is shown; `back` returns to the mail."""
        self._before.append((self._files, self._at))
        self._files, self._at = tuple(files), at
        self.load()

    def back(self) -> None:
        """Return to the mail in which the file is."""
        if self._before:
            self._files, self._at = self._before.pop()
            self.load()

    def load(self) -> None:
        """Read the file that is to be shown."""
        file, store = self.file, self._services.store
        self.preview = None
        self.setWindowTitle(file.name)
        self._show_head()
        self._put(_words(_("Opening…")))
        self._services.tasks.submit(
            lambda: load_preview(store, file),
            ok=self._loaded,
            err=partial(self._failed, file),
            owner=self,
            key="preview",
        )

    def _failed(self, file: MailFile, error: BaseException) -> None:
        if isinstance(error, UserFacing) and error.code in _MEND:
            self._fetcher.fetch(file.message_id, partial(self._arrived, file))
            self._fetching_changed(file.message_id)
        elif isinstance(error, TradepostError):
            self._put(_words(error.message, error.hint))
        else:
            self.close()
            self._services.navigator.show_error(error)

    @Slot(int)
    def _fetching_changed(self, message_id: int) -> None:
        state = self._fetcher.state(message_id)
        if message_id != self.file.message_id or self.preview is not None or state is None:
            return
        again = partial(self._fetcher.fetch, message_id, partial(self._arrived, self.file))
        self._put(_words(state.words, state.hint, state.verb, again))

    def _arrived(self, file: MailFile) -> None:
        if file == self.file:
            self.load()

    # ---- what is shown

    def _loaded(self, preview: Preview) -> None:
        self.preview = preview
        danger = preview.danger
        self._warning_holder.setVisible(bool(danger))
        if danger:
            stop = danger.severity == "stop"
            first, _sep, rest = sentences(danger).partition("\n")
            self.warning.say("red" if stop else "amber", first, rest)
        self._put(self._pane_of(preview))
        self._show_head()
        self._show_tools()

    def _pane_of(self, preview: Preview) -> QWidget:
        pane: QWidget
        match preview.kind:
            case "picture":
                pane = PicturePane(preview.picture)
            case "pdf":
                pane = PdfPane(preview.data)
            case "text":
                pane = TextPane(preview.text)
            case "table":
                pane = TablePane(preview.sheets)
            case "mail" | "page" if preview.letter is not None:
                pane = LetterPane(preview.letter)
                pane.wanted.connect(self._inside)
                pane.link_clicked.connect(self.link_clicked)
            case _:
                pane = self._outside(preview)
        if isinstance(pane, PicturePane | PdfPane | TextPane):
            pane.zoomed.connect(self._show_tools)
        return pane

    def _outside(self, preview: Preview) -> QWidget:
        """What is not shown here: what it is, and how to open it."""
        stop = preview.danger.severity == "stop"
        note = preview.note or (
            "" if stop else _("This kind of file is opened by its own program.")
        )
        if stop:
            return _words(kind_text(self.file), note)
        return _words(kind_text(self.file), note, _("Open"), partial(self._ask, "open"), main=True)

    def _inside(self, verb: str, files: Sequence[MailFile], at: int) -> None:
        if verb == "preview":
            self.enter(files, at)
        else:
            self.wanted.emit(verb, files, at)

    def _ask(self, verb: str) -> None:
        self.wanted.emit(verb, self._files, self._at)

    def _put(self, pane: QWidget) -> None:
        before, self._pane = self._pane, pane
        if before is not None:
            self._place.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._place.addWidget(pane, 1)
        self._show_tools()
        if not (isinstance(pane, PdfPane) and pane.password.hasFocus()):
            self.setFocus()

    def _show_head(self) -> None:
        file, preview = self.file, self.preview
        tile = FileTile(file.filename, file.content_type)
        self._head.replaceWidget(self._tile, tile)
        self._tile.deleteLater()
        self._tile = tile
        self._name.setText(file.name)
        many = len(self._files) > 1
        place = _("{place} of {count}").format(place=self._at + 1, count=len(self._files))
        parts = (
            kind_text(file),
            size_text(file.size),
            preview.note if preview is not None and preview.kind != "nothing" else "",
            place if many else "",
        )
        self._about.setText("  ·  ".join(part for part in parts if part))
        self._back.setVisible(bool(self._before))
        self._file_back.setVisible(many)
        self._file_on.setVisible(many)
        self._file_back.setEnabled(self._at > 0)
        self._file_on.setEnabled(self._at + 1 < len(self._files))
        stop = preview is not None and preview.danger.severity == "stop"
        self.open_button.setVisible(not file.is_mail and not stop)
        if preview is None:
            self._warning_holder.hide()

    @Slot()
    def _show_tools(self) -> None:
        pane = self._pane
        pdf = pane if isinstance(pane, PdfPane) else None
        for tool in self._paging:
            tool.setVisible(pdf is not None and pdf.pages() > 1)
        if pdf is not None:
            words = _("Page {page} of {count}").format(page=pdf.page() + 1, count=pdf.pages())
            self._page.setText(words)
            self._page_back.setEnabled(pdf.page() > 0)
            self._page_on.setEnabled(pdf.page() + 1 < pdf.pages())
        zooms = isinstance(pane, PicturePane | PdfPane | TextPane)
        if pdf is not None and not pdf.pages():
            zooms = False
        for tool in self._zooming:
            tool.setVisible(zooms)
        if isinstance(pane, PicturePane | PdfPane | TextPane):
            factor = pane.factor()
            self._zoom.setText(f"{factor:.0%}" if factor else _("Width"))

    # ---- the keyboard

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), as the window (0)."""
        if isinstance(self._pane, PicturePane | PdfPane | TextPane):
            self._pane.zoom(step)

    def turn(self, step: int) -> None:
        """Go some pages on or back in a PDF."""
        if isinstance(self._pane, PdfPane):
            self._pane.turn(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Esc close; left and right change the file, page keys the page, plus and minus the size."""
        typing = isinstance(self.focusWidget(), QLineEdit)
        deed = None if typing else self._deeds().get(Qt.Key(event.key()))
        if deed is not None:
            deed()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _deeds(self) -> dict[Qt.Key, Callable[[], object]]:
        key = Qt.Key
        return {
            key.Key_Space: self.close,
            key.Key_Right: partial(self.go, 1),
            key.Key_Left: partial(self.go, -1),
            key.Key_PageDown: partial(self.turn, 1),
            key.Key_PageUp: partial(self.turn, -1),
            key.Key_Down: partial(self._scroll, 1),
            key.Key_Up: partial(self._scroll, -1),
            key.Key_Plus: partial(self.zoom, 1),
            key.Key_Equal: partial(self.zoom, 1),
            key.Key_Minus: partial(self.zoom, -1),
            key.Key_0: partial(self.zoom, 0),
            key.Key_Backspace: self.back,
        }

    def _scroll(self, step: int) -> None:
        pane = self._pane
        area = pane.view if isinstance(pane, PdfPane) else pane
        if isinstance(pane, TablePane):
            area = pane.table
        bar = getattr(area, "verticalScrollBar", None)
        if bar is not None:
            bar().setValue(bar().value() + step * theme().scaled(48))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the tools gives the keys back to the preview."""
        self.setFocus()
        super().mousePressEvent(event)

    def corner(self) -> QPoint:
        """Return where the preview stands on the screen."""
        return self.mapToGlobal(QPoint())


def _words(
    fact: str,
    more: str = "",
    verb: str = "",
    handler: Callable[[], object] | None = None,
    *,
    main: bool = False,
) -> QWidget:
    """A calm page with a fact in its middle, and at most one thing to do."""
    holder = plane(QWidget(), "desk")
    column = QVBoxLayout(holder)
    column.setContentsMargins(40, 40, 40, 40)
    column.setSpacing(8)
    column.addStretch(1)
    for text, style, tone in ((fact, "lead", "text"), (more, "body", "text2")):
        if text:
            line = label(text, style, tone, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
    if verb and handler is not None:
        make = primary if main else secondary
        column.addWidget(make(verb, handler), 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
    return holder
