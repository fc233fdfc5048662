"""Does a mirror carry the publisher's numbers? Checks against the publisher's own totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from orepact.evidence.parameter import Quality
from orepact.evidence.readers.pink_sheet import READER as PINK_SHEET
from orepact.evidence.readers.wdi import wdi_values
from orepact.evidence.readers.world_mining_data import agrees, production_sums

__all__ = [
    "Comparison",
    "MirrorCheck",
    "Verdict",
    "check_pink_sheet",
    "check_wdi",
    "check_world_mining_data",
    "not_checked",
]

_REGIONS = ("EAS", "ECS", "LCN", "MEA", "NAC", "SAS", "SSF")
_NORTH_AMERICA = ("BMU", "CAN", "USA")
# fmt: off
_EUROPEAN_UNION = (
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
)
# fmt: on
_GROUPS: Mapping[str, tuple[str, ...]] = {"NAC": _NORTH_AMERICA, "EUU": _EUROPEAN_UNION}
_COUNTS_OF_PEOPLE = frozenset({"SP.POP.TOTL"})
_ALMOST_EQUAL = 1e-6
_EQUAL_SUM = 1e-9  # rounding of the sum alone: 8 people of the world
_PRINTED_STEP = 0.005
_REVISED = 1e-3
_MONTHS = 12


class Verdict(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One total of the publisher beside what the mirror's own numbers add up to."""

    where: str
    published: float
    computed: float
    tolerance: float
    """Largest absolute difference that still agrees, same unit."""

    @property
    def deviation(self) -> float:
        """Return the difference as a share of the published total; of 1 where that is zero."""
        return abs(self.computed - self.published) / (abs(self.published) or 1.0)

    @property
    def agrees(self) -> bool:
        """Return whether the two agree within the tolerance."""
        return abs(self.computed - self.published) <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorCheck:
    """The result of checking one mirror.

    Parameters
    ----------
    what : str
        What was compared with which publisher's total.
    compared : int
        How many totals.
    disagreeing : tuple of Comparison
        Those beyond their tolerance, worst first.
    worst : Comparison or None
        The largest relative deviation of all.
    verdict : Verdict
    """

    what: str
    compared: int
    disagreeing: tuple[Comparison, ...]
    worst: Comparison | None
    verdict: Verdict

    @property
    def quality(self) -> Quality:
        """Return the best quality of a figure from this mirror: A only when the check passed."""
        return Quality.A if self.verdict is Verdict.PASSED else Quality.B

    def sentence(self) -> str:
        """Return the result in one sentence, as the list of sources prints it.

        Examples
        --------
        >>> not_checked("the publisher prints no totals").sentence()
        'Not checked: the publisher prints no totals.'
        """
        if self.worst is None:
            return f"Not checked: {self.what}."
        agreeing = self.compared - len(self.disagreeing)
        return (
            f"{self.what}: {agreeing:,} of {self.compared:,} agree; largest deviation "
            f"{100 * self.worst.deviation:.2g} % ({self.worst.where})."
        )


def not_checked(why: str) -> MirrorCheck:
    """Return the result for a mirror whose publisher prints nothing to check it against."""
    return MirrorCheck(
        what=why, compared=0, disagreeing=(), worst=None, verdict=Verdict.NOT_CHECKED
    )


def _result(what: str, comparisons: Iterable[Comparison]) -> MirrorCheck:
    found = sorted(comparisons, key=lambda item: item.deviation, reverse=True)
    if not found:
        return not_checked(f"{what}: the file holds nothing to compare")
    disagreeing = tuple(item for item in found if not item.agrees)
    return MirrorCheck(
        what=what,
        compared=len(found),
        disagreeing=disagreeing,
        worst=found[0],
        verdict=Verdict.FAILED if disagreeing else Verdict.PASSED,
    )


def check_world_mining_data(path: Path) -> MirrorCheck:
    """Compare the countries of every mineral and year with the publisher's "Total" line.

    The reader applies the same test cell by cell, so that a mineral and year that does not add
    up is quality B while the others stay A.

    Raises
    ------
    EvidenceError : if the file cannot be read
    """
    comparisons = []
    for (mineral, year), (total, countries) in production_sums(path).items():
        comparison = Comparison(
            where=f"{mineral} {year}",
            published=total,
            computed=countries,
            tolerance=max(1.0, _ALMOST_EQUAL * total),
        )
        assert comparison.agrees == agrees(total, countries)
        comparisons.append(comparison)
    return _result("Sum of countries against the publisher's total", comparisons)


def check_wdi(path: Path) -> MirrorCheck:
    """Compare groups of countries that are plain sums with their members.

    North America (three economies) and the European Union (27) in every year in which all members
    have a value; for numbers of people also the world against its seven regions. The world of a
    money indicator is no plain sum: the World Bank fills missing countries. Countries alone never
    reach the world's population, which counts economies without a line of their own.

    Raises
    ------
    EvidenceError : if the file cannot be read
    """
    values = wdi_values(path)
    comparisons: list[Comparison] = []
    for (indicator,), rows in values.group_by("indicator", maintain_order=True):
        numbers = {(code, year): number for code, year, number in _keyed(rows)}
        groups = dict(_GROUPS)
        if indicator in _COUNTS_OF_PEOPLE:
            groups["WLD"] = _REGIONS
        for group, members in groups.items():
            comparisons.extend(_group_sums(str(indicator), group, members, numbers))
    return _result("Sum of members against the publisher's group", comparisons)


def _keyed(rows: pl.DataFrame) -> Iterable[tuple[str, int, float]]:
    return rows.select("code", "year", "number").iter_rows()


def _group_sums(
    indicator: str,
    group: str,
    members: tuple[str, ...],
    numbers: Mapping[tuple[str, int], float],
) -> Iterable[Comparison]:
    for (code, year), published in numbers.items():
        if code != group:
            continue
        parts = [numbers.get((member, year)) for member in members]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            yield Comparison(
                where=f"{indicator} {group} {year}",
                published=published,
                computed=sum(known),
                tolerance=_EQUAL_SUM * abs(published),
            )


def check_pink_sheet(monthly: Path, annual: Path) -> MirrorCheck:
    """Compare the mean of twelve months with the annual workbook, minerals only.

    Two mirrors of two publications of the World Bank. Months are printed to 0.01, so a mean may
    be off by half of that; a revision of one part in a thousand between editions is let pass.

    Raises
    ------
    EvidenceError : if a workbook cannot be read
    """
    is_mineral = pl.col("commodity") != ""
    months = PINK_SHEET.read(monthly).tables["prices"].filter(is_mineral & ~pl.col("is_real"))
    means = (
        months.filter(pl.col("period").str.contains("M"))
        .with_columns(year=pl.col("period").str.slice(0, 4))
        .group_by("series", "unit", "year", maintain_order=True)
        .agg(pl.col("number").mean().alias("mean"), pl.len().alias("months"))
        .filter(pl.col("months") == _MONTHS)
    )
    years = PINK_SHEET.read(annual).tables["prices"].filter(is_mineral & ~pl.col("is_real"))
    both = means.join(
        years, left_on=["series", "unit", "year"], right_on=["series", "unit", "period"]
    )
    comparisons = [
        Comparison(
            where=f"{series} {year}",
            published=published,
            computed=mean,
            tolerance=max(_PRINTED_STEP, _REVISED * published),
        )
        for series, year, mean, published in both.select(
            "series", "year", "mean", "number"
        ).iter_rows()
    ]
    return _result("Mean of twelve months against the annual workbook", comparisons)
