"""Logo, stamp and signature of a selling company: chosen or dropped, cleared of white paper, taken away."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import company_pictures, pictures
from desktop.trade.company_pictures import NAMES, CompanyPicture, Place
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chequered import Chequered
from desktop.ui.widgets.labels import label


class PictureBox(QWidget):
    """One picture with its buttons; a file can be dropped on it."""

    file_chosen = Signal(str)
    clear_wanted = Signal(bool)
    remove_wanted = Signal()

    def __init__(self, place: Place) -> None:
        """Start without a picture."""
        super().__init__()
        self.setAcceptDrops(True)
        self._name = _(NAMES[place])
        self.preview = Chequered(_("None yet"))
        self.choose_button = secondary(_("Choose"), self.ask, icon_name="image")
        self.remove_button = icon_button(
            "trash-2", _("Remove {name}").format(name=self._name.lower()), self.remove_wanted.emit
        )
        self.clear_box = QCheckBox(_("White paper see-through"))
        self.clear_box.clicked.connect(self.clear_wanted)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        name = label(self._name, "caption", "text2")
        name.setMinimumHeight(theme().line("caption"))  # Logo beside 公司印章
        column.addWidget(name)
        column.addWidget(self.preview)
        column.addLayout(row)
        column.addWidget(self.clear_box)
        column.addStretch(1)
        self.show_picture(CompanyPicture(place))

    def show_picture(self, picture: CompanyPicture) -> None:
        """Show a picture, or that there is none."""
        has = bool(picture.content)
        self.preview.show_picture(picture.content)
        self.preview.setAccessibleName(self._name)
        self.preview.setAccessibleDescription("" if has else _("None yet"))
        verb = _("Replace") if has else _("Choose")
        self.choose_button.setText(verb)
        self.choose_button.setAccessibleName(f"{self._name}: {verb}")
        self.remove_button.setVisible(has)
        self.clear_box.setVisible(picture.scan is not None)
        self.clear_box.setAccessibleName(f"{self._name}: {self.clear_box.text()}")
        self.clear_box.setChecked(picture.is_cleared)

    def ask(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, self._name)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp)"))
        dialog.fileSelected.connect(self.file_chosen.emit)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file of this computer."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Use the file that was dropped."""
        event.acceptProposedAction()
        self.file_chosen.emit(event.mimeData().urls()[0].toLocalFile())


class PicturesCard(Card):
    """The pictures of the company shown; each change is kept at once and can be taken back."""

    def __init__(self, services: Services) -> None:
        """Start empty and hidden: pictures belong to a company that is stored."""
        super().__init__(_("Logo, stamp and signature"))
        self._services = services
        self._seller_id = ""
        words = _(
            "Document templates say where they are printed. A scan or photo of a stamp will do."
        )
        self.box.addWidget(label(words, "small", "text2", wrap=True))
        self.problem = Banner()
        self.box.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.boxes = {place: PictureBox(place) for place in Place}
        for place, made in self.boxes.items():
            made.file_chosen.connect(partial(self.take_file, place))
            made.clear_wanted.connect(partial(self.clear, place))
            made.remove_wanted.connect(partial(self.remove, place))
            row.addWidget(made, 1)
        self.box.addLayout(row)
        self.hide()

    def show_company(self, seller_id: str) -> None:
        """Show the pictures of a company, "" hides the card."""
        if seller_id != self._seller_id:
            self.problem.hide()
        self._seller_id = seller_id
        self.setVisible(bool(seller_id))
        if seller_id:
            self._load()

    def _load(self) -> None:
        store, seller_id = self._services.store, self._seller_id

        def show(found: dict[Place, CompanyPicture]) -> None:
            if seller_id == self._seller_id:
                for place, made in self.boxes.items():
                    made.show_picture(found[place])

        self._services.tasks.submit(
            lambda: company_pictures.read(store, seller_id), ok=show, owner=self, key="pictures"
        )

    def take_file(self, place: Place, path: str) -> None:
        """Keep a picture file as the company's."""
        store, seller_id = self._services.store, self._seller_id
        name = _(NAMES[place])

        def keep() -> CompanyPicture:
            content = pictures.read_file(Path(path))
            return company_pictures.choose(store, seller_id, place, content)

        self._write(keep, _("{name} saved").format(name=name))

    def clear(self, place: Place, cleared: bool) -> None:
        """Make the white paper of the picture see-through, or white again."""
        store, seller_id = self._services.store, self._seller_id
        self._write(lambda: company_pictures.set_cleared(store, seller_id, place, cleared), "")

    def remove(self, place: Place) -> None:
        """Take a picture away; a toast brings it back."""
        store, seller_id = self._services.store, self._seller_id
        said = _("{name} removed").format(name=_(NAMES[place]))
        self._write(
            lambda: company_pictures.put(store, seller_id, CompanyPicture(place)), said
        )  # fmt: skip

    def _write(self, work: Callable[[], CompanyPicture], said: str) -> None:
        store, seller_id, services = self._services.store, self._seller_id, self._services

        def done(former: CompanyPicture) -> None:
            self.problem.hide()
            self._load()
            if said:
                undo = partial(
                    self._write, lambda: company_pictures.put(store, seller_id, former), ""
                )
                services.navigator.show_toast(said, undo=undo, icon="undo-2")

        services.tasks.submit(work, ok=done, err=self._refused, owner=self, lane="write")

    def _refused(self, error: BaseException) -> None:
        self._load()
        if isinstance(error, TradepostError):
            parts = (part for part in (error.safe, error.hint) if part)
            self.problem.say("red", error.message, " ".join(parts))
        else:
            self._services.navigator.show_error(error)
