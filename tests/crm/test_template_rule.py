import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm.lint import lint
from desktop.crm.template_rule import Slot, fill, left_over, refuse_unresolved, slots
from desktop.runtime.errors import UserFacing

VALUES = {
    "customer": {"name": "Brenner Lichttechnik GmbH"},
    "contact": {"salutation_name": "Mr Brenner", "first_name": "", "phone": None},
}


def test_slots_are_filled():
    filled = fill("For {{ customer.name }}", "Dear {{ contact.salutation_name }},\n", VALUES)
    assert filled.subject == "For Brenner Lichttechnik GmbH"
    assert filled.text == "Dear Mr Brenner,\n"
    assert filled.unresolved == ()


def test_empty_and_unknown_slots_are_named_and_block_sending():
    filled = fill("{{ quote.number }}", "{{ contact.first_name }} {{ contact.phone }}", VALUES)
    assert filled.unresolved == ("quote.number", "contact.first_name", "contact.phone")
    assert left_over(filled.subject, filled.text) == filled.unresolved
    with pytest.raises(UserFacing) as caught:
        refuse_unresolved(filled.unresolved)
    assert "quote.number" in caught.value.message
    refuse_unresolved(())


def test_a_default_or_an_if_makes_a_slot_optional():
    body = "{{ contact.first_name | default('friend', true) }}{% if order.eta %} {{ order.eta }}{% endif %}"
    filled = fill("", body, VALUES)
    assert (filled.text, filled.unresolved) == ("friend", ())
    assert fill("", body, {**VALUES, "order": {"eta": "9 Dec"}}).text == "friend 9 Dec"


def test_slots_are_listed_in_order():
    assert slots("{{ a.b }} {% if c.d %}x{% endif %} {{ a.b }} {{ e }}") == (
        Slot("a.b", True), Slot("c.d", False), Slot("e", True)
    )  # fmt: skip


@pytest.mark.parametrize(
    "source",
    ["{{ a.b", "{{ ''.__class__.mro() }}", "{{ 'a' * 10 }}", "{% for i in range(9) %}{% endfor %}",
     "{{ a | center(999999999) }}", "{% include 'x' %}", "x" * 70_000, "{{ 9 ** 9 }}"],
)  # fmt: skip
def test_bad_templates_are_refused_in_words(source):
    with pytest.raises(UserFacing):
        fill("", source, {"a": {"b": "x"}})


def test_private_attributes_are_out_of_reach():
    with pytest.raises(UserFacing):
        fill("", "{{ customer.__class__ }}", VALUES)


def test_a_slot_may_be_called_like_a_method():
    assert fill("", "{{ order.items }}", {"order": {"items": "9 panels"}}).text == "9 panels"


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["name", "x"]), st.text(max_size=5)))
def test_filling_never_raises_anything_but_words(source, customer):
    try:
        filled = fill("", source + "{{ customer.name }}", {"customer": customer})
    except UserFacing:
        return
    assert ("customer.name" in filled.unresolved) or customer["name"].strip()


def test_value_is_text_not_template():
    assert fill("", "{{ customer.name }}", {"customer": {"name": "{{ 1 }}"}}).text == "{{ 1 }}"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Dear Sir/Madam,\nhello", "two people"),
        ("Dear Sir or Madam,", "two people"),
        ("Dear Mr Brenner,\nDear Sir,\nwe", "two salutations"),
        ("Dear Mr Brenner,\nx\nBest regard\nLin", "regards"),
        ("Dear Mr Smith,\nthe price", "Smith"),
        ("Dear Mr Brenner,\nplease find attached our quotation", "attachment"),
    ],
)
def test_lint_says(text, word):
    found = " ".join(w.text() for w in lint(text, contact_name="Klaus Brenner", attachments=0))
    assert word in found


def test_lint_is_quiet_about_a_good_mail():
    text = "Dear Mr Brenner,\n\nthe price holds.\n\nBest regards\nLin Wei"
    assert lint(text, subject="Q-2417", contact_name="Klaus Brenner", attachments=0) == ()
    assert lint("Dear team,\nthanks", contact_name="Klaus Brenner") == ()
