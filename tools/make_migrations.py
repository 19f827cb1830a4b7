"""Write the migration that brings the tables to the shape of the rows, where they differ."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from django.core.management import call_command

import safepassage.store  # noqa: F401 - it tells Django its settings

if __name__ == "__main__":
    call_command(
        "makemigrations", "store", "--no-header", *sys.argv[1:]
    )  # a header would say when, and differ each time
