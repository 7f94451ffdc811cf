"""Typing an article faster than the catalogue answers: what was offered for the beginning is not taken for the whole."""

from PySide6.QtCore import Qt

from desktop.ui.quotes.product_search import ProductSearch


def test_a_list_for_the_beginning_is_not_taken(qtbot, company_services):
    field = ProductSearch(company_services)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=20_000)
    qtbot.keyClicks(field, "PL-6060")
    qtbot.waitUntil(lambda: field.list_shown, timeout=20_000)
    assert field.offered()[0].startswith("PL-6060-36")
    field._pause.setInterval(10_000_000)  # the next answer is not here yet
    qtbot.keyClicks(field, "-40")
    field.use_best()
    assert field.text() == "PL-6060-40"
    assert not field.list_shown


def test_a_list_for_what_stands_there_is_taken_by_arrow(qtbot, company_services):
    field = ProductSearch(company_services)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=20_000)
    qtbot.keyClicks(field, "pingban")
    qtbot.waitUntil(lambda: field.list_shown, timeout=20_000)
    second = field.offered()[1].split()[0]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    field.use_best()
    assert field.text() == second
