"""Every test of the Python program's findings again, with the page beside it."""

from test_brought import *  # noqa: F403 - as below
from test_drawn import *  # noqa: F403 - as below
from test_findings import *  # noqa: F403 - all of them, and those to come
from test_hostile_values import *  # noqa: F403 - as above
from test_lists_open import *  # noqa: F403 - as above
from test_log_rotation import *  # noqa: F403 - as above
from test_printed import *  # noqa: F403 - as above
from test_problems import *  # noqa: F403 - as above
from test_program import *  # noqa: F403 - as above
from test_signed_answers import *  # noqa: F403 - as above
