"""The milestones of an order: the usual ten, lists of its own, and where it stands (FEATURES.md decision 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _

STANDARD = {
    "contract_signed": N_("Contract signed"),
    "deposit_received": N_("Deposit received"),
    "production_started": N_("Production started"),
    "mid_inspection": N_("Mid-production inspection"),
    "packing": N_("Packing"),
    "shipped": N_("Shipped"),
    "documents_sent": N_("Documents sent"),
    "balance_received": N_("Balance received"),
    "delivered": N_("Delivered"),
    "closed": N_("Closed"),
}
"""The usual ten by id; the same ids as `crm.stages`, which draws strips and timelines from them."""
BY_PAYMENTS = ("deposit_received", "balance_received")
MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class MilestoneStep:
    """One step of an order; `reached_on` is None while it lies ahead."""

    name: str
    reached_on: date | None = None
    note: str = ""
    by_hand: bool = True

    def text(self) -> str:
        """Return its name in the user's language; own words as they are."""
        return milestone_text(self.name)


def milestone_text(name: str) -> str:
    """Return a milestone's name in the user's language; own words as they are."""
    return _(STANDARD[name]) if name in STANDARD else name


def names_of(own: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of an order: its own list, else the usual ten."""
    return tuple(own) or tuple(STANDARD)


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return a list of milestones cleaned up; () when it is the usual one. Raises UserFacing."""
    found = tuple(" ".join(name.split()) for name in names)
    if any(not name for name in found) or len(set(found)) != len(found):
        raise UserFacing(_("Each milestone has a name of its own."), code="milestone_names")
    if len(found) > MOST_STEPS:
        raise UserFacing(
            _("More than {count} milestones do not fit.").format(count=MOST_STEPS),
            code="milestone_names",
        )
    return () if found == tuple(STANDARD) else found


def find_name(own: Sequence[str], wanted: str) -> str:
    """Return the milestone that is meant, by id or by its words. Raises UserFacing (`unknown_milestone`)."""
    names = names_of(own)
    key = " ".join(wanted.split()).casefold()
    for name in names:
        if key in (
            name.casefold(),
            milestone_text(name).casefold(),
            STANDARD.get(name, "").casefold(),
        ):
            return name
    raise UserFacing(
        _("An order has no milestone “{name}”.").format(name=wanted),
        hint=_("Milestones: {names}.").format(names=", ".join(names)),
        code="unknown_milestone",
    )


def present(own: Sequence[str], reached: Mapping[str, bool]) -> str:
    """Return where an order stands: `reached` names what is reached, with whether a person said so.

    That is the furthest step that a person marked. What payments reached counts when nothing before
    it is open: a balance paid in advance does not ship the goods.
    """
    names = names_of(own)
    at = max((i for i, name in enumerate(names) if reached.get(name)), default=0)
    while at + 1 < len(names) and names[at + 1] in reached:
        at += 1
    return names[at]


def steps(own: Sequence[str], reached: Mapping[str, MilestoneStep]) -> tuple[MilestoneStep, ...]:
    """Return all steps in their order; one reached that is no longer in the list comes last."""
    names = names_of(own)
    gone = tuple(name for name in reached if name not in names)
    return tuple(reached.get(name, MilestoneStep(name)) for name in (*names, *gone))
