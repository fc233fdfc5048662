"""The card of a figure: title, value, formula, inputs, source, custody, quality, date.

Cards that share all but title, value and inputs stand together as a family: what they share is said
once at its head, and each figure keeps a card and an anchor of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orepact.report.printer import Printer
from orepact.study import is_stated_end, register_id
from orepact.trace import Record

__all__ = ["Card", "Family", "Input", "cards", "families", "foundations"]

QUALITY_WORDS: Mapping[str, str] = {
    "A": "A, measured or official",
    "B": "B, reported by a named source",
    "C": "C, estimated or one step removed",
    "D": "D, assumed",
}
INPUTS_SHOWN = 12
"""Inputs named on one card; beyond it the card says how many more there are."""
DOCUMENTS_SHOWN = 3
"""Documents beneath a figure that its card links to."""
REPEATED = 2
"""Inputs from which a card points at the first card with the same ones."""
DEPTH = 24
"""Generations of inputs followed when the foundations of a figure are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input on a card: its role, and either the anchor of its own card or only its id."""

    role: str
    id: str
    text: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a reader sees of one figure's origin."""

    anchor: str
    record: Record
    text: str
    quality: str
    sources: tuple[tuple[str, str], ...]
    """Name of each source, and the anchor of its entry in the register, empty where it has none."""
    inputs: tuple[Input, ...]
    same_as: tuple[str, str] | None
    """Anchor and title of the first card with these very inputs, where they are not repeated."""
    more_inputs: int
    foundations: str
    documents: tuple[tuple[int, ...], int]
    """Numbers of the documents most first inputs cite, and how many more there are."""
    ends: tuple[int, ...]
    """Where no document stands beneath: numbers of the register's entries that say what does."""
    is_assumed: bool
    is_front: bool

    @property
    def shared(self) -> tuple[object, ...]:
        """What cards of one family have in common."""
        record = self.record
        measure = record.id.partition("[")[0].partition(":")[0]
        return (
            "ev" if measure.startswith("ev-") else measure,
            self.is_front,
            record.kind,
            record.formula,
            self.quality,
            self.sources,
            record.custody,
            record.as_of,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Cards that share measure, formula, source, quality, custody and date.

    Parameters
    ----------
    head : Card
        The first; what is shared is read off it.
    note, foundations, documents, ends
        Where all cards have the same; else each says its own.
    cards : tuple of Card
        In order of first appearance.
    """

    head: Card
    note: str
    foundations: str
    documents: tuple[tuple[int, ...], int] | None
    ends: tuple[int, ...] | None
    cards: tuple[Card, ...]


class _Beneath(NamedTuple):
    """What stands beneath a figure: words, documents and how many more, ends without one."""

    words: str
    documents: tuple[tuple[int, ...], int]
    ends: tuple[int, ...]


def _first_inputs(printer: Printer, id_: str) -> list[Record | None]:
    """Return the inputs under a figure that have none themselves, each once; None if unknown."""
    found: list[Record | None] = []
    seen = {id_}
    level = [id_]
    for _ in range(DEPTH):
        following: list[str] = []
        for here in level:
            record = printer.find(here)
            if record is None or not record.parents:
                if here != id_:
                    found.append(record)
                continue
            following += [parent.id for parent in record.parents]
        level = [here for here in dict.fromkeys(following) if here not in seen]
        seen.update(level)
    return found


def foundations(printer: Printer, id_: str) -> Counter[str]:
    """Return how many first inputs of each quality a figure rests on, each counted once.

    An input whose quality is not stated counts as ``?``, one that nobody here knows as well.
    """
    return _by_quality(_first_inputs(printer, id_))


def _by_quality(first: Sequence[Record | None]) -> Counter[str]:
    return Counter(record.quality if record and record.quality else "?" for record in first)


def _beneath(printer: Printer, first: Sequence[Record | None]) -> _Beneath:
    """Return what first inputs rest on: the documents most cited; without one, the stated ends."""
    known = printer.run.sources
    cited = Counter(
        id_
        for record in first
        if record
        for source in record.sources
        if (id_ := register_id(source, record)) in known
    )
    ranked = sorted(cited, key=lambda id_: (-cited[id_], id_))
    documents = [id_ for id_ in ranked if not is_stated_end(id_)]
    shown = tuple(printer.document(id_) for id_ in documents[:DOCUMENTS_SHOWN])
    ends = () if documents else tuple(printer.document(id_) for id_ in ranked[:DOCUMENTS_SHOWN])
    words = _foundation_words(_by_quality(first))
    return _Beneath(words, (shown, len(documents) - len(shown)), ends)


def _foundation_words(counted: Counter[str]) -> str:
    total = sum(counted.values())
    if total < REPEATED:
        return ""
    assumed = counted["D"]
    return f"{total} first inputs, {assumed} of them assumed (quality D)"


def _inputs(printer: Printer, record: Record) -> tuple[Input, ...]:
    inputs = []
    roles = Counter(parent.role for parent in record.parents)
    for parent in record.parents[:INPUTS_SHOWN]:
        found = printer.find(parent.id)
        is_told = roles[parent.role] == 1 and parent.role not in {"", "same inputs"}
        inputs.append(
            Input(
                role=parent.role if is_told or found is None else "",
                id=parent.id,
                text=printer.words(parent.id) if found else "",
                title="" if found is None or is_told else found.title,
                anchor=printer.card(parent.id) if found else "",
            )
        )
    return tuple(inputs)


def cards(printer: Printer, front: int) -> tuple[Card, ...]:
    """Return the cards of everything printed and of every input these rest on.

    Parameters
    ----------
    printer : Printer
        After the page was printed; inputs are added to what it remembers.
    front : int
        How many of the printed figures stand on page 1.

    Returns
    -------
    tuple of Card
        In the order of first appearance, inputs after the figures that need them.
    """
    made: list[Card] = []
    counted: dict[tuple[str, ...], _Beneath] = {}
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    position = 0
    while position < len(printer.printed):
        id_ = printer.printed[position]
        record = printer.record(id_)
        parents = tuple(parent.id for parent in record.parents)
        if parents not in counted:
            counted[parents] = _beneath(printer, _first_inputs(printer, id_))
        anchor = printer.card(id_)
        is_repeated = len(parents) >= REPEATED and parents in first
        first.setdefault(parents, (anchor, record.title))
        made.append(
            Card(
                anchor=anchor,
                record=record,
                text=printer.words(id_),
                quality=QUALITY_WORDS.get(record.quality, record.quality),
                sources=tuple(printer.source(source, record) for source in record.sources),
                inputs=() if is_repeated else _inputs(printer, record),
                same_as=first[parents] if is_repeated else None,
                more_inputs=0 if is_repeated else max(0, len(parents) - INPUTS_SHOWN),
                foundations=counted[parents].words,
                documents=counted[parents].documents,
                ends=counted[parents].ends,
                is_assumed=printer.is_assumed(record),
                is_front=position < front,
            )
        )
        position += 1
    return tuple(made)


def families(made: Sequence[Card]) -> tuple[Family, ...]:
    """Return cards gathered by what they share, each once, in order of first appearance."""
    gathered: dict[tuple[object, ...], list[Card]] = {}
    for card in made:
        gathered.setdefault(card.shared, []).append(card)
    return tuple(
        Family(
            head=own[0],
            note=_common(card.record.note for card in own),
            foundations=_common(card.foundations for card in own),
            documents=own[0].documents if len({card.documents for card in own}) == 1 else None,
            ends=own[0].ends if len({card.ends for card in own}) == 1 else None,
            cards=tuple(own),
        )
        for own in gathered.values()
    )


def _common(words: Iterable[str]) -> str:
    """Return a text that all share; empty where two differ."""
    found = set(words)
    return found.pop() if len(found) == 1 else ""
