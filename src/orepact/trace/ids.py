"""Permanent ids: opaque for source figures, readable for results."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

__all__ = ["parse_result_id", "result_id", "short_id", "source_figure_id"]

_RESULT = re.compile(
    r"^(?:(?P<run>[A-Za-z0-9_.-]+)/)?(?P<measure>[a-z][a-z0-9_.]*)\[(?P<keys>[^\[\]]*)\]$"
)
_RESERVED = re.compile(r"[\[\],=/]")


def source_figure_id(source: str, *key: str) -> str:
    """Return the opaque id of a source figure: the same for the same source and key, for ever.

    Parameters
    ----------
    source : str
        Id of the source, edition included.
    key : str
        What identifies the figure within the source, independent of row order.

    Examples
    --------
    >>> source_figure_id("usgs-mcs-2026", "copper", "production", "CHL", "2024")
    'ev-lsj2tcmbffvp'
    """
    digest = hashlib.sha256("\x1f".join((source, *key)).encode()).digest()
    return "ev-" + base64.b32encode(digest[:8]).decode().lower().rstrip("=")[:12]


def result_id(measure: str, keys: Mapping[str, str | int], run: str = "") -> str:
    """Return ``run/measure[key=value,...]``; without a run it means the last one.

    Raises
    ------
    ValueError : if a key or value holds a reserved sign

    Examples
    --------
    >>> result_id("exposure.import_share", {"importer": "USA", "year": 2024})
    'exposure.import_share[importer=USA,year=2024]'
    """
    parts = []
    for name, value in keys.items():
        if _RESERVED.search(name) or _RESERVED.search(str(value)):
            raise ValueError(f"{name}={value} holds one of the signs [ ] , = /")
        parts.append(f"{name}={value}")
    body = f"{measure}[{','.join(parts)}]"
    return f"{run}/{body}" if run else body


def short_id(id_: str) -> str:
    """Return the short name of any id, to cite it by link: the same for ever, whatever the run.

    Fifty bits of SHA-256 behind the letter ``f``; ``plan.html#SHORT`` is the figure's card, and
    ``orepact explain SHORT`` finds it in a stored run.

    Examples
    --------
    >>> short_id("plan.gain[party=importer]")
    'fryaoolfw3w'
    """
    digest = hashlib.sha256(id_.encode()).digest()
    return "f" + base64.b32encode(digest[:8]).decode().lower()[:10]


def parse_result_id(text: str) -> tuple[str, str, dict[str, str]] | None:
    """Return run, measure and keys of a result id, or None if the text is not one.

    Examples
    --------
    >>> parse_result_id("exposure.hhi[importer=USA,year=2024]")
    ('', 'exposure.hhi', {'importer': 'USA', 'year': '2024'})
    """
    match = _RESULT.match(text.strip())
    if not match:
        return None
    keys: dict[str, str] = {}
    for part in filter(None, match["keys"].split(",")):
        name, separator, value = part.partition("=")
        if not separator:
            return None
        keys[name.strip()] = value.strip()
    return match["run"] or "", match["measure"], keys
