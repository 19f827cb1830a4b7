"""A witness's folder, whoever asks it at once: one history is cosigned, and every proof of another is kept."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from safepassage.adapters import witness as adapter
from safepassage.adapters.witness import WitnessFolder
from safepassage.kernel.moment import Moment
from safepassage.ledger.checkpoint import log_key, make_checkpoint, witness_key
from safepassage.ledger.evidence import check_evidence, read_evidence
from safepassage.ledger.witness import CONFLICT, OK, Cosigner, Request
from safepassage.seal import keys

SEEDS = {name: bytes((number,)) * 32 for number, name in enumerate(("one-2023", "two-2023", "witness"), start=1)}
LOGS = {name: log_key(name, keys.public_key(SEEDS[name])) for name in ("one-2023", "two-2023")}


def request(log, root):
    point = make_checkpoint(log, 5, bytes((root,)) * 32, LOGS[log].public, lambda text: keys.sign(SEEDS[log], text))
    return Request(0, (), point.note).text()


@pytest.fixture
def cosigners():
    key = witness_key("witness", keys.public_key(SEEDS["witness"]))
    return [Cosigner(key, lambda text: keys.sign(SEEDS["witness"], text))]


@pytest.fixture
def folder(tmp_path):
    made = WitnessFolder(tmp_path / "witness")
    for log in LOGS.values():
        made.watch(log.text())
    return made


def proofs(tmp_path):
    return [path.read_text() for path in sorted((tmp_path / "witness").glob("evidence-*.json"))]


def test_of_many_histories_shown_at_once_one_is_cosigned_and_each_other_is_proved(folder, tmp_path, cosigners):
    """All in one second: the proofs used to take each other's place."""

    def ask(root):
        return WitnessFolder(tmp_path / "witness").answer(request("one-2023", root), cosigners, Moment(1000)).status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(ask, range(8)))
    assert statuses == [OK, *[CONFLICT] * 7]
    kept = proofs(tmp_path)
    assert len({json.loads(text)["second"] for text in kept}) == 7
    for text in kept:
        check_evidence(read_evidence(text), LOGS["one-2023"])


def test_one_logs_proof_does_not_take_anothers_place(folder, tmp_path, cosigners):
    for log in LOGS:
        for root in (1, 2):
            folder.answer(request(log, root), cosigners, Moment(1000))
    assert sorted(json.loads(text)["first"].partition("\n")[0] for text in proofs(tmp_path)) == sorted(LOGS)


def test_a_log_that_lies_without_end_fills_no_disk(folder, tmp_path, cosigners, monkeypatch):
    monkeypatch.setattr(adapter, "MOST_EVIDENCE", 3)
    statuses = [folder.answer(request("one-2023", root), cosigners, Moment(1000 + root)).status for root in range(8)]
    assert statuses == [OK, *[CONFLICT] * 7]
    assert len(proofs(tmp_path)) == 3
