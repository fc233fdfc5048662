"""The source line of a table: publishers in order of use, documents linked, assumptions last."""

from __future__ import annotations

from dataclasses import replace

from orepact.quantity import Value
from orepact.report.origins import THIS_RUN, origins_of, titles_of
from orepact.report.printer import Printer
from orepact.study import CitedSource, Run, StoredTable, TableColumn, ref
from orepact.trace import Parent, Record, RecordKind


def document(title: str, publisher: str) -> CitedSource:
    return CitedSource(
        title=title, publisher=publisher, date="2020", custody="publisher", licence="open"
    )


def leaf(id_: str, *sources: str) -> Record:
    return Record(
        id=id_,
        title=id_,
        value=Value.exact(1.0),
        unit="t",
        kind=RecordKind.MEASURE,
        formula="read",
        sources=sources,
    )


def with_figure(
    run: Run, leaves: list[Record], sources: dict[str, CitedSource]
) -> tuple[Run, StoredTable]:
    """Return the run with one figure over leaves, and the table that prints it."""
    top = replace(
        leaf("top[]", "orepact"), parents=tuple(Parent(role="", id=one.id) for one in leaves)
    )
    table = StoredTable(
        name="a.b", title="A", columns=(TableColumn("x", "X"),), rows=({"x": ref("top[]")},)
    )
    records = {**run.records, **{record.id: record for record in [top, *leaves]}}
    return replace(run, records=records, sources=sources), table


def test_documents_of_one_publisher_stand_together_most_cited_first(small_run: Run) -> None:
    run, table = with_figure(
        small_run,
        [leaf("a[]", "one"), leaf("b[]", "two"), leaf("c[]", "two"), leaf("d[]", "three")],
        {
            "one": document("First", "Survey"),
            "two": document("Second", "Bank"),
            "three": document("Third", "Survey"),
        },
    )
    printer = Printer(run)
    found = origins_of(printer, table)
    assert [origin.name for origin in found] == ["Bank", "Survey"]
    numbers = {line: number for origin in found for number, line in origin.entries}
    entries = {source.line: number for number, source in printer.register()}
    assert numbers == entries, "each number leads to the register's entry of that document"


def test_what_nobody_published_stands_last_and_leads_to_its_file(small_run: Run) -> None:
    assumed = replace(leaf("case:x/terms:y", "assumption"), kind=RecordKind.PARAMETER)
    run, table = with_figure(
        small_run,
        [assumed, leaf("b[]", "two")],
        {
            "assumption-x-terms": document("x/terms.yaml", "this case"),
            "two": document("Second", "Bank"),
        },
    )
    found = origins_of(Printer(run), table)
    assert [origin.is_assumed for origin in found] == [False, True]
    assert len(found[-1].entries) == 1


def test_a_document_without_publisher_is_named_by_its_title(small_run: Run) -> None:
    run, table = with_figure(small_run, [leaf("a[]", "one")], {"one": document("A map", "none")})
    assert [origin.name for origin in origins_of(Printer(run), table)] == ["A map"]


def test_a_figure_that_only_this_run_made_says_so(small_run: Run) -> None:
    run, table = with_figure(
        small_run, [replace(leaf("a[]", "orepact"), kind=RecordKind.SOLVE)], {}
    )
    (origin,) = origins_of(Printer(run), table)
    assert origin.name in {THIS_RUN, "orepact"}


def test_a_picture_of_its_own_names_documents_in_words(small_run: Run) -> None:
    run, table = with_figure(
        small_run,
        [leaf(f"{n}[]", str(n)) for n in range(6)],
        {str(n): document(f"Title {n}", "Survey") for n in range(6)},
    )
    told = titles_of(origins_of(Printer(run), table))
    assert told[0] == "Survey, Title 0 (2020)"
    assert told[-1] == "others, named on the cards"
    assert len(told) == 5
