"""Chinese names found as they are typed: 博伟科技 by boweikeji, keji or bwkj; built when they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm import customer_list
from desktop.crm.customer_list import Filter
from desktop.runtime.spelling import sounds_like, spelled, spelled_pattern
from desktop.store import journal
from desktop.store.queries import search
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.products import Product
from desktop.trade import products


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("博伟科技", "boweikeji"), ("博伟科技", "bwkj"), ("博伟科技", "bowei"), ("博伟科技", "keji"), ("博伟科技", "kj"),
        ("博伟科技", "BoWei KeJi"), ("博伟科技", "bo'wei"), ("史密斯", "sm"), ("吕先生", "lvxiansheng"), ("吕先生", "lu"),
        ("吕先生", "lü"), ("厦门电子", "xiamen"), ("重庆银行", "chongqing"), ("行家", "hangjia"), ("Bowei 博伟 LED 灯具", "dengju"),
        ("長榮海運", "changrong"),
    ],
)  # fmt: skip
def test_what_is_typed_finds_the_name(name, typed):
    assert sounds_like(spelled(name), typed)


@pytest.mark.parametrize("typed", ["owei", "b", "weiji", "", "博伟", "b%", "bw2"])
def test_what_is_no_beginning_of_a_syllable_does_not(typed):
    assert not sounds_like(spelled("博伟科技"), typed)


def test_latin_words_are_not_spelled():
    assert spelled("Brenner Lichttechnik GmbH", "") == ""
    assert spelled_pattern("50%") == ""


@given(st.text())
def test_any_text_can_be_spelled(text):
    words = spelled(text)
    assert words == words.casefold()
    assert all(word.isalpha() and word.isascii() for word in words.split())
    spelled_pattern(text)


@pytest.fixture
def book(store):
    """A customer, his contact and an article with Chinese names."""
    with store.write("user") as unit:
        session = unit.session
        session.add(Customer(id="c1", name="Bowei Tech", name_zh="博伟科技"))
        session.add(Customer(id="c2", name="Brenner GmbH"))
        session.flush()
        session.add(Contact(id="p1", customer_id="c2", name="王小明"))
        session.add(Product(id="a1", sku="PL-1", name_zh="平板灯", name_en="Panel"))
    return store


def found(store, typed):
    return [row.id for row in customer_list.list_customers(store, where=Filter(typed))]


def test_pickers_and_search_find_them(book):
    assert found(book, "bwkj") == ["c1"]
    assert found(book, "bowei keji") == ["c1"]
    assert found(book, "wxm") == ["c2"]
    assert [one.sku for one in products.listing(book, "pbd")] == ["PL-1"]
    assert [one.sku for one in products.listing(book, "pingban panel")] == ["PL-1"]
    hits = [(hit.kind, hit.id) for hit in search.search(book, "keji", place="customers").hits]
    assert hits == [("customer", "c1")]
    hits = [(hit.kind, hit.id) for hit in search.search(book, "wang xiao", place="customers").hits]
    assert hits == [("contact", "c2")]


def test_a_changed_name_is_found_by_the_new_one_also_after_undo(book):
    with book.write("user") as unit:
        unit.session.get(Customer, "c1").name_zh = "海天"
        changed = unit.id
    assert found(book, "haitian") == ["c1"]
    assert found(book, "bwkj") == []
    journal.undo(book, changed)
    assert found(book, "bwkj") == ["c1"]
    assert found(book, "haitian") == []


def test_the_journal_does_not_keep_it(book):
    changed = [set(entry.changes) for entry in journal.entries(book)]
    assert any("name_zh" in names for names in changed)
    assert not any("spelled" in names for names in changed)
