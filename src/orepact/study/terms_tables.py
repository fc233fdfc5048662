"""Terms: which instruments carry the plan, what they miss, how else the gain could be shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from orepact.case import Case, Lever, Side
from orepact.errors import OrepactError
from orepact.evidence import country_name
from orepact.plan import Redrawn
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.carried_tables import add_carried
from orepact.study.peer_tables import add_peers
from orepact.study.plan_result import MONEY, PlanResult
from orepact.terms import (
    Carried,
    Fit,
    InDraws,
    ProjectTerms,
    divisions,
    same_sign,
    sums_by_tier,
    terms_of,
    terms_of_plan,
)
from orepact.trace import Parent, result_id

__all__ = ["add_terms", "lever_parents"]

_HEADS = (
    ("project", "Project", ""),
    ("instrument", "Instrument", ""),
    ("granted_by", "Who must grant it", ""),
    ("today", "Today", ""),
    ("fitted", "Fitted", ""),
    ("bounds", "Bounds", ""),
    ("state", "State", ""),
)


def lever_parents(case: Case, levers: tuple[Lever, ...]) -> list[Parent]:
    """Return the bounds of some levers."""
    starts = tuple(f"terms:levers.{lever.id}." for lever in levers)
    return [
        Parent(role=path.rpartition(":")[2], id=f"case:{case.id}/{path}")
        for path in case.numbers
        if starts and path.startswith(starts)
    ]


def _parents(result: PlanResult, terms: ProjectTerms) -> list[Parent]:
    """Return what a fit rests on: the transfers, the mine, and the levers' bounds."""
    owner = terms.column.owner
    moved = [
        Parent(
            role="transfer",
            id=result_id(
                "plan.transfer_share",
                {
                    "column": item.column,
                    "from": owner if item.is_from_owner else item.party,
                    "to": item.party if item.is_from_owner else owner,
                },
            ),
        )
        for item in terms.transfers
    ]
    return [
        *moved,
        *result.column_parents((terms.column.id,)),
        *lever_parents(result.case, terms.fit.levers),
    ]


def _add_inventory(book: Book, result: PlanResult) -> None:
    projects = list(dict.fromkeys(column.project for column in result.chosen))
    book.table(
        "terms.inventory",
        "Every term of the projects that the plan starts",
        [
            ("project", "Project", ""),
            ("term", "Term", ""),
            ("state", "State", ""),
            ("to", "Paid to", ""),
            ("by", "Who may change it", ""),
            ("law", "Law", ""),
        ],
        [
            {
                "project": result.project(term.project),
                "term": term.title,
                "term_id": term.id,
                "state": str(term.status),
                "to": result.party(term.recipient) if term.recipient else "several parties",
                "by": ", ".join(result.party(name) for name in term.granted_by)
                or "no power is stated",
                "law": term.legal_source,
            }
            for term in terms_of(result.case, projects)
        ],
        note="A plan moves open terms only. A locked or contested one moves only in a "
        "renegotiation that is named with its route and what it exposes to.",
    )


def _instrument_rows(
    book: Book, result: PlanResult, terms: ProjectTerms, fit: Fit, variant: str = ""
) -> list[dict[str, Any]]:
    rows = []
    parents = _parents(result, terms)
    for lever in fit.levers:
        keys = {"project": lever.project, "lever": lever.id}
        keys |= {"variant": variant} if variant else {}
        cells = {}
        for name, amount in (("today", fit.start[lever.id]), ("fitted", fit.values[lever.id])):
            cells[name] = book.put(
                f"terms.{name}",
                keys,
                round(amount, 6),
                lever.unit,
                title=f"{lever.title}: {name}",
                formula="bounded least squares of the exact effect on every party"
                if name == "fitted"
                else "as the case's files have it",
                parents=parents,
            )
        bounds = book.put(
            "terms.bounds",
            keys,
            Value.between(lever.least.to(lever.unit), lever.most.to(lever.unit)),
            lever.unit,
            title=f"{lever.title}: bounds",
            parents=lever_parents(result.case, (lever,)),
        )
        rows.append(
            {
                "project": result.project(lever.project),
                "instrument": lever.title,
                "instrument_id": lever.id,
                "granted_by": result.party(lever.granted_by),
                **cells,
                "bounds": bounds,
                "state": "at its bound" if fit.at_bound(lever) else "within its bounds",
            }
        )
    return rows


