"""The check of the catalogues notices what would show a user half a translation."""

import importlib.util
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

_FILE = Path(__file__).parents[2] / "installer" / "check_catalogues.py"
_SPEC = importlib.util.spec_from_file_location("check_catalogues", _FILE)
check_catalogues = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check_catalogues)

PLURAL = ("{count} message", "{count} messages")


def _problems(catalogue: Catalog, *texts):
    return check_catalogues.check(catalogue, dict.fromkeys(texts, "desktop/x.py:1"))


def _chinese(**translations):
    catalogue = Catalog(locale="zh_CN")
    for text, string in translations.items():
        catalogue.add(text.replace("_", " "), string)
    return catalogue


def test_finished_translation_passes():
    catalogue = Catalog(locale="zh_CN")
    catalogue.add("Send {name}", "发送 {name}")
    catalogue.add(PLURAL, ("{count} 封邮件",))
    assert _problems(catalogue, "Send {name}", PLURAL) == []


@pytest.mark.parametrize(
    ("string", "complaint"),
    [
        ("", "not translated"),
        ("发送 {nmae}", "placeholders differ"),
        ("发送", "placeholders differ"),
        ("发送 {name", "placeholders differ"),
    ],
)
def test_broken_translation_is_named(string, complaint):
    catalogue = Catalog(locale="zh_CN")
    catalogue.add("Send {name}", string)
    (problem,) = _problems(catalogue, "Send {name}")
    assert complaint in problem


def test_missing_and_fuzzy_are_named():
    catalogue = _chinese(Save="保存")
    catalogue.add("Open", "打开", flags=["fuzzy"])
    found = _problems(catalogue, "Open", "Close", "Save")
    assert [line.split(": ")[1] for line in found] == ["marked as fuzzy", "not in the catalogue"]


def test_plural_may_drop_the_number_only():
    without, wrong = Catalog(locale="zh_CN"), Catalog(locale="zh_CN")
    without.add(PLURAL, ("一些邮件",))
    wrong.add(PLURAL, ("{total} 封邮件",))
    assert _problems(without, PLURAL) == []
    assert len(_problems(wrong, PLURAL)) == 1


def test_programme_has_marked_texts():
    texts = check_catalogues.texts_of_programme()
    assert len(texts) > 100
    assert all(place.startswith("desktop/") for place in texts.values())
