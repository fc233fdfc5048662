from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from orepact.case import case_folder
from orepact.cli import main
from orepact.solve import kept_solves


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        main(list(arguments))
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture(scope="module", autouse=True)
def _solved_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the runs of this file share their solves: the same program is solved once."""
    with kept_solves(tmp_path_factory.mktemp("solves")):
        yield


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(["corridor", "us-pakistan", "--format", "json"])
    return out.getvalue()


def test_corridor_prints_ways_tolls_and_sentences_with_ids(printed: str) -> None:
    body = json.loads(printed)
    assert body["command"] == "corridor"
    assert {row["section"] for row in body["rows"]} >= {
        "route",
        "ways",
        "plan",
        "sharing",
        "owners",
        "districts",
        "finance",
        "network",
    }
    for row in body["rows"]:
        assert row["id"]
        assert row["unit"]
        assert row["sources"]
        assert "value" in row or "flag" in row
    assert any("published choice" in sentence for sentence in body["sentences"])


def test_tolls_of_a_way_sum_to_its_works(printed: str) -> None:
    rows = json.loads(printed)["rows"]
    own = [r for r in rows if r["section"] == "sharing" and "way=published" in r["id"]]
    tolls = sum(r["value"] for r in own if r["what"] == "toll")
    works = next(r["value"] for r in own if r["what"] == "works a year")
    assert tolls == pytest.approx(works, abs=1e-2)


def test_cheapest_plan_is_proved_to_a_percent(printed: str) -> None:
    rows = json.loads(printed)["rows"]
    plans = [row for row in rows if row["measure"] == "corridor.plan_cost"]
    assert len(plans) == 2
    assert all("proven bound" in row["note"] for row in plans)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--tonnes", "-5"), "-5 kt/yr for reko-diq"),
        (("--tonnes", "0"), "0 kt/yr for reko-diq"),
        (("--mine", "nowhere"), "unknown user of the corridor 'nowhere'"),
        (("--gap", "2"), "a gap of 2"),
    ],
)
def test_bad_option_is_named_and_leaves_with_two(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    code, _, told = run(capsys, "corridor", "us-pakistan", *arguments)
    assert code == 2
    assert words in told


def test_mine_off_the_network_is_named_and_leaves_with_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "us-pakistan"
    shutil.copytree(case_folder("us-pakistan"), folder)
    path = folder / "corridor.yaml"
    text = path.read_text(encoding="utf-8")
    assert "lat: 29.1228, lon: 62.0789" in text
    path.write_text(text.replace("lat: 29.1228, lon: 62.0789", "lat: 20.0, lon: 62.0"), "utf-8")
    code, _, told = run(capsys, "corridor", str(folder))
    assert code == 2
    assert "off the road network" in told
    assert "Traceback" not in told


def test_link_and_edge_of_no_length_are_named_with_their_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "us-pakistan"
    shutil.copytree(case_folder("us-pakistan"), folder)
    links = folder / "network" / "links.csv"
    kept = links.read_text(encoding="utf-8")
    rows = list(csv.reader(kept.splitlines()))
    rows[1][1] = "0"
    with links.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    code, _, told = run(capsys, "corridor", str(folder))
    assert code == 2
    assert f"link {rows[1][0]} has a length of 0 km" in told
    assert "network/links.csv" in told
    links.write_text(kept, encoding="utf-8")
    edges = folder / "network" / "edges.parquet"
    read = pl.read_parquet(edges)
    km = read["km"].to_list()
    read.with_columns(pl.Series("km", [0.0, *km[1:]], dtype=pl.Float32)).write_parquet(edges)
    code, _, told = run(capsys, "corridor", str(folder))
    assert code == 2
    assert "it has no length above zero" in told
    assert "edges.parquet" in told


def test_case_without_a_corridor_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "us-pakistan"
    shutil.copytree(case_folder("us-pakistan"), folder)
    (folder / "corridor.yaml").unlink()
    code, _, told = run(capsys, "corridor", str(folder))
    assert code == 2
    assert "corridor.yaml" in told


def test_toll_can_be_explained_down_to_the_case(capsys: pytest.CaptureFixture[str]) -> None:
    id_ = "corridor.share[case=us-pakistan,user=reko-diq,way=published,of=reko-diq,item=toll]"
    code, out, told = run(capsys, "explain", id_, "--format", "json")
    assert code == 0, told
    tree = json.loads(out)["tree"]
    assert tree["formula"] == "cost shared - own carriage"
    assert any("corridor:horizon.rate" in node["id"] for node in tree["inputs"])
