"""No text, however strange, makes a reader of official files raise anything but its own error."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.errors import EvidenceError, OrepactError
from orepact.evidence.errata import parse_errata
from orepact.evidence.readers.reader import Reader
from orepact.evidence.readers.usgs_figures import printed_value
from orepact.evidence.readers.usgs_mcs_long import LongFileReader
from orepact.evidence.readers.usgs_mcs_salient import READER as SALIENT
from orepact.evidence.readers.usgs_mcs_tables import READER as FRONT_MATTER
from orepact.evidence.readers.usgs_mcs_world import READER as WORLD
from orepact.evidence.readers.usgs_units import PrintedUnit
from orepact.evidence.tables import EvidenceTables
from orepact.quantity import Value

USGS = Path(__file__).parents[1] / "fixtures" / "usgs"
LONG = LongFileReader(errata=())
FILES: list[tuple[Reader, str]] = [
    (LONG, "mcs2026_long_excerpt.csv"),
    (SALIENT, "mcs2025_bauxi_salient.csv"),
    (WORLD, "mcs2025_world_excerpt.csv"),
    (FRONT_MATTER, "mcs2026_fig3_excerpt.csv"),
    (FRONT_MATTER, "mcs2026_t5.csv"),
    (FRONT_MATTER, "mcs2026_t7_excerpt.csv"),
]


def read_bytes(reader: Reader, raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(raw)
        assert reader.recognises(path) in (True, False)
        where = "file.csv"
        try:
            tables = reader.read(path)
        except EvidenceError as error:
            where, tables = error.where, EvidenceTables()
    assert "file.csv" in where
    for table in tables.tables.values():
        assert table["id"].is_duplicated().sum() == 0


@pytest.mark.parametrize(("reader", "name"), FILES, ids=[name for _, name in FILES])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_file_with_any_bytes_spliced_in_is_read_or_refused(
    reader: Reader, name: str, data: st.DataObject
) -> None:
    lines = (USGS / name).read_bytes().split(b"\n")
    raw = b"\n".join([*lines[: min(len(lines) - 1, 12)], b""])
    start = data.draw(st.integers(0, len(raw)))
    stop = data.draw(st.integers(start, min(len(raw), start + 40)))
    read_bytes(reader, raw[:start] + data.draw(st.binary(max_size=20)) + raw[stop:])


@pytest.mark.parametrize(("reader", "name"), FILES, ids=[name for _, name in FILES])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_field_of_any_text_is_read_or_refused(
    reader: Reader, name: str, data: st.DataObject
) -> None:
    text = (USGS / name).read_bytes().decode("cp1252" if reader is LONG else "utf-8-sig")
    lines = text.splitlines()[:8]
    row = data.draw(st.integers(1, len(lines) - 1))
    fields = lines[row].split(",")
    fields[data.draw(st.integers(0, len(fields) - 1))] = data.draw(
        st.text(st.characters(codec="utf-8"), max_size=12)
    )
    lines[row] = ",".join(fields)
    read_bytes(reader, ("\n".join(lines) + "\n").encode())


@given(st.text(max_size=30), st.text(max_size=40))
def test_any_printed_value_is_typed_or_refused(printed: str, notes: str) -> None:
    unit = PrintedUnit(printed="million carats", unit="carat", scale=1e6, is_mass=True)
    try:
        value, _ = printed_value(printed.strip(), notes=notes, unit=unit, where="f:1")
    except EvidenceError as error:
        where, value = error.where, Value.missing()
    else:
        where = "f:1"
    assert where == "f:1"
    assert value.number is None or value.low == value.number == value.high


@given(st.text(max_size=200))
def test_any_errata_table_is_parsed_or_refused(text: str) -> None:
    header = "file_sha256,row_key,field,old_value,new_value,version,date,reason,source\n"
    refused = []
    for candidate in (text, header + text):
        try:
            parse_errata(candidate)
        except OrepactError as error:
            refused.append(error.where)
    assert all(where.startswith("errata.csv:") for where in refused)
