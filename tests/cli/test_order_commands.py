"""`order ...` on the sample company: the keys of the contract, and what each command changes."""

import pytest

KEYS = {
    "id", "number", "quote_id", "quote", "customer_id", "currency", "incoterm", "place", "lines",
    "goods_total", "charges", "total", "cartons", "net_weight_kg", "gross_weight_kg", "volume_cbm",
    "containers", "payment_schedule", "packing", "shipment", "parties", "milestone", "milestones",
    "payments", "documents", "chain", "findings", "edition",
}  # fmt: skip


@pytest.fixture
def number(run):
    """An order in production."""
    return next(
        row["number"]
        for row in run("order", "list")["orders"]
        if row["milestone"] == "production_started"
    )


def test_list_and_show(run, number):
    rows = run("order", "list", "--open")["orders"]
    assert rows
    assert all(row["milestone"] != "closed" for row in rows)
    shown = run("order", "show", number)
    assert set(shown) >= KEYS
    row = next(row for row in rows if row["number"] == number)
    assert (row["total"], row["open"]) == (shown["total"], shown["payments"]["open"])
    assert shown["lines"][0]["packing"]["carton_numbers"]
    assert shown["chain"][0]["step"] == "quote"
    assert run("order", "show", "SO-0", code=1)["error"]["code"] == "unknown_order"


def test_from_quote_once(run):
    quotes = run("quote", "list", "--state", "sent")["quotes"]
    quote = run("quote", "show", quotes[0]["id"])
    made = run("order", "from-quote", quote["number"])
    assert made["number"].startswith("SO-20")
    assert made["total"] == quote["total"]
    assert [line["key"] for line in made["lines"]] == [line["key"] for line in quote["lines"]]
    assert run("quote", "show", quote["id"])["state"] == "accepted"
    assert run("order", "from-quote", quote["id"], code=1)["error"]["code"] == "order_exists"


def test_set_shipment_and_lines(run, number):
    changed = run(
        "order", "set", number, "consignee=Brenner GmbH; Hamburg", "vessel=EVER GIVEN", "etd=2026-12-20",
        "boxes=CSQU3054383:S1:40hq:19840.5:672", "buyer_reference=PO 9",
    )  # fmt: skip
    assert changed["parties"]["consignee"] == "Brenner GmbH\nHamburg"
    assert changed["shipment"]["boxes"] == [
        {"number": "CSQU3054383", "seal": "S1", "type": "40HQ", "vgm_kg": "19840.5", "cartons": 672}
    ]
    assert changed["buyer_reference"] == "PO 9"
    fewer = run("order", "line", number, "1", "quantity=10")
    assert fewer["lines"][0]["quantity"] == 10
    stale = run("order", "set", number, "voyage=1", "--edition", "1", code=1)
    assert stale["error"]["code"] == "order_changed"
    unknown = run("order", "set", number, "colour=red", code=1)["error"]
    assert unknown["code"] == "unknown_field"
    assert "vessel" in unknown["hint"]


def test_milestone_progress_and_payment(run, number):
    assert run("order", "progress", number, "80")["progress_percent"] == 80
    reached = run("order", "milestone", number, "packing")
    assert reached["milestone"] == "packing"
    assert run("order", "milestone", number, "packing", "--undo")["milestone"] != "packing"
    before = run("order", "show", number)["payments"]
    paid = run("order", "payment", number, "--amount", "100", "--reference", "TT 9")["payments"]
    booked = next(one for one in paid["receipts"] if one["reference"] == "TT 9")
    assert len(paid["receipts"]) == len(before["receipts"]) + 1
    back = run("order", "payment", number, "--remove", booked["id"])["payments"]
    assert back["open"] == before["open"]
    bad = run("order", "payment", number, "--amount", "0", code=1)
    assert bad["error"]["code"] == "amount_range"


def test_statement_and_templates(run, number):
    customer = run("order", "show", number)["customer_id"]
    account = run("order", "statement", customer)
    assert {"opening", "lines", "closing", "ageing", "unapplied"} <= set(account)
    saved = run(
        "order", "template", "Tooling", "--milestone", "contract_signed", "--milestone", "Mould"
    )
    assert saved["templates"] == [
        {"name": "Tooling", "milestones": ["contract_signed", "Mould"], "is_default": False}
    ]
    assert run("order", "template", "tooling", "--delete")["templates"] == []


def test_clauses_of_an_order_by_command(run, number):
    shown = run("order", "clauses", number)
    assert shown["kind"] == "contract"
    first = next(one for one in shown["clauses"] if one["printed"])
    assert first["reason"].startswith("by rule")
    changed = run("order", "clauses", number, "--add", "packing_wood", "--leave-out", first["key"])
    found = {one["key"]: one for one in changed["clauses"]}
    assert found["packing_wood"]["why"] == "here"
    assert found[first["key"]]["why"] == "left_out_here"
    words = run("order", "clauses", number, "--words", "packing_wood", "--text-en", "Pallets only.")
    found = {one["key"]: one for one in words["clauses"]}
    assert (found["packing_wood"]["text_en"], found["packing_wood"]["reworded"]) == (
        "Pallets only.",
        True,
    )
    own = run("order", "clauses", number, "--words", "new", "--text-en", "Two kept.")
    assert {"key": "own_1", "added_to": ["contract"]}.items() <= own["choices"][-1].items()
    assert run("order", "show", number)["clauses"] == own["choices"]
    assert run("order", "clauses", number, "--add", "x", code=1)["error"]["code"] == (
        "unknown_clause"
    )
    assert run("order", "clauses", number, "--reset")["choices"] == []


def test_clauses_of_a_quote_by_command(run):
    quote = run("quote", "list", "--state", "draft")["quotes"][0]["id"]
    made = run("quote", "clauses", quote, "--kind", "order_confirmation", "--add", "packing_wood")
    assert made["choices"] == [{"key": "packing_wood", "added_to": ["order_confirmation"]}]


def test_an_order_is_cancelled_taken_up_and_deleted(run, number):
    assert run("order", "cancel", number, code=1)["error"]["code"] == "reason_needed"
    gone = run("order", "cancel", number, "--reason", "The project stopped")
    assert (gone["cancelled_on"] is not None, gone["cancel_reason"]) == (
        True,
        "The project stopped",
    )
    assert number not in {row["number"] for row in run("order", "list", "--open")["orders"]}
    marked = {row["number"] for row in run("order", "list")["orders"] if row["cancelled"]}
    assert marked == {number}
    assert run("order", "cancel", number, "--undo")["cancelled_on"] is None
    assert run("order", "delete", number, code=1)["error"]["code"] == "order_has_papers"
