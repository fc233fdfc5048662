"""What a U.S. Geological Survey label says: which statistic, which stage, weighed on which basis.

Statistics
----------
``production``, ``secondary production``, ``shipments``, ``sold or used``, ``imports``,
``exports``, ``apparent consumption``, ``reported consumption``, ``estimated consumption``,
``consumption``, ``apparent supply``, ``stocks``, ``government stock shipments``,
``net import reliance``, ``import sources``, ``price``, ``employment``, ``capacity``,
``reserves``.

Stages
------
The stage is the one the label names. A label that names ore or scrap together with processed
forms, a total, or no form at all has stage ``all forms``; one that names several processed forms
has the first of smelter, compound, refined, alloy and product that it names; ``not applicable``
stands where a stage has no meaning. What a product is made *from* is not its stage. Nothing is
guessed from knowledge of the trade.
"""

from __future__ import annotations

import re

from orepact.quantity import Basis, Stage

__all__ = [
    "STATISTICS",
    "basis_of",
    "header_basis",
    "stage_of",
    "stated_basis",
    "statistic_of",
]

STATISTICS = (
    "production",
    "secondary production",
    "shipments",
    "sold or used",
    "imports",
    "exports",
    "apparent consumption",
    "reported consumption",
    "estimated consumption",
    "consumption",
    "apparent supply",
    "stocks",
    "government stock shipments",
    "net import reliance",
    "import sources",
    "price",
    "employment",
    "capacity",
    "reserves",
)
_PLAIN = {
    "import": "imports",
    "export": "exports",
    "stock": "stocks",
    "sold or used": "sold or used",
    "sold": "sold or used",
    "sales": "sold or used",
    "supply": "apparent supply",
    "net import reliance": "net import reliance",
    "price": "price",
    "employment": "employment",
    "capacity": "capacity",
    "reserves": "reserves",
}
_NO_STAGE = frozenset({"employment", "apparent supply"})
_SECONDARY = re.compile(r"\bsecondary\b|\bscrap\b|recycl|\bspent catalysts\b", re.IGNORECASE)
_PRIMARY_TOO = re.compile(r"primary and secondary", re.IGNORECASE)

_FORMS: tuple[tuple[re.Pattern[str], Stage], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), stage)
    for pattern, stage in (
        (r"\bwaste\b|\bscrap\b", Stage.SCRAP),
        (
            r"\bores?\b|concentrates?\b|\bchromite\b|\bcelestite\b|\bmonazite\b|\bilmenite\b"
            r"|\brutile\b",
            Stage.CONCENTRATE,
        ),
        (r"\bsmelter\b|\bblister\b|\bmatte\b|\bpig iron\b", Stage.SMELTER),
        (
            r"oxide|\bcompounds?\b|chemical|chloride|hydroxide|sulfates?\b|carbonate"
            r"|\bacid\b|sulfide|fluoride|pigment|perrhenate",
            Stage.COMPOUND,
        ),
        (
            r"refin|\bsponge\b|\bunwrought\b|\bbullion\b|\bmetals?\b|\braw steel\b",
            Stage.REFINED,
        ),
        (r"ferro|silicomanganese|\balloys?\b", Stage.ALLOY),
        (r"\bwrought\b|\barticles\b|\bwafers\b|\bsteel mill products\b", Stage.PRODUCT),
    )
)
_FEED = re.compile(r"\bfrom [^,;:)]*", re.IGNORECASE)
_SEVERAL = re.compile(r"\btotal\b|\ball (?:types|forms|clay)\b|combined|other forms", re.IGNORECASE)
_TRADED = frozenset({"imports", "exports", "import sources"})
_MINE = re.compile(r"\bmine\b|\bmined\b|in concentrates", re.IGNORECASE)

_CONTENT_OXIDE = re.compile(
    r"(?:oxide|\((?:REO|K2O|TiO2|MgO|Y2O3|ZrO2|Cr2O3)\)|Cr2O3|ZrO2|TiO2|K2O|MgO|Y2O3|REO|P2O5|V2O5)"
    r"[^,;:]*(?:content|equivalent)",
    re.IGNORECASE,
)
_GROSS = re.compile(
    r"gross+ weight|usable ore|crude ore|recoverable ore|marketable phosphate rock|\bOre$"
    r"|dry tons|dry equivalent|calcined equivalent",
    re.IGNORECASE,
)
_CONTENT_METAL = re.compile(
    r"\bcontent\b|elemental iodine|, metal(?:,|$)|metal equivalent"
    r"|recoverable (?:lead|antimony|copper)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\(Data in (.*?)\s*,?\s*unless otherwise specified\)", re.IGNORECASE)
