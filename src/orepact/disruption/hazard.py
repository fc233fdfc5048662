"""How likely a country is to restrict a commodity in a year: fitted, tested on other imposers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.panel import (
    FEATURES,
    LAST_YEAR,
    Panel,
    Restriction,
    is_recent,
    output_shares,
    panel,
    restrictions,
    row_features,
)
from orepact.disruption.shock import Instrument
from orepact.errors import OrepactError
from orepact.exposure import Cube, Exposure, cube

__all__ = ["HazardModel", "Line", "Override", "hazard_model", "hazards"]

Array = NDArray[np.float64]

PRIOR_SD = np.array([2.0, 1.0, 2.0, 1.0])
PRIOR_MEAN = np.array([-3.5, 0.0, 0.0, 0.0])
"""Weak normal priors: a few percent a year before anything is seen, no feature favoured."""
UNFITTED = (Instrument.CONFLICT, Instrument.ACCIDENT, Instrument.LOGISTICS)
"""Causes for which no events by country and commodity are in hand, so that nothing is fitted."""
CAP = 0.5
"""No yearly hazard above this is believed, quality D."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardModel:
    """The yearly hazard that is shipped, and what it was chosen against.

    Parameters
    ----------
    is_constant : bool
        Whether one constant predicts other imposers at least as well as the fitted features.
    coefficients : ndarray, shape (feature,)
    constant : float
        Restrictions over rows.
    rows, happened : int
    log_score, log_score_constant : float
        Mean -ln of the probability given to what happened, leaving each imposer out in turn.
    brier, brier_constant : float
        Mean squared error of the same.
    reliability : tuple of (predicted, observed, rows)
        Of the features' model, left-out rows in five groups of rising hazard.
    """

    is_constant: bool
    coefficients: Array
    constant: float
    rows: int
    happened: int
    log_score: float
    log_score_constant: float
    brier: float
    brier_constant: float
    reliability: tuple[tuple[float, float, int], ...]

    def of(self, features: Array) -> float:
        """Return the yearly hazard of one line."""
        if self.is_constant:
            return self.constant
        return min(1.0 / (1.0 + float(np.exp(-features @ self.coefficients))), CAP)


def fit_logistic(features: Array, happened: NDArray[np.bool_]) -> Array:
    """Return the most probable coefficients under the weak priors, by Newton's method.

    maximise sum of y ln p + (1 - y) ln (1 - p) - (b - m)^2 / (2 s^2), p = 1 / (1 + exp(-x b))
    """
    b = PRIOR_MEAN.copy()
    precision = np.diag(1.0 / PRIOR_SD**2)
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-features @ b))
        gradient = features.T @ (happened - p) - precision @ (b - PRIOR_MEAN)
        curvature = (features * (p * (1.0 - p))[:, None]).T @ features + precision
        step = np.linalg.solve(curvature, gradient)
        b = b + step
        if np.abs(step).max() < 1e-10:
            break
    return b


def _score(p: Array, happened: NDArray[np.bool_]) -> tuple[float, float]:
    given = np.where(happened, p, 1.0 - p)
    return float(np.mean(-np.log(given))), float(np.mean((p - happened) ** 2))


def validated(data: Panel) -> HazardModel:
    """Fit, leave each imposer out in turn, and keep the features only if they beat a constant."""
    who = np.array(data.countries)
    fitted, flat = np.empty(who.size), np.empty(who.size)
    for one in dict.fromkeys(data.countries):
        out = who == one
        b = fit_logistic(data.features[~out], data.happened[~out])
        fitted[out] = np.minimum(1.0 / (1.0 + np.exp(-data.features[out] @ b)), CAP)
        flat[out] = (data.happened[~out].sum() + 0.5) / ((~out).sum() + 1.0)
    log_score, brier = _score(fitted, data.happened)
    log_flat, brier_flat = _score(flat, data.happened)
    groups = np.array_split(np.argsort(fitted, kind="stable"), 5)
    return HazardModel(
        is_constant=log_flat <= log_score,
        coefficients=fit_logistic(data.features, data.happened),
        constant=float((data.happened.sum() + 0.5) / (who.size + 1.0)),
        rows=int(who.size),
        happened=int(data.happened.sum()),
        log_score=log_score,
        log_score_constant=log_flat,
        brier=brier,
        brier_constant=brier_flat,
        reliability=tuple(
            (float(fitted[own].mean()), float(data.happened[own].mean()), int(own.size))
            for own in groups
        ),
    )


