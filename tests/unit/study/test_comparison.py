"""Two runs differ in inputs first; results say which of them they rest on."""

from dataclasses import replace

from orepact import case, study
from orepact.quantity import Value
from orepact.study import main_job
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


def test_a_run_with_every_point_is_not_the_run_without() -> None:
    one = case.load("us-pakistan")
    short = main_job._manifest(one, 0, 0.01, 1000)
    full = main_job._manifest(one, 0, 0.01, 1000, is_full=True)
    run = _run(1.0, study.Verdict.DEAL)
    found = study.compare(replace(run, manifest=short), replace(run, manifest=full)).inputs
    assert [(item.title, item.before, item.after) for item in found] == [
        ("every point of the frontier and every rule", None, "asked for")
    ]


def test_page_1_stands_first_and_then_what_moved_most() -> None:
    def run(scale: float) -> study.Run:
        base = _run(1.0, study.Verdict.DEAL)
        more = {
            name: Record(
                id=name,
                title=name,
                value=Value.exact(1.0 + (scale - 1.0) * move),
                unit="1",
                kind=RecordKind.SOLVE,
            )
            for name, move in (("plan.small", 0.1), ("plan.large", 0.9), ("first[]", 0.01))
        }
        sentence = study.Sentence(kind="condition", words={}, figures={"what": "first[]"})
        answer = replace(base.answer, sentences=(sentence,))
        return replace(base, records={**base.records, **more}, answer=answer)

    found = study.compare(run(1.0), run(2.0))
    assert [item.id for item in found.results] == ["first[]", "plan.large", "plan.small"]


def test_a_move_below_the_printed_digits_is_told_apart() -> None:
    def differ(after: float) -> study.Difference:
        return study.Difference(
            id="x", title="x", unit="1", before=Value.exact(1000.0), after=Value.exact(after)
        )

    assert differ(1000.001).is_printed_alike
    assert not differ(1100.0).is_printed_alike
    assert differ(2000.0).move == 0.5


def test_a_what_if_is_told_once_as_the_number_that_it_changed() -> None:
    base = _run(1.0, study.Verdict.DEAL)

    def run(value: float, switches: dict[str, str]) -> study.Run:
        record = Record(
            id="case:c/mine:cost",
            title="Cost",
            value=Value.exact(value),
            unit="MUSD",
            kind=RecordKind.PARAMETER,
        )
        manifest = replace(base.manifest, switches=switches)
        return replace(base, records={"case:c/mine:cost": record}, manifest=manifest)

    found = study.compare(run(1.0, {}), run(2.0, {"mine:cost": "2 MUSD"}))
    assert [item.id for item in found.inputs] == ["case:c/mine:cost"]
