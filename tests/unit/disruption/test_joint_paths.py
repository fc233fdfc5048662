from dataclasses import replace

import numpy as np
import pytest
from tests.unit.disruption.test_benefit import supply
from tests.unit.disruption.test_insurance import line, setting

from orepact.chance import Seed
from orepact.disruption.benefit import insurance_benefit
from orepact.disruption.joint_paths import RestrictionPaths, restriction_paths
from orepact.disruption.library import HORIZON, severity_of
from orepact.errors import OrepactError

YEARS = tuple(range(2030, 2050))
CHAIN = ("gallium", "refined")
SUPPLY = supply(tonnes=np.full(len(YEARS), 5.0))


def paths(draws: int = 400, seed: int = 0, **changed: object) -> RestrictionPaths:
    found = restriction_paths(
        setting(line(hazard=0.05)),
        YEARS,
        draws=draws,
        seed=Seed(root=seed),
        pool=50,
        **changed,  # type: ignore[arg-type]
    )
    return found[CHAIN]


def test_price_is_one_and_nobody_loses_where_nothing_stands() -> None:
    found = paths(supplies=[SUPPLY])
    free = ~found.is_restricted
    assert free.any()
    assert (found.price[free] == 1.0).all()
    assert not found.loss_musd[free].any()
    assert not found.gain_musd[free].any()
    assert not found.host_gain_musd[free].any()


def test_the_same_seed_restricts_the_same_years_whatever_is_added() -> None:
    bare, insured = paths(), paths(supplies=[SUPPLY])
    assert (bare.is_restricted == insured.is_restricted).all()
    assert (bare.loss_musd == insured.loss_musd).all()
    assert (insured.price <= bare.price).all()
    assert not (bare.is_restricted == paths(seed=1).is_restricted).all()


def test_host_earns_more_on_exactly_the_paths_on_which_the_importer_loses() -> None:
    found = paths(supplies=[SUPPLY])
    earns = found.host_gain_musd > 0.0
    assert (found.price[earns] > 1.0).all()
    assert (found.is_restricted[earns]).all()
    price = 1_000_000.0
    expected = (found.price - 1.0) * price * 5.0 / 1e6
    assert found.host_gain_musd == pytest.approx(expected, rel=1e-12)


def test_deck_stays_the_mean_of_prices_that_have_restrictions_in_them() -> None:
    assert paths().price_around_deck.mean(axis=0) == pytest.approx(np.ones(len(YEARS)), rel=1e-12)


def test_paths_agree_with_expected_benefit_once_restrictions_can_have_started_before() -> None:
    many = paths(draws=8000, supplies=[SUPPLY])
    late = many.gain_musd[:, HORIZON:].mean(axis=1)
    expected = insurance_benefit(setting(line(hazard=0.05)), [SUPPLY], YEARS, draws=50).mean[-1]
    error = late.std() / np.sqrt(late.size)
    free = 1.0 - many.is_restricted[:, HORIZON:].mean()
    assert late.mean() == pytest.approx(expected * free, abs=5 * error)


def test_no_second_restriction_starts_while_one_stands() -> None:
    length = int(np.ceil(severity_of([line()], setting().markets[0], 1, 0).years[0]))
    found = restriction_paths(setting(line(hazard=0.3)), YEARS, draws=50, pool=1)[CHAIN]
    assert length == 2
    for row in found.is_restricted:
        ends = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]])))
        runs = ends.reshape(-1, 2)
        whole = runs[runs[:, 1] < len(YEARS)]
        assert ((whole[:, 1] - whole[:, 0]) % length == 0).all()


def test_two_imposers_that_start_together_are_solved_together() -> None:
    second = replace(setting().markets[0].inflows[0], country="YYY", exports=20.0, to_importer=5.0)
    second = replace(second, low=20.0, high=20.0)
    market = replace(setting().markets[0], inflows=(*setting().markets[0].inflows, second))
    lines = (line(country="XXX", hazard=0.5), line(country="YYY", hazard=0.5))
    two = replace(setting(*lines), markets=(market,))
    joint = restriction_paths(two, YEARS, draws=200, pool=30)[CHAIN]
    alone = restriction_paths(replace(two, lines={CHAIN: lines[:1]}), YEARS, draws=200, pool=30)[
        CHAIN
    ]
    assert joint.loss_musd.mean() > alone.loss_musd.mean()


def test_impossible_paths_are_refused() -> None:
    with pytest.raises(OrepactError, match="0 draws"):
        restriction_paths(setting(), YEARS, draws=0)
    with pytest.raises(OrepactError, match="4 numbers for 20 years"):
        restriction_paths(setting(), YEARS, draws=5, supplies=[supply()])
