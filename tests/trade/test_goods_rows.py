"""Lines keep their rows: what moves or comes in between writes itself, not all that follow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from desktop.store.schema.workspace import JournalEntry
from desktop.trade import quotes
from desktop.trade.goods_rows import STRIDE, positions
from desktop.trade.quote_draft import DraftLine, QuoteDraft

TODAY = date(2026, 11, 20)


@given(st.lists(st.one_of(st.none(), st.integers(-50, 50)), max_size=30))
def test_positions_rise_whatever_stands_there(present):
    found = positions(present)
    assert len(found) == len(present)
    assert all(low < high for low, high in pairwise(found))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 20))
def test_new_lines_leave_the_others_where_they_are(count, place, new):
    stored = [index * STRIDE for index in range(count)]
    place = min(place, count)
    found = positions([*stored[:place], *[None] * new, *stored[place:]])
    assert [*found[:place], *found[place + new :]] == stored


@given(st.permutations(range(12)))
def test_one_that_moved_is_the_only_one_numbered_anew(order):
    stored = [STRIDE * place for place in order]
    moved = [stored[-1], *stored[:-1]]
    found = positions(moved)
    kept = sum(one == other for one, other in zip(found, moved, strict=True))
    assert kept >= _longest_rise(moved)


def _longest_rise(values):
    best = [1] * len(values)
    for index, value in enumerate(values):
        before = [best[i] for i in range(index) if values[i] < value]
        best[index] = 1 + max(before, default=0)
    return max(best, default=0)


def test_a_line_put_in_at_the_top_of_five_hundred_writes_one_row(shop):
    lines = tuple(DraftLine(f"A-{n}", Decimal(n + 1), Decimal(2)) for n in range(500))
    made = quotes.create(shop, QuoteDraft("c1", lines=lines), today=TODAY)
    before = _entries(shop)
    top = replace(lines[3], key="")
    quotes.update(shop, made.id, replace(made.draft, lines=(top, *made.draft.lines)), today=TODAY)
    written = _entries(shop) - before
    assert written == 1
    stored = quotes.show(shop, made.id, today=TODAY).draft.lines
    assert [line.sku for line in stored] == ["A-3", *(line.sku for line in lines)]


def _entries(store):
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
