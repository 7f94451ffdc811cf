"""A platform's inquiry makes a customer of the buyer, not of the platform."""

import json
from pathlib import Path

import pytest

from desktop.crm import intake
from desktop.crm.platform_buyer import Buyer, buyer_of

OWN = frozenset({"bowei-led.example"})
ALIBABA = "feedback@service.alibaba.com"

CASES = {
    "labels": (
        ALIBABA, "Inquiry about LED panel",
        "Dear supplier,\nYou have received a new inquiry.\n\nBuyer Name: Sofía Méndez\nCompany Name: Grupo Quetzal S.A.\n"
        "Country/Region: Guatemala\nEmail: sofia@quetzal.com.gt\nTel: +502 2334 5566\nMessage:\nNecesito precio FOB.",
        Buyer("Sofía Méndez", "Grupo Quetzal S.A.", "GT", "sofia@quetzal.com.gt", "+502 2334 5566"),
    ),
    "a table as text": (
        "inquiry@made-in-china.com", "New inquiry",
        "Inquiry from Made-in-China.com\n\nContact Person\nMr. John Smith\nCompany\nAcme Lighting LLC\nCountry\nUnited States\n"
        "E-mail\njohn@acme-lighting.com\n\nWe want 500 pcs.",
        Buyer("Mr. John Smith", "Acme Lighting LLC", "US", "john@acme-lighting.com"),
    ),
    "Chinese labels": (
        "notification@globalsources.com", "您收到一封新询盘",
        "您收到一封新询盘\n联系人：Ivan Petrov\n公司名称：ООО Свет\n国家/地区：俄罗斯\n邮箱：ivan@svet.ru\n",
        Buyer("Ivan Petrov", "ООО Свет", "RU", "ivan@svet.ru"),
    ),
    "a sentence": (
        ALIBABA, "You have an inquiry", "Maria Lopez (Mexico) has sent you an inquiry about LED panel 600x600.",
        Buyer("Maria Lopez", "", "MX"),
    ),
    "a sentence with the firm": (
        ALIBABA, "New message", "Ahmed Ali from Nile Trade House, Egypt sent you an inquiry.",
        Buyer("Ahmed Ali", "Nile Trade House", "EG"),
    ),
    "the subject": (
        "notification@dhgate.com", "New inquiry from Grace Otieno: floodlights", "Log in to read it.",
        Buyer("Grace Otieno"),
    ),
    "a town before the country": (
        "rfq@tradekey.com", "RFQ", "Name: Luis Ortega\nLocation: Guadalajara, Mexico\nEmail: hidden\n",
        Buyer("Luis Ortega", "", "MX"),
    ),
    "name and firm on one line": (
        "form@ownshop.example", "Contact form",
        "From: Ana Ruiz (Valves SL)\nPhone: 0034 911 234 567\nMail me at ana@valves.es please\nsales@bowei-led.example",
        Buyer("Ana Ruiz", "Valves SL", "", "ana@valves.es", "0034 911 234 567"),
    ),
    "relays are no address": (
        ALIBABA, "Inquiry", "Buyer: Tom Baker\nEmail: tb123@message.alibaba.com\nReply to this mail.",
        Buyer("Tom Baker"),
    ),
    "nothing told": (ALIBABA, "Your weekly report", "You have a new inquiry. Log in to see it.", Buyer()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_buyer_is_read_from_the_notification(name):
    platform, subject, text, expected = CASES[name]
    assert buyer_of(text, subject, platform, OWN) == expected


def test_the_form_is_filled_with_the_buyer(mailbox):
    mailbox.mail(
        "notification@service.alibaba.com", kind="platform_inquiry", reply_to="x77@message.alibaba.com",
        name="Alibaba.com", text=CASES["labels"][2],
    )  # fmt: skip
    found = intake.from_message(mailbox.store, mailbox.last)
    assert found.values["name"] == "Grupo Quetzal S.A."
    assert (found.values["country"], found.values["source"]) == ("GT", "alibaba.com")
    assert found.values["domains"] == "quetzal.com.gt"
    assert found.values["time_zone"] == "America/Guatemala"
    assert found.person["name"] == "Sofía Méndez"
    assert found.person["email"] == "sofia@quetzal.com.gt"


def test_a_relay_stands_for_the_buyer_but_not_for_a_firm(mailbox):
    path = Path(__file__).parents[2] / "resources/demo/threads/48-platform-panels.json"
    mail = json.loads(path.read_text(encoding="utf-8"))["messages"][0]
    mailbox.mail(
        mail["from"]["address"], kind="platform_inquiry", name=mail["from"]["name"],
        reply_to=mail["headers"]["Reply-To"], text=mail["text"],
    )  # fmt: skip
    found = intake.from_message(mailbox.store, mailbox.last)
    assert found.values["name"] == "Grupo Eléctrico Quetzal"
    assert found.values["country"] == "GT"
    assert "domains" not in found.values
    assert "website" not in found.values
    assert found.person["name"] == "Sofía Méndez"
    assert found.person["email"] == "inquiry-774120@reply.tradeplatform.example"
