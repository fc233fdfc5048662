import hashlib
from importlib.resources import files

import numpy as np
import pytest

from orepact.disruption import Draws, Spread, parameters
from orepact.disruption.backtest_variants import VARIANTS, stored_variants
from orepact.disruption.calibrate import digest_of_inputs, factor_band, frozen
from orepact.disruption.parameters import blind_parameters, draw_uniform, quantile
from orepact.disruption.traits import rows_of
from orepact.evidence import Quality


def spread(shape: str, low: float, mid: float, high: float) -> Spread:
    return Spread(
        id="x",
        title="x",
        unit="1",
        shape=shape,
        low=low,
        mid=mid,
        high=high,
        quality=Quality.D,
        source="assumption",
    )


def test_lognormal_passes_through_its_three_points() -> None:
    found = quantile(spread("lognormal", 0.1, 0.5, 2.0), np.array([0.05, 0.5, 0.95]))
    assert found == pytest.approx([0.1, 0.5, 2.0], rel=1e-9)


def test_triangular_stays_within_its_limits() -> None:
    found = quantile(spread("triangular", 1.0, 2.0, 4.0), np.linspace(1e-9, 1 - 1e-9, 99))
    assert found.min() >= 1.0
    assert found.max() <= 4.0
    assert quantile(spread("triangular", 1.0, 2.0, 4.0), np.array([1 / 3]))[0] == pytest.approx(2)


def test_every_parameter_has_a_source_or_quality_d_with_a_range() -> None:
    table = parameters()
    assert len(table) > 20
    for one in table.values():
        assert one.title
        assert one.source
        if one.source == "assumption":
            assert one.quality is Quality.D


def test_streams_are_told_apart_by_name_not_by_position() -> None:
    alone = draw_uniform("a/backstop", 100, 3)
    draw_uniform("a/other", 100, 3)
    assert (draw_uniform("a/backstop", 100, 3) == alone).all()
    assert (draw_uniform("b/backstop", 100, 3) != alone).any()


def test_first_draw_is_the_median() -> None:
    draws = Draws(50, 1, "gallium", parameters())
    assert draws.of("backstop")[0] == pytest.approx(parameters()["backstop"].mid)


def test_calibration_was_frozen_on_the_tables_that_are_shipped() -> None:
    digests = {row["inputs_sha256"] for row in rows_of("calibration.csv")}
    assert digests == {digest_of_inputs()}


def test_freezes_are_recorded_with_the_digests_that_are_shipped() -> None:
    rows = rows_of("freezes.csv")
    latest = {row["what"]: row for row in rows}
    kappa = (files("orepact.disruption") / "data" / "kappa.csv").read_bytes()
    assert latest["elasticity factor"]["sha256"] == digest_of_inputs()
    assert latest["kappa"]["sha256"] == hashlib.sha256(kappa).hexdigest()
    assert all(row["date"] and row["why"] for row in rows)


def test_choices_taken_back_were_scored_on_the_tables_that_are_shipped() -> None:
    found = stored_variants()
    assert [one.name for one in found] == list(VARIANTS)
    assert all(one.is_current for one in found)
    frozen_row = next(row for row in reversed(rows_of("freezes.csv")) if row["within_two"])
    assert found[0].scores.covered == pytest.approx(float(frozen_row["covered"]), abs=5e-4)
    assert found[0].scores.log_error == pytest.approx(float(frozen_row["log_error"]), abs=5e-4)


def test_blind_ranges_replace_what_was_read_off_past_events_and_hold_it() -> None:
    shipped, blind = parameters(), blind_parameters()
    changed = [name for name in shipped if blind[name] != shipped[name]]
    assert "leakage_licence" in changed
    assert "elasticity_factor" not in changed
    for name in changed:
        assert blind[name].high - blind[name].low >= shipped[name].high - shipped[name].low


def test_model_uses_the_frozen_factor() -> None:
    low, middle, high = factor_band(frozen()[""])
    used = parameters()["elasticity_factor"]
    assert (used.low, used.mid, used.high) == pytest.approx((low, middle, high), rel=1e-4)


def test_every_scored_event_was_left_out_once() -> None:
    from orepact.disruption.events import Role, events

    scored = {
        one.id for one in events() if one.role in (Role.POSITIVE, Role.CONTROL) and one.price_detail
    }
    assert set(frozen()) == scored | {""}
