"""The files of a customer on its page: filtered, sorted, looked at, traced to their mail."""

import pytest
from PySide6.QtCore import Qt

from desktop.store.queries.search import search
from desktop.ui.customers.page import TABS
from desktop.ui.customers.view import CustomersView
from desktop.ui.mail.file_preview import FilePreview
from tests.ui.conftest import settle


@pytest.fixture
def pane(qtbot, company, show):
    view = show(CustomersView)
    customer = next(h.id for h in search(company, "Brenner").hits if h.kind == "customer")
    view.open_customer(customer)
    settle(qtbot, view)
    page = view.page
    page.tabs.setCurrentIndex(TABS.index("files"))
    return page.files


def names(pane):
    return [file.filename for file in pane.table.shown()]


def test_files_are_filtered_by_way_kind_and_words(pane):
    every = names(pane)
    assert len(every) > 10
    pane.way.set_value("received")
    pane.way.chosen.emit("received")
    assert 0 < len(names(pane)) < len(every)
    assert {f.way for f in pane.table.shown()} == {"received"}
    pane.way.set_value("all")
    pane.kind.set_value("sheet")
    assert names(pane) == ["Panel-spec-UGR19.xlsx"]
    pane.kind.set_value("")
    pane.words.setText("q-2417-v2")
    assert names(pane) == ["Q-2417-V2.pdf"]
    pane.words.setText("there is no such file")
    assert pane._stack.currentWidget() is pane._none
    assert not pane._buttons["open"].isEnabled()


def test_they_are_sorted_by_size_and_date(pane):
    dates = [file.at for file in pane.table.shown()]
    assert dates == sorted(dates, reverse=True)
    pane.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    sizes = [file.size for file in pane.table.shown()]
    assert sizes == sorted(sizes)


def test_space_looks_at_the_file_and_the_mail_is_found(qtbot, pane, company_services):
    pane.words.setText("Q-2417-V2")
    qtbot.keyClick(pane.table, Qt.Key.Key_Space)
    (preview,) = pane.window().findChildren(FilePreview)
    qtbot.waitUntil(lambda: preview.preview is not None, timeout=20_000)
    assert preview.file.filename == "Q-2417-V2.pdf"
    assert preview.preview.kind == "pdf"
    preview.close()
    file = pane.table.current()
    pane.go_to_mail()
    assert ("inbox", {"thread_id": file.thread_id}) in company_services.navigator.opened


def test_several_are_saved_into_a_folder(qtbot, pane, tmp_path, company_services):
    pane.words.setText("Q-2417")
    pane.table.selectAll()
    files = list(pane.table.chosen())
    assert len(files) >= 2
    assert pane._buttons["save"].isEnabled()
    assert not pane._buttons["preview"].isEnabled()
    from desktop.ui.customers.files_pane import _mail_file

    pane.actions_of_files.save_into([_mail_file(file) for file in files], tmp_path)
    qtbot.waitUntil(lambda: bool(company_services.navigator.toasts), timeout=20_000)
    assert {p.name for p in tmp_path.iterdir() if p.suffix} >= {f.filename for f in files}
