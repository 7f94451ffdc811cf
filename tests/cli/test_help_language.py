"""The help of the command line speaks the language asked for."""

import pytest

from desktop.cli.main import main
from desktop.runtime import i18n


@pytest.fixture(autouse=True)
def _language_of_before():
    before = i18n.language()
    yield
    i18n.set_language(before)


@pytest.mark.parametrize("asked", [["--lang", "zh_CN"], ["--lang=zh_CN"]])
def test_help_is_chinese_when_asked(asked, capsys):
    with pytest.raises(SystemExit) as end:
        main([*asked, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert "贸邮命令行" in said
    assert "同步邮箱" in said


def test_help_follows_the_computer_else(capsys, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        main(["customer", "--help"])
    assert i18n.language() == "zh_CN"
    with pytest.raises(SystemExit):
        main(["--lang", "en", "--help"])
    assert "Tradepost without a window." in capsys.readouterr().out
