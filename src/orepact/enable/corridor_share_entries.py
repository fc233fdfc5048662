"""Figures of a shared corridor: shares, tolls, owners, districts and loans."""

from __future__ import annotations

from collections.abc import Iterator

from orepact.enable.corridor_entry import Entry, EntryMaker, tonnes_paths, use_paths
from orepact.enable.cost_sharing import Share, Sharing

__all__ = ["district_entries", "finance_entries", "sharing_entries"]

TINY = 1e-4
"""Million USD a year; less is the price that keeps flows from circling."""
_SHARE_ITEMS = (
    ("alone", "cost alone"),
    ("shared", "cost shared (Shapley)"),
    ("toll", "toll"),
    ("toll_per_tonne", "toll per tonne"),
    ("gain", "gain by sharing"),
    ("owned", "part of a joint venture if users owned what they pay"),
)


def sharing_entries(maker: EntryMaker) -> Iterator[Entry]:
    """Yield who bears what on the published and on the cheapest way."""
    answer = maker.answer
    for name, sharing, title in (
        ("published", answer.sharing, "published way"),
        ("best", answer.best_sharing, "cheapest way"),
    ):
        if sharing is None or (name == "published" and answer.published is None):
            continue
        for share in sharing.shares:
            yield from _share(maker, name, title, share, sharing.works)
        yield from _line_works(maker, name, sharing)
        yield maker.make(
            "sharing", "works_yearly", {"way": name}, sharing.works, "MUSD/yr",
            who=f"All users, {title}", what="works a year",
            formula="sum over works of cost (annuity + upkeep) + hits * repair",
            parents=(maker.path("rate", "horizon.rate"), *use_paths(maker, sharing.solve, "cost")),
        )  # fmt: skip
        yield maker.make(
            "sharing",
            "subsidy_to_stay",
            {"way": name},
            sharing.subsidy,
            "MUSD/yr",
            who=f"All users, {title}",
            what="least help with which nobody would leave",
            formula="min e with shares summing to cost of all - e, no coalition above its own cost",
            note="Shapley's shares lie in the core: no group does better alone."
            if sharing.core.is_in_core
            else f"Shapley's shares are not in the core: {len(sharing.core.objections)} groups "
            f"would do better alone, by up to {sharing.core.objections[0].by:.3g} MUSD a year."
            if sharing.core.objections
            else "",
            parents=(maker.path("rate", "horizon.rate"),),
        )


def _line_works(maker: EntryMaker, way: str, sharing: Sharing) -> Iterator[Entry]:
    """Yield what the works on each line cost a year, and who owns it today."""
    data = sharing.solve.data
    file = maker.answer.file
    owned = {item.id: item for item in file.owned}
    yearly: dict[str, float] = {}
    for place, work in enumerate(data.works):
        if sharing.solve.built[place].any():
            line = data.corridor.segments[work.segment].line
            yearly[line] = yearly.get(line, 0.0) + work.yearly
    for line, amount in yearly.items():
        item = owned[line]
        owners = ", ".join(
            f"{share.party} {share.share.value:g} % ({share.term})" for share in item.owners
        )
        yield maker.make(
            "owners",
            "line_works",
            {"way": way, "line": line},
            amount,
            "MUSD/yr",
            who=getattr(item, "title", "") or f"Port of {file.place(line).name}",
            what="works a year",
            formula="sum over its works of cost (annuity + upkeep) + hits * repair",
            note=f"Owner today: {owners}." if owners else "No owner is given.",
            parents=(maker.path("rate", "horizon.rate"), *use_paths(maker, sharing.solve, "cost")),
        )


def _share(maker: EntryMaker, way: str, title: str, share: Share, works: float) -> Iterator[Entry]:
    user = maker.answer.file.user(share.user)
    values = {
        "alone": share.alone,
        "shared": share.shared,
        "toll": share.toll,
        "toll_per_tonne": share.toll_per_tonne,
        "gain": share.gain,
        "owned": 100.0 * share.toll / works if works > 0.0 and share.tonnes > 0.0 else None,
    }
    formulas = {
        "alone": "least cost of this user by itself, carriage and works",
        "shared": "sum over coalitions of |S|! (n-|S|-1)! / n! (c(S + user) - c(S))",
        "toll": "cost shared - own carriage",
        "toll_per_tonne": "toll / tonnes over works",
        "gain": "cost alone - cost shared",
        "owned": "toll / works of all",
    }
    stays = "Its goods stay where they are: freight is more than they are worth."
    note = " ".join(part for part in (user.note, "" if share.moved > 1e-6 else stays) if part)
    for key, what in _SHARE_ITEMS:
        amount = values[key]
        if amount is None:
            continue
        unit = {"toll_per_tonne": "USD/t", "owned": "%"}.get(key, "MUSD/yr")
        yield maker.make(
            "sharing",
            "share",
            {"way": way, "of": share.user, "item": key},
            0.0 if abs(amount) < TINY else amount,
            unit,
            who=user.title,
            what=what,
            title=f"{user.title}, {title}: {what}",
            formula=formulas[key],
            note=note,
            parents=(
                *tonnes_paths(maker, share.user),
                maker.path("rate", "horizon.rate"),
                maker.path("price of rail", "prices.rail"),
            ),
        )


def district_entries(maker: EntryMaker) -> Iterator[Entry]:
    """Yield what sharing saves others, district by district."""
    for gain in maker.answer.gains:
        user = maker.answer.file.user(gain.user)
        yield maker.make(
            "districts",
            "district_gain",
            {"of": gain.user, "district": gain.district},
            0.0 if abs(gain.gain) < TINY else gain.gain,
            "MUSD/yr",
            who=gain.district,
            what=user.title,
            title=f"{gain.district}: what sharing the railway saves {user.title.lower()}",
            formula="gain by sharing of the user * part of its tonnes that start here",
            parents=tonnes_paths(maker, gain.user),
        )


def finance_entries(maker: EntryMaker) -> Iterator[Entry]:
    """Yield what a loan for a line costs when tonnes come late."""
    for item in maker.answer.file.finance:
        paths = tuple(
            maker.path(name, f"finance.{item.id}.{name}")
            for name in ("principal", "term", "refinanced_over", "refinanced_at")
        )
        for row in maker.answer.refinancing.get(item.id, ()):
            who = f"{item.title}, first tonnes {row.first_tonnes}"
            for key, what, amount, unit, formula in (
                ("owed", "owed when tolls begin", row.owed, "MUSD",
                 "principal (1 + rate)^(first tonnes - due)"),
                ("yearly", "level payment a year", row.yearly, "MUSD/yr",
                 "owed * rate (1 + rate)^n / ((1 + rate)^n - 1)"),
                ("per_tonne", "per tonne of the main user", row.per_tonne, "USD/t",
                 "payment a year / tonnes a year"),
            ):  # fmt: skip
                yield maker.make(
                    "finance",
                    "refinancing",
                    {"loan": item.id, "first": str(row.first_tonnes), "item": key},
                    amount,
                    unit,
                    who=who,
                    what=what,
                    formula=formula,
                    note=f"Falls due in {row.due}; {row.uncovered_years} years without tonnes; "
                    "money of the day.",
                    parents=(*paths, *tonnes_paths(maker, maker.answer.file.main_user)),
                )
