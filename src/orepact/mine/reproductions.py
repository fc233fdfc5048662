"""Published results of Reko Diq's study, computed again from the project file alone.

What was calibrated on the study's own results, so that these comparisons are in-sample and prove
little: recoveries are back-solved from published output over the reserve; head grades from
published yearly output; copper payability of 96.5 % and the cost on site from the identity of the
cash cost of 0.53 USD/lb with the published operating cash flow; sustaining capital from operating
less free cash flow. The spending profile is assumed, plausible with the published totals. Not
calibrated: closure, working capital, charges, freight and every price. A hit therefore shows that
published aggregates agree with each other, not that the mine will do what they say. The state
firms' expected distribution is a broker's and was used for nothing: the one comparison out of
sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from orepact.errors import CaseError
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.deck_file import PriceDeck
from orepact.mine.indicators import internal_rate_of_return, present_value
from orepact.mine.market import market_of
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.ownership import receiving_shares
from orepact.mine.project_file import ProjectFile
from orepact.mine.regime_file import RegimeFile
from orepact.mine.timing import last_year
from orepact.quantity import conversion_factor

__all__ = ["Comparison", "study_flow", "study_results"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One published number beside the computed one.

    Parameters
    ----------
    id, title : str
    published, computed : float
    unit : str
    tolerance : float
        Relative, with the reason in ``note``.
    in_sample : bool
        Whether an input was calibrated on it.
    source : str
        Where it is published.
    note : str
    """

    id: str
    title: str
    published: float
    computed: float
    unit: str
    tolerance: float
    in_sample: bool
    source: str
    note: str = ""

    @property
    def verdict(self) -> Literal["reached", "missed", "not-computable"]:
        """Whether the computed number lies within the tolerance."""
        if not np.isfinite(self.computed):
            return "not-computable"
        is_near = abs(self.computed - self.published) <= self.tolerance * abs(self.published)
        return "reached" if is_near else "missed"


def study_flow(
    project: ProjectFile, regime: RegimeFile, deck: PriceDeck, money: MoneyBasis
) -> CashFlow:
    """Return the cash flow of the project's ``study`` variant, unlevered, at the study's deck.

    Parameters
    ----------
    project : ProjectFile
        With a variant ``study``.
    regime : RegimeFile
    deck : PriceDeck
    money : MoneyBasis
        Take the study's own price year, so that nothing is deflated.

    Raises
    ------
    CaseError : if the project has no variant ``study``
    """
    found = [item for item in project.variants if item.id == "study"]
    if not found:
        raise CaseError(
            "no variant `study`",
            where=f"projects/{project.id}.yaml:variants",
            do="Add it, or leave the reproduction out",
        )
    first = found[0].first_spend_years[0]
    years = np.arange(first, last_year(project, found[0], first) + 1, dtype=np.int64)
    return cash_flow(
        project,
        found[0],
        first,
        regime=regime,
        facilities=(),
        market=market_of([deck], money),
        money=money,
        years=years,
    )


def _cash_cost(project: ProjectFile, flow: CashFlow, deck: PriceDeck, money: MoneyBasis) -> float:
    """Return the cash cost after by-product credit, USD per payable pound of copper."""
    assert flow.plan is not None
    copper = next(item for item in project.products if item.commodity == "copper")
    payable = float(flow.plan.recovered[copper.id].sum()) * copper.payability.to("dimensionless")
    price = money.real(deck.prices[copper.price], "USD/t", where=f"decks.yaml:{deck.id}")
    operation = flow.operation
    costs = float((operation.operating + operation.revenue - operation.nsr).sum())
    credit = float(operation.revenue.sum()) - payable * price / 1e6
    return (costs - credit) * 1e6 / (payable * conversion_factor("t", "lb"))


