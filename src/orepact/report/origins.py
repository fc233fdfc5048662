"""The source line under a table or picture: who published it, each document one click away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orepact.report.printer import Printer
from orepact.study import StoredTable, is_stated_end, register_id
from orepact.trace import Record

__all__ = ["Origin", "origins_of", "titles_of"]

ASSUMED = "assumed in the case"
"""What no document gives, with the files that assume it."""
THIS_RUN = "this run; the cards name the inputs"
UNNAMED = frozenset({"", "none"})
"""Publishers that name nobody; the document's title then stands in their place."""
TITLE_LETTERS = 60
"""Letters of a title that stands in the place of a publisher."""
IN_FILES = 4
"""Documents named under a picture that is a file of its own."""
OTHERS = "others, named on the cards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A publisher with the entries of the register that lead to its documents.

    Parameters
    ----------
    name : str
        Of the publisher.
    entries : tuple of (int, str)
        Number in the register, and the document's line; empty where the register has none.
    """

    name: str
    entries: tuple[tuple[int, str], ...] = ()

    @property
    def is_assumed(self) -> bool:
        """Whether no document stands here, only files that assume values."""
        return self.name == ASSUMED


def _leaves(printer: Printer, ids: Sequence[str]) -> list[Record]:
    """Return the records under a set of figures that have no inputs themselves, each once."""
    seen: set[str] = set()
    leaves: list[Record] = []
    level = list(ids)
    while level:
        following: list[str] = []
        for id_ in level:
            if id_ in seen:
                continue
            seen.add(id_)
            record = printer.find(id_)
            if record is None:
                continue
            if record.parents:
                following += [parent.id for parent in record.parents]
            else:
                leaves.append(record)
        level = following
    return leaves


def origins_of(printer: Printer, table: StoredTable) -> tuple[Origin, ...]:
    """Return the publishers under the figures of a table, the most cited first, assumptions last.

    Followed down to the first inputs. A table without a figure has none here: its own columns say
    where its words come from.
    """
    cited: Counter[str] = Counter()
    for leaf in _leaves(printer, table.refs()):
        cited.update(register_id(source, leaf) for source in leaf.sources)
    gathered: dict[str, list[tuple[int, str]]] = {}
    for id_ in sorted(cited, key=lambda id_: (-cited[id_], id_)):
        known = printer.run.sources.get(id_)
        if is_stated_end(id_) or id_ == "assumption":
            if id_.startswith("assumption"):
                entries = gathered.setdefault(ASSUMED, [])
                entries += [(printer.document(id_), known.line)] if known is not None else []
        elif known is None:
            gathered.setdefault(printer.source_title(id_), [])
        else:
            name = _short(known.title) if known.publisher in UNNAMED else known.publisher
            gathered.setdefault(name, []).append((printer.document(id_), known.line))
    if not gathered and table.refs():
        return (Origin(name=THIS_RUN),)
    ordered = sorted(gathered, key=lambda name: name == ASSUMED)
    return tuple(Origin(name=name, entries=tuple(gathered[name])) for name in ordered)


def _short(title: str) -> str:
    if len(title) <= TITLE_LETTERS:
        return title
    return f"{title[:TITLE_LETTERS].rpartition(' ')[0]} ..."


def titles_of(origins: Sequence[Origin]) -> tuple[str, ...]:
    """Return documents in words, as a picture names them that stands without the page."""
    found = [
        line
        for origin in origins
        if not origin.is_assumed
        for line in ([line for _, line in origin.entries] or [origin.name])
    ]
    shown = found[:IN_FILES] + ([OTHERS] if len(found) > IN_FILES else [])
    is_assumed = any(origin.is_assumed for origin in origins)
    return (*shown, *(["values assumed in the case"] if is_assumed else []))
