"""One question answered, its figures, their lineage, and what matters most."""

from dataclasses import replace

import numpy as np
import pytest

from orepact.disruption import (
    Question,
    ScenarioLookup,
    ScenarioResult,
    answer,
    headline,
    market_of,
    parameters,
    scenario_figures,
    switches,
)
from orepact.disruption.scenario_lookup import question_of
from orepact.disruption.switches import OneAtATime
from orepact.evidence import bundle
from orepact.exposure import ExposureLookup, exposure
from orepact.trace import Lookup, RecordKind, Tree, parse_result_id, walk

QUESTION = Question(importer="United States", suppliers=("China",), commodity="Ga", draws=60)


@pytest.fixture(scope="module")
def gallium() -> ScenarioResult:
    """Return what losing China's gallium costs the United States."""
    return answer(exposure(), QUESTION)


def test_names_come_back_in_their_canonical_spelling(gallium: ScenarioResult) -> None:
    asked = gallium.question
    assert (asked.importer, asked.suppliers, asked.commodity) == ("USA", ("CHN",), "gallium")
    assert asked.stage == "refined"


def test_the_same_question_has_the_same_answer(gallium: ScenarioResult) -> None:
    again = answer(exposure(), QUESTION)
    assert [one.value for one in scenario_figures(again)] == [
        one.value for one in scenario_figures(gallium)
    ]


def test_every_figure_is_found_again_by_its_id(gallium: ScenarioResult) -> None:
    lookup = ScenarioLookup(exposure())
    for one in scenario_figures(gallium):
        record = lookup.find(one.id)
        assert record is not None
        assert (record.value.number, record.unit) == (one.value, one.unit)
        assert record.parents == one.parents


def test_every_lineage_ends_in_sources_parameters_or_shares(gallium: ScenarioResult) -> None:
    lookups: list[Lookup] = [ScenarioLookup(exposure()), ExposureLookup(exposure()), bundle()]

    def leaves(tree: Tree) -> list[Tree]:
        below = [leaf for child in tree.children for leaf in leaves(child)]
        return below or [tree]

    for one in scenario_figures(gallium):
        for leaf in leaves(walk(one.id, lookups)):
            assert leaf.record.sources, leaf.record.id
    direct = next(one for one in scenario_figures(gallium) if one.measure == "direct")
    kinds = {leaf.record.kind for leaf in leaves(walk(direct.id, lookups))}
    assert {RecordKind.SOURCE, RecordKind.PARAMETER} <= kinds


def test_an_id_asks_the_question_it_was_made_from(gallium: ScenarioResult) -> None:
    first = scenario_figures(gallium)[0]
    parsed = parse_result_id(first.id)
    assert parsed is not None
    assert question_of(parsed[2]) == gallium.question
    assert question_of({**parsed[2], "cut": "much"}) is None
    assert ScenarioLookup(exposure()).find("disruption.gdp[importer=USA]") is None


def test_the_headline_is_an_interval_never_its_centre(gallium: ScenarioResult) -> None:
    figures = {one.measure: one for one in scenario_figures(gallium)}
    said = headline(gallium)
    assert said[0].startswith("100 %")
    assert figures["gdp_direct"].value > figures["gdp"].value > figures["gdp_rationing"].value


def test_the_least_loss_is_not_above_the_central_loss_with_rationing(
    gallium: ScenarioResult,
) -> None:
    assert gallium.least is not None
    assert gallium.loss is not None
    central = -float((gallium.loss.without_price)[0])
    assert 0.0 < gallium.least.loss_musd <= central


def test_the_switch_that_matters_most_comes_first(gallium: ScenarioResult) -> None:
    swings = [one.swing for one in gallium.switches]
    assert swings == sorted(swings, reverse=True)
    kinds = {one.id: one.kind for one in gallium.switches}
    assert (kinds["rho"], kinds["kappa"]) == ("structure", "share")


def test_one_assumption_moves_at_a_time() -> None:
    names = ("backstop", "stock_cover")
    draws = OneAtATime(size=5, seed=0, scope="x", table=parameters(), names=names)
    assert draws.uniform("backstop").tolist() == [0.5, 0.05, 0.95, 0.5, 0.5]
    assert draws.uniform("stock_cover").tolist() == [0.5, 0.5, 0.5, 0.05, 0.95]
    assert draws.uniform("leakage_ban").tolist() == [0.5] * 5


def test_without_a_table_switches_move_the_price() -> None:
    market = market_of(exposure(), commodity="copper", importer="DEU")
    shock = replace(
        answer(
            exposure(), Question(importer="DEU", suppliers=("CHL",), commodity="copper", draws=1)
        ).response.shock
    )
    found = switches(market, shock, None)
    assert found[0].swing > 0.0
    assert {"rho", "kappa"}.isdisjoint({one.id for one in found})


def test_half_a_cut_costs_less_than_a_whole_one(gallium: ScenarioResult) -> None:
    half = answer(exposure(), replace(QUESTION, cut=0.5), with_switches=False, with_least=False)
    assert half.loss is not None
    assert gallium.loss is not None
    assert (half.loss.high >= gallium.loss.high - 1e-9).all()
    assert np.median(half.loss.high) > np.median(gallium.loss.high)
