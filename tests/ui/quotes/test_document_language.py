"""The language of a document: usual ones side by side, further ones from the menu."""

from PySide6.QtWidgets import QPushButton

from desktop.trade.documents.document import LANGUAGES
from desktop.ui.quotes.document_language import DocumentLanguage


def other(box: DocumentLanguage) -> QPushButton:
    return box.findChildren(QPushButton)[-1]


def press(box: DocumentLanguage, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


def test_a_further_language_comes_from_the_menu(qtbot) -> None:
    box = DocumentLanguage("en+zh")
    qtbot.addWidget(box)
    assert box.value() == "en+zh"
    menus = [action.menu() for action in box.menu.actions()]
    offered = [choice.text() for menu in menus for choice in menu.actions()]
    assert len(offered) == len(set(offered)) == len(LANGUAGES) - 3
    spanish = next(choice for choice in menus[0].actions() if choice.text() == "Español + English")
    with qtbot.waitSignal(box.language_chosen) as chosen:
        spanish.trigger()
    assert chosen.args == ["es+en"]
    assert box.value() == "es+en"
    assert other(box).text() == "ES + EN"
    with qtbot.waitSignal(box.language_chosen):
        press(box, "中文")
    assert (box.value(), other(box).text()) == ("zh", "…")


def test_leaving_the_menu_keeps_what_was_chosen(qtbot) -> None:
    box = DocumentLanguage("ar+en")
    qtbot.addWidget(box)
    other(box).click()
    box.menu.close()
    assert box.value() == "ar+en"
    assert other(box).text() == "AR + EN"
