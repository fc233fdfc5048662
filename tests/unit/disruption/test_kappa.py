"""The reviewed shares of output that cannot be made without a mineral."""

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from orepact.disruption import InputOutputTable, economy_of, kappa_of, kappa_rows
from orepact.disruption import kappa as kappa_module
from orepact.disruption.kappa import kappa_rungs, triangular
from orepact.errors import EvidenceError
from orepact.evidence import Quality, commodity

ASKED_FOR = (
    "copper", "chromium", "antimony", "barite", "lead", "zinc", "fluorspar", "gallium",
    "germanium", "rare earths", "graphite", "tungsten", "cobalt", "lithium", "nickel",
    "platinum", "rhodium",
)  # fmt: skip


FROZEN = "910193ac79fd237c976d42ffa0b75c19c707a602d88b511dba5603e5b7f53a81"
"""SHA-256 of the shares as they were scored against published losses."""


def test_shares_are_the_ones_that_were_scored() -> None:
    path = Path(kappa_module.__file__).parent / "data" / "kappa.csv"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == FROZEN


def test_the_minerals_that_matter_most_are_reviewed() -> None:
    assert set(ASKED_FOR) <= {row.commodity for row in kappa_rows()}


def test_each_share_without_a_document_is_the_product_of_its_two_judgements() -> None:
    rungs = kappa_rungs()
    for row in kappa_rows():
        made, need = rungs["made_with", row.made_with], rungs["need", row.need]
        if row.quality is not Quality.D:
            continue
        for name in ("low", "mode", "high"):
            product = getattr(made, name) * getattr(need, name)
            assert getattr(row, name) == pytest.approx(product, abs=5.1e-5), row.locator


def test_rows_name_known_minerals_known_industries_and_each_pair_once() -> None:
    table = economy_of("USA")
    assert table is not None
    pairs = Counter((row.commodity, row.stage, row.industry) for row in kappa_rows())
    assert max(pairs.values()) == 1
    for row in kappa_rows():
        assert commodity(row.commodity) == row.commodity
        assert row.industry in table.codes
        assert row.source
        assert row.guided_by


def test_a_stage_with_its_own_rows_takes_their_place() -> None:
    table = economy_of("USA")
    assert table is not None
    ore, refined = (kappa_of("copper", stage, table) for stage in ("ore", "refined"))
    assert ore is not None
    assert refined is not None
    assert [row.industry for row in ore.rows] == ["331410"]
    assert "331420" in {row.industry for row in refined.rows}


def test_a_mineral_that_nobody_reviewed_has_none(small_table: InputOutputTable) -> None:
    assert kappa_of("talc", "ore", small_table) is None


def test_one_probability_moves_all_shares_of_a_mineral_together(
    small_table: InputOutputTable,
) -> None:
    kappa = kappa_of("gallium", "refined", small_table)
    assert kappa is not None
    shares = kappa.at(np.array([1e-12, 0.5, 1.0 - 1e-12]))
    assert (np.diff(shares, axis=0) > 0.0).all()
    assert shares[0] == pytest.approx([row.low for row in kappa.rows], abs=1e-4)
    assert shares[-1] == pytest.approx([row.high for row in kappa.rows], abs=1e-4)


def test_triangular_quantiles_come_back_through_the_distribution() -> None:
    u = np.linspace(0.01, 0.99, 25)
    low, mode, high = 0.1, 0.2, 0.6
    x = triangular(u, np.array(low), np.array(mode), np.array(high))
    below = (x - low) ** 2 / ((high - low) * (mode - low))
    above = 1 - (high - x) ** 2 / ((high - low) * (high - mode))
    assert np.where(x <= mode, below, above) == pytest.approx(u)


def test_on_broader_industries_a_share_counts_with_its_weight_in_the_group(
    make_table: Callable[..., InputOutputTable],
) -> None:
    detail = economy_of("USA")
    assert detail is not None
    groups = sorted({kappa_module.group_of(code, icio(make_table)) for code in detail.codes})
    kappa = kappa_of("gallium", "refined", icio(make_table))
    assert kappa is not None
    assert len(groups) == 45
    assert kappa.places.size == 1
    chips = detail.value_added[detail.place("334413")]
    whole = sum(
        detail.value_added[place]
        for place, code in enumerate(detail.codes)
        if code.startswith("334")
    )
    assert kappa.weights[0, 0] == pytest.approx(chips / whole)


def icio(make_table: Callable[..., InputOutputTable]) -> InputOutputTable:
    """Return an empty economy with the 45 industries of the OECD's 2023 edition."""
    codes = [
        "A01_02",
        "A03",
        "B05_06",
        "B07_08",
        "B09",
        "C10T12",
        "C13T15",
        "C16",
        "C17_18",
        "C19",
        "C20",
        "C21",
        "C22",
        "C23",
        "C24",
        "C25",
        "C26",
        "C27",
        "C28",
        "C29",
        "C30",
        "C31T33",
        "D",
        "E",
        "F",
        "G",
        "H49",
        "H50",
        "H51",
        "H52",
        "H53",
        "I",
        "J58T60",
        "J61",
        "J62_63",
        "K",
        "L",
        "M",
        "N",
        "O",
        "P",
        "Q",
        "R",
        "S",
        "T",
    ]
    return make_table(
        classification="oecd-icio",
        codes=tuple(codes),
        names=tuple(codes),
        flows=np.zeros((45, 45)),
        output=np.ones(45),
        value_added=np.ones(45),
    )


def test_a_table_without_the_industry_is_refused(
    make_table: Callable[..., InputOutputTable],
) -> None:
    with pytest.raises(EvidenceError, match="lies in no industry of this table"):
        kappa_of("gallium", "refined", make_table(classification="oecd-icio"))


@pytest.mark.parametrize(
    ("cells", "why"),
    [({"low": "0.5", "mode": "0.4"}, "not shares in order"), ({"high": "1.2"}, "not shares")],
)
def test_a_share_outside_its_bounds_is_refused_with_its_line(
    cells: dict[str, str], why: str
) -> None:
    row = {
        "commodity": "tin", "stage": "", "industry": "331490", "application": "solder",
        "made_with": "part", "need": "none", "low": "0.1", "mode": "0.2", "high": "0.3",
        "quality": "D", "source": "assumption", "guided_by": "x", "reason": "",
    } | cells  # fmt: skip
    with pytest.raises(EvidenceError, match=why) as refused:
        kappa_module._row("kappa.csv:7", row)
    assert refused.value.where == "kappa.csv:7"
