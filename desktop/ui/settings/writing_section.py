"""How mail leaves: how long it can be taken back after Send."""

from desktop.runtime.i18n import _, ngettext
from desktop.ui.mail.composition import undo_seconds
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Combo, buddy_row

_CHOICES = (5, 10, 15, 20, 30)


class WritingSection(Section):
    """Each choice counts at once."""

    def __init__(self, services: Services) -> None:
        """Show the settings in use."""
        super().__init__(
            services,
            _("Writing"),
            _("A sent mail waits on this computer for so long; Ctrl Z takes it back."),
        )
        names = [(n, ngettext("{n} second", "{n} seconds", n).format(n=n)) for n in _CHOICES]
        self.undo = Combo(names, undo_seconds(services.settings))
        card = Card()
        card.box.addWidget(buddy_row(_("Time to take a mail back"), self.undo))
        self.box.addWidget(card)
        self.undo.chosen.connect(self.set_undo)

    def set_undo(self, seconds: object) -> None:
        """Wait so long with every mail from now on."""
        if isinstance(seconds, int):
            self.services.settings.set("mail.undo_seconds", seconds)
