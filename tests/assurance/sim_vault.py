"""Backups of a simulated run, by the real adapters, in a folder that is there only where one was made; and who holds a share."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim_disk import CrashingStore

from safepassage.adapters import backup
from safepassage.adapters.memory import MemoryTables
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.model import Head
from safepassage.operations import restoring
from safepassage.operations.compare import compare
from safepassage.operations.house import House

HOLDERS = ("cell", "mediator", "side")
LATE = "side"  # this holder destroys a share only when everything is over


@dataclass(frozen=True)
class Kept:
    """One backup, and what the record was when it was made."""

    path: Path
    epoch: int
    tables: MemoryTables
    head: Head
    notes: dict


@dataclass(frozen=True)
class Restored:
    """A house made anew."""

    house: House
    size: int


@dataclass
class Vault:
    """Everything that backups are made of and lie in."""

    folder: tempfile.TemporaryDirectory | None = None
    files: list[Kept] = field(default_factory=list)
    shares: dict[int, dict[str, Path]] = field(default_factory=dict)
    times: int = 0  # how often one was brought back

    def _epochs(self, house: House) -> backup.Epochs:
        if self.folder is None:
            self.folder = tempfile.TemporaryDirectory(prefix="simulated-backups-")
        path = Path(self.folder.name)
        epochs = backup.Epochs(path)
        if epochs.now() is None:
            files = epochs.begin(house.name, HOLDERS, path, house.dice)
            self.shares[epochs.now()["epoch"]] = dict(zip(HOLDERS, files, strict=True))
        return epochs

    def backup(self, house: House) -> None:
        """Make one now, sealed to the epoch's recipient."""
        now = self._epochs(house).now()
        path = Path(self.folder.name) / f"{len(self.files)}.backup"
        store = house.store
        backup.write_backup(path, now["recipient"], restoring.backup(house), house.keys.seeds)
        self.files.append(Kept(path, now["epoch"], store.tables.copy(), store.latest, dict(store.notes)))

    def end(self) -> None:
        """After an erasure: the epoch ends, and its holders are told to destroy their shares. One is late."""
        if self.folder is None:
            return
        ended = backup.Epochs(Path(self.folder.name)).end()
        if ended is not None:
            self.shares[ended] = {name: path for name, path in self.shares[ended].items() if name == LATE}

    def opened(self) -> Iterator[tuple[Kept, list[dict], dict[str, bytes]]]:
        """Every backup that whoever holds shares can open together, with what it holds."""
        for kept in self.files:
            with contextlib.suppress(ProblemsError):
                pieces, keys = backup.read_backup(kept.path, list(self.shares[kept.epoch].values()))
                yield kept, list(pieces), keys

    def restored(self, house: House) -> Restored | None:
        """The newest backup that can be opened, on a new machine; it must be what the record was then, None where there is none."""
        newest = max(self.opened(), key=lambda one: int(one[0].path.stem), default=None)
        if newest is None:
            return None
        kept, pieces, seeds = newest
        keys = house.keys.copy()
        keys.seeds = dict(seeds)
        made = replace(house, store=CrashingStore(), keys=keys)
        size = restoring.restore(made, pieces)
        store = made.store
        odd = next(compare(kept.tables, store.tables), "")
        if odd or store.latest != kept.head or store.notes != kept.notes:
            raise AssertionError(f"what was restored is not what was there: {odd}")
        self.times += 1
        return Restored(made, size)
