"""The EU list of 2023: what of it can be computed from the inputs that the evidence holds."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, Verdict

__all__ = ["REPRODUCTION"]

_WHY = (
    "The published supply risk and economic importance by material are in no file of the evidence, "
    "only substitution indices, recycling rates, import reliance and trade parameters; governance "
    "is one of six dimensions. The rule itself is orepact.exposure.eu_rule"
)


def _check(what: str, published: float) -> Check:
    return Check(
        reproduction="eu-rule",
        what=what,
        published=Value.exact(published),
        computed=Value.missing(),
        tolerance=0.0,
        unit="1",
        verdict=Verdict.NOT_COMPUTABLE,
        is_in_sample=False,
        source="European Commission, Study on the critical raw materials for the EU 2023",
        locator="10.2873/725585, table of results",
        note=_WHY,
    )


def _run() -> Sequence[Check]:
    return [
        _check("groups with supply risk of at least 1 and economic importance of at least 2.8", 32),
    ]


REPRODUCTION = Reproduction(
    id="eu-rule",
    title="EU list of critical raw materials 2023: thresholds and stage rule",
    citation="European Commission, Study on the critical raw materials for the EU 2023, Final "
    "report, 10.2873/725585",
    run=_run,
)
