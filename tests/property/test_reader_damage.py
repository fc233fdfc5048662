"""Whatever a file holds, a reader of trade, production, governance, macro or prices says so."""

import contextlib
import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.errors import EvidenceError
from orepact.evidence.readers import reader

FORMATS = (
    "baci-csv",
    "baci-extract",
    "baci-packed",
    "world-mining-data",
    "worldbank-wgi",
    "worldbank-wdi",
    "worldbank-pink-sheet",
)
HEADS = (
    b"",
    b"t,i,j,k,v,q\n",
    b"i,j,cmd,value\n",
    b"Country Name,Country Code,Year,Value\n",
    b'"Data Source","x"\n\n'
    b'"Country Name","Country Code","Indicator Name","Indicator Code","2020"\n',
    b"commodity,Country,2024,unit,data_source\n",
    b"codeindyr,code,countryname,year,indicator,estimate\n",
    b"SQLite format 3\x00",
    b"PK\x03\x04",
    b"PAR1",
    b"\x1f\x8b\x08\x00",
)
FIXTURE = Path(__file__).parents[1] / "fixtures" / "trade" / "baci_chromium_ore_2024.csv"


def _ask(format_: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file_2024.csv"
        path.write_bytes(content)
        item = reader(format_)
        assert item.recognises(path) in {True, False}
        with contextlib.suppress(EvidenceError):
            item.read(path)


@pytest.mark.parametrize("format_", FORMATS)
@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=300), packs=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused_with_one_evidence_error(
    format_: str, head: bytes, tail: bytes, packs: bool
) -> None:
    content = head + tail
    _ask(format_, gzip.compress(content) if packs else content)


LINES = st.text(alphabet='0123456789,.-NApvPAKrt"x\n', max_size=120)


@pytest.mark.parametrize("format_", FORMATS)
@given(head=st.sampled_from(HEADS[1:7]), lines=LINES)
@settings(max_examples=60, deadline=None)
def test_any_lines_under_a_true_header_are_read_or_refused(
    format_: str, head: bytes, lines: str
) -> None:
    _ask(format_, head + lines.encode() + b"\n")


@given(at=st.integers(min_value=13, max_value=FIXTURE.stat().st_size - 1))
@settings(max_examples=60, deadline=None)
def test_a_trade_file_cut_anywhere_never_gives_a_changed_flow(at: int) -> None:
    whole = reader("baci-csv").read(FIXTURE).tables["trade"]
    content = FIXTURE.read_bytes()[:at]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trade.csv"
        path.write_bytes(content)
        try:
            trade = reader("baci-csv").read(path).tables["trade"]
        except EvidenceError:
            return
        # Only a cut exactly after a line end can be read; it then holds true rows alone.
        assert content.endswith(b"\n")
        assert trade.equals(whole.head(trade.height))
