"""Warnings on the command line: in lists and messages, dismissed and brought back."""


def warned(run):
    found = [m for m in run("mail", "list", "--limit", "300")["messages"] if m["warnings"]]
    assert len(found) <= 1
    return found[0] if found else None


def test_warnings_of_the_sample_company(run):
    message = warned(run)
    shown = run("mail", "show", str(message["id"]))
    kinds = {w["kind"]: w for w in shown["warnings"]}
    assert set(kinds) == {"lookalike_domain", "reply_to", "bank_change"}
    like = kinds["lookalike_domain"]
    assert (like["seen"], like["expected"], like["severity"]) == (
        "dongsheng-drlver.example",
        "dongsheng-driver.example",
        "red",
    )
    assert shown["sender_check"]["state"] == "unconfirmed"
    assert shown["sender_check"]["checked_by"] == "mail.bowei-led.example"
    for kind in kinds:
        assert run("mail", "dismiss", str(message["id"]), kind)["id"]
    assert warned(run) is None
    run("undo")
    assert {w["kind"] for w in warned(run)["warnings"]} == {list(kinds)[-1]}
    error = run("mail", "dismiss", str(message["id"]), "forged", code=1)["error"]
    assert error["code"] == "no_warning"
    row = next(r for r in run("mail", "dismissed", "list")["dismissed"] if r["kind"] in kinds)
    assert row["party"] == "dongsheng-drlver.example"
    assert run("mail", "dismissed", "restore", row["id"]) == {"restored": [row["id"]]}
    assert len(warned(run)["warnings"]) == 2
    error = run("mail", "dismissed", "restore", row["id"], code=1)["error"]
    assert error["code"] == "no_choice"
