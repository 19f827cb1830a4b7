"""Use cases of passes: issue a day's, verify one, revoke one, fix the manifest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.house import DESK, ISSUER, House
from safepassage.operations.people import details_of
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.facts import Issued, ManifestMade, Revoked
from safepassage.passes.model import Manifest, Pass, Slip, SlipPerson
from safepassage.passes.rules import manifest_text, pass_window
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.passes.wire import Fault, pass_text, read_pass
from safepassage.people.state import PersonRow
from safepassage.plan.state import CallListRow, CallRow
from safepassage.seal.tags import document_tag, lookup_code, manifest_tag
from safepassage.terms.model import Agreement