_REPORT = "Mining Momentum, Reko Diq project page built from the technical report, 2025"
_OGDCL = "OGDCL press release, March 2025 (The News 1295399)"
_BARRICK = "Barrick, as printed by Dow Jones and Dawn, 2025"
_BROKER = "Topline briefing note, Profit, 25 November 2025: 150 to 200 million a year"
_PUBLISHED = (
    ("copper", "Copper recovered over the life", 13.1, "Mt", 0.01, _OGDCL),
    ("gold", "Gold recovered over the life", 17.9, "Moz", 0.01, _OGDCL),
    ("cash-cost", "Cash cost after gold credit", 0.53, "USD/lb", 0.02, "Nukta, 2 April 2025"),
    ("free-cash-flow", "Free cash flow over the life", 70.0, "bnUSD", 0.03, _BARRICK),
    ("npv8", "Present value at 8 % after levies", 13.014, "bnUSD", 0.05, _REPORT),
    ("irr", "Rate of return after levies", 21.32, "%", 0.05, _REPORT),
    (
        "levies-royalty-alone",
        "Taxes and royalties as 5 % royalty alone",
        7.1,
        "bnUSD",
        0.03,
        _REPORT,
    ),
    ("state-firm", "Yearly distribution to a state firm", 175.0, "MUSD", 0.143, _BROKER),
    ("levies-all", "Taxes and royalties as 5 + 1 + 0.5 %", 7.1, "bnUSD", 0.03, _REPORT),
)
"""Id, title, published number, unit, relative tolerance (rounding, or one point of return)."""
_OUT_OF_SAMPLE = frozenset({"state-firm"})
_YEARS_BEFORE_PHASE_2 = 5


def study_results(
    project: ProjectFile, regime: RegimeFile, deck: PriceDeck, money: MoneyBasis
) -> tuple[Comparison, ...]:
    """Return the study's published aggregates beside what the project file gives.

    See the head of this module for what was calibrated and why a hit proves little. The two
    readings of the levies exclude each other; both are kept until the report itself is read.

    Parameters
    ----------
    project, regime, deck : the shipped files
        Variant ``study``, the project's own regime, the deck ``study``.
    money : MoneyBasis
        With ``year`` 2024, the study's money.

    References
    ----------
    Barrick and partners' results of the feasibility study of February 2025, as quoted by OGDCL,
    Dow Jones, Dawn and Mining Momentum; the report itself was not read.
    """
    flow = study_flow(project, regime, deck, money)
    plan, years = flow.plan, flow.timing.years
    assert plan is not None
    first = int(years[0])
    after = flow.after_tax[0]
    levies = {name: float(cash.sum()) / 1e3 for name, cash in flow.levies.items()}
    metal = {item.commodity: float(plan.recovered[item.id].sum()) for item in project.products}
    royalty = levies["royalty"] + levies["advance-royalty"]
    values = {
        base: float(present_value(after, years, rate=0.08, base_year=year, mid_year=half)) / 1e3
        for base, year, half in (
            ("start", first, False),
            ("mid", first, True),
            ("before", first - 1, False),
        )
    }
    production = flow.timing.production_year
    is_steady = production > _YEARS_BEFORE_PHASE_2
    steady = float(flow.distributable[0][is_steady].mean())
    computed = {
        "copper": metal["copper"] / 1e6,
        "gold": metal["gold"] * conversion_factor("t", "Moz"),
        "cash-cost": _cash_cost(project, flow, deck, money),
        "free-cash-flow": float(after.sum()) / 1e3,
        "npv8": values["start"],
        "irr": 100.0 * internal_rate_of_return(after),
        "levies-royalty-alone": royalty,
        "state-firm": steady * receiving_shares(project.owners)["ppl"],
        "levies-all": royalty + levies["nsr-levy"] + levies["epz-surcharge"],
    }
    notes = {
        "copper": "Recovery is back-solved from it.",
        "gold": "Recovery is back-solved from it.",
        "cash-cost": "The cost on site is calibrated on it.",
        "free-cash-flow": "Sustaining capital is back-solved from it.",
        "npv8": f"First spending year {first} as base; mid-year {values['mid']:.2f}, end of "
        f"{first - 1} {values['before']:.2f}. The spending profile is assumed.",
        "irr": "The spending profile is assumed; 5 % is one point of return.",
        "levies-royalty-alone": "First reading: the 1 % and 0.5 % are elsewhere or left out.",
        "state-firm": "Mean over the years after phase 2 is built; tolerance is the printed range.",
        "levies-all": "Second reading, kept beside the first.",
    }
    return tuple(
        Comparison(
            id=f"reko-diq.{id_}",
            title=title,
            published=published,
            computed=computed[id_],
            unit=unit,
            tolerance=tolerance,
            in_sample=id_ not in _OUT_OF_SAMPLE,
            source=source,
            note=notes[id_],
        )
        for id_, title, published, unit, tolerance, source in _PUBLISHED
    )
