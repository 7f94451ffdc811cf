import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm.guessing import MailFacts, guess, language_of

BRENNER = """Dear Ms Lin,

If you can hold USD 14.20 for 3,000 pcs, please send the price list for our group.

Mit freundlichen Grüßen
Klaus Brenner
Head of Purchasing
Brenner Lichttechnik GmbH
T +49 40 66969 120
k.brenner@brenner-licht.example
"""


def test_everything_from_a_signature():
    found = guess(MailFacts("Klaus Brenner", "K.Brenner@brenner-licht.example", BRENNER))
    assert found.company == "Brenner Lichttechnik GmbH"
    assert not found.is_person
    assert found.domain == "brenner-licht.example"
    assert (found.country, found.country_from) == ("DE", "phone")
    assert found.time_zone == "Europe/Berlin"
    assert found.contact_name == "Klaus Brenner"
    assert found.contact_title == "Head of Purchasing"
    assert found.contact_phone.startswith("+49 40")
    assert found.language == "en"


def test_unknown_phone_plans_still_tell_the_country():
    text = (
        "Please quote.\n\nBest regards\nGrace Wanjiru\nRift Valley Hardware Ltd\nT +254 20 555 0100"
    )
    found = guess(MailFacts("Grace Wanjiru", "grace@riftvalley.example", text))
    assert (found.country, found.company) == ("KE", "Rift Valley Hardware Ltd")


def test_free_mail_writer_without_company_is_a_person():
    found = guess(MailFacts("", "maria.gomez@gmail.com", "hello, price please"))
    assert found.is_person
    assert (found.domain, found.contact_name, found.company) == ("", "Maria Gomez", "Maria Gomez")


def test_company_from_the_domain_country_from_the_tld_and_name_from_the_signature():
    found = guess(
        MailFacts("Sales", "info@delta-licht.nl", "Hoi,\n\nBest regards,\nJoost van Dijk\n")
    )
    assert (found.company, found.contact_name) == ("Delta Licht", "Joost van Dijk")
    assert (found.country, found.country_from) == ("NL", "domain")


def test_country_named_in_the_signature():
    text = "Hi\n\nRegards\nAli\nNajd Electrical Est.\nRiyadh, Saudi Arabia"
    found = guess(MailFacts("Ali", "ali@najd.com", text))
    assert (found.country, found.country_from) == ("SA", "text")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们需要 LED 面板灯的报价，谢谢", "zh"), ("お見積りをお願いいたします", "ja"),
        ("견적을 보내 주세요", "ko"), ("نحتاج إلى عرض سعر", "ar"),
        ("Wir bitten um ein Angebot für die Leuchten, das ist für uns wichtig", "de"),
        ("Por favor envíenos el precio para los paneles con el plazo", "es"), ("ok", ""),
    ],
)  # fmt: skip
def test_language(text, language):
    assert language_of(text) == language


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=300))
def test_never_raises(name, address, text):
    found = guess(MailFacts(name, address, text + "\nBest regards\n" + name))
    assert isinstance(found.company, str)
