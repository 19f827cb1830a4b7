"""Targets for coverage-guided fuzzing: `fuzz_targets.py NAME CONTEXT [CORPUS] [libFuzzer's options]`.

A target may end only in the ways its function promises. Whatever else comes out of it stops the fuzzer and is a finding.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import atheris

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
with atheris.instrument_imports(include=["safepassage"]):
    from safepassage.adapters.lists.child import read_file
    from safepassage.adapters.lists.limits import Limits
    from safepassage.adapters.memory import MemoryTables
    from safepassage.clearance.rules import read_answers
    from safepassage.gate.model import Bundle, Record
    from safepassage.gate.rules import fresh_facts, journal_of, merge, with_record
    from safepassage.gate.state import apply as apply_gate
    from safepassage.kernel.canonical import canonical, read_canonical
    from safepassage.kernel.facts import Recorded
    from safepassage.kernel.moment import Moment
    from safepassage.kernel.plain import to_plain
    from safepassage.kernel.problems import ProblemsError
    from safepassage.ledger import witness
    from safepassage.ledger.checkpoint import verify_checkpoint
    from safepassage.ledger.entries import write_entry
    from safepassage.ledger.evidence import EvidenceError, check_evidence, read_evidence
    from safepassage.ledger.model import EMPTY
    from safepassage.ledger.note import NoteError, NoteKey
    from safepassage.ledger.policy import parse_policy
    from safepassage.ledger.proof import ProofError, read_proof
    from safepassage.operations.gate import _kept, _read_bundle
    from safepassage.passes.manifest import read_manifest
    from safepassage.passes.model import Pass
    from safepassage.passes.wire import Fault, pass_keys, pass_text, read_pass
    from safepassage.people.mrz import read_mrz
    from safepassage.people.rules import read_list, units
    from safepassage.seal import cbor, cose
    from safepassage.terms.reading import read_terms

TODAY = date(2023, 11, 1)
NOW = Moment.parse("2023-11-01T09:00:00Z")
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml")
LIMITS = Limits()


def pass_(data: bytes, context: dict[str, str]) -> None:
    """A pass text is a pass of the one form, or a fault."""
    text = data.decode(errors="surrogateescape")
    keys = pass_keys("rafah-2023", [bytes.fromhex(context["issuer"])])
    read = read_pass(text, keys, "rafah-2023")
    assert isinstance(read, Pass | Fault)
    if isinstance(read, Pass):
        kid = next(iter(keys))
        signature = cose.open_token(_raw(text)).signature
        assert pass_text(read, lambda _: signature, kid) == text


def _raw(text: str) -> bytes:
    from safepassage.seal import base45  # noqa: PLC0415 - instrumented above

    return base45.decode(text[4:])


def cbor_(data: bytes, _: dict[str, str]) -> None:
    """An item is read only from the bytes that it would be written as; a token likewise."""
    try:
        item = cbor.decode(data, 3)
    except cbor.CborError:
        pass
    else:
        assert cbor.encode(item) == data
    try:
        token = cose.open_token(data)
    except cose.CoseError:
        return
    assert cbor.encode([token.protected, {}, token.payload, token.signature]) == data


def note(data: bytes, context: dict[str, str]) -> None:
    """Notes, proofs, policies, evidence and what a witness is asked."""
    text = data.decode(errors="surrogateescape")
    log = NoteKey.parse(context["log"])
    with contextlib.suppress(NoteError):
        verify_checkpoint(text, log)
    answer = witness.add_checkpoint(text, {log.name: witness.Watched(log.name, (log,))}, [], NOW)
    assert answer.status in (200, 400, 403, 404, 409, 422)
    with contextlib.suppress(ProofError, NoteError):
        read_proof(text)
    with contextlib.suppress(ProblemsError):
        parse_policy(text)
    with contextlib.suppress(EvidenceError, NoteError):
        check_evidence(read_evidence(text), log)
    with contextlib.suppress(ValueError):
        witness.read_memory(text)


def bundle(data: bytes, context: dict[str, str]) -> None:
    """A device's bundle: refused whole, or merged whatever its records say, and all that is merged can be kept."""
    text = data.decode(errors="surrogateescape")
    try:
        read = _read_bundle(SimpleNamespace(name="rafah-2023"), text).bundle()
    except ProblemsError:
        try:
            read = _kept("gaza", read_canonical(text), b"", "").bundle()
        except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
            return
    merged = merge([read])
    again = merge([read, Bundle(merged.records, merged.closes), read])
    assert again == merged
    facts = fresh_facts(merged, Bundle(()))
    assert len(facts) == len(merged.records) + len(merged.closes)
    tables = MemoryTables()
    for index, fact in enumerate(facts):
        to_plain(fact)
        write_entry(EMPTY, operation="rafah-2023", kind=fact.KIND, actor="gaza-crossings", clause="", deltas=fact.deltas(),
                    body=b"", key=bytes(32), sign=lambda _: bytes(64))  # fmt: skip
        apply_gate(Recorded(fact, Moment(0), "gaza-crossings", index), tables)
    last: Record | None = merged.records[-1] if merged.records else None
    if last is not None:
        mine = [one for one in merged.records[:-1] if one.pass_id == last.pass_id]
        whole = journal_of(merged.records, "2023-11-01")
        assert with_record(journal_of(merged.records[:-1], "2023-11-01"), mine, last, "2023-11-01") == whole


