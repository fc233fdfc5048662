"""Which country and which commodity a U.S. Geological Survey label means, nothing dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from orepact.errors import UnknownNameError
from orepact.evidence.names import commodity, country

__all__ = ["Meaning", "commodity_meaning", "country_meaning"]

_WORLD = re.compile(r"^world total\b", re.IGNORECASE)
_OTHERS = re.compile(r"^other(?: countries)?\b", re.IGNORECASE)
_QUALIFIED = re.compile(r"^(?P<name>.*?)\s*\((?P<qualifier>[^()]*)\)[\s\d]*$")
_GROUP = re.compile(r",? and |, ")
_FOOTNOTE = re.compile(r"(?<=[A-Za-z)])\d{1,2}$")

_FORMS_OF_THEIR_CHAPTER = {
    "diamond (bort, grit, and dust and powder; natural and synthetic)": "diamond (industrial)",
    "diamond (stones, natural and synthetic)": "diamond (industrial)",
    "granite only": "stone (dimension)",
    "ground high-purity quartz": "quartz",
    "industrial cultured quartz crystal": "quartz",
    "quartz (high-purity and industrial cultured crystal)": "quartz",
    "feldspar and nepheline syenite": "feldspar",
    "titanium sponge metal": "titanium",
    "titanium and titanium dioxide": "titanium",
    "titanium & titanium dioxide": "titanium",
    "titanium mineral concentrates": "titanium",
    "tio2 pigment": "titanium",
    "bauxite and alumina": "bauxite",
    "zirconium and hafnium": "zirconium",
    "helium and rare gases": "helium",
    "neon, krypton, and xenon": "neon, krypton, and xenon",
    "talc and pyrophyllite": "talc",
    "talc, crude": "talc",
    "rare earths (heavy)": "rare earths",
    "gemanium": "germanium",
    "aluminum (bauxite)": "bauxite",
    "phosphate, rock": "phosphate rock",
    "magnesium, compounds": "magnesium compounds",
    "magnesium, metal": "magnesium metal",
}
"""Forms, pairs and misprints whose figures belong to one commodity; the label keeps the wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a label means.

    Parameters
    ----------
    code : str
        ISO 3166 alpha-3, ``WLD``, ``OTH``, a group such as ``CAN+USA``, ``GRP`` or
        ``UNK``; or our commodity name.
    qualifier : str
        What the label says beyond the name, for example ``includes Puerto Rico``.
    note : str
        What a reader must know: the members of a group, or that a label was not resolved.
    is_resolved : bool
        Whether the name tables know it.
    """

    code: str
    qualifier: str = ""
    note: str = ""
    is_resolved: bool = True


def _known_country(name: str) -> str | None:
    try:
        return country(name)
    except UnknownNameError:
        return None


@cache
def country_meaning(label: str) -> Meaning:
    """Return the code of a country label, its qualifier and what must be said of it.

    ``World total`` is ``WLD``; ``Other countries`` is ``OTH``; a group that is published as one is
    ``CAN+USA``, or ``GRP`` if the name tables do not list it, with its members in the note; a
    label that no table knows is ``UNK``, also noted.

    Examples
    --------
    >>> country_meaning("Other countries (rounded)").code
    'OTH'
    >>> country_meaning("United States and Canada").note
    'published for United States and Canada together'
    """
    name = " ".join(label.split())
    if _WORLD.match(name):
        return Meaning(code="WLD", qualifier=_qualifier(name[len("world total") :]))
    if _OTHERS.match(name):
        return Meaning(code="OTH", qualifier=_qualifier(_OTHERS.sub("", name)))
    whole = _known_country(name)
    match = _QUALIFIED.match(name)
    plain = _known_country(match["name"]) if match else None
    if match and plain and whole in (None, plain):
        return Meaning(code=plain, qualifier=match["qualifier"].strip())
    if whole:
        together = f"published for {name} together" if "+" in whole else ""
        return Meaning(code=whole, note=together)
    members = [part for part in _GROUP.split(name) if part]
    if len(members) > 1 and all(_known_country(part) for part in members):
        return Meaning(code="GRP", note=f"published for {name} together")
    return Meaning(code="UNK", note=f"country label {name!r} is not resolved", is_resolved=False)


def _qualifier(rest: str) -> str:
    words = " ".join(re.sub(r"[()]|\b\d+$", " ", rest).split())
    return words.replace(" ,", ",").strip(" ,:")


@cache
def commodity_meaning(label: str, chapter: str = "") -> Meaning:
    """Return our commodity name of a label such as ``Copper``, ``TiO2 pigment`` or ``Neon``.

    Parameters
    ----------
    label : str
        The publisher's commodity.
    chapter : str
        Its chapter, asked only when the label is the chapter's own name in other words.

    Examples
    --------
    >>> commodity_meaning("Copper").code
    'copper'
    """
    plain = " ".join(_FOOTNOTE.sub("", label.strip()).split())
    for name in (_FORMS_OF_THEIR_CHAPTER.get(plain.lower(), plain), plain):
        try:
            return Meaning(code=commodity(name))
        except UnknownNameError:
            continue
    if (match := _QUALIFIED.match(plain)) or (match := re.match(r"(?P<name>[^,]+), .*", plain)):
        try:
            return Meaning(code=commodity(match["name"]))
        except UnknownNameError:
            pass
    note = f"commodity label {plain!r} is not resolved"
    return Meaning(
        code=plain.lower(),
        note=note + (f" (chapter {chapter})" if chapter else ""),
        is_resolved=False,
    )
