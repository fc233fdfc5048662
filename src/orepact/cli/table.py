"""Rows as a table that fits the terminal: words are never broken, nothing is left out."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import typer

__all__ = ["fit", "said", "tell", "terminal_width"]

_GAP = "  "
_NARROWEST = 60
_LONG = 12
"""A column with a longer cell may be folded; it is never folded below this, nor below a word."""
_FIRST = 16
"""The first column takes this much before others take more than they must."""
_LINES = 2.5
"""A cell is folded into some two lines; one that would need more stands below its row."""
_KEPT = {"value", "verdict"}
"""What a row is about stands beside its name."""
_BELOW = "    "


def terminal_width() -> int:
    """Return how many characters a line may have; 80 where no terminal says so."""
    return max(_NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def said(sentence: str, width: int | None = None) -> str:
    """Return a sentence folded at words.

    Parameters
    ----------
    sentence : str
    width : int, optional
        Of the terminal when None.
    """
    return textwrap.fill(
        sentence, width or terminal_width(), break_long_words=False, break_on_hyphens=False
    )


def tell(sentence: str) -> None:
    """Print a sentence: folded at words on a terminal, on one line for another program."""
    typer.echo(said(sentence) if sys.stdout.isatty() else sentence)


def _folded(text: str, width: int) -> list[str]:
    parts = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return parts or [""]


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _widths(grid: Mapping[str, Sequence[str]], room: int) -> dict[str, int] | None:
    """Return the width of each column, or None where the columns do not fit side by side.

    Every column takes what its words need; what is left goes to the columns that want least of it
    first, so that the longest fold.
    """
    whole = {
        name: max(min(len(name), _LONG), _longest_word([name]), *(len(cell) for cell in cells))
        for name, cells in grid.items()
    }
    least = {
        name: min(width, max(_LONG, int(width / _LINES), _longest_word([name, *grid[name]])))
        for name, width in whole.items()
    }
    rest = room - len(_GAP) * (len(grid) - 1) - sum(least.values())
    if rest < 0:
        return None
    made = dict(least)
    first = next(iter(grid))
    made[first] += min(rest, max(0, min(whole[first], _FIRST) - least[first]))
    rest -= made[first] - least[first]
    for left, name in enumerate(sorted(grid, key=lambda name: whole[name] - made[name])):
        more = min(whole[name] - made[name], rest // (len(grid) - left))
        made[name] += more
        rest -= more
    return made


def _chosen(
    grid: Mapping[str, Sequence[str]], room: int, kept: set[str]
) -> tuple[dict[str, int], list[str]]:
    """Return the widths of the columns that stand side by side, and the names of the others.

    The column with the longest cell goes below the row first; the first column and those kept
    never do.
    """
    side, names = dict(grid), list(grid)
    below: list[str] = []
    while True:
        widths = _widths(side, room)
        movable = [name for name in list(side)[1:] if name not in kept]
        if widths is not None or not movable:
            return widths or _squeezed(side, room), below
        longest = max(movable, key=lambda name: max(len(cell) for cell in side[name]))
        del side[longest]
        below = [name for name in names if name not in side]


def _squeezed(grid: Mapping[str, Sequence[str]], room: int) -> dict[str, int]:
    """Return widths by which even numbers must fold: the first column takes what is left."""
    made = {name: max(_longest_word([name, *cells]), 1) for name, cells in grid.items()}
    first, *others = grid
    rest = room - sum(made[name] + len(_GAP) for name in others)
    return {**made, first: max(rest, _longest_word([first]))}


def _line(cells: Mapping[str, str], widths: Mapping[str, int], right: set[str]) -> Iterator[str]:
    """Return one row, each cell folded at words; what follows in the first column is set in."""
    columns = []
    for place, (name, width) in enumerate(widths.items()):
        parts = _folded(cells[name], width)
        if place == 0 and len(parts) > 1:
            rest = _folded(cells[name][len(parts[0]) :].strip(), width - 2)
            parts = [parts[0], *(f"  {part}" for part in rest)]
        columns.append(
            [part.rjust(width) if name in right else part.ljust(width) for part in parts]
        )
    for at in range(max(len(parts) for parts in columns)):
        row = [
            parts[at] if at < len(parts) else " " * width
            for parts, width in zip(columns, widths.values(), strict=True)
        ]
        yield _GAP.join(row).rstrip()


def fit(
    rows: Sequence[Mapping[str, str]],
    *,
    title: str = "",
    right: Sequence[str] = (),
    width: int | None = None,
) -> str:
    """Return rows of text as a table no wider than the terminal.

    Cells are folded at words. Where columns do not fit side by side, those with the longest cells
    stand below their row, each under its name: nothing is left out.

    Parameters
    ----------
    rows : sequence of mapping of str to str
        Cells by column; a column that a row lacks is empty there.
    title : str
        Above the table.
    right : sequence of str
        Columns of numbers.
    width : int, optional
        Of the terminal when None.

    Examples
    --------
    >>> print(fit([{"metal": "copper", "t": "12"}], right=["t"], width=60))
    metal    t
    ──────────
    copper  12
    """
    room = terminal_width() if width is None else width
    names = list(dict.fromkeys(name for row in rows for name in row))
    grid = {name: [row.get(name, "") for row in rows] for name in names}
    numbers = set(right)
    widths, below = _chosen(grid, room, numbers | _KEPT)
    told = [said(title, room), ""] if title else []
    told += _line({name: name for name in widths}, widths, numbers)
    told.append("─" * min(room, sum(widths.values()) + len(_GAP) * (len(widths) - 1)))
    for row in rows:
        told += _line({name: row.get(name, "") for name in widths}, widths, numbers)
        for name in below:
            if row.get(name):
                words = f"{name}: {row[name]}"
                told += [f"{_BELOW}{part}" for part in _folded(words, room - len(_BELOW))]
    return "\n".join(told)
