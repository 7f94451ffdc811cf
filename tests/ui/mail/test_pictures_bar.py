"""The line about pictures that were not fetched, in a wide pane and in a narrow one."""

from types import SimpleNamespace

from PySide6.QtWidgets import QWidget

from desktop.ui.mail.pictures_bar import PicturesBar


def test_the_links_go_below_the_words_where_they_have_no_room(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(900, 200)
    bar = PicturesBar()
    bar.setParent(around)
    body = SimpleNamespace(blocked=2, trackers=("brenner-licht.example",), wants_images=False)
    bar.resize(880, 40)
    around.show()
    bar.tell(body)
    bar.resize(880, bar.sizeHint().height())
    assert bar.words.text() == (
        "2 remote images blocked · 1 tracking pixel of brenner-licht.example blocked"
    )
    assert bar.once.mapTo(bar, bar.once.rect().topLeft()).x() > bar.words.geometry().right()
    bar.resize(320, 100)
    bar.layout().activate()
    top = bar.always.mapTo(bar, bar.always.rect().topLeft()).y()
    assert top >= bar.words.geometry().bottom()
    right = bar.always.mapTo(bar, bar.always.rect().topRight()).x()
    assert right <= bar.width()
