"""The main job on the shipped case: its answer, its tables and its bytes."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from orepact import study

TABLES = (
    "answer.parties",
    "need.match",
    "plan.breakeven",
    "plan.transfers",
    "projects.indicators",
    "law.terms",
)


def _number(run: study.Run, cell: Any) -> float | None:
    assert isinstance(cell, dict)
    return run.records[cell["ref"]].value.number


def test_the_answer_is_to_wait_for_the_review_of_the_one_mine_that_pays(stored: Any) -> None:
    """With overrun, delay and price paths drawn, Reko Diq alone pays, with and without the deal.

    Its owners have not decided, and it is all of the capital that the deal changes.
    """
    answer = stored.run.answer
    choice = next(said for said in answer.sentences if said.kind == "choice")
    assert answer.verdict is study.Verdict.WAIT
    assert choice.words["projects"] == "Reko Diq copper-gold mine"
    assert "Reko Diq" in choice.words["alone"]
    assert "Reko Diq" in choice.words["changed"]


def test_on_the_central_path_small_projects_join_and_the_mine_still_waits(stored: Any) -> None:
    switches = stored.run.tables["plan.switches"].rows
    central = next(row for row in switches if str(row["switch"]).startswith("overrun"))
    assert "Muslim Bagh" in central["chosen"]
    assert central["verdict"] == str(study.Verdict.WAIT)


def test_at_one_rate_for_all_the_same_plan_loses_what_credit_is_expected_to_cost(
    stored: Any,
) -> None:
    rows = {row["rate_id"]: row for row in stored.run.tables["plan.one_rate"].rows}
    amounts = {name: _number(stored.run, row["total"]) or 0.0 for name, row in rows.items()}
    assert amounts.pop("own") > 0.0
    assert list(amounts) == ["us-government", "federation", "barrick"]
    assert max(amounts.values()) < 0.0
    assert amounts["us-government"] < amounts["barrick"] < amounts["federation"]
    assert stored.run.records["plan.tonnes_added[]"].value.number == pytest.approx(0.0, abs=1e-6)
    said = next(said for said in stored.run.answer.sentences if said.kind == "source")
    assert said.words["cheaper"] == "Reko Diq copper-gold mine"
    one = next(
        row
        for row in stored.run.tables["plan.switches"].rows
        if row["switch"] == "one rate for all parties"
    )
    assert one["verdict"] == str(study.Verdict.NO_DEAL)


def test_the_word_does_not_hang_on_lead_times(stored: Any) -> None:
    rows = stored.run.tables["plan.switches"].rows
    leads = [row for row in rows if row["switch"] == "lead time of enablers"]
    assert [row["verdict"] for row in leads] == [str(study.Verdict.WAIT)] * 2
    assert "(2027)" in leads[0]["chosen"]


def test_three_owners_with_the_same_share_and_rate_gain_the_same(stored: Any) -> None:
    run = stored.run
    gains = [
        run.records[f"plan.gain_central[party={name}]"].value.number
        for name in ("ogdcl", "ppl", "ghpl")
    ]
    assert gains[1:] == pytest.approx([gains[0]] * 2, abs=0.01)
    assert gains[0] > 1.0


def test_page_1_says_why_to_wait_what_terms_carry_and_which_world_is_best_for_a_side(
    stored: Any,
) -> None:
    run = stored.run
    said = {sentence.kind: sentence for sentence in run.answer.sentences}
    assert {"review", "terms", "worlds"} <= set(said)
    assert said["review"].words["principal"] == "Reko Diq copper-gold mine"
    assert "cannot work by 2027" in said["review"].words["bar"]
    spent = run.records[said["review"].figures["before"]].value.number
    assert 0.0 < spent < 100.0
    for side in ("importer", "host", "company"):
        least = run.records[said["worlds"].figures[side]].value.number
        found = [
            _number(run, row[f"{side}_benefit"])
            for row in run.tables["plan.worlds"].rows
            if row["world_id"] != "weighed"
        ]
        assert least == min(number for number in found if number is not None)


def test_what_passes_without_the_deal_too_is_not_the_deal_s(stored: Any) -> None:
    run = stored.run
    for row in run.tables["plan.transfers"].rows:
        paid = _number(run, row["paid"]) if "paid" in row else 0.0
        alone, change = _number(run, row["alone"]), _number(run, row["change"])
        assert alone is not None
        assert change == pytest.approx((paid or 0.0) - alone, abs=1e-6)


def test_the_subsidy_is_the_expected_loss_net_of_interest(stored: Any) -> None:
    numbers = {
        name: stored.run.records[f"plan.importer_{name}[]"].value.number
        for name in ("loss_central", "finance", "subsidy_central")
    }
    assert numbers["subsidy_central"] == pytest.approx(
        numbers["loss_central"] - numbers["finance"], abs=1e-6
    )


def test_weight_on_bad_outcomes_lowers_the_gain(stored: Any) -> None:
    rows = stored.run.tables["plan.switches"].rows
    risky = next(row for row in rows if row["switch"] == "weight of bad outcomes")
    weighed, central = _number(stored.run, risky["gain"]), _number(stored.run, rows[0]["gain"])
    assert weighed is not None
    assert central is not None
    assert 0.0 <= weighed < central


def test_dear_credit_and_missing_consent_turn_the_answer_to_no_deal(stored: Any) -> None:
    rows = {row["switch"]: row["verdict"] for row in stored.run.tables["plan.switches"].rows}
    for switch in ("expected credit loss", "consent not evidenced"):
        assert rows[switch] == str(study.Verdict.NO_DEAL)


def test_the_account_closes_to_a_millionth(stored: Any) -> None:
    cells = {row["what"]: row["value"] for row in stored.run.tables["plan.account_check"].rows}
    error = next(cell for what, cell in cells.items() if "difference" in what)
    assert abs(_number(stored.run, error) or 0.0) <= 1e-6


def test_concentrate_alone_avoids_no_loss_and_the_loss_is_a_range(stored: Any) -> None:
    found = {name: stored.run.records[f"plan.importer_{name}[]"] for name in ("avoided", "loss")}
    assert found["avoided"].value.number == pytest.approx(0.0, abs=1e-9)
    assert "sold at ore" in found["avoided"].note
    low, high = found["loss"].value.low, found["loss"].value.high
    lent = _number(stored.run, {"ref": "plan.importer_lent[]"})
    assert low is not None
    assert high is not None
    assert lent is not None
    assert 0.0 < low < high < lent


def test_what_the_deal_adds_is_the_sum_of_the_shown_gains(stored: Any) -> None:
    run = stored.run
    said = next(said for said in run.answer.sentences if said.kind == "gain")
    record = run.records[said.figures["added"]]
    gains = [run.records[parent.id].value.number for parent in record.parents]
    assert record.value.number == pytest.approx(sum(gains))
    assert record.value.number > 0.0


def test_a_gain_within_the_tolerance_of_the_solver_is_zero_and_says_so(stored: Any) -> None:
    run = stored.run
    central = [r for id_, r in run.records.items() if id_.startswith("plan.gain_central[")]
    dust = [record for record in central if "stored as 0" in record.note]
    assert dust
    assert {record.value.number for record in dust} == {0.0}
    assert all(r.value.number == 0.0 or abs(r.value.number) > 1e-3 for r in central)


def test_every_table_is_there_and_points_only_at_records_of_the_run(stored: Any) -> None:
    run = stored.run
    assert set(TABLES) <= set(run.tables)
    for table in run.tables.values():
        assert [id_ for id_ in table.refs() if id_ not in run.records] == []


def test_figures_named_on_page_1_are_records_of_the_run(stored: Any) -> None:
    answer = stored.run.answer
    named = [id_ for said in answer.sentences for id_ in said.figures.values()]
    named += [*answer.counts.values(), *(answer.switch.figures.values() if answer.switch else ())]
    assert [id_ for id_ in named if stored.run.find(id_) is None] == []


def test_concentrate_is_never_said_to_cut_the_reliance_on_refined_copper(stored: Any) -> None:
    rows = {row["product_id"]: row for row in stored.run.tables["need.match"].rows}
    assert "does not cut" in rows["copper/concentrate"]["says"]
    assert "share" not in rows["copper/concentrate"]
    refined = _number(stored.run, rows["copper/refined"]["share"])
    assert refined is not None
    assert 0.0 < refined < 100.0


def test_ferrochromium_imports_are_a_gap_and_not_a_zero(stored: Any) -> None:
    rows = {row["product_id"]: row for row in stored.run.tables["need.match"].rows}
    cell = rows["chromium/ferrochrome"]["imports"]
    assert stored.run.records[cell["ref"]].value.is_gap


def test_the_terms_of_reko_diq_are_shown_as_locked(stored: Any) -> None:
    rows = {row["row_id"]: row.get("standing", "") for row in stored.run.tables["law.terms"].rows}
    assert rows["L069"].startswith("locked")


def test_transfers_never_give_more_than_they_take(stored: Any) -> None:
    rows = [row for row in stored.run.tables["plan.transfers"].rows if "share" in row]
    assert rows
    for row in rows:
        share = _number(stored.run, row["share"])
        paid, received = _number(stored.run, row["paid"]), _number(stored.run, row["received"])
        assert share is not None
        assert paid is not None
        assert received is not None
        assert 0.0 < share <= 100.0
        assert received <= paid * (1.0 + 1e-9)


def test_words_for_people_hold_no_id_of_a_project_party_or_option(stored: Any) -> None:
    shipped = stored.case
    ids = [*shipped.projects, *shipped.enablers, *(p.id for p in shipped.parties)]
    pattern = re.compile(r"(?<![\w-])(" + "|".join(i for i in ids if "-" in i) + r")(?![\w-])")
    for name, table in stored.run.tables.items():
        if not name.startswith(("plan.", "projects.", "enablers.", "answer.", "need.match")):
            continue
        for row in table.rows:
            shown = [row.get(c.key) for c in table.columns]
            texts = [text for text in shown if isinstance(text, str)]
            assert [text for text in texts if pattern.search(text)] == [], name
    said = " ".join(text for s in stored.run.answer.sentences for text in s.words.values())
    assert pattern.search(said) is None


def test_a_second_save_has_the_same_bytes_and_reads_back_whole(stored: Any, tmp_path: Path) -> None:
    study.save(stored.run, tmp_path)
    first = (stored.folder / "plan.json").read_bytes()
    assert (tmp_path / "plan.json").read_bytes() == first
    assert study.load(tmp_path) == stored.run


def test_the_manifest_names_every_file_with_its_digest(stored: Any) -> None:
    manifest = json.loads((stored.folder / "manifest.json").read_text(encoding="utf-8"))
    files = {
        path.relative_to(stored.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in stored.folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert manifest["files"] == files
    assert manifest["manifest"]["case_digest"] == stored.case.fingerprint
    assert all(
        manifest["manifest"][name] for name in ("orepact", "python", "evidence", "libraries")
    )
