"""Paying shares at Reko Diq under a 10 % free carry, as published by its shareholders and lenders.

SOE Completion Agreement notice, energyupdate.com.pk, 19 August 2025: guarantee share of the three
state firms 27.78 %. Economic Coordination Committee, March 2025: commitment of 627 million USD per
state firm and 6.8 bn of phase-1 funding. Lenders, Profit, 28 November 2025: 7.7 bn, with 715
million per state firm (OGDCL and PPL notices, August 2025).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from orepact.evidence import load_model
from orepact.mine import ProjectFile, paying_shares, receiving_shares

STATE_FIRMS = ("ogdcl", "ppl", "ghpl")


@pytest.fixture(scope="module")
def project() -> ProjectFile:
    path = Path(str(resources.files("orepact"))) / "cases/us-pakistan/projects/reko-diq.yaml"
    return load_model(ProjectFile, path)


def test_paying_shares_are_as_published(project: ProjectFile) -> None:
    # 50 / 0.9, 25 / 0.9 and 15 / 0.9; the federation pays for Balochistan's funded 15 %.
    paying = paying_shares(project.owners)
    assert 100 * paying["barrick"] == pytest.approx(55.56, abs=0.005)
    assert 100 * sum(paying[firm] for firm in STATE_FIRMS) == pytest.approx(27.78, abs=0.005)
    assert 100 * paying["federation"] == pytest.approx(16.67, abs=0.005)
    assert "balochistan" not in paying


def test_commitments_of_the_state_firms_imply_the_published_totals(project: ProjectFile) -> None:
    # 627 / 0.092593 = 6,771.6 and 715 / 0.092593 = 7,722; published 6.8 and 7.7 bn.
    one = paying_shares(project.owners)["ppl"]
    assert 627 / one == pytest.approx(6772, abs=1)
    assert 715 / one == pytest.approx(7722, abs=1)


def test_balochistan_receives_a_quarter_and_pays_nothing(project: ProjectFile) -> None:
    assert receiving_shares(project.owners)["balochistan"] == pytest.approx(0.25)
