"""The first own words of a mail, as lists show them: no quote, no signature, a greeting is no quote's beginning."""

import pytest

from desktop.mail.spoken import listen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Estimada Grace:\n\nNecesitamos 500 sillas.", "Estimada Grace: Necesitamos 500 sillas."),
        ("娟 您好：\n\n请报价。\n\n--\n杨娟", "娟 您好： 请报价。"),
        ("Thank you, we confirm the order as you offered it.\n> the offer", "Thank you, we confirm the order as you offered it."),
        ("Fine.\n\nOn Mon, 7 Feb 2022 at 21:36, Li wrote:\n> the offer", "Fine."),
        ("Max schrieb:\n> das Angebot\n\nEinverstanden.", "Einverstanden."),
    ],
)  # fmt: skip
def test_own_words_come_first(text, shown):
    assert listen(text, "").snippet == shown
