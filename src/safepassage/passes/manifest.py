"""The manifest's text: what is signed, cosigned and carried to the gates. One manifest, one text, to the byte.

A tag is 8 bytes; all tags of a set are joined in order and written in base 85 (RFC 1924's characters, none of which JSON
escapes), 10 characters a pass, so that 20,000 passes stay below 200 KiB.
"""

from __future__ import annotations

import base64
import hashlib
from itertools import pairwise
from typing import Any

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.passes.model import Manifest

FORMAT = "safepassage/manifest/1"
TAG_BYTES = 8
MOST_CHARACTERS = 64 * 1024 * 1024
_ROOT_BYTES = 32
_SETS = ("tags", "revoked", "patients")
_TEXTS = ("format", "operation", "made", "root", *_SETS)
_NUMBERS = ("number", "tree_size")


def manifest_text(manifest: Manifest) -> str:
    """The manifest's one canonical text.

    Raises:
        ValueError: a tag is no 8 bytes as hex, a set is not sorted or holds a tag twice, or a number is out of range.
    """
    text = canonical(
        {
            "format": FORMAT,
            "operation": manifest.operation,
            "number": manifest.number,
            "made": manifest.made.iso(),
            "tree_size": manifest.tree_size,
            "root": manifest.root,
            "tags": _packed(manifest.tags),
            "revoked": _packed(manifest.revoked),
            "patients": _packed(manifest.patients),
        }
    )
    faults = [what for _, what in _faults(manifest)]
    if faults:
        raise ValueError("; ".join(faults))
    return text


def manifest_digest(text: str) -> str:
    """SHA-256 of the manifest's text, as hex: what the ledger keeps of it."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(text: str, source: str = "manifest") -> Manifest:
    """The manifest that a text says. Whether it is signed and cosigned is for the caller to check, on this very text.

    Raises:
        ProblemsError: with every fault found; nothing of a faulty manifest may be used.
    """
    data = _object(text, source)
    faults = [(name, f"{name} is missing or no text") for name in _TEXTS if not isinstance(data.get(name), str)]
    faults += [(name, f"{name} is missing or no whole number") for name in _NUMBERS if type(data.get(name)) is not int]
    faults += [("", "it says something this reader does not know")] if set(data) - {*_TEXTS, *_NUMBERS} else []
    if not faults and data["format"] != FORMAT:
        faults.append(("format", f"its form is not {FORMAT}"))
    manifest = None if faults else _manifest(data, faults)
    if manifest is not None:
        faults += _faults(manifest)
    if manifest is not None and not faults and manifest_text(manifest) != text:
        faults.append(("made", "the moment it was made is not in its one form"))
    if faults or manifest is None:
        raise ProblemsError(_problem(source, column, what) for column, what in faults)
    return manifest


def _problem(source: str, column: str, what: str) -> Problem:
    return Problem(source, what, "Fetch the manifest again; do not admit by this one", column=column, code="manifest")


def _object(text: str, source: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise ProblemsError([_problem(source, "", f"it is longer than {MOST_CHARACTERS} characters")])
    try:
        data = read_canonical(text)
    except (ValueError, TypeError, RecursionError):
        raise ProblemsError([_problem(source, "", "it is no manifest, or not to the byte what was signed")]) from None
    if not isinstance(data, dict):
        raise ProblemsError([_problem(source, "", "it is no manifest")])
    return data


def _manifest(data: dict[str, Any], faults: list[tuple[str, str]]) -> Manifest | None:
    sets: dict[str, tuple[str, ...]] = {}
    for name in _SETS:
        try:
            sets[name] = _unpacked(data[name])
        except ValueError:
            faults.append((name, f"the {name} cannot be read"))
    try:
        made = Moment.parse(data["made"])
    except (ValueError, OverflowError):
        faults.append(("made", "the moment it was made cannot be read"))
    if faults:
        return None
    return Manifest(
        data["operation"],
        data["number"],
        made,
        sets["tags"],
        data["tree_size"],
        data["root"],
        sets["revoked"],
        sets["patients"],
    )


def _faults(manifest: Manifest) -> list[tuple[str, str]]:
    faults = []
    if not manifest.operation:
        faults.append(("operation", "it names no operation"))
    if manifest.number < 1 or manifest.tree_size < 0:
        faults.append(("number", "its number is below 1, or its tree's size below 0"))
    if manifest.root and len(_hex(manifest.root)) != _ROOT_BYTES:
        faults.append(("root", "the root is no 32 bytes as hex"))
    for name in _SETS:
        tags = getattr(manifest, name)
        if any(first >= second for first, second in pairwise(tags)):
            faults.append((name, f"the {name} are not in order, or one stands twice"))
        if any(len(_hex(tag)) != TAG_BYTES for tag in tags):
            faults.append((name, f"one of the {name} is no {TAG_BYTES} bytes as hex"))
    if set(manifest.tags) & set(manifest.revoked):
        faults.append(("revoked", "a pass is in force and revoked at once"))
    if set(manifest.patients) - set(manifest.tags):
        faults.append(("patients", "a patient's pass is not in force"))
    return faults


def _hex(text: str) -> bytes:
    try:
        read = bytes.fromhex(text)
    except ValueError:
        return b""
    return read if read.hex() == text else b""


def _packed(tags: tuple[str, ...]) -> str:
    return base64.b85encode(b"".join(map(_hex, tags))).decode()


def _unpacked(text: str) -> tuple[str, ...]:
    """The tags of a set's text. Raises ValueError for a text of any other form."""
    raw = base64.b85decode(text)
    if len(raw) % TAG_BYTES or base64.b85encode(raw).decode() != text:
        raise ValueError("not whole tags, or not in their one form")
    return tuple(raw[at : at + TAG_BYTES].hex() for at in range(0, len(raw), TAG_BYTES))
