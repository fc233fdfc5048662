"""Sculpted debt: loan life cover is debt service cover at every date, an identity of finance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orepact.mine import LoanTerms, debt_plan, size_debt
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare

__all__ = ["REPRODUCTION"]

_TERMS = LoanTerms(
    rate_before=0.085,
    rate_after=0.095,
    upfront_fee=0.02,
    commitment_fee=0.005,
    gearing_cap=0.6,
    ceiling=1e6,
    dscr=1.5,
    repayments=12,
    grace=0,
    kind="sculpted",
    reserve_months=6.0,
)
_CASES = {
    "even cash": np.full(20, 100.0),
    "cash that grows": np.linspace(60.0, 220.0, 20),
    "cash that swings": 120.0 + 80.0 * np.sin(np.arange(20.0)),
}


def _run() -> Sequence[Check]:
    checks = []
    for name, cash in _CASES.items():
        sized = size_debt(_TERMS, np.array([300.0, 400.0, 300.0]), cash, where=name)
        plan = debt_plan(_TERMS, sized, cash, cash[np.newaxis], lock_up=1.2, sweep=0.0)
        served = slice(0, _TERMS.repayments)
        cover, life = plan.dscr[0, served], plan.llcr[0, served]
        value = Value.exact(float(np.abs(life - cover).max()))
        checks.append(
            Check(
                reproduction="sculpted-debt",
                what=f"largest gap between the two covers, {name}",
                published=Value.exact(0.0),
                computed=value,
                tolerance=1e-9,
                unit="1",
                verdict=compare(0.0, value, 1e-9),
                is_in_sample=False,
                source="identity of project finance",
                locator="DS[t] = CFADS[t] / DSCR, D = PV(DS), so LLCR[t] = DSCR",
                note=f"Debt of {sized.commitment:.6g} by {sized.binding}, cover {cover[0]:.6g}",
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="sculpted-debt",
    title="Loan life cover equals debt service cover under sculpting",
    citation="Identity of project finance, see docs/commands.md, orepact value --finance",
    run=_run,
)
