"""``orepact plan``: the main job, from a case to a report that both sides can check."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orepact.cli.app import app
from orepact.errors import CaseError

if TYPE_CHECKING:
    from orepact.case import Case
    from orepact.solve import Tally

__all__ = ["plan"]

_SOLVES = "solves"
"""Folder of a full run that is not finished."""


def _changes(given: list[str]) -> dict[str, str]:
    """Read ``KEY=VALUE`` pairs.

    Raises
    ------
    CaseError : if a pair has no ``=``, or a key is given twice
    """
    changes: dict[str, str] = {}
    for pair in given:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise CaseError(
                f"{pair!r} is not KEY=VALUE",
                where="--what-if",
                do="Write for example --what-if projects/NAME:capex=7.7bnUSD",
            )
        if key.strip() in changes:
            raise CaseError(f"{key.strip()} is given twice", where="--what-if", do="Give it once")
        changes[key.strip()] = value.strip()
    return changes


def _titles(case: Case) -> dict[str, str]:
    """Titles of documents and evidence sources by id, with publisher and date."""
    from orepact.evidence import bundle

    titles = {
        source.id: f"{source.publisher}, {source.title}, {source.edition}"
        for source in bundle().sources()
    }
    for document in case.documents.values():
        publisher = "" if document.publisher == "none" else f"{document.publisher}, "
        dated = "" if document.date == "not dated" else f" ({document.date})"
        titles[document.id] = f"{publisher}{document.title}{dated}"
    titles |= {project.id: project.title for project in case.projects.values()}
    titles |= {party.id: party.title for party in case.parties}
    return titles


def _refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that cannot be written before anything is computed.

    Raises
    ------
    OrepactError : with the system's reason
    """
    from tempfile import TemporaryFile

    from orepact.errors import OrepactError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OrepactError(
            f"{folder} cannot be written",
            where="--out",
            why=error.strerror or str(error),
            do="Give another DIR",
        ) from error


def _second_process() -> AbstractContextManager[Executor | None]:
    """Return one more process where the machine has a second core, started fresh."""
    if (os.cpu_count() or 1) < 2:
        return nullcontext()
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=get_context("spawn"),
        initializer=_end_with,
        initargs=(os.getpid(),),
    )


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, however that ended."""
    from threading import Thread
    from time import sleep

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1.0)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _kept(folder: Path, *, is_full: bool) -> AbstractContextManager[Tally | None]:
    """Keep the solves of a full run in its folder, so that a killed run goes on where it was."""
    if not is_full:
        return nullcontext()
    from orepact.solve import kept_solves

    return kept_solves(folder / _SOLVES)


def _forget(folder: Path) -> None:
    """Remove solves that were kept: the run is whole."""
    from shutil import rmtree

    rmtree(folder / _SOLVES, ignore_errors=True)


@app.command()
def plan(
    name: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where to write; out/CASE if left out."),
    ] = None,
    is_full: Annotated[
        bool, typer.Option("--full", help="Add every point; takes longer, goes on after a stop.")
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=1, help="Draws of uncertain inputs per price deck; 1000."),
    ] = None,
    seed: Annotated[
        int,
        typer.Option("--seed", min=0, max=2**31 - 1, help="Seed of the solver and of all draws."),
    ] = 0,
    gap: Annotated[
        float, typer.Option("--gap", min=0.0, max=1.0, help="Relative gap at which a solve stops.")
    ] = 0.01,
    what_if: Annotated[
        list[str] | None,
        typer.Option("--what-if", metavar="KEY=VALUE", help="Change one number; repeatable."),
    ] = None,
) -> None:
    """Plan a partnership and write plan.html, plan.json, tables, figures and the manifest."""
    from rich.console import Console

    from orepact import case as case_room
    from orepact import report, study
    from orepact.evidence import bundle
    from orepact.plan import DRAWS

    changes = _changes(what_if or [])
    if out is not None:
        _refuse_unwritable(out)
    console = Console(stderr=True)
    with console.status("Reading the case") as status:

        def tell(step: str) -> None:
            if console.is_terminal:
                status.update(step)
            else:
                console.print(step)

        case = case_room.load(name)
        if changes:
            case = case_room.with_overrides(case, changes)
        folder = out if out is not None else Path("out") / case.id
        with _second_process() as executor, _kept(folder, is_full=is_full) as tally:
            if tally is not None and tally.found:
                tell(f"Going on with a run that was stopped: {tally.found:,} solves were kept")
            run = study.run(
                case,
                gap=gap,
                seed=seed,
                is_full=is_full,
                progress=tell,
                executor=executor,
                draws=DRAWS if draws is None else draws,
            )
        if tally is not None:
            tell(f"{tally.sentence}, beside those of the second process")
        tell("Writing the report")
        borders = case.header.disputed_borders
        files = report.write(
            run,
            folder,
            lookups=(case, bundle()),
            map_setting=report.MapSetting(
                folder=case.folder / "geo",
                is_dispute_drawn=borders.draw == "dashed",
                note=borders.note,
            ),
            titles=_titles(case),
            disclaimer=case.header.disclaimer,
        )
        study.remember(folder)
        _forget(folder)
    for line in report.headline(run, titles=_titles(case)):
        typer.echo(line)
    typer.echo(f"Report: {files[0]}")
