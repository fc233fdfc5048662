"""The importer's economy: shipped tables and the checks of any table."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from orepact.disruption import InputOutputTable, economies, economy_of
from orepact.disruption.input_output import DATA
from orepact.errors import EvidenceError, UnknownNameError

Maker = Callable[..., InputOutputTable]


def test_the_shipped_table_has_402_industries_and_balances() -> None:
    table = economy_of("USA")
    assert table is not None
    assert economies() == ("USA",)
    assert len(table.codes) == 402
    assert (table.final_use >= 0.0).all()
    paid = table.flows.sum(axis=0) + table.value_added
    assert (paid <= table.output * (1 + 1e-3) + 1e-6).all()


def test_shipped_files_are_the_ones_that_were_written() -> None:
    folder = DATA / "USA"
    about = json.loads((folder / "table.json").read_text(encoding="utf-8"))
    for name, digest in about["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_an_importer_without_a_table_has_none() -> None:
    assert economy_of("DEU") is None


def test_a_damaged_shipped_table_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "XXX").mkdir()
    (tmp_path / "XXX" / "table.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr("orepact.disruption.input_output.DATA", tmp_path)
    with pytest.raises(EvidenceError, match="cannot be read"):
        economy_of("XXX")


def test_an_industry_that_sells_more_than_it_makes_is_refused(make_table: Maker) -> None:
    flows = np.array([[0.0, 140.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    with pytest.raises(EvidenceError, match=r"334413 sells more.*residual 40"):
        make_table(flows=flows)


def test_an_industry_that_pays_more_than_it_earns_is_refused(make_table: Maker) -> None:
    with pytest.raises(EvidenceError, match=r"331410 pays more.*residual 50"):
        make_table(value_added=np.array([60.0, 200.0, 250.0]))


def test_shapes_must_fit(make_table: Maker) -> None:
    with pytest.raises(EvidenceError, match="do not fit 3 industries"):
        make_table(output=np.ones(2))


def test_an_unknown_industry_is_named_with_its_neighbours(small_table: InputOutputTable) -> None:
    with pytest.raises(UnknownNameError, match="334413"):
        small_table.place("334999")
