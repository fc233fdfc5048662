"""One account: every gain and loss posted once, to one party, through one channel, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, surroundings
from orepact.mine import Bench, Choice, ColumnTable, lenders_of, structured_flow
from orepact.plan.assemble import FacilityTerms
from orepact.plan.data import PlanData, PlanSide
from orepact.plan.decisions import Decisions, worth
from orepact.plan.discount import discount_factors
from orepact.plan.price_effect import PriceEffect, price_effect

__all__ = ["ACCOUNTS", "CHANNELS", "Account", "Channel", "Posting", "account_of", "receipts_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way in which a party gains or loses.

    Parameters
    ----------
    id, title : str
    is_transfer : bool
        Whether what one party gets another pays, so that it sums to 0 over parties.
    """

    id: str
    title: str
    is_transfer: bool


_CHANNELS = (
    ("owner", "As owner, after levies, debt service and withholding", False),
    ("levies", "Levies on projects", False),
    ("passed-on", "Receipts that law passes on between tiers", True),
    ("lender", "As lender: interest and principal, less what is lent", False),
    ("credit-loss", "Expected credit loss: the subsidy in public loans", False),
    ("tolls", "Tolls for what was built", False),
    ("enablers", "Enablers: construction and upkeep", False),
    ("benefit", "Expected loss avoided, and any premium", False),
    ("transfers", "Transfers that terms could make", True),
    ("accounts", "Put into reserve accounts for lenders, less taken out", False),
    ("price", "Prices that added tonnes move, in years without a restriction", False),
)
CHANNELS = tuple(Channel(id=i, title=t, is_transfer=is_moved) for i, t, is_moved in _CHANNELS)
"""Every channel, in the order of the account. Wages, equipment and carriage are costs of projects
and enablers and stand in what owners and payers have less; they are no benefit of anyone here."""

ACCOUNTS = "reserve accounts"
"""Where cash waits that is held for lenders: nobody's until it is taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What the plan changes for one party through one channel, against no deal.

    Parameters
    ----------
    party, channel : str
    by_year : ndarray, shape (deck, year), million of the case's money, real
        On the central path of each deck.
    present : float
        Expected over decks, at the party's own rate; outside the case at the importer's.
    low, high : float or None
        5 and 95 % points over draws of what is judgement; None where nothing of it is drawn here.
    """

    party: str
    channel: str
    by_year: Floats
    present: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All postings, what they must sum to, and how far they are from it.

    Parameters
    ----------
    postings : tuple of Posting
        One per party and channel that is not 0.
    surplus : ndarray, shape (deck, year), million of the case's money
        Change in total surplus from the side of resources: cash of projects before levies and
        debt, enablers, what is avoided, what lenders lose, and what markets gain or lose beyond
        the price that the tonnes are sold at. No party appears in it.
    error : float
        Largest difference of postings and surplus in any deck and year.
    chance, chance_moved : dict of party to float
        Expected over all draws less the central path, present value at the party's own rate: of
        cash that a party has itself, and of what transfers move.
    present_error : float
        Largest difference of a party's postings and what its decisions are worth.
    effect, whole : PriceEffect
        On markets: of the plan against no deal, and of the plan against leaving it unmined.
    """

    postings: tuple[Posting, ...]
    surplus: Floats
    error: float
    chance: Mapping[str, float]
    chance_moved: Mapping[str, float]
    present_error: float
    effect: PriceEffect
    whole: PriceEffect


Posted = dict[tuple[str, str], Floats]


def _post(found: Posted, party: str, channel: str, amount: Floats) -> None:
    known = found.get((party, channel))
    found[party, channel] = amount.copy() if known is None else known + amount


def _flows(case: Case, table: ColumnTable, place: int) -> Iterator[tuple[str, str, Floats]]:
    """Return what each party has of a column by channel, shape (deck, year) of the table."""
    column = table.columns[place]
    project = case.projects[column.project]
    choice = Choice(
        variant=column.variant, package=column.package, first_spend=column.first_spend_year
    )
    bench = Bench(project, surroundings(case), choice)
    lenders = lenders_of(bench.facilities, bench.package, project.id)
    flow = structured_flow(bench, lenders) if table.is_structured else bench.flow()
    size = (len(table.scenarios), table.years.size)
    here = np.isin(flow.timing.years, table.years)
    at = np.searchsorted(table.years, flow.timing.years[here])

    def laid(amount: Floats) -> Floats:
        full = np.zeros(size)
        full[:, at] = np.broadcast_to(amount, (size[0], here.size))[:, here]
        return full

    rest = {
        name: table.cash[place, :, row].copy()
        for row, name in enumerate(table.parties)
        if table.cash[place, :, row].any()
    }
    parts: list[tuple[str, str, Floats]] = []
    parts += [(party, "owner", laid(amount)) for party, amount in flow.equity.items()]
    parts += [
        (flow.recipients[levy], "levies", laid(amount)) for levy, amount in flow.levies.items()
    ]
    for _, payer, receiver, amount in flow.passed_on:
        parts += [(payer, "passed-on", -laid(amount)), (receiver, "passed-on", laid(amount))]
    for party, channel, amount in parts:
        rest[party] = rest.get(party, np.zeros(size)) - amount
        yield party, channel, amount
    for party, amount in rest.items():
        if np.abs(amount).max() > 1e-7:
            yield party, "lender", amount


def _mask(data: PlanData, table: ColumnTable, decisions: Decisions, place: int) -> Floats:
    """Return 1 in the decks and years in which a column's cash comes about, else 0."""
    column = data.columns[place]
    kept = [float(decisions.exercised[column.id, deck]) for deck in data.scenarios]
    mask = np.repeat(np.array(kept)[:, None], table.years.size, axis=1)
    if column.decide_after is not None:
        mask[:, table.years <= column.decide_after] = 1.0
    return mask


