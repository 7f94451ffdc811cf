"""Document templates in the settings: the form follows the keyboard, the page follows the form."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from desktop.trade import bank_accounts, document_templates
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import Layout
from desktop.ui.settings.template_dialog import TemplateDialog
from desktop.ui.settings.templates_section import TemplatesSection

LONG = 30_000


@pytest.fixture
def section(qtbot, company_services):
    made = TemplatesSection(company_services)
    qtbot.addWidget(made)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: bool(made.sellers), timeout=LONG)
    return made


def opened(qtbot, section, template):
    made = TemplateDialog(section, section.services, template, section.sellers, section.save)
    made.show()
    qtbot.waitUntil(lambda: made.page.page_count() > 0, timeout=LONG)
    return made


def choose(section, name):
    model = section.table.model()
    for row in range(model.rowCount()):
        section.table.setCurrentIndex(model.index(row, 0))
        if section.table.current().name == name:
            return
    pytest.fail(f"no template {name}")


def test_blocks_move_by_keyboard_and_come_back(qtbot, section, company) -> None:
    dialog = opened(qtbot, section, Template("Mine", Kind.PROFORMA))
    before = dialog.form.blocks.order()
    dialog.form.blocks.setCurrentRow(before.index("bank"))
    qtbot.keyClick(dialog.form.blocks, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    after = dialog.form.blocks.order()
    assert after.index("bank") == before.index("bank") - 1
    dialog.undo()
    assert dialog.form.blocks.order() == before
    assert not dialog.undo_button.isEnabled()
    item = dialog.form.columns.item(dialog.form.columns.order().index("picture"))
    item.setCheckState(Qt.CheckState.Unchecked)
    must = dialog.form.columns.item(dialog.form.columns.order().index("price"))
    assert not must.flags() & Qt.ItemFlag.ItemIsUserCheckable
    dialog.form.texts["intro", "zh"].setPlainText("感谢您的询价。")
    dialog.form.stamp.setChecked(False)
    closed = []
    dialog.accepted.connect(lambda: closed.append(True))
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(closed), timeout=LONG)
    saved = document_templates.get(company, "Mine")
    assert saved.layout == replace(
        Layout(saved.id, 1), hidden=("picture",), intro=saved.layout.intro, stamp=False
    )
    assert saved.layout.intro.zh == "感谢您的询价。"


def test_a_colour_is_checked_and_the_page_is_drawn_again(qtbot, section) -> None:
    dialog = opened(qtbot, section, Template("Mine", Kind.PROFORMA))
    first = dialog.page.image()
    dialog.form.accent.setText("#8A10")
    dialog.form.accent.textEdited.emit("#8A10")
    assert dialog.form.accent_field.error()
    assert dialog.form.layout_now().accent == Layout().accent
    for color, is_bad in (("#FFEE00", True), ("#8A1020", False)):
        dialog.form.accent.setText(color)
        dialog.form.accent.textEdited.emit(color)
        assert bool(dialog.form.accent_field.error()) is is_bad
    qtbot.waitUntil(lambda: dialog.page.image() != first, timeout=LONG)
    dialog.reset()
    assert dialog.form.accent.text() == Layout().accent


def test_every_kind_opens(qtbot, section) -> None:
    dialog = opened(qtbot, section, Template("Mine", Kind.PACKING_LIST))
    assert "price" not in dialog.form.columns.order()
    assert "bank" not in dialog.form.blocks.order()
    assert set(dialog.form.layout_now().blocks) == set(Layout().blocks)
    for kind in Kind:
        before = dialog.page.image()
        dialog.kind.set_value(kind)
        dialog.kind.chosen.emit(kind)
        qtbot.waitUntil(lambda before=before: dialog.page.image() != before, timeout=LONG)
        assert dialog.form.layout_now().blocks == Layout().blocks


def test_the_list_copies_and_keeps_the_default(qtbot, section, company) -> None:
    mine = document_templates.save(company, Template("Mine", Kind.PROFORMA))
    section.load()
    rows = section.table.model().rowCount
    qtbot.waitUntil(lambda: rows() == 1, timeout=LONG)
    section.table.setCurrentIndex(section.table.model().index(0, 0))
    section.copy()
    qtbot.waitUntil(lambda: rows() == 2, timeout=LONG)
    choose(section, "Mine")
    assert section.table.current().id == mine.id
    section.delete()
    qtbot.waitUntil(lambda: section.banner.isVisibleTo(section), timeout=LONG)
    choose(section, "Copy of Mine")
    section.make_default()
    qtbot.waitUntil(lambda: not document_templates.get(company, "Mine").is_default, timeout=LONG)


def test_a_real_order_is_shown_and_columns_have_own_words(qtbot, section, company) -> None:
    dialog = opened(qtbot, section, Template("Mine", Kind.CONTRACT))
    qtbot.waitUntil(lambda: dialog.source.count() > 1, timeout=LONG)
    assert dialog.source.value() == dialog.source.itemData(0), "the latest one"
    assert dialog.source.itemText(dialog.source.count() - 1) == "Sample data"
    form = dialog.form
    form.columns.setCurrentRow(form.columns.order().index("price"))
    form.column.english.setText("FOB price")
    form.column.english.textEdited.emit("FOB price")
    form.column.width_box.setValue(130)
    form.columns.setCurrentRow(form.columns.order().index("description"))
    assert not form.column.english.text()
    assert not form.column.width_box.isEnabled()
    form.titles["en"].setText("Purchase Contract")
    form.titles["en"].textEdited.emit("Purchase Contract")
    qtbot.waitUntil(lambda: form.clauses.count() > 5, timeout=LONG)
    for key, state in (
        ("packing_wood", Qt.CheckState.Checked),
        ("force_majeure", Qt.CheckState.Unchecked),
    ):
        form.clauses.item(form.clauses.order().index(key)).setCheckState(state)
    form.stamp_size.setValue(40)
    dialog._choose_source("")
    dialog.submit()
    qtbot.waitUntil(lambda: not section.services.tasks.busy, timeout=LONG)
    layout = document_templates.get(company, "Mine").layout
    assert dict(layout.headings)["price"].en == "FOB price"
    assert layout.widths == (("price", 1.3),)
    assert layout.title.en == "Purchase Contract"
    assert (layout.clauses_added, layout.clauses_left_out) == (
        ("packing_wood",),
        ("force_majeure",),
    )
    assert round(layout.stamp_size * 25.4 / 72) == 40
    again = opened(qtbot, section, document_templates.get(company, "Mine"))
    qtbot.waitUntil(lambda: again.form.clauses.count() > 5, timeout=LONG)
    off = again.form.clauses.hidden_names()
    assert "force_majeure" in off
    assert "packing_wood" not in off
    assert again.form.layout_now() == layout


def test_what_cannot_be_printed_offers_sample_data(qtbot, section, company) -> None:
    for row in bank_accounts.accounts(company, None):
        if row.locked_at is None:
            bank_accounts.delete_bank(company, row.id)
    dialog = TemplateDialog(
        section, section.services, Template("Mine", Kind.PROFORMA), section.sellers, section.save
    )
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.problem.text()), timeout=LONG)
    assert "bank account" in dialog.problem.text()
    dialog._use_sample()
    qtbot.waitUntil(lambda: dialog.page.page_count() > 0, timeout=LONG)
    assert not dialog.problem.text()
