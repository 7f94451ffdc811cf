"""Checks the sample company as data: counts, references, languages, and that nobody real can be written to."""

import csv
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from desktop.crm import domains, stages
from desktop.trade import payment_parse

DEMO = Path(__file__).parents[2] / "resources" / "demo"
PRODUCT_COLUMNS = [
    "sku",
    "name_en",
    "name_zh",
    "description_en",
    "description_zh",
    "unit",
    "price",
    "currency",
    "cost",
    "cost_currency",
    "vat_rate",
    "rebate_rate",
    "hs_code",
    "origin",
    "moq",
    "pcs_per_carton",
    "carton_length_cm",
    "carton_width_cm",
    "carton_height_cm",
    "net_weight_kg",
    "gross_weight_kg",
    "lead_time_days",
    "barcode",
]
MESSAGE_KEYS = {
    "from",
    "to",
    "cc",
    "days_ago",
    "folder",
    "seen",
    "answered",
    "flagged",
    "kind",
    "headers",
    "text",
    "html",
    "attachments",
    "reply_to_index",
    "quote_previous",
    "client",
    "sign",
}
KINDS = {"personal", "auto_reply", "bounce", "newsletter", "platform_inquiry"}
SLOT = re.compile(r"\{\{ ([a-z_.]+) \}\}")
SLOT_OBJECTS = {"contact", "customer", "quote", "product", "order", "user", "company"}
OWN = "bowei-led.example"
HOUR = 1 / 24


@cache
def load(name: str) -> Any:
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


