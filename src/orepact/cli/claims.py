"""``orepact claims``: what is said about a partnership against what evidence says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from orepact.record import Claim
    from orepact.trace import Lookup

__all__ = ["claims", "record_lookups"]


@app.command()
def claims(  # noqa: PLR0917 - options of a command, given by name
    case: Annotated[str | None, typer.Argument(metavar="CASE", help="Case, or its folder.")] = None,
    claim: Annotated[str | None, typer.Option("--claim", help="One claim, with its check.")] = None,
    verdict: Annotated[str | None, typer.Option("--verdict", help="Only such verdicts.")] = None,
    check: Annotated[
        str | None,
        typer.Option(
            "--check", help="A sum: [13.1 Mt] * [9815 USD/t] + [17.9 Moz] * [3016 USD/oz]"
        ),
    ] = None,
    said: Annotated[
        str | None, typer.Option("--said", help="The printed figure: 60 bnUSD.")
    ] = None,
    within: Annotated[
        float, typer.Option("--within", help="Share by which a printed figure may differ.")
    ] = 0.05,
    quotes: Annotated[
        Path | None,
        typer.Option("--quotes", help="Your file of exact words, laid beside the claims."),
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Check claims against evidence, or a printed figure against the figures beside it."""
    from orepact.errors import OrepactError

    if check is not None or said is not None:
        if check is None or said is None:
            raise OrepactError("--check and --said go together", do="Give both")
        _arithmetic(check, said, within, format_)
        return
    if case is None:
        raise OrepactError(
            "no case is named", do="Give a case, us-pakistan for example, or --check and --said"
        )
    from orepact.case import load
    from orepact.record import Ground

    loaded = load(case)
    rows = _rows(loaded, claim, verdict, quotes)
    shown = rows if format_ is not Format.TABLE else [_short(row) for row in rows]
    grounds = [row["ground"] for row in rows]
    told = ", ".join(f"{grounds.count(str(g))} on {g}" for g in Ground if str(g) in grounds)
    quoted = sum(row["words"] == "quoted" for row in rows)
    others = (
        ""
        if quoted == len(rows)
        else "; the others in words of our own: their exact words are not in hand, bring them with "
        "--quotes FILE"
    )
    said = (
        f"{len(rows)} claims of {loaded.header.title}: {told}. Numbers, rows or days were "
        f"computed anew for {sum(row['is_recomputed'] for row in rows)}. {quoted} stand in the "
        f"speaker's exact words{others}."
    )
    if format_ is Format.TABLE:
        typer.echo(said)
        emit("claims", shown, format_, title="Ids and sources: --format json")
    elif format_ is Format.CSV:
        emit("claims", shown, format_)
    else:
        emit("claims", shown, format_, said=[said])


def _rows(
    case: Any, claim: str | None, verdict: str | None, quotes: Path | None
) -> list[dict[str, Any]]:
    from orepact.case import Verdict
    from orepact.errors import UnknownNameError
    from orepact.record import check_claims, read_quotes

    found = check_claims(case)
    if quotes is not None:
        brought = read_quotes(quotes, case)
        found = tuple(replace(item, quote=brought.get(item.id, item.quote)) for item in found)
    if claim is not None:
        if claim not in {item.id for item in found}:
            raise UnknownNameError("claim", claim, [item.id for item in found][:3])
        found = tuple(item for item in found if item.id == claim)
    if verdict is not None:
        known = [str(item) for item in Verdict]
        if verdict not in known:
            raise UnknownNameError("verdict", verdict, known)
        found = tuple(item for item in found if str(item.verdict) == verdict)
    return [_row(case, item) for item in found]


def _row(case: Any, claim: Claim) -> dict[str, Any]:
    from orepact.record import NOT_IN_HAND, claim_id

    quote = claim.quote
    row = case.find(f"case:{case.id}/ledgers/claims:{claim.id}")
    return {
        "claim": claim.id,
        "wording": claim.wording,
        "words": "quoted" if quote is not None else NOT_IN_HAND,
        "quote": quote.words if quote is not None else None,
        "quoted_from": quote.source if quote is not None else None,
        "quoted_at": quote.locator if quote is not None else None,
        "quote_custody": quote.custody if quote is not None else None,
        "said_by": claim.said_by,
        "said_in": claim.said_in,
        "about": claim.date,
        "claimed": claim.claimed,
        "claimed_unit": claim.claimed_unit,
        "verdict": str(claim.verdict),
        "evidence": claim.evidence,
        "unit": claim.unit,
        "formula": claim.formula,
        "because": claim.because,
        "ground": str(claim.ground),
        "is_recomputed": claim.is_recomputed,
        "reviewed": str(claim.reviewed),
        "reply": claim.reply,
        "id": claim_id(case, claim.id),
        "sources": list(row.sources),
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a terminal has room for it."""
    from orepact.quantity import figure

    evidence = "" if row["evidence"].is_gap else figure(row["evidence"], row["unit"])
    moved = f" (was {row['reviewed']})" if row["reviewed"] != row["verdict"] else ""
    return {
        "claim": row["claim"],
        "wording": f'"{row["quote"]}"' if row["quote"] else row["wording"],
        "verdict": row["verdict"] + moved,
        "evidence": evidence,
        "ground": row["ground"],
        "because": row["because"],
    }


def _arithmetic(check: str, said: str, within: float, format_: Format) -> None:
    from orepact.record import check_arithmetic

    found = check_arithmetic(check, said, within=within)
    emit(
        "claims",
        [
            {
                "formula": check,
                "said": found.said,
                "computed": found.computed,
                "unit": found.unit,
                "ratio": found.ratio,
                "agrees": found.agrees,
            }
        ],
        format_,
        title="A printed figure against the figures beside it",
    )


def record_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for ``record.`` ids of a case; else nobody."""
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("record.") or "case" not in parsed[2]:
        return []
    from orepact.case import load
    from orepact.mine import ChanceNumbers
    from orepact.record import (
        BaseRateLookup,
        ClaimLookup,
        EngagementLookup,
        InformationLookup,
        StaleLookup,
    )

    case = load(parsed[2]["case"])
    asked: list[Lookup] = [ClaimLookup(case), EngagementLookup(case), BaseRateLookup(case)]
    return [*asked, InformationLookup(case), StaleLookup(case), ChanceNumbers(), case]
