"""A large import is written in portions: others write in between, one undo takes all back, an error leaves nothing."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.store import journal, long_writes
from desktop.store.schema.customers import Customer
from desktop.store.schema.products import Product
from desktop.store.schema.workspace import LongWrite
from desktop.trade import certificates, product_import, products
from desktop.trade.product_import import Importing, apply_plan, import_file
from desktop.trade.product_plan import plan_import

TODAY = date(2026, 11, 20)
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")


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


def test_an_article_that_somebody_added_meanwhile_is_changed_and_its_certificates_stay_one(
    store, plan
):
    products.save(store, {"sku": "A-7", "name_en": "Typed meanwhile", "price": "1"})
    certificates.save(store, products.get(store, "A-7").id, name="CE")
    row = plan.rows[7]
    named = replace(row.parsed, certificates=("ce", "RoHS"))
    apply_plan(store, replace(plan, rows=(*plan.rows[:7], replace(row, parsed=named))))
    found = products.get(store, "A-7")
    assert (found.name_en, found.price) == ("Lamp 7", 10)
    with store.read() as session:
        kept = certificates.certificates_of(session, [found.id])[found.id]
    assert [one.name for one in kept] == ["CE", "RoHS"]


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
    with pytest.raises(sa.exc.StatementError, match="Unknown format code"):
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
    later_unit = next(one for one in journal.entries(store) if one.cause == "import").unit_id
    journal.undo(store, later_unit)  # as the hint says: then the first one can be taken back, too
    journal.undo(store, first.unit_id)
    assert skus(store) == ["A-0"]


DIES = """
import os, sys
from pathlib import Path
from datetime import date
from desktop.runtime.paths import Profile
from desktop.store import journal
from desktop.store.workspace import Store
from desktop.trade import product_import
from desktop.trade.product_plan import plan_import

root, file, portions, undone = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
store = Store.open(Profile(root), bytes.fromhex(sys.argv[5]))
if undone:
    journal._PORTION, journal._PAUSE_S = 3, 0
    store.on_change(lambda _changes: os.kill(os.getpid(), 9))  # after the first portion
    journal.undo(store, undone)
product_import.PORTION = 2
work = product_import.Importing(store, plan_import(store, file, date(2026, 11, 20)))
work.prepare()
for _each in range(portions):
    work.step()
os.kill(os.getpid(), 9)
"""


def die(store, path, *, portions=0, undone=""):
    """Import or undo in a process that kill -9 ends in the middle."""
    words = (store.profile.root, path, portions, undone, store.key.hex())
    ended = subprocess.run([sys.executable, "-c", DIES, *map(str, words)], check=False)
    assert ended.returncode == -signal.SIGKILL


@needs_kill
def test_an_import_that_was_killed_is_known_and_gone_on_with(store, plan):
    die(store, plan.path, portions=2)
    (left,) = long_writes.unfinished(store)
    assert (left.path, left.written, left.total) == (plan.path.resolve(), 4, 8)
    assert len(skus(store)) == 4
    rest = import_file(store, plan.path, TODAY)
    assert (rest.created, rest.unchanged, rest.unit_id) == (4, 4, left.unit_id)
    assert not long_writes.unfinished(store)
    journal.undo(store, left.unit_id)  # one undo takes both parts back
    assert skus(store) == ["A-0"]
    assert products.get(store, "A-0").price == 2
    assert not list(store.profile.root.glob("writing-*"))


@needs_kill
def test_an_import_that_was_killed_is_taken_back_even_when_that_is_killed_too(store, plan):
    die(store, plan.path, portions=3)
    (left,) = long_writes.unfinished(store)
    die(store, plan.path, undone=left.unit_id)
    assert skus(store) != ["A-0"]
    (left,) = long_writes.unfinished(store)
    assert left.is_undo
    journal.undo(store, left.unit_id)
    assert skus(store) == ["A-0"]
    assert products.get(store, "A-0").price == 2
    assert not long_writes.unfinished(store)


def test_an_import_under_way_is_not_unfinished(store, plan):
    work = Importing(store, plan)
    work.prepare()
    assert work.step()
    assert not long_writes.unfinished(store)
    work.release()  # as when the window closes
    assert [one.written for one in long_writes.unfinished(store)] == [2]
    with store.read() as session:
        assert session.query(LongWrite).count() == 1
