"""A small run of invented countries, so that no number here can be taken for a finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orepact.quantity import Value
from orepact.study import (
    Answer,
    Manifest,
    NextDecision,
    Run,
    Sentence,
    StoredTable,
    SwitchEffect,
    TableColumn,
    Verdict,
    ref,
)
from orepact.trace import Parent, Record, RecordKind

MONEY = "million USD of 2001, real"


class Book:
    """Collects records while a test run is written down."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def put(
        self, id_: str, value: Value | float, unit: str = "MUSD", **more: object
    ) -> dict[str, str]:
        typed = value if isinstance(value, Value) else Value.exact(value)
        fields = {"title": f"Test figure {id_}", "kind": RecordKind.MEASURE, **more}
        self.records[id_] = Record(id=id_, value=typed, unit=unit, **fields)  # type: ignore[arg-type]
        return ref(id_)


def _tables(book: Book) -> list[StoredTable]:
    book.put(
        "case.price[]",
        7.5,
        "USD/t",
        kind=RecordKind.PARAMETER,
        quality="D",
        sources=("assumption",),
    )
    book.put(
        "ev-one",
        Value.at_least(50.0),
        "%",
        kind=RecordKind.SOURCE,
        quality="A",
        sources=("test-book-2001",),
        locator="table 3",
        custody="publisher",
        as_of="2001-06-30",
    )
    parents = (Parent(role="price", id="case.price[]"), Parent(role="reliance", id="ev-one"))
    gain = TableColumn("gain", "Gain against no deal", "MUSD")
    parties = StoredTable(
        name="answer.parties",
        title="What each party gains",
        columns=(TableColumn("party", "Party"), gain, TableColumn("first", "First year of cash")),
        rows=(
            {
                "party": "Aland government",
                "gain": book.put(
                    "g.a[]",
                    Value.between(-12.0, 340.5),
                    formula="price - reliance",
                    parents=parents,
                ),
                "first": 2031,
            },
            {
                "party": "Bland <federation>",
                "gain": book.put("g.b[]", Value.between(10.0, 95.0), quality="D"),
                "first": 2033,
            },
            {"party": "Company", "gain": book.put("g.c[]", 1234.56), "first": 2031},
        ),
    )
    shares = StoredTable(
        name="need.import_shares",
        title="Import shares",
        columns=(
            TableColumn("commodity", "Commodity"),
            TableColumn("supplier", "Supplier"),
            TableColumn("share", "Share", "%"),
        ),
        rows=tuple(
            {
                "commodity": c,
                "supplier": s,
                "share": book.put(f"share[{c}{s}]", v, "%", sources=("test-book-2001",)),
            }
            for c, s, v in (
                ("tin", "Cland", 61.0),
                ("tin", "Dland", 30.0),
                ("tin", "Eland", 5.0),
                ("tin", "Fland", 4.0),
                ("zinc", "Dland", 100.0),
            )
        ),
    )
    reliance = StoredTable(
        name="need.reliance",
        title="Net import reliance",
        columns=(TableColumn("commodity", "Commodity"), TableColumn("reliance", "Reliance", "%")),
        rows=(
            {"commodity": "tin", "reliance": ref("ev-one")},
            {"commodity": "zinc", "reliance": book.put("r.z[]", 25.0, "%")},
            {"commodity": "lead", "reliance": book.put("r.l[]", Value.net_exporter(), "%")},
            {"commodity": "ore 7", "reliance": book.put("r.o[]", Value.withheld(), "%")},
        ),
    )
    cash = StoredTable(
        name="projects.cash",
        title="Cash by party and year",
        columns=(
            TableColumn("year", "Year"),
            TableColumn("party", "Party"),
            TableColumn("cash", "Cash", "MUSD"),
        ),
        rows=tuple(
            {
                "year": year,
                "party": party,
                "cash": book.put(f"cash[{party},{year}]", sign * (year - 2032.5) * 40),
            }
            for party, sign in (("Company", 1), ("Bland <federation>", 0.5))
            for year in range(2030, 2040)
        ),
    )
    ladder = StoredTable(
        name="endowment.ladder",
        title="From headline to kept",
        columns=(TableColumn("project", "Class"), TableColumn("quantity", "Copper", "kt")),
        rows=tuple(
            {"project": c, "quantity": book.put(f"lad[{c}]", v, "kt")}
            for c, v in (
                ("headline", 24550.0),
                ("reserve", 15000.0),
                ("payable", Value.between(9000.0, 12000.0)),
            )
        ),
    )
    frontier = StoredTable(
        name="plan.frontier",
        title="What one side can have",
        columns=(
            TableColumn("point", "Point"),
            TableColumn("importer", "Importer's gain", "MUSD"),
            TableColumn("host", "Host's gain", "MUSD"),
        ),
        rows=tuple(
            {"point": p, "importer": book.put(f"fi[{p}]", x), "host": book.put(f"fh[{p}]", y)}
            for p, x, y in (
                ("no deal", 0.0, 0.0),
                ("equal", 30.0, 30.0),
                ("importer first", 55.0, 5.0),
            )
        ),
    )
    timeline = StoredTable(
        name="plan.timeline",
        title="What happens when",
        columns=(
            TableColumn("item", "Item"),
            TableColumn("kind", "Kind"),
            TableColumn("start", "From"),
            TableColumn("end", "To"),
        ),
        rows=(
            {"item": "Review", "kind": "gate", "start": 2027},
            {"item": "Rail", "kind": "enabler", "start": 2028, "end": 2031},
            {"item": "Mine", "kind": "project", "start": 2029, "end": 2050},
        ),
    )
    promises = StoredTable(
        name="engagement.commitments",
        title="Promises",
        columns=(
            TableColumn("what", "What"),
            TableColumn("state", "State"),
            TableColumn("amount", "Amount", "MUSD"),
        ),
        rows=(
            {
                "what": "Bank A loan",
                "state": "approved",
                "amount": book.put("p.a[]", 410.0, sources=("press 2001",)),
            },
            {"what": "Trader's letter", "state": "MoU"},
        ),
    )
    sources = StoredTable(
        name="sources.list",
        title="Sources",
        columns=(TableColumn("source", "Source"), TableColumn("address", "Address")),
        rows=({"source": "Test book 2001", "address": "https://example.org/book?a=1&b=2"},),
    )
    assumed = StoredTable(
        name="assumptions.list",
        title="Assumed values",
        columns=(TableColumn("what", "What"), TableColumn("value", "Value")),
        rows=({"what": "Price", "value": ref("case.price[]")},),
    )
    return [parties, shares, reliance, cash, ladder, frontier, timeline, promises, sources, assumed]


