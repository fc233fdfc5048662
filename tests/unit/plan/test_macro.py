"""The host's economy: what the plan adds is what its cash flows say, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.case import Case, Side, load
from orepact.mine import ColumnTable
from orepact.plan import (
    Decisions,
    HostFlows,
    PlanData,
    Settings,
    build_data,
    case_columns,
    host_flows,
    macro_path,
)

YEARS = np.arange(2025, 2030)


def _flows(**changes: list[float]) -> HostFlows:
    none = np.zeros(YEARS.size)
    names = (
        "exports", "value_added", "imports", "from_abroad", "owed_abroad", "guaranteed",
        "newly_guaranteed",
    )  # fmt: skip
    return HostFlows(**{name: np.array(changes.get(name, none)) for name in names})


@pytest.fixture(scope="module")
def shipped() -> Case:
    return load("us-pakistan")


@pytest.fixture(scope="module")
def built(shipped: Case) -> tuple[ColumnTable, PlanData]:
    table = case_columns(shipped)
    return table, build_data(shipped, table, Settings(is_joint=False, is_insured=False))


def test_without_flows_nothing_changes(shipped: Case) -> None:
    path = macro_path(shipped, YEARS, _flows())
    assert np.array_equal(path.gdp, path.gdp_with)
    assert np.allclose(path.mining_share, path.mining_share_with)
    assert np.array_equal(path.mineral_balance, path.mineral_balance_with)
    assert np.array_equal(path.external_debt, path.external_debt_with)


def test_the_economy_grows_from_the_published_product(shipped: Case) -> None:
    path = macro_path(shipped, YEARS, _flows())
    assert path.gdp[0] == pytest.approx(407_310)
    assert path.gdp[2] == pytest.approx(407_310 * 1.035**2)


def test_a_mine_of_one_percent_of_product_lifts_the_share_by_almost_that(shipped: Case) -> None:
    gdp = macro_path(shipped, YEARS, _flows()).gdp
    path = macro_path(shipped, YEARS, _flows(value_added=(0.01 * gdp).tolist()))
    # (2.1 % + 1 %) / 1.01 of the product with the mine
    assert path.mining_share_with == pytest.approx(np.full(YEARS.size, 3.1 / 1.01))


def test_foreign_exchange_counts_goods_and_money(shipped: Case) -> None:
    flows = _flows(
        exports=[0, 0, 10, 10, 10], imports=[5, 5, 1, 1, 1], from_abroad=[6, 6, -3, -3, -3]
    )
    assert flows.foreign_exchange.tolist() == [1, 1, 6, 6, 6]


def _plan(data: PlanData, column: str, kept: float) -> Decisions:
    last = round(kept * len(data.scenarios))
    exercised = {(column, name): n < last for n, name in enumerate(data.scenarios)}
    return Decisions(columns=(column,), exercised=exercised, starts={})


def test_what_parties_abroad_take_is_what_the_host_does_not_keep(
    shipped: Case, built: tuple[ColumnTable, PlanData]
) -> None:
    table, data = built
    column = next(c.id for c in table.columns if c.id.startswith("reko-diq:delayed:2028:with-exim"))
    place = next(n for n, item in enumerate(table.columns) if item.id == column)
    flows = host_flows(shipped, table, data, _plan(data, column, 1.0))
    home = {party.id for party in shipped.on_side(Side.HOST)}
    pre_tax = data.weights @ table.pre_tax[place]
    own = sum(
        data.weights @ table.cash[place, :, n]
        for n, name in enumerate(table.parties)
        if name in home
    )
    assert table.accounts is not None
    held = data.weights @ table.accounts[place]  # in the project's accounts: nobody's yet
    assert flows.from_abroad == pytest.approx(own + held - pre_tax, abs=1e-6)


def test_a_project_that_is_dropped_brings_nothing(
    shipped: Case, built: tuple[ColumnTable, PlanData]
) -> None:
    table, data = built
    column = next(c.id for c in table.columns if c.id.startswith("reko-diq:delayed"))
    flows = host_flows(shipped, table, data, _plan(data, column, 0.0))
    assert not flows.exports.any()
    assert not flows.guaranteed.any()


def test_new_guarantees_add_up_to_the_most_that_stands(
    shipped: Case, built: tuple[ColumnTable, PlanData]
) -> None:
    table, data = built
    column = next(c.id for c in table.columns if c.id.startswith("reko-diq:delayed:2028:with-exim"))
    flows = host_flows(shipped, table, data, _plan(data, column, 1.0))
    assert flows.newly_guaranteed.sum() == pytest.approx(flows.guaranteed.max())
    assert flows.guaranteed.max() > 390.0
