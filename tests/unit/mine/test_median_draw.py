"""A percentile can be looked at: the draw at the median is named with what was drawn in it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from orepact.case import load, surroundings
from orepact.mine import Bench, ChanceChoice, Choice, Simulator
from orepact.mine.median_draw import MedianDraws


@pytest.fixture(scope="module")
def play() -> Simulator:
    case = load("us-pakistan")
    project = case.projects["muslim-bagh-ferrochrome"]
    return Simulator(Bench(project, surroundings(case), Choice()), ChanceChoice(draws=31))


def test_the_named_draw_lies_at_the_median_and_its_inputs_are_its_own(play: Simulator) -> None:
    median = MedianDraws(play)
    outcomes = play.run().project[0]
    told = median.words(outcomes)
    found = re.match(r"median draw (\d+) of 31: capex ([\d.]+) times the file's", told)
    assert found, told
    place = int(found[1]) - 1
    assert outcomes[place] == pytest.approx(float(np.median(outcomes)))
    assert float(found[2]) == pytest.approx(median.factors["capex"][place], rel=0.006)
    assert "times the deck's" in told


def test_words_do_not_change_from_one_time_to_the_next(play: Simulator) -> None:
    outcomes = play.run().project[0]
    assert MedianDraws(play).words(outcomes) == MedianDraws(play).words(outcomes)
