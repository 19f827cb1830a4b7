"""Keys in files: sealed, rotated, and never lost between two steps."""

import pytest

from safepassage.adapters import files, keyring
from safepassage.adapters.dice import SeededDice
from safepassage.adapters.keyfile import make_witness_key, read_witness_key
from safepassage.adapters.keyring import FolderKeyring
from safepassage.kernel.problems import ProblemsError

WORDS = "six words that nobody ever used"


@pytest.fixture
def dice():
    return SeededDice("keyring")


@pytest.fixture
def keys(tmp_path, dice):
    made = FolderKeyring(tmp_path / "keys")
    made.make_pepper(dice)
    for actor in ("coordination", "egy"):
        made.make(actor, dice)
    return made


def contents(tmp_path):
    return b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())


def test_sealed_keys_sign_as_before_and_lie_nowhere_in_the_open(keys, dice, tmp_path):
    before = {name: seed.hex().encode() for name, seed in keys.everything().items()}
    public, signature = keys.public("egy"), keys.sign("egy", b"x")
    assert keys.seal(WORDS, dice) == 3
    assert not any(seed in contents(tmp_path) for seed in before.values())
    again = FolderKeyring(tmp_path / "keys", lambda: WORDS)
    assert (again.sealed, again.public("egy"), again.sign("egy", b"x")) == (True, public, signature)
    assert again.pepper() == keys.pepper()


def test_without_the_passphrase_no_key_opens(keys, dice, tmp_path):
    keys.seal(WORDS, dice)
    with pytest.raises(ProblemsError, match="no passphrase was given"):
        FolderKeyring(tmp_path / "keys").sign("egy", b"x")
    with pytest.raises(ProblemsError, match="another passphrase"):
        FolderKeyring(tmp_path / "keys", lambda: "another one").sign("egy", b"x")


def test_a_sealed_key_moved_under_another_name_does_not_open(keys, dice, tmp_path):
    keys.seal(WORDS, dice)
    (tmp_path / "keys" / "egy.key").rename(tmp_path / "keys" / "isr.key")
    with pytest.raises(ProblemsError, match="the file was changed"):
        FolderKeyring(tmp_path / "keys", lambda: WORDS).sign("isr", b"x")


def test_the_passphrase_can_be_changed_and_the_old_one_opens_nothing(keys, dice, tmp_path):
    keys.seal(WORDS, dice)
    FolderKeyring(tmp_path / "keys", lambda: WORDS).seal("other words of nobody", dice)
    assert FolderKeyring(tmp_path / "keys", lambda: "other words of nobody").public("egy") == keys.public("egy")
    with pytest.raises(ProblemsError):
        FolderKeyring(tmp_path / "keys", lambda: WORDS).public("egy")


def test_a_short_passphrase_is_refused(keys, dice):
    with pytest.raises(ProblemsError, match="shorter than 12"):
        keys.seal("short", dice)
    assert not keys.sealed


def test_a_crash_while_sealing_leaves_every_key_readable(keys, dice, tmp_path, monkeypatch):
    publics = {actor: keys.public(actor) for actor in ("coordination", "egy")}
    real, count = files.supplant, [0]

    def breaks(path, content):
        count[0] += 1
        if count[0] == 3:
            raise OSError(28, "full")
        real(path, content)

    monkeypatch.setattr(keyring, "supplant", breaks)
    with pytest.raises(OSError, match="full"):
        keys.seal(WORDS, dice)
    again = FolderKeyring(tmp_path / "keys", lambda: WORDS)
    assert {actor: again.public(actor) for actor in publics} == publics


@pytest.mark.parametrize("sealed", [False, True])
def test_a_next_key_lies_beside_until_it_is_promoted(keys, dice, tmp_path, sealed):
    if sealed:
        keys.seal(WORDS, dice)
    keys = FolderKeyring(tmp_path / "keys", lambda: WORDS)
    old = keys.public("egy")
    fresh = keys.make_next("egy", dice)
    assert (keys.public("egy"), keys.waiting()) == (old, ("egy",))
    keys.promote("egy", dice)
    assert (keys.public("egy"), keys.waiting()) == (fresh, ())
    assert FolderKeyring(tmp_path / "keys", lambda: WORDS).public("egy") == fresh != old


