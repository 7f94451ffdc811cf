"""The Chinese catalogue serves every text of the programme, whole and well set."""

import importlib.util
import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "resources" / "locale").glob("*/LC_MESSAGES/tradepost.po"))
HAN = "[\u4e00-\u9fff]"
UNSPACED = re.compile(f"{HAN}[A-Za-z0-9]|[A-Za-z0-9%]{HAN}")
HALF_WIDTH = re.compile(f"{HAN}[,;!?]|{HAN}\\.(?!\\w)|{HAN}: ")
SPACE_AT_PUNCTUATION = re.compile("[，。：；！？、“（] | [，。：；！？、”）]")

_SPEC = importlib.util.spec_from_file_location(
    "check_catalogues", ROOT / "installer" / "check_catalogues.py"
)
check_catalogues = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check_catalogues)


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parts[-3])
def catalogue(request) -> Catalog:
    with request.param.open("rb") as handle:
        return read_po(handle, locale=request.param.parts[-3])


def _strings(catalogue: Catalog) -> list[str]:
    found: list[str] = []
    for message in catalogue:
        if message.id:
            string = message.string
            found += [string] if isinstance(string, str) else list(string)
    return found


def test_chinese_is_there():
    assert [path.parts[-3] for path in CATALOGUES] == ["zh_CN"]


def test_every_text_is_translated_with_its_placeholders(catalogue):
    assert check_catalogues.check(catalogue, check_catalogues.texts_of_programme()) == []


def test_nothing_is_left_of_texts_that_are_gone(catalogue):
    used = {
        text[0] if isinstance(text, tuple) else text
        for text in check_catalogues.texts_of_programme()
    }
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
    assert sorted(kept - used) == []


def test_compiles_without_complaint_and_is_what_users_read(catalogue):
    """Babel takes "100% of" for a printf format: such a text has to be worded otherwise."""
    assert [(m.id, [str(e) for e in errors]) for m, errors in catalogue.check()] == []
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    texts = GNUTranslations(compiled)
    assert texts.gettext("Quotes") == "报价单"
    assert texts.ngettext("{count} message", "{count} messages", 3) == "{count} 封邮件"


@pytest.mark.parametrize(
    "fault", [UNSPACED, HALF_WIDTH, SPACE_AT_PUNCTUATION], ids=["space", "half width", "no space"]
)
def test_chinese_is_set_as_chinese(catalogue, fault):
    assert [text for text in _strings(catalogue) if fault.search(text)] == []
