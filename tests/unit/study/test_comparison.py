"""Two runs differ in inputs first; results say which of them they rest on."""

from dataclasses import replace

from orepact import study
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind


def _run(price: float, verdict: study.Verdict) -> study.Run:
    records = {
        "price": Record(
            id="price",
            title="Price",
            value=Value.exact(price),
            unit="USD/t",
            kind=RecordKind.PARAMETER,
        ),
        "gain": Record(
            id="gain",
            title="Gain",
            value=Value.exact(2 * price),
            unit="MUSD",
            kind=RecordKind.SOLVE,
            parents=(Parent(role="price", id="price"),),
        ),
        "same": Record(
            id="same", title="Same", value=Value.exact(1.0), unit="1", kind=RecordKind.MEASURE
        ),
    }
    return study.Run(
        id="r",
        created="2026-01-01",
        case="c",
        title="C",
        importer="USA",
        host="PAK",
        money="m",
        manifest=study.Manifest(
            orepact="0", python="3", libraries={}, evidence="e", case_digest="d", seed=0, gap=0.0
        ),
        answer=study.Answer(verdict=verdict, sentences=()),
        records=records,
        tables={},
    )


def test_a_changed_input_explains_the_result_that_rests_on_it() -> None:
    found = study.compare(_run(1.0, study.Verdict.DEAL), _run(2.0, study.Verdict.WAIT))
    assert [item.id for item in found.inputs] == ["price"]
    assert [item.id for item in found.results] == ["answer.verdict", "gain"]
    assert found.results[1].why == ("price",)


def test_equal_runs_do_not_differ_and_a_setting_is_an_input() -> None:
    run = _run(1.0, study.Verdict.DEAL)
    assert study.compare(run, run) == study.Comparison(inputs=(), results=())
    other = replace(run, manifest=replace(run.manifest, gap=0.5))
    assert [item.id for item in study.compare(run, other).inputs] == ["manifest.gap"]
