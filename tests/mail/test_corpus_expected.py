"""Every file of the corpus that comes with an expectation: what is wanted of it holds, family by family."""

import pytest

from tests.corpus import sets
from tests.corpus.check import ROOT
from tests.corpus.disagreements import DISAGREEMENTS

pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="no corpus beside the checkout")


@pytest.mark.parametrize("name", sets.SETS)
def test_the_expectations_of_a_family_hold(name):
    wrong, agreeing, seen = [], [], 0
    for check in sets.checks(name):
        seen += 1
        meant = (check.set, check.file, check.what) in DISAGREEMENTS
        if not check.ok and not meant:
            wrong.append(f"{check.what} of {check.file}\n  {check.detail}")
        elif check.ok and meant:
            agreeing.append((check.set, check.file, check.what))
    assert seen
    assert not wrong, "\n".join(wrong)
    assert not agreeing, f"no disagreement any more: {agreeing}"
