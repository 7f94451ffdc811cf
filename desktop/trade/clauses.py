"""Clauses of contracts and invoices, bilingual, chosen by rule or by hand.

Pure: which clause fits which document. A clause changes by a new version; what was issued keeps
the words it has in its snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.runtime.i18n import N_
from desktop.trade.bilingual import Bilingual

TOPICS = {
    "payment": N_("Payment"),
    "packing": N_("Packing"),
    "insurance": N_("Insurance"),
    "tolerance": N_("Quantity tolerance"),
    "inspection": N_("Inspection"),
    "claims": N_("Claims"),
    "letter_of_credit": N_("L/C conditions"),
    "force_majeure": N_("Force majeure"),
    "arbitration": N_("Arbitration"),
    "law": N_("Governing law"),
    "language": N_("Language"),
    "other": N_("Other"),
}
"""In the order in which contracts have them."""
LONGEST = 8000
"""Characters of one clause in one language."""
RULE_KEYS = ("kinds", "incoterms", "methods", "countries")


@dataclass(frozen=True, slots=True)
class Clause:
    """One version of a clause. `rule` is empty for a clause that is chosen by hand only."""

    key: str
    version: int
    topic: str
    title: Bilingual
    text: Bilingual
    rule: Mapping[str, Any] = field(default_factory=dict)
    position: int = 0
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """What rules ask of a document: its kind, term, methods of payment, country, whether an L/C is on it.

    `methods` are those of `payment.Method` ("tt", "lc"); `country` is ISO 3166.
    """

    kind: str
    incoterm: str = ""
    methods: frozenset[str] = frozenset()
    country: str = ""
    has_credit: bool = False


def fits(rule: Mapping[str, Any], facts: ClauseFacts) -> bool:
    """Tell whether a rule chooses its clause: each list that it has must hold the document's value.

    {"kinds": ["contract"], "methods": ["lc"]} is for contracts paid by L/C. "not_countries" and
    "not_incoterms" keep a clause away. An empty rule chooses nothing.
    """
    if not rule:
        return False
    methods = facts.methods | ({"lc"} if facts.has_credit else frozenset())
    values = {
        "kinds": {facts.kind},
        "incoterms": {facts.incoterm} - {""},
        "methods": set(methods),
        "countries": {facts.country} - {""},
    }
    for key, known in values.items():
        wanted = {str(one) for one in rule.get(key) or ()}
        if wanted and not wanted & known:
            return False
        if {str(one) for one in rule.get(f"not_{key}") or ()} & known:
            return False
    return True


def may_fit(clause: Clause, kind: str) -> bool:
    """Tell whether the rule of a clause can choose it for a document of `kind`."""
    kinds = [str(one) for one in clause.rule.get("kinds") or ()]
    barred = [str(one) for one in clause.rule.get("not_kinds") or ()]
    return bool(clause.rule) and (not kinds or kind in kinds) and kind not in barred


def newest(library: Iterable[Clause]) -> tuple[Clause, ...]:
    """Return the version of each clause that is used: the newest, unless the clause is retired."""
    found: dict[str, Clause] = {}
    for clause in library:
        if clause.key not in found or clause.version > found[clause.key].version:
            found[clause.key] = clause
    return tuple(sorted((c for c in found.values() if not c.is_retired), key=place))


def place(clause: Clause) -> tuple[int, int, str]:
    """Return where a clause stands: by topic in the order of contracts, then as the library has it."""
    topics: Sequence[str] = tuple(TOPICS)
    topic = topics.index(clause.topic) if clause.topic in TOPICS else len(topics)
    return topic, clause.position, clause.key
