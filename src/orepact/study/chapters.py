"""The parts of the main job that write tables, in order: a room adds its line here."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from orepact.case import Case
from orepact.study.book import Book
from orepact.study.chance_tables import add_chance
from orepact.study.claim_tables import add_claims
from orepact.study.corridor_tables import add_corridor
from orepact.study.disruption_tables import add_disruption
from orepact.study.endowment_tables import add_endowment
from orepact.study.engagement_tables import add_engagement
from orepact.study.failure_tables import add_failures
from orepact.study.governance_tables import add_governance
from orepact.study.ledgers import add_assumptions, add_gates, add_ledgers, add_sources
from orepact.study.macro_tables import add_macro
from orepact.study.market_tables import add_market
from orepact.study.match import add_match
from orepact.study.missing_tables import add_information, add_missing
from orepact.study.needs import add_needs
from orepact.study.offtake_tables import add_offtake
from orepact.study.plan_result import PlanResult
from orepact.study.praise import refuse_praise
from orepact.study.receipt_tables import add_receipts
from orepact.study.regime_tables import add_regimes
from orepact.study.roadmap_tables import add_roadmap
from orepact.study.robust_tables import add_robustness
from orepact.study.safeguard_tables import add_safeguards
from orepact.study.security_tables import add_security
from orepact.study.staying_tables import add_staying
from orepact.study.strand_tables import add_strands
from orepact.study.terms_tables import add_terms
from orepact.study.waiting_tables import add_waiting
from orepact.study.workforce_tables import add_workforce
from orepact.study.world_tables import add_worlds

__all__ = ["CHAPTERS", "Chapter", "write_chapters"]


class Chapter(NamedTuple):
    """One part of the job: its name, and what writes its tables into the book."""

    name: str
    write: Callable[[Book, PlanResult], object]


def _of_case(add: Callable[[Book, Case], object]) -> Callable[[Book, PlanResult], object]:
    """Return a writer that reads the case alone."""
    return lambda book, result: add(book, result.case)


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("need", lambda book, result: add_needs(book, result.case, result.table)),
    Chapter("match", add_match),
    Chapter("disruption", lambda book, result: add_disruption(book, result.case, result)),
    Chapter("corridor", _of_case(add_corridor)),
    Chapter("workforce", lambda book, result: add_workforce(book, result.case, result)),
    Chapter("security", _of_case(add_security)),
    Chapter("safeguards", _of_case(add_safeguards)),
    Chapter("governance", _of_case(add_governance)),
    Chapter("claims", _of_case(add_claims)),
    Chapter("engagement", _of_case(add_engagement)),
    Chapter("ledgers", _of_case(add_ledgers)),
    Chapter("endowment", _of_case(add_endowment)),
    Chapter("regimes", _of_case(add_regimes)),
    Chapter("chance", _of_case(add_chance)),
    Chapter("market", _of_case(add_market)),
    Chapter("gates", _of_case(add_gates)),
    Chapter("terms", lambda book, result: add_staying(book, result, add_terms(book, result))),
    Chapter("receipts", add_receipts),
    Chapter("offtake", add_offtake),
    Chapter("without a deal", add_worlds),
    Chapter("robustness", add_robustness),
    Chapter("roadmap", add_roadmap),
    Chapter("waiting", add_waiting),
    Chapter("strands", add_strands),
    Chapter("macro", add_macro),
    Chapter("failures", add_failures),
    Chapter("assumptions", _of_case(add_assumptions)),
    Chapter("information", _of_case(add_information)),
    Chapter("missing", lambda book, result: add_missing(book, result.case, result.switches)),
    Chapter("sources", _of_case(add_sources)),
    Chapter("praise", _of_case(refuse_praise)),
)
"""In the order of writing. A later part may read what an earlier one wrote into the book."""


def write_chapters(
    book: Book,
    result: PlanResult,
    tell: Callable[[str], None],
    chapters: tuple[Chapter, ...] = CHAPTERS,
) -> None:
    """Write every part, and tell how long each took.

    Times go to the progress shown and never into the run: equal inputs give equal bytes.
    """
    seconds: dict[str, float] = {}
    for chapter in chapters:
        tell(f"Writing tables: {chapter.name}")
        before = perf_counter()
        chapter.write(book, result)
        seconds[chapter.name] = perf_counter() - before
    spent = ", ".join(f"{name} {time:.1f}" for name, time in seconds.items())
    tell(f"Seconds by part: {spent}; together {sum(seconds.values()):.1f}")
