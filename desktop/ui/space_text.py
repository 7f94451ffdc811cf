"""Room on a disk, spans of months and mail sizes in words."""

from desktop.mail.storage import Choice
from desktop.runtime.i18n import _, ngettext
from desktop.ui.widgets.choice_cards import Card


def space_text(size: int) -> str:
    """Return bytes as people speak of disks: "820 MB", "2.4 GB", "13 GB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB" if size else "0 KB"
    if size < 999_500_000:
        return f"{round(size / 1_000_000)} MB"
    giga = size / 1_000_000_000
    return f"{giga:.1f} GB" if giga < 9.95 else f"{round(giga):,} GB"


def months_text(months: int) -> str:
    """Return a span: "3 months", "1 year", "All"."""
    if not months:
        return _("All")
    if months % 12 == 0:
        years = months // 12
        return ngettext("{n} year", "{n} years", years).format(n=years)
    return ngettext("{n} month", "{n} months", months).format(n=months)


def limit_text(limit: int) -> str:
    """Return the largest mail: "5 MB", "Any size"."""
    return space_text(limit) if limit else _("Any size")


def mails_text(choice: Choice) -> str:
    """Return how many mails a choice means, with "about" where they are not all listed."""
    if choice.estimated:
        return _("about {n} mails").format(n=f"{_rounded(choice.mails):,}")
    return ngettext("{n} mail", "{n} mails", choice.mails).format(n=f"{choice.mails:,}")


def size_of(choice: Choice) -> str:
    """Return the room that a choice takes, with "about" where its mails are not all listed."""
    words = space_text(choice.size)
    return _("about {size}").format(size=words) if choice.estimated else words


def months_cards(choices: tuple[Choice, ...], *, mails: bool = True) -> list[Card]:
    """Return spans of months as cards: name, mails, room."""
    return [
        Card(
            c.value,
            months_text(c.value),
            tuple(part for part in (mails_text(c) if mails else "", size_of(c)) if part),
        )
        for c in choices
    ]


def limit_cards(choices: tuple[Choice, ...]) -> list[Card]:
    """Return the largest mails as cards: name, room."""
    return [Card(c.value, limit_text(c.value), (size_of(c),)) for c in choices]


def _rounded(count: int) -> int:
    """An estimate with two figures: more would pretend to be counted."""
    digits = max(0, len(str(count)) - 2)
    return int(round(count, -digits))
