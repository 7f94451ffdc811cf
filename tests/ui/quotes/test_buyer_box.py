"""Choosing a buyer by any part of his name, Latin, Chinese or as it is typed in pinyin."""

import pytest
from PySide6.QtCore import Qt

from desktop.runtime.spelling import spelled
from desktop.ui.quotes.buyer_box import Buyer, BuyerBox

NAMES = (
    ("Anders & Sons", ""),
    ("Bowei Lighting", "博伟科技"),
    ("Hai An Trading", "海安贸易"),
    ("Nordland AB", ""),
)


@pytest.fixture
def box(qtbot):
    box = BuyerBox()
    qtbot.addWidget(box)
    buyers = [Buyer(f"c{n}", en, "A", zh, spelled(zh)) for n, (en, zh) in enumerate(NAMES)]
    box.offer(buyers, "")
    box.show()
    return box


@pytest.mark.parametrize(
    ("typed", "first"),
    [("bwkj", "c1"), ("keji", "c1"), ("博伟", "c1"), ("lighting", "c1"), ("an", "c0"), ("hamy", "c2"), ("nordland", "c3")],
)  # fmt: skip
def test_enter_takes_the_first_that_fits(qtbot, box, typed, first):
    chosen = []
    box.chosen.connect(chosen.append)
    line = box.lineEdit()
    qtbot.keyClicks(line, typed) if typed.isascii() else line.setText(typed)
    if line.completer().popup().isVisible():
        line.completer().popup().hide()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert box.value() == first
    assert chosen == [first]


def test_names_come_before_what_sounds_so(box):
    found = [NAMES[at][0] for at in box.fitting("an")]
    assert found == ["Anders & Sons", "Hai An Trading", "Nordland AB"][: len(found)]
    assert found[:2] == ["Anders & Sons", "Hai An Trading"]


def test_the_list_shows_what_fits_and_gives_it_by_arrow(qtbot, box):
    line = box.lineEdit()
    line.setFocus()
    qtbot.keyClicks(line, "bwkj")
    popup = line.completer().popup()
    qtbot.waitUntil(popup.isVisible, timeout=20_000)
    assert line.completer().model().stringList() == ["Bowei Lighting  博伟科技"]
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert box.value() == "c1"


def test_nobody_fits(qtbot, box):
    line = box.lineEdit()
    qtbot.keyClicks(line, "zzz")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert box.currentIndex() == -1
