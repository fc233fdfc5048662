"""The measures of origin: what an importer buys and what a country ships, by where it was mined."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from orepact.errors import UnknownNameError
from orepact.evidence import country
from orepact.exposure.cube_store import cube
from orepact.exposure.lineage import flow_parents, production_parents
from orepact.exposure.mixing import Mixing
from orepact.exposure.origin import NotSeen, Origin, Origins
from orepact.exposure.see_through import OriginOf, StageOrigin
from orepact.exposure.weighing import Weighing, weighed_matrix
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = ["ORIGIN_MEASURES", "RULES", "origins", "shipped_id", "true_origin_id"]

Keys = Mapping[str, str]

STRICT, SPREAD = "strict", "spread"
RULES = (*(str(rule) for rule in Mixing), STRICT, SPREAD)
"""Readings of an origin: three mixing rules, ``strict`` (in proportion, production beyond its
known feed unknown), and ``spread``, the lowest and highest of the three rules."""
WEIGHINGS = (*(str(by) for by in Weighing), SPREAD)
"""What flows weigh; ``spread`` is the lowest and highest of the three."""

_SOURCE = "orepact: proportional mixing over stages of a chain, documentation of see-through origin"
_FORMULA = "O = D (diag(P) O_feed + diag(R) recycled + diag(U) unknown + T' O), D = diag(1 / u)"
_CHAIN = ("commodity", "stage", "origin", "year", "rule", "of", "by")
_SHOWN = 5
"""Largest origins listed as inputs of what lies behind the border."""
_LISTED = 0.01
"""Suppliers with a smaller part of what is bought are not listed as inputs."""


@cache
def origins() -> Origins:
    """Return the origins of this evidence, each chain solved once."""
    return Origins(cube())


def true_origin_id(
    importer: str, origin: Origin, label: str, rule: str = Mixing.PROPORTIONAL
) -> str:
    """Return the id of the share of an importer's purchases that comes from an origin."""
    return _id("true_origin", {"importer": importer}, origin, label, rule)


def shipped_id(exporter: str, origin: Origin, label: str, rule: str = Mixing.PROPORTIONAL) -> str:
    """Return the id of the share of what a country ships that comes from an origin."""
    return _id("shipped_origin", {"exporter": exporter}, origin, label, rule)


def _id(name: str, who: Mapping[str, str], origin: Origin, label: str, rule: str) -> str:
    keys: dict[str, str | int] = {
        **who,
        "commodity": origin.commodity,
        "stage": origin.stage,
        "origin": label,
        "year": origin.year,
        "rule": rule,
        "of": str(origin.of),
        "by": str(origin.by),
    }
    return result_id(f"exposure.{name}", keys)


def _year(keys: Keys) -> int:
    if not keys["year"].isdigit():
        raise UnknownNameError("year", keys["year"], do="Give a calendar year, for example 2024")
    return int(keys["year"])


def _weighings(keys: Keys) -> tuple[Weighing, ...]:
    if keys["by"] not in WEIGHINGS:
        raise UnknownNameError("weighing", keys["by"], list(WEIGHINGS))
    return tuple(Weighing) if keys["by"] == SPREAD else (Weighing(keys["by"]),)


def _asked(keys: Keys, by: Weighing | None = None) -> Origin | NotSeen:
    if keys.get("of", "mine") not in {str(each) for each in OriginOf}:
        raise UnknownNameError("origin", keys["of"], do="Origins are mine and processing")
    of = OriginOf(keys.get("of", "mine"))
    if by is None:
        known = _weighings(keys)
        by = known[0] if len(known) == 1 else Weighing.REPAIRED
    return origins().of(keys["commodity"], keys["stage"], _year(keys), of=of, by=by)


def _by_rule(asked: Origin, rule: str) -> list[StageOrigin]:
    if rule not in RULES:
        raise UnknownNameError("mixing rule", rule, list(RULES))
    if rule == SPREAD:
        return list(asked.by_rule.values())
    return [asked.strict if rule == STRICT else asked.by_rule[Mixing(rule)]]


def _value(keys: Keys, flow: str, who: str) -> Value:
    place, found = origins().cube.position(who), []
    for by in _weighings(keys):
        asked = _asked(keys, by)
        if isinstance(asked, NotSeen):
            return Value.missing()
        column = asked.column(keys["origin"])
        solved = _by_rule(asked, keys["rule"])
        found += [float(getattr(each.mixes, flow)[place, column]) for each in solved]
    if np.isnan(found).any():
        return Value.missing()
    if SPREAD in (keys["by"], keys["rule"]):
        return Value.between(min(found), max(found))
    return Value.exact(found[0])


def _true(_: Exposure, keys: Keys) -> Value:
    return _value(keys, "imports", keys["importer"])


def _shipped(_: Exposure, keys: Keys) -> Value:
    return _value(keys, "exports", keys["exporter"])


def _direct(_: Exposure, keys: Keys) -> Value:
    held, found = origins().cube, []
    chain = held.chain(keys["commodity"], keys["stage"])
    held.year_position(_year(keys))
    buyer, seller = held.position(keys["importer"]), held.position(keys["supplier"])
    for by in _weighings(keys):
        bought = weighed_matrix(chain, _year(keys), by)[:, buyer].copy()
        bought[buyer] = 0.0
        if not bought.sum() > 0:
            return Value.missing()
        found.append(float(bought[seller] / bought.sum()))
    return Value.between(min(found), max(found)) if found[1:] else Value.exact(found[0])


