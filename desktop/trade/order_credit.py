"""The letter of credit of an order: pasted, set field by field, taken away, previewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import letter_of_credit, orders
from desktop.trade.credit_tags import TAGS
from desktop.trade.letter_of_credit import LetterOfCredit, checked_tag
from desktop.trade.order_figures import OrderFigures


@dataclass(frozen=True, slots=True)
class CreditPreview:
    """What pasted text holds: its fields, their values, and sentences about what is odd."""

    fields: dict[str, str]
    credit: LetterOfCredit
    notes: tuple[str, ...] = ()

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Return (tag, name, text) in the order of the message."""
        return tuple((tag, name_of(tag), words) for tag, words in self.fields.items())


def name_of(tag: str) -> str:
    """Return what a field is called, "" for an unknown one."""
    return _(TAGS[tag][0]) if tag in TAGS else ""


def preview(text: str) -> CreditPreview:
    """Return what pasted MT700 text holds; nothing is stored. UserFacing when it has no field."""
    fields, notes = letter_of_credit.fields_of_text(text)
    credit = letter_of_credit.read(fields)
    if credit is None:
        raise UserFacing(
            _("No field of a letter of credit was found in this text."), code="no_credit_fields"
        )
    return CreditPreview(fields, credit, notes)


def paste(
    store: Store, order_id: str, text: str, *, today: date
) -> tuple[OrderFigures, CreditPreview]:
    """Keep the L/C that a text holds with the order, in place of the one it had."""
    found = preview(text)
    return orders.set_letter_of_credit(store, order_id, found.fields, today=today), found


def set_fields(
    store: Store, order_id: str, values: Mapping[str, str], *, today: date
) -> OrderFigures:
    """Change single fields by tag; an empty text takes one out.

    Raises UserFacing for what is no tag, and for amounts, dates or days that cannot be read.
    """
    before = orders.show(store, order_id, today=today)
    fields = {str(tag): str(words) for tag, words in before.letter_of_credit.items()}
    for tag, words in values.items():
        name = checked_tag(tag)
        if words.strip():
            fields[name] = words.strip()
        else:
            fields.pop(name, None)
    _require_readable(fields, {checked_tag(tag) for tag, words in values.items() if words.strip()})
    return orders.set_letter_of_credit(store, order_id, fields, today=today)


def _require_readable(fields: Mapping[str, str], changed: set[str]) -> None:
    credit = letter_of_credit.read(fields)
    known = {tag for tag in changed if tag in TAGS}
    for problem in credit.problems if credit else ():
        if problem.tag in known and fields.get(problem.tag):
            raise UserFacing(
                _("Field {tag}: {problem}").format(tag=problem.tag, problem=problem.message),
                safe=_("Nothing was changed."),
                code="bad_credit_field",
            )


def keep(store: Store, order_id: str, fields: Mapping[str, str], *, today: date) -> OrderFigures:
    """Keep these fields in place of those the order had; what cannot be read stays as text."""
    return orders.set_letter_of_credit(
        store, order_id, {tag: words for tag, words in fields.items() if words.strip()}, today=today
    )


def remove(store: Store, order_id: str, *, today: date) -> OrderFigures:
    """Take the L/C away from an order."""
    return orders.set_letter_of_credit(store, order_id, {}, today=today)
