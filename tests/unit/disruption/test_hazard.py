import numpy as np
import pytest

from orepact.disruption.expected_loss import setting_of
from orepact.disruption.hazard import (
    HazardModel,
    Override,
    fit_logistic,
    hazard_model,
    hazards,
    validated,
)
from orepact.disruption.panel import Panel, panel, restrictions
from orepact.errors import OrepactError
from orepact.evidence import bundle
from orepact.exposure import cube, exposure


@pytest.fixture(scope="module")
def model() -> HazardModel:
    return hazard_model(exposure())


def test_official_list_is_read_commodity_by_commodity() -> None:
    found = {(one.country, one.commodity, one.year) for one in restrictions(bundle())}
    assert {("CHN", "gallium", 2023), ("CHN", "antimony", 2024), ("IDN", "nickel", 2020)} <= found
    assert ("NAM", "cobalt", 2023) in found
    assert ("ZAF", "chromium", 2025) in found
    # scrap and waste are no commodity of a mine
    assert not any(country == "RUS" for country, _, _ in found)


def test_panel_has_non_events_and_drops_a_line_after_its_event() -> None:
    data = panel(cube(), restrictions(bundle()))
    assert data.happened.sum() < 0.05 * data.happened.size
    gallium = [
        year
        for who, chain, year in zip(data.countries, data.chains, data.years, strict=True)
        if (who, chain[0]) == ("CHN", "gallium")
    ]
    assert max(gallium) == 2023


def test_weak_priors_hold_where_nothing_is_seen() -> None:
    found = fit_logistic(np.zeros((0, 4)), np.zeros(0, dtype=np.bool_))
    assert found == pytest.approx([-3.5, 0.0, 0.0, 0.0])


def test_constant_is_shipped_where_features_do_not_help_on_other_imposers() -> None:
    rng = np.random.default_rng(0)
    rows = 400
    features = np.column_stack([np.ones(rows), rng.normal(size=(rows, 3))])
    noise = Panel(
        countries=tuple(f"C{n % 8}" for n in range(rows)),
        chains=(("x", "ore"),) * rows,
        years=(2020,) * rows,
        features=features,
        happened=rng.random(rows) < 0.03,
    )
    found = validated(noise)
    assert found.is_constant == (found.log_score_constant <= found.log_score)
    assert found.is_constant
    assert found.of(features[0]) == found.constant


def test_shipped_hazard_is_the_one_that_scored_better(model: HazardModel) -> None:
    assert model.is_constant == (model.log_score_constant <= model.log_score)
    assert model.rows > 1000
    assert 10 <= model.happened <= 60
    assert sum(rows for _, _, rows in model.reliability) == model.rows


def test_override_replaces_one_line_and_keeps_its_reason() -> None:
    chain = ("gallium", "refined")
    mine = Override(country="CHN", commodity="gallium", hazard=0.9, reason="announced")
    found = hazards(exposure(), [chain], suppliers={chain: ["CHN", "JPN"]}, overrides=[mine])
    assert found[0].hazard == 0.9
    assert found[0].reason == "announced"
    assert found[1].reason == ""
    assert found[1].hazard < 0.1


@pytest.mark.parametrize(("hazard", "reason"), [(1.5, "x"), (-0.1, "x"), (0.5, " ")])
def test_an_override_out_of_bounds_or_without_a_reason_is_refused(
    hazard: float, reason: str
) -> None:
    with pytest.raises(OrepactError):
        Override(country="CHN", commodity="gallium", hazard=hazard, reason=reason)


def test_a_hazard_of_a_country_that_supplies_nothing_is_refused() -> None:
    nobody = Override(country="ISL", commodity="gallium", hazard=0.02, reason="none")
    with pytest.raises(OrepactError, match="no supplier of gallium"):
        setting_of(exposure(), "USA", commodities=("gallium",), overrides=(nobody,))


def test_a_hazard_of_a_market_that_was_not_asked_for_is_left_alone() -> None:
    other = Override(country="ZAF", commodity="rhodium", hazard=0.02, reason="none")
    found = setting_of(exposure(), "USA", commodities=("gallium",), overrides=(other,))
    assert {chain[0] for chain in found.lines} == {"gallium"}
