"""How does a person at a terminal ask? Thin commands over the rooms."""

from orepact.cli.app import main

__all__ = ["main"]
