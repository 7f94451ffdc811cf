"""Words and operators of a mail search as conditions on messages (CLI.md `search`)."""

from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.runtime import signature_parts
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Attachment, Folder, Message, MessageAddress, Placement, Thread
from desktop.store.search import Query, column_match, own_words, query_text


def conditions(query: Query) -> list[sa.ColumnElement[bool]]:
    """Return what a message must fulfil to be found; empty when nothing was asked.

    Raises UserFacing (`bad_query`) for an operator value that cannot be read.
    """
    expression = query_text(query.words)
    matches = [expression] if expression else []
    found: list[sa.ColumnElement[bool]] = []
    for name, value in query.operators:
        if name == "subject":
            matches.append(column_match("subject", value))
        else:
            found.append(_operator(name, value))
    matches = [match for match in matches if match]
    if matches:
        found.append(Message.id.in_(_fts(" AND ".join(f"({m})" for m in matches))))
    if found:
        found += [
            Message.id.not_in(_fts(term)) for word in query.without if (term := query_text(word))
        ]
    return found


def in_own_words(query: Query) -> sa.ColumnElement[bool] | None:
    """Return what is true of a mail that says the words itself, where another only quotes them; None without words."""
    expression = query_text(query.words)
    return Message.id.in_(_fts(own_words(expression))) if expression else None


def _fts(expression: str) -> sa.TextualSelect:
    name = f"e{abs(hash(expression))}"
    return (
        sa.text(f"SELECT rowid AS id FROM message_fts WHERE message_fts MATCH :{name}")  # noqa: S608 - the name is a number
        .bindparams(**{name: expression})
        .columns(sa.column("id", sa.Integer))
    )


def _operator(name: str, value: str) -> sa.ColumnElement[bool]:
    low = value.casefold()
    match name:
        case "from":
            return sa.or_(
                Message.from_address.contains(low, autoescape=True),
                Message.from_name.icontains(value, autoescape=True),
            )
        case "to":
            return Message.id.in_(
                sa.select(MessageAddress.message_id).where(
                    MessageAddress.role.in_(("to", "cc")),
                    sa.or_(
                        MessageAddress.address.contains(low, autoescape=True),
                        MessageAddress.name.icontains(value, autoescape=True),
                    ),
                )
            )
        case "has":
            return Message.id.in_(sa.select(Attachment.message_id).where(*_has(low)))
        case "filename":
            return Message.id.in_(sa.select(Attachment.message_id).where(named_file(value)))
        case "before":
            return Message.sort_time < _day(value)
        case "after":
            return Message.sort_time >= _day(value)
        case "customer":
            customers = sa.select(Customer.id).where(
                sa.or_(Customer.id == value, Customer.name.icontains(value, autoescape=True))
            )
            return Message.thread_id.in_(
                sa.select(Thread.id).where(Thread.customer_id.in_(customers))
            )
        case "in":
            return Message.id.in_(
                sa.select(Placement.message_id)
                .join(Folder)
                .where(sa.or_(sa.func.lower(Folder.name) == low, Folder.role == low))
            )
        case _:
            return _state(low)


_ENDINGS = {
    "pdf": "pdf",
    "excel": "xls xlsx xlsm xlsb ods csv",
    "word": "doc docx docm odt rtf",
    "image": "jpg jpeg png gif bmp tif tiff webp heic",
    "drawing": "dwg dxf step stp igs iges stl",
    "archive": "zip rar 7z tar gz",
}
_FILES = ("attachment", "attachments", "file", "files")


def named_file(value: str) -> sa.ColumnElement[bool]:
    """Return what is true of an attachment (a picture inside a text apart) with `value` in its name; `*` and `?` stand for others."""
    if "*" in value or "?" in value:
        pattern = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = pattern.replace("*", "%").replace("?", "_")
        name: sa.ColumnElement[bool] = Attachment.filename.ilike(pattern, escape="\\")
    else:
        name = Attachment.filename.icontains(value, autoescape=True)
    return sa.and_(Attachment.inline.is_(False), name)


def is_file() -> sa.ColumnElement[bool]:
    """Return what is true of an attachment that people mean by one: no picture of the text, no signature's data."""
    return sa.and_(
        Attachment.inline.is_(False),
        Attachment.content_type.not_in(signature_parts.TYPES),
        sa.func.lower(Attachment.filename).not_in(signature_parts.NAMES),
    )


def _has(value: str) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [is_file()]
    if value in _FILES:
        return found
    if value not in _ENDINGS:
        raise UserFacing(
            _("has: knows attachment, {kinds}.").format(kinds=", ".join(_ENDINGS)), code="bad_query"
        )
    names = [Attachment.filename.iendswith(f".{e}") for e in _ENDINGS[value].split()]
    return [*found, sa.or_(*names)]


def _state(value: str) -> sa.ColumnElement[bool]:
    states = {
        "unread": Message.seen.is_(False),
        "read": Message.seen.is_(True),
        "flagged": Message.flagged.is_(True),
        "answered": Message.answered.is_(True),
    }
    if value not in states:
        raise UserFacing(_("is: knows unread, read, flagged and answered."), code="bad_query")
    return states[value]


def _day(value: str) -> int:
    try:
        day = datetime.fromisoformat(value.replace("/", "-"))
    except ValueError as error:
        raise UserFacing(
            _("“{value}” is not a date.").format(value=value),
            hint=_("Write it as 2026-11-22."),
            code="bad_query",
        ) from error
    return int((day if day.tzinfo else day.replace(tzinfo=UTC)).timestamp())
