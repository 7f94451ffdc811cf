"""Exchange rates: which one holds on a day, how one follows from others, and the publishers' files."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.store.schema.workspace import JournalEntry
from desktop.trade import company, exchange_rates, rate_formats, rate_import
from desktop.trade.rate_rule import FoundRate, Rate, RateKind, choose

FILES = Path(__file__).resolve().parents[1] / "data" / "rates"
DAY = date(2026, 11, 20)
BUYING, SELLING, MIDDLE = RateKind.BUYING, RateKind.SELLING, RateKind.MIDDLE
BOC, ECB = "Bank of China", "European Central Bank"


def rate(currency, home, value, *, on=DAY, kind=BUYING, source=BOC, time=""):
    return Rate(currency, home, on, kind, Decimal(value), source, time)


def held(store, currency, home, day=DAY, **options) -> FoundRate | None:
    with store.read() as session:
        return exchange_rates.find(session, currency, home, day, **options)


def put(store, *rates):
    for one in rates:
        exchange_rates.set_rate(store, one, today=DAY, sure=True)


class TestWhichRateHolds:
    def test_the_latest_on_or_before_the_day(self, store):
        put(store, *(rate("USD", "CNY", f"7.1{n}", on=DAY - timedelta(days=n)) for n in range(3)))
        assert held(store, "USD", "CNY").rate == Decimal("7.10")
        earlier = held(store, "USD", "CNY", DAY - timedelta(days=1))
        assert (earlier.rate, earlier.on) == (Decimal("7.11"), DAY - timedelta(days=1))
        assert held(store, "USD", "CNY", DAY - timedelta(days=9)) is None
        assert held(store, "USD", "USD") is None

    def test_buying_goes_first_unless_it_is_old(self):
        middle = rate("USD", "CNY", "7.12", kind=MIDDLE)
        week = rate("USD", "CNY", "7.10", on=DAY - timedelta(days=7))
        older = rate("USD", "CNY", "7.05", on=DAY - timedelta(days=8))
        assert choose([middle, week], "USD", "CNY", DAY).rate == week.rate
        assert choose([middle, older], "USD", "CNY", DAY).rate == middle.rate
        old = choose([older], "USD", "CNY", DAY)
        assert old.is_old(DAY)
        assert not old.is_old(DAY - timedelta(days=1))

    def test_what_was_typed_goes_before_what_was_published_that_day(self):
        typed = rate("USD", "CNY", "7.09", source="ICBC, at the counter")
        assert choose([rate("USD", "CNY", "7.10"), typed], "USD", "CNY", DAY).rate == typed.rate

    def test_a_turned_rate_takes_what_the_bank_sells_at(self):
        found = choose(
            [rate("USD", "CNY", "7.10"), rate("USD", "CNY", "7.13", kind=SELLING)],
            "CNY",
            "USD",
            DAY,
        )
        assert found.rate == Decimal("0.14025245")
        assert found.kind is BUYING
        assert found.way == "1 USD = 7.1300 CNY"

    def test_a_cross_says_how_it_came_about(self, store):
        put(
            store,
            rate("EUR", "CNY", "7.8245", kind=MIDDLE, source=ECB, on=DAY - timedelta(days=1)),
            rate("EUR", "USD", "1.1", kind=MIDDLE, source=ECB),
        )
        found = held(store, "USD", "CNY", margin_percent=Decimal(1))
        assert found.rate == Decimal("7.1131818")
        assert found.applied == Decimal("7.04205")
        assert (found.on, found.kind, found.source) == (DAY - timedelta(days=1), MIDDLE, ECB)
        assert found.way == "1 EUR = 1.1000 USD, 1 EUR = 7.8245 CNY"

    def test_the_margin_is_taken_off_and_kept_apart(self, store):
        company.save_company(store, {"name": "Bowei"})
        put(store, rate("USD", "CNY", "7.1120"))
        found = exchange_rates.look_up(store, "USD", None, DAY)
        assert (found.rate, found.margin_percent) == (Decimal("7.1120"), Decimal(1))
        assert found.draft_fields() == {
            "rate": Decimal("7.04088"),
            "rate_currency": "CNY",
            "rate_on": DAY,
            "rate_source": "Bank of China, buying 7.1120",
            "rate_margin_percent": Decimal(1),
        }

    @given(
        st.decimals("0.0001", 10**5, places=4),
        st.decimals("0.0001", 10**5, places=4),
        st.booleans(),
        st.booleans(),
    )
    def test_crosses_invert(self, first, second, turn_one, turn_two):
        one = ("A", "EUR") if turn_one else ("EUR", "A")
        two = ("B", "EUR") if turn_two else ("EUR", "B")
        known = [rate(*one, first, kind=MIDDLE), rate(*two, second, kind=MIDDLE)]
        there = choose(known, "A", "B", DAY, kind=MIDDLE)
        back = choose(known, "B", "A", DAY, kind=MIDDLE)
        assert abs(there.rate * back.rate - 1) < Decimal("2e-7")

    @given(st.decimals("0.01", 1000, places=4), st.decimals(0, "0.05", places=4))
    def test_there_and_back_never_gains(self, buying, spread):
        known = [
            rate("USD", "CNY", buying),
            rate("USD", "CNY", buying * (1 + spread), kind=SELLING),
        ]
        there, back = choose(known, "USD", "CNY", DAY), choose(known, "CNY", "USD", DAY)
        assert there.rate * back.rate <= 1 + Decimal("2e-7")

    def test_an_amount_is_converted_at_the_middle_rate(self, store):
        put(store, rate("USD", "CNY", "7.10"), rate("USD", "CNY", "7.12", kind=MIDDLE))
        with store.read() as session:
            into = exchange_rates.convert(session, Decimal(100), "USD", "CNY", DAY)
            assert into == Decimal(712)
            assert exchange_rates.convert(session, Decimal(1), "USD", "KES", DAY) is None


class TestByHand:
    def test_the_same_again_replaces_and_everything_is_in_the_journal(self, store):
        put(store, rate("USD", "CNY", "7.10", source="ICBC"))
        put(store, rate("usd", "cny", "7.11", source="ICBC"))
        assert [r.rate for r in exchange_rates.history(store, "USD")] == [Decimal("7.11")]
        with store.read() as session:
            entries = [e for e in session.query(JournalEntry) if e.record_type == "exchange_rate"]
        assert entries[-1].changes["rate"] == ["7.10", "7.11"]
        assert exchange_rates.delete(store, [exchange_rates.history(store, "USD")[0].id]) == 1
        assert exchange_rates.latest(store, DAY) == ()

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (rate("USD", "CNY", "0"), "rate_not_positive"),
            (rate("USD", "USD", "1"), "rate_same_currency"),
            (rate("USX", "CNY", "1"), "unknown_currency"),
            (rate("USD", "CNY", "7.1", on=DAY + timedelta(days=2)), "rate_in_future"),
        ],
    )
    def test_what_cannot_be_is_refused(self, store, wrong, code):
        with pytest.raises(UserFacing) as caught:
            exchange_rates.set_rate(store, wrong, today=DAY)
        assert caught.value.code == code

    def test_a_slip_of_the_point_asks(self, store):
        put(store, rate("USD", "CNY", "7.11", on=DAY - timedelta(days=3)))
        with pytest.raises(UserFacing) as caught:
            exchange_rates.set_rate(store, rate("USD", "CNY", "711.2"), today=DAY)
        assert caught.value.code == "rate_jump"
        exchange_rates.set_rate(store, rate("USD", "CNY", "8.9"), today=DAY, sure=True)
        assert held(store, "USD", "CNY").rate == Decimal("8.9")


def found_in(name):
    return rate_formats.read((FILES / name).read_bytes(), name)


def value(published, currency, home, kind=MIDDLE):
    return next(
        r.rate
        for r in published.rates
        if (r.currency, r.home_currency, r.kind) == (currency, home, kind)
    )


class TestPublishersFiles:
    def test_ecb_daily_csv(self):
        found = found_in("eurofxref.csv")
        assert (found.source, len(found.rates)) == (ECB, 29)  # 30, less the retired lev
        assert value(found, "EUR", "CNY") == Decimal("7.6018")
        assert {r.on for r in found.rates} == {date(2024, 11, 25)}

    def test_ecb_history_leaves_out_what_is_not_available_or_retired(self):
        found = found_in("eurofxref-hist.csv")
        assert {r.on for r in found.rates} == {
            date(2021, 12, 1),
            date(2019, 4, 10),
            date(2019, 4, 9),
        }
        assert not {"CYP", "HRK", "BGN"} & {r.home_currency for r in found.rates}

    def test_ecb_xml_and_zip(self):
        found = found_in("eurofxref-daily.xml")
        assert value(found, "EUR", "USD") == Decimal("1.0705")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(FILES / "eurofxref.csv", "eurofxref.csv")
        zipped = rate_formats.read(packed.getvalue(), "eurofxref.zip")
        assert zipped == found_in("eurofxref.csv")

    def test_bank_of_china_saved_page_is_for_100_units(self):
        found = found_in("boc-whpj.html")
        assert (found.source, found.aside) == (BOC, ())
        assert value(found, "USD", "CNY", BUYING) == Decimal("6.7059")
        assert value(found, "JPY", "CNY", SELLING) == Decimal("0.060521")
        assert value(found, "KRW", "CNY") == Decimal("0.005909")
        assert {r.time for r in found.rates} == {"19:28:40"}
        no_spot = {r.kind for r in found.rates if r.currency == "AED"}
        assert BUYING not in no_spot

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    def test_bank_of_china_in_any_encoding_of_a_browser(self, encoding):
        text = (FILES / "boc-whpj.html").read_text(encoding="utf-8")
        assert rate_formats.read(text.encode(encoding)) == found_in("boc-whpj.html")

    def test_bank_of_china_in_english_copied_and_as_a_sheet(self):
        assert value(found_in("boc-en.html"), "AUD", "CNY", BUYING) == Decimal("4.7531")
        assert value(found_in("boc-copied.txt"), "JPY", "CNY", BUYING) == Decimal("0.042196")
        book = openpyxl.Workbook()
        book.active.append(["中国银行外汇牌价"])
        for line in (FILES / "boc-copied.txt").read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            book.active.append([float(c) if c.replace(".", "").isdigit() else c for c in cells])
        saved = io.BytesIO()
        book.save(saved)
        assert rate_formats.read(saved.getvalue(), "a.xlsx") == found_in("boc-copied.txt")

    def test_the_announcement_of_the_middle_rates(self):
        found = found_in("cfets.txt")
        assert value(found, "USD", "CNY") == Decimal("6.8109")
        assert value(found, "JPY", "CNY") == Decimal("0.042045")
        assert value(found, "HKD", "CNY") == Decimal("0.86855")
        assert value(found, "CNY", "MOP") == Decimal("1.1905")

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "rate_file_unknown"),
            (b"%PDF-1.7 not rates", "rate_file_unknown"),
            (b"sku,price\nA,1\n", "rate_file_unknown"),
            (b"<html><body><table><tr><td>News</td></tr></table></body></html>", "rate_file_unknown"),
            (b"<gesmes:Envelope><Cube>", "rate_file_damaged"),
            (b"<!DOCTYPE x [<!ENTITY a 'b'>]><gesmes/>", "rate_file_unknown"),
            (b"PK\x03\x04broken", "rate_file_damaged"),
            ("货币名称,现汇买入价\n美元,711.2\n".encode(), "rate_file_empty"),
        ],
    )  # fmt: skip
    def test_wrong_files_are_named_with_what_was_expected(self, content, code):
        with pytest.raises(UserFacing) as caught:
            rate_formats.read(content, "file.bin")
        assert caught.value.code == code
        assert caught.value.hint

    @given(st.binary(max_size=400))
    def test_no_content_breaks_the_reader(self, content):
        try:
            rate_formats.read(content, "x")
        except UserFacing:
            return

    @given(st.text(max_size=300))
    def test_no_row_breaks_the_table(self, text):
        head = "货币名称\t现汇买入价\t中行折算价\t发布日期\n"
        try:
            rate_formats.read_text(head + text)
        except UserFacing:
            return

    def test_rows_not_understood_are_named(self):
        text = (FILES / "boc-copied.txt").read_text(
            encoding="utf-8"
        ) + "瓜拉尼\t1\t1\t1\t1\t1\t2026/09/24\n"
        assert "瓜拉尼" in rate_formats.read_text(text).aside[0]


class TestImport:
    def test_twice_is_once(self, store):
        first = rate_import.import_file(store, FILES / "boc-whpj.html", today=DAY)
        assert (first.created, first.updated, first.source) == (43, 0, BOC)
        again = rate_import.import_file(store, FILES / "boc-whpj.html", today=DAY)
        assert (again.created, again.updated, again.unchanged) == (0, 0, 43)

    def test_a_later_publication_of_the_day_stays(self, store):
        text = (FILES / "boc-whpj.html").read_text(encoding="utf-8")
        evening = text.replace("19:28:40", "21:00:00").replace("670.59", "671.00")
        rate_import.import_text(store, text, today=DAY)
        assert rate_import.import_text(store, evening, today=DAY).updated == 43
        assert rate_import.import_text(store, text, today=DAY).unchanged == 43
        (usd,) = (r for r in exchange_rates.history(store, "USD") if r.kind is BUYING)
        assert usd.rate == Decimal("6.7100")

    def test_of_a_long_history_the_last_year_is_kept(self, store):
        path = FILES / "eurofxref-hist.csv"
        found = rate_import.import_file(store, path, today=DAY)
        assert (found.newest, found.left_out) == (date(2021, 12, 1), 60)
        more = rate_import.import_file(store, path, today=DAY, since=date(2019, 4, 10))
        assert (more.created, more.unchanged, more.left_out) == (30, 30, 30)

    def test_a_file_from_the_future_and_a_missing_one(self, store, tmp_path):
        text = (FILES / "cfets.txt").read_text(encoding="utf-8")
        with pytest.raises(UserFacing) as caught:
            rate_import.import_text(store, text, today=date(2026, 1, 1))
        assert caught.value.code == "rate_in_future"
        with pytest.raises(UserFacing) as caught:
            rate_import.import_file(store, tmp_path / "none.csv", today=DAY)
        assert caught.value.code == "file_unreadable"

    def test_a_rate_crosses_two_publishers(self, store):
        rate_import.import_file(store, FILES / "cfets.txt", today=DAY)
        found = held(store, "HKD", "USD", date(2026, 7, 1))
        assert found.rate == Decimal("0.12752353")
        assert found.way == "1 HKD = 0.86855 CNY, 1 USD = 6.8109 CNY"
