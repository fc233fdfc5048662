"""What is uncertain, price paths around a deck, and the fits that ship."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.chance import Sampling, Seed, uniforms
from orepact.errors import CaseError
from orepact.evidence import parse_model
from orepact.mine import ProjectFile
from orepact.mine.price_calibration import correlation, geometric, one_factor, real_log_prices
from orepact.mine.price_process import (
    PriceModel,
    PricePaths,
    Process,
    correlations_of,
    fitted,
    models_of,
)
from orepact.mine.uncertainty import factors_of, uncertain_inputs
from orepact.mine.uncertainty_file import UncertaintyFile, shipped_uncertainty

YEARS = np.arange(2025, 2046)


def paths(model: PriceModel, *, rho: float = 0.0, seed: int = 0) -> PricePaths:
    return PricePaths(
        decks={"copper": 9000.0, "gold": 7e7},
        models={"copper": model, "gold": model},
        correlations=np.array([[1.0, rho], [rho, 1.0]]),
        years=YEARS,
        base_year=2026,
        seed=Seed(root=seed),
        block=4096,
    )


@pytest.mark.parametrize(
    "model",
    [
        PriceModel(kappa=0.0, sigma=0.2),
        PriceModel(kappa=0.3, sigma=0.25),
        PriceModel(kappa=0.8, sigma=0.2, sigma_long=0.1),
    ],
)
def test_the_mean_of_all_paths_is_the_deck_and_the_spread_the_process(model: PriceModel) -> None:
    drawn = paths(model)(0, 4096)["copper"]
    assert np.all(drawn[:2] == pytest.approx(9000.0))
    age = 19.0
    spread = float(model.variance(np.array([age]))[0])
    logs = np.log(drawn[-1] / 9000.0)
    assert logs.var() == pytest.approx(spread, rel=0.1)
    assert logs.mean() == pytest.approx(-spread / 2, abs=4 * np.sqrt(spread / 4096))


def test_prices_move_together_as_asked_and_a_draw_is_the_same_alone() -> None:
    play = paths(PriceModel(kappa=0.0, sigma=0.2), rho=0.6)
    drawn = play(0, 4096)
    steps = {key: np.diff(np.log(path[1:]), axis=0).ravel() for key, path in drawn.items()}
    assert np.corrcoef(steps["copper"], steps["gold"])[0, 1] == pytest.approx(0.6, abs=0.02)
    assert np.array_equal(play(100, 103)["gold"], drawn["gold"][:, 100:103])
    with pytest.raises(ValueError, match="two blocks"):
        play(4000, 5000)


def test_one_factor_without_reversion_is_the_random_walk() -> None:
    slow = PriceModel(kappa=1e-9, sigma=0.2)
    walk = PriceModel(kappa=0.0, sigma=0.2)
    ages = np.arange(1.0, 40.0)
    assert slow.variance(ages) == pytest.approx(walk.variance(ages), rel=1e-6)
    assert slow.step == pytest.approx(walk.step, rel=1e-6)


def test_price_correlations_that_contradict_are_named() -> None:
    with pytest.raises(CaseError, match="contradict"):
        paths(PriceModel(kappa=0.0, sigma=0.2), rho=1.0)


def test_fits_are_those_of_the_bundle() -> None:
    months, logs = real_log_prices("copper")
    _, gold = real_log_prices("gold")
    table = fitted()
    for item in (*geometric(logs), *one_factor(logs)):
        shipped = table["copper", item.process, item.parameter]
        assert shipped.value == pytest.approx(item.value, rel=1e-4)
        assert (shipped.first, shipped.last) == (months[0], months[-1])
    value, error = correlation(logs, gold)
    assert table["copper", "correlation", "gold"].value == pytest.approx(value, rel=1e-4)
    assert table["gold", "correlation", "copper"].error == pytest.approx(error, rel=1e-4)


def test_the_fit_finds_the_numbers_that_made_the_prices() -> None:
    stream = np.random.default_rng(3)
    months, kappa, sigma = 12 * 400, 0.5, 0.3
    keep = np.exp(-kappa / 12)
    step = sigma * np.sqrt((1 - keep**2) / (2 * kappa))
    logs = np.zeros(months)
    for month in range(1, months):
        logs[month] = keep * logs[month - 1] + step * stream.normal()
    found = {item.parameter: item for item in one_factor(logs)}
    assert abs(found["kappa"].value - kappa) < 3 * found["kappa"].error
    # the shipped estimator corrects for monthly means by the square root of 1.5
    assert found["sigma"].value / np.sqrt(1.5) == pytest.approx(sigma, rel=0.03)
    assert found["dickey-fuller"].value < -2.87


def test_every_process_has_a_model_and_an_unfitted_price_takes_the_fallback() -> None:
    for process in Process:
        found = models_of(("copper", "unobtainium"), process, lambda _: 0.33)
        assert found["unobtainium"] == PriceModel(kappa=0.0, sigma=0.33)
        assert found["copper"].variance(np.array([10.0]))[0] > 0
    assert correlations_of(("copper", "unobtainium"))[0, 1] == 0.0


def test_overrun_keeps_its_published_statistics_as_far_as_its_form_can() -> None:
    overrun = shipped_uncertainty().overrun
    even = (np.arange(200_000) + 0.5) / 200_000
    from orepact.chance import ShiftedLognormal

    built = ShiftedLognormal(
        shift=overrun.shift.value,
        log_mean=overrun.log_mean.value,
        log_deviation=overrun.log_deviation.value,
    ).quantile(even)
    assert built.mean() == pytest.approx(1.14, abs=0.01)
    assert (np.abs(built - 1.0) > 0.15).mean() == pytest.approx(0.5, abs=0.005)
    # one in thirteen doubled; the form gives one in eighteen, and says so
    assert (built >= 2.0).mean() == pytest.approx(0.056, abs=0.003)


def test_inputs_follow_the_ranges_of_the_file(project: ProjectFile) -> None:
    file = shipped_uncertainty()
    plain = uncertain_inputs(project, project.variants[0], file)
    assert [item.name for item in plain] == ["capex", "delay"]
    rate = project.operating_costs[0].rate.model_copy(update={"range": (30.0, 60.0)})
    costs = [project.operating_costs[0].model_copy(update={"rate": rate})]
    wide = project.model_copy(update={"operating_costs": costs})
    inputs = uncertain_inputs(wide, wide.variants[0], file)
    assert [item.name for item in inputs] == ["capex", "delay", "operating"]
    points = uniforms(4096, tuple(item.name for item in inputs), Seed(), Sampling.SOBOL)
    factors = factors_of(wide, inputs, file, points)
    assert factors["operating"].min() >= 30 / 40
    assert factors["operating"].max() <= 60 / 40
    assert factors["capex"].min() > 0
    late = np.bincount(factors["delay"].astype(int)) / 4096
    assert late == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=0.01)
    assert np.corrcoef(np.argsort(np.argsort(factors["capex"])), factors["delay"])[0, 1] > 0.3
    assert np.all(factors["copper/concentrate"] == 1.0)


def changed(**more: object) -> dict[str, object]:
    return shipped_uncertainty().model_dump(mode="json") | more


def test_probabilities_of_delay_must_sum_to_one() -> None:
    short = changed()["delay"][:2]  # type: ignore[index]
    with pytest.raises(Exception, match="sum to 70"):
        parse_model(UncertaintyFile, changed(delay=short), name="u.yaml", lines={})


def test_correlations_that_contradict_are_named_with_their_file(project: ProjectFile) -> None:
    def pair(one: str, other: str, value: float) -> dict[str, object]:
        number = {"value": value, "unit": "1", "quality": "B", "source": "test"}
        return {"one": one, "other": other, "value": number}

    pairs = [
        pair("capex", "delay", 0.95),
        pair("delay", "operating", 0.95),
        pair("capex", "operating", -0.95),
    ]
    file = parse_model(UncertaintyFile, changed(correlations=pairs), name="u.yaml", lines={})
    rate = project.operating_costs[0].rate.model_copy(update={"range": (30.0, 60.0)})
    wide = project.model_copy(
        update={"operating_costs": [project.operating_costs[0].model_copy(update={"rate": rate})]}
    )
    inputs = uncertain_inputs(wide, wide.variants[0], file)
    with pytest.raises(CaseError, match=r"uncertainty.yaml:correlations.*contradict"):
        factors_of(wide, inputs, file, np.full((2, len(inputs)), 0.5))