_MISFIT = (
    (
        "intended",
        "meant by the plan's transfers",
        "what transfers change in its value, mean over draws",
    ),
    (
        "reached",
        "reached by the fitted terms",
        "exact cash flow with the fitted terms less that with today's, at its own rate, mean over "
        "the plan's draws",
    ),
    (
        "reached_central",
        "reached by the fitted terms on the central path, for comparison",
        "the same on the central path of each price deck, without draws",
    ),
    ("misfit", "reached less meant", "reached - meant"),
    ("gain_left", "gain over no deal under the fitted terms", "gain of the plan + misfit"),
)
"""What stands in the table of misfits: name, words, formula."""


def _add_misfit(book: Book, result: PlanResult, found: tuple[ProjectTerms, ...]) -> list[str]:
    """Add what the instruments miss, party by party; return who falls short of no deal."""
    data, gains = result.data, result.gains.central
    intended = sum((item.fit.intended for item in found), np.zeros(len(data.parties)))
    reached = sum((item.fit.reached for item in found), np.zeros(len(data.parties)))
    on_path = sum((item.fit.central for item in found), np.zeros(len(data.parties)))
    parents = [parent for item in found for parent in _parents(result, item)]
    rows: list[dict[str, Any]] = []
    short: list[tuple[float, str]] = []
    for place, party in enumerate(data.parties):
        if max(abs(intended[place]), abs(reached[place])) <= result.dust:
            continue
        left = float(gains[place] + reached[place] - intended[place])
        own = [
            *parents,
            Parent(role="gain", id=result_id("plan.gain_central", {"party": party.id})),
        ]
        reads = (intended[place], reached[place], on_path[place])
        cells = {
            name: book.put(
                f"terms.{name}",
                {"party": party.id},
                amount,
                MONEY,
                title=f"{party.title}: {words}",
                formula=formula,
                parents=own,
            )
            for amount, (name, words, formula) in zip(
                (*reads, reached[place] - intended[place], left), _MISFIT, strict=True
            )
        }
        is_short = party.must_agree and left < -result.dust
        if is_short:
            short.append((left, party.title))
        state = "would lose" if is_short else "is not worse off"
        rows.append({"party": party.title, "party_id": party.id, **cells, "state": state})
    book.table(
        "terms.misfit",
        "What the fitted terms give each party, and who would still be short",
        [
            ("party", "Party", ""),
            ("intended", "Meant by the plan", MONEY),
            ("reached", "Reached by the terms", MONEY),
            ("reached_central", "On the central path alone", MONEY),
            ("misfit", "Misfit", MONEY),
            ("gain_left", "Gain over no deal", MONEY),
            ("state", "Against no deal", ""),
        ],
        rows,
        note="Expected over all draws of the plan, so that it can be held against its gains; "
        "beside it what the same terms reach on the central path of each deck. A transfer of the "
        "plan is paid by one party; a charge on the mine by all its owners. What no open term can "
        "do stays as misfit, and a party that must agree and would lose would not sign.",
    )
    return [title for _, title in sorted(short)]