@lru_cache(maxsize=2)
def hazard_model(exposure: Exposure) -> HazardModel:
    """Return the hazard model of the evidence."""
    return validated(panel(cube(), restrictions(exposure.evidence)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An expert's own hazard for one line, with the reason that is printed beside it.

    Without an instrument, or with a licence, ban or quota, it takes the place of the fitted hazard
    of an export control. With conflict, accident or logistics, for which nothing is fitted, it is
    a hazard of its own beside that.
    """

    country: str
    commodity: str
    hazard: float
    reason: str
    instrument: Instrument | None = None

    @property
    def is_beside(self) -> bool:
        """Return whether it stands beside the hazard of an export control."""
        return self.instrument in UNFITTED

    def __post_init__(self) -> None:
        if not 0.0 <= self.hazard <= 1.0:
            raise OrepactError(
                f"a yearly hazard of {self.hazard:g} is not a probability",
                where=f"{self.country} {self.commodity}",
                do="Give a number from 0 to 1",
            )
        if not self.reason.strip():
            raise OrepactError(
                "an override needs a reason",
                where=f"{self.country} {self.commodity}",
                do="Say in a sentence what it rests on",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One country and commodity-stage with its yearly hazard.

    Parameters
    ----------
    standing : str
        Instrument of a control that is already in force; empty where there is none.
    reason : str
        Of an override; empty where the model speaks.
    """

    country: str
    commodity: str
    stage: str
    share: float
    hazard: float
    instrument: Instrument
    standing: str
    reason: str


def hazards(
    exposure: Exposure,
    chains: Sequence[tuple[str, str]],
    *,
    suppliers: Mapping[tuple[str, str], Sequence[str]],
    overrides: Sequence[Override] = (),
) -> tuple[Line, ...]:
    """Return the hazard of every supplier of every market.

    Parameters
    ----------
    chains : sequence of (commodity, stage)
    suppliers : mapping of chain to countries
        Suppliers to look at; their share of world output at the nearest stage with output counts,
        and 1 % stands for a country without output of its own.
    overrides : sequence of Override
    """
    model, cube_ = hazard_model(exposure), cube()
    controls = restrictions(exposure.evidence)
    own = {(one.country, one.commodity): one for one in overrides if not one.is_beside}
    made = []
    for chain in chains:
        shares = _nearest_shares(cube_, chain)
        for country in suppliers[chain]:
            index = cube_.position(country)
            share = max(float(shares[index]), 0.01)
            features = row_features(
                share,
                float(cube_.instability[index, -1]),
                is_recent=is_recent(controls, country, chain[0], LAST_YEAR + 1),
            )
            override = own.get((country, chain[0]))
            standing = _standing(controls, country, chain[0])
            made.append(
                Line(
                    country=country,
                    commodity=chain[0],
                    stage=chain[1],
                    share=share,
                    hazard=override.hazard if override else model.of(features),
                    instrument=_instrument(override, standing),
                    standing=str(standing.instrument) if standing else "",
                    reason=override.reason if override else "",
                )
            )
            made += [
                replace(
                    made[-1],
                    hazard=one.hazard,
                    instrument=one.instrument,
                    standing="",
                    reason=one.reason,
                )
                for one in overrides
                if one.is_beside
                and one.instrument is not None
                and (one.country, one.commodity) == (country, chain[0])
            ]
    return tuple(made)


def _instrument(override: Override | None, standing: Restriction | None) -> Instrument:
    """Return the instrument of a line: the expert's, else that in force, else a licence."""
    if override is not None and override.instrument is not None:
        return override.instrument
    return standing.instrument if standing else Instrument.LICENCE


def _nearest_shares(cube_: Cube, chain: tuple[str, str]) -> Array:
    for stage in (chain[1], "refined", "smelter", "ore"):
        if (chain[0], stage) in cube_.keys:
            shares = output_shares(cube_, (chain[0], stage), cube_.years[-1])
            if shares.any():
                return shares
    return np.zeros(len(cube_.countries))


def _standing(
    controls: tuple[Restriction, ...], country: str, commodity: str
) -> Restriction | None:
    return next(
        (one for one in controls if one.country == country and one.commodity == commodity), None
    )


def described(model: HazardModel) -> tuple[tuple[str, float], ...]:
    """Return the coefficients by the name of their feature."""
    return tuple(zip(FEATURES, map(float, model.coefficients), strict=True))
