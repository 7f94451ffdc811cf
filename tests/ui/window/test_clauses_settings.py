"""The clauses in the settings: chosen, changed into a new version, retired."""

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
