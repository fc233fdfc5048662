"""What a finished run holds: records, tables that point at them, the answer, the manifest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from orepact.trace import Record, short_id

__all__ = [
    "Answer",
    "Cell",
    "CitedSource",
    "Manifest",
    "NextDecision",
    "Run",
    "Sentence",
    "StoredTable",
    "SwitchEffect",
    "TableColumn",
    "Verdict",
    "ref",
]

_SHORT = re.compile(r"f[a-z2-7]{10}$")

Cell = str | int | dict[str, str]
"""Text, a calendar year, or ``{"ref": record id}``; a number is never a bare cell."""


def ref(id_: str) -> dict[str, str]:
    """Return the cell that points at a record.

    Examples
    --------
    >>> ref("plan.gain[party=importer]")
    {'ref': 'plan.gain[party=importer]'}
    """
    return {"ref": id_}


class Verdict(StrEnum):
    """What the run answers."""

    DEAL = "deal"
    """A plan that leaves every party at least as well off as without it, and some better."""
    WAIT = "wait"
    """A plan gains, and most of its capital lies in projects that their owners have not decided."""
    NO_DEAL = "no deal"
    """The best plan uses nothing of the importer: it is the world without the partnership."""
    NO_MUTUAL_GAIN = "no mutual gain"
    """No plan leaves both sides better off than their alternatives."""


class TableColumn(NamedTuple):
    """One column of a stored table."""

    key: str
    title: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """A table of the run.

    Parameters
    ----------
    name : str
        ``room.table``, for example ``answer.parties``.
    title : str
        What it shows, in the reader's words.
    columns : tuple of TableColumn
        Key, title and unit, in the order of printing.
    rows : tuple of dict
        Cells by column key: text, calendar years, or ``{"ref": record id}``. A key that is
        absent is a cell that does not apply. A key that ends in ``_id`` and is no column is
        the name of a thing within the case: it goes to files and is never printed.
    note : str
        Caveat printed beneath.
    """

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Mapping[str, Cell], ...]
    note: str = ""

    def refs(self) -> tuple[str, ...]:
        """Return the ids of all records the table points at, in order, each once."""
        found = (
            cell["ref"]
            for row in self.rows
            for column in self.columns
            if isinstance(cell := row.get(column.key), dict)
        )
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The ingredients of one sentence of the answer; the report holds the wording.

    Parameters
    ----------
    kind : str
        ``choice`` (what to do), ``gain`` (what it is worth to each side), ``condition``
        (what decides it).
    words : dict
        Text by role: names of projects, parties, years as text.
    figures : dict
        Record ids by role.
    """

    kind: str
    words: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDecision:
    """A decision that someone must take, with its date and what it opens."""

    what: str
    owner: str
    due: str
    unlocks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchEffect:
    """The structural choice that moves the answer most.

    Parameters
    ----------
    name, low, high : str
        The switch and the two settings compared, in words.
    figures : dict
        Record ids by role: ``low`` and ``high`` (smallest gain of any party at each setting).
    verdict_low, verdict_high : str
        Verdict at each setting.
    """

    name: str
    low: str
    high: str
    verdict_low: str
    verdict_high: str
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Page 1: verdict, sentences, next decisions, the switch, and what is not known.

    Parameters
    ----------
    verdict : Verdict
        The answer; a "no" is one.
    sentences : tuple of Sentence
        In the order of the page: choice and gain first, then what they rest on.
    next_decisions : tuple of NextDecision
        By date.
    switch : SwitchEffect or None
        The switch that matters most; None when none was varied.
    counts : dict
        Record ids of the counts ``assumed``, ``stale`` and ``unassessed``.
    unassessed : tuple of str
        What the run has not looked at, in words.
    """

    verdict: Verdict
    sentences: tuple[Sentence, ...]
    next_decisions: tuple[NextDecision, ...] = ()
    switch: SwitchEffect | None = None
    counts: Mapping[str, str] = field(default_factory=dict)
    unassessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the run was made from; two runs with equal manifests have equal bytes.

    Parameters
    ----------
    orepact : str
        Version of orepact.
    python : str
        Version of Python.
    libraries : dict
        Versions of the libraries whose arithmetic the results rest on.
    evidence : str
        Fingerprint of the evidence bundle.
    case_digest : str
        SHA-256 of the case's content.
    seed, gap : int and float
        Of the solver; the gap is relative.
    switches : dict
        What-if settings by name, as given; draws and further points where they were asked for.
    """

    orepact: str
    python: str
    libraries: Mapping[str, str]
    evidence: str
    case_digest: str
    seed: int
    gap: float
    switches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A document that a figure of the run rests on, as a reader looks it up.

    Parameters
    ----------
    title : str
        As printed, with the edition where it has one.
    publisher : str
    date : str
        Of publication or edition, ISO 8601 or ``not dated``.
    custody : str
        Through whose hands the copy came.
    licence : str
        What may be passed on of it, and how that is known.
    address : str
        DOI or web address; empty where it has none.
    """

    title: str
    publisher: str
    date: str
    custody: str
    licence: str
    address: str = ""

    @property
    def line(self) -> str:
        """Publisher, title and date in one line."""
        publisher = "" if self.publisher == "none" else f"{self.publisher}, "
        dated = "" if self.date == "not dated" or self.date in self.title else f" ({self.date})"
        return f"{publisher}{self.title}{dated}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: every figure a report may print, and where each comes from.

    Parameters
    ----------
    id : str
        Case id and a digest of the manifest: equal inputs give the equal id.
    created : str
        The case's as-of date (ISO 8601), never the clock.
    evidence_cutoff : str
        Date of the latest source used (ISO 8601); empty when no source is dated.
    case, title, importer, host : str
        Of the case; importer and host as ISO 3166 alpha-3.
    money : str
        Unit of money, for example ``million USD of 2025, real``.
    manifest : Manifest
    answer : Answer
    records : dict of str to Record
        By id, without the run's prefix.
    tables : dict of str to StoredTable
        By name.
    sources : dict of str to CitedSource
        What the records cite, by id.
    """

    id: str
    created: str
    case: str
    title: str
    importer: str
    host: str
    money: str
    manifest: Manifest
    answer: Answer
    records: Mapping[str, Record]
    tables: Mapping[str, StoredTable]
    evidence_cutoff: str = ""
    sources: Mapping[str, CitedSource] = field(default_factory=dict)

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, with or without this run's prefix; None if not ours.

        A measure without keys is found without its brackets too, and any figure by its short name
        (``trace.short_id``), with or without the sign of a link.
        """
        own = id_.removeprefix(f"{self.id}/")
        found = self.records.get(own) or self.records.get(f"{own}[]")
        name = own.removeprefix("#")
        if found is None and _SHORT.match(name):
            return next((r for key, r in self.records.items() if short_id(key) == name), None)
        return found

    def nearest(self, id_: str) -> tuple[str, ...]:
        """Return up to three ids of this run that look like a text."""
        own = id_.removeprefix(f"{self.id}/")
        return tuple(difflib.get_close_matches(own, list(self.records), n=3, cutoff=0.6))