def _posted(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    decisions: Decisions,
    facilities: Mapping[str, FacilityTerms],
) -> tuple[Posted, Floats]:
    """Return postings of one world, and its surplus from the side of resources."""
    found: Posted = {}
    size = (len(table.scenarios), table.years.size)
    surplus = np.zeros(size)
    ids = [column.id for column in data.columns]
    for id_ in decisions.columns:
        place = ids.index(id_)
        mask = _mask(data, table, decisions, place)
        for party, channel, amount in _flows(case, table, place):
            _post(found, party, channel, mask * amount)
        surplus += mask * table.pre_tax[place]
        if table.accounts is not None and table.accounts[place].any():
            _post(found, ACCOUNTS, "accounts", mask * table.accounts[place])
        for row, name in enumerate(table.facilities):
            loss = facilities[name].credit_loss * table.balance[place, row]
            if loss.any():
                _post(found, facilities[name].lender, "credit-loss", -mask * loss)
                surplus -= mask * loss
        for row, one in enumerate(data.parties):
            for channel, extra in (("benefit", data.benefit_by_year), ("tolls", data.toll_by_year)):
                if extra[place, row].any():
                    _post(found, one.id, channel, mask * extra[place, row])
                    surplus += mask * extra[place, row]
    for name, start in decisions.starts.items():
        option = next(n for n, item in enumerate(data.options) if item.id == name)
        paid = data.option_outlay[option, start - data.horizon[0]]
        for row, one in enumerate(data.parties):
            if paid[row].any():
                _post(found, one.id, "enablers", np.broadcast_to(-paid[row], size))
        surplus -= paid.sum(axis=0)
    _transfers(found, table, data, decisions, facilities)
    return found, surplus


def receipts_of(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    decisions: Decisions,
    facilities: Mapping[str, FacilityTerms],
) -> Mapping[tuple[str, str], Floats]:
    """Return what each party has of a plan itself, by channel: not against anything.

    Parameters
    ----------
    data : PlanData
        On the central path of each deck.
    facilities : dict of str to FacilityTerms

    Returns
    -------
    postings : dict of (party, channel) to ndarray, shape (deck, year)
        Million of the case's money, real.
    """
    return _posted(case, table, data, decisions, facilities)[0]


def _transfers(
    found: Posted,
    table: ColumnTable,
    data: PlanData,
    decisions: Decisions,
    facilities: Mapping[str, FacilityTerms],
) -> None:
    """Post shares of receipts, year by year; what one pays another receives."""
    ids = [column.id for column in data.columns]
    for item in decisions.transfers:
        place = ids.index(item.column)
        column = data.columns[place]
        payer, receiver = column.owner, item.party
        if not item.is_from_owner:
            payer, receiver = receiver, payer
        cash = np.zeros((len(table.scenarios), table.years.size))
        if payer in table.parties:
            cash = table.cash[place, :, table.parties.index(payer)].copy()
        cash = cash + data.toll_by_year[place, data.party(payer)]
        for row, name in enumerate(table.facilities):
            if facilities[name].lender == payer:
                cash -= facilities[name].credit_loss * table.balance[place, row]
        if column.decide_after is not None:
            cash[:, table.years <= column.decide_after] = 0.0
        amount = item.share * np.maximum(cash, 0.0) * _mask(data, table, decisions, place)
        _post(found, payer, "transfers", -amount)
        _post(found, receiver, "transfers", amount)


