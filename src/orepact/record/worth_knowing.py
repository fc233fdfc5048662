"""What would it be worth to know an uncertain input before choosing what to do with a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, surroundings
from orepact.chance import Sampling, Seed, uniforms
from orepact.errors import OrepactError
from orepact.evidence import Parameter, StrictModel, load_model
from orepact.mine import Bench, ChanceChoice, ChanceNumbers, Choice, ProjectFile, Simulator
from orepact.quantity import Value
from orepact.record.information import WorthOfKnowing, worth_of_knowing
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = [
    "EVERYTHING",
    "EXPECTED",
    "STUDY",
    "InformationLookup",
    "ProjectKnowledge",
    "information_id",
    "knowledge_of",
    "project_knowledge",
    "stale_behind",
    "who_could_say",
    "who_knows",
]

Floats = NDArray[np.float64]
DRAWS = 1024
"""As many as there are price paths in one block, so that each path is met once per deck."""
DRAWS_ONE_BY_ONE = 48
"""Where a regime is computed draw by draw."""
NOTHING = "nothing"
"""The option of leaving the project alone."""
EVERYTHING, EXPECTED, STUDY = "everything", "expected", "a new study of the project"
"""All at once; the choice now; everything but prices at once."""
_MEASURE = "record.information"


class WhoCouldSay(StrictModel):
    """``who_could_say.yaml``."""

    inputs: dict[str, str]
    """By the first word of a project's uncertain input."""
    files: dict[str, str]
    """By the first part of the name of a case's file."""
    other: str
    """For any other file."""


@cache
def who_could_say() -> WhoCouldSay:
    """Return who could supply what is not known."""
    with resources.as_file(resources.files("orepact.record") / "who_could_say.yaml") as path:
        return load_model(WhoCouldSay, path, name="record/who_could_say.yaml")