def _hidden(_: Exposure, keys: Keys) -> Value:
    asked = _asked(keys)
    if isinstance(asked, NotSeen) or not asked.is_mine_known:
        return Value.missing()
    place = origins().cube.position(keys["importer"])
    bought = asked.trade[:, place].copy()
    bought[place] = 0.0
    if not bought.sum() > 0:
        return Value.missing()
    direct = np.append(bought / bought.sum(), [0.0, 0.0])
    found = [
        float(np.abs(solved.mixes.imports[place] - direct).sum() / 2.0)
        for solved in asked.by_rule.values()
    ]
    return Value.between(min(found), max(found))


def _hidden_parents(_: Exposure, keys: Keys) -> list[Parent]:
    asked = _asked(keys)
    if isinstance(asked, NotSeen):
        return []
    place = origins().cube.position(keys["importer"])
    shares = asked.proportional.mixes.imports[place]
    if np.isnan(shares).any():
        return []
    return [
        Parent(
            role=f"O of {asked.label(int(at))}",
            id=true_origin_id(country(keys["importer"]), asked, asked.label(int(at))),
        )
        for at in np.argsort(-shares, kind="stable")[:_SHOWN]
    ]


def _unexplained(_: Exposure, keys: Keys) -> Value:
    asked = _asked(keys)
    if isinstance(asked, NotSeen):
        return Value.missing()
    place = origins().cube.position(keys["country"])
    return Value.exact(float(asked.proportional.unexplained[place]))


def _purchases(of: Exposure, keys: Keys, importer: str) -> list[Parent]:
    """Return the recorded flows of a chain into a country."""
    chain = origins().cube.chain(keys["commodity"], keys["stage"])
    year = _year(keys)
    quantity: Literal["value", "tonnes"] = "value" if keys["by"] == "value" else "tonnes"
    who = country(importer)
    return flow_parents(of, chain, who, year, side="importer", quantity=quantity, at_least=_LISTED)


def _shares(keys: Keys) -> list[Parent]:
    """Return each larger supplier's part in the purchases and the origin of what it ships."""
    asked = _asked(keys)
    if isinstance(asked, NotSeen):
        return []
    bought = asked.trade[:, origins().cube.position(keys["importer"])]
    total = bought.sum()
    if not total > 0:
        return []
    found: list[Parent] = []
    rule = Mixing.PROPORTIONAL if keys["rule"] == SPREAD else keys["rule"]
    for place in np.argsort(-bought, kind="stable"):
        if bought[place] < _LISTED * total:
            break
        code = asked.countries[place]
        direct = {name: keys[name] for name in ("importer", "commodity", "stage")}
        direct |= {"supplier": code, "year": keys["year"], "by": str(asked.by)}
        found += [
            Parent(role=f"s of {code}", id=result_id("exposure.direct_origin", direct)),
            Parent(role=f"O of {code}", id=shipped_id(code, asked, keys["origin"], rule)),
        ]
    return found


def _supplied(of: Exposure, keys: Keys, who: str) -> list[Parent]:
    """Return the published figures of a country's production, stage by stage, and its purchases."""
    asked = _asked(keys)
    if isinstance(asked, NotSeen):
        return []
    made = [
        parent
        for seen in asked.seen
        for parent in production_parents(of, seen.chain, country(who), asked.year)
    ]
    return [*made, *_purchases(of, keys, who)]


_NOTE = (
    "Solved for every country at once; suppliers below 1 % of purchases are in the sum and not "
    "listed. What a source does not give, or withholds, is no supply until it is shipped, and then "
    "of unknown origin. A flow out of line in USD per tonne, or without tonnes, weighs its value "
    "over the price of its line where `by` is repaired tonnes; every flow does where it is value"
)

ORIGIN_MEASURES: tuple[Measure[Exposure], ...] = (
    Measure(
        id="exposure.direct_origin",
        title="Share of a country in what an importer buys, as the last border shows it",
        formula="T / sum of T over suppliers, tonnes of content as weighed",
        unit="1",
        source="CEPII BACI flows times content factors of customs lines",
        keys=("importer", "commodity", "stage", "supplier", "year", "by"),
        compute=_direct,
        parents=lambda of, keys: _purchases(of, keys, keys["importer"]),
    ),
    Measure(
        id="exposure.true_origin",
        title="Share of an importer's purchases that comes from an origin, behind the last border",
        formula=f"sum over suppliers of s O;  {_FORMULA}",
        unit="1",
        source=_SOURCE,
        keys=("importer", *_CHAIN),
        compute=_true,
        parents=lambda _, keys: _shares(keys),
        note=_NOTE,
    ),
    Measure(
        id="exposure.shipped_origin",
        title="Share of what a country ships that comes from an origin",
        formula=_FORMULA,
        unit="1",
        source=_SOURCE,
        keys=("exporter", *_CHAIN),
        compute=_shipped,
        parents=lambda of, keys: _supplied(of, keys, keys["exporter"]),
        note=_NOTE,
    ),
    Measure(
        id="exposure.hidden_origin",
        title="Part of an importer's purchases that was mined elsewhere than the last border shows",
        formula="half the sum of |O - s| over origins, lowest and highest of the mixing rules",
        unit="1",
        source=_SOURCE,
        keys=("importer", "commodity", "stage", "year", "by"),
        compute=_hidden,
        parents=_hidden_parents,
        note="Recycled and unknown origin count as elsewhere. Its largest origins are listed",
    ),
    Measure(
        id="exposure.unexplained_supply",
        title="What a country ships beyond all it is known to have",
        formula="max(0, X - P - R - M)",
        unit="t",
        source=_SOURCE,
        keys=("country", "commodity", "stage", "year", "by"),
        compute=_unexplained,
        parents=lambda of, keys: _supplied(of, keys, keys["country"]),
    ),
)
"""Registered beside the other measures of this room."""
