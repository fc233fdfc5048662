"""The errors of orepact: each says what is wrong, where, why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "CaseError",
    "EvidenceError",
    "InfeasibleError",
    "OrepactError",
    "ProblemsError",
    "UnknownNameError",
]


class OrepactError(Exception):
    """Base of every error that a user can cause or meet.

    Parameters
    ----------
    what : str
        What is wrong, in one clause.
    where : str
        ``file:line``, ``file:key`` or the command-line option; empty when there is none.
    why : str
        Why it matters or why it was refused.
    do : str
        What to do next.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", why: str = "", do: str = "") -> None:
        self.what = what
        self.where = where
        self.why = why
        self.do = do
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.why:
            parts.append(self.why)
        if self.do:
            parts.append(self.do)
        return " ".join(part if part.endswith("?") else f"{part.rstrip('.')}." for part in parts)


class UnknownNameError(OrepactError):
    """A country, commodity, measure or id that is not known; carries the nearest names."""

    def __init__(
        self, kind: str, name: str, nearest: Sequence[str] = (), *, where: str = "", do: str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self.nearest = tuple(nearest)
        hint = do or (
            f"Did you mean {', '.join(self.nearest)}?" if self.nearest else "No name is close to it"
        )
        super().__init__(f"unknown {kind} {name!r}", where=where, do=hint)


class EvidenceError(OrepactError):
    """An official file that is not what it is said to be, or a bundle that is damaged."""


class CaseError(OrepactError):
    """One problem in a case or project file."""


class ProblemsError(OrepactError):
    """All problems of one run together, so that a user mends them in one go.

    Parameters
    ----------
    what : str
        The headline, for example ``"case us-pakistan has 3 problems"``.
    problems : sequence of OrepactError
        The problems, in file and key order.
    """

    def __init__(self, what: str, problems: Sequence[OrepactError]) -> None:
        self.problems = tuple(problems)
        super().__init__(what)

    def __str__(self) -> str:
        return "\n".join([self.what, *(f"  {problem}" for problem in self.problems)])


class InfeasibleError(OrepactError):
    """A plan that no choice can satisfy; carries the reason as data.

    Parameters
    ----------
    reason : dict
        JSON-ready: the requirements in conflict and the smallest relaxation.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, reason: dict[str, object], why: str = "", do: str = ""
    ) -> None:
        self.reason = reason
        super().__init__(what, why=why, do=do)
