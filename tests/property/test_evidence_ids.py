"""Ids of trade flows read back, and no bytes make a bundle change by halves."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence import (
    TradeFlow,
    commodities,
    commodity,
    countries,
    country,
    decode_trade_flow_id,
    trade_flow_id,
)
from orepact.evidence.basis import basis_factor, to_metal, to_oxide
from orepact.evidence.imports import import_file
from orepact.quantity import Basis, Value

_SOURCES = st.from_regex(r"\A[a-z][a-z0-9-]{0,30}\Z")
_CODES = st.sampled_from(sorted(code for code in countries() if len(code) == 3))
_LINES = st.from_regex(r"\A[0-9]{6}\Z")
_QUANTITIES: st.SearchStrategy[Literal["value", "tonnes"]] = st.sampled_from(["value", "tonnes"])
_OXIDES = ("lithium", "chromium", "titanium", "niobium", "tantalum", "rare earths", "potash")


@settings(deadline=None)
@given(_SOURCES, st.integers(1900, 2100), _CODES, _CODES, _LINES, _QUANTITIES)
def test_a_trade_flow_id_reads_back(  # noqa: PLR0917 - the key and what is counted
    source: str,
    year: int,
    exporter: str,
    importer: str,
    hs: str,
    quantity: Literal["value", "tonnes"],
) -> None:
    flow = TradeFlow(
        source=source, year=year, exporter=exporter, importer=importer, hs=hs, quantity=quantity
    )
    id_ = trade_flow_id(source, year, exporter, importer, hs, quantity=quantity)
    assert decode_trade_flow_id(id_) == flow


@settings(deadline=None)
@given(st.text(max_size=60))
def test_what_decodes_is_what_was_encoded(text: str) -> None:
    flow = decode_trade_flow_id(text)
    if flow is not None:
        again = trade_flow_id(
            flow.source,
            flow.year,
            flow.exporter,
            flow.importer,
            flow.hs,
            quantity=flow.quantity,
        )
        assert again == text


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_known_name_or_a_typed_error(text: str) -> None:
    for resolve, known in ((country, countries()), (commodity, commodities())):
        try:
            found = resolve(text)
        except UnknownNameError:
            continue
        assert found in known


@settings(deadline=None)
@given(st.sampled_from(_OXIDES), st.floats(1e-6, 1e12))
def test_oxide_to_metal_and_back_is_the_same_number(name: str, tonnes: float) -> None:
    metal = to_metal(Value.exact(tonnes), name, Basis.OXIDE)
    assert metal.low is not None
    assert metal.high is not None
    assert metal.value.number is not None
    assert metal.low <= metal.value.number <= metal.high < tonnes
    back = to_oxide(metal.value, name, Basis.METAL).value.number
    assert back == pytest.approx(tonnes, rel=1e-12)
    assert basis_factor(name).low > 0


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_change_the_evidence_by_halves(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder) / "own", Path(folder) / "BACI_HS92_Y2024_V202601.csv"
        file.write_bytes(b"t,i,j,k,v,q\n" + content)
        try:
            imported = import_file("baci-csv", file, folder=home)
        except OrepactError:
            assert not home.exists() or not list(home.iterdir())
        else:
            assert [entry.name for entry in home.iterdir()] == [imported.folder.name]
