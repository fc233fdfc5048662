"""The page of the docs that lists every lever; made from the registry, never by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from orepact.enable.levers import Lever, levers

__all__ = ["page"]


def page(entries: Iterable[Lever] | None = None) -> str:
    """Return the page of the docs, in Markdown.

    Parameters
    ----------
    entries : iterable of Lever
        The registry when left out.
    """
    lines = [
        "# Levers",
        "",
        "Everything that enables or holds back a plan and can be set in a case. This page is made",
        "by `python -m orepact.enable.lever_page`; change the registry, not the page. A gate has",
        "no price, a limit cannot be bought away, and an option without a published effect has a",
        "range that includes none.",
        "",
    ]
    for lever in levers().values() if entries is None else entries:
        lines += [
            f"## {lever.id}",
            "",
            f"*{str(lever.kind).capitalize()}*, set in `{lever.file}`; granted by "
            f"{lever.granted_by}.",
            "",
            lever.meaning,
            "",
        ]
        if lever.parameters:
            lines += ["| parameter | unit | meaning |", "|---|---|---|"]
            lines += [f"| `{p.name}` | {p.unit} | {p.meaning} |" for p in lever.parameters]
            lines += [""]
        lines += [f"Source: {lever.source}", "", f"Caveat: {lever.caveat}", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
