"""Money of one year in money of another."""

import pytest

from orepact.disruption.money_year import money_factor


def test_there_and_back_is_one() -> None:
    there, back = money_factor("USA", 2023, 2024), money_factor("USA", 2024, 2023)
    assert there.factor * back.factor == pytest.approx(1.0)
    # World Development Indicators: 2.482369 % from 2023 to 2024
    assert there.factor == pytest.approx(1.02482369)
    assert len(there.ids) == 1


def test_the_same_year_needs_no_figure() -> None:
    assert money_factor("USA", 2023, 2023).factor == 1.0


def test_a_year_without_a_figure_is_said_and_moves_nothing() -> None:
    found = money_factor("USA", 2023, 2090)
    assert 2090 in found.unknown
