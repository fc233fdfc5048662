"""Free carry at Reko Diq: what each paying owner answers for, against printed commitments."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.case import load
from orepact.mine import paying_shares
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION"]

_STATE_FIRMS = ("ogdcl", "ppl", "ghpl")
_NOTE = (
    "Ownership is the case's, from the same owners' statements: the identity p = w / (1 - f) is "
    "tested, not the ownership"
)


def _share(paying: dict[str, float], subject: str) -> float:
    names = _STATE_FIRMS if subject == "state-owned firms" else (subject,)
    return sum(paying[name] for name in names)


def _computed(row: dict[str, str], paying: dict[str, float]) -> float:
    share = _share(paying, row["subject"])
    if row["kind"] == "paying share":
        return 100.0 * share
    total, _, equity = row["input"].partition(" less ")
    call = float(total) - (float(equity) if equity else 0.0)
    return call / share / 1000.0


def _run() -> Sequence[Check]:
    paying = paying_shares(load("us-pakistan").projects["reko-diq"].owners)
    checks = []
    for row in data_rows("free_carry.csv"):
        value = Value.exact(_computed(row, paying))
        number, tolerance = float(row["published"]), float(row["tolerance"])
        given = f" from {row['input']} MUSD" if row["input"] else ""
        checks.append(
            Check(
                reproduction="free-carry",
                what=f"{row['kind']}, {row['subject']}{given}",
                published=Value.exact(number, row["published"]),
                computed=value,
                tolerance=tolerance,
                unit=row["unit"],
                verdict=compare(number, value, tolerance),
                is_in_sample=row["source"].startswith("own arithmetic"),
                source=row["source"],
                locator=row["locator"],
                note=f"{row['note']}. {_NOTE}",
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="free-carry",
    title="Free carry and cash calls at Reko Diq",
    citation="Statements of the owners and of the Economic Coordination Committee, 2025",
    run=_run,
)
