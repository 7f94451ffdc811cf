"""Documents in fourteen languages: every label has all of them, every page shows them, Arabic is mirrored."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from types import ModuleType

import pytest
from pypdf import PdfReader

from desktop.runtime.errors import UserFacing
from desktop.store.schema.customers import Customer
from desktop.store.schema.documents import IssuedDocument
from desktop.trade import catalogue, company, issuing, payment, product_texts, products, quotes
from desktop.trade.bilingual import FURTHER, Bilingual, Language, by_place, side_by_side
from desktop.trade.customer_languages import customers_languages, usual_languages
from desktop.trade.documents import labels
from desktop.trade.documents.day_texts import format_date
from desktop.trade.documents.directions import embedding_levels
from desktop.trade.documents.document import LANGUAGES, Kind
from desktop.trade.documents.fonts import CHINESE, JAPANESE, RARE, FontChain, find_face
from desktop.trade.documents.languages import named, offered
from desktop.trade.documents.printable import CODE
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import sample_document
from desktop.trade.fixed_words import Label, printed_labels
from desktop.trade.quote_lines import parse_line
from desktop.trade.snapshot_compare import differs
from tests.trade.printed_texts import texts_of

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
UNKNOWN = "\U0001f600"
"""No typeface with outlines has it."""


def labels_of(module: ModuleType) -> Iterator[Label]:
    """Yield every fixed wording of a module, in tables too."""
    waiting = list(vars(module).values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, Label):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, tuple | list):
            waiting += value


LABELS = {one.name: one for module in (labels, payment, catalogue) for one in labels_of(module)}


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", FURTHER)
def test_every_label_is_printed_in_every_language(language: Language) -> None:
    printed = printed_labels(language)
    assert set(printed) == set(LABELS)
    for name, said in printed.items():
        for wording in [said] if isinstance(said, str) else said.values():
            assert wording.strip()
            assert slots(wording) == slots(LABELS[name].en), name
        if not isinstance(said, str):
            assert "other" in said


def test_plural_forms_follow_the_language() -> None:
    days = labels.LEAD_TIME_DAYS
    assert [days.fill(days=n).text("ru").split()[1] for n in (1, 3, 45)] == ["день", "дня", "дней"]
    assert days.fill(days=1).text("de") == "1 Tag nach Anzahlung"
    assert days.fill(days="45").text("de") == "45 Tage nach Anzahlung"
    count = labels.PACKAGE_COUNT.fill(count="1,200")
    assert (count.text("es"), count.text("ru")) == ("1,200 CAJAS", "1,200 КОРОБОК")


def test_a_wording_falls_back_to_english() -> None:
    named = Bilingual("Hinge", "铰链", (("es", "Bisagra"),))
    assert [named.text(one) for one in ("es", "fr", "zh")] == ["Bisagra", "Hinge", "铰链"]
    assert Bilingual("", "铰链").text("fr") == "铰链"
    filled = labels.ORIGIN.fill(country=Bilingual("China", "中国", (("es", "China (RPC)"),)))
    assert [filled.text(one) for one in ("en", "zh", "es")] == [
        "Origin: China", "原产地：中国", "Origen: China (RPC)",
    ]  # fmt: skip
    total = by_place(labels.TOTAL.fill(term="CIF"), labels.TOTAL_SHORT, ("es", "zh"))
    assert (total.text("es"), total.text("zh")) == ("Total CIF", "总计")


def test_inside_a_sentence_words_begin_small_and_abbreviations_do_not() -> None:
    assert payment.EVENT_NAMES[payment.Event.ORDER].inside().text("fr") == "à la commande"
    assert payment.METHOD_NAMES[payment.Method.TT].inside().text("en") == "T/T"
    # Nouns keep their capital in German: whatever is lowered begins with another word there.
    begins = {name.text("de").split()[0] for name in payment.EVENT_NAMES.values()}
    assert begins <= {"Am", "Bei", "Gegen", "Vor"}


def test_days_are_written_in_the_language() -> None:
    assert format_date(TODAY, "es") == "20 de noviembre de 2026"
    assert format_date(TODAY, "ja") == "2026年11月20日"
    assert format_date(TODAY, "ru").startswith("20 ноября 2026")


def squeezed(text: str) -> str:
    """Return the text without spaces and without the marks that only hold directions."""
    bare = re.sub("[\u200e\u200f\u202a-\u202e]", "", unicodedata.normalize("NFKC", text))
    return "".join(bare.split())


def text_of(pdf: bytes, order: str = "-raw") -> str:
    """Return what a reader of the file copies: in the order of drawing, or ("-layout") of the page."""
    done = subprocess.run(
        ["pdftotext", order, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return squeezed(done.stdout.decode())


@pytest.mark.parametrize("language", [one for one in FURTHER if one != "ar"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_prints_its_words_in_every_language(kind: Kind, language: Language) -> None:
    document = sample_document(2, language, kind)
    result = render(document)
    assert result.missing == ()
    text = text_of(result.pdf)
    assert [said for said in texts_of(document) if squeezed(said) not in text] == []


def without_marks(text: str) -> str:
    """Return the text without vowels, which stand over their letters."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub("[\u064b-\u0652]", "", apart))


