"""The chance that an investor pauses for safety, and the same said before January 2026."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orepact.enable.finding import Finding, parents_of
from orepact.enable.pause import Record, chance_of_pause, pause_rates, record_until
from orepact.enable.product_range import DRAWS, range_of
from orepact.enable.security import SecurityCase
from orepact.enable.security_file import Exposed
from orepact.mine import shipped_uncertainty
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["pause_findings", "seen_until"]


def seen_until(given: SecurityCase, until: str, *, is_flat: bool = False) -> Record:
    """Return what had been seen of assaults and pauses by the end of a month.

    Parameters
    ----------
    given : SecurityCase
    until : str
        ISO month.
    is_flat : bool
        Take the high ends of the prior, a flat one, in place of its values.
    """
    pause = given.file.pause
    ends = (pause.prior_paused, pause.prior_not)
    prior = [end.bounds("dimensionless")[1] if is_flat else end.to("dimensionless") for end in ends]
    return record_until(
        [(item.month, item.paused) for item in pause.assaults],
        since=pause.since,
        until=until,
        prior=(prior[0], prior[1]),
    )


def _parents(given: SecurityCase) -> tuple[Parent, ...]:
    return parents_of(
        [
            *(
                (item.month, given.number(f"pause.assaults.{place}.killed"))
                for place, item in enumerate(given.file.pause.assaults)
            ),
            ("prior, paused", given.number("pause.prior_paused")),
            ("prior, not", given.number("pause.prior_not")),
        ]
    )


def pause_findings(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield the chance of a pause in a year, and the backtest; nothing but a gap for others.

    The record of assaults and pauses is that of the investors who were watched.
    """
    pause = given.file.pause
    keys = {"case": given.case, "project": item.project}
    title = "Chance that the investor pauses in a year, for safety"
    if item.money is None:
        yield Finding(
            measure="enable.security_pause",
            keys={**keys, "of": "year"},
            title=f"{title}, {given.title(item.project)}",
            value=Value.missing("no investor of it was watched"),
            unit="%/yr",
            note="The record of assaults and pauses is that of another project.",
        )
        return
    seen = seen_until(given, pause.until)
    now = chance_of_pause(seen, 1.0)
    flat = chance_of_pause(seen_until(given, pause.until, is_flat=True), 1.0)
    rates = pause_rates(seen, DRAWS, seed=0, names=(item.project,))
    low, high = range_of(1.0 - np.exp(-rates), now)
    yield Finding(
        measure="enable.security_pause",
        keys={**keys, "of": "year"},
        title=f"{title}, {given.title(item.project)}",
        value=Value.exact(round(100.0 * now, 3)),
        low=round(100.0 * low, 3),
        high=round(100.0 * high, 3),
        unit="%/yr",
        formula="1 - E_p[(years / (years + p))^(assaults + 1/2)], p beta distributed",
        parents=_parents(given),
        note=(
            f"{len(pause.assaults)} major assaults and "
            f"{sum(a.paused for a in pause.assaults)} pause from {pause.since} to {pause.until}; "
            f"the record is short: 5 to 95 % of draws; a flat prior says {100.0 * flat:.0f} %."
        ),
    )
    yield from _backtest(given, item)


def _backtest(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield what would have been said before the assault that led to a pause, and the day after."""
    pause = given.file.pause
    paused = [assault.month for assault in pause.assaults if assault.paused]
    if not paused or pause.target is None:
        return
    event, target = max(paused), pause.target
    before = f"{int(event[:4]) - 1}-12"
    for flat in (False, True):
        seen = seen_until(given, before, is_flat=flat)
        ahead = chance_of_pause(seen, float(target - int(before[:4])))
        after = seen.chance_per_assault + (1.0 - seen.chance_per_assault) * ahead
        for name, value, words in (
            ("before", ahead, f"with data to {before}"),
            ("after", after, f"on the day after the assault of {event}, before any decision"),
        ):
            prior = "flat" if flat else "Jeffreys"
            verdict = ""
            if name == "after":
                verdict = "above one half" if value > 0.5 else "not above one half: missed"
            yield Finding(
                measure="enable.security_backtest",
                keys={"case": given.case, "project": item.project, "when": name, "prior": prior},
                title=f"Chance that first production slips past {target}, {words}",
                value=Value.exact(round(100.0 * value, 3)),
                unit="%",
                formula="1 - P(no pause to the target); the schedule had no slack",
                parents=_parents(given),
                note=(
                    f"Prior: {prior}. {pause.outcome} Only pauses for safety; ordinary delay "
                    f"comes on top. {verdict.capitalize()}"
                ).strip(),
                cells={"verdict": verdict},
            )
            if not flat:
                yield _all_causes(given, item, name, value, f"{target}, {words}")


def _all_causes(
    given: SecurityCase, item: Exposed, when: str, pauses: float, words: str
) -> Finding:
    """Return the chance of slipping from a pause or from ordinary delay, as if independent."""
    on_time = shipped_uncertainty().delay[0]
    low, high = on_time.bounds("dimensionless")
    value, least, most = (
        100.0 * (1.0 - (1.0 - pauses) * part) for part in (on_time.to("dimensionless"), high, low)
    )
    return Finding(
        measure="enable.security_backtest",
        keys={
            "case": given.case,
            "project": item.project,
            "when": when,
            "prior": "Jeffreys",
            "cause": "any",
        },
        title=f"Chance that first production slips past {words}, from any cause",
        value=Value.exact(round(value, 3)),
        low=round(least, 3),
        high=round(most, 3),
        unit="%",
        formula="1 - (1 - chance of a pause) * chance that a mine is on time",
        parents=(*_parents(given), *parents_of([("on time", "mine:uncertainty/delay.0")])),
        note=(
            "How often a mine is on time is assumed, so this says little of safety: most of it "
            "stood before the assault."
        ),
        cells={"verdict": "above one half" if value > 50.0 else "not above one half: missed"},
    )
