"""The index finds every row that grep finds, in any script."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.store.queries.search import search, snippet_around
from desktop.store.search import Indexed, add_messages, parse_query, query_text
from desktop.store.words import index_text


def found(store, words):
    with store.read() as session:
        rows = session.execute(
            sa.text("SELECT rowid FROM message_fts WHERE message_fts MATCH :q"),
            {"q": query_text(words)},
        )
        return {row[0] for row in rows}


def put(store, texts):
    with store.write() as unit:
        add_messages(
            unit.session,
            [Indexed(i, "", "", index_text(text), "", "") for i, text in enumerate(texts, 1)],
        )


def test_two_and_one_character_chinese_words_are_found_completely(store):
    put(store, ["请报价给我们", "不锈钢球阀报价单", "quotation", "保温杯", "杯子"])
    assert found(store, "报价") == {1, 2}
    assert found(store, "不锈钢球阀") == {2}
    assert found(store, "杯") == {4, 5}


def test_japanese_korean_accents_and_full_width(store):
    put(
        store,
        ["検品写真を確認しました", "견적서 보내주세요", "Precio por unidad, señor", "ＬＥＤパネル"],
    )
    assert found(store, "写真") == {1}
    assert found(store, "견적서") == {2}
    assert found(store, "senor") == {3}
    assert found(store, "LED") == {4}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(run=st.text(alphabet="报价单球阀杯照明有限公司", min_size=1, max_size=8), data=st.data())
def test_any_part_of_a_chinese_run_finds_it(run, data):
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    words = index_text(run).split()
    expression = query_text(run[start:end])
    part = run[start:end]
    if len(part) == 1:
        assert any(word.startswith(part) for word in words)
    else:
        pairs = expression.strip('"').split()
        text = " ".join(words)
        assert " ".join(pairs) in text


def test_operators_words_and_refusals():
    query = parse_query('price -draft from:klaus subject:"panel light" is:unread')
    assert query.words == "price"
    assert query.without == ("draft",)
    assert query.operators == (("from", "klaus"), ("subject", "panel light"), ("is", "unread"))


def test_a_wrong_date_is_told_in_words(store):
    with pytest.raises(UserFacing) as caught:
        search(store, "before:soon")
    assert "soon" in caught.value.message


def test_snippet_shows_the_word():
    text = "x " * 200 + "the certificate number " + "y " * 200
    assert "certificate" in snippet_around(text, "certificate")
