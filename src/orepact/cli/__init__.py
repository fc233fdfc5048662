"""How does a person at a terminal ask? Thin commands over the rooms."""

import orepact.cli.case  # noqa: F401 - registers its commands
import orepact.cli.evidence  # noqa: F401 - registers its commands
import orepact.cli.exposure  # noqa: F401 - registers its commands
import orepact.cli.explain  # noqa: F401 - registers its commands
import orepact.cli.validate  # noqa: F401 - registers its commands
from orepact.cli.app import main

__all__ = ["main"]