def test_a_crash_while_promoting_is_finished_by_promoting_again(keys, dice, tmp_path, monkeypatch):
    fresh = keys.make_next("egy", dice)
    monkeypatch.setattr(keyring, "destroy_file", lambda _: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        keys.promote("egy", dice)
    monkeypatch.undo()
    again = FolderKeyring(tmp_path / "keys")
    assert again.waiting() == ("egy",)
    again.promote("egy", dice)
    assert (again.public("egy"), again.waiting()) == (fresh, ())


def test_what_a_replaced_secret_held_is_overwritten(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(b"old secret")
    with path.open("rb") as handle:
        files.supplant(path, b"new")
        assert handle.read() == bytes(10)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_file_of_keys_is_readable_by_others(keys, dice, tmp_path):
    keys.seal(WORDS, dice)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


@pytest.mark.parametrize("actor", ["pepper", "egy.next", "pepper.next"])
@pytest.mark.parametrize("what", ["make", "make_next"])
def test_no_actor_shares_a_file_with_another_key(keys, dice, actor, what):
    keys.make_next("egy", dice)
    before = keys.everything()
    with pytest.raises(ProblemsError, match="no actor may be called"):
        getattr(keys, what)(actor, dice)
    with pytest.raises(ProblemsError, match="no actor may be called"):
        keys.forget(actor)
    assert keys.everything() == before


def test_a_key_that_is_held_elsewhere_now_is_forgotten(keys):
    assert (keys.held("egy"), keys.held("isr")) == (True, False)
    keys.public("egy")
    keys.forget("egy")
    keys.forget("egy")
    assert (keys.held("egy"), sorted(keys.everything())) == (False, ["coordination", "pepper"])
    with pytest.raises(ProblemsError, match="no key is held here for egy"):
        keys.sign("egy", b"x")


@pytest.mark.parametrize("left", [b"", b"00" * 31, b"zz"])
def test_half_a_key_is_said_to_be_none(keys, tmp_path, left):
    (tmp_path / "keys" / "egy.key").write_bytes(left)
    with pytest.raises(ProblemsError, match="the key cannot be opened"):
        keys.sign("egy", b"x")


def test_a_key_that_another_process_rotated_is_read_anew(keys, dice, tmp_path):
    old = keys.public("egy")
    other = FolderKeyring(tmp_path / "keys")
    fresh = other.make_next("egy", dice)
    other.promote("egy", dice)
    assert keys.public("egy") == fresh != old
    other.forget("egy")
    with pytest.raises(ProblemsError, match="no key is held here for egy"):
        keys.sign("egy", b"x")


@pytest.mark.parametrize("name", ["pepper", "egy.next"])
def test_a_name_that_is_no_actors_is_refused_to_all_who_make_or_destroy_keys(keys, dice, name):
    before = keys.everything()
    for act in (lambda: keys.make(name, dice), lambda: keys.make_next(name, dice), lambda: keys.forget(name)):
        with pytest.raises(ProblemsError, match="a key of the operation is"):
            act()
    assert keys.everything() == before


@pytest.mark.parametrize("when", ["fsync", "link"])
def test_a_disk_that_fills_leaves_no_half_file(tmp_path, monkeypatch, when):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "some.key"
    with monkeypatch.context() as broken:
        broken.setattr(files.os, when, full)
        if when == "fsync":
            with pytest.raises(ProblemsError, match="No space left"):
                files.write_new(path, b"a key")
            assert list(tmp_path.iterdir()) == []
        else:  # a disk that knows no second names
            files.write_new(path, b"a key")
    if when == "fsync":
        files.write_new(path, b"a key")
    assert [one.name for one in tmp_path.iterdir()] == ["some.key"]
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"a key", 0o600)
    with pytest.raises(ProblemsError, match="there already"):
        files.write_new(path, b"another")
    assert path.read_bytes() == b"a key"


@pytest.mark.parametrize(
    ("words", "what"),
    [("short", "shorter than 12"), ("a" * 40, "same few signs"), ("abcdabcdabcdabcd", "same few signs")],
)
def test_a_passphrase_that_is_guessed_seals_neither_the_operations_keys_nor_a_witnesss(
    keys, dice, tmp_path, words, what
):
    before = contents(tmp_path)
    with pytest.raises(ProblemsError, match=what):
        keys.seal(words, dice)
    with pytest.raises(ProblemsError, match=what):
        make_witness_key(tmp_path / "w.key", "egy", "ed25519", dice, words)
    assert (contents(tmp_path), keys.sealed, (tmp_path / "w.key").exists()) == (before, False, False)


def test_a_witnesss_key_is_sealed_under_words_enough_or_said_to_be_open(dice, tmp_path):
    sealed = make_witness_key(tmp_path / "a.key", "egy", "ed25519", dice, WORDS)
    opened = make_witness_key(tmp_path / "b.key", "qat", "ed25519", dice)
    assert sealed.seed.hex().encode() not in (tmp_path / "a.key").read_bytes()
    assert opened.seed.hex().encode() in (tmp_path / "b.key").read_bytes()
    assert read_witness_key(tmp_path / "a.key", WORDS) == sealed


def test_a_rotation_that_another_process_finished_is_finished(keys, dice, tmp_path):
    fresh = keys.make_next("egy", dice)
    FolderKeyring(tmp_path / "keys").promote("egy", dice)
    keys.promote("egy", dice)
    assert (keys.public("egy"), keys.waiting()) == (fresh, ())
