"""Which evidence is this? The digest of all tables, read without opening any of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from orepact.errors import EvidenceError
from orepact.evidence.overlay_folder import imported_folders

__all__ = ["evidence_fingerprint", "fingerprint_of"]


def fingerprint_of(manifests: Iterable[Mapping[str, Any]]) -> str:
    """Return a digest of the tables that manifests list: equal digests mean equal evidence."""
    parts = [
        f"{name}:{entry['sha256']}"
        for manifest in manifests
        for name, entry in sorted(manifest["tables"].items())
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def evidence_fingerprint() -> str:
    """Return the digest of the shipped bundle with the user's imports on top.

    Raises
    ------
    EvidenceError : if a manifest is missing or unreadable
    """
    with as_file(files("orepact.evidence").joinpath("data", "bundle")) as path:
        folders = [Path(path), *imported_folders()]
        try:
            return fingerprint_of(
                json.loads((folder / "manifest.json").read_text("utf-8")) for folder in folders
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvidenceError(
                "the evidence cannot be opened",
                where=str(path),
                why=str(error),
                do="Install orepact again, or build the bundle with `make evidence`; "
                "`orepact evidence check` names what is damaged",
            ) from error
