"""A witness's memory in a folder: under one lock it is read, the rule is asked, the new memory is made durable, and only then an answer given."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from safepassage.adapters.files import read_file, replace_file, sync_folder
from safepassage.adapters.keyfile import WitnessKey
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.note import ED25519, NoteError, NoteKey
from safepassage.ledger.witness import OK, Answer, Cosigner, Watched, add_checkpoint, memory_text, read_memory

MEMORY = "memory.json"
LOCK = "lock"
MOST_EVIDENCE = 1000


class WitnessHere:
    """A witness whose key and memory lie on this machine: for the demo, and for a side that runs its own beside the cell."""

    def __init__(self, folder: Path, key: WitnessKey, log: str) -> None:
        """Use this memory and this key, and watch this log."""
        self.name = key.name
        self._key = key
        self._memory = WitnessFolder(folder)
        self._memory.watch(log)

    def line(self) -> str:
        """Its public key, as the quorum file names it."""
        return self._key.public().text()

    def cosign(self, request: str, at: Moment) -> str:
        """Its answer: signature lines, empty where it does not cosign."""
        answer = self._memory.answer(request, [self._key.cosigner()], at)
        return answer.body if answer.status == OK else ""


class WitnessFolder:
    """What one witness remembers of each log it watches. One folder, one witness: two folders can be made to sign two histories."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made when the first log is watched."""
        self._folder = folder

    def watch(self, line: str) -> Watched:
        """Watch a log from now on, known by this verifier key; a key more for a log that is watched already.

        Raises:
            ProblemsError: the line is no log's key.
        """
        try:
            key = NoteKey.parse(line.strip())
        except NoteError as error:
            raise ProblemsError([Problem("--log", str(error), "Copy the log's key as it was published")]) from None
        if key.kind != ED25519:
            raise ProblemsError([Problem("--log", "this is no log's key", "Copy the log's key, not a witness's")])
        with self._locked() as memory:
            known = memory.get(key.name, Watched(key.name, ()))
            watched = known if key in known.keys else replace(known, keys=(*known.keys, key))
            self._keep({**memory, key.name: watched})
        return watched

    def answer(self, request: str, cosigners: Sequence[Cosigner], at: Moment) -> Answer:
        """The answer to an `add-checkpoint` request, its consequences already durable; evidence against a log is kept beside."""
        with self._locked() as memory:
            answer = add_checkpoint(request, memory, cosigners, at)
            if answer.evidence is not None:
                self._prove(answer.evidence.text().encode(), at)
            if answer.remember is not None:
                self._keep({**memory, answer.remember.origin: answer.remember})
        return answer

    def _prove(self, evidence: bytes, at: Moment) -> None:
        """Keep it under a name of its own, so that no log's proof takes the place of another's; a log that lies often fills no disk."""
        name = f"evidence-{at.seconds}-{hashlib.sha256(evidence).hexdigest()[:16]}.json"
        if len(list(self._folder.glob("evidence-*.json"))) < MOST_EVIDENCE:
            replace_file(self._folder / name, evidence)

    def _keep(self, memory: dict[str, Watched]) -> None:
        replace_file(self._folder / MEMORY, memory_text(memory).encode())

    @contextmanager
    def _locked(self) -> Iterator[dict[str, Watched]]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._memory()

    def _memory(self) -> dict[str, Watched]:
        path = self._folder / MEMORY
        if not path.exists():
            sync_folder(self._folder)
            return {}
        try:
            return read_memory(read_file(path).decode())
        except (ValueError, NoteError):
            what = "the witness's memory cannot be read; without it a witness must not sign"
            raise ProblemsError([Problem(MEMORY, what, "Restore it, or retire this witness and its key")]) from None
