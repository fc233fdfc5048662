"""The lineage behind a scenario: its figures computed anew, and the assumptions they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from orepact.disruption.input_output import economy_of
from orepact.disruption.joint import answer_file
from orepact.disruption.kappa import kappa_rows, kappa_rungs
from orepact.disruption.parameters import parameters
from orepact.disruption.scenario import Question, ScenarioResult, answer
from orepact.disruption.scenario_figures import FORMULAS, scenario_figures, scenario_id
from orepact.disruption.shock import Instrument
from orepact.exposure import Exposure
from orepact.quantity import Value, format_number
from orepact.trace import Record, RecordKind, parse_result_id

__all__ = ["ScenarioLookup", "question_of"]

Keys = Mapping[str, str]


def question_of(keys: Keys) -> Question | None:
    """Return the question that the keys of an id ask, or None if they ask none."""
    try:
        return Question(
            importer=keys["importer"],
            suppliers=tuple(keys["supplier"].split("+")),
            commodity=keys["commodity"],
            stage=keys["stage"] or None,
            cut=float(keys["cut"]),
            years=float(keys["years"]),
            instrument=Instrument(keys["instrument"]),
            targeted=keys["aim"] == "importer",
            delay=float(keys.get("delay", "0")),
            draws=int(keys["draws"]),
            seed=int(keys["seed"]),
            rho=float(keys["rho"]),
            table=unquote(keys.get("table", "")),
            layout=keys.get("layout", "oecd-icio"),
            host=keys.get("host", ""),
            host_tonnes=float(keys["host_tonnes"]) if "host_tonnes" in keys else None,
            jobs=unquote(keys.get("jobs", "")),
            stock=float(keys.get("stock", "0")),
        )
    except (KeyError, ValueError):
        return None


@lru_cache(maxsize=4)
def _answered(exposure: Exposure, question: Question) -> ScenarioResult:
    return answer(exposure, question)


class ScenarioLookup:
    """Answers for ids of scenarios, of kappa, of parameters and of value added by industry.

    Parameters
    ----------
    exposure : Exposure
    """

    def __init__(self, exposure: Exposure) -> None:
        self.exposure = exposure

    def find(self, id_: str) -> Record | None:
        """Return the record of an id of this room, or None if it is another's."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[0] or not parsed[1].startswith("disruption."):
            return None
        _, name, keys = parsed
        match name.removeprefix("disruption."):
            case "kappa":
                return _kappa(id_)
            case "parameter":
                return _parameter(id_, keys)
            case "value_added":
                return _value_added(id_, keys)
            case "joint_direct" | "joint_rationing":
                return self._joint(id_, keys)
            case measure if measure in FORMULAS:
                return self._figure(measure, keys)
        return None

    def _figure(self, measure: str, keys: Keys) -> Record | None:
        question = question_of(keys)
        if question is None:
            return None
        result = _answered(self.exposure, question)
        wanted = scenario_id(result.question, measure, keys.get("of", ""))
        for one in scenario_figures(result):
            if one.id == wanted:
                return Record(
                    id=one.id,
                    title=one.title,
                    value=Value.exact(one.value),
                    unit=one.unit,
                    kind=RecordKind.MEASURE,
                    formula=one.formula,
                    sources=(one.source,),
                    note=one.note,
                    parents=one.parents,
                )
        return None

    def _joint(self, id_: str, keys: Keys) -> Record | None:
        try:
            joint = answer_file(
                self.exposure,
                Path(unquote(keys["file"])),
                importer=keys["importer"],
                draws=int(keys["draws"]),
                seed=int(keys["seed"]),
                rho=float(keys["rho"]),
            )
        except (KeyError, ValueError):
            return None
        found = next((one for one in joint.figures if one.id == id_), None)
        if found is None:
            return None
        return Record(
            id=id_,
            title=found.title,
            value=Value.exact(found.value),
            unit=found.unit,
            kind=RecordKind.MEASURE,
            formula=found.formula,
            sources=(found.source,),
            note=found.note,
            parents=found.parents,
        )


def _kappa(id_: str) -> Record | None:
    for row in kappa_rows():
        if row.id == id_:
            rungs = kappa_rungs()
            made = rungs["made_with", row.made_with].meaning
            need = rungs["need", row.need].meaning
            return Record(
                id=id_,
                title=f"Share of industry {row.industry} that needs {row.commodity}: "
                f"{row.application}",
                value=Value.between(row.low, row.high),
                unit="1",
                kind=RecordKind.PARAMETER,
                formula=f"made with ({row.made_with}) x need ({row.need})",
                sources=(row.source, row.guided_by),
                locator=row.locator,
                quality=str(row.quality),
                note=f"mode {format_number(row.mode)}; made with: {made}; need: {need}"
                + (f"; {row.reason}" if row.reason else ""),
            )
    return None


def _parameter(id_: str, keys: Keys) -> Record | None:
    spread = parameters().get(keys.get("id", ""))
    if spread is None:
        return None
    value = (
        Value.exact(spread.mid)
        if spread.low == spread.high
        else Value.between(spread.low, spread.high)
    )
    return Record(
        id=id_,
        title=spread.title,
        value=value,
        unit=spread.unit,
        kind=RecordKind.PARAMETER,
        formula=f"{spread.shape}, middle {format_number(spread.mid)}",
        sources=(spread.source,),
        locator=spread.locator or "parameters.csv",
        quality=str(spread.quality),
        note=spread.note,
    )


def _value_added(id_: str, keys: Keys) -> Record | None:
    table = economy_of(keys.get("importer", ""))
    code = keys.get("industry", "")
    if table is None or code not in table.codes:
        return None
    place = table.codes.index(code)
    record = Record(
        id=id_,
        title=f"Value added of {table.names[place]}, {table.totals_year}",
        value=Value.exact(round(float(table.value_added[place]), 3)),
        unit="MUSD",
        kind=RecordKind.MEASURE,
        formula="(value added / output of the benchmark year) x later output, on the group's total",
        sources=table.sources,
        custody="mirror",
        quality="B",
    )
    return replace(record, note=table.title)
