"""Containers of a workspace: figures changed against the house's, and types of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.freight import ContainerSize
from desktop.store.workspace import Store
from desktop.trade import kept_rows
from desktop.trade.containers import Container, house_container, house_containers, use

_CODE = re.compile(r"[A-Z0-9]{2,12}")
_TAKEN = frozenset(("LCL", "AIR", "FCL"))
# Inside length (mm) up to which road limits of the 20' and of the 40' size count.
_TWENTY, _FORTY = 6_500, 12_500
_SIDE_MM = (500, 20_000)
_MOST_KG, _MOST_COST = Decimal(60_000), Decimal(1_000)
# The cheapest mix tries every size: more would make a quote of many boxes slow.
MOST_PLANNED = 6


@dataclass(frozen=True, slots=True)
class Size:
    """A container as the settings show it; `own` says that its figures are not the house's."""

    box: Container
    own: bool = False

    @property
    def is_added(self) -> bool:
        """Tell whether the house does not know this type at all."""
        return house_container(self.box.code) is None


def listing(store: Store) -> tuple[Size, ...]:
    """Return every type, the smallest first."""
    with store.read() as session:
        rows = session.scalars(sa.select(ContainerSize).where(ContainerSize.deleted_at.is_(None)))
        own = {row.code: _container(row) for row in rows}
    house = {box.code: box for box in house_containers()}
    sizes = [Size(box, own=code in own) for code, box in {**house, **own}.items()]
    return tuple(sorted(sizes, key=_by_room))


def _by_room(size: Size) -> tuple[Decimal, str]:
    return size.box.plan_cbm, size.box.code


def follow(store: Store) -> None:
    """Plan with this workspace's containers from now on, and with what is changed later."""

    def read() -> None:
        sizes = listing(store)
        use(tuple(s.box for s in sizes) if any(s.own for s in sizes) else ())

    store.on_change(lambda changes: read() if ContainerSize.__tablename__ in changes else None)
    read()


def make(
    code: str,
    inside_mm: tuple[int, int, int],
    plan_cbm: Decimal,
    prudent_kg: Decimal,
    relative_cost: Decimal,
    *,
    planned: bool,
) -> Container:
    """Return a container of these figures: mm inside, m³ to plan with, kg of cargo."""
    house = house_container(code)
    length, width, height = inside_mm
    feet = 20 if length <= _TWENTY else 40 if length <= _FORTY else 45
    return Container(
        code=code,
        feet=house.feet if house else feet,
        inside_mm=inside_mm,
        nominal_cbm=round(Decimal(length) * width * height / 10**9, 1),
        plan_cbm=plan_cbm,
        plate_kg=max(house.plate_kg, prudent_kg) if house else prudent_kg,
        prudent_kg=prudent_kg,
        relative_cost=relative_cost,
        planned=planned,
    )


def _container(row: ContainerSize) -> Container:
    inside = (row.length_mm, row.width_mm, row.height_mm)
    return make(
        row.code, inside, row.plan_cbm, row.prudent_kg, row.relative_cost, planned=row.planned
    )


def save(store: Store, box: Container) -> Size:
    """Keep a type's figures, or a new type; return it as kept.

    Raises UserFacing: no code that can be written in a tariff, measures no box has, more volume
    than there is inside, too many sizes to plan with.
    """
    box = checked(box, listing(store))
    values = {
        "length_mm": box.inside_mm[0],
        "width_mm": box.inside_mm[1],
        "height_mm": box.inside_mm[2],
        "plan_cbm": box.plan_cbm,
        "prudent_kg": box.prudent_kg,
        "relative_cost": box.relative_cost,
        "planned": box.planned,
    }
    with store.write(cause="user") as unit:
        kept_rows.keep(unit.session, ContainerSize, {"code": box.code}, values)
    return Size(box, own=True)


def reset(store: Store, code: str = "") -> int:
    """Go back to the house's figures, of one type or of all; types added go. Return how many went.

    Raises UserFacing for a type that is not known.
    """
    if code and not any(size.box.code == code for size in listing(store)):
        raise UserFacing(
            _("“{code}” is no container type.").format(code=code), code="unknown_container"
        )
    with store.write(cause="user") as unit:
        rows = unit.session.scalars(
            sa.select(ContainerSize).where(ContainerSize.deleted_at.is_(None))
        ).all()
        gone = [row for row in rows if row.code == code or not code]
        for row in gone:
            row.deleted_at = datetime.now(UTC)
    return len(gone)


def checked(box: Container, known: Sequence[Size]) -> Container:
    """Return the box with its code in capitals; errors as `save`."""
    code = box.code.strip().upper()
    if not _CODE.fullmatch(code) or code in _TAKEN:
        raise _refused(
            _("“{code}” cannot be the name of a container.").format(code=box.code.strip()),
            _("Take 2 to 12 letters and digits, such as 40OT."),
        )
    least, most = _SIDE_MM
    if not all(least <= side <= most for side in box.inside_mm):
        raise _refused(
            _("These inner measures cannot be right."),
            _("They are in millimetres, each from {least} to {most}.").format(
                least=least, most=most
            ),
        )
    length, width, height = box.inside_mm
    inside = Decimal(length) * width * height / 10**9
    if not 0 < box.plan_cbm <= inside:
        raise _refused(
            _("The usable volume must be above 0 and no more than the {inside} m³ inside.").format(
                inside=f"{inside:.1f}"
            )
        )
    if not 0 < box.prudent_kg <= _MOST_KG or not 0 < box.relative_cost <= _MOST_COST:
        raise _refused(_("Payload (at most 60 t) and relative freight must be above 0."))
    planned = [s for s in known if s.box.planned and s.box.code != code]
    if box.planned and len(planned) >= MOST_PLANNED:
        raise _refused(
            _("No more than {count} types can be planned by themselves.").format(
                count=MOST_PLANNED
            ),
            _("Any other can still be chosen by hand, or by a freight of its own."),
        )
    return replace(box, code=code)


def _refused(message: str, hint: str = "") -> UserFacing:
    return UserFacing(message, safe=_("Nothing was saved."), hint=hint, code="bad_container")
