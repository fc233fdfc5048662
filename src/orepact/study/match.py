"""What the host's projects would deliver per year, against what the importer buys of it abroad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from orepact.errors import UnknownNameError
from orepact.evidence import bundle, hs_lines, row_value, trade_flow_id
from orepact.exposure import exposure, exposure_rows
from orepact.quantity import Kind, Value, conversion_factor
from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.study.project_tables import shown_ways
from orepact.trace import Parent

__all__ = ["add_match"]

_ALL_FORMS = "all forms"
_GROSS = ("gross", "gross weight")
_METAL = ("metal", "metal content")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Imports:
    """Yearly imports of one commodity at one stage, with the cell that points at the record."""

    cell: dict[str, str]
    value: Value
    unit: str
    year: str
    basis: str
    stage: str


def _published(book: Book, importer: str, commodity: str, stage: str) -> _Imports | None:
    """Return the latest published figure of imports at the stage; for consumption if several."""
    found = bundle().figures(
        commodity=commodity, statistic="imports", country=importer, stage=stage
    )
    found = found.filter(pl.col("period").str.contains(r"^\d{4}$"))
    if found.is_empty():
        return None
    ranked = found.with_columns(
        pl.col("detail").str.to_lowercase().str.contains("consumption").alias("first")
    ).sort(["period", "source", "first", "id"], descending=[True, True, True, False])
    row = ranked.row(0, named=True)
    cell = book.cite(row["id"])
    if cell is None:
        return None
    return _Imports(
        cell=cell,
        value=row_value(row),
        unit=row["unit"],
        year=row["period"],
        basis=row["basis"],
        stage=stage,
    )


def _customs(book: Book, importer: str, commodity: str, stage: str) -> _Imports | None:
    """Return the tonnes of the customs lines of the stage that hold nothing else, latest year."""
    lines = {
        code: line
        for code, line in hs_lines().items()
        if line.commodity == commodity and str(line.stage) == stage and not line.shared_with
    }
    if not lines:
        return None
    flows = bundle().trade(hs=sorted(lines), importer=importer)
    flows = flows.filter(pl.col("tonnes").is_not_null())
    if flows.is_empty():
        return None
    year = int(flows["year"].max())  # type: ignore[arg-type]
    flows = flows.filter(pl.col("year") == year).sort(["hs", "exporter"])
    cell = book.put(
        "need.customs_imports",
        {"importer": importer, "commodity": commodity, "stage": stage, "year": year},
        float(flows["tonnes"].sum()) / 1e3,
        "kt/yr",
        title=f"Imports of {commodity}, {stage}, {year}, as customs record them",
        formula="sum of the recorded tonnes of every supplier",
        parents=[
            Parent(
                role=f"x of {flow['exporter']}",
                id=trade_flow_id(
                    flow["source"],
                    flow["year"],
                    flow["exporter"],
                    flow["importer"],
                    flow["hs"],
                    quantity="tonnes",
                ),
            )
            for flow in flows.iter_rows(named=True)
        ],
    )
    bases = {str(line.basis) for line in lines.values()}
    return _Imports(
        cell=cell,
        value=book.records[cell["ref"]].value,
        unit="kt/yr",
        year=str(year),
        basis=bases.pop() if len(bases) == 1 else "not stated",
        stage=stage,
    )


def _reliance(book: Book, importer: str, commodity: str) -> tuple[dict[str, str] | None, str]:
    """Return the latest net import reliance and the stage whose consumption it is measured by."""
    try:
        rows = exposure_rows(
            exposure(), importer=importer, commodity=commodity, measure="net_import_reliance"
        )
    except UnknownNameError:
        return None, ""
    cells = [(row["year"], book.cite(row["id"])) for row in rows]
    used = bundle().figures(commodity=commodity, statistic="apparent consumption", country=importer)
    used = used.filter(pl.col("basis") != "not stated").sort(["source", "period"])
    stage = str(used["stage"][-1]) if used.height else _ALL_FORMS
    known = [item for item in cells if item[1] is not None]
    return (max(known, key=lambda item: int(item[0]))[1] if known else None), stage


def _same_basis(one: str, other: str) -> bool:
    return any(one in names and other in names for names in (_GROSS, _METAL))


def _says(stage: str, basis: str, imports: _Imports | None, reliance_stage: str) -> str:
    """Return what the comparison may and may not say, in words."""
    said = []
    if imports is None:
        said.append(f"imports at the stage {stage} are not in the evidence")
    elif imports.stage != stage:
        said.append(f"imports are of {imports.stage} together, not of the stage {stage}")
    elif not _same_basis(basis, imports.basis):
        said.append(f"imports are in {imports.basis}, the output in {basis}: not divided")
    elif imports.value.kind is Kind.UPPER_BOUND:
        said.append("the importer buys next to none of this stage abroad")
    if reliance_stage == stage:
        said.append("could cut the net import reliance")
    elif reliance_stage == _ALL_FORMS:
        said.append("the reliance counts all forms together, so it is cut in part at most")
    else:
        said.append(
            f"does not cut the reliance, which is of {reliance_stage} material: "
            f"{stage} has to be processed first"
        )
    return "; ".join(said)


def _steady_output(
    book: Book, result: PlanResult, place: int, product: int
) -> dict[str, str] | None:
    data = result.data
    made = data.output[place, product]
    if not (made > 0.0).any():
        return None
    column, name = data.columns[place], data.products[product]
    return book.put(
        "need.output",
        {"column": column.id, "product": name.replace("/", ".")},
        float(np.median(made[made > 0.0])),
        data.product_units[product],
        title=f"{result.project(column.project)}: yearly output of {name.replace('/', ' ')}",
        formula="median of the years with output",
        parents=result.column_parents((column.id,)),
    )


def _share(
    book: Book, output: dict[str, str], imports: _Imports, keys: dict[str, str]
) -> dict[str, str] | None:
    """Return output as a share of imports; None where the imports are no exact number."""
    made = book.records[output["ref"]]
    if made.value.number is None or not imports.value.number:
        return None
    unit = imports.unit if "/" in imports.unit else f"{imports.unit}/yr"
    part = made.value.number * conversion_factor(made.unit, unit) / imports.value.number
    return book.put(
        "need.match_share",
        keys,
        100.0 * part,
        "%",
        title="Output at steady state against the importer's imports of the same stage",
        formula="output / imports",
        parents=[
            Parent(role="output", id=output["ref"]),
            Parent(role="imports", id=imports.cell["ref"]),
        ],
    )


def _row(book: Book, result: PlanResult, place: int, product: int) -> dict[str, Any] | None:
    case, data = result.case, result.data
    output = _steady_output(book, result, place, product)
    if output is None:
        return None
    column = data.columns[place]
    name = data.products[product]
    made = next(item for item in case.projects[column.project].products if item.id == name)
    commodity, stage, basis = made.commodity, str(made.stage), str(made.basis)
    importer = case.header.importer
    same = _published(book, importer, commodity, stage) or _customs(
        book, importer, commodity, stage
    )
    imports = same or _published(book, importer, commodity, _ALL_FORMS)
    reliance, reliance_stage = _reliance(book, importer, commodity)
    keys = {"column": column.id, "product": name.replace("/", ".")}
    is_comparable = same is not None and _same_basis(basis, same.basis)
    return {
        "project": result.project(column.project),
        "project_id": column.project,
        "way_id": column.id,
        "product": f"{commodity}, {stage}",
        "product_id": name,
        "output": output,
        "imports": same.cell if same else _gap(book, importer, commodity, stage),
        "imports_all": imports.cell if imports is not None and same is None else None,
        "year": imports.year if imports else None,
        "share": _share(book, output, same, keys) if same and is_comparable else None,
        "reliance": reliance,
        "says": _says(stage, basis, imports, reliance_stage),
    }


def _gap(book: Book, importer: str, commodity: str, stage: str) -> dict[str, str]:
    """Return a typed gap: nobody in the evidence states the imports of that stage."""
    return book.put(
        "need.imports",
        {"importer": importer, "commodity": commodity, "stage": stage},
        Value.missing(),
        "kt/yr",
        title=f"Imports of {commodity}, {stage}: in no table of the evidence",
        formula="not computable: no published figure and no customs line of this stage is in hand",
    )


def add_match(book: Book, result: PlanResult) -> None:
    """Add need.match: output of each project at steady state against the importer's imports."""
    found = [
        _row(book, result, way.place, product)
        for way in shown_ways(result)
        for product in range(len(result.data.products))
    ]
    rows = [row for row in found if row is not None]
    if not rows:
        return
    book.table(
        "need.match",
        "What the projects would deliver, against what the importer buys abroad",
        [
            ("project", "Project", ""),
            ("product", "Product", ""),
            ("output", "Output per year at steady state", ""),
            ("imports", "Imports of that stage", ""),
            ("imports_all", "Imports, all forms", ""),
            ("year", "Year", ""),
            ("share", "Output in imports", "%"),
            ("reliance", "Net import reliance", "%"),
            ("says", "What this says", ""),
        ],
        rows,
        note="What a project could deliver is no promise to deliver it to the importer. Only the "
        "same stage on the same basis is divided.",
    )
