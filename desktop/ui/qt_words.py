"""Qt's own words in the user's language: menus of text fields, its dialogs for files."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

_NAME = "tradepost-qt-words"


def speak(language: str) -> None:
    """Let Qt speak `language` ("zh_CN") from now on; English where it has no words for it."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for before in app.findChildren(QTranslator, _NAME):
        app.removeTranslator(before)
        before.deleteLater()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    words = QTranslator(app)
    words.setObjectName(_NAME)
    if words.load(f"qtbase_{language}", folder):
        app.installTranslator(words)
    else:
        words.deleteLater()
