"""A solve that was kept is taken, one that differs in anything is made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import linopy
import numpy as np
import pytest

from orepact.errors import OrepactError
from orepact.solve import (
    Limits,
    Program,
    Status,
    kept,
    kept_solves,
    program_of,
    shared_solves,
    solve,
    solver,
)


@pytest.fixture
def knapsack() -> Program:
    """Largest 3 a + 4 b with 2 a + 3 b <= 4, yes or no: b alone, worth 4."""
    model = linopy.Model()
    a = model.add_variables(binary=True, name="a")
    b = model.add_variables(binary=True, name="b")
    model.add_constraints(2 * a + 3 * b <= 4, name="room")
    model.add_objective(3 * a + 4 * b, sense="max")
    return program_of(model)


def _refuse(*_: object) -> None:
    raise AssertionError("it was solved again")


def test_a_kept_solve_is_not_made_again(
    knapsack: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept_solves(tmp_path):
        first = solve(knapsack, Limits(gap=0.0))
    monkeypatch.setattr(solver, "_run", _refuse)
    with kept_solves(tmp_path):
        again = solve(knapsack, Limits(gap=0.0))
    assert (again.status, again.objective, again.bound) == (Status.OPTIMAL, 4.0, 4.0)
    assert np.array_equal(first.x, again.x)
    assert again.nodes == first.nodes
    assert again.values_of("b").item() == 1.0


@pytest.mark.parametrize("change", ["limits", "constant", "begin", "program"])
def test_anything_else_is_another_solve(
    knapsack: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    with kept_solves(tmp_path):
        solve(knapsack, Limits(gap=0.0))
    monkeypatch.setattr(solver, "_run", _refuse)
    other = replace(knapsack, high=knapsack.high + 1.0) if change == "program" else knapsack
    with kept_solves(tmp_path), pytest.raises(AssertionError, match="solved again"):
        solve(
            other,
            Limits(gap=0.5 if change == "limits" else 0.0),
            constant=1.0 if change == "constant" else 0.0,
            begin=np.zeros(2) if change == "begin" else None,
        )


def test_an_infeasible_program_stays_infeasible(tmp_path: Path) -> None:
    model = linopy.Model()
    a = model.add_variables(binary=True, name="a")
    model.add_constraints(1 * a >= 2, name="too much")
    model.add_objective(1 * a)
    program = program_of(model)
    for _ in range(2):
        with kept_solves(tmp_path):
            assert solve(program).status is Status.INFEASIBLE


def test_what_was_taken_and_what_was_made_is_counted(knapsack: Program, tmp_path: Path) -> None:
    with kept_solves(tmp_path) as first:
        solve(knapsack, Limits(gap=0.0))
    with kept_solves(tmp_path) as second:
        solve(knapsack, Limits(gap=0.0))
        solve(knapsack, Limits(gap=0.5))
    assert (first.found, first.taken, first.made) == (0, 0, 1)
    assert (second.found, second.taken, second.made) == (1, 1, 1)
    assert second.sentence.startswith("1 solves were taken from a run that was stopped, 1 made")


def test_one_job_makes_no_solve_twice_and_forgets_it_with_the_job(
    knapsack: Program, tmp_path: Path
) -> None:
    with shared_solves() as tally:
        first = solve(knapsack, Limits(gap=0.0))
        again = solve(knapsack, Limits(gap=0.0))
    with shared_solves() as later:
        solve(knapsack, Limits(gap=0.0))
    assert (tally.made, tally.asked_again, later.made) == (1, 1, 1)
    assert np.array_equal(first.x, again.x)
    with kept_solves(tmp_path) as outer, shared_solves() as inner:
        assert inner is outer


def test_a_solve_of_another_edition_is_made_again(
    knapsack: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept_solves(tmp_path):
        solve(knapsack, Limits(gap=0.0))
    monkeypatch.setattr(kept, "__version__", "another")
    with kept_solves(tmp_path) as tally:
        solve(knapsack, Limits(gap=0.0))
    assert (tally.found, tally.taken) == (1, 0)


def test_a_folder_that_is_gone_does_not_stop_the_job(knapsack: Program, tmp_path: Path) -> None:
    with kept_solves(tmp_path / "kept") as tally:
        (tmp_path / "kept").rmdir()
        assert solve(knapsack, Limits(gap=0.0)).objective == 4.0
    assert tally.made == 1


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "solves").write_text("not a folder")
    with (
        pytest.raises(OrepactError, match="solves cannot be kept here"),
        kept_solves(tmp_path / "solves"),
    ):
        pass


def test_a_damaged_file_is_solved_again(knapsack: Program, tmp_path: Path) -> None:
    with kept_solves(tmp_path):
        solve(knapsack, Limits(gap=0.0))
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:40])
    with kept_solves(tmp_path):
        assert solve(knapsack, Limits(gap=0.0)).objective == 4.0


def test_nothing_is_kept_unless_asked(
    knapsack: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with kept_solves(tmp_path / "kept"):
        pass
    solve(knapsack, Limits(gap=0.0))
    assert [path.name for path in tmp_path.rglob("*")] == ["kept"]
