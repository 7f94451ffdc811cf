"""Conversations come out the same in whatever order their messages arrive."""

import random

from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.threading import Ids, group, place


def as_sets(threads):
    return {frozenset(t) for t in threads}


def test_a_reply_joins_and_a_late_parent_merges():
    a = Ids("a", "a@x", ())
    b = Ids("b", "b@x", ("a@x",))
    c = Ids("c", "c@x", ("missing@x",))
    d = Ids("d", "d@x", ("missing@x", "a@x"))
    assert as_sets(group([b, a])) == {frozenset("ab")}
    assert as_sets(group([a, b, c])) == {frozenset("ab"), frozenset("c")}
    assert as_sets(group([a, b, c, d])) == {frozenset("abcd")}


def test_a_batch_joins_threads_of_the_store():
    placed = place([Ids("n", "n@x", ("a@x", "b@x")), Ids("o", "o@x", ())], {"a@x": 7, "b@x": 3})
    assert placed.threads["n"] == 3
    assert placed.merged == {7: 3}
    assert placed.threads["o"] < 0
    assert placed.refs == {"n@x": 3, "a@x": 3, "o@x": placed.threads["o"]}


def test_messages_without_ids_stand_alone():
    assert as_sets(group([Ids("1", "", ()), Ids("2", "", ())])) == {frozenset("1"), frozenset("2")}


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.lists(st.integers(0, 11), max_size=3)),
        max_size=12,
        unique_by=lambda t: t[0],
    ),
    st.integers(0, 10_000),
)
def test_order_and_batching_change_nothing(described, seed):
    messages = [Ids(f"k{i}", f"{i}@x", tuple(f"{r}@x" for r in refs)) for i, refs in described]
    expected = as_sets(group(messages))
    shuffled = messages[:]
    random.Random(seed).shuffle(shuffled)
    assert as_sets(group(shuffled)) == expected
    # one by one, through a store kept as two dictionaries
    refs: dict[str, int] = {}
    threads: dict[str, int] = {}
    for n, ids in enumerate(shuffled, 1):
        placed = place([ids], refs)
        number = placed.threads[ids.key] if placed.threads[ids.key] > 0 else n
        for old, new in placed.merged.items():
            refs = {k: new if v == old else v for k, v in refs.items()}
            threads = {k: new if v == old else v for k, v in threads.items()}
        threads[ids.key] = number
        refs.update({k: v if v > 0 else number for k, v in placed.refs.items()})
    stored: dict[int, set[str]] = {}
    for key, thread in threads.items():
        stored.setdefault(thread, set()).add(key)
    assert {frozenset(v) for v in stored.values()} == expected