def _add_renegotiations(
    book: Book, result: PlanResult, found: tuple[ProjectTerms, ...], done: Carried | None
) -> None:
    rows = []
    case = result.case
    projects = {item.column.project for item in found}
    for item in case.terms.renegotiations if case.terms and done else ():
        assert done is not None
        way = done.ways.get((item.id,))
        if way is None:
            continue
        unlocked = [
            (lever, start)
            for lever, start in zip(done.levers, done.start.tolist(), strict=True)
            if lever.id in item.unlocks and lever.project in projects
        ]
        parents = [
            *(parent for terms in found for parent in _parents(result, terms)),
            *lever_parents(case, tuple(lever for lever, _ in unlocked)),
        ]
        exposure = f"case:{case.id}/terms:renegotiations.{item.id}.exposure"
        names = dict.fromkeys(lever.project for lever, _ in unlocked)
        row: dict[str, Any] = {
            "variant": item.title,
            "variant_id": item.id,
            "project": ", ".join(result.project(name) for name in names),
            "route": item.route,
            "law": item.legal_source,
            "exposed": result.party(item.exposed),
            "exposure": book.cite(exposure),
        }
        for name, shown in (("short_open", done.open_terms), ("short_with", way)):
            row[name] = book.put(
                f"terms.{name}",
                {"variant": item.id},
                shown.short if shown.short > result.dust else 0.0,
                MONEY,
                title=f"{item.title}: short of no deal, all parties that must agree"
                + ("" if name == "short_with" else ", with open terms alone"),
                formula="least sum of max(0, - gain over no deal on its own open terms) that terms "
                "can reach, expected over draws",
                parents=parents,
            )
        row["moved"] = "; ".join(
            f"{lever.title}: {start:.3g} to {way.values[lever.id]:.3g} {lever.unit}"
            for lever, start in unlocked
        )
        rows.append(row)
    book.table(
        "terms.renegotiations",
        "Locked terms: what reopening them would add, by which route, at what exposure",
        [
            ("variant", "Renegotiation", ""),
            ("project", "Project", ""),
            ("moved", "Would move", ""),
            ("short_open", "Short of no deal with open terms", MONEY),
            ("short_with", "Short of no deal with it", MONEY),
            ("exposure", "Exposure if forced", MONEY),
            ("exposed", "Who is exposed", ""),
            ("route", "Route", ""),
            ("law", "Law", ""),
        ],
        rows,
        note="Nobody proposes these. They show what the locked terms are worth, each reopened "
        "alone, held against no deal on its own open terms.",
    )


def _add_divisions(book: Book, result: PlanResult) -> None:
    rows = []
    own = [Parent(role="added", id=result_id("plan.added", {}))]
    weights = [
        Parent(role=path, id=f"case:{result.case.id}/{path}")
        for path in result.case.numbers
        if path.startswith("terms:need_weights")
    ]
    for item in divisions(result.case, result.data, result.bargain):
        row: dict[str, Any] = {"rule": item.rule, "rule_id": item.id}
        for side, gain in item.gains.items():
            row[side] = book.put(
                f"terms.division_{side}",
                {"rule": item.id},
                gain,
                MONEY,
                title=f"{item.rule}: gain of the side of the {side}",
                formula=item.rule.lower(),
                parents=[
                    *(own if own[0].id in book.records else []),
                    *(weights if item.id == "need" else []),
                    *result.column_parents(result.bargain.equal.decisions.columns),
                ],
            )
        rows.append(row)
    sides = {"importer": "Importer", "host": "Host", "company": "Companies"}
    book.table(
        "terms.divisions",
        "The same gain shared by other rules",
        [
            ("rule", "Rule", ""),
            *((side, sides[side], MONEY) for side in result.bargain.equal.expected),
        ],
        rows,
        note="Rules beside one another, and no judgement between them. Whether a rule can be "
        "brought about by terms is another question, see the misfit.",
    )


