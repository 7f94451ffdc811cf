"""Commands about what becomes of a quote: versions, comparison, prices, approval, sending, decision."""


def current(run, number="Q-2417"):
    return run("quote", "show", number)


def test_versions_name_the_mails_that_carried_them(run):
    found = run("quote", "versions", "Q-2417")
    assert [row["revision"] for row in found["revisions"]] == [3, 2, 1]
    assert [row["is_current"] for row in found["revisions"]] == [True, False, False]
    assert found["revisions"][1]["sendings"][0]["thread_id"]


def test_compare_tells_lines_total_and_margin(run):
    found = run("quote", "compare", "Q-2417")
    assert (found["from_revision"], found["to_revision"]) == (2, 3)
    kinds = [line["kind"] for line in found["lines"]]
    assert kinds == ["changed", "added", "added", "added", "added"]
    changed = found["lines"][0]
    assert (changed["old"]["quantity"], changed["new"]["quantity"]) == (3000, 2000)
    assert found["total_delta"]["amount"] == "920.00"
    first = run("quote", "compare", "Q-2417", "--with", "1")
    assert first["from_revision"] == 1
    assert (
        run("quote", "compare", "Q-2417", "--with", "9", code=1)["error"]["code"] == "unknown_quote"
    )


def test_history_knows_the_lowest_price(run):
    found = run("quote", "history", "--sku", "PL-6060-40")
    prices = [one["net_price"]["amount"] for one in found["entries"] if one["was_offered"]]
    assert found["lowest"][0]["net_price"]["amount"] == min(prices)
    assert {one["sku"] for one in found["entries"]} == {"PL-6060-40"}


def test_approve_needs_a_reason_and_send_needs_approval(run):
    quote = current(run)
    assert run("quote", "send", quote["id"], code=1)["error"]["code"] == "approval_needed"
    assert run("quote", "approve", quote["id"], code=1)["error"]["code"] == "low_margin"
    assert run("quote", "ask", quote["id"], code=1)["error"]["code"] == "no_approver"
    done = run("quote", "approve", quote["id"], "--note", "framework order")
    assert (done["state"], done["approval_reason"]) == ("approved", "framework order")
    assert run("approval", "list") == {"approvals": []}
    assert (
        run("quote", "reject", quote["id"], "--note", "x", code=1)["error"]["code"] == "quote_state"
    )


def test_send_mails_the_quotation_and_the_quote_waits_for_it(run):
    quote = current(run)
    sent = run("quote", "send", quote["id"])
    assert sent["outbox"]["recipients"] == ["k.brenner@brenner-licht.example"]
    assert sent["outbox"]["quote_id"] == quote["id"]
    assert sent["outbox"]["thread_id"]
    assert sent["state"] == "approved"
    assert run("quote", "revise", quote["id"], code=1)["error"]["code"] == "quote_leaving"
    run("outbox", "cancel", sent["outbox"]["id"])
    marked = run("quote", "send", quote["id"], "--mark-only")
    assert (marked["state"], bool(marked["sent_at"])) == ("sent", True)
    revised = run("quote", "revise", quote["id"], "--note", "lower price")
    assert (revised["revision"], revised["revision_note"], revised["state"]) == (
        4,
        "lower price",
        "draft",
    )


def test_proposals_are_confirmed_or_dismissed(run):
    found = run("quote", "proposals")["proposals"]
    assert {"id", "quote_id", "kind", "sentence"} <= set(found[0])
    wrong = run("quote", "decline", found[0]["id"], code=1)
    assert wrong["error"]["code"] == "other_proposal"
    won = run("quote", "accept", found[0]["id"])
    assert (won["state"], won["id"]) == ("accepted", found[0]["quote_id"])
    left = run("quote", "proposals")["proposals"]
    assert found[0]["id"] not in [one["id"] for one in left]


def test_a_lost_quote_names_its_reason(run):
    row = next(q for q in run("quote", "list", "--state", "sent")["quotes"] if not q["seems"])
    lost = run("quote", "decline", row["id"], "--reason", "price", "--note", "13.90 elsewhere")
    assert (lost["state"], lost["lost_reason"], lost["state_note"]) == (
        "declined",
        "price",
        "13.90 elsewhere",
    )
