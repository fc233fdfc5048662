"""Lines of cost: what each costs a year, and the part of a loss it would have to prevent.

A line without a published effect has no benefit here, only a break-even. It opens no gate, adds no
capacity and starts no mine.
"""

from __future__ import annotations

from collections.abc import Iterator

from orepact.enable.finding import Finding, parents_of
from orepact.enable.product_range import span_of
from orepact.enable.security import SecurityCase
from orepact.enable.security_file import Exposed, Line
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["line_findings"]


def _yearly(line: Line) -> tuple[float, float, float]:
    """Return low, central and high cost per year, million dollars: ``cost / years + per year``."""
    cost, per_year = span_of(line.cost, "MUSD"), span_of(line.per_year, "MUSD/yr")
    years = line.years.to("yr")
    low, central, high = (cost[end] / years + per_year[end] for end in range(3))
    return low, central, high


def _effect(
    given: SecurityCase, line: Line, keys: dict[str, str], words: dict[str, str]
) -> Finding:
    low, high = line.effect.bounds("%")
    return Finding(
        measure="enable.security_line_effect",
        keys=keys,
        title=f"{line.title}: change of attacks, assumed",
        value=Value.exact(line.effect.to("%")),
        low=low,
        high=high,
        unit="%",
        formula="effect",
        parents=parents_of([("effect", given.number(f"lines.{line.id}.effect"))]),
        note="No published estimate: less, none and more are all within the range.",
        cells=words,
    )


def line_findings(
    given: SecurityCase, item: Exposed, when: str, loss: float, parents: tuple[Parent, ...]
) -> Iterator[Finding]:
    """Yield each line's cost (once) and its break-even against the loss of a year.

    Parameters
    ----------
    when : str
        ``building`` or ``producing``.
    loss : float, MUSD/yr
        Expected loss of a year in that time.
    parents : tuple of Parent
        Inputs of the loss.
    """
    keys = {"case": given.case, "project": item.project}
    for line in given.file.lines:
        low, central, high = _yearly(line)
        words = {"kind": str(line.kind), "line": line.title}
        if when == "building":
            yield Finding(
                measure="enable.security_line_cost",
                keys={**keys, "line": line.id},
                title=f"{line.title}: cost per year",
                value=Value.exact(round(central, 2)),
                low=round(low, 2),
                high=round(high, 2),
                unit="MUSD/yr",
                formula="cost / years + per year",
                parents=parents_of(
                    (n, given.number(f"lines.{line.id}.{n}")) for n in ("cost", "per_year", "years")
                ),
                note=f"A line of {line.kind}; never netted with the other kind.",
                cells=words,
            )
            yield _effect(given, line, {**keys, "line": line.id}, words)
        yield Finding(
            measure="enable.security_breakeven",
            keys={**keys, "line": line.id, "while": when.replace(",", "").replace(" ", "-")},
            title=f"{line.title}: part of the loss it would have to prevent, while {when}",
            value=Value.exact(round(100.0 * central / loss, 1)),
            low=round(100.0 * low / loss, 1),
            high=round(100.0 * high / loss, 1),
            unit="%",
            formula="100 * cost per year / expected loss of a year",
            parents=parents_of([("effect", given.number(f"lines.{line.id}.effect"))]) + parents,
            note=(
                "No published effect, so no benefit is claimed. Above 100 % it cannot pay for "
                "itself on this loss alone; it may be owed for other reasons."
            ),
            cells=words,
        )
