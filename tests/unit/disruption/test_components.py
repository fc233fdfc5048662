"""The five components: signs, sums, and what is not computed."""

from collections.abc import Callable

import numpy as np
import pytest

from orepact.disruption import Component, InputOutputTable, MarketResponse, economic_loss, kappa_of
from orepact.disruption.components import producing_industry, shortfall_of_rows
from orepact.errors import OrepactError

Maker = Callable[..., MarketResponse]


def test_components_follow_their_formulas(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    loss = economic_loss([make_response()], small_table, rho=1.0, kappa_at=0.5)
    parts = {part: float(loss.parts[part][0, 0]) for part in Component}
    # base price 1 MUSD per t, price 3: users pay (3 - 1) x (5 + 0.5)
    assert parts[Component.INPUT_COST] == pytest.approx(-11.0)
    # refined metal is made by 331410 with 90 of value added in 200: 0.45 x (3.7 - 3.0)
    assert parts[Component.DOMESTIC_OUTPUT] == pytest.approx(0.45 * 0.7)
    # paid more: (3 - 1) x (2.5 + 1.2 + 0.3), recycling and released stocks among them
    assert parts[Component.DOMESTIC_PRICE] == pytest.approx(8.0)
    # kappa at its median of chips and parts, half of use is gone
    kappa = kappa_of("gallium", "refined", small_table)
    assert kappa is not None
    chips, other = kappa.at(np.array([0.5]))[0]
    assert parts[Component.DIRECT] == pytest.approx(-0.5 * (chips * 60.0 + other * 250.0))
    assert parts[Component.DOWNSTREAM] < 0.0


def test_components_sum_to_the_total_and_cost_and_price_to_the_terms_of_trade(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    loss = economic_loss([make_response()], small_table, rho=0.4)
    total = sum(loss.parts.values()).sum(axis=1)  # type: ignore[union-attr]
    assert loss.total == pytest.approx(total, rel=1e-9)
    both = loss.parts[Component.INPUT_COST] + loss.parts[Component.DOMESTIC_PRICE]
    assert both == pytest.approx(loss.terms_of_trade, rel=1e-9)


def test_the_interval_runs_from_direct_to_every_buyer_rationed(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    at = {
        rho: economic_loss([make_response()], small_table, rho=rho).total for rho in (0.0, 0.5, 1.0)
    }
    loss = economic_loss([make_response()], small_table, rho=0.5)
    assert loss.low == pytest.approx(at[0.0])
    assert loss.high == pytest.approx(at[1.0])
    assert (at[0.0] >= at[0.5]).all()
    assert (at[0.5] >= at[1.0]).all()


def test_no_cut_no_change(small_table: InputOutputTable, make_response: Maker) -> None:
    quiet = make_response(use_ratio=1.0, price=1.0)
    loss = economic_loss([quiet], small_table)
    assert float(np.abs(loss.parts[Component.DIRECT]).max()) == 0.0
    assert float(np.abs(loss.parts[Component.INPUT_COST]).max()) == 0.0
    assert float(np.abs(loss.downstream_full).max()) == 0.0


def test_a_mineral_without_reviewed_shares_leaves_price_components_only(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    loss = economic_loss([make_response(commodity="talc")], small_table)
    assert loss.without_kappa == ("talc",)
    assert loss.kappas == ()
    assert float(loss.parts[Component.DIRECT].sum()) == 0.0
    assert loss.parts[Component.INPUT_COST][0, 0] == pytest.approx(-11.0)


def test_without_a_price_money_components_are_gaps_and_the_rest_stands(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    loss = economic_loss([make_response(price_usd=None)], small_table)
    assert np.isnan(loss.parts[Component.INPUT_COST]).all()
    assert np.isnan(loss.total).all()
    assert (loss.without_price < 0.0).all()


def test_shortage_of_a_row_is_that_of_the_uses_assigned_to_its_industry(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    response = make_response(industries=("334413",))
    response.use_ratio[:, :, 0] = 0.2
    kappa = kappa_of("gallium", "refined", small_table)
    assert kappa is not None
    z = shortfall_of_rows(response, kappa)
    assert [row.industry for row in kappa.rows] == ["334413", "33441A"]
    assert z[0, 0].tolist() == pytest.approx([0.8, 0.5 * 0.8 + 0.5 * 0.5])


def test_two_minerals_of_one_event_cannot_stop_the_same_output_twice(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    one = economic_loss([make_response(0.0)], small_table, kappa_at=1.0)
    other = economic_loss([make_response(0.0, commodity="arsenic")], make_other(small_table))
    joint = economic_loss(
        [make_response(0.0), make_response(0.0, commodity="arsenic")],
        make_other(small_table),
        kappa_at=1.0,
    )
    direct = Component.DIRECT
    apart = one.parts[direct] + other.parts[direct]
    assert (joint.parts[direct] <= one.parts[direct]).all()
    assert np.isfinite(apart).all()
    kappa = 0.135, 0.15
    expected = -60.0 * (1 - (1 - kappa[0]) * (1 - kappa[1]))
    assert joint.direct_cut[0, 0, 0] * -60.0 == pytest.approx(expected)


def make_other(table: InputOutputTable) -> InputOutputTable:
    """Return the table with the industries that arsenic needs, at no output."""
    extra = ("321100", "325320", "335911")
    count = len(table.codes)
    flows = np.zeros((count + 3, count + 3))
    flows[:count, :count] = table.flows
    return InputOutputTable(
        country=table.country,
        title=table.title,
        classification=table.classification,
        pattern_year=table.pattern_year,
        totals_year=table.totals_year,
        codes=table.codes + extra,
        names=table.names + extra,
        flows=flows,
        output=np.append(table.output, np.zeros(3)),
        value_added=np.append(table.value_added, np.zeros(3)),
        sources=table.sources,
    )


def test_industries_add_up_to_the_mean_of_direct_and_downstream(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    loss = economic_loss([make_response(draws=50)], small_table, rho=0.7)
    direct, downstream = loss.by_industry
    assert direct.sum() == pytest.approx(loss.parts[Component.DIRECT].mean(), rel=1e-9)
    assert downstream.sum() == pytest.approx(loss.parts[Component.DOWNSTREAM].mean(), rel=1e-9)


def test_responses_of_unlike_size_are_refused(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    with pytest.raises(OrepactError, match="do not belong together"):
        economic_loss([make_response(draws=2), make_response(draws=3)], small_table)
    with pytest.raises(OrepactError, match="no market responds"):
        economic_loss([], small_table)


def test_the_industry_that_makes_a_mineral_must_be_in_the_table(
    small_table: InputOutputTable,
) -> None:
    assert producing_industry("gallium", "refined", small_table) == "331410"
    with pytest.raises(OrepactError, match="no industry of this table makes"):
        producing_industry("copper", "ore", small_table)


def test_everything_rests_on_assumed_shares_and_the_result_says_so(
    small_table: InputOutputTable, make_response: Maker
) -> None:
    assert economic_loss([make_response()], small_table).assumed == 1.0
