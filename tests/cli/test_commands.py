"""The command line's contract on the sample company: keys, exit codes, errors in words."""

import json
from pathlib import Path

import pytest

from desktop.cli.main import main

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def test_demo_twice_is_once(run):
    before = run("profile", "info")["figures"]["messages"]
    made = run("demo", "--headless")
    assert made["made"]["messages"] == before == 300
    assert all(Path(d["path"]).read_bytes().startswith(b"%PDF") for d in made["documents"])
    assert run("profile", "check") == {"ok": True, "problems": []}


def test_mail_list_show_thread_raw(run, tmp_path):
    row = run("mail", "list", "--folder", "INBOX", "--limit", "1")["messages"][0]
    keys = "id message_id thread_id subject from to cc date snippet flags folders customer_id attachments"
    assert set(keys.split()) <= set(row)
    shown = run("mail", "show", str(row["id"]))
    assert {"text", "html", "reply_text", "quoted_text"} <= set(shown)
    assert shown["reply_text"] in shown["text"]
    assert run("mail", "thread", str(row["thread_id"]))["messages"]
    run("mail", "raw", str(row["id"]), "--out", str(tmp_path / "m.eml"))
    parsed = run("mail", "parse", str(tmp_path / "m.eml"))
    assert parsed["message_id"] == row["message_id"]
    assert {"in_reply_to", "references", "reply_to", "inline", "defects", "kind"} <= set(parsed)


def test_what_was_broken_and_how_it_is_signed_is_told(run, tmp_path):
    (tmp_path / "a.eml").write_bytes(
        b"From: Ana <ana@luz.example>\r\nSubject: Pedido\r\nMessage-ID: <broken-1@luz.example>\r\n"
        b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nHola\r\n--x\r\nContent-Type: application/pgp-signature\r\n\r\n--"
    )
    parsed = run("mail", "parse", str(tmp_path / "a.eml"))
    assert (parsed["defects"], parsed["protection"]) == (["no_closing_boundary"], "pgp_signed")
    assert {"snippet", "bcc"} <= set(parsed)
    run("mail", "import", str(tmp_path))
    number = run("search", "Pedido")["hits"][0]["id"]
    shown = run("mail", "show", str(number))
    assert (shown["defects"], shown["protection"]) == (["no_closing_boundary"], "pgp_signed")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_outlooks_files_are_parsed_and_contacts_refused(run):
    folder = CORPUS / "mime" / "tika-msg"
    assert (
        run("mail", "parse", str(folder / "testMSG_att_doc.msg"))["subject"]
        == "test pièce jointe 1"
    )
    refused = run("mail", "parse", str(folder / "testMSG_Contact.msg"), code=1)
    assert refused["error"]["code"] == "not_mail"


def test_import_twice_is_the_same_as_once(run, tmp_path):
    (tmp_path / "a.eml").write_bytes(
        b"From: Ana <ana@luz.example>\r\nTo: sales@bowei-led.example\r\nSubject: Consulta 300 piezas\r\n"
        b"Message-ID: <import-1@luz.example>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\n\r\nHola\r\n"
    )
    assert run("mail", "import", str(tmp_path))["new"] == 1
    assert run("mail", "import", str(tmp_path / "a.eml")) == {"new": 0, "known": 1, "put_aside": []}
    assert run("search", "Consulta 300")["hits"][0]["title"] == "Consulta 300 piezas"


def test_an_empty_file_is_put_aside_with_its_reason(run, tmp_path):
    (tmp_path / "empty.eml").write_bytes(b"")
    found = run("mail", "import", str(tmp_path / "empty.eml"), code=3)
    assert "empty" in found["put_aside"][0]["reason"]


def test_search_finds_chinese_words_and_names_operators(run):
    found = run("search", "报价", "--in", "mail")
    assert found["total"] >= 1
    assert {"kind", "id", "title", "snippet", "date"} <= set(found["hits"][0])
    assert run("search", "from:k.brenner has:attachment")["total"] >= 1
    assert run("search", "before:soon", code=1)["error"]["code"] == "bad_query"


