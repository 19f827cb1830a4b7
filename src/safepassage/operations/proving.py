"""Use case of a party without the operation: proofs that others believe, from exports and checkpoints that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.note import NoteKey
from safepassage.ledger.proving import proofs, shown_by
from safepassage.ledger.receipt import read_receipt

Named = tuple[str, Iterable[str]]  # a file's name and its lines


def prove(
    exports: Iterable[Named], kept: Iterable[str], receipts: Iterable[Named], logs: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """What the files prove: for each proof a name to file it under, what it says, and its text. Empty where nothing contradicts.

    `kept` are checkpoints' notes, `receipts` files of signed receipts, a line each, `logs` the log's keys as `NAME+ID+BASE64`.

    Raises:
        ProblemsError: a key or a receipt cannot be read, or a file is no export.
    """
    problems, keys = [], []
    for log in logs:
        try:
            keys.append(NoteKey.parse(log))
        except ValueError as error:
            problems.append(Problem("--log", str(error), "Give the log's key as NAME+ID+BASE64"))
    given: list[str] = []
    for source, lines in receipts:
        for number, line in enumerate(lines, start=1):
            try:
                given.append(read_receipt(line).text())
            except ValueError as error:
                problems.append(Problem(source, str(error), "Give receipts that `ledger receipt` wrote", row=number))
    if problems:
        raise ProblemsError(problems)
    shown = [shown_by(lines, source) for source, lines in exports]
    return {name: (one.says(), one.text()) for name, one in proofs(shown, kept, given, keys)}