@cache
def threads() -> list[dict[str, Any]]:
    files = sorted((DEMO / "threads").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def messages() -> list[dict[str, Any]]:
    return [message for thread in threads() for message in thread["messages"]]


@cache
def products() -> dict[str, dict[str, str]]:
    with (DEMO / "products.csv").open(encoding="utf-8", newline="") as file:
        return {row["sku"]: row for row in csv.DictReader(file)}


def customer_domains() -> set[str]:
    return {domain for customer in load("customers.json") for domain in customer["domains"]}


def lines_total(lines: list[dict[str, Any]]) -> Decimal:
    total = Decimal(0)
    for line in lines:
        price = Decimal(line["unit_price"] or products()[line["sku"]]["price"])
        rest = 1 - Decimal(line["discount_percent"]) / 100
        amount = line["quantity"] * price * rest
        total += amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return total


def test_the_size_is_what_was_promised() -> None:
    assert len(products()) == 40
    assert len(load("customers.json")) == 25
    assert len({customer["country"] for customer in load("customers.json")}) >= 15
    assert 55 <= len(threads()) <= 80
    assert 280 <= len(messages()) <= 330
    work = load("work.json")
    assert len(work["quotes"]) >= 12
    assert len(work["orders"]) >= 8
    assert len(work["followups"]) >= 12
    assert len(work["templates"]) >= 10


def test_no_address_anywhere_could_reach_a_real_person() -> None:
    for path in [*DEMO.rglob("*.json"), *DEMO.rglob("*.csv")]:
        text = path.read_text(encoding="utf-8")
        for host in re.findall(r"[\w.+-]+@([\w.-]+)", text):
            assert host.rstrip(".").endswith(".example"), (path.name, host)
        for host in re.findall(r"https?://([\w.-]+)", text):
            assert host.endswith(".example"), (path.name, host)


def test_bank_accounts_carry_a_well_formed_swift_code() -> None:
    accounts = load("company.json")["bank_accounts"]
    assert {"USD", "EUR", "CNY"} <= {account["currency"] for account in accounts}
    for account in accounts:
        assert re.fullmatch(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", account["swift"])


def test_products_have_the_import_columns_and_sound_figures() -> None:
    for sku, row in products().items():
        assert list(row) == PRODUCT_COLUMNS
        assert all(row.values()), sku
        assert Decimal(row["gross_weight_kg"]) > Decimal(row["net_weight_kg"]), sku
        cost = Decimal(row["cost"]) * (1 - Decimal("0.13") / Decimal("1.13"))
        margin = 1 - cost / (Decimal(row["price"]) * Decimal("7.112"))
        assert Decimal("0.12") <= margin <= Decimal("0.35"), sku
        digits = [int(c) for c in row["barcode"]]
        assert len(digits) == 13
        assert sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0, sku


def test_customers_are_complete_and_their_domains_are_their_own() -> None:
    keys = [customer["key"] for customer in load("customers.json")]
    domains = [d for customer in load("customers.json") for d in customer["domains"]]
    assert len(keys) == len(set(keys))
    assert len(domains) == len(set(domains))
    assert "freemail.example" not in domains
    for customer in load("customers.json"):
        assert re.fullmatch(r"[A-Z]{2}", customer["country"])
        assert customer["grade"] in {"A", "B", "C", None}
        assert customer["grade"] is None or customer["grade_reason"]
        assert sum(contact["is_key"] for contact in customer["contacts"]) == 1
        for contact in customer["contacts"]:
            assert contact["email"].partition("@")[2] in customer["domains"]


def test_first_contact_is_not_later_than_the_first_mail() -> None:
    for customer in load("customers.json"):
        ages = [m["days_ago"] for m in messages() if domain_of(m) in customer["domains"]]
        assert ages, customer["key"]
        assert customer["first_contact_days_ago"] >= int(max(ages)), customer["key"]


def domain_of(message: dict[str, Any]) -> str:
    return str(message["from"]["address"].partition("@")[2])


@pytest.mark.parametrize("thread", threads(), ids=lambda thread: thread["key"])
def test_thread_is_well_formed(thread: dict[str, Any]) -> None:
    people = load("people.json")
    ages = [m["days_ago"] for m in thread["messages"]]
    assert thread["subject"]
    assert all(older > newer for older, newer in pairwise([*ages, 0]))
    assert max(ages) <= 120
    for index, message in enumerate(thread["messages"]):
        assert set(message) - {"subject", "bounce"} == MESSAGE_KEYS
        assert message["kind"] in KINDS
        assert (domain_of(message) == OWN) or message["folder"] == "INBOX"
        assert message["folder"] == "INBOX" or message["from"]["address"] == f"sales@{OWN}"
        assert message["to"]
        assert len(message["text"].strip()) >= 8
        for address in [message["from"]["address"], *message["to"], *message["cc"]]:
            assert address in people or message["kind"] == "platform_inquiry", address
        answers = message["reply_to_index"]
        assert answers is None or 0 <= answers < index
        assert not message["quote_previous"] or answers is not None
        assert not message["sign"] or people[message["from"]["address"]]["signature"]
        assert ("bounce" in message) == (message["kind"] == "bounce")
        for attachment in message["attachments"]:
            assert attachment["content_type"]
            assert ("size_kb" in attachment) != ("text" in attachment)


def test_thread_keys_are_unique() -> None:
    keys = [thread["key"] for thread in threads()]
    assert len(keys) == len(set(keys))


def test_every_kind_of_mail_is_there() -> None:
    assert {message["kind"] for message in messages()} == KINDS


@pytest.mark.parametrize(
    ("pattern", "at_least"),
    [
        (r"[\u0600-\u06ff]", 8),  # Arabic
        (r"[\u3040-\u30ff]", 14),  # Japanese
        (r"(您好|谢谢|祝好)", 20),  # Chinese
        (r"\b(Saludos|gracias|Gracias|Hola)\b", 15),  # Spanish
        (r"(Mit freundlichen Grüßen|Viele Grüße|Schöne Grüße)", 10),  # German
        (r"\b(Bonjour|Cordialement|Madame)\b", 8),  # French
        (r"\b(Buongiorno|Cordiali saluti)\b", 3),  # Italian
        (r"\b(Best regards|Thanks|Regards|Cheers)\b", 100),  # English
    ],
)
def test_the_languages_are_there(pattern: str, at_least: int) -> None:
    assert sum(bool(re.search(pattern, m["text"])) for m in messages()) >= at_least


def test_no_two_messages_read_the_same() -> None:
    texts = [message["text"] for message in messages()]
    assert len(texts) == len(set(texts))


def waiting(low: float, high: float) -> list[dict[str, Any]]:
    """Last messages of threads that a person sent us between `low` and `high` days ago."""
    last = [thread["messages"][-1] for thread in threads()]
    return [
        message
        for message in last
        if message["folder"] == "INBOX"
        and message["kind"] == "personal"
        and low <= message["days_ago"] <= high
    ]


def test_enough_mail_waits_for_an_answer() -> None:
    domains = customer_domains()
    due = [message for message in waiting(HOUR, 40 * HOUR) if domain_of(message) in domains]
    unknown = [
        message
        for message in waiting(0, 40 * HOUR)
        if domain_of(message) not in domains
        and message["from"]["address"].startswith(
            ("lucia.herrera", "omar", "grace.wanjiru", "mihai")
        )
    ]
    overdue = [message for message in waiting(2, 4) if domain_of(message) in domains]
    assert len(due) >= 12
    assert len(unknown) == 4
    assert len(overdue) >= 3


def test_the_last_ten_days_are_dense() -> None:
    assert sum(message["days_ago"] <= 10 for message in messages()) >= 90


def test_work_refers_only_to_what_exists() -> None:
    work = load("work.json")
    customers = {customer["key"]: customer for customer in load("customers.json")}
    keys = {thread["key"] for thread in threads()}
    quotes = {quote["key"] for quote in work["quotes"]}
    for kind in ("quotes", "orders", "deals", "followups", "samples", "complaints", "activities"):
        for record in work[kind]:
            customer = customers[record["customer"]]
            assert record.get("thread") is None or record["thread"] in keys, record
            if record.get("contact"):
                assert record["contact"] in [c["email"] for c in customer["contacts"]]
    assert all(order["quote"] in quotes for order in work["orders"])
    assert all(line["sku"] in products() for q in work["quotes"] for line in q["lines"])


def test_totals_of_quotes_and_orders_are_the_sums_of_their_lines() -> None:
    work = load("work.json")
    totals = {}
    for quote in work["quotes"]:
        for revision in (quote, quote.get("draft_revision"), *quote.get("earlier_revisions", [])):
            if revision:
                assert lines_total(revision["lines"]) == Decimal(revision["total"]), quote["key"]
        totals[quote["key"]] = quote["total"]
    assert all(order["total"] == totals[order["quote"]] for order in work["orders"])


def test_work_is_in_several_states() -> None:
    work = load("work.json")
    assert {quote["state"] for quote in work["quotes"]} == {
        "draft",
        "sent",
        "accepted",
        "declined",
        "expired",
    }
    assert len({order["milestone"] for order in work["orders"]}) >= 7
    assert {"new", "contacted", "quoted", "sample", "negotiation", "won", "lost"} == {
        deal["stage"] for deal in work["deals"]
    }
    silent = [q for q in work["quotes"] if q["state"] == "sent" and q["days_ago"] > 7]
    assert len(silent) >= 3
    assert sum(followup["due_days"] < 0 for followup in work["followups"]) >= 3


def test_template_slots_name_known_objects() -> None:
    templates = load("work.json")["templates"]
    assert {"en", "zh", "es", "de"} <= {template["language"] for template in templates}
    assert len({template["key"] for template in templates}) == len(templates)
    for template in templates:
        text = template["subject"] + template["body"]
        slots = SLOT.findall(text)
        assert slots, template["key"]
        assert len(slots) == text.count("{{"), template["key"]
        assert {slot.split(".")[0] for slot in slots} <= SLOT_OBJECTS, template["key"]


def test_the_words_are_those_of_the_program() -> None:
    work = load("work.json")
    customers = load("customers.json")
    assert {c["stage_hint"] for c in customers} <= {stage.id for stage in stages.RELATIONSHIPS}
    assert {deal["stage"] for deal in work["deals"]} == {s.id for s in stages.DEAL_STAGES}
    assert {o["milestone"] for o in work["orders"]} <= {s.id for s in stages.ORDER_MILESTONES}
    for record in [*customers, *work["quotes"]]:
        parts = payment_parse.parse_terms(record["payment_terms"]).instalments
        assert sum(part.percent for part in parts) == 100


def test_the_free_mail_people_belong_to_no_customer() -> None:
    senders = {message["from"]["address"] for message in messages()}
    free = {sender for sender in senders if sender.endswith(f"@{domains.SAMPLE_FREE_MAIL}")}
    assert len(free) >= 3
    assert domains.SAMPLE_FREE_MAIL not in customer_domains()