_ORE_IN_GROSS = "Mine production and ore reserves are reported in gross weight"
_EQUIVALENT_WEIGHT = re.compile(r"(?:calcined|dry) equivalent weights", re.IGNORECASE)


def statistic_of(statistic: str, detail: str) -> str | None:
    """Return our name of a statistic from the publisher's heading and detail; None if unknown.

    Examples
    --------
    >>> statistic_of("Consumption", "Consumption: Reported, refined copper")
    'reported consumption'
    >>> statistic_of("Production", "Production, Refinery: Secondary (from scrap)")
    'secondary production'
    """
    heading = statistic.strip().lower()
    words = detail.lower()
    if heading.startswith("import sources"):
        return "import sources"
    if heading == "production":
        is_secondary = bool(_SECONDARY.search(words)) and not _PRIMARY_TOO.search(words)
        return "secondary production" if is_secondary else "production"
    if heading == "shipment":
        return "government stock shipments" if "government" in words else "shipments"
    if heading == "consumption":
        for kind in ("apparent", "reported", "estimated"):
            if kind in words:
                return f"{kind} consumption"
        return "consumption"
    return _PLAIN.get(heading)


def stage_of(statistic: str, detail: str, section: str = "") -> Stage:
    """Return the stage that a label names.

    Parameters
    ----------
    statistic : str
        Our name of it.
    detail : str
        The publisher's detail, asked first.
    section : str
        Title of the table, asked when the detail names no stage.

    Examples
    --------
    >>> stage_of("imports", "Imports for consumption: Ore and concentrate").value
    'concentrate'
    >>> stage_of("production", "Production: Mine, recoverable").value
    'mine'
    """
    if statistic in _NO_STAGE:
        return Stage.NOT_APPLICABLE
    if statistic == "reserves":
        return Stage.MINE
    if statistic == "secondary production":
        return Stage.SECONDARY
    if statistic in _TRADED and _SEVERAL.search(detail):
        return Stage.ALL
    for text in (detail, section):
        if statistic in ("production", "capacity") and _MINE.search(text):
            return Stage.MINE
        if stage := _named_form(text):
            return stage
    return Stage.NOT_APPLICABLE if statistic == "price" else Stage.ALL


def _named_form(text: str) -> Stage | None:
    output = _FEED.sub("", text)
    named = [stage for pattern, stage in _FORMS if pattern.search(output)]
    if not named:
        return Stage.REFINED if re.search(r"\bprimary\b", text, re.IGNORECASE) else None
    is_raw_among_others = len(named) > 1 and named[0] in (Stage.SCRAP, Stage.CONCENTRATE)
    return Stage.ALL if is_raw_among_others else named[0]


def header_basis(other_notes: str) -> Basis:
    """Return the basis stated by a chapter's header, ``(Data in metric tons, ... content, ...)``.

    Examples
    --------
    >>> header_basis("(Data in metric tons, antimony content, unless otherwise specified)").value
    'metal content'
    """
    found = _HEADER.search(other_notes)
    return basis_of(found[1]) if found else Basis.NOT_STATED


def stated_basis(*, statistic: str, detail: str, notes: str, section: str, header: str) -> Basis:
    """Return the basis of one row: from its detail, its notes, its table's title or its header.

    The detail and the notes are the row's own and come first. A table title such as ``World Mine
    Production (manganese content) and Reserves`` speaks of production alone, so that the basis of
    its reserves is not stated.
    """
    own = basis_of(detail)
    if own is not Basis.NOT_STATED:
        return own
    if _ORE_IN_GROSS in notes or _EQUIVALENT_WEIGHT.search(notes):
        return Basis.GROSS
    if statistic == "reserves" and re.search(r"content\) and reserves", section, re.IGNORECASE):
        return Basis.NOT_STATED
    titled = basis_of(section)
    return titled if titled is not Basis.NOT_STATED else header_basis(header)


def basis_of(*texts: str) -> Basis:
    """Return the basis that the first of some texts states; not stated if none does.

    Examples
    --------
    >>> basis_of("Reserves: Cr2O3 content").value, basis_of("Reserves: Ore").value
    ('oxide', 'gross weight')
    """
    for text in texts:
        if _CONTENT_OXIDE.search(text):
            return Basis.OXIDE
        if _GROSS.search(text):
            return Basis.GROSS
        if _CONTENT_METAL.search(text):
            return Basis.METAL
    return Basis.NOT_STATED
