"""The language of a document: the usual ones side by side, the others in a menu by their own names."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.trade.bilingual import FURTHER
from desktop.trade.documents.languages import NAMES, named
from desktop.ui.widgets.segmented import Segmented

USUAL = (("en+zh", "EN + 中文"), ("en", "EN"), ("zh", "中文"))
_OTHER = "other"
_DOTS = "…"


class DocumentLanguage(Segmented):
    """`language_chosen` gives a key of `documents.document.LANGUAGES`."""

    language_chosen = Signal(str)
    _further = ""

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        """Show `language`."""
        super().__init__([*USUAL, (_OTHER, _DOTS)], "", parent=parent)
        self.setAccessibleName(_("Language of documents"))
        self.menu = self._menu()
        self.menu.aboutToHide.connect(self._show)
        self.chosen.connect(self._picked)
        self._current = USUAL[0][0]
        self.set_value(language)

    def value(self) -> str:
        """Return the languages chosen."""
        return self._current

    def set_value(self, key: str) -> None:
        """Show the languages `key`, without the signal."""
        if key:
            self._current = key
            self._show()

    def _show(self) -> None:
        is_usual = any(self._current == key for key, _text in USUAL)
        text = _DOTS if is_usual else self._current.upper().replace("+", " + ")
        self._texts[_OTHER] = text
        self._buttons[_OTHER].setText(text)
        self.show_only(list(self._buttons))
        self.updateGeometry()
        self._buttons[_OTHER].setAccessibleName(
            _("Another language") if is_usual else named(self._current)
        )
        super().set_value(self._current if is_usual else _OTHER)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for code in FURTHER:
            choices = menu.addMenu(NAMES[code])
            for key in (code, f"{code}+en", f"{code}+zh", f"en+{code}", f"zh+{code}"):
                choices.addAction(named(key), partial(self._picked, key))
        return menu

    def _picked(self, key: str) -> None:
        if key == _OTHER:
            button = self._buttons[_OTHER]
            self.menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
            return
        self.set_value(key)
        self.language_chosen.emit(key)