def test_customer_roundtrip_with_undo(run):
    made = run(
        "customer", "add", "--name", "Nordlys AS", "--country", "NO", "--domain", "nordlys.example"
    )
    assert made["country"] == "NO"
    run("customer", "set", made["id"], "industry=Wholesaler")
    assert run("customer", "show", made["id"])["industry"] == "Wholesaler"
    run("undo")
    assert run("customer", "show", made["id"])["industry"] == ""
    error = run("customer", "set", made["id"], "nonsense=1", code=1)["error"]
    assert error["code"] == "no_field"
    run("customer", "delete", made["id"])
    assert run("customer", "show", made["id"], code=1)["error"]["code"] == "no_customer"


def test_links_say_why_and_the_hand_wins(run):
    thread = next(
        m for m in run("mail", "list", "--limit", "300")["messages"] if m["customer_id"] is not None
    )
    other = run("customer", "list", "Lumina")["customers"][0]["id"]
    link = run("customer", "link", str(thread["thread_id"]), other)
    assert link["customer_id"] == other
    assert link["reason"]
    run("customer", "relink")
    assert run("mail", "show", str(thread["id"]))["customer_id"] == other
    assert run("customer", "unlink", str(thread["thread_id"]))["customer_id"] is None
    run("customer", "relink")
    assert run("mail", "show", str(thread["id"]))["customer_id"] is None


def test_followups(run):
    added = run("followup", "add", "Send the test report", "--due", "2026-12-01T09:00+08:00")
    assert {"id", "kind", "due", "customer_id", "thread_id", "reason", "rule", "state"} <= set(
        added
    )
    later = run("followup", "list", "--at", "2026-12-02", "--due", "overdue")["followups"]
    assert added["id"] in {f["id"] for f in later}
    assert run("followup", "done", added["id"])["state"] == "done"
    assert run("followup", "snooze", "nobody", "--until", "2030-01-01", code=1)["error"]["code"]


def test_templates_name_every_unresolved_slot(run, tmp_path):
    body = tmp_path / "body.txt"
    body.write_text(
        "Dear {{ contact.salutation_name }}, B/L {{ order.bl_number }}", encoding="utf-8"
    )
    run(
        "template",
        "set",
        "bl-notice",
        "--title",
        "B/L",
        "--subject",
        "B/L",
        "--body-file",
        str(body),
    )
    found = run(
        "template", "render", "bl-notice", "--to", "k.brenner@brenner-licht.example", code=1
    )
    assert found["unresolved"] == ["order.bl_number"]
    assert {"contact.salutation_name", "quote.total"} <= set(run("template", "slots")["slots"])
    assert "Mr Brenner" in found["text"]


def test_quote_and_documents_agree(run, tmp_path):
    customer = run("customer", "list", "Brenner")["customers"][0]["id"]
    quote = run(
        "quote", "new", "--customer", customer, "--currency", "USD", "--incoterm", "CIF", "--place",
        "Hamburg", "--line", "PL-6060-40:2000:14.20", "--line", "DL-12-CCT:1200", "--valid-until", "2027-12-04",
    )  # fmt: skip
    assert quote["lines"][0]["amount"] == {"amount": "28400.00", "currency": "USD"}
    total = sum(float(line["amount"]["amount"]) for line in quote["lines"])
    assert float(quote["total"]["amount"]) == pytest.approx(total)
    keys = "cartons net_weight_kg gross_weight_kg volume_cbm containers margin_percent payment_schedule"
    assert set(keys.split()) <= set(quote)
    out = tmp_path / "pi.pdf"
    issued = run(
        "document",
        "issue",
        "--from",
        quote["id"],
        "--kind",
        "proforma",
        "--lang",
        "en+zh",
        "--out",
        str(out),
    )
    assert {"number", "revision", "sha256", "path"} <= set(issued)
    assert out.read_bytes() == Path(issued["path"]).read_bytes()
    again = run("document", "issue", "--from", quote["id"], "--kind", "proforma", "--lang", "en+zh")
    assert again["sha256"] == issued["sha256"]
    assert issued["id"] in {d["id"] for d in run("document", "list")["documents"]}


def test_products(run, tmp_path):
    sheet = tmp_path / "p.csv"
    sheet.write_text(
        "货号,英文品名,单价,币种\nXX-1,Test lamp,3.50,USD\n,No number,1,USD\n", encoding="utf-8"
    )
    found = run("product", "import", str(sheet), code=3)
    assert found["created"] == 1
    assert run("product", "show", "XX-1")["price"] == {"amount": "3.50", "currency": "USD"}
    assert len(run("product", "list")["products"]) == 41


