"""The lineage of a band: what was drawn, from which ranges, and the median draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orepact.chance import Sampling
from orepact.errors import OrepactError
from orepact.evidence import Parameter
from orepact.mine.bench import Row, Surroundings, choice_of
from orepact.mine.chance_rows import chance_rows
from orepact.mine.price_process import Process, fitted
from orepact.mine.project_file import ProjectFile
from orepact.mine.simulation import ChanceChoice
from orepact.mine.uncertainty_file import shipped_uncertainty
from orepact.mine.waiting import waiting_rows
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id

__all__ = ["BandLookup", "ChanceNumbers"]

_FORMULAS = {
    "band_of_the_project": "median over draws of sum_t (pre_tax[t] - levies[t]) / (1 + rate)^t",
    "band_of_a_party": "median over draws of sum_t cash of the party[t] / (1 + its own rate)^t",
    "swing_of_an_input": "value with the input at its 95th less at its 5th percentile",
    "worth_of_committing_now": "mean over draws of the owner's present value, no choice",
    "worth_of_starting_anyhow": "mean over draws of the owner's present value, first start",
    "worth_of_choosing_later": "mean over draws, start or give up by least-squares expectation",
    "worth_of_the_freedom_to_choose": "choosing later - starting anyhow",
    "gain_of_waiting_over_committing_now": "choosing later - committing now",
    "odds_of_a_stop_that_make_waiting_better": "(now - later) / (now - later + spent - held)",
    "share_of_the_variance": "mean((f_A - f_AB)^2) / 2 / variance of f (Jansen's total index)",
}
_SOURCES = (
    "Bertisen and Davis, The Engineering Economist 53, 2008, for the overrun",
    "World Bank Pink Sheet, monthly, for the price process",
    "Schwartz, Journal of Finance 52, 1997, for its form",
)


class ChanceNumbers:
    """Answers for the numbers of chance that ship: overrun, delay, price processes."""

    def _parameters(self) -> dict[str, Parameter]:
        file = shipped_uncertainty()
        found = {
            "overrun.shift": file.overrun.shift,
            "overrun.log_mean": file.overrun.log_mean,
            "overrun.log_deviation": file.overrun.log_deviation,
            "volatility": file.volatility,
        }
        found |= {f"delay.{index}": share for index, share in enumerate(file.delay)}
        found |= {f"correlations.{pair.one}.{pair.other}": pair.value for pair in file.correlations}
        return {f"mine:uncertainty/{name}": item for name, item in found.items()}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the numbers of ``uncertainty.yaml``."""
        return tuple(self._parameters())

    def find(self, id_: str) -> Record | None:
        """Return the record of a shipped number, or None."""
        item = self._parameters().get(id_)
        if item is not None:
            low, high = item.range or (None, None)
            wide = "" if low is None else f"range {low:g} to {high:g}. "
            return Record(
                id=id_,
                title=id_.partition("/")[2].replace(".", " "),
                value=Value.exact(item.value),
                unit=item.unit,
                kind=RecordKind.PARAMETER,
                sources=(item.source,),
                quality=str(item.quality),
                note=f"{wide}{item.note}",
            )
        head, _, rest = id_.partition("/")
        parts = tuple(rest.split("/"))
        if head != "mine:process" or len(parts) != 3:
            return None
        entry = fitted().get((parts[0], parts[1], parts[2]))
        if entry is None:
            return None
        error = "the prices do not tell how exactly"
        if entry.error == entry.error:
            error = f"standard error {entry.error:g}"
        elif parts[2] in {"dickey-fuller", "log-likelihood"}:
            error = "a statistic of the fit"
        return Record(
            id=id_,
            title=" ".join(parts),
            value=Value.exact(entry.value),
            unit=entry.unit,
            kind=RecordKind.MEASURE,
            formula="fitted to monthly real prices",
            sources=(_SOURCES[1],),
            note=f"{entry.first} to {entry.last}; {error}",
        )


