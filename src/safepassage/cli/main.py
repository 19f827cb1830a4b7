"""The command line: `safepassage ROOM VERB`."""


def main() -> None:
    """Run the command line."""
