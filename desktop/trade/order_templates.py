"""Lists of milestones for kinds of orders: tooling orders, samples, stock; the usual ten without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.orders import OrderTemplate
from desktop.store.workspace import Store
from desktop.trade.milestones import check_names


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """A named list of milestones; `is_default` for what new orders get."""

    name: str
    milestones: tuple[str, ...]
    is_default: bool


def listing(store: Store) -> tuple[OrderPlan, ...]:
    """Return the templates by name."""
    with store.read() as session:
        return tuple(_plan(row) for row in session.scalars(_living()))


def save(
    store: Store, name: str, milestones: Sequence[str], *, is_default: bool = False
) -> OrderPlan:
    """Keep a template, replacing the one of the name; orders made from it before keep theirs.

    Raises UserFacing for a list that has a name twice or an empty one.
    """
    name = " ".join(name.split())
    if not name:
        raise UserFacing(_("A template needs a name."), code="template_name")
    steps = check_names(milestones)
    with store.write(cause="user") as unit:
        row = _named(unit.session, name)
        if row is None:
            row = OrderTemplate(name=name)
            unit.session.add(row)
        row.milestones = list(steps)
        if is_default:
            for other in unit.session.scalars(_living()):
                other.is_default = False
        row.is_default = is_default
        unit.session.flush()
        return _plan(row)


def delete(store: Store, name: str) -> None:
    """Take a template out. Raises UserFacing when there is none of the name."""
    with store.write(cause="user") as unit:
        _required(unit.session, name).deleted_at = datetime.now(UTC)


def names(session: Session, template: str) -> tuple[str, ...]:
    """Return the milestones of a template ("" for the default one), () for the usual ten.

    Raises UserFacing for a template that is not there.
    """
    if template:
        return tuple(_required(session, template).milestones)
    row = session.scalars(_living().where(OrderTemplate.is_default)).first()
    return tuple(row.milestones) if row is not None else ()


def _living() -> sa.Select[OrderTemplate]:
    return (
        sa.select(OrderTemplate)
        .where(OrderTemplate.deleted_at.is_(None))
        .order_by(OrderTemplate.name, OrderTemplate.id)
    )


def _named(session: Session, name: str) -> OrderTemplate | None:
    wanted = " ".join(name.split()).casefold()
    return next((row for row in session.scalars(_living()) if row.name.casefold() == wanted), None)


def _required(session: Session, name: str) -> OrderTemplate:
    row = _named(session, name)
    if row is None:
        raise UserFacing(
            _("There is no order template “{name}”.").format(name=name), code="unknown_template"
        )
    return row


def _plan(row: OrderTemplate) -> OrderPlan:
    return OrderPlan(row.name, tuple(row.milestones), row.is_default)
