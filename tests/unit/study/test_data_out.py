"""What leaves orepact says its fields, units, sources and licences, and keeps its ids."""

from __future__ import annotations

import copy
import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from tests.unit.study.published_forms import DATA_PACKAGE, PROV_JSON, RO_CRATE

from orepact.quantity import Value
from orepact.study import CitedSource, Manifest, Run, StoredTable, TableColumn, load, save
from orepact.study.data_out import data_package, research_crate, table_json, titles_of
from orepact.study.lineage_out import provenance
from orepact.study.store import _csv_bytes
from orepact.study.stored_run import Answer, Verdict
from orepact.trace import Parent, Record, RecordKind, short_id

RATE = "case:x/rates:a"
GAIN, OTHER = "plan.gain[party=a]", "plan.gain[party=b]"


def _parameter(id_: str) -> Record:
    return Record(
        id=id_,
        title=f"rate {id_}",
        value=Value.exact(5.0),
        unit="%",
        kind=RecordKind.PARAMETER,
        sources=("survey-2026",),
        locator="row 3",
    )


def small_run() -> Run:
    leaves = [_parameter(RATE), _parameter("case:x/rates:b"), _parameter("case:x/rates:c")]
    parents = tuple(Parent(role="rate", id=leaf.id) for leaf in leaves)
    gains = [
        Record(
            id=id_,
            title="gain",
            value=Value.between(1.0, 2.0),
            unit="MUSD",
            kind=RecordKind.MEASURE,
            sources=("orepact",),
            parents=parents if id_ != "plan.one[]" else parents[:1],
        )
        for id_ in (GAIN, OTHER, "plan.one[]")
    ]
    table = StoredTable(
        name="plan.gains",
        title="Gains",
        columns=(TableColumn("party", "Party", ""), TableColumn("gain", "Gain", "MUSD")),
        rows=({"party": "a", "gain": {"ref": GAIN}, "party_id": "a"},),
        note="A note.",
    )
    survey = CitedSource(
        title="The Survey, edition 2026",
        publisher="Survey of X",
        date="2026-02-06",
        custody="mirror",
        licence="public domain (open)",
        address="https://example.org/survey",
    )
    return Run(
        id="x-1",
        created="2026-11-22",
        case="x",
        title="X and Y",
        importer="USA",
        host="PAK",
        money="million USD of 2025, real",
        manifest=Manifest(
            orepact="0.1.0",
            python="3.11",
            libraries={},
            evidence="",
            case_digest="",
            seed=0,
            gap=0.01,
        ),
        answer=Answer(verdict=Verdict.DEAL, sentences=()),
        records={record.id: record for record in (*leaves, *gains)},
        tables={table.name: table},
        sources={"survey-2026": survey},
    )


def _files() -> dict[str, str]:
    return dict(titles_of(small_run(), {"figures/gain.svg": "Who gains"}))


