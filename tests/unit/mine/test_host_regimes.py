"""Regimes of other hosts: read, sourced, brought home, and nothing lost."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from orepact.case import load, surroundings
from orepact.errors import CaseError
from orepact.evidence import load_strict_yaml
from orepact.mine import Choice, Surroundings, Tier, host_regimes, regime_rows
from orepact.mine.bench import Bench, known_regimes
from orepact.mine.host_regimes import at_home

PEERS = (
    "chile",
    "congo-kinshasa",
    "indonesia",
    "mongolia",
    "peru",
    "united-states",
    "zambia",
)


@pytest.fixture(scope="module")
def around() -> Surroundings:
    return surroundings(load("us-pakistan"))


def test_the_shipped_regimes_are_there() -> None:
    assert tuple(host_regimes()) == PEERS


@pytest.mark.parametrize("name", PEERS)
def test_every_number_of_a_regime_has_a_known_source(name: str) -> None:
    folder = Path(str(resources.files("orepact"))) / "mine"
    known = {entry["id"] for entry in load_strict_yaml(folder / "data/sources.yaml")[0]["sources"]}
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("source"), str):
                found.add(node["source"])
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(host_regimes()[name].model_dump(mode="json"))
    assert found
    assert found <= known | {"assumption"}


@pytest.mark.parametrize("name", PEERS)
def test_recipients_are_tiers(name: str) -> None:
    assert {levy.recipient for levy in host_regimes()[name].levies} <= {str(tier) for tier in Tier}


def test_a_tier_without_a_party_goes_to_the_next_higher() -> None:
    regime = at_home(host_regimes()["congo-kinshasa"], {"federation": "f", "province": "p"})
    assert {levy.recipient for levy in regime.levies} == {"f", "p"}
    assert [share.party for share in regime.awards[0].to] == ["p", "p"]


def test_every_regime_adds_up_on_the_largest_mine(around: Surroundings) -> None:
    project = load("us-pakistan").projects["reko-diq"]
    for name in known_regimes(around):
        choice = Choice(regime="" if name == project.regime else name)
        bench = Bench(project, around, choice)
        if bench.regime.tariff is not None:
            with pytest.raises(CaseError, match="does not sell"):
                bench.flow()
            continue
        flow = bench.flow()
        scale = float(np.abs(flow.operation.pre_tax).max())
        together = sum(flow.parties.values(), np.zeros_like(flow.operation.pre_tax))
        assert np.abs(together - flow.operation.pre_tax).max() < 1e-9 * scale, name


def test_regimes_stand_side_by_side(around: Surroundings) -> None:
    project = load("us-pakistan").projects["reko-diq"]
    rows = regime_rows(project, around, Choice(), ["chile", "united-states"])
    take = {
        row["regime"]: row["value"]
        for row in rows
        if row["measure"] == "average effective tax rate" and row["deck"] == "study"
    }
    assert take["chile"] > take["united-states"] > 0
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_price_slice_of_zambia_is_the_law_s_own_arithmetic() -> None:
    from orepact.mine.revenue_cash import step_rate

    # At 9,000 USD/t: 4 % of 4,000, 6.5 % of 1,000, 8.5 % of 2,000, 10 % of 2,000 = 595 USD.
    levy = next(item for item in host_regimes()["zambia"].levies if item.id == "royalty-copper")
    steps = getattr(levy, "steps", [])
    above = np.array([[step.above.value] for step in steps])
    rate = step_rate(
        np.array([[9000.0]]), above, [step.rate.value / 100 for step in steps], "slice"
    )
    assert 9000 * rate[0, 0] == pytest.approx(595.0)
