"""orepact plans critical-mineral partnerships that both sides can check."""

from orepact._version import __version__

__all__ = ["__version__"]
