"""The clauses in the settings: chosen, changed into a new version, retired; their rule in words."""

from PySide6.QtCore import Qt

from desktop.trade import clause_library
from desktop.ui.settings.view import SettingsView
from tests.ui.conftest import settle


def test_a_clause_is_changed_added_and_retired(qtbot, show):
    view = show(SettingsView)
    view.show_args(section="clauses")
    settle(qtbot, view)
    section, store = view.sections["clauses"], view.services.store
    first = section.table.current()
    assert section.texts["text_zh"].toPlainText() == first.text.zh
    section.texts["text_en"].setPlainText("Paid is what has arrived.")
    section.save()
    settle(qtbot, view)
    found = clause_library.versions(store, first.key)
    assert (found[0].text.en, found[0].rule) == ("Paid is what has arrived.", first.rule)
    section.add()
    section.key.setText("own words")
    section.texts["text_en"].setPlainText("Samples stay ours.")
    section.save()
    settle(qtbot, view)
    assert "own_words" in [one.key for one in clause_library.listing(store)]
    section._chosen = "own_words"
    section.retire()
    settle(qtbot, view)
    assert "own_words" not in [one.key for one in clause_library.listing(store)]


def test_the_rule_of_a_clause_is_ticked_in_words(qtbot, show):
    view = show(SettingsView)
    view.show_args(section="clauses")
    settle(qtbot, view)
    section, store = view.sections["clauses"], view.services.store
    keys = [one.key for one in section.table.rows.rows()]
    clauses = {one.key: one for one in section.table.rows.rows()}
    section._chosen = "insurance_buyer"
    section._show(tuple(clauses[key] for key in keys))
    choices = section.rule.choices
    assert choices["kinds"].words() == "Sales contract"
    assert choices["not_incoterms"].value() == ("CIF", "CIP", "DAP", "DPU", "DDP")
    assert choices["countries"].words() == "any"
    assert section.rule.rule() == clauses["insurance_buyer"].rule
    choices["kinds"].open_list()
    qtbot.keyClick(choices["kinds"].list, Qt.Key.Key_Down)
    qtbot.keyClick(choices["kinds"].list, Qt.Key.Key_Space)
    choices["kinds"].close_list()
    countries = choices["not_countries"]
    countries.open_list()
    qtbot.keyClicks(countries.search, "germa")
    qtbot.keyClick(countries.search, Qt.Key.Key_Return)
    countries.close_list()
    assert countries.words() == "Germany"
    section.save()
    settle(qtbot, view)
    assert section.table.current().key == "insurance_buyer"
    rule = clause_library.versions(store, "insurance_buyer")[0].rule
    assert (len(rule["kinds"]), rule["not_countries"]) == (2, ["DE"])
    for choice in choices.values():
        choice.set_value(())
    section.rule._say()
    assert "by hand" in section.rule.says.text()
    section.save()
    settle(qtbot, view)
    assert clause_library.versions(store, "insurance_buyer")[0].rule == {}
