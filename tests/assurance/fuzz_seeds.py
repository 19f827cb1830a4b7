"""What fuzzing starts from: one or more good examples of everything. All people are invented."""

from __future__ import annotations

import functools
import io
import json

from openpyxl import Workbook
from sim_world import LISTS, OPERATION, ROOT, world

from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import record_id, said
from safepassage.kernel.canonical import canonical
from safepassage.kernel.plain import to_plain
from safepassage.ledger import witness
from safepassage.ledger.checkpoint import log_key, make_checkpoint
from safepassage.operations import gate
from safepassage.operations.house import DESK, ISSUER
from safepassage.seal import base45

SPECIMENS = (  # ICAO 9303, parts 4 and 5
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)


@functools.cache
def context() -> dict[str, str]:
    """What the targets need to know: public keys, and a whole workbook to spoil a part of."""
    keys = world().keys
    return {
        "issuer": keys.public(ISSUER).hex(),
        "log": log_key(OPERATION, keys.public(DESK)).text(),
        "workbook": _workbook().hex(),
    }


def _workbook() -> bytes:
    book = Workbook()
    for line in LISTS["jor"].splitlines():
        book.active.append(line.split(","))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _bundle() -> Bundle:
    records = []
    for sequence, (step, back) in enumerate((("exited", ""), ("", ""), ("returned", "gaza-a/1/00000000")), start=1):
        verdict, reason = ("admit", step or "in-order") if step else ("hold", "order")
        reason = "in-order" if step == "exited" else reason
        bare = Record(
            "", "gaza/2023-11-01/1", "gaza", "0a" * 10, verdict, reason, step, "officer 1", takes_back=back,
            drawn=f"{sequence:016x}",
        )  # fmt: skip
        records.append(Record(record_id("gaza-a", sequence, said(bare)), *said(bare), at="2023-11-01T08:00:00Z"))
    return Bundle(tuple(records), (Close("gaza/2023-11-01/1", "gaza-a", 3),))


@functools.cache
def seeds(name: str) -> list[bytes]:
    """Good examples for a target."""
    made = world()
    texts = [paper.text for paper in made.papers[:3]]
    toml = (ROOT / "examples" / "rafah-2023" / "terms.toml").read_bytes()
    if name == "pass":
        return [text.encode() for text in texts]
    if name == "cbor":
        return [base45.decode(text[4:]) for text in texts]
    if name == "note":
        desk = made.keys.public(DESK)
        point = make_checkpoint(OPERATION, 9, bytes(32), desk, lambda message: made.keys.sign(DESK, message))
        policy = f"log {context()['log']}\nwitness a {context()['log']}\ngroup g any a\nquorum g\n"
        return [point.note.encode(), witness.Request(0, (), point.note).text().encode(), policy.encode()]
    if name == "bundle":
        signed = gate.bundle_text(made.house("seed"), "gaza", "gaza-crossings", _bundle())
        return [signed.encode(), canonical(to_plain(_bundle())).encode()]
    if name == "mrz":
        return [one.encode() for one in SPECIMENS]
    if name == "csv":
        found = b"Full name,Passport no,Date of birth\nYazan Nabulsi,JX099999,1\xb9814\n"  # 2026-11-23: a raised digit
        return [found, *(text.encode() for text in LISTS.values())]
    if name == "workbook":
        return [bytes((part,)) + one for part, one in enumerate(_parts())]
    if name == "manifest":
        return [
            made.manifest.encode(),
            canonical(json.loads(made.manifest) | {"number": 2, "revoked": "000000002H"}).encode(),
        ]
    return [toml, (ROOT / "tests" / "terms" / "small.toml").read_bytes()]


def _parts() -> list[bytes]:
    import zipfile  # noqa: PLC0415 - here only

    with zipfile.ZipFile(io.BytesIO(_workbook())) as packed:
        names = set(packed.namelist())
        parts = (
            "xl/worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "[Content_Types].xml",
        )
        return [packed.read(name) if name in names else b"" for name in parts]
