"""Private keys as files of the operation's folder, one an actor, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.ports import Dice
from safepassage.seal.keys import public_key, sign

PEPPER = "pepper"


class FolderKeyring:
    """Keys in a folder: `ACTOR.key` holds a 32-byte seed as hex; `pepper.key` the secret of the keyed tags."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made when the first key is."""
        self._folder = folder
        self._seeds: dict[str, bytes] = {}

    def sign(self, actor: str, message: bytes) -> bytes:
        """The actor's Ed25519 signature, 64 bytes."""
        return sign(self._seed(actor), message)

    def public(self, actor: str) -> bytes:
        """The actor's public key, 32 bytes."""
        return public_key(self._seed(actor))

    def make(self, actor: str, dice: Dice) -> bytes:
        """Make and keep a key for an actor who has none; the public key."""
        path = self._path(actor)
        if not path.exists():
            self._write(path, dice.take(32))
        return self.public(actor)

    def make_pepper(self, dice: Dice) -> None:
        """Make and keep the operation's pepper where there is none."""
        if not self._path(PEPPER).exists():
            self._write(self._path(PEPPER), dice.take(32))

    def pepper(self) -> bytes:
        """The operation's secret for keyed tags, 32 bytes."""
        return self._seed(PEPPER)

    def _path(self, actor: str) -> Path:
        if not actor or not all(sign.isalnum() or sign in "-_." for sign in actor) or actor.startswith("."):
            raise ValueError("an actor's id is made of letters, digits, - _ .")
        return self._folder / f"{actor}.key"

    def _seed(self, actor: str) -> bytes:
        if actor not in self._seeds:
            path = self._path(actor)
            try:
                self._seeds[actor] = bytes.fromhex(path.read_text().strip())
            except FileNotFoundError:
                raise ProblemsError(
                    [
                        Problem(
                            str(path.name),
                            f"no key is held here for {actor}",
                            "Bring the key file into the operation's keys folder",
                        )
                    ]
                ) from None
        return self._seeds[actor]

    def _write(self, path: Path, seed: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(seed.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
