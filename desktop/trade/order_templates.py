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

USUAL_TEN = "-"
"""Names no template: the usual ten milestones, whatever the default one is."""


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


def choices(plans: Sequence[OrderPlan]) -> tuple[tuple[str, str], ...]:
    """Return (name, words) to choose from for a new order, its default first, then the usual ten."""
    named = sorted(plans, key=lambda plan: not plan.is_default)
    found = tuple((plan.name, plan.name) for plan in named)
    usual = ((USUAL_TEN, _("The usual ten")),)
    return found + usual if any(plan.is_default for plan in plans) else usual + found


def save(
    store: Store,
    name: str,
    milestones: Sequence[str],
    *,
    is_default: bool = False,
    instead_of: str | None = None,
) -> OrderPlan:
    """Keep a template, replacing the one of the name; orders made from it before keep theirs.

    `instead_of` is what it was called before, "" for a new one: then a name that another one has is
    refused (`template_name_taken`). Raises UserFacing for a list that has a name twice or an empty one.
    """
    name = " ".join(name.split())
    if name in ("", USUAL_TEN):
        raise UserFacing(_("A template needs a name."), code="template_name")
    steps = check_names(milestones)
    with store.write(cause="user") as unit:
        row = _named(unit.session, name if instead_of is None else instead_of)
        taken = _named(unit.session, name)
        if instead_of is not None and taken is not None and taken is not row:
            raise UserFacing(
                _("There is a template “{name}” already.").format(name=name),
                code="template_name_taken",
            )
        if row is None:
            row = OrderTemplate(name=name)
            unit.session.add(row)
        row.name = name
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
    """Return the milestones of a template ("" for the default one), () for the usual ten (USUAL_TEN).

    Raises UserFacing for a template that is not there.
    """
    if template == USUAL_TEN:
        return ()
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
