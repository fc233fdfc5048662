"""What a flow weighs in an origin, and how sure the origin is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orepact.errors import UnknownNameError
from orepact.exposure import Mixing, NotSeen, Origin, Weighing, exposure, origin_rows, origins
from orepact.exposure.measures import ExposureLookup
from orepact.exposure.origin_bands import origin_bands
from orepact.exposure.weighing import gross_by_line, line_prices, weighed_matrix


def copper(by: Weighing = Weighing.REPAIRED, stage: str = "ore") -> Origin:
    asked = origins().of("copper", stage, 2024, by=by)
    assert not isinstance(asked, NotSeen)
    return asked


def test_by_value_a_line_of_one_code_has_the_shares_of_the_bill() -> None:
    chain = origins().cube.chain("copper", "ore")
    assert len(chain.lines) == 1
    weighed = weighed_matrix(chain, 2024, Weighing.VALUE)
    worth = chain.matrix(2024, of="value")
    np.testing.assert_allclose(weighed / weighed.sum(), worth / worth.sum(), atol=1e-12)


def test_repair_changes_only_flows_that_are_out_of_line_or_without_tonnes() -> None:
    chain = origins().cube.chain("copper", "ore")
    at, trade = chain.rows_of(2024), chain.trade
    recorded = gross_by_line(chain, 2024, Weighing.TONNES)[0]
    repaired = gross_by_line(chain, 2024, Weighing.REPAIRED)[0]
    (price,) = line_prices(chain, 2024)
    is_wrong = trade.is_outlier[at] | np.isnan(trade.gross[at])
    for place, wrong in zip(at, is_wrong, strict=True):
        flow = trade.exporter[place], trade.importer[place]
        expected = trade.value[place] / price if wrong else trade.gross[place]
        assert repaired[flow] == pytest.approx(expected)
        if not wrong:
            assert recorded[flow] == repaired[flow]
    assert is_wrong.any()


def test_chile_ships_more_copper_in_ore_than_its_recorded_tonnes_hold() -> None:
    """Its tonnes to China look like contained metal: 7.4 USD per kg of a concentrate."""
    cube = origins().cube
    chile, china = cube.position("CHL"), cube.position("CHN")
    recorded = copper(Weighing.TONNES).trade[chile, china]
    repaired = copper().trade[chile, china]
    assert repaired > 3.0 * recorded
    # The mines of Chile made more than either, so that the repair stays within what there is.
    production = cube.chain("copper", "ore").production
    assert production is not None
    assert repaired < production.central[chile, cube.year_position(2024)]


def test_a_row_holds_its_share_under_every_weighing() -> None:
    place = origins().cube.position("DEU")
    for row in origin_rows(origins(), importer="DEU", commodity="copper", stage="ore"):
        for by in Weighing:
            asked = copper(by)
            share = asked.proportional.mixes.imports[place, asked.column(row["origin"])]
            assert row["weighing_low"] - 1e-12 <= share <= row["weighing_high"] + 1e-12


def test_a_spread_over_weighings_can_be_explained() -> None:
    id_ = (
        "exposure.true_origin[importer=DEU,commodity=copper,stage=ore,origin=CHL,year=2024,"
        "rule=spread,of=mine,by=spread]"
    )
    record = ExposureLookup(exposure()).find(id_)
    assert record is not None
    assert record.value.low is not None
    assert record.value.high is not None
    assert record.value.low < 0.2 < record.value.high
    assert record.parents


def test_an_unknown_weighing_names_those_that_there_are() -> None:
    id_ = "exposure.direct_origin[importer=DEU,commodity=copper,stage=ore,supplier=CHL,year=2024"
    with pytest.raises(UnknownNameError, match="repaired tonnes"):
        ExposureLookup(exposure()).find(f"{id_},by=volume]")


def test_percentiles_of_an_origin_are_ordered_shares() -> None:
    bands = origin_bands(copper(stage="refined"), origins().cube.position("KOR"))
    assert (bands[0] <= bands[1] + 1e-12).all()
    assert (bands[1] <= bands[2] + 1e-12).all()
    assert bands.min() >= 0.0
    assert bands.max() <= 1.0
    assert (bands[2] - bands[0]).max() > 0.005


def test_without_ranges_every_draw_is_the_share_that_is_shown() -> None:
    asked = copper()
    (seen,) = asked.seen
    production = seen.chain.production
    assert production is not None
    exact = replace(production, low=production.central, high=production.central)
    central = seen.chain.trade.factors[:, [1, 1, 1]]
    chain = replace(seen.chain, production=exact, trade=replace(seen.chain.trade, factors=central))
    sure = replace(asked, seen=(replace(seen, chain=chain),))
    place = origins().cube.position("JPN")
    shown = asked.by_rule[Mixing.PROPORTIONAL].mixes.imports[place]
    for percentile in origin_bands(sure, place):
        np.testing.assert_allclose(percentile, shown, atol=1e-12)
