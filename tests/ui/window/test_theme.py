"""Tokens become colours, sizes, fonts and icons, in both appearances, and follow a switch."""

import json

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPalette

from desktop.runtime.errors import Bug
from desktop.runtime.paths import resource
from desktop.ui.icons import icon, pixmap
from desktop.ui.theme import make_theme, style_sheet, theme, theme_switch, tokens


def test_every_colour_of_the_design_is_there_in_both_themes():
    raw = json.loads(resource("theme", "tokens.json").read_text(encoding="utf-8"))
    for name in ("light", "dark"):
        made = make_theme(name)
        for role, value in raw["color"][name].items():
            assert made.color(role).name().upper() == value.upper()


def test_sizes_and_type_follow_the_design():
    made = make_theme("light")
    assert (made.size.sidebar, made.size.sidebar_rail, made.size.pane_header) == (208, 56, 52)
    assert (made.size.thread_row, made.size.customer_panel) == (88, 292)
    assert made.font("title").pixelSize() == 16


@pytest.mark.parametrize("name", ["light", "dark"])
def test_style_sheet_has_no_hole_left(name):
    sheet = style_sheet(make_theme(name))
    assert "$" not in sheet
    assert tokens()["color"][name]["accent"] in sheet


def test_switch_changes_palette_and_tells(qtbot, qapp):
    with qtbot.waitSignal(theme_switch().changed):
        theme_switch().apply("dark")
    assert theme().dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme().color("surface")
    theme_switch().apply("nonsense")
    assert theme_switch().mode == "system"
    assert theme().name in ("light", "dark")


def test_text_size_grows_rows_and_fonts_but_never_below_eleven_pixels():
    large = make_theme("light", 1.5)
    assert large.px("body") == 20
    assert large.scaled(88) == 132
    assert min(make_theme("light").px(style) for style in large.types) >= 11


def test_words_are_readable_on_their_ground():
    pairs = (("text", "surface"), ("text2", "bg"), ("text3", "sel"), ("amber", "amber_tint"))
    for name in ("light", "dark"):
        made = make_theme(name)
        for ink, ground in pairs:
            assert _contrast(made.color(ink), made.color(ground)) >= 4.5


def _contrast(one, other):
    def light(color):
        parts = [color.redF(), color.greenF(), color.blueF()]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _inks(picture):
    image = picture.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {
        image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() > 250
    }


def test_icon_is_drawn_in_the_theme_s_colour_and_follows_it():
    made = icon("inbox", "accent")
    assert theme().color("accent").name() in _inks(made.pixmap(QSize(32, 32)))
    theme_switch().apply("dark")
    assert theme().color("accent").name() in _inks(made.pixmap(QSize(32, 32)))


def test_checked_icon_has_its_own_colour():
    made = icon("inbox", "text2", on="red")
    shown = made.pixmap(QSize(32, 32), QIcon.Mode.Normal, QIcon.State.On)
    assert theme().color("red").name() in _inks(shown)


def test_icon_keeps_its_sharpness_on_dense_screens():
    sharp = pixmap("search", 16, "text", 2.0)
    assert (sharp.width(), sharp.devicePixelRatio()) == (32, 2.0)


def test_unknown_icon_is_a_bug():
    with pytest.raises(Bug):
        icon("no-such-icon")
