"""The mail that carries a document: all seven kinds in every language it is written for."""

import json

import pytest

from desktop.runtime.paths import resource
from desktop.trade import document_mail
from desktop.trade.documents.document import Kind

WORDS = json.loads(resource("reference/document_mail.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_names_every_kind_and_says_what_is_attached(language):
    for kind in Kind:
        said = document_mail.letter(kind.value, "PI-2026-0001", language, reference="PO 7")
        assert document_mail.name(kind.value, language)
        assert "PI-2026-0001" in said
        assert "PO 7" in said
        assert "{" not in said


def test_the_letter_greets_and_falls_back_to_english():
    said = document_mail.letter("packing_list", "PL-2026-0003", "en", greeting="Dear Mr Brenner")
    assert said == "Dear Mr Brenner,\n\nPlease find attached: Packing list PL-2026-0003.\n"
    assert document_mail.subject("statement", "ST-1", "sw") == "Statement of account ST-1"
    assert document_mail.subject("proforma", "PI-1 Rev.2", "zh_CN") == "形式发票 PI-1 Rev.2"
    assert document_mail.letter("proforma", "PI-1", "zh", greeting="王先生").startswith("王先生：")
