"""When does the EU call a raw material critical? The stage rule and the two thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterable

__all__ = ["ECONOMIC_IMPORTANCE", "SUPPLY_RISK", "is_critical", "overall_supply_risk"]

SUPPLY_RISK, ECONOMIC_IMPORTANCE = 1.0, 2.8
"""Thresholds of the 2023 list, both at least."""


def overall_supply_risk(stages: Iterable[float]) -> float:
    """Return the supply risk of a material: that of its bottleneck stage.

    SR = max over stages of SR_stage; a stage that is not known is passed over, and nan if none is.

    Parameters
    ----------
    stages : iterable of float
        Supply risk of extraction and processing, 0 to 10; nan where not assessed.

    References
    ----------
    European Commission, Methodology for establishing the EU list of critical raw materials,
    Guidelines, 2017, 10.2873/769526.

    Examples
    --------
    >>> overall_supply_risk([0.7, 3.5])
    3.5
    """
    known = [risk for risk in stages if not math.isnan(risk)]
    return max(known) if known else float("nan")


def is_critical(supply_risk: float, economic_importance: float) -> bool | None:
    """Return whether both thresholds are reached; None where an index is not known.

    Examples
    --------
    >>> is_critical(1.0, 2.8), is_critical(0.9, 9.0), is_critical(float("nan"), 9.0)
    (True, False, None)
    """
    if supply_risk < SUPPLY_RISK or economic_importance < ECONOMIC_IMPORTANCE:
        return False
    if math.isnan(supply_risk) or math.isnan(economic_importance):
        return None
    return True