def _beside(row: Row) -> str:
    """Return the other numbers of a row in words: ends of a swing, tail, first index, error."""
    told = []
    if "distribution" not in row and row.get("low") is not None and row.get("high") is not None:
        told.append(f"from {row['low']:.6g} to {row['high']:.6g}")
    names = {
        "tail": "mean of the worst twentieth",
        "first": "first index",
        "standard_error": "standard error",
    }
    told += [f"{words} {row[key]:.6g}" for key, words in names.items() if row.get(key) is not None]
    return f"; {', '.join(told)}" if told else ""


class BandLookup:
    """Answers for the ids that ``orepact value --draws`` prints, by drawing again.

    Parameters
    ----------
    around : Surroundings
    projects : mapping of id to ProjectFile
    numbers : sequence of str
        Paths of all numbers of the case.
    """

    def __init__(
        self, around: Surroundings, projects: Mapping[str, ProjectFile], numbers: Sequence[str]
    ) -> None:
        self.around, self.projects, self.numbers = around, projects, tuple(numbers)
        self._found: dict[str, Record | None] = {}
        self._rows: dict[str, list[Row]] = {}

    def find(self, id_: str) -> Record | None:
        """Return the record of a band, or None if the id is not one of this case."""
        if id_ not in self._found:
            self._found[id_] = self._find(id_)
        return self._found[id_]

    def _find(self, id_: str) -> Record | None:
        parsed = parse_result_id(id_)
        if parsed is None or parsed[1].removeprefix("mine.") not in _FORMULAS:
            return None
        _, measure, keys = parsed
        project = self.projects.get(keys.get("project", ""))
        column = keys.get("column", "").split(".")
        if project is None or keys.get("case") != self.around.case or len(column) != 3:
            return None
        is_stopped = column[0] == "stopped"
        try:
            choice = choice_of(column if not is_stopped else ["", "0", column[2]], keys)
            if is_stopped:
                choice = replace(choice, first_spend=None)
            chance = ChanceChoice(
                draws=int(keys.get("draws", "")),
                seed=int(keys.get("seed", "")),
                process=Process(keys.get("process", "")),
                sampling=Sampling(keys.get("sampling", "")),
            )
            is_waiting = measure.partition(".")[2].split("_")[0] in {"worth", "gain", "odds"}
            if is_waiting:
                choice = replace(choice, variant="", first_spend=None)
            known = f"{project.id} {is_waiting} {choice!r} {chance!r}"
            if known not in self._rows:
                play = waiting_rows if is_waiting else chance_rows
                self._rows[known] = play(project, self.around, choice, chance)
            rows = self._rows[known]
        except (OrepactError, ValueError):
            return None
        found = [row for row in rows if parse_result_id(row["id"]) == ("", *parsed[1:])]
        if not found:
            return None
        row = found[0]
        spread = f"{row['distribution']} " if "distribution" in row else ""
        return Record(
            id=id_,
            title=f"{project.title}, {row['variant']}: {row['measure']} {row['party']}".strip(),
            value=row["value"]
            if isinstance(row["value"], Value)
            else Value.exact(float(row["value"])),
            unit=row["unit"],
            kind=RecordKind.MEASURE,
            formula=_FORMULAS[measure.removeprefix("mine.")],
            sources=_SOURCES,
            note=spread + row["note"] + _beside(row),
            parents=self._parents(project, keys.get("deck", ""), chance.process),
        )

    def _parents(self, project: ProjectFile, deck: str, process: Process) -> tuple[Parent, ...]:
        starts = (
            f"projects/{project.id}:",
            f"regimes/{project.regime}:",
            f"decks:{deck}." if deck != "all" else "decks:",
            "case:money.inflation",
        )
        own = [
            Parent(role=path.partition(":")[2], id=f"case:{self.around.case}/{path}")
            for path in self.numbers
            if path.startswith(starts)
        ]
        chance = [Parent(role=id_.partition("/")[2], id=id_) for id_ in ChanceNumbers().ids]
        keys = {item.price for item in project.products}
        prices = [
            Parent(role=f"process of {key}: {name}", id=f"mine:process/{key}/{kind}/{name}")
            for key, kind, name in fitted()
            if key in keys and kind == str(process)
        ]
        return (*own, *chance, *prices)
