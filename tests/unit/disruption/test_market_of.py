import pytest

from orepact.disruption import market_of
from orepact.disruption.events import Role, event, event_market, events
from orepact.disruption.expected_loss import setting_of
from orepact.disruption.severity import draw_severity
from orepact.disruption.shock import Instrument
from orepact.disruption.use_share import use_shares
from orepact.errors import EvidenceError, OrepactError, UnknownNameError
from orepact.exposure import cube, exposure


def test_gallium_of_the_united_states_is_what_the_survey_prints() -> None:
    found = market_of(exposure(), commodity="Ga", importer="United States", year=2024)
    assert found.use == pytest.approx(18.7)
    assert found.price_usd == pytest.approx(439_000.0)
    assert found.stock_days == pytest.approx(3410 / 18700 * 365)
    assert found.is_by_product
    china = found.inflow("CHN")
    assert china is not None
    assert china.to_importer == pytest.approx(0.18 * 11.0)
    assert china.low <= china.exports <= china.high
    capacity = found.producer("JPN")
    assert capacity is not None
    assert capacity.capacity == pytest.approx(10.0)


def test_shares_of_end_uses_sum_to_one() -> None:
    for commodity in ("gallium", "copper", "talc", "lithium"):
        uses = market_of(exposure(), commodity=commodity, importer="USA").end_uses
        assert sum(use.share for use in uses) == pytest.approx(1.0)


def test_withheld_use_is_bounded_and_said() -> None:
    found = market_of(exposure(), commodity="tungsten", importer="USA")
    assert any("withheld" in note for note in found.notes)
    assert found.qualities["use"].name == "D"


def test_another_importer_is_read_from_production_and_trade() -> None:
    found = market_of(exposure(), commodity="copper", importer="DEU", stage="refined")
    assert found.use > 500_000
    assert found.suppliers[0].to_importer > 0
    assert all(flow.to_importer <= flow.exports + 1e-9 for flow in found.inflows)


def test_use_shares_of_metal_sum_to_one_and_china_leads() -> None:
    shares = use_shares(cube(), 2024)
    assert shares.sum() == pytest.approx(1.0)
    assert cube().countries[int(shares.argmax())] == "CHN"


def test_what_the_evidence_does_not_cover_is_a_clear_error() -> None:
    with pytest.raises(EvidenceError, match="no market of gallium"):
        market_of(exposure(), commodity="gallium", importer="DEU")
    with pytest.raises(EvidenceError, match="1999"):
        market_of(exposure(), commodity="copper", importer="USA", year=1999)
    with pytest.raises(UnknownNameError):
        market_of(exposure(), commodity="unobtainium", importer="USA")


def test_every_event_has_a_market_or_is_hypothetical() -> None:
    assert len(events()) > 20
    for one in events():
        if one.role in (Role.POSITIVE, Role.CONTROL):
            assert event_market(exposure(), one).use > 0
    with pytest.raises(UnknownNameError):
        event("no-such-event")


def test_rare_earths_before_the_cube_come_from_the_survey_s_history() -> None:
    found = event_market(exposure(), event("ree-2010"))
    assert (found.year, found.price_usd) == (2009, 9300.0)
    assert found.world_output == pytest.approx(135_000.0)


def test_setting_leaves_fuels_out_and_names_what_has_no_price() -> None:
    found = setting_of(exposure(), "USA", commodities=("gallium", "copper", "alumina"))
    assert [one.commodity for one in found.markets] == ["copper", "gallium"]
    assert ("alumina", "refined") in found.unpriced
    with pytest.raises(OrepactError, match="no mineral market"):
        setting_of(exposure(), "USA", commodities=("crude oil",))


def test_severity_follows_its_law_and_one_imposer_is_correlated() -> None:
    import numpy as np

    one = draw_severity(Instrument.LICENCE, imposer="CHN", scope="a", draws=4000, seed=1)
    two = draw_severity(Instrument.LICENCE, imposer="CHN", scope="b", draws=4000, seed=1)
    far = draw_severity(Instrument.LICENCE, imposer="COD", scope="a", draws=4000, seed=1)
    assert one.cut.mean() == pytest.approx(0.5, abs=0.01)
    assert np.median(one.years) == pytest.approx(1.5, rel=0.05)
    assert np.corrcoef(one.cut, two.cut)[0, 1] == pytest.approx(0.6, abs=0.05)
    assert abs(np.corrcoef(one.cut, far.cut)[0, 1]) < 0.06
