"""Private keys as files of the operation's folder, one an actor, readable by their owner only; sealed where there is a passphrase.

The passphrase (age, scrypt) opens one file, `lock.age`: 32 bytes under which every other key is sealed (AES-256-GCM), so that a
command pays the second that scrypt costs once, however many keys there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from safepassage.adapters.files import destroy_file, discard, read_file, supplant, write_new
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.keys import NEXT, PEPPER, is_no_actors
from safepassage.operations.ports import Dice
from safepassage.seal.age import open_with_passphrase, seal_with_passphrase
from safepassage.seal.envelope import SealBrokenError, open_box, seal_box
from safepassage.seal.keys import public_key, sign

LOCK = "lock.age"
SEED_BYTES = 32
LEAST_SIGNS, LEAST_DIFFERENT = 12, 5
SEALED = b"safepassage-sealed-key/1\n"


def no_passphrase() -> str:
    """Where nobody gave one."""
    return ""


def _refuse_reserved(actor: str) -> None:
    """An actor called so would share its file with the pepper, or with the next key of another."""
    if is_no_actors(actor):
        raise ProblemsError(
            [Problem("actor", f"no actor may be called {actor}: a key of the operation is", "Use another id")]
        )


def refuse_weak(passphrase: str) -> None:
    """Refuse what is guessed in a day.

    Raises:
        ProblemsError: it is too short, or always the same few signs.
    """
    what = ""
    if len(passphrase) < LEAST_SIGNS:
        what = f"it is shorter than {LEAST_SIGNS} characters"
    elif len(set(passphrase)) < LEAST_DIFFERENT:
        what = "it is the same few signs again and again"
    if what:
        raise ProblemsError([Problem("passphrase", what, "Use six words or more")])


class FolderKeyring:
    """Keys in a folder: `ACTOR.key` holds a 32-byte seed as hex, or sealed; `pepper.key` the secret of the keyed tags."""

    def __init__(self, folder: Path, passphrase: Callable[[], str] = no_passphrase) -> None:
        """Use this folder; it is made when the first key is. `passphrase` is asked once, when a sealed key is needed."""
        self._folder = folder
        self._passphrase = passphrase
        self._seeds: dict[
            str, tuple[tuple[int, int], bytes]
        ] = {}  # by the file's place and time: another process may rotate a key
        self._lock: bytes | None = None

    @property
    def sealed(self) -> bool:
        """Whether the keys lie under a passphrase."""
        return (self._folder / LOCK).exists()

    def sign(self, actor: str, message: bytes) -> bytes:
        """The actor's Ed25519 signature, 64 bytes."""
        return sign(self._seed(actor), message)

    def public(self, actor: str) -> bytes:
        """The actor's public key, 32 bytes."""
        return public_key(self._seed(actor))

    def held(self, actor: str) -> bool:
        """Whether a key of this actor lies here."""
        return self._path(actor).exists()

    def forget(self, actor: str) -> None:
        """Destroy the actor's key, where one lies here."""
        _refuse_reserved(actor)
        if self.held(actor):
            destroy_file(self._path(actor))
        self._seeds.pop(actor, None)

    def make(self, actor: str, dice: Dice) -> bytes:
        """Make and keep a key for an actor who has none; the public key.

        Raises:
            ProblemsError: the id is that of a file which is no actor's.
        """
        _refuse_reserved(actor)
        if not self._path(actor).exists():
            self._write(self._path(actor), actor, dice.take(32), dice)
        return self.public(actor)

    def make_next(self, actor: str, dice: Dice) -> bytes:
        """Make the key that takes the place of the actor's, and keep it beside; the public key. `promote` makes it the actor's.

        Raises:
            ProblemsError: the id is that of a file which is no actor's.
        """
        _refuse_reserved(actor)
        name = actor + NEXT
        path = self._path(name)
        if path.exists():
            destroy_file(path)
        self._seeds.pop(name, None)
        self._write(path, name, dice.take(32), dice)
        return self.public(name)

    def waiting(self) -> tuple[str, ...]:
        """Actors for whom a next key lies beside theirs."""
        return tuple(sorted(path.name.removesuffix(f"{NEXT}.key") for path in self._folder.glob(f"*{NEXT}.key")))

    def promote(self, actor: str, dice: Dice) -> None:
        """Make the next key the actor's, and destroy the old one; nothing where another process has done it (`finish_rotations`)."""
        if not self._path(actor + NEXT).exists():
            return
        seed = self._seed(actor + NEXT)
        supplant(self._path(actor), self._content(actor, seed, dice))
        destroy_file(self._path(actor + NEXT))
        self._seeds.clear()

    def make_pepper(self, dice: Dice) -> None:
        """Make and keep the operation's pepper where there is none."""
        if not self._path(PEPPER).exists():
            self._write(self._path(PEPPER), PEPPER, dice.take(32), dice)

    def pepper(self) -> bytes:
        """The operation's secret for keyed tags, 32 bytes."""
        return self._seed(PEPPER)

    def seal(self, passphrase: str, dice: Dice) -> int:
        """Put every key under this passphrase, a new one where they are sealed already; how many keys.

        Raises:
            ProblemsError: the passphrase is too short to be one, or the present one was not given.
        """
        refuse_weak(passphrase)
        seeds = self.everything()
        for left in self._folder.glob(".*.new"):
            discard(left)
        # A new passphrase seals the same lock anew, so that a crash never leaves keys under two locks; open keys stay readable on the way.
        self._lock = self._unlocked() if self.sealed else dice.take(32)
        supplant(self._folder / LOCK, seal_with_passphrase(self._lock, passphrase))
        for name, seed in seeds.items():
            supplant(self._path(name), SEALED + seal_box(self._lock, seed, name.encode(), dice.take(12)))
        return len(seeds)

    def everything(self) -> dict[str, bytes]:
        """Every key by its name: for a backup, and to be sealed anew."""
        names = sorted(path.name.removesuffix(".key") for path in self._folder.glob("*.key"))
        return {name: self._seed(name) for name in names}

    def put(self, keys: dict[str, bytes], dice: Dice) -> None:
        """Keep these keys, from a backup, in an empty folder: all of them or none.

        Raises:
            ProblemsError: a name is none of a key, or a file cannot be written.
        """
        try:
            paths = {name: self._path(name) for name in keys}
        except ValueError as error:
            raise ProblemsError([Problem("keys", str(error), "Use another backup")]) from None
        written: list[str] = []
        try:
            for name, path in paths.items():
                self._write(path, name, keys[name], dice)
                written.append(name)
        except BaseException:
            self.take_back(written)
            raise

    def take_back(self, names: Iterable[str]) -> None:
        """Destroy the keys of these names again: what they were brought for did not come about."""
        for name in names:
            destroy_file(self._path(name))
        self._seeds.clear()

    def refuse_unless_empty(self) -> None:
        """Before keys are brought.

        Raises:
            ProblemsError: keys lie here already.
        """
        if any(self._folder.glob("*.key")) or self.sealed:
            what = "keys lie there already, of an operation that is not"
            raise ProblemsError([Problem("keys", what, "Restore into a folder of its own")])

    def _path(self, actor: str) -> Path:
        if not actor or not all(sign.isalnum() or sign in "-_." for sign in actor) or actor.startswith("."):
            raise ValueError("an actor's id is made of letters, digits, - _ .")
        return self._folder / f"{actor}.key"

    def _seed(self, actor: str) -> bytes:
        path = self._path(actor)
        try:
            found = path.stat()
        except FileNotFoundError:
            what = f"no key is held here for {actor}"
            raise ProblemsError(
                [Problem(path.name, what, "Bring the key file into the operation's keys folder")]
            ) from None
        mark = (found.st_ino, found.st_mtime_ns)
        known, seed = self._seeds.get(actor, ((0, 0), b""))
        if known != mark:
            seed = self._opened(actor, read_file(path))
            self._seeds[actor] = (mark, seed)
        return seed

    def _opened(self, actor: str, raw: bytes) -> bytes:
        try:
            if raw.startswith(SEALED):
                return open_box(self._unlocked(), raw.removeprefix(SEALED), actor.encode())
            return _whole(bytes.fromhex(raw.decode().strip()))
        except (SealBrokenError, ValueError):
            what = "the key cannot be opened: another passphrase, or the file was changed"
            raise ProblemsError([Problem(f"{actor}.key", what, "Give the operation's passphrase")]) from None

    def _unlocked(self) -> bytes:
        if self._lock is None:
            passphrase = self._passphrase()
            if not passphrase:
                do = "Name a file that holds it: SAFEPASSAGE_PASSPHRASE_FILE"
                raise ProblemsError([Problem("keys", "they are sealed, and no passphrase was given", do)])
            self._lock = open_with_passphrase(read_file(self._folder / LOCK), passphrase)
        return self._lock

    def _content(self, name: str, seed: bytes, dice: Dice) -> bytes:
        return (
            SEALED + seal_box(self._unlocked(), seed, name.encode(), dice.take(12))
            if self.sealed
            else seed.hex().encode()
        )

    def _write(self, path: Path, name: str, seed: bytes, dice: Dice) -> None:
        write_new(path, self._content(name, seed, dice))


def _whole(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise ValueError("no key's seed")
    return seed
