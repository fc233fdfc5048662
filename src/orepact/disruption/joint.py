"""Several restrictions that stand together: each answered alone, and their loss solved jointly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import numpy as np

from orepact.disruption.components import EconomicLoss, economic_loss
from orepact.disruption.input_output import economy_of
from orepact.disruption.market_of import market_of
from orepact.disruption.respond import respond
from orepact.disruption.scenario import Question, ScenarioResult, answer
from orepact.disruption.scenario_figures import FORMULAS, ScenarioFigure, scenario_id
from orepact.disruption.shock import Shock
from orepact.errors import CaseError, OrepactError
from orepact.evidence import country
from orepact.exposure import Exposure
from orepact.quantity import format_number
from orepact.trace import Parent, result_id

__all__ = ["JointAnswer", "answer_file", "question_of_shock"]


@dataclass(frozen=True, kw_only=True)
class JointAnswer:
    """Restrictions of one file.

    Parameters
    ----------
    title : str
    results : tuple of ScenarioResult
        Each restriction alone.
    loss : EconomicLoss or None
        All of them together; None where there is no table for the importer.
    figures : tuple of ScenarioFigure
        Of the joint loss.
    """

    title: str
    results: tuple[ScenarioResult, ...]
    loss: EconomicLoss | None
    figures: tuple[ScenarioFigure, ...]


def question_of_shock(
    shock: Shock, importer: str, *, draws: int, seed: int, rho: float
) -> Question:
    """Return the question that a restriction asks for one importer.

    Raises
    ------
    OrepactError : a restriction that is aimed at others
    """
    if shock.targets and importer not in shock.targets:
        raise OrepactError(
            f"{shock.title or shock.commodity} is aimed at {', '.join(shock.targets)}",
            where="importer",
            why=f"It withholds nothing from {importer}",
            do="Name one of the targets as importer",
        )
    return Question(
        importer=importer,
        suppliers=shock.imposers,
        commodity=shock.commodity,
        stage=shock.stage or None,
        cut=shock.cut,
        years=shock.years,
        instrument=shock.instrument,
        targeted=bool(shock.targets),
        delay=shock.delay,
        draws=draws,
        seed=seed,
        rho=rho,
    )


def answer_file(
    exposure: Exposure, path: Path, *, importer: str, draws: int, seed: int, rho: float
) -> JointAnswer:
    """Return what the restrictions of a file cost an importer, each alone and all together.

    One commodity may stand in the file once: two restrictions of the same market are one
    restriction with several imposers.

    Raises
    ------
    CaseError, ProblemsError : a file that cannot be read or names no restriction
    OrepactError : as :func:`answer`
    """
    from orepact.disruption.scenario_file import load_scenarios

    if not path.is_file():
        raise CaseError("no such file", where=str(path), do="Give a YAML file of restrictions")
    file = load_scenarios(path)
    buyer = country(importer)
    if not file.restrictions:
        raise CaseError("no restriction", where=path.name, do="Add one under `restrictions:`")
    shocks = [
        entry.shock(
            market_of(exposure, commodity=entry.commodity, importer=buyer, stage=entry.stage).stage
        )
        for entry in file.restrictions
    ]
    results = tuple(
        answer(
            exposure,
            replace(
                question_of_shock(shock, buyer, draws=draws, seed=seed, rho=rho),
                stock=file.stock_of(shock.commodity),
            ),
            with_least=False,
        )
        for shock in shocks
    )
    chains = [(one.market.commodity, one.market.stage) for one in results]
    if len(set(chains)) < len(chains):
        raise CaseError(
            "one market is restricted twice",
            where=path.name,
            do="Name all its imposers in one restriction",
        )
    loss = _together(results, draws, seed, rho)
    figures = () if loss is None else _figures(results, loss, path, buyer)
    return JointAnswer(title=file.title, results=results, loss=loss, figures=figures)


def _together(
    results: Sequence[ScenarioResult], draws: int, seed: int, rho: float
) -> EconomicLoss | None:
    table = economy_of(results[0].question.importer)
    if table is None:
        return None
    horizon = max(one.response.years for one in results)
    responses = [
        respond(
            one.market,
            one.response.shock,
            draws=draws,
            seed=seed,
            horizon=horizon,
            with_inside=False,
        )
        for one in results
    ]
    return economic_loss(responses, table, rho=rho, seed=seed)


def _figures(
    results: Sequence[ScenarioResult], loss: EconomicLoss, path: Path, importer: str
) -> tuple[ScenarioFigure, ...]:
    asked = results[0].question
    keys: dict[str, str | int] = {
        "importer": importer,
        "file": quote(str(path.resolve()), safe=""),
        "draws": asked.draws,
        "seed": asked.seed,
        "rho": f"{asked.rho:g}",
    }
    made = []
    for name, measure, values, words in (
        ("joint_direct", "gdp_direct", loss.low, "direct effect"),
        ("joint_rationing", "gdp_rationing", loss.high, "every buyer rationed"),
    ):
        if not np.isfinite(values).all():
            continue
        low, high = np.quantile(values, [0.05, 0.95])
        made.append(
            ScenarioFigure(
                measure=measure,
                of="all together",
                value=float(np.median(values)),
                band=(float(low), float(high)),
                unit=f"MUSD of {loss.table.totals_year}",
                title=f"Gross domestic product, all restrictions together, {words}",
                note=f"median of {values.size:,} draws; 5 to 95 %: {format_number(float(low))} to "
                f"{format_number(float(high))}",
                id=result_id(f"disruption.{name}", keys),
                parents=tuple(
                    Parent(role=one.market.commodity, id=scenario_id(one.question, "shortfall"))
                    for one in results
                ),
            )
        )
    assert set(FORMULAS) >= {one.measure for one in made}
    return tuple(made)