def who_knows(name: str) -> str:
    """Return who could supply an uncertain input of a project."""
    known = who_could_say().inputs
    return known.get("study" if name == STUDY else name.partition(" ")[0], "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectKnowledge:
    """What can be done with a project, and what each unknown is worth knowing first.

    Parameters
    ----------
    project : str
    title : str
    options : tuple of str
        Variants with the year of their first spending, and ``nothing``.
    worth : WorthOfKnowing or None
        In million USD of the case, present value after levies, without debt; None where it cannot
        be computed.
    gap : str
        Why there is none.
    draws : int
        Per price deck.
    """

    project: str
    title: str
    options: tuple[str, ...]
    worth: WorthOfKnowing | None
    gap: str = ""
    draws: int = 0


def information_id(case: Case, project: str, of: str) -> str:
    """Return the id of what it is worth to know one input of a project, or everything."""
    return result_id(_MEASURE, {"case": case.id, "project": project, "of": of.replace("/", ".")})


def _options(project: ProjectFile, case: Case) -> list[Simulator]:
    around = surroundings(case)
    offered = [item.id for item in project.variants if item.is_offered] or [""]
    chance = ChanceChoice(draws=DRAWS)
    return [Simulator(Bench(project, around, Choice(variant=name)), chance) for name in offered]


def _price_summary(simulator: Simulator, draws: int) -> Floats:
    """Return the discounted mean of each price path over its deck, shape (draw, price)."""
    ages = (simulator.years - simulator.around.base_year).astype(np.float64)
    weight = np.power(1.0 + simulator.rate, -np.maximum(ages, 0.0))
    paths = simulator.paths(0, draws)
    return np.stack([weight @ path / weight.sum() for path in paths.values()], axis=1)


def _assessed(project: ProjectFile, case: Case) -> ProjectKnowledge:
    simulators = _options(project, case)
    for simulator in simulators:
        simulator.plans(0)
    is_fast = all(simulator.is_exact_kernel for simulator in simulators)
    draws = DRAWS if is_fast else DRAWS_ONE_BY_ONE
    names = tuple(dict.fromkeys(item.name for s in simulators for item in s.inputs))
    points = uniforms(draws, names, Seed(root=0), Sampling.PSEUDO)
    decks = simulators[0].market.scenarios
    assert case.decks is not None
    odds = {deck.id: deck.weight.to("1") for deck in case.decks.decks}
    values = np.zeros((len(simulators) + 1, len(decks) * draws))
    for row, simulator in enumerate(simulators):
        own = points[:, [names.index(item.name) for item in simulator.inputs]]
        for deck in range(len(decks)):
            where = slice(deck * draws, (deck + 1) * draws)
            values[row, where] = simulator.project_value(own, np.arange(draws), deck)
    known = {
        name: np.tile(_known_as(simulators[0], name, points[:, place]), len(decks))[:, None]
        for place, name in enumerate(names)
    }
    known[STUDY] = np.hstack(list(known.values()))
    known["prices"] = np.tile(_price_summary(simulators[0], draws), (len(decks), 1))
    known["deck"] = np.repeat(np.arange(float(len(decks))), draws)[:, None]
    worth = worth_of_knowing(
        values,
        known,
        weights=np.repeat([odds[deck] for deck in decks], draws),
        half=np.tile(np.arange(draws) % 2 == 0, len(decks)),
    )
    return ProjectKnowledge(
        project=project.id,
        title=project.title,
        options=(*(f"{s.variant.id} {s.first_spend}" for s in simulators), NOTHING),
        worth=worth,
        draws=draws,
    )


def _known_as(simulator: Simulator, name: str, points: Floats) -> Floats:
    """Return what would be known of an input: its drawn value, so that whole years stay whole."""
    item = next((item for item in simulator.inputs if item.name == name), None)
    return points if item is None else item.distribution.quantile(points)


_KNOWN: dict[tuple[str, ...], ProjectKnowledge] = {}


def project_knowledge(case: Case, project: ProjectFile) -> ProjectKnowledge:
    """Return what it would be worth to know each uncertain input of a project before choosing.

    Options are the project's variants and nothing at all. Numbers of the project, price paths and
    decks are drawn together; the same draw meets every option.

    Parameters
    ----------
    case : Case
    project : ProjectFile
    """
    changed = (f"{item.path}={item.after.value!r}" for item in case.overrides)
    key = (case.fingerprint, project.id, *changed)
    if key not in _KNOWN:
        try:
            _KNOWN[key] = _assessed(project, case)
        except OrepactError as error:
            _KNOWN[key] = ProjectKnowledge(
                project=project.id, title=project.title, options=(), worth=None, gap=error.what
            )
    return _KNOWN[key]


def numbers_behind(case: Case, project: ProjectFile, name: str) -> tuple[str, ...]:
    """Return the ids of the case's numbers that an uncertain input stands on."""
    kind, _, of = name.partition(" ")
    start = f"projects/{project.id}:"
    if name == STUDY:
        found = [path for path in case.numbers if path.startswith(start)]
    elif kind in {"prices", "deck"}:
        found = [path for path in case.numbers if path.startswith("decks:")]
    else:
        found = [
            path
            for path in case.numbers
            if path.startswith(start) and kind in path and (kind != "grade" or of in path)
        ]
    return tuple(f"case:{case.id}/{path}" for path in found)


def stale_behind(case: Case, project: ProjectFile, name: str) -> tuple[str, ...]:
    """Return the ids of the stale documents that the numbers behind an input cite."""
    cited = set()
    for id_ in numbers_behind(case, project, name):
        number = case.numbers[id_.partition("/")[2]][1].model
        if isinstance(number, Parameter) and number.source in case.documents:
            cited.add(number.source)
    day = case.header.as_of
    return tuple(sorted(source for source in cited if case.documents[source].is_stale(day)))


class InformationLookup:
    """Answers for what it is worth to know; a ``trace.Lookup``."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, None if it is not of this case."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[1] != _MEASURE or parsed[2].get("case") != self.case.id:
            return None
        project = self.case.projects.get(parsed[2].get("project", ""))
        if project is None:
            return None
        found = project_knowledge(self.case, project)
        if found.worth is None:
            return None
        of = parsed[2].get("of", "")
        if of == EXPECTED:
            return self._expected(project, found)
        return self._knowing(project, found, of)

    def _inputs(self, project: ProjectFile) -> Iterator[str]:
        starts = (f"projects/{project.id}:", f"regimes/{project.regime}:", "decks:")
        for path in self.case.numbers:
            if path.startswith(starts):
                yield f"case:{self.case.id}/{path}"
        yield from ChanceNumbers().ids

    def _expected(self, project: ProjectFile, found: ProjectKnowledge) -> Record:
        worth = found.worth
        assert worth is not None
        odds = ", ".join(
            f"{option} {100.0 * share:.0f} %"
            for option, share in zip(found.options, worth.share_best, strict=True)
        )
        return Record(
            id=information_id(self.case, project.id, EXPECTED),
            title=f"{project.title}: value of the best choice without knowing more, "
            f"{found.options[worth.best]}",
            value=Value.exact(round(worth.expected, 6)),
            unit="MUSD",
            kind=RecordKind.MEASURE,
            formula="largest over options of the expected present value after levies",
            sources=("orepact",),
            note=f"{found.draws} draws in each price deck, capital overrun and delay included; "
            f"how often each option turns out best: {odds}.",
            parents=tuple(
                Parent(role=id_.rpartition("/")[2], id=id_) for id_ in self._inputs(project)
            ),
        )

    def _knowing(self, project: ProjectFile, found: ProjectKnowledge, of: str) -> Record | None:
        worth = found.worth
        assert worth is not None
        of = next((name for name in worth.partial if name.replace("/", ".") == of), of)
        if of != EVERYTHING and of not in worth.partial:
            return None
        if of == EVERYTHING:
            value = Value.exact(round(worth.perfect, 6))
            formula = "E[max over options of value] - max over options of E[value]"
            note = "No study can tell everything: it bounds what any study may be worth."
        else:
            known = worth.partial[of]
            value = Value.between(round(known.low, 6), round(known.high, 6))
            formula = "E[max over options of E[value | input]] - max over options of E[value]"
            note = (
                "Low: choices learnt on half of the draws and scored on the other half; high: "
                "learnt and scored on all."
            )
        behind = numbers_behind(self.case, project, of) if of != EVERYTHING else ()
        return Record(
            id=information_id(self.case, project.id, of),
            title=f"{project.title}: worth of knowing {of} before choosing",
            value=value,
            unit="MUSD",
            kind=RecordKind.MEASURE,
            formula=formula,
            sources=("orepact",),
            note=note,
            parents=(
                Parent(role="best choice now", id=information_id(self.case, project.id, EXPECTED)),
                *(Parent(role=id_.rpartition(":")[2], id=id_) for id_ in behind),
            ),
        )


def knowledge_of(case: Case) -> Mapping[str, ProjectKnowledge]:
    """Return what is worth knowing of every project of the case, by project."""
    return {project.id: project_knowledge(case, project) for project in case.projects.values()}
