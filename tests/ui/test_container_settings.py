"""Containers in the settings: changed, added and reset in the window."""

from decimal import Decimal

import pytest

from desktop.trade import own_containers
from desktop.trade.containers import container, use
from desktop.ui.settings.container_dialog import ContainerDialog
from desktop.ui.settings.containers_section import ContainersSection
from desktop.ui.settings.view import SettingsView


@pytest.fixture
def section(qtbot, company_services):
    own_containers.follow(company_services.store)
    made = ContainersSection(company_services)
    qtbot.addWidget(made)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.table.model().rowCount() == 4, timeout=30_000)
    yield made
    use(())


def test_a_type_is_changed_and_reset_and_the_toast_undoes_it(qtbot, section):
    box = container("40HQ")
    dialog = ContainerDialog(section, box, section.save)
    dialog.usable.setText("66,5")
    dialog.submit()
    qtbot.waitUntil(lambda: container("40HQ").plan_cbm == Decimal("66.5"), timeout=30_000)
    row = 2
    qtbot.waitUntil(lambda: section.table.model().index(row, 6).data() == "changed", timeout=30_000)
    section.table.setCurrentIndex(section.table.model().index(row, 0))
    assert section.reset_button.isEnabled()
    section.reset()
    qtbot.waitUntil(lambda: container("40HQ") == box, timeout=30_000)
    toasts = section.services.navigator.toasts
    qtbot.waitUntil(lambda: toasts[-1][1] is not None, timeout=30_000)
    toasts[-1][1]()
    qtbot.waitUntil(lambda: container("40HQ").plan_cbm == Decimal("66.5"), timeout=30_000)


def test_a_new_type_that_cannot_be_says_why_and_then_is_there(qtbot, section):
    dialog = ContainerDialog(section, None, section.save)
    dialog.submit()
    assert dialog.banner.isVisibleTo(dialog)
    for edit, text in zip(
        (dialog.code, *dialog.sides, dialog.usable, dialog.payload),
        ("40ot", "12032", "2352", "2340", "900", "21000"),
        strict=True,
    ):
        edit.setText(text)
    dialog.submit()
    qtbot.waitUntil(lambda: "inside" in dialog.banner.text(), timeout=30_000)
    dialog.usable.setText("55")
    dialog.submit()
    qtbot.waitUntil(lambda: section.table.model().rowCount() == 5, timeout=30_000)
    assert container("40OT") is not None


def test_the_tab_key_leaves_the_texts_of_a_clause(company_services, qtbot):
    view = SettingsView(company_services)
    qtbot.addWidget(view)
    assert all(area.tabChangesFocus() for area in view.sections["clauses"].texts.values())
