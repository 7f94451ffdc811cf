"""How the window looks: light or dark, language, text size, density of lists."""

from desktop.runtime.i18n import LANGUAGES, _, language
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.theme import theme_switch
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Combo, buddy_row
from desktop.ui.widgets.segmented import Segmented

_SCALES = (1.0, 1.15, 1.3, 1.5)


class AppearanceSection(Section):
    """Each choice counts at once; language and text size make a new window in the same place."""

    def __init__(self, services: Services) -> None:
        """Show the settings in use."""
        super().__init__(services, _("Appearance"), "")
        settings = services.settings
        self.theme = Segmented(
            [("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
            str(settings.get("theme", "system")),
        )
        self.language = Combo(list(LANGUAGES.items()), language())
        scale = float(settings.get("text_scale", 1.0))
        self.scale = Combo([(value, f"{value:.0%}") for value in _SCALES], scale)
        self.density = Segmented(
            [("default", _("Comfortable")), ("compact", _("Compact"))],
            str(settings.get("density", "default")),
        )
        card = Card()
        for name, editor in (
            (_("Theme"), self.theme),
            (_("Language"), self.language),
            (_("Text size"), self.scale),
            (_("Lists"), self.density),
        ):
            card.box.addWidget(buddy_row(name, editor))
        self.box.addWidget(card)
        self.theme.chosen.connect(self.set_theme)
        self.language.chosen.connect(self.set_language)
        self.scale.chosen.connect(self.set_scale)
        self.density.chosen.connect(self.set_density)

    def set_theme(self, mode: str) -> None:
        """Use light, dark, or what the system says."""
        self.services.settings.set("theme", mode)
        theme_switch().apply(mode, theme_switch().current.scale)

    def set_language(self, code: object) -> None:
        """Use another language; the window is built again."""
        if code != language():
            self.services.settings.set("language", str(code))
            self._rebuild()

    def set_scale(self, scale: object) -> None:
        """Use another text size; the window is built again."""
        if isinstance(scale, float):
            self.services.settings.set("text_scale", scale)
            self._rebuild()

    def set_density(self, density: str) -> None:
        """Use roomy or compact lists; the window is built again."""
        self.services.settings.set("density", density)
        self._rebuild()

    def _rebuild(self) -> None:
        rebuild = self.services.calls.get("rebuild_window")
        if rebuild is not None:
            rebuild()
