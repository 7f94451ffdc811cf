"""Being reminded of a conversation: presets that traders use, in our clock and in the buyer's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.crm import followups
from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import _
from desktop.store.queries.threads import ThreadRow
from desktop.ui.mail.times import moment_text
from desktop.ui.services import Services


@dataclass(frozen=True)
class Preset:
    """One line of the menu: its words, and the moment (aware)."""

    text: str
    at: datetime


def presets(now: datetime, zone: str = "") -> list[Preset]:
    """Return the moments to be reminded at, soonest first; `zone` is the buyer's, "" unknown."""
    local = now.astimezone()
    morning = local.replace(hour=9, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=(7 - morning.weekday()) % 7 or 7)
    found = [
        Preset(_("In 3 hours"), now + timedelta(hours=3)),
        Preset(_("Tomorrow morning"), morning + timedelta(days=1)),
        Preset(_("In 3 days, as for a sample"), morning + timedelta(days=3)),
        Preset(_("In 7 days, as for a quote"), morning + timedelta(days=7)),
        Preset(_("Monday morning"), monday),
    ]
    theirs = zone_of(zone)
    if theirs is not None:
        there = now.astimezone(theirs).replace(hour=9, minute=0, second=0, microsecond=0)
        there += timedelta(days=(7 - there.weekday()) % 7 or 7)
        found.append(Preset(_("Monday 09:00, the buyer's time"), there))
    return sorted(found, key=lambda preset: preset.at)


class RemindMenu(QMenu):
    """The menu below the alarm clock; what is chosen becomes a follow-up of the conversation."""

    def __init__(self, services: Services, row: ThreadRow, zone: str, parent: QWidget) -> None:
        """Offer the presets for `row`."""
        super().__init__(parent)
        self._services, self._row = services, row
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for preset in presets(services.clock.now(), zone):
            action = self.addAction(f"{preset.text}  ·  {moment_text(preset.at)}")
            action.triggered.connect(lambda _on=False, at=preset.at: self.remind(at))

    def pop_up(self, anchor: QWidget) -> None:
        """Show it below `anchor`."""
        self.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def remind(self, at: datetime) -> None:
        """Make the follow-up, and say when it comes back."""
        services, row = self._services, self._row
        remind_of(services, row, at)


def remind_of(services: Services, row: ThreadRow, at: datetime) -> None:
    """Make a follow-up of a conversation for `at` (aware), with a way back."""
    store, now = services.store, services.clock.now()

    def back(made: followups.FollowUpRow) -> None:
        services.tasks.submit(lambda: followups.remove(store, made.id, now), lane="write")

    services.tasks.submit(
        lambda: followups.add(
            store,
            title=row.subject or row.sender,
            due=at,
            now=now,
            thread_id=row.id,
            customer_id=row.customer_id,
        ),
        ok=lambda made: services.navigator.show_toast(
            _("You will be reminded {when}").format(when=moment_text(at)),
            lambda: back(made),
            icon="alarm-clock",
        ),
        lane="write",
    )
