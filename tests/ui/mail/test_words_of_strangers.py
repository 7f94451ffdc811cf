"""Words and pictures of strangers open nothing: no file, and no computer that a name of a file may be on Windows."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QTextDocument
from PySide6.QtWidgets import QToolTip

from desktop.mail.attachments.danger import Danger
from desktop.ui.mail.attachment_card import AttachmentCard
from desktop.ui.mail.file_drag import picture_of
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.mail.pictures import body_picture
from desktop.ui.mail.preview_load import Sheet, preview_of
from desktop.ui.mail.preview_panes import TablePane
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.tips import plain_tip


@pytest.fixture
def red(tmp_path):
    """A file that only we may read, in the place of one on the sender's computer."""
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    path = tmp_path / "red.png"
    assert picture.save(str(path))
    return path


def shows_red(picture):
    places = ((x, y) for x in range(2, picture.width(), 5) for y in range(2, picture.height(), 5))
    return any(picture.pixelColor(x, y) == QColor("red") for x, y in places)


def test_svg_is_not_drawn_for_it_opens_the_files_that_it_names(qapp, tmp_path, red):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40">'
        f'<image xlink:href="{red}" width="40" height="40"/></svg>'
    ).encode()
    assert body_picture(svg).image().isNull()
    for name in ("logo.svg", "logo.png"):
        path = tmp_path / name
        path.write_bytes(svg)
        assert picture_of(path).isNull()
        file = MailFile(1, ("1",), name, "image/png", len(svg))
        assert preview_of(file, svg, Danger()).kind == "nothing"
    assert not body_picture(red.read_bytes()).image().isNull()
    assert not picture_of(red).isNull()


def test_a_tooltip_shows_words_and_opens_no_file(qapp, qtbot, red):
    words = f'Invoice <img src="{red}" width="200" height="200"> & Co.pdf'
    card = AttachmentCard(MailFile(1, ("1",), words, "application/pdf", 9))
    qtbot.addWidget(card)
    pane = TablePane((Sheet("", ((words,),)),))
    qtbot.addWidget(pane)
    model = pane.table.model()
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DisplayRole) == words
    for text in (card.toolTip(), tip, plain_tip(words)):
        read = QTextDocument()
        read.setHtml(text)
        assert words in read.toPlainText()
        QToolTip.showText(QPoint(5, 5), text, card)
        for widget in qapp.topLevelWidgets():
            if widget.inherits("QTipLabel"):
                assert not shows_red(widget.grab().toImage())
        QToolTip.hideText()


def test_a_line_of_a_stranger_is_no_html(qapp, qtbot, red):
    line = ElidedLabel(f'<img src="{red}" width="200" height="200">')
    qtbot.addWidget(line)
    assert line.minimumSizeHint().height() < 100
    assert line.textFormat() == Qt.TextFormat.PlainText