def account_of(
    case: Case,
    table: ColumnTable,
    *,
    central: PlanData,
    expected: PlanData,
    alone: tuple[PlanData, PlanData],
    plan: Decisions,
    without: Decisions,
    facilities: Mapping[str, FacilityTerms],
    rates: Mapping[str, float],
) -> Account:
    """Return the account of a plan against no deal.

    ::

        sum over parties and channels of postings[deck, year]
            = surplus of the plan - surplus without a deal        to 1e-6
        present postings + chance + chance_moved = expected gain of a party

    What chance does to a party's own cash and what it does to transfers are told apart: a party
    whose own outlay is certain has no chance of cash, however its receipts from others vary.

    Parties outside the case (users and producers of the importer's country, other importers, the
    rest of the world) are posted what prices do to them; it stands in nobody's objective.

    Parameters
    ----------
    central, expected : PlanData
        On the central path of each deck, and expected over all draws.
    alone : (PlanData, PlanData)
        The same two without the partnership.
    facilities : dict of str to FacilityTerms
    rates : dict of party to float
        Real, per year.
    """
    own, surplus = _posted(case, table, central, plan, facilities)
    other, before = _posted(case, table, alone[0], without, facilities)
    order = {channel.id: n for n, channel in enumerate(CHANNELS)}
    places = {party.id: n for n, party in enumerate(central.parties)}
    factors = discount_factors(
        table.years, central.horizon[0], np.array([rates[p.id] for p in central.parties])
    )
    moved = _transfer_worth(central, plan) - _transfer_worth(alone[0], without)
    postings = []
    outer = next((rates[p.id] for p in central.parties if p.side is PlanSide.IMPORTER), 0.0)
    outside = discount_factors(table.years, central.horizon[0], np.array([outer]))[0]
    for key in sorted({*own, *other}, key=lambda k: (order[k[1]], places.get(k[0], len(places)))):
        none = np.zeros(surplus.shape)
        amount = own.get(key, none) - other.get(key, none)
        if np.abs(amount).max() <= 1e-9:
            continue
        party, channel = key
        factor = factors[places[party]] if party in places else outside
        present = float(central.weights @ (amount @ factor))
        if channel == "transfers":
            present = float(moved[places[party]])
        postings.append(Posting(party=party, channel=channel, by_year=amount, present=present))
    masks = [_made(table, data, chosen) for data, chosen in ((central, plan), (alone[0], without))]
    effect = price_effect(case, table, masks[0], masks[1])
    postings += _outsiders(effect, central.weights, outside)
    total = np.sum([item.by_year for item in postings], axis=0) if postings else 0.0 * surplus
    change = surplus - before + effect.total
    value = central.weights @ (worth(central, plan) - worth(alone[0], without))
    means = expected.weights @ (worth(expected, plan) - worth(alone[1], without))
    drawn = _transfer_worth(expected, plan) - _transfer_worth(alone[1], without) - moved
    summed = _by_party(postings, places)
    return Account(
        postings=tuple(postings),
        surplus=change,
        error=float(np.abs(total - change).max(initial=0.0)),
        chance={party: float(means[n] - value[n] - drawn[n]) for party, n in places.items()},
        chance_moved={party: float(drawn[n]) for party, n in places.items()},
        present_error=float(np.abs(summed - value).max(initial=0.0)),
        effect=effect,
        whole=price_effect(case, table, masks[0], 0.0 * masks[0]),
    )


def _made(table: ColumnTable, data: PlanData, decisions: Decisions) -> Floats:
    """Return 1 where a column's output comes about, shape (column, deck, year)."""
    found = np.zeros((len(table.columns), len(table.scenarios), table.years.size))
    for place, column in enumerate(data.columns):
        if column.id in decisions.columns:
            found[place] = _mask(data, table, decisions, place)
    return found


def _outsiders(effect: PriceEffect, weights: Floats, factor: Floats) -> list[Posting]:
    """Return what parties outside the case gain or lose by prices, each posted once."""
    found = []
    for party, drawn in effect.gain.items():
        if not drawn.any():
            continue
        present = np.einsum("nsy,s,y->n", drawn, weights, factor)
        low, high = np.quantile(present, (0.05, 0.95))
        found.append(
            Posting(
                party=party,
                channel="price",
                by_year=drawn.mean(axis=0),
                present=float(present.mean()),
                low=float(low),
                high=float(high),
            )
        )
    return found


def _transfer_worth(data: PlanData, decisions: Decisions) -> Floats:
    """Return what transfers alone are worth, a receiver at the higher of both rates."""
    bare = replace(decisions, transfers=())
    return np.asarray(data.weights @ (worth(data, decisions) - worth(data, bare)))


def _by_party(postings: Sequence[Posting], places: Mapping[str, int]) -> Floats:
    summed = np.zeros(len(places))
    for item in postings:
        if item.party in places:
            summed[places[item.party]] += item.present
    return summed
