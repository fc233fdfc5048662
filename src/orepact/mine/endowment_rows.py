"""The rows of ``orepact endowment``: claim, classes, deposits and ladders, with their lineage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orepact.errors import UnknownNameError
from orepact.mine.bench import Bench, Choice, Row, Surroundings
from orepact.mine.host_endowment import (
    MetalPrice,
    class_totals,
    filter_error,
    in_situ,
    metal_prices,
    screened,
)
from orepact.mine.ladder import value_ladder
from orepact.mine.project_file import ProjectFile
from orepact.mine.same_deposit import same_deposits, sites_of
from orepact.mine.statement import Category, Statement, statements_of
from orepact.quantity import Value, conversion_factor
from orepact.trace import result_id

__all__ = ["CLAIM_METRIC", "SUPPORTS", "Endowment", "endowment_rows"]

CLAIM_METRIC = "in-situ mineral value"
"""Metric of the claims in the ledger that state a value in the ground."""
UNIT = "bnUSD"
_RESERVES = ("proved", "probable")
MILLION_PER_BILLION = 1e3
SUPPORTS = {
    Category.RESERVE: "valued, by the cash flow of the project that mines it",
    Category.RESOURCE: "not valued; a screened range at most",
    Category.INFERRED: "not valued; a screened range at most",
    Category.HISTORICAL: "not valued; a screened range at most",
    Category.TARGET: "not valued",
    Category.UNCLASSIFIED: "not valued: no code, so no class supports a value",
}
"""What a class supports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endowment:
    """What a case says of the ground.

    Parameters
    ----------
    around : Surroundings
    projects : mapping of id to ProjectFile
    deposits, sites, claims : sequence of mapping
        Rows of the ledgers; empty where the case has none.
    """

    around: Surroundings
    projects: Mapping[str, ProjectFile]
    deposits: Sequence[Mapping[str, str | None]] = ()
    sites: Sequence[Mapping[str, str | None]] = ()
    claims: Sequence[Mapping[str, str | None]] = ()

    def id(self, ledger: str, row: str) -> str:
        """Return the id of a ledger row of the case."""
        return f"case:{self.around.case}/ledgers/{ledger}:{row}"


def _row(of: Endowment, measure: str, keys: Mapping[str, str], **more: Any) -> Row:
    id_ = result_id(f"endowment.{measure.replace(' ', '_')}", {"case": of.around.case, **keys})
    return {"measure": measure, **keys, **more, "id": id_}


def _claim_id(of: Endowment, claim: str) -> str:
    """Return the id of a headline claim's row."""
    return str(_row(of, "headline claim", {"claim": claim})["id"])


def _range(low: float, high: float) -> Value:
    return Value.exact(low) if low == high else Value.between(low, high)


def _statements(of: Endowment) -> tuple[tuple[Statement, ...], dict[str, MetalPrice]]:
    statements = statements_of(of.deposits)
    names = dict.fromkeys(name for item in statements for name in (item.commodity, *item.grades))
    return statements, metal_prices(of.around, list(names))


def _claims(of: Endowment) -> list[tuple[str, float, str]]:
    """Return the headline claims: id, billion USD, wording."""
    found = []
    for row in of.claims:
        number = row.get("value_high") or row.get("value") or row.get("value_low")
        if row["metric"] == CLAIM_METRIC and number:
            factor = conversion_factor(str(row["unit"]), UNIT)
            amount = round(float(number) * factor, 6)
            found.append((str(row["id"]), amount, str(row["wording"])))
    return found


def _price_parents(names: Sequence[str], prices: Mapping[str, MetalPrice]) -> list[str]:
    return [id_ for name in names if name in prices for id_ in prices[name].ids]