def _faults(schema: dict[str, Any], data: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


def test_the_fields_of_the_package_are_the_columns_of_the_file() -> None:
    run = small_run()
    resource = data_package(run, {})["resources"][0]
    named = [field["name"] for field in resource["schema"]["fields"]]
    header = next(csv.reader(io.StringIO(_csv_bytes(run, run.tables["plan.gains"]).decode())))
    assert named == header
    assert {field["name"]: field.get("unit") for field in resource["schema"]["fields"]}[
        "gain"
    ] == "MUSD"


def test_a_column_of_figures_and_words_is_not_declared_a_number() -> None:
    """A validator of Data Packages reads every cell by the type of its column."""
    run = small_run()
    table = next(iter(run.tables.values()))
    column = next(c for c in table.columns if isinstance(table.rows[0].get(c.key), dict))
    mixed = replace(table, rows=(*table.rows, {column.key: "not read"}))
    for shown, kind in ((table, "number"), (mixed, "any")):
        package = data_package(replace(run, tables={table.name: shown}), {})
        fields = package["resources"][0]["schema"]["fields"]
        assert next(f["type"] for f in fields if f["name"] == column.key) == kind


def test_each_table_names_the_sources_it_rests_on_with_their_licence() -> None:
    sources = data_package(small_run(), {})["resources"][0]["sources"]
    assert [source["name"] for source in sources] == ["survey-2026"]
    assert sources[0]["licence"] == "public domain (open)"
    assert sources[0]["path"] == "https://example.org/survey"


def test_the_package_the_lineage_and_the_crate_have_their_published_form() -> None:
    run = small_run()
    assert _faults(DATA_PACKAGE, data_package(run, _files())) == []
    assert _faults(PROV_JSON, provenance(run)) == []
    assert _faults(RO_CRATE, research_crate(run, _files())) == []


@pytest.mark.parametrize(
    ("schema", "damage"),
    [
        (DATA_PACKAGE, lambda package: package["resources"][0].update(path="../x.csv")),
        (DATA_PACKAGE, lambda package: package["resources"][0]["schema"].update(fields=[])),
        (DATA_PACKAGE, lambda package: package.update(licenses=[])),
        (PROV_JSON, lambda prov: prov["wasDerivedFrom"]["_:d0"].pop("prov:usedEntity")),
        (PROV_JSON, lambda prov: prov["entity"].update({"plan.gain[a]": {}})),
        (RO_CRATE, lambda crate: crate["@graph"][1].pop("datePublished")),
    ],
)
def test_the_forms_refuse_what_is_damaged(schema: dict[str, Any], damage: Any) -> None:
    run = small_run()
    whole = {
        id(DATA_PACKAGE): data_package(run, {}),
        id(PROV_JSON): provenance(run),
        id(RO_CRATE): research_crate(run, {}),
    }[id(schema)]
    damaged = copy.deepcopy(whole)
    damage(damaged)
    assert _faults(schema, damaged)


def test_lineage_says_what_was_derived_from_what() -> None:
    found = provenance(small_run())
    derived = list(found["wasDerivedFrom"].values())
    single = {
        "prov:generatedEntity": f"o:{short_id('plan.one[]')}",
        "prov:usedEntity": f"o:{short_id(RATE)}",
        "o:role": "rate",
    }
    assert single in derived
    assert {item["prov:usedEntity"] for item in derived} <= set(found["entity"])
    assert found["entity"][f"o:{short_id(GAIN)}"]["o:id"] == GAIN


def test_inputs_that_figures_share_are_named_once() -> None:
    found = provenance(small_run())
    used = {
        item["prov:usedEntity"]
        for item in found["wasDerivedFrom"].values()
        if item["prov:generatedEntity"] in {f"o:{short_id(GAIN)}", f"o:{short_id(OTHER)}"}
    }
    assert len(used) == 1
    members = [m for m in found["hadMember"].values() if m["prov:collection"] in used]
    assert len(members) == 1
    assert f"o:{short_id(RATE)}" in members[0]["prov:entity"]


def test_lineage_ends_at_the_document_with_its_licence() -> None:
    found = provenance(small_run())
    assert found["entity"]["o:s-survey-2026"]["o:licence"] == "public domain (open)"
    primary = [
        item
        for item in found["wasDerivedFrom"].values()
        if item.get("prov:type") == "prov:PrimarySource"
    ]
    assert [item["prov:usedEntity"] for item in primary] == ["o:s-survey-2026"]


def test_the_crate_lists_every_file_and_every_source() -> None:
    crate = research_crate(small_run(), _files())
    ids = {item["@id"] for item in crate["@graph"]}
    wanted = {"./", "plan.json", "tables/plan.gains.csv", "tables/plan.gains.json", "#run"}
    assert wanted | {"figures/gain.svg", "#survey-2026"} <= ids
    json.dumps(crate, allow_nan=False)


def test_a_table_as_json_has_unit_id_and_licence_at_every_figure() -> None:
    run = small_run()
    found = table_json(run, run.tables["plan.gains"])
    assert found["rows"][0]["gain"] == {
        "low": 1.0,
        "high": 2.0,
        "flag": "range",
        "unit": "MUSD",
        "id": GAIN,
        "cite": short_id(GAIN),
    }
    assert found["sources"][0]["licence"] == "public domain (open)"
    assert found["columns"][1] == {"key": "gain", "title": "Gain", "unit": "MUSD"}


def test_a_stored_run_keeps_its_sources_and_answers_to_short_names(tmp_path: Path) -> None:
    run = small_run()
    files = save(run, tmp_path, others={"figures/gain.svg": "Who gains"})
    assert {path.name for path in files} >= {"plan.gains.json", "provenance.json"}
    again = load(tmp_path)
    assert again.sources == run.sources
    found = again.find(f"#{short_id(OTHER)}")
    assert found is not None
    assert found.id == OTHER
    assert again.find("faaaaaaaaaa") is None
    digests = json.loads((tmp_path / "manifest.json").read_text())["files"]
    assert "tables/plan.gains.json" in digests


def test_a_short_name_does_not_depend_on_the_run() -> None:
    assert short_id(GAIN) == short_id("plan.gain[party=a]") != short_id(OTHER)
