"""The library of clauses: chosen by rule and by hand, versions that leave issued words alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade import clause_library
from desktop.trade.bilingual import Bilingual
from desktop.trade.clause_choices import offered, printed
from desktop.trade.clauses import TOPICS, Clause, ClauseFacts, fits

CONTRACT = ClauseFacts("contract", "CIF", frozenset({"lc"}), "DE")


def choose(library, facts, **template):
    return printed(offered(library, facts, **template))


def keys(found):
    return [one.key for one in found]


def test_the_starter_set_is_bilingual_and_covers_the_topics():
    found = clause_library.starter()
    assert len({one.key for one in found}) == len(found)
    assert all(one.title.en and one.title.zh and one.text.en and one.text.zh for one in found)
    assert {one.topic for one in found} == set(TOPICS)


def test_rules_choose_by_kind_term_method_and_country():
    library = clause_library.starter()
    credit = keys(choose(library, CONTRACT))
    assert {"credit_opening", "insurance_seller", "law_cisg", "arbitration_cietac"} <= set(credit)
    assert "payment_tt" not in credit
    by_transfer = keys(choose(library, ClauseFacts("contract", "FOB", frozenset({"tt"}), "CN")))
    assert {"payment_tt", "insurance_buyer"} <= set(by_transfer)
    assert not {"credit_opening", "insurance_seller", "law_cisg"} & set(by_transfer)
    assert choose(library, ClauseFacts("packing_list", "CIF")) == ()


def test_clauses_stand_in_the_order_of_contracts():
    topics = [one.topic for one in choose(clause_library.starter(), CONTRACT)]
    assert topics == sorted(topics, key=list(TOPICS).index)


def test_by_hand_goes_before_the_rule():
    library = clause_library.starter()
    found = keys(choose(library, CONTRACT, added={"packing_wood"}, left_out={"force_majeure"}))
    assert "packing_wood" in found
    assert "force_majeure" not in found


def test_a_change_is_a_new_version_and_the_old_one_stays(store):
    before = clause_library.versions(store, "force_majeure")[0]
    made = clause_library.save(store, "force_majeure", {"text_en": "Act of God."})
    assert made.version == before.version + 1
    found = clause_library.versions(store, "force_majeure")
    assert [one.text.en for one in found] == ["Act of God.", before.text.en]
    assert made.text.zh == before.text.zh
    with store.read() as session:
        library = clause_library.library(session)
    used = {c.key: c.text.en for c in choose(library, CONTRACT)}
    assert used["force_majeure"] == "Act of God."
    again = clause_library.save(store, "force_majeure", {"text_en": "Act of God."})
    assert again.version == made.version


def test_a_retired_clause_is_used_no_more_and_comes_back_by_saving(store):
    clause_library.retire(store, "arbitration_cietac")
    assert "arbitration_cietac" not in keys(clause_library.listing(store))
    clause_library.save(store, "arbitration_cietac", {})
    assert "arbitration_cietac" in keys(clause_library.listing(store))


@pytest.mark.parametrize(
    ("key", "values", "rule"),
    [
        ("new", {}, None),
        ("new", {"text_en": "x", "topic": "weather"}, None),
        ("new", {"text_en": "x" * 8001}, None),
        ("new", {"text_en": "x", "colour": "red"}, None),
        ("new", {"text_en": "x"}, {"weather": ["rain"]}),
        ("", {"text_en": "x"}, None),
    ],
)
def test_what_is_no_clause_is_refused(store, key, values, rule):
    with pytest.raises(UserFacing):
        clause_library.save(store, key, values, rule=rule)
    assert len(clause_library.listing(store)) == len(clause_library.starter())


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 5), st.booleans()),
        unique_by=lambda t: t[:2],
    )
)
def test_the_newest_version_counts_and_a_retired_one_is_never_chosen(rows):
    library = [
        Clause(k, v, "other", Bilingual(k), Bilingual(str(v)), {"kinds": ["contract"]}, 0, gone)
        for k, v, gone in rows
    ]
    chosen = {one.key: one for one in choose(library, CONTRACT)}
    for key in "abc":
        last = max((c for c in library if c.key == key), key=lambda c: c.version, default=None)
        assert chosen.get(key) == (last if last and not last.is_retired else None)


def test_an_empty_rule_chooses_nothing():
    assert not fits({}, CONTRACT)
    assert fits({"methods": ["lc"]}, replace(CONTRACT, methods=frozenset(), has_credit=True))
