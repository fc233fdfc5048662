"""A full job that was stopped takes the solves it had made, and stale ones never."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orepact.case import Case, load, with_overrides
from orepact.evidence import Parameter
from orepact.plan import Settings, Shelf, build_data, case_columns, solve_bargain
from orepact.solve import Limits, Tally, kept_solves, solver
from orepact.terms import bargaining_points, sides_frontier, tier_game

FOLDER = Path(__file__).parents[2] / "case" / "second-case"
SETTINGS = Settings(is_joint=False)
LIMITS = Limits(gap=0.01, seed=0)


class _StopError(Exception):
    """What ends a job in its middle."""


@pytest.fixture(scope="module")
def second() -> Case:
    return load(FOLDER)


def _job(case: Case, limits: Limits = LIMITS, *, is_short: bool = False) -> list[Any]:
    """Solve what the full job solves beyond its tables, and return all of it as plain numbers.

    The short job ends before the rules of bargaining.
    """
    data = build_data(case, case_columns(case), SETTINGS)
    shelf = Shelf()
    bargain = solve_bargain(data, limits=limits, points=2, shelf=shelf)
    sides = sides_frontier(data, bargain, limits=limits, levels=2, shelf=shelf)
    if is_short:
        return [bargain.equal_gain, [dict(item) for item in sides.gains] if sides else []]
    points = bargaining_points(data, bargain, limits=limits, shelf=shelf)
    game = tier_game(case, data, bargain, limits=limits, shelf=shelf)
    return [
        bargain.equal.value.tolist(),
        bargain.equal_gain,
        [dict(item) for item in sides.gains] if sides else [],
        {name: dict(gains) for name, gains in points.gains.items()},
        dict(game.game.values),
    ]


@pytest.fixture(scope="module")
def whole(second: Case, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], Tally]:
    """The job without a stop."""
    with kept_solves(tmp_path_factory.mktemp("whole")) as tally:
        return _job(second), tally


@pytest.fixture(scope="module")
def stopped(
    second: Case, whole: tuple[list[Any], Tally], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder of solves of a job that ended after half of them."""
    folder = tmp_path_factory.mktemp("stopped")
    half, made = whole[1].made // 2, [0]
    solved = solver._solved  # the one place where HiGHS is asked

    def until_the_stop(*given: Any) -> Any:
        if made[0] == half:
            raise _StopError
        made[0] += 1
        return solved(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "_solved", until_the_stop)
        with kept_solves(folder), pytest.raises(_StopError):
            _job(second)
    return folder


def test_a_job_that_was_stopped_goes_on_and_ends_the_same(
    second: Case, whole: tuple[list[Any], Tally], stopped: Path
) -> None:
    with kept_solves(stopped) as tally:
        again = _job(second)
    assert tally.found == tally.taken == whole[1].made // 2 > 5
    assert tally.taken + tally.made == whole[1].made
    assert again == whole[0]


@pytest.mark.parametrize("changed", ["gap", "seed", "case"])
def test_after_a_change_the_job_ends_as_if_nothing_had_been_kept(
    second: Case, stopped: Path, changed: str
) -> None:
    limits = {"gap": Limits(gap=0.002, seed=0), "seed": Limits(gap=0.01, seed=7)}
    case = second
    if changed == "case":
        price = next(path for path in sorted(second.numbers) if path.startswith("decks:latest."))
        number = second.numbers[price][1].model
        assert isinstance(number, Parameter)
        case = with_overrides(second, {price: number.value * 1.1})
    with kept_solves(stopped) as tally:
        found = _job(case, limits.get(changed, LIMITS), is_short=True)
    assert found == _job(case, limits.get(changed, LIMITS), is_short=True)
    # Solves that have a gap of their own, such as that of no deal, do not hang on the job's gap.
    assert tally.taken == 0 or changed == "gap"
    assert tally.made > 0