def _add_tiers(
    book: Book, result: PlanResult, found: tuple[ProjectTerms, ...], done: Carried | None
) -> None:
    """Add the gain of every tier of the host, as planned and on real terms."""
    case, data = result.case, result.data
    tiers = {party.id: str(party.tier) for party in case.on_side(Side.HOST)}
    misfit = sum((item.fit.misfit for item in found), np.zeros(len(data.parties)))
    ways = [
        ("tier_gain", "By the plan's transfers", result.gains.central, "plan.gain_central"),
        *(
            [("tier_gain_open", "On open terms", done.open_terms.gains, "terms.gain_open")]
            if done
            else []
        ),
        (
            "tier_gain_fitted",
            "On terms fitted to all transfers",
            result.gains.central + misfit,
            "terms.misfit",
        ),
    ]
    sums = {name: sums_by_tier(data, tiers, gains) for name, _, gains, _ in ways}
    rows = []
    for tier in sums["tier_gain"]:
        members = [name for name, own in tiers.items() if own == tier]
        row: dict[str, Any] = {"tier": tier}
        for name, words, _, measure in ways:
            wanted = dict.fromkeys(("plan.gain_central", measure))
            ids = [(of, m, result_id(of, {"party": m})) for of in wanted for m in members]
            amount = sums[name][tier]
            row[name] = book.put(
                f"terms.{name}",
                {"tier": tier},
                amount if abs(amount) > result.dust else 0.0,
                MONEY,
                title=f"Gain of the {tier} tier of the host, {words.lower()}",
                formula="sum of the expected gains of its parties",
                parents=[
                    Parent(role=f"{of.rpartition('.')[2]} of {m}", id=id_)
                    for of, m, id_ in ids
                    if id_ in book.records
                ],
            )
        rows.append(row)
    name = country_name(case.header.host)
    book.table(
        "terms.tiers",
        "What each tier of the host gains over its own world without the deal",
        [("tier", "Tier", ""), *((key, words, MONEY) for key, words, _, _ in ways)],
        rows,
        note=" ".join(
            f"{words}: {host_words(name, sums[key], result.dust)}" for key, words, _, _ in ways
        )
        + " On open terms no deal stands on its own open terms too; fitted to all transfers, it "
        "keeps transfers that no term makes.",
    )


def host_words(name: str, gains: Mapping[str, float], dust: float) -> str:
    """Return what may be said of a host's tiers; one word for all only where all have one sign.

    Parameters
    ----------
    name : str
        Of the host.
    gains : dict of str to float
        By tier.
    dust : float
        What counts as nothing.
    """
    try:
        word = same_sign(gains, dust, whole=name)
    except OrepactError as error:
        return f"{error.what}, for {error.why}."
    moved = [tier for tier, gain in gains.items() if abs(gain) > dust]
    if len(moved) == len(gains):
        return f"every tier of {name} {word}."
    if not moved:
        return f"no tier of {name} gains or loses."
    which = ", ".join(moved)
    told = ("loses", "gain") if word == "gains" else ("gains", "lose")
    return f"no tier of {name} {told[0]}; these {told[1]}: {which}."


def add_terms(book: Book, result: PlanResult) -> tuple[ProjectTerms, ...]:
    """Add the tables of terms, and return what was fitted."""
    if result.case.terms is None:
        return ()
    in_draws = None
    if result.settings.is_joint and result.chosen:
        redrawn = Redrawn(result.case, result.table, result.data, result.settings)
        in_draws = InDraws(redrawn=redrawn, data=result.data)
    found = terms_of_plan(result.case, result.data, result.bargain, in_draws)
    _add_inventory(book, result)
    rows = [row for item in found for row in _instrument_rows(book, result, item, item.fit)]
    short = _add_misfit(book, result, found)
    done = add_carried(book, result, found, in_draws)
    told = (
        f"Open terms cannot do what the plan's transfers do: {len(short)} parties that must agree "
        f"would be short of them, most of all {short[0]}. How much of that is so without the deal "
        "too, and what the deal adds to it, stands in the next table."
        if short
        else "With these terms nobody who must agree has less than without a deal."
    )
    if not found:
        told = "The plan starts no project, so there is nothing to fit."
    book.table(
        "terms.instruments",
        "Real terms fitted to the plan's transfers",
        _HEADS,
        rows,
        note=f"{told} Only open terms move, within bounds that are assumed; the mine's whole cash "
        "flow is computed again with them. No term is agreed or proposed by anyone.",
    )
    _add_renegotiations(book, result, found, done)
    _add_divisions(book, result)
    add_peers(book, result, found)
    _add_tiers(book, result, found, done)
    return found
