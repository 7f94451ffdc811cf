"""Fields, signs and rows that screens share."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.records.table import Column, Table
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import say_less, secondary
from desktop.ui.widgets.chips import GradeBadge, SlaBadge, StageChip
from desktop.ui.widgets.fields import Combo, Field, line_edit, money_text, read_decimal
from desktop.ui.widgets.panes import Panes
from desktop.ui.widgets.progress import time_left
from desktop.ui.widgets.segmented import Segmented


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234.5", "1234.5"),
        ("1,234", "1234"),
        ("12,5", "12.5"),
        ("-3", "-3"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, value):
    assert read_decimal(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "abc", "1.2.3.4,5,6", "NaN", "Infinity"])
def test_what_is_no_amount_is_none(typed):
    assert read_decimal(typed) is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_written_amounts_are_read_back(value):
    assert read_decimal(money_text(value)) == value


@pytest.mark.parametrize(
    ("kept", "written"), [("42600.00", "42,600.00"), ("4200", "4,200"), ("1075.250", "1,075.250")]
)
def test_an_amount_has_the_digits_of_its_currency(kept, written):
    assert money_text(Decimal(kept)) == written


def test_error_stands_below_the_field_and_goes(qtbot):
    field = Field("Price", line_edit(), hint="per piece")
    qtbot.addWidget(field)
    field.set_error("That is no price.")
    assert field.error() == "That is no price."
    field.set_error("")
    assert field.error() == ""


def test_combo_gives_values(qtbot):
    combo = Combo([("FOB", "FOB"), ("CIF", "CIF")], "CIF")
    qtbot.addWidget(combo)
    assert combo.value() == "CIF"


def test_signs_have_names_for_screen_readers(qtbot):
    badge, unknown, stage = GradeBadge("A"), GradeBadge("?"), StageChip("negotiation")
    for sign in (badge, unknown, stage):
        qtbot.addWidget(sign)
    assert badge.accessibleName() == "Grade A"
    assert unknown.accessibleName() == "Grade unknown"
    assert stage.accessibleName() == "Negotiation"


def test_sla_badge_without_words_is_hidden(qtbot):
    badge = SlaBadge("due", "reply in 3 h")
    qtbot.addWidget(badge)
    badge.set("none", "")
    assert badge.isHidden()


def _painted(draw):
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(theme().color("surface"))
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


@pytest.mark.parametrize("stage", list(paint.STAGES))
def test_each_stage_has_a_shape_of_its_own(qapp, stage):
    rect = QRect(10, 10, 14, 14)
    mine = _painted(lambda p: paint.stage_glyph(p, rect, stage))
    others = [
        _painted(lambda p, other=other: paint.stage_glyph(p, rect, other))
        for other in paint.STAGES
        if other != stage
    ]
    assert all(mine != other for other in others)


def test_initials():
    assert paint.initials("Klaus Brenner") == "KB"
    assert paint.initials("田辺 由紀") == "由紀"
    assert paint.initials("") == "?"
    assert paint.avatar_color("Klaus") == paint.avatar_color("Klaus")


def test_time_left():
    assert time_left(None) == ""
    assert time_left(20) == "less than a minute left"
    assert time_left(540) == "about 9 minutes left"
    assert time_left(3 * 3600) == "about 3 hours left"


def test_banner_says_and_acts(qtbot):
    done = []
    banner = Banner()
    qtbot.addWidget(banner)
    assert banner.text() == ""
    banner.say(
        "amber", "No answer.", "Next try soon.", action="Try now", handler=lambda: done.append(1)
    )
    assert banner.text() == "No answer. Next try soon."
    banner._act()
    assert done == [1]


def test_segmented_tells_the_user_s_choice_only(qtbot):
    made = Segmented([("a", "All"), ("b", "Unread")])
    qtbot.addWidget(made)
    heard = []
    made.chosen.connect(heard.append)
    made.set_value("b")
    assert heard == []
    made._buttons["a"].click()
    assert heard == ["a"]
    made.set_count("b", 3)
    assert made._buttons["b"].text() == "Unread 3"


def test_panes_remember_their_widths(qtbot, services):
    def make():
        panes = Panes("test", services.settings, [300, 500], stretch=1)
        panes.addWidget(QWidget())
        panes.addWidget(QWidget())
        qtbot.addWidget(panes)
        panes.resize(801, 300)
        panes.show()
        return panes

    first = make()
    assert first.sizes()[0] == 300
    first.setSizes([400, 400])
    first.splitterMoved.emit(400, 1)
    qtbot.waitUntil(lambda: services.settings.get("panes.test") is not None, timeout=2_000)
    assert abs(make().sizes()[0] - 400) <= 1


def test_a_choice_without_room_drops_its_figures_then_the_ends_of_long_words(qtbot):
    around = QWidget()  # a window would not become smaller than its contents
    qtbot.addWidget(around)
    made = Segmented([("due", "Reply due"), ("all", "All")], plain=True, parent=around)
    made.set_count("due", 22)
    made.resize(made.sizeHint())
    around.show()
    due, everything = made._buttons["due"], made._buttons["all"]
    assert due.text() == "Reply due 22"
    made.resize(made.sizeHint().width() - 4, made.height())
    assert due.text() == "Reply due"
    assert due.toolTip() == due.accessibleName() == "Reply due 22"
    made.resize(made.minimumSizeHint().width() + 10, made.height())
    assert due.text().startswith("Re")
    assert due.text().endswith("…")
    assert everything.text() == "All"


def test_buttons_say_less_from_the_first_on_and_keep_their_names(qtbot):
    made = [secondary("New revision", icon_name="history"), secondary("Print", icon_name="printer")]
    for button in made:
        qtbot.addWidget(button)
    full = [button.full_width() for button in made]
    say_less(made, 20)
    assert made[0].sizeHint().width() < full[0]
    assert (made[0].toolTip(), made[0].text()) == ("New revision", "New revision")
    assert made[1].sizeHint().width() == full[1]
    say_less(made, 0)
    assert made[0].sizeHint().width() == full[0]
    assert made[0].toolTip() == ""


def test_columns_become_narrow_before_names_are_cut(qtbot):
    columns = [
        Column("Number", lambda row: row[0], 160),
        Column("Customer", lambda row: row[1]),
        Column("State", lambda row: row[2], 200, sign="chip"),
    ]
    table = Table(columns)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    table.load([("Q-1", "Brenner Lichttechnik GmbH", "Draft")])
    assert [table.columnWidth(0), table.columnWidth(2)] == [160, 200]
    table.resize(360, 300)
    assert table.columnWidth(1) >= 150
    assert not table.horizontalScrollBar().isVisible()
    table.resize(900, 300)
    assert [table.columnWidth(0), table.columnWidth(2)] == [160, 200]
    table.horizontalHeader().resizeSection(0, 120)  # as the user draws it
    table.resize(880, 300)
    assert table.columnWidth(0) == 120


def test_a_field_without_label_is_named_by_what_it_asks_for(qtbot):
    made = line_edit(placeholder="Number or customer")
    qtbot.addWidget(made)
    assert made.accessibleName() == "Number or customer"
    around = Field("Name", made)
    qtbot.addWidget(around)
    assert made.accessibleName() == "Name"