def test_mail_waits_in_the_outbox_offline(run, tmp_path):
    error = run("mail", "send", "--subject", "x", code=1)["error"]
    assert error["code"] == "no_recipient"
    sent = run(
        "mail", "send", "--to", "Klaus <k.brenner@brenner-licht.example>", "--subject", "Offer"
    )
    assert sent["state"] == "queued"
    assert sent["id"] in {row["id"] for row in run("outbox", "list")["outbox"]}
    assert run("outbox", "cancel", sent["id"])["state"] == "draft"


def test_journal_has_every_change_and_its_cause(run):
    entry = run("journal", "--limit", "5")["entries"][0]
    assert {"at", "actor", "operation", "record_type", "record_id", "changes", "cause"} <= set(
        entry
    )


def test_errors_say_what_to_do(workspace, capsys, tmp_path):
    assert main(["--profile", str(tmp_path / "nothing"), "--lang", "en", "mail", "list"]) == 1
    assert "profile create" in capsys.readouterr().err
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong", encoding="utf-8")
    args = [*workspace[:2], "--passphrase-file", str(wrong), "--json", "profile", "info"]
    assert main(args) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "wrong_passphrase"
    with pytest.raises(SystemExit) as caught:
        main(["mail", "nonsense"])
    assert caught.value.code == 2


def test_account_settings_are_found_and_plain_text_is_refused(run):
    found = run("account", "add", "--email", "lin@qq.com", "--no-test")
    assert found["added"]
    row = next(a for a in run("account", "list")["accounts"] if a["email"] == "lin@qq.com")
    assert (row["imap_host"], row["imap_port"]) == ("imap.qq.com", 993)
    error = run("account", "set", "lin@qq.com", "--imap-security", "plain", code=1)["error"]
    assert error["code"] == "plain_text_refused"
    assert run("account", "remove", "lin@qq.com") == {"removed": "lin@qq.com"}


def test_thread_test_and_split(run, tmp_path):
    box = tmp_path / "x.mbox"
    box.write_bytes(
        b"From a Mon Jan  1 00:00:00 2026\nMessage-ID: <1@x>\nSubject: A\n\nhi\n\n"
        b"From b Mon Jan  1 00:00:00 2026\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n\nyes\n\n"
        b"From c Mon Jan  1 00:00:00 2026\nMessage-ID: <3@x>\n\nother\n"
    )
    assert run("mail", "thread-test", str(box)) == {"threads": [["1@x", "2@x"], ["3@x"]]}
    reply = tmp_path / "r.txt"
    reply.write_text("Yes please.\n\nOn Fri, 20 Nov 2026, Lin wrote:\n> 14.20?\n", encoding="utf-8")
    assert run("mail", "split", str(reply))["reply_text"].strip() == "Yes please."


def test_a_quote_is_packed_by_command(run):
    quote = run("quote", "show", "Q-2417")
    assert quote["main_mark"][0] == "BRN"
    assert quote["packing"]["in_words"].startswith("SAY SIX HUNDRED AND SEVENTY-TWO CARTONS")
    packed = run("quote", "pack", quote["id"], "--mix", "1x40HQ", "--marks", "ACME\\nOSLO")
    assert packed["containers"][0]["type"] == "40HQ"
    assert packed["main_mark"] == ["ACME", "OSLO"]
    skus = [line["sku"] for line in packed["lines"]]
    packed = run(
        "quote", "pack", quote["id"], "--mix", "auto", "--marks", "", "--mixed",
        f"2:50x40x40:8/9:{skus[0]}=4,{skus[1]}=6",
    )  # fmt: skip
    assert packed["main_mark"][0] == "BRN"
    assert packed["packing"]["groups"][-1]["mixed"]
    assert [line["packing"]["mixed_pieces"] for line in packed["lines"]][:2] == [8, 12]
    back = run("quote", "pack", quote["id"], "--no-mixed")
    assert back["cartons"] == quote["cartons"]
    refused = run("quote", "pack", quote["id"], "--mix", "53HQ", code=1)
    assert refused["error"]["code"] == "unknown_container"
