"""Regimes of other hosts, shipped with the package, and how one is tried on a project at home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from orepact.evidence import Parameter, Quality, load_model
from orepact.mine.levy import Tier
from orepact.mine.project_file import Holder, ProjectFile
from orepact.mine.regime_file import RegimeFile

__all__ = ["at_home", "host_regimes", "owners_under"]


@cache
def host_regimes() -> Mapping[str, RegimeFile]:
    """Return the shipped regimes of other hosts by id."""
    folder = Path(str(resources.files("orepact"))) / "mine" / "regimes"
    found = (load_model(RegimeFile, path, name=path.name) for path in sorted(folder.glob("*.yaml")))
    return MappingProxyType({regime.id: regime for regime in found})


def at_home(regime: RegimeFile, tiers: Mapping[str, str]) -> RegimeFile:
    """Return a regime with its tiers replaced by the host's parties.

    Parameters
    ----------
    regime : RegimeFile
        Recipients that are tiers (federation, province, district, community) are replaced; the
        others stay.
    tiers : mapping of tier to party
        A tier without a party goes to the next higher one that has one, so that no money is lost.
    """
    order = [str(tier) for tier in Tier]

    def party(name: str) -> str:
        if name not in order:
            return name
        upwards = order[order.index(name) :: -1]
        return next((tiers[tier] for tier in upwards if tier in tiers), name)

    levies = [
        levy.model_copy(update={"recipient": party(levy.recipient)}) for levy in regime.levies
    ]
    awards = [
        award.model_copy(
            update={
                "to": [share.model_copy(update={"party": party(share.party)}) for share in award.to]
            }
        )
        for award in regime.awards
    ]
    return regime.model_copy(update={"levies": levies, "awards": awards})


def owners_under(
    project: ProjectFile, regime: RegimeFile, *, host: Sequence[str], tiers: Mapping[str, str]
) -> list[Holder]:
    """Return the owners a project would have under another host's law.

    The first owner that is not of the host holds everything but the share that the law gives the
    state free of charge; a sale to national owners at a price is no levy and is left out.
    """
    investors = [holder.party for holder in project.owners if holder.party not in host]
    investor = investors[0] if investors else project.owners[0].party
    free = 0.0 if regime.free_share is None else regime.free_share.to("%")
    state = tiers.get(str(Tier.FEDERATION), "")

    def holder(party: str, share: float, *, is_carried: bool) -> Holder:
        parameter = Parameter(
            value=share,
            unit="%",
            range=(share, share),
            quality=Quality.D,
            source="assumption",
            note="As the tried regime would have it.",
        )
        return Holder(party=party, share=parameter, is_carried=is_carried)

    owners = [holder(investor, 100.0 - free, is_carried=False)]
    if free > 0 and state:
        owners.append(holder(state, free, is_carried=True))
    return owners
