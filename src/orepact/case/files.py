"""Which files a case has, by which schema each is read, and how one is read with its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, model_validator

from orepact.case.claim_file import ClaimsFile
from orepact.case.commitment_file import CommitmentsFile
from orepact.case.document import DocumentsFile
from orepact.case.failure_file import FailuresFile
from orepact.case.header import CaseHeader
from orepact.case.instrument_file import InstrumentsFile
from orepact.case.macro_file import MacroFile
from orepact.case.no_deal_file import NoDealFile
from orepact.case.numbers import Spot, spots
from orepact.case.offtake_file import OfftakeFile
from orepact.case.party import PartiesFile, RatesFile
from orepact.case.terms_file import TermsFile
from orepact.enable import (
    ConsentFile,
    CorridorFile,
    EnablerOption,
    EnvironmentFile,
    Gate,
    GovernanceFile,
    Resource,
    SecurityFile,
    WorkforceFile,
)
from orepact.errors import CaseError, OrepactError, ProblemsError
from orepact.evidence import StrictModel, parse_model, read_strict_yaml
from orepact.mine import DeckFile, FacilityFile, ProjectFile, RegimeFile

__all__ = [
    "FOLDERS",
    "NEEDED",
    "SINGLE",
    "CaseFile",
    "GatesFile",
    "ResourcesFile",
    "read_files",
    "unread_files",
]


def _twice(names: list[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{', '.join(repeated)} stands twice")


class GatesFile(StrictModel):
    """``gates.yaml``."""

    gates: tuple[Gate, ...]
    """Consents, laws and permits, as states."""

    @model_validator(mode="after")
    def _check(self) -> GatesFile:
        _twice([gate.id for gate in self.gates])
        return self


class ResourcesFile(StrictModel):
    """``resources.yaml``."""

    resources: tuple[Resource, ...]
    """Shared capacities."""

    @model_validator(mode="after")
    def _check(self) -> ResourcesFile:
        _twice([resource.id for resource in self.resources])
        return self


SINGLE: MappingProxyType[str, type[BaseModel]] = MappingProxyType(
    {
        "case": CaseHeader,
        "parties": PartiesFile,
        "rates": RatesFile,
        "sources": DocumentsFile,
        "resources": ResourcesFile,
        "gates": GatesFile,
        "decks": DeckFile,
        "facilities": FacilityFile,
        "corridor": CorridorFile,
        "workforce": WorkforceFile,
        "security": SecurityFile,
        "consent": ConsentFile,
        "environment": EnvironmentFile,
        "governance": GovernanceFile,
        "claims": ClaimsFile,
        "commitments": CommitmentsFile,
        "instruments": InstrumentsFile,
        "no-deal": NoDealFile,
        "terms": TermsFile,
        "macro": MacroFile,
        "offtake": OfftakeFile,
        "failures": FailuresFile,
    }
)
"""Files at the top of a case, by name without ``.yaml``."""
FOLDERS: MappingProxyType[str, type[BaseModel]] = MappingProxyType(
    {"enablers": EnablerOption, "projects": ProjectFile, "regimes": RegimeFile}
)
"""Folders with one file per item, named after the item's id."""
NEEDED = ("case", "parties", "rates", "sources")
"""Files without which there is no case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One file as read.

    Parameters
    ----------
    name : str
        Within the case and without suffix, for example ``projects/reko-diq``.
    shown : str
        How errors name it, for example ``us-pakistan/projects/reko-diq.yaml``.
    model : pydantic model
        Its content.
    lines : dict of str to int
        Line of each key.
    """

    name: str
    shown: str
    model: Any
    lines: dict[str, int]
    spots: tuple[Spot, ...] = field(init=False, repr=False, compare=False)
    """Every model within its content, walked once and read by every check."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "spots", spots(self.model, stem=self.name))

    def where(self, key: str = "") -> str:
        """Return ``file:line`` of a key, or of the nearest key above it."""
        while key:
            if key in self.lines:
                return f"{self.shown}:{self.lines[key]}"
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        return self.shown


def _read(path: Path, name: str, shown: str, model: type[BaseModel]) -> CaseFile:
    content, lines, refused = read_strict_yaml(path, name=shown)
    try:
        parsed = parse_model(model, content, name=shown, lines=lines)
    except ProblemsError as error:
        told = {problem.where for problem in refused}
        more = [problem for problem in error.problems if problem.where not in told]
        raise ProblemsError(error.what, [*refused, *more]) from error
    if refused:
        raise ProblemsError(f"{shown} has {len(refused)} problem(s)", refused)
    return CaseFile(name=name, shown=shown, model=parsed, lines=lines)


def _strays(folder: Path) -> list[OrepactError]:
    """Return a problem for each YAML file that no schema reads."""
    known = {f"{name}.yaml" for name in SINGLE}
    strays = [
        path
        for path in sorted(folder.rglob("*.y*ml"))
        if not (
            (path.parent == folder and path.name in known)
            or (path.parent.parent == folder and path.parent.name in FOLDERS)
        )
        or path.suffix != ".yaml"
    ]
    return [
        CaseError(
            "no schema reads this file",
            where=f"{folder.name}/{path.relative_to(folder).as_posix()}",
            do="Rename, move or remove it; `orepact case schema` lists the files",
        )
        for path in strays
    ]


def read_files(folder: Path) -> tuple[dict[str, CaseFile], list[OrepactError]]:
    """Read every YAML file of a case and every problem of each.

    Parameters
    ----------
    folder : Path
        The case.

    Returns
    -------
    files : dict of str to CaseFile
        Those that could be read, by name.
    problems : list of OrepactError
        In the order of the files.
    """
    wanted = [
        (name, folder / f"{name}.yaml", model)
        for name, model in SINGLE.items()
        if name in NEEDED or (folder / f"{name}.yaml").exists()
    ]
    wanted += [
        (f"{name}/{path.stem}", path, model)
        for name, model in FOLDERS.items()
        for path in sorted((folder / name).glob("*.yaml"))
    ]
    files: dict[str, CaseFile] = {}
    problems: list[OrepactError] = []
    for name, path, model in wanted:
        shown = f"{folder.name}/{name}.yaml"
        if not path.exists():
            problems.append(CaseError("the file is missing", where=shown, do="Add it"))
            continue
        try:
            files[name] = _read(path, name, shown, model)
        except ProblemsError as error:
            problems += error.problems
        except CaseError as error:
            problems.append(error)
        else:
            problems += _stem_problem(files[name])
    return files, problems + _strays(folder)


def unread_files(folder: Path, files: Mapping[str, CaseFile]) -> frozenset[str]:
    """Return the names of files that are there, or must be, and could not be read.

    What they would have defined is not known, so that no other file is blamed for naming it.
    """
    there = {name for name in SINGLE if name in NEEDED or (folder / f"{name}.yaml").exists()}
    there |= {f"{kind}/{path.stem}" for kind in FOLDERS for path in (folder / kind).glob("*.yaml")}
    return frozenset(there - set(files))


def _stem_problem(file: CaseFile) -> list[OrepactError]:
    stem = file.name.rpartition("/")[2]
    own = getattr(file.model, "id", stem)
    if file.name == "case" or own == stem:
        return []
    return [
        CaseError(
            f"id: {own!r} is not the file's name {stem!r}",
            where=file.where("id"),
            do="Make them the same, so that references find the file",
        )
    ]
