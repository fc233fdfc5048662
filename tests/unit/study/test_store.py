"""A stored run comes back whole, and its bytes do not depend on order or clock."""

from dataclasses import replace
from pathlib import Path

import pytest

from orepact import study
from orepact.errors import OrepactError
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, walk

GAIN = "plan.gain[party=importer]"


def _run() -> study.Run:
    records = {
        "ev-1": Record(
            id="ev-1",
            title="Price",
            value=Value.exact(0.1 + 0.2),
            unit="USD/lb",
            kind=RecordKind.SOURCE,
            sources=("pink-sheet",),
            quality="A",
        ),
        GAIN: Record(
            id=GAIN,
            title="Gain of the importer",
            value=Value.between(-1.5, 2.5),
            unit="MUSD",
            kind=RecordKind.SOLVE,
            formula="with deal - without",
            parents=(Parent(role="price", id="ev-1"),),
            note="gap 0.01",
        ),
    }
    table = study.StoredTable(
        name="answer.parties",
        title="What each party gains",
        columns=(
            study.TableColumn("party", "Party"),
            study.TableColumn("gain", "Gain", "MUSD"),
            study.TableColumn("first_cash_year", "First cash"),
        ),
        rows=(
            {"party": "importer", "gain": study.ref(GAIN), "first_cash_year": 2031},
            {"party": "host"},
        ),
    )
    return study.Run(
        id="tiny-0123",
        created="2026-06-30",
        case="tiny",
        title="A tiny case",
        importer="USA",
        host="PAK",
        money="million USD of 2025, real",
        manifest=study.Manifest(
            orepact="0.1.0",
            python="3.11",
            libraries={"numpy": "2"},
            evidence="abc",
            case_digest="def",
            seed=1,
            gap=0.01,
        ),
        answer=study.Answer(
            verdict=study.Verdict.WAIT,
            sentences=(study.Sentence(kind="gain", words={"who": "x"}, figures={"gain": GAIN}),),
            next_decisions=(study.NextDecision(what="a", owner="b", due="2027", unlocks="c"),),
            switch=study.SwitchEffect(
                name="deck", low="a", high="b", verdict_low="wait", verdict_high="deal"
            ),
            counts={"assumed": GAIN},
        ),
        records=records,
        tables={table.name: table},
    )


def test_a_stored_run_comes_back_equal(tmp_path: Path) -> None:
    run = _run()
    study.save(run, tmp_path)
    assert study.load(tmp_path) == run


def test_same_run_gives_same_bytes_whatever_the_order_of_its_records(tmp_path: Path) -> None:
    run = _run()
    turned = replace(run, records=dict(reversed(list(run.records.items()))))
    first = study.save(run, tmp_path / "a")
    second = study.save(turned, tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_csv_keeps_a_range_a_range_and_an_empty_cell_empty(tmp_path: Path) -> None:
    study.save(_run(), tmp_path)
    lines = (tmp_path / "tables" / "answer.parties.csv").read_text().splitlines()
    assert lines[0] == ("party,gain,gain_low,gain_high,gain_flag,gain_unit,gain_id,first_cash_year")
    assert lines[1] == f"importer,,-1.5,2.5,range,MUSD,{GAIN},2031"
    assert lines[2] == "host,,,,,,,"


def test_a_run_answers_with_and_without_its_prefix(tmp_path: Path) -> None:
    run = _run()
    assert run.find(f"tiny-0123/{GAIN}") == run.find(GAIN)
    assert run.find("other/" + GAIN) is None
    assert walk(GAIN, [run]).children[0].record.id == "ev-1"


def test_a_table_that_points_nowhere_is_refused(tmp_path: Path) -> None:
    run = _run()
    with pytest.raises(OrepactError, match="does not hold"):
        study.save(replace(run, records={}), tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_or_newer_file_gets_one_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "plan.json").write_text(content)
    with pytest.raises(OrepactError, match=r"plan\.json"):
        study.load(tmp_path)


def test_tables_of_an_earlier_run_do_not_linger(tmp_path: Path) -> None:
    run = _run()
    study.save(run, tmp_path)
    study.save(replace(run, tables={}), tmp_path)
    assert not list((tmp_path / "tables").iterdir())


def test_last_run_is_the_one_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OREPACT_CACHE", str(tmp_path / "cache"))
    with pytest.raises(OrepactError, match="no run was made"):
        study.last_run()
    study.save(_run(), tmp_path / "out")
    study.remember(tmp_path / "out")
    assert study.load() == _run()
    (tmp_path / "out" / "plan.json").unlink()
    with pytest.raises(OrepactError, match="no longer"):
        study.load()
