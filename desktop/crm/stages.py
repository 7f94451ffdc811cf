"""The three axes of FEATURES.md decision 1: relationship, deal stage, order milestone."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.runtime.i18n import N_, _


class Relationship(StrEnum):
    """Relationship stage of a customer."""

    PROSPECT = "prospect"
    NEW_CLIENT = "new_client"
    ESTABLISHED = "established"
    STRATEGIC = "strategic"


@dataclass(frozen=True)
class RelationshipStage:
    """The stage and whether a person set it; `derived` is what the orders alone would say."""

    stage: Relationship
    derived: Relationship
    by_hand: bool


def relationship_stage(
    orders: int, paid_orders: int, by_hand: str | None = None
) -> RelationshipStage:
    """Return the relationship stage: derived from orders unless a person set one.

    No order: prospect; two or more paid orders: established; else new client.
    """
    if orders <= 0:
        derived = Relationship.PROSPECT
    elif paid_orders >= 2:
        derived = Relationship.ESTABLISHED
    else:
        derived = Relationship.NEW_CLIENT
    if by_hand:
        return RelationshipStage(Relationship(by_hand), derived, by_hand=True)
    return RelationshipStage(derived, derived, by_hand=False)


@dataclass(frozen=True)
class Stage:
    """One step of a list. `id` is stored; `title` is an English msgid; `fill` is the share of the
    stage glyph that is filled (UI.md: dashed ring, pie at 25/50/65/82 %, tick, cross);
    `days` is the usual time limit, None for none; `closed` ends the way."""

    id: str
    title: str
    fill: float = 0.0
    days: int | None = None
    closed: bool = False

    def text(self) -> str:
        """Return the stage's name in the user's language."""
        return _(self.title)


RELATIONSHIPS = (
    Stage("prospect", N_("Prospect")),
    Stage("new_client", N_("New client")),
    Stage("established", N_("Established")),
    Stage("strategic", N_("Strategic partner")),
)

DEAL_STAGES = (
    Stage("new", N_("New inquiry"), 0.0, days=1),
    Stage("contacted", N_("Contacted"), 0.25, days=3),
    Stage("quoted", N_("Quoted"), 0.5, days=7),
    Stage("sample", N_("Sample"), 0.65, days=14),
    Stage("negotiation", N_("Negotiation"), 0.82, days=14),
    Stage("won", N_("Won"), 1.0, closed=True),
    Stage("lost", N_("Lost"), 1.0, closed=True),
)

ORDER_MILESTONES = (
    Stage("contract_signed", N_("Contract signed"), 0.1),
    Stage("deposit_received", N_("Deposit received"), 0.2),
    Stage("production_started", N_("Production started"), 0.3),
    Stage("mid_inspection", N_("Mid-production inspection"), 0.45),
    Stage("packing", N_("Packing"), 0.55),
    Stage("shipped", N_("Shipped"), 0.65),
    Stage("documents_sent", N_("Documents sent"), 0.75),
    Stage("balance_received", N_("Balance received"), 0.85),
    Stage("delivered", N_("Delivered"), 0.95),
    Stage("closed", N_("Closed"), 1.0, closed=True),
)

# Why a deal is lost (FEATURES.md D76); a list, so that reasons can be counted.
LOST_REASONS = (
    Stage("price", N_("Price too high")),
    Stage("lead_time", N_("Lead time too long")),
    Stage("product", N_("Product does not fit")),
    Stage("terms", N_("Payment terms refused")),
    Stage("competitor", N_("Bought elsewhere")),
    Stage("no_answer", N_("No answer any more")),
    Stage("other", N_("Other reason")),
)

_TITLES = {
    stage.id: stage.title
    for stages in (RELATIONSHIPS, DEAL_STAGES, ORDER_MILESTONES, LOST_REASONS)
    for stage in stages
}


def stage_text(stage_id: str) -> str:
    """Return a stage's or milestone's name in the user's language; a user's own name as it is."""
    return _(_TITLES.get(stage_id, stage_id))
