"""The power goes at any moment: what was acknowledged is there after the restart, and the file is whole."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from power_trace import Disk, Trace, Write, images
from power_work import PRAGMAS, recovered, traced
from sweep import dice, note, size

from safepassage.store import store as module
from safepassage.store.store import DjangoStore

PARTS = [("ledger", 0), ("ledger", 2), ("ledger", 4), ("gate", 0), ("gate", 5)]
IMAGES = size(10_000, 500_000) // len(PARTS)


@pytest.fixture
def quick(tmp_path):
    """A folder in memory where there is one: an image's own flushes promise nothing and only cost time."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


def tried(trace: Trace, path: Path, count: int, seed: int) -> Counter[str]:
    """How many images there were, lost what was acknowledged, were damaged, or held what was not acknowledged yet."""
    found = Counter({"images": 0, "lost": 0, "damaged": 0, "ahead": 0})
    for moment, image, promised in images(trace, count, seed):
        wrong, held = recovered(path, image)
        found["images"] += 1
        found["damaged"] += bool(wrong)
        found["lost"] += held < promised
        found["ahead"] += held > promised
        found["in a work"] += 0 < moment < len(trace.writes) and trace.writes[moment - 1].what != "sync"
    return found


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_nothing_acknowledged_is_lost_and_no_file_is_damaged(kind, part, quick):
    found = tried(traced(kind, part, quick), quick / "image.sqlite3", IMAGES, dice(10 * part + len(kind)))
    note("power loss", f"{kind}, part {part}", tried=IMAGES, found=found["lost"] + found["damaged"])
    assert (found["images"], found["lost"], found["damaged"]) == (IMAGES, 0, 0)
    # Some images hold a work whose caller was not told yet, and most fall into the middle of one.
    assert found["ahead"] > 0
    assert found["in a work"] > IMAGES // 2


@pytest.mark.parametrize("kind", ["ledger", "gate"])
def test_a_store_that_flushes_less_is_caught(kind, quick):
    trace = traced(kind, 0, quick, PRAGMAS.replace("synchronous=FULL", "synchronous=NORMAL"))
    found = tried(trace, quick / "image.sqlite3", 60, 1)
    note("power loss, a store that flushes less", kind, tried=found["images"], found=found["lost"])
    assert found["lost"] > 20


def test_a_store_that_never_flushes_is_damaged_as_well(quick):
    trace = traced("ledger", 2, quick, PRAGMAS.replace("synchronous=FULL", "synchronous=OFF"))
    found = tried(trace, quick / "image.sqlite3", 300, 1)
    assert found["lost"] > 100
    assert found["damaged"] > 0


@pytest.mark.parametrize("kind", ["ledger", "gate"])
def test_the_store_itself_opens_an_image_and_goes_on(kind, quick, monkeypatch):
    monkeypatch.setattr(module, "_STOPPED", {})
    trace = traced(kind, 1, quick)
    for number, (_, image, promised) in enumerate(images(trace, 8, 3)):
        path = quick / f"opened-{number}.sqlite3"
        for suffix, content in image.items():
            Path(f"{path}{suffix}").write_bytes(content)
        store = DjangoStore.open(path)
        with store.work() as work:
            assert [entry.index for entry, _ in work.entries()] == list(range(work.head().size))
            assert work.head().size >= promised
            work.keep_checkpoint(work.checkpoints()[0]) if work.checkpoints() else None
        store.close()


def test_of_what_was_not_synced_any_part_may_be_left():
    """The disk's own model: synced stays, a write is torn at sectors, a removal that was not synced may or may not have been."""
    import random  # noqa: PLC0415 - for this test only

    dice = random.Random(4)
    disk = Disk({"": b"a" * 1024})
    disk.take(Write("", "write", 0, b"b" * 1024))
    assert {disk.image(dice)[""] for _ in range(200)} == {
        one * 512 + other * 512 for one in (b"a", b"b") for other in (b"a", b"b")
    }
    disk.take(Write("", "sync"))
    assert {disk.image(dice)[""] for _ in range(50)} == {b"b" * 1024}
    disk.take(Write("", "truncate", 100))
    assert {len(disk.image(dice)[""]) for _ in range(50)} == {100, 1024}
    disk.take(Write("", "delete"))
    assert {len(disk.image(dice).get("", b"")) for _ in range(50)} == {0, 100, 1024}
    disk.take(Write("", "synced delete"))
    assert disk.image(dice) == {}
