"""Quotes and orders found by what is typed: their numbers, and their customer by name, Chinese name or pinyin."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from desktop.runtime.spelling import sounds_like
from desktop.store.pinyin_match import sounds
from desktop.store.schema.customers import Customer


@dataclass(frozen=True, slots=True)
class CustomerName:
    """What a customer is called: the name in lists, the Chinese one, and how that is typed in pinyin."""

    name: str = ""
    chinese: str = ""
    spelled: str = ""

    def has(self, word: str) -> bool:
        """Tell whether `word` (case-folded) is in a name, or is how the Chinese one is typed."""
        named = word in self.name.casefold() or word in self.chinese.casefold()
        return named or sounds_like(self.spelled, word)


NOBODY = CustomerName()


def has_words(customer: CustomerName, texts: Iterable[str], words: Iterable[str]) -> bool:
    """Tell whether each of `words` (case-folded) is in one of `texts`, or names the customer."""
    text = " ".join(texts).casefold()
    return all(word in text or customer.has(word) for word in words)


NAME_COLUMNS = (Customer.name, Customer.name_zh, Customer.spelled)
"""What a `CustomerName` is read from, in its order."""


def mentions(text: str, columns: Iterable[InstrumentedAttribute[str]]) -> sa.ColumnElement[bool]:
    """Return the condition that each word of `text` is in one of `columns`, or names the customer.

    The query has to be joined with `Customer`.
    """
    places = (*columns, Customer.name, Customer.name_zh)
    return sa.and_(
        sa.true(),
        *(
            sa.or_(
                sounds(Customer.spelled, word),
                *(place.icontains(word, autoescape=True) for place in places),
            )
            for word in text.split()
        ),
    )
