"""How does a person at a terminal ask? Thin commands over the rooms."""

import orepact.cli.case
import orepact.cli.claims
import orepact.cli.compare
import orepact.cli.consent
import orepact.cli.corridor
import orepact.cli.disrupt
import orepact.cli.endowment
import orepact.cli.engagement
import orepact.cli.environment
import orepact.cli.evidence
import orepact.cli.expected_loss
import orepact.cli.explain
import orepact.cli.exposure
import orepact.cli.governance
import orepact.cli.insurance
import orepact.cli.leakage
import orepact.cli.match
import orepact.cli.missing
import orepact.cli.new_supplier
import orepact.cli.origin
import orepact.cli.plan
import orepact.cli.security
import orepact.cli.threads
import orepact.cli.validate
import orepact.cli.value
import orepact.cli.workforce  # noqa: F401 - registers its commands
from orepact.cli.app import main

__all__ = ["main"]
