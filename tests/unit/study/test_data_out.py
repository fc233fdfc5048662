"""What leaves orepact says its fields, units, sources and licences, and keeps its ids."""

import csv
import io
import json

from orepact.quantity import Value
from orepact.study import Manifest, Run, StoredTable, TableColumn
from orepact.study.data_out import data_package, provenance, research_crate
from orepact.study.store import _csv_bytes
from orepact.study.stored_run import Answer, Verdict
from orepact.trace import Parent, Record, RecordKind


def small_run() -> Run:
    leaf = Record(
        id="case:x/rates:a",
        title="rate",
        value=Value.exact(5.0),
        unit="%",
        kind=RecordKind.PARAMETER,
        sources=("usgs-mcs-2026",),
        locator="row 3",
    )
    top = Record(
        id="plan.gain[party=a]",
        title="gain",
        value=Value.between(1.0, 2.0),
        unit="MUSD",
        kind=RecordKind.MEASURE,
        sources=("orepact",),
        parents=(Parent(role="rate", id=leaf.id),),
    )
    table = StoredTable(
        name="plan.gains",
        title="Gains",
        columns=(TableColumn("party", "Party", ""), TableColumn("gain", "Gain", "MUSD")),
        rows=({"party": "a", "gain": {"ref": top.id}, "party_id": "a"},),
        note="A note.",
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
            switches={},
        ),
        answer=Answer(
            verdict=Verdict.DEAL,
            sentences=(),
            next_decisions=(),
            switch=None,
            counts={},
            unassessed=(),
        ),
        records={leaf.id: leaf, top.id: top},
        tables={table.name: table},
    )


def test_the_fields_of_the_package_are_the_columns_of_the_file() -> None:
    run = small_run()
    package = data_package(run)
    resource = package["resources"][0]
    named = [field["name"] for field in resource["schema"]["fields"]]
    header = next(csv.reader(io.StringIO(_csv_bytes(run, run.tables["plan.gains"]).decode())))
    assert named == header
    assert {field["name"]: field.get("unit") for field in resource["schema"]["fields"]}[
        "gain"
    ] == "MUSD"


def test_each_table_names_the_sources_it_rests_on_with_their_licence() -> None:
    sources = data_package(small_run())["resources"][0]["sources"]
    assert [source["name"] for source in sources] == ["usgs-mcs-2026"]
    assert sources[0]["licence"]
    assert sources[0]["redistributable"] == "open"


def test_lineage_says_what_was_derived_from_what() -> None:
    found = provenance(small_run())
    assert list(found["wasDerivedFrom"].values()) == [
        {
            "prov:generatedEntity": "orepact:plan.gain[party=a]",
            "prov:usedEntity": "orepact:case:x/rates:a",
            "orepact:role": "rate",
        }
    ]
    derived = [item["prov:usedEntity"] for item in found["wasDerivedFrom"].values()]
    assert set(derived) <= set(found["entity"])


def test_the_crate_lists_every_file_and_every_source() -> None:
    crate = research_crate(small_run(), ["plan.json", "tables/plan.gains.csv"])
    ids = {item["@id"] for item in crate["@graph"]}
    assert {"./", "plan.json", "tables/plan.gains.csv", "#run", "#usgs-mcs-2026"} <= ids
    json.dumps(crate, allow_nan=False)
