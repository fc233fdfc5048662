"""Matrices that make sense, and the copula."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.chance import (
    Sampling,
    Seed,
    check_correlation,
    correlate,
    pearson_of_rank,
    uniforms,
)
from orepact.errors import CaseError

NAMES = ("capex", "delay", "cost")


def refused(matrix: list[list[float]], word: str) -> None:
    with pytest.raises(CaseError, match=word) as found:
        check_correlation(np.array(matrix), NAMES, where="chance.yaml:correlation")
    assert "chance.yaml:correlation" in str(found.value)


def test_a_matrix_that_contradicts_itself_is_named() -> None:
    # capex with delay and delay with cost move together, capex with cost against each other
    refused([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "capex, delay, cost.*contradict")


def test_other_faults_are_named_too() -> None:
    refused([[1, 0.2], [0.2, 1]], "shape")
    refused([[1, 0, 2], [0, 1, 0], [2, 0, 1]], "outside")
    refused([[1, 0, 0], [0, 0.5, 0], [0, 0, 1]], "itself")
    refused([[1, 0.1, 0], [0.2, 1, 0], [0, 0, 1]], "capex with delay differs")
    refused([[1, 1, 0], [1, 1, 0], [0, 0, 1]], "contradict")
    refused([[1, float("nan"), 0], [float("nan"), 1, 0], [0, 0, 1]], "outside")


def test_the_copula_keeps_columns_uniform_and_gives_the_correlation() -> None:
    rank = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, -0.3], [0.0, -0.3, 1.0]])
    scores = pearson_of_rank(rank)
    np.fill_diagonal(scores, 1.0)
    factor = check_correlation(scores, NAMES, where="x")
    free = uniforms(2**15, NAMES, Seed(), Sampling.SOBOL)
    joint = correlate(free, factor)
    assert np.allclose(joint.mean(axis=0), 0.5, atol=0.01)
    # the rank correlation of uniforms is their ordinary correlation
    assert np.allclose(np.corrcoef(joint.T), rank, atol=0.01)


def test_without_correlation_nothing_changes() -> None:
    free = uniforms(100, NAMES, Seed())
    factor = check_correlation(np.eye(3), NAMES, where="x")
    assert np.allclose(correlate(free, factor), free, rtol=0, atol=1e-12)
