"""A large import is written in portions: others write in between, one undo takes all back, an error leaves nothing."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.store.schema.customers import Customer
from desktop.store.schema.products import Product
from desktop.trade import product_import, products
from desktop.trade.product_import import Importing, apply_plan, import_file
from desktop.trade.product_plan import plan_import

TODAY = date(2026, 11, 20)


@pytest.fixture
def plan(store, tmp_path, monkeypatch):
    """Seven new articles and a changed one, written two at a time."""
    monkeypatch.setattr(product_import, "PORTION", 2)
    monkeypatch.setattr(product_import, "PAUSE_S", 0)
    products.save(store, {"sku": "A-0", "name_en": "Lamp", "price": "2"})
    path = tmp_path / "list.csv"
    rows = "".join(f"A-{n},{n + 3},Lamp {n}\n" for n in range(8))
    path.write_text(f"sku,price,name_en\n{rows}", encoding="utf-8")
    return plan_import(store, path, TODAY)


def skus(store):
    return [one.sku for one in products.listing(store)]


def test_others_write_in_between_and_progress_is_told(store, plan):
    heard = []

    def told(written, total):
        heard.append((written, total))
        with store.write() as unit:  # the store is free here
            unit.session.add(Customer(name=f"c{written}"))

    result = apply_plan(store, plan, told)
    assert (result.created, result.updated) == (7, 1)
    assert heard == [(2, 8), (4, 8), (6, 8)]
    assert len(skus(store)) == 8


def test_one_undo_takes_all_portions_back(store, plan):
    result = apply_plan(store, plan)
    journal.undo(store, result.unit_id)
    assert skus(store) == ["A-0"]
    assert products.get(store, "A-0").price == 2
    with pytest.raises(UserFacing):
        journal.undo(store, result.unit_id)
    assert import_file(store, plan.path, TODAY).updated == 8
    assert len(skus(store)) == 8


def test_an_error_in_a_later_portion_leaves_nothing(store, plan):
    bad = plan.rows[5]
    values = {**bad.parsed.values, "price": "no number"}
    rows = list(plan.rows)
    rows[5] = replace(bad, parsed=replace(bad.parsed, values=values))
    with pytest.raises(Exception, match="no number"):
        apply_plan(store, replace(plan, rows=tuple(rows)))
    assert skus(store) == ["A-0"]
    assert products.get(store, "A-0").price == 2


def test_what_was_taken_back_meanwhile_stays_so(store, plan):
    work = Importing(store, plan)
    work.prepare()
    assert work.step()
    journal.undo(store, work.result().unit_id)
    assert not work.step()
    assert skus(store) == ["A-0"]


def test_a_large_undo_is_written_in_portions_or_not_at_all(store, plan, monkeypatch):
    monkeypatch.setattr(journal, "_PORTION", 3)
    monkeypatch.setattr(journal, "_PAUSE_S", 0)
    first = apply_plan(store, plan)
    later = plan.path.with_name("later.csv")
    later.write_text("sku,price\nA-0,99\n", encoding="utf-8")
    import_file(store, later, TODAY)
    before = {one.sku: one.price for one in products.listing(store)}
    with pytest.raises(UserFacing) as said:  # A-0, the last to be taken back, was changed again
        journal.undo(store, first.unit_id)
    assert said.value.code == "undo_conflict"
    assert {one.sku: one.price for one in products.listing(store)} == before
    with store.read() as session:
        assert session.query(Product).filter(Product.deleted_at.is_not(None)).count() == 0