@pytest.mark.parametrize("kind", list(Kind))
def test_arabic_documents_print_their_words(kind: Kind) -> None:
    document = sample_document(2, "ar", kind)
    result = render(document)
    assert result.missing == ()
    text = without_marks(text_of(result.pdf, "-layout"))
    wanted = [document.title, labels.BUYER, labels.NUMBER, labels.DATE, document.total.label]
    wanted += [fact.label for fact in (*document.meta, *document.sums, *document.bank)]
    # Beside figures and Latin letters, who extracts them chooses the order: word by word.
    words = {word for one in wanted for word in without_marks(one.text("ar")).split()}
    assert {word for word in words if not word.isascii() and squeezed(word) not in text} == set()


@pytest.mark.parametrize("languages", ["es+en", "en+ar", "zh+ru", "ja+zh", "ar+en"])
def test_pairs_print_both_languages(languages: str) -> None:
    text = text_of(render(sample_document(1, languages)).pdf, "-layout")
    for language in LANGUAGES[languages]:
        assert squeezed(labels.TITLES[Kind.PROFORMA].text(language)) in text


def places(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return where each word of the first page begins and ends, in points from the left."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True
    )
    words = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>([^<]+)</word>', done.stdout.decode())
    found: dict[str, tuple[float, float]] = {}
    for begin, end, word in words:
        found.setdefault(word, (float(begin), float(end)))
    return found


def test_an_arabic_page_is_mirrored() -> None:
    plain, mirrored = (places(render(sample_document(1, one)).pdf) for one in ("en", "ar"))
    middle = 595.3 / 2
    for word in ("28,400.00", "PL-6060-40", "Bowei"):
        assert (plain[word][0] < middle) != (mirrored[word][0] < middle), word
    assert mirrored["28,400.00"][0] == pytest.approx(42, abs=1)


def test_figures_keep_their_order_in_arabic() -> None:
    warning = labels.BANK_WARNING.fill(phone="+86 574 5550 0188").text("ar")
    assert "\u202a+86 574 5550 0188\u202c" in warning
    text = "".join(
        page.extract_text()
        for page in PdfReader(BytesIO(render(sample_document(1, "ar")).pdf)).pages
    )
    assert "+86 574 5550 0188" in text
    assert not set(text) & set("\u202a\u202c")


def test_parts_in_a_row_keep_their_own_directions() -> None:
    name, day = "Lin Wei 林薇, Sales Manager", "20 نوفمبر 2026"
    line = side_by_side((name, "", day))
    levels = embedding_levels(line, rtl=True)
    assert levels[line.index("L")] == 2  # Latin inside Arabic
    figure = line.index("20")
    assert levels[figure] == levels[line.index("2026")] == 4  # figures inside the Arabic day
    assert levels[line.index(" · ")] == 1  # what parts them belongs to neither
    assert side_by_side((name, "20 November 2026")) == f"{name} · 20 November 2026"


