"""The lineage of a band: what was drawn, from which ranges, and the median draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from orepact.chance import Sampling
from orepact.evidence import Parameter
from orepact.mine.bench import Choice, Row, Surroundings, choice_of
from orepact.mine.chance_rows import chance_rows
from orepact.mine.column_lookup import Asked, ColumnLookup
from orepact.mine.price_process import Process, fitted
from orepact.mine.project_file import ProjectFile
from orepact.mine.running_options import running_rows
from orepact.mine.simulation import ChanceChoice
from orepact.mine.uncertainty_file import shipped_uncertainty
from orepact.mine.waiting import waiting_rows
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind

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
    "running_as_planned": "mean over prices of (before production + sum_a cash[a](price) d^a)",
    "freedom_to_shut_and_reopen": "worth with that choice each year - running as planned",
    "freedom_to_give_up": "worth with that choice each year - running as planned",
    "freedom_to_expand": "worth with that choice each year - running as planned",
    "freedom_of_all_three": "worth with all three choices each year - running as planned",
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
        found |= {
            "running.care": file.running.care,
            "running.switching": file.running.switching,
            "running.expansion": file.running.expansion,
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


class BandLookup(ColumnLookup):
    """Answers for bands, shares, what waiting is worth and freedom while running."""

    def formula(self, measure: str) -> str:
        """Return the formula of a figure of chance."""
        return _FORMULAS.get(measure, "")

    def compute(self, asked: Asked) -> tuple[str, Callable[[], Iterable[Row]]]:
        """Return the table that the measure stands in, of the draws that the id names.

        Raises
        ------
        ValueError : an id without draws, seed, process and sampling
        """
        chance = _chance(asked.keys)
        head = asked.measure.split("_")[0]
        column: tuple[str, ...] = asked.column
        if column[0] == "stopped":
            column = ("", "0", column[2])
        choice = choice_of(column, asked.keys)
        play: Callable[[ProjectFile, Surroundings, Choice, ChanceChoice], Iterable[Row]]
        if head in {"running", "freedom"}:
            play = running_rows
        elif head in {"worth", "gain", "odds"}:
            play = waiting_rows
            choice = replace(choice, variant="", first_spend=None)
        else:
            play = chance_rows
        if asked.column[0] == "stopped":
            choice = replace(choice, first_spend=None)
        return (
            f"{asked.project.id} {play.__name__} {choice!r} {chance!r}",
            lambda: play(asked.project, self.around, choice, chance),
        )

    def title_mark(self, row: Row) -> str:
        """Return the variant."""
        return f", {row['variant']}: "

    def title(self, row: Row) -> str:
        """Return the measure, and of whom."""
        return f"{row['measure']} {row['party']}"

    def sources(self, row: Row) -> tuple[str, ...]:
        """Return where the forms and fits of chance come from."""
        return _SOURCES

    def note(self, row: Row) -> str:
        """Return how the draws lie, and the row's note."""
        spread = f"{row['distribution']} " if "distribution" in row else ""
        return f"{spread}{row['note']}{_beside(row)}"

    def more_parents(self, asked: Asked) -> tuple[Parent, ...]:
        """Return the shipped numbers of chance, and the processes of the project's prices."""
        process = str(_chance(asked.keys).process)
        chance = [Parent(role=id_.partition("/")[2], id=id_) for id_ in ChanceNumbers().ids]
        keys = {item.price for item in asked.project.products}
        prices = [
            Parent(role=f"process of {key}: {name}", id=f"mine:process/{key}/{kind}/{name}")
            for key, kind, name in fitted()
            if key in keys and kind == process
        ]
        return (*chance, *prices)


def _chance(keys: Mapping[str, str]) -> ChanceChoice:
    """Return how chance was played, from the keys of an id.

    Raises
    ------
    ValueError : a key that is missing or no number
    """
    return ChanceChoice(
        draws=int(keys.get("draws", "")),
        seed=int(keys.get("seed", "")),
        process=Process(keys.get("process", "")),
        sampling=Sampling(keys.get("sampling", "")),
    )
