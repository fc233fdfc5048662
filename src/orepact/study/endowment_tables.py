"""The endowment chapter: a claim against classes, the ladder of what is valued, screened ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orepact.case import Case, endowment_of
from orepact.mine import endowment_rows
from orepact.quantity import Kind, Value
from orepact.study.book import Book
from orepact.trace import Parent, parse_result_id

__all__ = ["add_endowment"]

UNIT = "bnUSD"
_RESERVES = ("proved", "probable")


def _put(book: Book, row: Mapping[str, Any], title: str) -> dict[str, str]:
    """Write a row of the mine room down under its own id."""
    parsed = parse_result_id(row["id"])
    assert parsed is not None
    record = _FORMULA.get(row["measure"], "")
    return book.put(
        parsed[1],
        parsed[2],
        row["value"],
        row["unit"],
        title=title,
        formula=record,
        parents=[Parent(role="from", id=id_) for id_ in dict.fromkeys(row["parents"])],
        note=row["note"],
    )


_FORMULA = {
    "headline claim": "as it is said",
    "in situ": "sum of tonnes x grade x price; a lower class adds only what a better one lacks",
    "share of claim": "in situ / claim",
    "price that would make the claim": "(claim - in situ of all classes) / tonnes",
    "screened range": "annuity x capacity x (income - cost) - capital, both ends of every input",
    "rung": "value of the project's metal at this step",
    "sites": "records after merging those that are one deposit",
}


def _claim_rows(book: Book, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    shares = {row["class"]: row for row in rows if row["measure"] == "share of claim"}
    found: list[dict[str, Any]] = []
    for row in rows:
        if row["measure"] == "headline claim":
            found.append(
                {"step": "Headline claim", "class": row["class"], "supports": row["supports"]}
            )
            found[-1]["value"] = _put(book, row, "Headline claim")
        elif row["measure"] == "in situ":
            share = shares.get(row["class"])
            found.append(
                {
                    "step": "In the ground",
                    "class": row["class"],
                    "value": _put(book, row, f"In the ground, {row['class']}"),
                    "share": share and _put(book, share, f"Share of the claim, {row['class']}"),
                    "supports": row["supports"],
                    "which": row["note"],
                }
            )
    for name, step in (
        ("no priced statement", "Nothing priced in the ledger"),
        ("reserve after levies in present value", "Reserve, after costs and levies, present value"),
    ):
        if name in shares:
            row = shares[name]
            found.append(
                {
                    "step": step,
                    "class": name,
                    "share": _put(book, row, f"Share of the claim, {name}"),
                    "supports": row["supports"],
                    "which": row["note"],
                }
            )
    found += [
        {
            "step": "Price of rock that would make the claim",
            "class": "unclassified",
            "price": _put(book, row, "Price of rock that would make the claim"),
            "supports": row["supports"],
            "which": row["note"],
        }
        for row in rows
        if row["measure"] == "price that would make the claim"
    ]
    return found


def _ladder_rows(book: Book, case: Case, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one row per step of each project that mines a reserve, lowest to highest deck."""
    steps: dict[tuple[str, str, str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["measure"] == "rung":
            key = (row["project"], row["step"], row.get("statement", ""), row["class"])
            steps.setdefault(key, []).append(row)
    mined = {
        project
        for project, step, _, printed in steps
        if step == "mineable" and printed.startswith(_RESERVES)
    }
    titles = {party.id: party.title for party in case.parties}
    found = []
    for (project, step, statement, printed), decks in sorted(steps.items(), key=_from_rock_down):
        if project not in mined:
            continue
        for row in decks:
            _put(book, row, f"{case.projects[project].title}: {step}, {row['deck']}")
        numbers = [row["value"].number for row in decks]
        party = step.removeprefix("party ")
        words = f"to {titles.get(party, party)}" if step != party else step
        is_reserve = printed.startswith(_RESERVES)
        keys = {"case": case.id, "project": project, "step": step}
        if step == "in situ":
            keys["statement"] = statement
        found.append(
            {
                "project": case.projects[project].title,
                "step": words if is_reserve else f"{words} ({printed.partition(';')[0]})",
                "class": printed,
                "value": book.put(
                    "endowment.rung_range",
                    keys,
                    _between(min(numbers), max(numbers)),
                    UNIT,
                    title=f"{case.projects[project].title}: {words}",
                    formula="smallest to largest over the price decks",
                    parents=[Parent(role=row["deck"], id=row["id"]) for row in decks],
                ),
                "meaning": decks[0]["note"],
            }
        )
    return found


def _from_rock_down(
    item: tuple[tuple[str, str, str, str], list[Mapping[str, Any]]],
) -> tuple[str, bool, bool, float]:
    """Return a key: steps in order, parties from most to least, then classes without value."""
    (project, step, _, printed), decks = item
    is_party = step.startswith("party ")
    most = max(row["value"].number for row in decks)
    return (project, not printed.startswith(_RESERVES), is_party, -most if is_party else 0.0)


def _between(low: float, high: float) -> Value:
    return Value.exact(low) if low == high else Value.between(low, high)


def add_endowment(book: Book, case: Case) -> None:
    """Add endowment.claim, endowment.value, endowment.screened and endowment.sites."""
    rows = endowment_rows(endowment_of(case))
    ladder = _ladder_rows(book, case, rows)
    book.table(
        "endowment.claim",
        "The headline claim, and which part of it stands on which class",
        [
            ("step", "Step", ""),
            ("class", "Class", ""),
            ("value", "Value", UNIT),
            ("share", "Share of the claim", "%"),
            ("price", "Price", "USD/t"),
            ("supports", "What the class supports", ""),
            ("which", "Statements of the ledger", ""),
        ],
        _claim_rows(book, rows),
        note="In the ground is metal at full price without any cost, each piece of ground once: a "
        "lower class adds only what a better class of the same ground lacks. No number down here "
        "is a value except the last.",
    )
    book.table(
        "endowment.value",
        "From rock to what each party keeps, where a reserve stands behind it",
        [
            ("project", "Project", ""),
            ("step", "Step", ""),
            ("class", "Class", ""),
            ("value", "Over the price decks", UNIT),
            ("meaning", "What is counted", ""),
        ],
        ladder,
        note="Undiscounted down to after levies; parties at their own real rates. Statements "
        "overlap and are never added.",
    )
    book.table(
        "endowment.screened",
        "Deposits without a study: a screened range, which ranks and does not value",
        [
            ("deposit", "Deposit", ""),
            ("class", "Class", ""),
            ("range", "Screened range", UNIT),
            ("note", "How", ""),
        ],
        [
            {
                "deposit": f"{row['title']} ({row['deposit']})",
                "class": row["class"],
                "range": _put(book, row, f"{row['title']}: screened range"),
                "note": row["note"],
            }
            for row in rows
            if row["measure"] == "screened range"
        ],
    )
    book.table(
        "endowment.sites",
        "Records of public databases, and the deposits they are about",
        [("of", "What", ""), ("count", "Count", ""), ("note", "How", "")],
        [
            {
                "of": row["of"],
                "count": _put(book, row, f"{row['of']} in public databases"),
                "note": row["note"],
            }
            for row in rows
            if row["measure"] == "sites" and row["value"].kind is not Kind.MISSING
        ],
    )
