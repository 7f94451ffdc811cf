"""The sample company as commands make it, and a way to run a command on it."""

import json
import shutil

import pytest

from desktop.cli.main import main
from desktop.runtime import secrets


def _base(root):
    return [
        "--profile", str(root / "w"), "--passphrase-file", str(root / "passphrase"), "--lang", "en"
    ]  # fmt: skip


@pytest.fixture(scope="session")
def company_folder(tmp_path_factory):
    """A folder with a workspace and its passphrase, made once."""
    root = tmp_path_factory.mktemp("cli")
    (root / "passphrase").write_text("correct horse\n", encoding="utf-8")
    base = _base(root)
    person = ["--name", "Lin Wei", "--email", "sales@bowei-led.example", "--company", "Bowei"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_SCRYPT_N", 2**10)  # each of a hundred commands would take a second
        assert main([*base, "profile", "create", *person]) == 0
    assert main([*base, "demo", "--headless"]) == 0
    return root


@pytest.fixture(scope="module")
def workspace(company_folder, tmp_path_factory):
    """The options that name a copy of it, one for each file of tests."""
    root = tmp_path_factory.mktemp("cli") / "copy"
    shutil.copytree(company_folder, root)
    return _base(root)


@pytest.fixture
def run(workspace, capsys):
    """Run a command with --json; returns what it said."""

    def call(*args, code=0):
        capsys.readouterr()
        assert main([*workspace, "--json", *args]) == code
        out, err = capsys.readouterr()
        return json.loads(out if code in (0, 3) or out.strip() else err)

    return call
