"""Design tokens as a palette, a style sheet and typed values, light and dark."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from string import Template
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.runtime.paths import resource
from desktop.ui.fonts import make_font

MODES = ("system", "light", "dark")


@dataclass(frozen=True)
class TypeStyle:
    """One line of the type scale: pixels, line height, weight, tracking."""

    px: int
    line: int
    weight: int
    tracking: float = 0.0


@dataclass(frozen=True)
class Sizes:
    """The lengths of the design in logical pixels."""

    pane_header: int
    filter_row: int
    sidebar: int
    sidebar_rail: int
    chip: int
    sla_badge: int
    grade: int
    stage_glyph: int
    focus_ring: int
    selection_bar: int
    hairline: int
    nav_row: int
    thread_row: int
    thread_row_compact: int
    today_row: int
    table_row: int
    quote_row: int
    palette_row: int
    control_small: int
    control: int
    control_large: int
    field: int
    thread_list: int
    thread_list_min: int
    thread_list_max: int
    customer_panel: int
    customer_panel_min: int
    customer_panel_max: int
    radius_control: int
    radius_card: int


@dataclass(frozen=True)
class Theme:
    """The values of one appearance; never changes, a switch makes another one."""

    name: str
    colors: Mapping[str, str]
    size: Sizes
    types: Mapping[str, TypeStyle]
    avatars: tuple[str, ...]
    scale: float = 1.0

    @property
    def dark(self) -> bool:
        """Tell whether this is the dark appearance."""
        return self.name == "dark"

    def hex(self, role: str) -> str:
        """Return the colour of `role` (a token such as "accent") as #RRGGBB."""
        return self.colors[role]

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """Return the colour of `role`, at `alpha` of its opacity."""
        color = QColor(self.colors[role])
        if alpha < 1.0:
            color.setAlphaF(alpha)
        return color

    def px(self, style: str) -> int:
        """Return the pixel height of a type style, with the user's text size."""
        return max(11, round(self.types[style].px * self.scale))

    def font(self, style: str = "body", *, weight: int = 0, tabular: bool = False) -> QFont:
        """Return the font of a type style; `tabular` for columns of figures."""
        value = self.types[style]
        return make_font(self.px(style), weight or value.weight, value.tracking, tabular=tabular)

    def line(self, style: str = "body") -> int:
        """Return the line height of a type style, at least what the font needs."""
        needed = QFontMetrics(self.font(style)).height()
        return max(round(self.types[style].line * self.scale), needed)

    def scaled(self, length: int) -> int:
        """Return a row height or width that must grow with the user's text size."""
        return round(length * max(1.0, self.scale))


@cache
def tokens() -> dict[str, Any]:
    """Return the design tokens of `resources/theme/tokens.json`."""
    loaded: dict[str, Any] = json.loads(
        resource("theme", "tokens.json").read_text(encoding="utf-8")
    )
    return loaded


def make_theme(name: str, scale: float = 1.0) -> Theme:
    """Build the theme `name` ("light" or "dark") at a text size of `scale` (1.0 to 1.5)."""
    raw = tokens()
    colors = dict(raw["color"][name])
    toast = raw["overlay"]["toast"]
    colors |= {
        "toast": toast["background"],
        "toast_text": toast["text"],
        "toast_action": toast["action"],
        "scrim": "#1B1C1F" if name == "light" else "#000000",
    }
    types = {
        key: TypeStyle(**value) for key, value in raw["type"].items() if isinstance(value, dict)
    }
    return Theme(name, colors, _sizes(raw), types, tuple(raw["avatar"]), scale)


def _sizes(raw: dict[str, Any]) -> Sizes:
    size, row, control, radius = (
        raw["size"],
        raw["size"]["row"],
        raw["size"]["control"],
        raw["radius"],
    )
    values = {key: value for key, value in size.items() if isinstance(value, int)}
    values |= {
        "nav_row": row["nav"],
        "thread_row": row["thread"],
        "thread_row_compact": row["thread_compact"],
        "today_row": row["today"],
        "table_row": row["table"],
        "quote_row": row["quote_line"],
        "palette_row": row["palette"],
        "control_small": control["small"],
        "control": control["default"],
        "control_large": control["large"],
        "field": control["field"],
    }
    for pane in ("thread_list", "customer_panel"):
        values |= {
            pane: size[pane]["default"],
            f"{pane}_min": size[pane]["min"],
            f"{pane}_max": size[pane]["max"],
        }
    values |= {f"radius_{k}": v for k, v in radius.items() if isinstance(v, int)}
    names = {field.name for field in fields(Sizes)}
    return Sizes(**{key: value for key, value in values.items() if key in names})


class ThemeSwitch(QObject):
    """Holds the theme in use and tells who paints when it changes."""

    changed = Signal()

    def __init__(self) -> None:
        """Start light; `apply` sets what the user chose."""
        super().__init__()
        self.current = make_theme("light")
        self.mode = "light"
        self._following = False
        self._applied = False

    def apply(self, mode: str = "system", scale: float = 1.0) -> None:
        """Use `mode` ("light", "dark", "system") for the whole application, now."""
        self.mode = mode if mode in MODES else "system"
        self._follow_system()
        name = self.mode if self.mode != "system" else _system_scheme()
        wanted = (name, min(1.5, max(1.0, scale)))
        if self._applied and wanted == (self.current.name, self.current.scale):
            return  # dressing every widget anew takes long
        self.current = make_theme(*wanted)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._applied = True
            app.setPalette(make_palette(self.current))
            app.setFont(self.current.font("body"))
            app.setStyleSheet(style_sheet(self.current))
        self.changed.emit()

    def _follow_system(self) -> None:
        if not self._following:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
            self._following = True

    @Slot()
    def _system_changed(self) -> None:
        if self.mode == "system" and _system_scheme() != self.current.name:
            self.apply("system", self.current.scale)


@cache
def theme_switch() -> ThemeSwitch:
    """Return the one switch of this process; connect to its `changed`."""
    return ThemeSwitch()


def theme() -> Theme:
    """Return the theme in use. Ask at paint time, never keep it."""
    return theme_switch().current


def _system_scheme() -> str:
    """Return the system's choice; where the platform knows none (offscreen), light."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def make_palette(value: Theme) -> QPalette:
    """Return the palette of a theme, so that what the style sheet leaves out fits too."""
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: "surface",
        role.WindowText: "text",
        role.Base: "field",
        role.AlternateBase: "surface2",
        role.Text: "text",
        role.PlaceholderText: "text3",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "red",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "accent_text",
        role.LinkVisited: "accent_text",
        role.ToolTipBase: "toast",
        role.ToolTipText: "toast_text",
        role.Light: "surface",
        role.Midlight: "hover",
        role.Mid: "border",
        role.Dark: "border_strong",
        role.Shadow: "border_strong",
        role.Accent: "accent",
    }
    for where, color in pairs.items():
        palette.setColor(where, value.color(color))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, value.color("text", 0.45))
    return palette


@cache
def _template() -> Template:
    return Template(resource("theme", "tradepost.qss").read_text(encoding="utf-8"))


def style_sheet(value: Theme) -> str:
    """Return the application's style sheet: the one template, filled with the theme's values."""
    chevron = resource("theme", f"chevron-{value.name}.svg").as_posix()
    tick = resource("theme", "tick.svg").as_posix()
    lengths = {name: str(getattr(value.size, name)) for name in ("radius_control", "radius_card")}
    disabled = value.color("text", 0.45).name(QColor.NameFormat.HexArgb)
    return _template().substitute(
        value.colors, **lengths, disabled=disabled, chevron=chevron, tick=tick
    )
