"""An invitation as a card: what, when here and in the organiser's zone, where, who; with the three answers."""

from datetime import datetime
from functools import partial

from babel.dates import format_date
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail.invitation_answers import InvitationView
from desktop.mail.invitations import Guest, Invitation
from desktop.runtime.i18n import N_, _, language, ngettext
from desktop.ui.mail.times import moment_text
from desktop.ui.widgets import buttons
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import IconLabel, label

_MOST = 6
_ANSWERS = (("accepted", N_("Accept")), ("tentative", N_("Tentative")), ("declined", N_("Decline")))
_SAID = {
    "accepted": N_("You have accepted."),
    "tentative": N_("You have accepted tentatively."),
    "declined": N_("You have declined."),
}
_BEFORE = {
    "accepted": N_("You had accepted the earlier version."),
    "tentative": N_("You had accepted the earlier version tentatively."),
    "declined": N_("You had declined the earlier version."),
}
_REPLIES = {
    "accepted": N_("{name} has accepted."),
    "tentative": N_("{name} has accepted tentatively."),
    "declined": N_("{name} has declined."),
}


class InvitationCard(Card):
    """`answered(answer)`: a button was pressed; `remind_wanted()`: the date should become a follow-up."""

    answered = Signal(str)
    remind_wanted = Signal()

    def __init__(self, view: InvitationView, now: datetime, parent: QWidget | None = None) -> None:
        """`now` is aware; past events ask for no answer."""
        super().__init__(quiet=True, parent=parent)
        self.view = view
        event = view.invitation
        head = QHBoxLayout()
        head.setSpacing(10)
        off = view.called_off
        head.addWidget(
            IconLabel("calendar-x" if off else "calendar-days", 18, "red" if off else "accent")
        )
        head.addWidget(label(event.title or _("(no title)"), "section", wrap=True), 1)
        self.box.addLayout(head)
        self.state = label(_state(view), "body_strong", _tone(view), wrap=True)
        self.state.setVisible(bool(self.state.text()))
        self.box.addWidget(self.state)
        facts = QVBoxLayout()
        facts.setSpacing(4)
        for icon, text in _facts(event):
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(IconLabel(icon, 14, "text2"))
            row.addWidget(label(text, "body", wrap=True), 1)
            facts.addLayout(row)
        self.box.addLayout(facts)
        self.buttons: dict[str, QWidget] = {}
        self._add_buttons(now)
        self.setAccessibleName(". ".join([event.title, *(text for _icon, text in _facts(event))]))

    def _add_buttons(self, now: datetime) -> None:
        event = self.view.invitation
        ahead = event.start is not None and event.start > now and not self.view.called_off
        row = QHBoxLayout()
        row.setSpacing(8)
        if self.view.can_answer and (event.end is None or event.end > now or event.repeats):
            for answer, text in _ANSWERS:
                make = (
                    buttons.primary
                    if answer == "accepted" and not self.view.answer
                    else buttons.secondary
                )
                button = make(_(text), partial(self.answered.emit, answer))
                button.setEnabled(answer != self.view.answer)
                self.buttons[answer] = button
                row.addWidget(button)
        if ahead:
            remind = buttons.ghost(_("Add to follow-ups"), self.remind_wanted.emit)
            self.buttons["remind"] = remind
            row.addWidget(remind)
        row.addStretch(1)
        if self.buttons:
            self.box.addSpacing(2)
            self.box.addLayout(row)

    def wait(self) -> None:
        """Take no second answer while one is on its way."""
        for button in self.buttons.values():
            button.setEnabled(False)


def _tone(view: InvitationView) -> str:
    if view.called_off:
        return "red"
    return "amber" if view.outdated or view.update else "text2"


def _state(view: InvitationView) -> str:
    event = view.invitation
    if event.method == "reply":
        guest = next((g for g in event.guests if g.answer), None)
        words = _REPLIES.get(guest.answer, "") if guest else ""
        return _(words).format(name=_name(guest)) if words and guest else ""
    if event.method == "counter":
        return _("Another time is proposed.")
    if view.called_off:
        return _("This meeting has been called off.")
    if view.outdated:
        return _("A newer version of this invitation has come.")
    parts = [_("This changes an earlier invitation.")] if view.update else []
    if view.answer:
        parts.append(_(_SAID[view.answer]))
    elif view.earlier:
        parts.append(_(_BEFORE[view.earlier]))
    elif not view.me and event.method == "request":
        parts.append(_("None of your addresses is invited."))
    return " ".join(parts)


def _facts(event: Invitation) -> list[tuple[str, str]]:
    found = []
    if event.start is not None:
        found.append(("clock", when_text(event)))
    there = there_text(event)
    if there:
        found.append(("globe", there))
    if event.repeats:
        found.append(("refresh-cw", _("Repeats")))
    if event.place:
        found.append(("map-pin", event.place))
    if event.organiser.address:
        found.append(("user", _("Invited by {name}").format(name=_name(event.organiser))))
    if event.guests:
        found.append(("users", _people(event)))
    return found


def when_text(event: Invitation) -> str:
    """Return when it is on our clock: "Mon 23 Nov, 16:00 – 17:00"."""
    start, end = event.start, event.end
    assert start is not None
    if event.all_day:
        first = format_date(start.date(), "full", locale=language())
        if end is None or end.date() <= start.date():
            return first
        return f"{first} – {format_date(end.date(), 'full', locale=language())}"
    return _span(start.astimezone(), end.astimezone() if end else None)


def there_text(event: Invitation) -> str:
    """Return when it is on the organiser's clock, with his zone's name; "" when that is ours."""
    start, end = event.start, event.end
    if start is None or event.all_day or not event.zone:
        return ""
    if start.utcoffset() == start.astimezone().utcoffset():
        return ""
    return _("{time} in the organiser's zone ({zone})").format(
        time=_span(start, end.astimezone(start.tzinfo) if end else None),
        zone=event.zone.rpartition("/")[2].replace("_", " "),
    )


def _span(start: datetime, end: datetime | None) -> str:
    first = moment_text(start, start.tzinfo)
    if end is None or end <= start:
        return first
    last = f"{end:%H:%M}" if end.date() == start.date() else moment_text(end, end.tzinfo)
    return f"{first} – {last}"


def _people(event: Invitation) -> str:
    names = [_name(guest) for guest in event.guests]
    text = ", ".join(names[:_MOST])
    more = len(names) - _MOST
    if more > 0:
        text = ngettext("{names} and {count} more", "{names} and {count} more", more).format(
            names=text, count=more
        )
    coming = sum(guest.answer == "accepted" for guest in event.guests)
    if coming:
        text = _("{names} · {count} accepted").format(names=text, count=coming)
    return text


def _name(guest: Guest) -> str:
    return guest.name or guest.address
