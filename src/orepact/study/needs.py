"""What the importer needs: import shares, net import reliance, and what the plan would deliver."""

from __future__ import annotations

from typing import Any

from orepact.case import Case
from orepact.errors import UnknownNameError
from orepact.exposure import Exposure, exposure, exposure_rows, find_line
from orepact.exposure.ranking import reliance_shown
from orepact.mine import ColumnTable
from orepact.study.book import Book
from orepact.study.host_match import add_host_match
from orepact.study.host_side import projects_of
from orepact.study.leakage_tables import add_leakage
from orepact.study.need_ranking import add_ranking
from orepact.study.origin_tables import add_origin
from orepact.study.supplier_tables import add_new_supplier
from orepact.study.trend_table import LEAST_BOUGHT, add_trend

__all__ = ["add_needs"]

_SUPPLIERS = 6
"""Suppliers shown per commodity and stage; the rest is in `orepact exposure`."""


def _rows(of: Exposure, case: Case, commodity: str, measure: str) -> list[dict[str, Any]]:
    try:
        return exposure_rows(
            of, importer=case.header.importer, commodity=commodity, measure=measure
        )
    except UnknownNameError:
        return []


def _size(book: Book, row: dict[str, Any]) -> float:
    record = book.known(row["id"])
    return record.value.number or 0.0 if record is not None else 0.0


def _bill(of: Exposure, case: Case, commodity: str, line: str) -> float:
    """Return what the importer paid for a line in the latest year, thousand USD."""
    flows = of.flows(case.header.importer, find_line(commodity, line), of.cube.years[-1])
    return float(flows["value_kusd"].sum() or 0.0)


def _told(row: dict[str, Any]) -> str:
    """Return the id of a computed reliance, or of the published one where that says more.

    Withheld inputs leave the computed one anywhere between its ends, where the publisher prints a
    bound: more than 75 percent for barite.
    """
    id_ = str(row["id"])
    if reliance_shown(row) == row["value"]:
        return id_
    return id_.replace("exposure.net_import_reliance", "exposure.published_net_import_reliance")


def _at_least(book: Book, cell: dict[str, str] | None) -> float:
    record = None if cell is None else book.records[cell["ref"]]
    if record is None or record.value.is_gap:
        return -1.0
    number, low = record.value.number, record.value.low
    return number if number is not None else low if low is not None else 0.0


def add_needs(book: Book, case: Case, table: ColumnTable | None = None) -> None:
    """Add what the importer needs, where it is mined, and what the host could supply of it.

    Parameters
    ----------
    book : Book
    case : Case
    table : ColumnTable, optional
        If the columns of the projects were computed already.
    """
    projects = projects_of(case, table)
    _add_published(book, case)
    add_ranking(book, case)
    add_origin(book, case)
    add_host_match(book, case, projects)
    add_new_supplier(book, case, projects)
    add_leakage(book, case)
    add_trend(book, case)


def _add_published(book: Book, case: Case) -> None:
    """Add import shares of the largest suppliers by mass, and net import reliance, latest year."""
    of = exposure()
    shares: list[dict[str, Any]] = []
    reliance: list[dict[str, Any]] = []
    for commodity in case.header.commodities:
        found = [row for row in _rows(of, case, commodity, "import_share") if row["by"] == "mass"]
        for line in dict.fromkeys(row["line"] for row in found):
            if _bill(of, case, commodity, line) < LEAST_BOUGHT:
                continue
            own = sorted(
                (row for row in found if row["line"] == line),
                key=lambda row: (-_size(book, row), str(row.get("supplier", ""))),
            )
            shares += [
                {
                    "commodity": f"{commodity}, {line}",
                    "supplier": str(row.get("supplier", "")),
                    "share": book.cite(row["id"]),
                    "year": int(row["year"]),
                }
                for row in own[:_SUPPLIERS]
            ]
        reliance += [
            {
                "commodity": commodity,
                "form": str(row.get("form", row.get("line", ""))),
                "reliance": book.cite(_told(row)),
                "year": int(row["year"]),
            }
            for row in _rows(of, case, commodity, "net_import_reliance")
        ]
    reliance.sort(key=lambda row: -_at_least(book, row["reliance"]))
    if any(row["share"] for row in shares):
        book.table(
            "need.import_shares",
            "Largest suppliers of the importer, by mass",
            [
                ("commodity", "Commodity and stage", ""),
                ("supplier", "Supplier", ""),
                ("share", "Share of imports", "%"),
                ("year", "Year", ""),
            ],
            shares,
            note="Customs sees the last border, not the mine. Lines of which the importer bought "
            "for less than 5 million USD in the year are left out: their shares are those of a few "
            "shipments.",
        )
    if any(row["reliance"] for row in reliance):
        book.table(
            "need.reliance",
            "Net import reliance",
            [
                ("commodity", "Commodity", ""),
                ("form", "Form", ""),
                ("reliance", "Net import reliance", "%"),
                ("year", "Year", ""),
            ],
            reliance,
            note="As the publisher defines it. Where it withholds what would compute the figure, "
            "the bound stands that it prints.",
        )