def mrz(data: bytes, _: dict[str, str]) -> None:
    """A machine-readable zone is read or refused with a ValueError."""
    with contextlib.suppress(ValueError):
        read_mrz(data.decode(errors="surrogateescape"), TODAY)


def _list(sheets) -> None:
    for sheet in sheets:
        read = read_list(sheet, "jor", TODAY)
        units(read.rows, TODAY)
        assert len({row.row for row in read.rows}) == len(read.rows)
        read_answers(sheet, "isr", lambda *_: ())


def csv(data: bytes, _: dict[str, str]) -> None:
    """Any bytes as a list: refused, or every line accounted for."""
    try:
        sheets = read_file(io.BytesIO(data), LIMITS)
    except ProblemsError:
        return
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        # Only a packed file ends so: in its own process, whose end is told as a damaged file.
        assert data.startswith(b"PK")
        return
    _list(sheets)


def workbook(data: bytes, context: dict[str, str]) -> None:
    """A workbook of which one part is anything at all. What ends the child process is told as a damaged file."""
    if not data:
        return
    whole = zipfile.ZipFile(io.BytesIO(bytes.fromhex(context["workbook"])))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        for name in whole.namelist():
            made.writestr(name, data[1:] if name == PARTS[data[0] % len(PARTS)] else whole.read(name))
    packed.seek(0)
    try:
        sheets = read_file(packed, LIMITS)
    except Exception:  # noqa: BLE001 - any end of the child is told as one problem; see the sandbox's own tests
        return
    _list(sheets)


def terms(data: bytes, _: dict[str, str]) -> None:
    """A terms file, or problems with their lines."""
    try:
        read_terms(data.decode(errors="surrogateescape"), "terms.toml")
    except ProblemsError as error:
        _told(error)


def _told(error: ProblemsError) -> None:
    assert error.problems


def manifest(data: bytes, _: dict[str, str]) -> None:
    """A manifest is the text it would be written as, or problems."""
    try:
        read_manifest(data.decode(errors="surrogateescape"))
    except ProblemsError as error:
        _told(error)
    try:
        value = read_canonical(data)
    except (ValueError, TypeError, RecursionError):
        return
    assert canonical(value).encode() == data


TARGETS = {
    "pass": pass_, "cbor": cbor_, "note": note, "bundle": bundle, "mrz": mrz, "csv": csv, "workbook": workbook, "terms": terms,
    "manifest": manifest,
}  # fmt: skip


def main() -> None:
    """Fuzz one target until the options say stop."""
    name, place, *options = sys.argv[1:]
    context = json.loads(Path(place).read_text())
    target = TARGETS[name]
    atheris.Setup([sys.argv[0], *options], lambda data: target(data, context))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
