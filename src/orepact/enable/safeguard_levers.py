"""Levers of consent, land, water and law: gates that nobody can buy, limits, and a few options."""

from __future__ import annotations

from orepact.enable.levers import Lever, LeverKind, LeverParameter

__all__ = ["LEVERS"]

LEVERS = (
    Lever(
        id="consent.gate",
        kind=LeverKind.GATE,
        meaning=(
            "The answer of a tribe, community, district or province that must be asked. Withheld "
            "or withdrawn removes the project from every plan; not asked, asked or contested "
            "splits plans into one with it and one without."
        ),
        parameters=(
            LeverParameter(name="state", unit="state", meaning="where the decision stands"),
            LeverParameter(name="as_of", unit="date", meaning="day for which it is known"),
        ),
        file="gates.yaml and consent.yaml",
        granted_by="those who are asked, and nobody else",
        source="The document named with the state; without one the state is not asked.",
        caveat="It has no number: no budget, weight, premium or what-if reaches it.",
    ),
    Lever(
        id="consent.applicability",
        kind=LeverKind.SWITCH,
        meaning=(
            "Whether free, prior and informed consent, and the standard on indigenous peoples, "
            "applies to a project: yes, no, contested and by whom, or not assessed."
        ),
        parameters=(LeverParameter(name="applies", unit="state", meaning="the answer"),),
        file="consent.yaml",
        granted_by="an independent assessment that those affected accept",
        source="The letters and assessments named with the answer.",
        caveat="It opens no gate: where it does not apply, people must still be asked.",
    ),
    Lever(
        id="environment.basin-yield",
        kind=LeverKind.LIMIT,
        meaning=(
            "Water that comes back to a basin each year, against what all sites in it and the "
            "people above it draw together; what is drawn beyond it comes out of store."
        ),
        parameters=(
            LeverParameter(name="recharge", unit="m3/yr", meaning="water that comes back"),
            LeverParameter(name="other_use", unit="m3/yr", meaning="drawn by people and fields"),
            LeverParameter(name="wells", unit="1", meaning="wells and springs in use above it"),
        ),
        file="environment.yaml",
        granted_by="nobody",
        source="Balance of the basin; thickness from the borefield's designer where given.",
        caveat="Recharge and wells are assumed or unknown until a survey is published.",
    ),
    Lever(
        id="environment.tailings-dam",
        kind=LeverKind.LIMIT,
        meaning=(
            "Height, volume and class of a dam; the class is at least what the people in its way "
            "imply, whatever is declared."
        ),
        parameters=(
            LeverParameter(name="height", unit="m", meaning="height when full"),
            LeverParameter(name="consequence", unit="state", meaning="class if it failed"),
            LeverParameter(
                name="population_at_risk", unit="person", meaning="people in the way of a break"
            ),
        ),
        file="environment.yaml",
        granted_by="nobody",
        source="Global Industry Standard on Tailings Management; its table was not seen.",
        caveat="People at risk are one measure of harm of several; the others can raise the class.",
    ),
    Lever(
        id="environment.standard",
        kind=LeverKind.GATE,
        meaning=(
            "Requirements of lenders and industry, each met, a gap, or without evidence; a "
            "standard is as good as its worst requirement."
        ),
        parameters=(LeverParameter(name="state", unit="state", meaning="of one requirement"),),
        file="environment.yaml",
        granted_by="whoever can show it with a document that is not the company's own",
        source="The document named with each requirement.",
        caveat=(
            "It does not stop a plan by itself: lenders' decisions are gates of their own. While "
            "one standard has a gap or no evidence, the report may not praise the mining."
        ),
    ),
    Lever(
        id="environment.closure-bond",
        kind=LeverKind.LIMIT,
        meaning="Money set aside for closure, and who holds it, beside the cost of closure.",
        parameters=(LeverParameter(name="bond", unit="MUSD", meaning="money set aside"),),
        file="environment.yaml",
        granted_by="nobody",
        source="Law or agreement named with it.",
        caveat="Without a document there is none in the table, and none is not zero risk.",
    ),
    Lever(
        id="governance.legal-repair",
        kind=LeverKind.GATE,
        meaning=(
            "A change of the law with a distribution of dates and a chance that it never comes; "
            "it bounds when a project that needs it can be sure of its ground."
        ),
        parameters=(
            LeverParameter(name="never", unit="%", meaning="chance that it never comes"),
            LeverParameter(name="scale", unit="yr", meaning="wait of 63 % of those that come"),
            LeverParameter(name="shape", unit="1", meaning="1 for a constant chance each year"),
        ),
        file="governance.yaml",
        granted_by="the assembly or court named with it",
        source="Assumed, with ranges; the course of the attempt so far is in the ledgers.",
        caveat=(
            "Money pays drafting and a cadastre, not votes. The plan itself takes the lead time of "
            "the option; the distribution shows how sure that year is."
        ),
    ),
    Lever(
        id="governance.screen",
        kind=LeverKind.GATE,
        meaning=(
            "A counterparty's screens: beneficial owner, military, sanctions, terrorism "
            "financing, corruption, forced or child labour; pass, fail or no evidence."
        ),
        parameters=(LeverParameter(name="result", unit="state", meaning="what a document shows"),),
        file="governance.yaml",
        granted_by="whoever screens it, with the document",
        source="The document named with each result.",
        caveat="Nobody was screened here: without a document it is no evidence, not a pass.",
    ),
)
