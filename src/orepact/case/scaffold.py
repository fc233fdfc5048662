"""A new case to fill in: small, valid, and with a comment on every choice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from orepact.errors import CaseError
from orepact.evidence import country, country_name

__all__ = ["scaffold"]

_ID = re.compile(r"^[a-z0-9][a-z0-9-]*$")


def _templates() -> Mapping[str, str]:
    root = Path(str(resources.files("orepact.case"))) / "template"
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def scaffold(folder: Path, *, importer: str = "JPN", host: str = "ZMB") -> Path:
    """Write a minimal case that passes ``orepact case check``, and return its folder.

    Every number in it is an example of quality D with a range; the comments say what to put there.

    Parameters
    ----------
    folder : Path
        New or empty; its name becomes the id of the case.
    importer, host : str
        Countries, by code or name.

    Raises
    ------
    CaseError : the folder is not empty, or its name cannot be an id
    UnknownNameError : a country nobody knows, with the nearest names
    """
    buyer, owner = country(importer), country(host)
    name = folder.resolve().name
    if not _ID.match(name):
        raise CaseError(
            f"{name!r} cannot be the id of a case",
            where=str(folder),
            do="Name the folder with lower-case letters, digits and hyphens",
        )
    if buyer == owner:
        raise CaseError(f"importer and host are both {buyer}", where="--importer, --host")
    if folder.exists() and any(folder.iterdir()):
        raise CaseError("the folder is not empty", where=str(folder), do="Give a new one")
    words = {
        "@ID@": name,
        "@IMPORTER@": buyer,
        "@HOST@": owner,
        "@IMPORTER_NAME@": country_name(buyer),
        "@HOST_NAME@": country_name(owner),
    }
    for path, text in _templates().items():
        for sign, word in words.items():
            text = text.replace(sign, word)  # noqa: PLW2901
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder
