"""What the shell may set, read once from the environment, failing loudly. Nothing else reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from safepassage.kernel.problems import Problem, ProblemsError

VARIABLES = {
    "SAFEPASSAGE_OPERATION": "the folder the operation lives in (default ./operation)",
    "SAFEPASSAGE_PASSPHRASE_FILE": "a file whose first line is the passphrase the operation's keys are sealed under",
    "SAFEPASSAGE_DATABASE_URL": "postgresql://USER@HOST:PORT/NAME to keep the operation on PostgreSQL (default: SQLite in the folder); a password goes into ~/.pgpass",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run."""

    operation: Path
    database_url: str = ""
    passphrase_file: Path | None = None


def read_settings(environment: Mapping[str, str], operation: Path | None = None) -> Settings:
    """The settings; a folder named on the command line goes before the environment.

    Raises:
        ProblemsError: a variable of ours is unknown or unusable.
    """
    problems = [
        Problem("environment", f"{name} is no setting", f"Use one of {', '.join(sorted(VARIABLES))}")
        for name in sorted(environment)
        if name.startswith("SAFEPASSAGE_") and name not in VARIABLES and name != "SAFEPASSAGE_SWEEP"
    ]
    url = environment.get("SAFEPASSAGE_DATABASE_URL", "")
    if url and not url.startswith(("postgresql://", "postgres://")):
        problems.append(
            Problem(
                "environment",
                "SAFEPASSAGE_DATABASE_URL is no PostgreSQL address",
                "Write postgresql://USER@HOST:PORT/NAME",
            )
        )
    elif _holds_password(url):
        what = "SAFEPASSAGE_DATABASE_URL holds a password, which every process of this user can read"
        do = "Leave it out; write it into ~/.pgpass, or a file that PGPASSFILE names, readable by you alone: HOST:PORT:NAME:USER:PASSWORD"
        problems.append(Problem("environment", what, do))
    if problems:
        raise ProblemsError(problems)
    words = environment.get("SAFEPASSAGE_PASSPHRASE_FILE", "")
    folder = operation or Path(environment.get("SAFEPASSAGE_OPERATION") or "operation")
    return Settings(folder, url, Path(words) if words else None)


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False  # the store says what is wrong with it
    asked = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return parts.password is not None or bool(asked & {"password", "sslpassword"})
