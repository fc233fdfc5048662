"""Origin shares of any chain add up, follow the names of countries, and never invent a mine."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from orepact.exposure.mixing import Mixing
from orepact.exposure.see_through import UNKNOWN, OriginOf, Stage, see_through

COUNT = 5
tonnes = st.one_of(st.just(0.0), st.floats(0.001, 1e6))
amounts = arrays(np.float64, COUNT, elements=tonnes)
flows = arrays(np.float64, (COUNT, COUNT), elements=tonnes)
stages = st.builds(Stage, name=st.just("any"), primary=amounts, recycled=amounts, trade=flows)
chains = st.lists(stages, min_size=1, max_size=3)
rules = st.sampled_from(list(Mixing))


@settings(max_examples=150, deadline=None)
@given(chains, rules, st.sampled_from(list(OriginOf)))
def test_rows_sum_to_one_or_are_gaps(chain: list[Stage], rule: Mixing, of: OriginOf) -> None:
    for made in see_through(chain, rule=rule, of=of):
        for name in ("supply", "exports", "imports", "retained"):
            rows = getattr(made.mixes, name)
            is_gap = np.isnan(rows).any(axis=1)
            assert np.isnan(rows[is_gap]).all()
            assert_allclose(rows[~is_gap].sum(axis=1), 1.0, atol=1e-9)
            assert (rows[~is_gap] >= -1e-12).all()
        assert (np.isnan(made.mixes.supply).all(axis=1) == (made.supply == 0)).all()


@settings(max_examples=80, deadline=None)
@given(chains, rules, st.permutations(range(COUNT)))
def test_renaming_countries_renames_origins(
    chain: list[Stage], rule: Mixing, order: list[int]
) -> None:
    def moved(each: Stage) -> Stage:
        return Stage(
            name=each.name,
            primary=each.primary[order],
            recycled=each.recycled[order],
            trade=each.trade[np.ix_(order, order)],
        )

    plain = see_through(chain, rule=rule)[-1].mixes.supply
    renamed = see_through([moved(each) for each in chain], rule=rule)[-1].mixes.supply
    assert_allclose(renamed, plain[order][:, [*order, COUNT, COUNT + 1]], atol=1e-6)


@settings(max_examples=80, deadline=None)
@given(chains, rules, st.floats(0.01, 100.0))
def test_the_unit_of_weight_does_not_matter(
    chain: list[Stage], rule: Mixing, factor: float
) -> None:
    def scaled(each: Stage) -> Stage:
        fields: dict[str, Any] = {
            name: getattr(each, name) * factor for name in ("primary", "recycled", "trade")
        }
        return Stage(name=each.name, **fields)

    plain = see_through(chain, rule=rule)[-1].mixes.imports
    other = see_through([scaled(each) for each in chain], rule=rule)[-1].mixes.imports
    assert_allclose(other, plain, atol=1e-6)


@settings(max_examples=80, deadline=None)
@given(stages, rules)
def test_mass_balances_over_the_world(stage: Stage, rule: Mixing) -> None:
    (made,) = see_through([stage], rule=rule)
    left = made.supply - made.exports
    stays = np.nansum(made.mixes.retained * left[:, None], axis=0)
    scale = max(float(made.supply.sum()), 1.0)
    assert_allclose(stays[:COUNT], stage.primary, atol=1e-6 * scale)
    assert_allclose(stays[UNKNOWN - 1], stage.recycled.sum(), atol=1e-6 * scale)


@settings(max_examples=80, deadline=None)
@given(stages, rules)
def test_country_that_mines_nothing_is_origin_of_nothing(stage: Stage, rule: Mixing) -> None:
    (made,) = see_through([stage], rule=rule)
    assert (np.nan_to_num(made.mixes.supply[:, :COUNT][:, stage.primary == 0]) == 0).all()


@settings(max_examples=60, deadline=None)
@given(stages)
def test_without_trade_every_rule_gives_own_mine(stage: Stage) -> None:
    alone = Stage(
        name="any", primary=stage.primary, recycled=np.zeros(COUNT), trade=np.zeros((COUNT, COUNT))
    )
    for rule in Mixing:
        (made,) = see_through([alone], rule=rule)
        held = stage.primary > 0
        assert_allclose(made.mixes.supply[held][:, :COUNT], np.eye(COUNT)[held])