def _class_rows(
    of: Endowment, statements: Sequence[Statement], prices: Mapping[str, MetalPrice]
) -> Iterator[Row]:
    claims = _claims(of)
    known = {item.id: item for item in statements}
    for id_, amount, wording in claims:
        yield _row(
            of,
            "headline claim",
            {"claim": id_},
            value=Value.exact(amount),
            unit=UNIT,
            supports="nothing: a claim is no class",
            note=wording,
            parents=[of.id("claims", id_)],
            sources=["ledger of claims"],
            **{"class": "none stated"},
        )
    for total in class_totals(statements, prices):
        if not total.statements and not total.unpriced:
            continue
        held = [known[id_] for id_ in total.statements]
        metals = sorted({name for item in held for name in (*item.grades, item.commodity)})
        parents = [of.id("deposits", id_) for id_ in total.statements]
        parents += _price_parents(metals, prices)
        gap = f"; no grade or price: {', '.join(total.unpriced)}" if total.unpriced else ""
        common = {
            "class": str(total.category),
            "supports": SUPPORTS[total.category],
            "parents": parents,
            "sources": ["ledger of deposits", "decks and official prices"],
        }
        is_known = bool(total.statements)
        yield _row(
            of,
            "in situ",
            {"class": str(total.category)},
            value=_range(total.low, total.high) if is_known else Value.missing(),
            unit=UNIT,
            note=f"{', '.join(total.statements) or 'none'}{gap}",
            **{key: value for key, value in common.items() if key != "class"},
        )
        for id_, amount, _ in claims:
            yield _row(
                of,
                "share of claim",
                {"class": str(total.category), "claim": id_},
                value=_range(100.0 * total.low / amount, 100.0 * total.high / amount)
                if is_known
                else Value.missing(),
                unit="%",
                note="gross in the ground over the claim, each piece of ground once",
                **{
                    **{key: value for key, value in common.items() if key != "class"},
                    "parents": [*parents, _claim_id(of, id_)],
                },
            )
    yield from _rest_rows(of, statements, prices, claims)


def _rest_rows(
    of: Endowment,
    statements: Sequence[Statement],
    prices: Mapping[str, MetalPrice],
    claims: Sequence[tuple[str, float, str]],
) -> Iterator[Row]:
    """Return what stands on nothing in the ledger, and the price of rock that would do it."""
    totals = class_totals(statements, prices)
    low, high = sum(item.low for item in totals), sum(item.high for item in totals)
    unpriced = [item for item in statements if item.tonnes and in_situ(item, prices) is None]
    for id_, amount, _ in claims:
        counted = [held for total in totals for held in total.statements]
        parents = [_claim_id(of, id_), *(of.id("deposits", held) for held in counted)]
        yield _row(
            of,
            "share of claim",
            {"class": "no priced statement", "claim": id_},
            value=_range(100.0 * max(0.0, 1 - high / amount), 100.0 * max(0.0, 1 - low / amount)),
            unit="%",
            supports="not valued",
            note="rests on rock without a price here, or on nothing in the ledger",
            parents=parents,
            sources=["ledger of deposits"],
        )
        largest = max(unpriced, key=lambda item: item.tonnes or 0.0, default=None)
        if largest is not None and largest.tonnes:
            rest = [(amount - end) * 1e9 / largest.tonnes for end in (high, low)]
            yield _row(
                of,
                "price that would make the claim",
                {"deposit": largest.id, "claim": id_},
                value=_range(max(rest[0], 0.0), max(rest[1], 0.0)),
                unit="USD/t",
                supports="not valued",
                note=f"{largest.name}: price in the ground of each tonne that would fill the rest",
                parents=[*parents, of.id("deposits", largest.id)],
                sources=["ledger of deposits"],
                **{"class": str(largest.category)},
            )


def _deposit_rows(
    of: Endowment, statements: Sequence[Statement], prices: Mapping[str, MetalPrice]
) -> Iterator[Row]:
    error = filter_error(of.projects, of.around)
    screens = {} if error is None else screened(statements, prices, error)
    for item in statements:
        worth = in_situ(item, prices)
        parents = [of.id("deposits", item.id)]
        parents += _price_parents(sorted({item.commodity, *item.grades}), prices)
        common: dict[str, Any] = {
            "class": str(item.category),
            "printed": item.printed_class,
            "unfc": item.unfc,
            "title": item.name,
            "supports": SUPPORTS[item.category],
            "parents": parents,
            "sources": ["ledger of deposits"],
        }
        yield _row(
            of,
            "in situ of a deposit",
            {"deposit": item.id},
            value=Value.missing() if worth is None else _range(*worth),
            unit=UNIT,
            note="no rock, grade or price" if worth is None else "metal in rock at full price",
            **common,
        )
        if item.id in screens:
            found = screens[item.id]
            yield _row(
                of,
                "screened range",
                {"deposit": item.id},
                value=_range(found.low / MILLION_PER_BILLION, found.high / MILLION_PER_BILLION),
                unit=UNIT,
                note=found.note,
                **{**common, "supports": "a screen ranks deposits; it is no value"},
            )


