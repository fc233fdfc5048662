"""Congo-Brazzaville's refined copper of 2024: what nobody is known to have made stays unknown.

CEPII, BACI, release V202601 (HS 740311, exporter COG, 2024): 198,351 t shipped, 1,000 t bought. The
U.S. Geological Survey, Mineral Commodity Summaries 2026, names no refinery there; the British
Geological Survey, World Mineral Statistics, has a few thousand tonnes in an earlier year. The
tolerance on tonnes is half a thousandth: content of cathodes is 0.9985 to 1.
"""

from __future__ import annotations

import pytest

from orepact.exposure import Mixing, NotSeen, findings, origins


def test_more_than_nine_tenths_of_what_it_ships_is_of_unknown_origin() -> None:
    held = origins()
    asked = held.of("copper", "refined", 2024)
    assert not isinstance(asked, NotSeen)
    place = held.cube.position("COG")
    for solved in asked.by_rule.values():
        assert solved.exports[place] == pytest.approx(198_351, rel=1e-3)
        assert solved.mixes.exports[place, asked.column("unknown")] > 0.9
        assert solved.mixes.exports[place].sum() == pytest.approx(1.0)
    proportional = asked.by_rule[Mixing.PROPORTIONAL]
    known = proportional.exports[place] - proportional.unexplained[place]
    assert 1_000 * 0.999 <= known < 10_000


def test_the_finding_says_what_it_shipped_and_what_it_is_known_to_have_had() -> None:
    held = origins()
    told = [
        each.text
        for each in findings(held, held.of("copper", "refined", 2024))
        if each.supplier == "COG" and each.origin == "unknown"
    ]
    assert len(told) == 1
    assert "shipped 198 kt and is known to have had" in told[0]
