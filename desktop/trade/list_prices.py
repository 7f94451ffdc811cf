"""Which price counts: the customer's list before the general ones, the step of the quantity. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby


@dataclass(frozen=True, slots=True)
class ListInfo:
    """A price list: whose it is (None: everybody's) and when it holds, both days included."""

    id: str
    name: str
    currency: str
    customer_id: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    incoterm: str = ""
    place: str = ""
    note: str = ""

    def has_ended(self, on: date) -> bool:
        """Tell whether its last day lies before `on`."""
        return self.valid_until is not None and self.valid_until < on

    def has_begun(self, on: date) -> bool:
        """Tell whether its first day is `on` or lies before it."""
        return self.valid_from is None or self.valid_from <= on


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit price from a quantity on; without a list it is the article's standard price."""

    list: ListInfo | None
    min_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """The price that counts and where it stands.

    `below_minimum`: the quantity is under the first step of the only list that has the article.
    `ended` names lists that would have come first, had they not ended.
    """

    unit_price: Decimal
    min_quantity: Decimal
    list: ListInfo | None
    below_minimum: bool = False
    ended: tuple[ListInfo, ...] = ()


def pick(
    offers: Iterable[Offer],
    quantity: Decimal,
    on: date | None,
    *,
    customer_id: str | None = None,
    price_list_id: str | None = None,
) -> FoundPrice | None:
    """Return the price of a quantity on a day, None when no list has one.

    `offers` are those of one article in one currency. The list that was asked for comes first,
    then the customer's, then everybody's, then the standard price; of lists of equal rank the
    one begun last. Lists of other customers, ended ones and those to come never count; `on` None
    takes every list as valid.
    """
    groups: list[tuple[tuple[int, int, str], ListInfo | None, list[Offer]]] = []
    by_list = sorted(offers, key=lambda o: o.list.id if o.list else "")
    for _key, group in groupby(by_list, key=lambda o: o.list.id if o.list else ""):
        steps = sorted(group, key=lambda o: o.min_quantity)
        rank = _rank(steps[0].list, customer_id, price_list_id)
        if rank is not None:
            groups.append((rank, steps[0].list, steps))
    groups.sort(key=lambda g: g[0])
    ended: list[ListInfo] = []
    lowest: FoundPrice | None = None
    for _place, info, steps in groups:
        if info is not None and on is not None and not info.has_begun(on):
            continue
        if info is not None and on is not None and info.has_ended(on):
            ended.append(info)
            continue
        found = _step(steps, quantity)
        if found is None:
            first = steps[0]
            if lowest is None:
                lowest = FoundPrice(first.unit_price, first.min_quantity, info, True, tuple(ended))
            continue
        return FoundPrice(found.unit_price, found.min_quantity, info, ended=tuple(ended))
    return lowest


def ended_lists(
    offers: Iterable[Offer],
    on: date,
    *,
    customer_id: str | None = None,
    price_list_id: str | None = None,
) -> tuple[ListInfo, ...]:
    """Return the lists that have a price but ended before `on`, the first to count first."""
    found = {
        offer.list.id: offer.list
        for offer in offers
        if offer.list is not None
        and offer.list.has_ended(on)
        and _rank(offer.list, customer_id, price_list_id) is not None
    }
    return tuple(sorted(found.values(), key=lambda e: e.valid_until or on, reverse=True))


def _rank(
    info: ListInfo | None, customer_id: str | None, price_list_id: str | None
) -> tuple[int, int, str] | None:
    """Return what orders lists, smallest first; None for a list that is not this customer's."""
    if info is None:
        return (3, 0, "")
    begins = -(info.valid_from or date.min).toordinal()
    if price_list_id and info.id == price_list_id:
        return (0, begins, info.id)
    if info.customer_id is None:
        return (2, begins, info.id)
    return (1, begins, info.id) if info.customer_id == customer_id else None


def _step(steps: Sequence[Offer], quantity: Decimal) -> Offer | None:
    reached = [step for step in steps if step.min_quantity <= quantity]
    return reached[-1] if reached else None