@pytest.fixture(scope="session")
def small_run() -> Run:
    book = Book()
    tables = _tables(book)
    for name in ("assumed", "stale", "unassessed"):
        book.put(f"count.{name}[]", 3.0, "count")
    answer = Answer(
        verdict=Verdict.WAIT,
        sentences=(
            Sentence(kind="choice", words={"projects": "the Old Hill mine", "years": "2027"}),
            Sentence(
                kind="gain",
                words={"worst_party": "Aland government"},
                figures={"worst_gain": "g.a[]"},
            ),
            Sentence(kind="condition", words={"what": "the review of 2027"}),
        ),
        next_decisions=(
            NextDecision(
                what="Publish the review",
                owner="Company",
                due="2027-06-30",
                unlocks="Old Hill, phase 1",
            ),
        ),
        switch=SwitchEffect(
            name="Consent",
            low="consent left out",
            high="consent as if granted",
            verdict_low="no deal",
            verdict_high="wait",
            figures={"low": "g.b[]", "high": "g.a[]"},
        ),
        counts={name: f"count.{name}[]" for name in ("assumed", "stale", "unassessed")},
        unassessed=("Deaths in the 12 villages",),
    )
    manifest = Manifest(
        orepact="0.0.0", python="3", libraries={}, evidence="e0", case_digest="c0", seed=1, gap=0.01
    )
    return Run(
        id="test-run-0",
        created="2001-07-01",
        case="invented",
        title="Aland x Bland 2001",
        importer="XAA",
        host="XBB",
        money=MONEY,
        manifest=manifest,
        answer=answer,
        records=book.records,
        tables={table.name: table for table in tables},
        evidence_cutoff="2001-06-30",
    )


@pytest.fixture(scope="session")
def empty_run(small_run: Run) -> Run:
    """The same run with nothing in it but its answer."""
    return replace(
        small_run, tables={}, answer=replace(small_run.answer, switch=None, next_decisions=())
    )
