"""The conditions of a document: validity, shipment, insurance, house terms, clauses, certification."""

from collections.abc import Sequence

from desktop.trade import incoterms
from desktop.trade.bilingual import Bilingual, Language
from desktop.trade.documents import labels
from desktop.trade.documents.clause_texts import filled_clauses, two_texts
from desktop.trade.documents.day_texts import dated
from desktop.trade.documents.document import (
    Clause,
    Kind,
)
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.offer import Offer


def conditions(offer: Offer, kind: Kind, spoken: Sequence[Language]) -> tuple[Clause, ...]:
    """Return the conditions: short ones first, then the library's as paragraphs with titles."""
    clauses: list[Bilingual] = []
    if offer.valid_until and shows(kind, "valid_until") and kind is not Kind.CONTRACT:
        clauses.append(labels.VALIDITY_CLAUSE.fill(date=dated(offer.valid_until, spoken)))
    clauses += _shipment_clauses(offer, kind)
    cover = incoterms.rule(offer.incoterm).minimum_cover if offer.incoterm else ""
    topics = {one.topic for one in offer.library} if shows(kind, "clauses") else set()
    if cover and shows(kind, "insurance") and "insurance" not in topics:
        clauses.append(labels.INSURANCE_CLAUSE.fill(cover=cover))
    if shows(kind, "house_terms"):
        clauses += [*offer.seller.clauses, *offer.extra_clauses]
    if shows(kind, "certification"):
        clauses += _certification(offer)
    found = [Clause(text) for text in clauses]
    if shows(kind, "clauses"):
        tolerance = offer.tolerance_percent
        share = f"{offer.written.plain(tolerance)}%" if tolerance else ""
        found += filled_clauses(offer.library, spoken, cover=cover, tolerance=share)
    if kind is Kind.CONTRACT and two_texts(spoken) and "language" not in topics:
        found.append(Clause(labels.PREVAILING, labels.PREVAILING_TITLE))
    return tuple(found)


def _certification(offer: Offer) -> list[Bilingual]:
    origins = {line.origin for line in offer.lines if line.kind == "item"}
    found: list[Bilingual] = [labels.CERTIFICATION_PLAIN]
    if len(origins) == 1 and (origin := origins.pop()).en:
        found = [labels.CERTIFICATION.fill(origin=origin)]
    if offer.shipping.originals:
        found.append(labels.ORIGINALS.fill(count=offer.shipping.originals))
    return found


def _shipment_clauses(offer: Offer, kind: Kind) -> list[Bilingual]:
    """Return what was agreed on partial shipment, transhipment and tolerance; nothing while open."""
    clauses: list[Bilingual] = []
    said = shows(kind, "clauses") and any(one.topic == "tolerance" for one in offer.library)
    if offer.tolerance_percent and shows(kind, "tolerance") and not said:
        percent = offer.written.plain(offer.tolerance_percent)
        clauses.append(labels.TOLERANCE_CLAUSE.fill(percent=percent))
    for allowed, wordings in (
        (offer.partial_shipment, labels.PARTIAL_SHIPMENT),
        (offer.transhipment, labels.TRANSHIPMENT),
    ):
        if allowed is not None and shows(kind, "transport_rules"):
            clauses.append(wordings[allowed])
    return clauses
