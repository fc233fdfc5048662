"""How a user's own official file becomes evidence: read, checked, laid over the bundle whole."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orepact.errors import EvidenceError, ProblemsError
from orepact.evidence.checks import check_layer
from orepact.evidence.layer import Layer, digest, swapped_in, write_layer
from orepact.evidence.overlay import overlay_folder
from orepact.evidence.quality import Custody, Quality
from orepact.evidence.readers import Reader, reader, recognise
from orepact.evidence.source import Redistribution, Source
from orepact.evidence.source_list import Cadence, stale_after
from orepact.evidence.store import bundled_layer
from orepact.evidence.tables import EvidenceTables

__all__ = ["Imported", "import_file"]

_NUMBERED = re.compile(r"^(\d{4})-(.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought.

    Parameters
    ----------
    format : str
        Format of the file.
    folder : Path
        Where the tables lie now.
    sources : tuple of str
        Ids of the sources in the file.
    rows : tuple of (str, int)
        Rows per table.
    notes : tuple of str
        What the reader met and kept.
    """

    format: str
    folder: Path
    sources: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def _source(
    id_: str, found: Reader, path: Path, *, sha256: str, as_of: date | None, custody: Custody
) -> Source:
    known = bundled_layer().sources.get(id_)
    day = as_of or (known.as_of if known else date.today())
    dated = "" if as_of or known else "dated by the day of the import, for no date was given; "
    quality = Quality.A if custody is Custody.PUBLISHER else Quality.B
    return Source(
        id=id_,
        title=known.title if known else found.title,
        publisher=known.publisher if known else "not stated",
        edition=f"{dated}{known.edition if known else path.name}",
        reference=known.reference if known else path.name,
        custody=custody,
        quality=quality,
        as_of=day,
        stale_after=stale_after(day, Cadence.ANNUAL),
        redistributable=known.redistributable if known else Redistribution.NO,
        licence=known.licence if known else "not stated; imported by the user, not passed on",
        check="",
        sha256=((path.name, sha256),),
    )


def _layer_folder(folder: Path, name: str) -> tuple[Path, tuple[Path, ...]]:
    """Return the folder of a new layer, on top of all others, and the one it replaces."""
    numbers, replaced = [0], []
    for entry in folder.iterdir() if folder.is_dir() else ():
        if match := _NUMBERED.match(entry.name):
            numbers.append(int(match[1]))
            if match[2] == name:
                replaced.append(entry)
    return folder / f"{max(numbers) + 1:04d}-{name}", tuple(replaced)


def _read(format_: str, path: Path) -> tuple[Reader, EvidenceTables]:
    if not path.is_file():
        raise EvidenceError("no such file", where=str(path), do="Check the path")
    found = recognise(path) if format_ == "auto" else reader(format_)
    if not found.recognises(path):
        raise EvidenceError(
            f"the header is not that of {found.format}",
            where=f"{path}:1",
            do="Give the publisher's own file, or `auto` as format",
        )
    read = found.read(path)
    if not any(frame.height for frame in read.tables.values()):
        raise EvidenceError("the file holds no row", where=str(path), do="Check the file")
    return found, read


def import_file(
    format_: str,
    path: Path,
    *,
    as_of: date | None = None,
    custody: Custody = Custody.PUBLISHER,
    folder: Path | None = None,
) -> Imported:
    """Read an official file and lay it over the bundle; a file that fails changes nothing.

    Parameters
    ----------
    format_ : str
        Name of a reader's format, or ``auto`` to go by the header.
    path : Path
        The file.
    as_of : date or None
        Date of the edition; the bundled source's date, else the day of the import.
    custody : Custody
        Through whose hands the file came; a publisher's own file is quality A, any other B.
    folder : Path or None
        Folder of imported evidence; ``overlay_folder()`` when None.

    Returns
    -------
    imported : Imported

    Raises
    ------
    EvidenceError, ProblemsError, UnknownNameError : what is wrong with the file, with its line
    """
    home = folder or overlay_folder()
    found, read = _read(format_, path)
    sha256 = digest(path)
    ids = sorted({id_ for frame in read.tables.values() for id_ in frame["source"].unique()})
    sources = [
        _source(id_, found, path, sha256=sha256, as_of=as_of, custody=custody) for id_ in ids
    ]
    target, replaced = _layer_folder(home, f"{found.format}-{sha256[:12]}")
    with swapped_in(target) as fresh:
        write_layer(fresh, read.tables, sources, notes=read.notes)
        faults = check_layer(Layer(fresh))
        if faults:
            raise ProblemsError(
                f"{path.name} has {len(faults)} fault(s) and was not imported",
                [EvidenceError(fault.what, where=fault.where) for fault in faults],
            )
    for entry in replaced:
        shutil.rmtree(entry)
    rows = tuple((name, frame.height) for name, frame in sorted(read.tables.items()))
    return Imported(
        format=found.format, folder=target, sources=tuple(ids), rows=rows, notes=read.notes
    )