def test_japanese_documents_have_japanese_glyphs() -> None:
    japanese, chinese = FontChain.of(("ja",)), FontChain.of(("zh", "ja"))
    assert set(japanese.faces("直骨角")) == {JAPANESE}
    assert set(chinese.faces("直骨角")) == {CHINESE}
    # 价 is no Japanese character: the word is not set in two faces.
    assert set(japanese.faces("单价")) == {CHINESE}


def test_rare_ideographs_have_a_face() -> None:
    assert {find_face(char) for char in "㐂䶮㛃𬭊"} == {RARE}
    assert find_face("𠮷") is JAPANESE
    assert find_face(UNKNOWN) is None


def test_a_character_without_a_face_is_named_before_issuing(shop, draft) -> None:
    line = parse_line("PL-6060-40:2000:14.20")
    noted = replace(draft, remarks=f"Neutral white box {UNKNOWN}")
    shouted = quotes.create(shop, noted, [line], today=TODAY)
    with pytest.raises(UserFacing) as refused:
        issuing.issue(shop, shouted.id, Kind.PROFORMA, "en", now=NOW)
    assert refused.value.code == CODE
    assert UNKNOWN in refused.value.message
    assert "Remarks" in refused.value.hint
    assert issuing.listing(shop) == ()
    issued = issuing.issue(shop, shouted.id, Kind.PROFORMA, "en", now=NOW, accepted=[CODE])
    assert issued.missing == (UNKNOWN,)


def test_articles_print_their_own_text_in_the_language(shop, draft) -> None:
    panel = products.get(shop, "PL-6060-40", on=TODAY)
    product_texts.save(shop, panel.id, "es", {"name": "Panel de luz"})
    quote = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    spanish = issuing.issue(shop, quote.id, Kind.PROFORMA, "es", now=NOW)
    french = issuing.issue(shop, quote.id, Kind.PROFORMA, "fr", now=NOW)
    pair = issuing.issue(shop, quote.id, Kind.PROFORMA, "es+zh", now=NOW)
    assert (spanish.number, spanish.revision) == (french.number, french.revision)
    assert (pair.number, pair.revision) == (spanish.number, 1)
    assert "Paneldeluz" in text_of(spanish.path.read_bytes())
    assert "Alemania" in text_of(spanish.path.read_bytes())
    assert "LEDpanel" in text_of(french.path.read_bytes())
    again = issuing.issue(shop, quote.id, Kind.PROFORMA, "es", now=NOW)
    assert again.id == spanish.id
    with shop.read() as session:
        kept = session.get_one(IssuedDocument, spanish.id).snapshot
    assert kept["items"][0]["name"] == {"en": "LED panel", "zh": "LED 平板灯", "es": "Panel de luz"}


def test_snapshots_of_an_older_version_are_compared_by_what_they_hold() -> None:
    now = sample_document(1, "es").snapshot()
    before = {key: value for key, value in now.items() if key not in ("number_format", "voyage")}
    before["items"] = [{k: v for k, v in item.items() if k != "marks"} for item in now["items"]]
    assert not differs(now, before, with_payments=True)
    before["number"] = "PI-2026-0001"
    assert differs(now, before, with_payments=True)
    assert not differs(now, {**now, "fonts": [{"file": "simsunb.ttf"}]}, with_payments=True)


def test_a_company_may_print_in_the_customers_language(shop, draft) -> None:
    quote = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    assert usual_languages(shop, None, "c1") == "en+zh"
    company.save_company(shop, {"languages": "customer"})
    found = {}
    for reads in ("es", "zh", "pt-BR", "nl", ""):
        with shop.write() as unit:
            unit.session.get_one(Customer, "c1").language = reads
        found[reads] = usual_languages(shop, None, "c1")
    assert found == {"es": "es+en", "zh": "zh", "pt-BR": "pt+en", "nl": "en+zh", "": "en+zh"}
    assert customers_languages(shop, quote.id, Kind.PROFORMA, today=TODAY) == "en+zh"


def test_offered_choices_are_known() -> None:
    assert set(offered()) <= set(LANGUAGES)
    assert {named(one) for one in offered()} >= {"Español + English", "العربية", "English + 中文"}


def test_a_total_of_one_wording_is_said_once() -> None:
    total = sample_document(1, "es+en").total.label
    assert {total.text("es"), total.text("en")} == {"Total CIF"}
