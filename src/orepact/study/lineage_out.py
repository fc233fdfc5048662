"""The lineage of every number as W3C PROV: what was derived from what, by which run, from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from orepact.study.stored_run import Run
from orepact.trace import RecordKind, short_id

__all__ = ["provenance"]

_MANY = 3
"""Inputs that several figures share are named once, as a collection, from so many on."""


def _name(id_: str) -> str:
    """Return a qualified name that any reader of PROV can parse; the id itself is an attribute."""
    return f"o:{short_id(id_)}"


def _entities(run: Run) -> dict[str, Mapping[str, Any]]:
    """Return every figure, the same name in every run, with its id, unit and place."""
    found: dict[str, Mapping[str, Any]] = {}
    for id_, record in sorted(run.records.items()):
        found[_name(id_)] = {
            "o:id": id_,
            "prov:label": record.title,
            "o:unit": record.unit,
            **({"prov:location": record.locator} if record.locator else {}),
        }
    return found


class _Relations:
    """Derivations, with shared inputs gathered into collections."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.collections: dict[str, Mapping[str, Any]] = {}
        self.members: dict[str, Mapping[str, Any]] = {}
        self.derived: dict[str, Mapping[str, str]] = {}
        self._sets = Counter(
            tuple((parent.role, parent.id) for parent in record.parents)
            for record in run.records.values()
        )

    def gather(self, name: str, label: str, ids: list[str], **more: Any) -> str:
        """Name a collection of figures."""
        self.collections[name] = {"prov:type": "prov:Collection", "prov:label": label, **more}
        self.members[f"_:in-{name.removeprefix('o:')}"] = {
            "prov:collection": name,
            "prov:entity": [_name(id_) for id_ in ids],
        }
        return name

    def derive(self, of: str, used: str, **more: str) -> None:
        """Say that one entity was derived from another."""
        self.derived[f"_:d{len(self.derived)}"] = {
            "prov:generatedEntity": of,
            "prov:usedEntity": used,
            **more,
        }

    def figures(self) -> None:
        """Derive every figure from its inputs, or from the collection that these are."""
        for id_, record in sorted(self.run.records.items()):
            inputs = tuple((parent.role, parent.id) for parent in record.parents)
            if len(inputs) >= _MANY and self._sets[inputs] > 1:
                name = _name("\n".join(f"{role}\t{parent}" for role, parent in inputs))
                if name not in self.collections:
                    roles = [role for role, _ in inputs]
                    ids = [parent for _, parent in inputs]
                    self.gather(name, "inputs of several figures", ids, **{"o:roles": roles})
                self.derive(_name(id_), name)
                continue
            for role, parent in inputs:
                self.derive(_name(id_), _name(parent), **{"o:role": role})

    def sources(self) -> None:
        """Derive what a document states from that document, all its figures together."""
        stated: dict[str, list[str]] = {}
        for id_, record in sorted(self.run.records.items()):
            for source in record.sources:
                if source in self.run.sources:
                    stated.setdefault(source, []).append(id_)
        for source, ids in sorted(stated.items()):
            known = self.run.sources[source]
            self.collections[f"o:s-{source}"] = {
                "prov:label": known.line,
                "o:licence": known.licence,
                "o:custody": known.custody,
                **({"o:address": known.address} if known.address else {}),
            }
            name = self.gather(f"o:from-{source}", f"figures from {known.title}", ids)
            self.derive(name, f"o:s-{source}", **{"prov:type": "prov:PrimarySource"})


def provenance(run: Run) -> dict[str, Any]:
    """Return the lineage of every number as PROV-JSON.

    Entities are figures, under names that are the same in every run; documents; and collections:
    the run's results, inputs that several figures share, the figures that one document gives.

    References
    ----------
    World Wide Web Consortium, PROV-DM: the PROV Data Model, 2013; the PROV-JSON serialisation,
    member submission, 2013.
    """
    relations = _Relations(run)
    relations.figures()
    relations.sources()
    made = [
        id_
        for id_, record in sorted(run.records.items())
        if record.kind in {RecordKind.MEASURE, RecordKind.SOLVE}
    ]
    results = relations.gather("o:results", "what the run computed", made)
    activity = f"o:run-{run.id}"
    return {
        "prefix": {"o": "urn:orepact:", "prov": "http://www.w3.org/ns/prov#"},
        "entity": {**_entities(run), **relations.collections},
        "activity": {activity: {"prov:label": f"orepact plan {run.case}"}},
        "agent": {
            "o:orepact": {
                "prov:type": "prov:SoftwareAgent",
                "o:version": run.manifest.orepact,
            }
        },
        "wasAssociatedWith": {"_:by": {"prov:activity": activity, "prov:agent": "o:orepact"}},
        "wasGeneratedBy": {"_:made": {"prov:entity": results, "prov:activity": activity}},
        "wasDerivedFrom": relations.derived,
        "hadMember": relations.members,
    }
