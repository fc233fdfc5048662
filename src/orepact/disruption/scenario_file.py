"""A user's own scenarios: a strict YAML file of restrictions and of hazards known better."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from orepact.disruption.hazard import Override
from orepact.disruption.shock import Instrument, Shock
from orepact.errors import UnknownNameError
from orepact.evidence import StrictModel, commodity, country, load_model
from orepact.exposure import as_chain_stage

__all__ = [
    "HazardEntry",
    "RestrictionEntry",
    "ScenarioFile",
    "StockEntry",
    "as_commodity",
    "as_country",
    "load_scenarios",
    "scenario_schema",
]

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


def as_country(name: str) -> str:
    """Return the code of a country; a name that is not known is a problem of the file."""
    try:
        return country(name)
    except UnknownNameError as error:
        raise ValueError(str(error)) from error


def as_commodity(name: str) -> str:
    """Return the name of a commodity; one that is not known is a problem of the file."""
    try:
        return commodity(name)
    except UnknownNameError as error:
        raise ValueError(str(error)) from error


class RestrictionEntry(StrictModel):
    """One restriction of one commodity by one or several countries together."""

    title: str
    """The restriction in a reader's words."""
    imposers: tuple[str, ...] = Field(min_length=1, strict=False)
    """Countries that restrict, code or name."""
    commodity: str
    """Commodity, name or symbol."""
    stage: str | None = None
    """Stage of the market; by default the one the importer buys most of."""
    targets: tuple[str, ...] = Field(default=(), strict=False)
    """Importers it is aimed at; left out for everyone."""
    instrument: Annotated[Instrument, Field(strict=False)] = Instrument.BAN
    """licence, ban, quota, conflict, accident or logistics; sets leakage."""
    cut: Share
    """Nominal share of exports withheld, 0 to 1."""
    years: Annotated[float, Field(gt=0.0, le=50.0, allow_inf_nan=False)] = 1.0
    """How long it lasts, years."""
    delay: Annotated[float, Field(ge=0.0, lt=1.0, allow_inf_nan=False)] = 0.0
    """Share of the first calendar year that has passed when it starts."""

    @field_validator("imposers", "targets")
    @classmethod
    def _countries(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(as_country(name) for name in names)

    @field_validator("commodity")
    @classmethod
    def _known(cls, name: str) -> str:
        return as_commodity(name)

    @field_validator("stage")
    @classmethod
    def _stage(cls, name: str | None) -> str | None:
        if name is None:
            return None
        try:
            return as_chain_stage(name)
        except UnknownNameError as error:
            raise ValueError(str(error)) from error

    def shock(self, stage: str) -> Shock:
        """Return the shock on a market at a stage."""
        return Shock(
            commodity=self.commodity,
            stage=stage,
            imposers=self.imposers,
            targets=self.targets,
            cut=self.cut,
            instrument=self.instrument,
            years=self.years,
            delay=self.delay,
            title=self.title,
        )


class HazardEntry(StrictModel):
    """A yearly hazard that an expert sets in place of the fitted one."""

    country: str
    """Country that may restrict, code or name."""
    commodity: str
    """Commodity, name or symbol."""
    hazard: Share
    """Probability that a restriction starts within a year, 0 to 1."""
    reason: Annotated[str, Field(min_length=1)]
    """What it rests on; printed beside every result."""
    instrument: Annotated[Instrument | None, Field(strict=False)] = None
    """licence, ban or quota, in place of what is fitted; conflict, accident or logistics, for which
    nothing is fitted, as a hazard of its own beside it."""

    @field_validator("country")
    @classmethod
    def _country(cls, name: str) -> str:
        return as_country(name)

    @field_validator("commodity")
    @classmethod
    def _commodity(cls, name: str) -> str:
        return as_commodity(name)

    def override(self) -> Override:
        """Return the override."""
        return Override(
            country=self.country,
            commodity=self.commodity,
            hazard=self.hazard,
            reason=self.reason,
            instrument=self.instrument,
        )


class StockEntry(StrictModel):
    """What the importer's government holds of a commodity: no such figure is shipped."""

    commodity: str
    """Commodity, name or symbol."""
    tonnes: Annotated[float, Field(ge=0.0, le=1e12, allow_inf_nan=False)]
    """Tonnes of what the market counts."""
    source: Annotated[str, Field(min_length=1)]
    """Who says so; printed beside the result."""

    @field_validator("commodity")
    @classmethod
    def _commodity(cls, name: str) -> str:
        return as_commodity(name)


class ScenarioFile(StrictModel):
    """Scenarios and hazards of one user."""

    title: str
    """What the file is about."""
    restrictions: tuple[RestrictionEntry, ...] = Field(default=(), strict=False)
    """Restrictions that happen together."""
    hazards: tuple[HazardEntry, ...] = Field(default=(), strict=False)
    """Hazards set by hand, line by line."""
    stocks: tuple[StockEntry, ...] = Field(default=(), strict=False)
    """What the importer's government holds and would release."""

    def stock_of(self, commodity: str) -> float:
        """Return the government's stock of a commodity, t; 0 where the file has none."""
        return sum(one.tonnes for one in self.stocks if one.commodity == commodity)


def load_scenarios(path: Path) -> ScenarioFile:
    """Read a file of scenarios.

    Raises
    ------
    ProblemsError, CaseError : every problem with file, line and key
    """
    return load_model(ScenarioFile, path)


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    schema = ScenarioFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
