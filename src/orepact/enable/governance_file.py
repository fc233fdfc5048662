"""``governance.yaml``: powers by tier, licence paths, gaps, repairs, counterparties' screens."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.enable.gate import Evidence
from orepact.enable.legal_repair import LegalRepair
from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Counterparty",
    "Gap",
    "GovernanceFile",
    "LawState",
    "LicencePath",
    "Power",
    "PowerTier",
    "Screen",
    "ScreenKind",
    "ScreenResult",
    "Step",
    "UnitChange",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class PowerTier(StrEnum):
    """Who holds a power."""

    FEDERAL = "federal"
    PROVINCIAL = "provincial"
    DISTRICT = "district"


class LawState(StrEnum):
    """Whether the law behind a power holds today."""

    IN_FORCE = "in force"
    SUSPENDED = "suspended"
    CONTESTED = "contested"
    NOT_SEEN = "not seen"


class Power(StrictModel):
    """One power over mining: who holds it, by which law, and whether that law holds."""

    id: Id
    subject: str
    """Title, licence, royalty, tax, export, environment, labour, land, ..."""
    tier: PowerTier
    """``federal``, ``provincial`` or ``district``."""
    holder: str
    """The body that decides."""
    law: str
    """Name of the law."""
    state: LawState
    """``in force``, ``suspended``, ``contested`` or ``not seen``."""
    is_fiscal: bool = False
    """Whether it levies money."""
    evidence: tuple[Evidence, ...] = ()
    """Needed for every state but ``not seen``."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.state is not LawState.NOT_SEEN and not self.evidence:
            raise ValueError(f"state {str(self.state)!r} needs evidence; without it: 'not seen'")
        return self


class Step(StrictModel):
    """One step on the way to a licence."""

    id: Id
    title: str
    by: str
    """Who decides."""
    statutory: Parameter | None = None
    """Time that the rules give, ``month``; left out when the rules were not read."""
    observed: Parameter | None = None
    """Time that it took, ``month``; left out when no case was found."""
    note: str = ""
    """What the rules say instead of a time, if anything."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, wait in (("statutory", self.statutory), ("observed", self.observed)):
            if wait is not None and wait.bounds("month")[0] < 0:
                raise ValueError(f"{name} is negative")
        return self


class LicencePath(StrictModel):
    """The steps from an application to a mining lease in one place."""

    id: Id
    title: str
    projects: tuple[str, ...]
    """Ids of projects that go this way."""
    steps: tuple[Step, ...]


class Gap(StrictModel):
    """One gap of the ledger of governance, with what it blocks and what would repair it."""

    row: str
    """Row of ``ledgers/governance.csv``, which has severity and remedy."""
    blocks: tuple[str, ...] = ()
    """Ids of projects that cannot be sure of their ground before it is closed."""
    repair: str = ""
    """Id of a repair below, if one is under way or could be."""


class UnitChange(StrictModel):
    """A district made from another, so that figures of different years can be joined."""

    unit: str
    parent: str
    """District of the census from which it was made."""
    province: str
    date: datetime.date | None = None
    """Day from which it holds; left out when no document gives it."""


class Units(StrictModel):
    """Administrative units that changed since the census."""

    source: str
    locator: str = ""
    note: str = ""
    changes: tuple[UnitChange, ...]


class ScreenKind(StrEnum):
    """What a counterparty is screened for."""

    BENEFICIAL_OWNER = "beneficial owner"
    MILITARY = "military counterparty"
    SANCTIONS = "sanctions"
    TERRORISM = "terrorism financing"
    CORRUPTION = "anti-corruption"
    LABOUR = "forced or child labour"


class ScreenResult(StrEnum):
    """What a document shows."""

    PASS = "pass"
    FAIL = "fail"
    NO_EVIDENCE = "no evidence"


class Counterparty(StrictModel):
    """Somebody with whom money or goods would change hands."""

    id: Id
    title: str
    party: str = ""
    """Id of a party of the case, if it is one."""
    projects: tuple[str, ...] = ()
    """Ids of projects it stands in."""


class Screen(StrictModel):
    """The result of one screen of one counterparty."""

    counterparty: str
    """Id of a counterparty above."""
    kind: ScreenKind
    """``beneficial owner``, ``military counterparty``, ``sanctions``, ``terrorism financing``,
    ``anti-corruption`` or ``forced or child labour``."""
    result: ScreenResult
    """``pass``, ``fail`` or ``no evidence``."""
    evidence: tuple[Evidence, ...] = ()
    """Needed for ``pass`` and ``fail``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.result is not ScreenResult.NO_EVIDENCE and not self.evidence:
            raise ValueError(
                f"{str(self.result)!r} of {self.counterparty} on {self.kind!s} needs evidence; "
                "without it: 'no evidence'"
            )
        return self


def _twice(names: list[str], what: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{what} {', '.join(repeated)} stands twice")


class GovernanceFile(StrictModel):
    """``governance.yaml``."""

    powers: tuple[Power, ...]
    paths: tuple[LicencePath, ...] = ()
    gaps: tuple[Gap, ...] = ()
    repairs: tuple[LegalRepair, ...] = ()
    units: Units | None = None
    counterparties: tuple[Counterparty, ...] = ()
    screens: tuple[Screen, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        _twice([item.id for item in self.powers], "power")
        _twice([item.id for item in self.repairs], "repair")
        _twice([item.row for item in self.gaps], "gap")
        _twice([item.id for item in self.counterparties], "counterparty")
        _twice([f"{item.counterparty} on {item.kind}" for item in self.screens], "screen")
        return self
