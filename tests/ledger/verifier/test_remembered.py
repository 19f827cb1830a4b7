"""What a party audited before: signatures under the same root are not checked again, and nothing is found less for it."""

import json

import pytest
from safepassage_audit import audit, command


@pytest.fixture
def checked(monkeypatch):
    """The messages whose signatures were checked."""
    seen, real = [], audit.signed

    def signed(public, message, signature):
        seen.append(message)
        return real(public, message, signature)

    monkeypatch.setattr(audit, "signed", signed)
    return seen


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "mine.json"


def test_the_second_audit_checks_only_what_came_since(program, operation, checked, mine):
    alone = ("--remember", str(mine), "--workers", "1")
    assert program(operation.lines(), *alone) == []
    assert len(checked) == 30
    assert json.loads(mine.read_text()) == {
        "audited": "safepassage-audited/1", "operation": "rafah-2023", "size": 30, "root": program.told["root"],
    }  # fmt: skip
    checked.clear()
    for number in range(3):
        operation.answer("side-b", 100 + number)
    assert program(operation.lines(), *alone) == []
    assert len(checked) == 3
    assert json.loads(mine.read_text())["size"] == 33
    checked.clear()
    assert program(operation.lines(), *alone) == []
    assert checked == []


def test_a_false_signature_that_came_since_is_found_and_nothing_is_remembered(program, operation, mine):
    assert program(operation.lines(), "--remember", str(mine)) == []
    before = mine.read_text()
    operation.answer("side-a", 1, signer="side-b")
    assert program(operation.lines(), "--remember", str(mine)) == [(30, "signature")]
    assert mine.read_text() == before


def test_a_signature_exchanged_among_what_was_audited_is_found(program, operation, mine):
    """The leaf holds the signature: who changes it changes the root, although nobody checks the signature again."""
    assert program(operation.lines(), "--remember", str(mine)) == []
    lines = operation.lines()
    at, other = (
        next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == place) for place in (12, 13)
    )
    data = json.loads(lines[at]) | {"signature": json.loads(lines[other])["signature"]}
    lines[at] = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    found = program(lines, "--remember", str(mine))
    assert (30, "audited") in found
    assert (12, "signature") not in found
    assert (12, "signature") in program(lines)


def test_a_record_rewritten_since_is_found_though_the_log_signed_it_anew(program, operation, mine):
    other = operation.copy()
    other.answer("side-a", 1)
    operation.answer("side-b", 1)
    for one in (operation, other):
        one.sign()
        one.answer("gate-1", 2)
        one.sign()
    assert program(operation.lines(), "--remember", str(mine)) == []
    assert program(other.lines()) == []
    assert program(other.lines(), "--remember", str(mine)) == [(32, "audited")]


def test_a_record_that_is_shorter_than_it_was_is_found(program, operation, mine):
    shorter = operation.copy()
    operation.answer("side-a", 1)
    assert program(operation.lines(), "--remember", str(mine)) == []
    assert program(shorter.lines(), "--remember", str(mine)) == [(30, "short")]


def test_nothing_is_remembered_of_what_was_wrong_or_not_checked(operation, program, kept, mine, capsys):
    operation.answer("side-a", 1, signer="side-b")
    assert program(operation.lines(), "--remember", str(mine)) == [(30, "signature")]
    assert not mine.exists()
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--no-signatures", "--remember", str(mine)]) == 2
    assert "nothing is remembered" in capsys.readouterr().err
    assert not mine.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"audited":"safepassage-audited/2","operation":"rafah-2023","size":1,"root":""}',
             '{"audited":"safepassage-audited/1","operation":"rafah-2023"}',
             '{"audited":"safepassage-audited/1","operation":"another","size":1,"root":""}'],
)  # fmt: skip
def test_an_odd_memory_is_wrong_use(operation, kept, mine, capsys, text):
    mine.write_text(text)
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--log", operation.log.text(), "--remember", str(mine)]) == 2
    assert "safepassage-verify: " in capsys.readouterr().err
    assert mine.read_text() == text
