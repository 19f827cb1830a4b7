import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from postgres import operation, postgres  # noqa: F401 - the folder of the fixture must be known first
