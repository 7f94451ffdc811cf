import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm.salutation import Addressee, greeting, salutation_name, split_name, title_of


@pytest.mark.parametrize(
    ("full", "language", "given", "family"),
    [
        ("Klaus Brenner", "de", "Klaus", "Brenner"),
        ("Dr. Klaus Brenner", "de", "Klaus", "Brenner"),
        ("王小明", "zh", "小明", "王"),
        ("欧阳娜娜", "zh", "娜娜", "欧阳"),
        ("田辺 由紀", "ja", "由紀", "田辺"),
        ("김민지", "ko", "민지", "김"),
        ("Nguyễn Thu Hà", "vi", "Hà", "Nguyễn"),
        ("Nagy János", "hu", "János", "Nagy"),
        ("Jean DUPONT", "fr", "Jean", "DUPONT"),
        ("DUPONT Jean", "fr", "Jean", "DUPONT"),
        ("Dupont, Jean", "fr", "Jean", "Dupont"),
        ("Wei Lin", "zh", "Wei", "Lin"),
        ("Fatima Al Mansouri", "ar", "Fatima", "Al Mansouri"),
        ("Madonna", "en", "Madonna", ""),
    ],
)
def test_parts_of_a_name(full, language, given, family):
    name = split_name(full, language=language)
    assert (name.given, name.family) == (given, family)


@pytest.mark.parametrize(
    ("person", "language", "expected"),
    [
        (Addressee("Klaus Brenner", salutation="Herr Brenner"), "en", "Dear Mr Brenner"),
        (Addressee("Klaus Brenner", salutation="Herr Brenner"), "de", "Sehr geehrter Herr Brenner"),
        (Addressee("Anja Vogt", salutation="Frau Vogt"), "de", "Sehr geehrte Frau Vogt"),
        (Addressee("Klaus Brenner"), "en", "Dear Klaus Brenner"),
        (Addressee("Klaus Brenner"), "de", "Guten Tag Klaus Brenner"),
        (Addressee("王小明", salutation="先生", language="zh"), "zh", "尊敬的王先生"),
        (Addressee("李华", salutation="女士", language="zh"), "zh", "尊敬的李女士"),
        (Addressee("田辺 由紀", language="ja"), "ja", "田辺 由紀様"),
        (Addressee("Nguyễn Thu Hà", salutation="Ms", language="vi"), "en", "Dear Ms Hà"),
        (Addressee("Nagy János", salutation="Mr", language="hu"), "en", "Dear Mr Nagy"),
        (Addressee("Lucía Herrera", salutation="Sra."), "es", "Estimada Sra. Herrera"),
        (Addressee("Emre Aydın", salutation="Bay"), "tr", "Sayın Emre Bey"),
    ],
)
def test_opening_line(person, language, expected):
    assert greeting(person, language) == expected


def test_titles():
    assert [title_of(t) for t in ("Herr Brenner", "Mrs.", "王女士", "Dr", "", "Klaus")] == [
        "m", "f", "f", "dr", "", ""
    ]  # fmt: skip


@given(
    st.text(max_size=30),
    st.text(max_size=10),
    st.sampled_from(["en", "de", "zh", "ja", "tr", "xx", ""]),
)
def test_never_raises_and_never_empty_for_a_name(name, title, language):
    person = Addressee(name, salutation=title)
    said = salutation_name(person, language)
    if name.strip() and split_name(name).full:
        assert said
