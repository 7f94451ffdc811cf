"""The user's own fields: definitions in a table, values in each record's `custom`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import fields
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language
from desktop.store.schema.workspace import CustomField

KINDS = ("text", "lines", "count", "amount", "date", "bool", "choice", "list")


@dataclass(frozen=True)
class CustomFieldRow:
    """A field that the user added; `label` is in his language."""

    id: str
    record_type: str
    key: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...]


def _living(record_type: str) -> sa.Select[CustomField]:
    return (
        sa.select(CustomField)
        .where(CustomField.record_type == record_type, CustomField.deleted_at.is_(None))
        .order_by(CustomField.position, CustomField.id)
    )


def _row(field: CustomField) -> CustomFieldRow:
    chinese = language() == "zh_CN" and field.label_zh
    return CustomFieldRow(
        field.id,
        field.record_type,
        field.key,
        field.label_zh if chinese else field.label,
        field.kind,
        field.required,
        tuple(str(choice) for choice in field.choices or ()),
    )


def put(session: Session, record_type: str, custom: dict[str, Any], key: str, text: str) -> None:
    """Set one own field in `custom`, checked by its definition; empty text clears it.

    Raises UserFacing: no such field, a value that does not fit, a required one left empty.
    """
    rows = [_row(field) for field in session.scalars(_living(record_type))]
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise UserFacing(
            _("There is no field “{key}”.").format(key=f"custom.{key}"),
            hint=", ".join(f"custom.{row.key}" for row in rows),
            code="no_field",
        )
    kind = found.kind if found.kind in KINDS else "text"
    field = fields.Field(key, found.label, kind, choices=("", *found.choices))
    if found.required and not text.strip():
        raise fields.refused(field, text, _("It cannot be empty."))
    value = fields.parse(field, text)
    if not text.strip():
        custom.pop(key, None)
    elif isinstance(value, Decimal):
        custom[key] = format(value, "f")
    elif isinstance(value, date):
        custom[key] = value.isoformat()
    else:
        custom[key] = value
