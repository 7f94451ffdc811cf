"""The shipped data is well formed: a typo in a table would otherwise wait for its one unlucky user."""

import json
import re
from zoneinfo import ZoneInfo

import pytest
from publicsuffixlist import PublicSuffixList

from desktop.runtime.paths import resource

HOST = re.compile(r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")


def _read(name: str):
    return json.loads(resource("reference", name).read_text(encoding="utf-8"))


PROVIDERS = _read("providers.json")["providers"]


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda p: p["id"])
def test_provider_is_complete(provider):
    assert provider["name"]
    assert provider["domains"] or provider["mx"]
    for kind in ("imap", "smtp"):
        server = provider[kind]
        assert HOST.match(server["host"]) or server["host"] == "127.0.0.1", server
        assert 0 < server["port"] < 65536
        assert server["security"] in {"ssl", "starttls"}
    assert provider["username"] in {"email", "local"}
    assert all(HOST.match(domain) for domain in provider["domains"] + provider["mx"])
    assert bool(provider["hint"]) == bool(provider["hint_zh"])
    assert not provider["app_password"] or provider["hint"]


def test_a_domain_or_exchanger_means_one_provider():
    for field in ("domains", "mx"):
        values = [value for provider in PROVIDERS for value in provider[field]]
        assert len(values) == len(set(values))


QUIRKS = {
    "id_needed", "no_qresync", "no_condstore", "no_move", "no_special_use", "ascending_sets",
    "malformed_envelope", "bare_search", "short_commands", "strict_append", "drops_idle",
}  # fmt: skip


def test_habits_are_words_and_figures_that_the_programme_knows():
    for provider in PROVIDERS:
        assert set(provider.get("quirks", ())) <= QUIRKS
        assert provider.get("oauth", "google") in {
            "google",
            "microsoft",
            "yahoo",
            "yandex",
            "mail.ru",
        }
        assert 1 <= provider.get("connections", 2) <= 3
        assert 1 <= provider.get("depth", 1) <= 4
    explained = resource("reference", "SOURCE.md").read_text(encoding="utf-8")
    assert all(f"`{quirk}`" in explained for quirk in QUIRKS)


def test_providers_that_file_sent_mail_themselves():
    saving = {provider["id"] for provider in PROVIDERS if provider["saves_sent"]}
    assert saving == {"gmail", "outlook", "microsoft365", "partner-21vianet"}


@pytest.mark.parametrize(
    "domain",
    [
        "qq.com",
        "163.com",
        "126.com",
        "yeah.net",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "aliyun.com",
        "sina.com",
        "sohu.com",
        "139.com",
        "263.net",
        "zoho.com",
        "gmx.de",
        "web.de",
        "t-online.de",
        "yandex.ru",
        "mail.ru",
        "fastmail.com",
        "naver.com",
        "daum.net",
        "proton.me",
        "exmail.qq.com",
    ],
)
def test_everyday_mailboxes_are_known(domain):
    assert any(domain in provider["domains"] for provider in PROVIDERS)


def test_every_country_has_a_real_zone():
    rows = _read("timezones.json")["timezones"]
    assert len({row["country"] for row in rows}) == len(rows) > 230
    for row in rows:
        ZoneInfo(row["zone"])
        assert row["city"]
        assert row["city_zh"]


def test_working_hours():
    data = _read("working_hours.json")
    for row in [*data["countries"], data["default"]]:
        assert row["opens"] < row["closes"]
        assert set(row["weekend"]) <= set(range(1, 8))


def test_free_mail_domains_are_registrable_or_below():
    suffixes = PublicSuffixList()
    lines = resource("reference", "freemail_extra.txt").read_text(encoding="utf-8").splitlines()
    domains = [line for line in lines if not line.startswith("#")]
    assert domains == sorted(set(domains))
    assert all(HOST.match(domain) and suffixes.privatesuffix(domain) for domain in domains)
