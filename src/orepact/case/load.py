"""Reading a case: everything is checked, all problems come at once, and the result is frozen."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import polars as pl

from orepact.case.bargain_checks import bargain_problems
from orepact.case.composed import Case
from orepact.case.crosscheck import Names, reference_problems
from orepact.case.enabler_checks import enabler_problems
from orepact.case.files import NEEDED, read_files, unread_files
from orepact.case.ledger import read_ledger
from orepact.case.offtake_checks import offtake_problems
from orepact.case.safeguards import safeguard_problems
from orepact.case.soundness import soundness_problems
from orepact.case.terms_checks import terms_problems
from orepact.errors import CaseError, OrepactError, ProblemsError, UnknownNameError

__all__ = ["case_folder", "load", "problems", "shipped_cases"]


def _shipped() -> Path:
    return Path(str(resources.files("orepact"))) / "cases"


def shipped_cases() -> tuple[str, ...]:
    """Return the names of the cases in the package."""
    folder = _shipped()
    return tuple(sorted(path.name for path in folder.iterdir() if (path / "case.yaml").exists()))


def case_folder(name: str | Path) -> Path:
    """Return the folder of a shipped case, or of a path.

    Parameters
    ----------
    name : str or Path
        A shipped name, or a folder that exists; a folder wins over a shipped name only when it
        holds a ``case.yaml``.

    Raises
    ------
    UnknownNameError : with the shipped names
    """
    path = Path(name)
    try:
        is_folder, has_header = path.is_dir(), (path / "case.yaml").exists()
    except OSError:  # a name that no file system holds
        is_folder = has_header = False
    if has_header:
        return path
    if str(name) in shipped_cases():
        return _shipped() / str(name)
    if is_folder:
        return path
    raise UnknownNameError(
        "case",
        str(name),
        shipped_cases(),
        do=f"Give a folder with a case.yaml, or one of: {', '.join(shipped_cases()) or 'none'}",
    )


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.parts):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _evidence_sources() -> frozenset[str]:
    from orepact.evidence import bundle

    return frozenset(source.id for source in bundle().sources())


def _read(name: str | Path) -> tuple[Case | None, Path, list[OrepactError]]:
    folder = case_folder(name).resolve()
    if not any((folder / f"{name}.yaml").exists() for name in NEEDED):
        problem = CaseError(
            "this folder is not a case: it has no case.yaml",
            where=str(folder),
            do="Give the folder of a case, or start one with `orepact case new DIR`",
        )
        return None, folder, [problem]
    files, found = read_files(folder)
    evidence = _evidence_sources()
    citable = (
        evidence | {document.id for document in files["sources"].model.sources}
        if "sources" in files
        else None
    )
    ledgers: dict[str, pl.DataFrame] = {}
    for path in sorted((folder / "ledgers").glob("*.csv")):
        shown = f"{folder.name}/ledgers/{path.name}"
        table, wrong = read_ledger(path, sources=citable, name=shown)
        ledgers[path.stem] = table
        found += wrong
    terms = ledgers.get("terms", pl.DataFrame())
    names = Names.of(
        files,
        evidence=evidence,
        unread=unread_files(folder, files),
        terms=frozenset(terms["id"]) if terms.height else frozenset(),
    )
    found += reference_problems(files, names)
    found += safeguard_problems(files, ledgers, names)
    found += enabler_problems(files, names)
    found += bargain_problems(files, names)
    found += terms_problems(files, names)
    found += offtake_problems(files)
    found += soundness_problems(files, folder.name)
    if found:
        return None, folder, found
    case = Case(
        folder=folder,
        files=MappingProxyType(files),
        ledgers=MappingProxyType(ledgers),
        fingerprint=_fingerprint(folder),
    )
    return case, folder, found


def problems(name: str | Path) -> tuple[OrepactError, ...]:
    """Return every problem of a case, none if it is sound.

    Raises
    ------
    UnknownNameError : if there is no such case
    """
    return tuple(_read(name)[2])


def load(name: str | Path) -> Case:
    """Read a case, strictly.

    Parameters
    ----------
    name : str or Path
        A shipped case such as ``us-pakistan``, or a folder.

    Raises
    ------
    UnknownNameError : if there is no such case
    ProblemsError : every problem of every file, with ``file:line`` and key
    """
    case, folder, found = _read(name)
    if case is None:
        count = f"{len(found)} problem{'s' if len(found) > 1 else ''}"
        raise ProblemsError(f"case {folder.name} has {count}", found)
    return case