def _ladder_rows(of: Endowment) -> Iterator[Row]:
    """Return the ladder of every project that mines a deposit, by deck."""
    for project in of.projects.values():
        if not project.deposits or project.schedule is None:
            continue
        bench = Bench(project, of.around, Choice())
        rungs = value_ladder(
            bench.project,
            bench.flow(),
            bench.market,
            rate=bench.rate,
            base_year=of.around.base_year,
            own_rates={party: rate.value for party, rate in of.around.rates.items()},
        )
        for rung in rungs:
            step = rung.step.replace("party: ", "party ")
            keys = {"project": project.id, "deck": rung.scenario, "step": step}
            if rung.step == "in situ":
                keys["statement"] = rung.statement
            yield _row(
                of,
                "rung",
                keys,
                value=Value.exact(rung.value_busd),
                unit=UNIT,
                supports=_standing(rung.deposit_class),
                note=rung.meaning,
                parents=[
                    f"case:{of.around.case}/decks:{rung.scenario}.prices.{product.price}"
                    for product in project.products
                ],
                sources=["project file"],
                **{"class": rung.deposit_class},
            )


def _standing(printed: str) -> str:
    """Return what a rung stands on, by the class of the statement that is mined."""
    if printed.startswith(_RESERVES):
        return SUPPORTS[Category.RESERVE]
    return "a plan on rock that no reserve stands behind: a sketch, no value"


def _valued_rows(of: Endowment, ladder: Sequence[Row]) -> Iterator[Row]:
    """Return what share of a claim is left after levies where a reserve stands behind it."""
    kept = [
        row
        for row in ladder
        if row["step"] == "present value after levies" and row["class"].startswith(_RESERVES)
    ]
    decks = dict.fromkeys(row["deck"] for row in kept)
    sums = [sum(row["value"].number for row in kept if row["deck"] == deck) for deck in decks]
    for id_, amount, _ in _claims(of) if sums else ():
        yield _row(
            of,
            "share of claim",
            {"class": "reserve after levies in present value", "claim": id_},
            value=_range(100.0 * min(sums) / amount, 100.0 * max(sums) / amount),
            unit="%",
            supports=SUPPORTS[Category.RESERVE],
            note=f"{', '.join(dict.fromkeys(row['project'] for row in kept))}, over the decks",
            parents=[*(row["id"] for row in kept), _claim_id(of, id_)],
            sources=["project files"],
        )


def _site_rows(of: Endowment) -> Iterator[Row]:
    """Return how many deposits the records of several databases are about."""
    if not of.sites:
        return
    sites = sites_of(of.sites)
    merged = same_deposits(sites)
    twice = [group for group in merged if len(group) > 1]
    examples = "; ".join(" = ".join(dict.fromkeys(site.name for site in group)) for group in twice)
    for name, count, note in (
        ("records", len(sites), f"of {len({site.database for site in sites})} databases"),
        ("deposits", len(merged), f"after merging: {examples}"),
    ):
        yield _row(
            of,
            "sites",
            {"of": name},
            value=Value.exact(float(count)),
            unit="1",
            supports="a record is a place, not a quantity",
            note=note,
            parents=[f"case:{of.around.case}/ledgers/sites:{row['id']}" for row in of.sites],
            sources=["orepact"],
            **{"class": "none"},
        )


def endowment_rows(of: Endowment, only: str = "") -> list[Row]:
    """Return the claim by class, every deposit, every ladder and the merged sites.

    Parameters
    ----------
    of : Endowment
    only : str
        A deposit of the ledger or a project; empty is everything.

    Raises
    ------
    UnknownNameError : neither a deposit nor a project of the case
    """
    statements, prices = _statements(of)
    ladder = list(_ladder_rows(of))
    rows = [
        *_class_rows(of, statements, prices),
        *_valued_rows(of, ladder),
        *ladder,
        *_deposit_rows(of, statements, prices),
        *_site_rows(of),
    ]
    if not only:
        return rows
    known = sorted({item.id for item in statements} | set(of.projects))
    if only not in known:
        raise UnknownNameError("deposit or project", only, known[:5], where="--deposit")
    return [row for row in rows if only in {row.get("deposit"), row.get("project")}]
