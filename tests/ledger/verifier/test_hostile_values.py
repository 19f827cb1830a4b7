"""What an operator can write so that a checker stumbles, or reads it otherwise than the next checker: each is told, none is a crash."""

import base64
import json
from dataclasses import dataclass

import pytest
from safepassage_audit import command
from safepassage_audit.lists import Lists
from test_log_rotation import lines as rotated
from test_log_rotation import rotate

from safepassage.ledger import checkpoint
from safepassage.ledger.facts import ActorRetired
from safepassage.seal import lattice

HALF = "\ud800"


def changed(lines, place, **fields):
    """The export with other fields at one entry."""
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == place)
    lines[at] = json.dumps(json.loads(lines[at]) | fields) + "\n"
    return lines


def test_a_header_with_half_a_character_pair_is_a_finding(program, operation):
    lines = operation.lines("nobody")
    header = next(json.loads(line)["header"] for line in lines if json.loads(line).get("entry") == 12)
    found = program(changed(lines, 12, header=header.replace('"clause":"', f'"clause":"{HALF}')))
    assert found[0] == (12, "header")


@pytest.mark.parametrize("at", ["2023-11-01T09:00:00", "2023-11-01", "0001-01-01T00:00:00+23:00", "20231101T090000Z"])
def test_a_date_that_is_no_moment_in_its_one_form_is_a_finding_on_every_machine(program, operation, at):
    operation.answer("side-a", 1, at=type("Written", (), {"iso": lambda _: at})())
    assert program(operation.lines()) == [(30, "body")]


@dataclass
class Odd:
    """An admission as no kernel writes it."""

    actor: object
    public: str
    KIND = "ledger.actor-admitted/1"

    def deltas(self):
        return {}


@pytest.mark.parametrize("actor", [["gate-1"], {"gate-1": 1}, None, 5])
def test_an_admission_of_what_is_no_name_is_no_crash(program, operation, actor):
    operation.write("desk", Odd(actor, operation.public_of("gate-1").hex()))
    assert program(operation.lines()) == []


def test_who_was_retired_does_not_come_back_under_a_number(program, operation):
    operation.write("desk", Odd("5", operation.public_of("side-a").hex()))
    operation.write("desk", ActorRetired("5", "invented"))
    operation.write("desk", Odd(5, operation.public_of("side-a").hex()))
    operation.answer("5", 1, signer="side-a")
    assert program(operation.lines()) == [(33, "actor")]


def test_a_finding_that_names_half_a_character_pair_can_be_told(program, operation):
    lines = operation.lines()
    lines[-1] = json.dumps({"size": 30, "totals": json.loads(lines[-1])["totals"] | {HALF: 1}}) + "\n"
    assert program(lines) == [(30, "totals")]
    assert HALF in program.told["findings"][0]["says"]


AT = '"at":"2023-11-01T09:00:00Z"'
ODD_BODIES = {
    "a name twice": f'{{{AT},"fact":{{"status":"refused"}},"fact":{{"status":"granted"}}}}',
    "a name within twice": f'{{{AT},"fact":{{"status":"refused","status":"granted"}}}}',
    "a space": f'{{{AT}, "fact":{{"status":"granted"}}}}',
    "another order": f'{{"fact":{{"status":"granted"}},{AT}}}',
    "an escape": f'{{{AT},"fact":{{"status":"gr\\u0061nted"}}}}',
    "a broken number": f'{{{AT},"fact":{{"status":1.5}}}}',
    "no number": f'{{{AT},"fact":{{"status":NaN}}}}',
    "half a character pair": f'{{{AT},"fact":{{"status":"\\ud800"}}}}',
}


@pytest.mark.parametrize("name", sorted(ODD_BODIES))
def test_a_body_that_the_next_program_may_read_otherwise_is_a_finding(program, operation, name):
    body = ODD_BODIES[name].encode()
    operation.pen.write("side-a", body=body, seen=(30, operation.points[-1].root.hex()))
    operation.sign()
    assert program(operation.lines("side-a")) == [(30, "body")]


def test_a_key_whose_name_is_no_text_is_wrong_use(operation, kept, capsys):
    lines = operation.lines()
    name, _, rest = operation.log.text().partition("+")
    lines[0] = json.dumps(json.loads(lines[0]) | {"log": f"{name}{HALF}+{rest}"}) + "\n"
    assert command.main([kept("e.jsonl", "".join(lines))]) == 2
    assert "no text" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content"),
    [("--actors", "[]"), ("--actors", "5"), ("--totals", "[]"), ("--totals", "5"),
     ("--receipts", '{"receipt":1e999,"leaf":""}'), ("--totals", "[" * 5000)],
)  # fmt: skip
def test_an_odd_file_of_ones_own_is_wrong_use_and_no_crash(operation, kept, capsys, name, content):
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, name, kept("own", content)]) == 2
    assert capsys.readouterr().err.startswith("safepassage-verify: ")


def test_a_rotation_at_no_place_at_all_is_wrong_use(operation, kept, capsys):
    lines = operation.lines()
    lines[0] = lines[0].rstrip()[:-1] + f',"rotations":[[1e999,"{operation.log.text()}"]]}}\n'
    assert command.main([kept("e.jsonl", "".join(lines))]) == 2
    assert "rotations" in capsys.readouterr().err


def test_a_log_with_a_name_too_long_for_a_lattice_witness_is_not_witnessed(program, operation, kept):
    seed = bytes(range(32))
    long = checkpoint.witness_key("m" * 300, lattice.public_key(seed))
    note = operation.points[-1].note
    line = "\N{EM DASH} " + long.name + " " + base64.b64encode(long.key_id() + bytes(8) + bytes(2420)).decode()
    lines = [
        json.dumps({"checkpoint": note + line + "\n"}) + "\n" if json.loads(one).get("checkpoint") == note else one
        for one in operation.lines()
    ]
    policy = kept("policy", f"witness m {long.text()}\nquorum m\n")
    assert program(lines, "--policy", policy) == [(30, "not-witnessed")]


def test_totals_in_the_middle_are_not_the_end(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 4)
    early = json.dumps({"size": 4, "totals": {"actors-admitted": 4}}) + "\n"
    assert program([*lines[:at], early, *lines[at:]]) == [(30, "line"), (30, "cut")]
    assert program([*lines[:at], early, *lines[at:-1]]) == [(30, "cut")]


@pytest.mark.parametrize("off", [-1, 1])
def test_a_rotation_that_the_export_names_at_another_place_is_found(program, operation, off):
    made = rotate(operation)
    assert (30, "log-key") in program(rotated(operation, (made + off, "desk-2")))


def test_a_witness_with_one_good_and_one_bad_signature_did_not_cosign(program, operation, kept, quorum):
    note = operation.points[-1].note
    name, _, body = next(line for line in note.split("\n") if line.startswith("\N{EM DASH} mediator ")).rpartition(" ")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    worse = f"{note}{name} {base64.b64encode(raw).decode()}\n"
    lines = [
        json.dumps({"checkpoint": worse}) + "\n" if json.loads(one).get("checkpoint") == note else one
        for one in operation.lines()
    ]
    assert program(operation.lines(), "--policy", kept("policy", quorum)) == []
    assert program(lines, "--policy", kept("policy", quorum)) == [(30, "not-witnessed")]


# Lists

TERMS = (
    '[[orders]]\nfirst = "injured"\nthen = "foreign"\n[[quotas]]\ncategory = "foreign"\nunit = "persons"\nper_day = 9\n'
)


def learnt(calls=("c1", "c2"), show=1.0, category="foreign", minutes=30):
    """A list of one lane, of cases of one person each."""
    cases = [
        {"id": name, "category": category, "list": 0, "lane": "hall", "persons": 1, "units": 1, "weight": 1, "minutes": 5,
         "ambulance": False, "show": show, "registered": at} for at, name in enumerate(calls)
    ]  # fmt: skip
    problem = {
        "cases": cases, "categories": [{"id": one, "quota": 9, "unit": "persons"} for one in dict.fromkeys((category, "foreign"))], "lanes": [{"id": "hall", "desks": 1}],
        "ambulances": {"count": 0, "return_minutes": 0}, "day": {"minutes": minutes, "grace": True},
    }  # fmt: skip
    made = {
        "day": "d", "draft": 1, "problem": json.dumps(problem),
        "result": json.dumps({"order": [{"case": name} for name in calls], "certificate": []}),
        "calls": [{"case_id": name, "position": at, "category": category, "persons": [1]} for at, name in enumerate(calls)],
    }  # fmt: skip
    lists = Lists()
    assert list(lists.learn("terms.agreed/1", {"toml": TERMS})) == []
    assert list(lists.learn("plan.made/1", made, body=json.dumps({"fact": made}))) == []
    published = {"day": "d", "draft": 1, "cases": len(calls), "persons": len(calls)}
    return [code for code, _ in lists.learn("plan.published/1", published)]


@pytest.mark.parametrize("calls", [("c1",), ("c1", "c2"), ("c1", "c2", "c3")])
def test_where_nobody_of_the_first_category_is_called_the_second_stands_before_nobody(calls):
    assert learnt(calls) == []


@pytest.mark.parametrize(("minutes", "codes"), [(1_500, []), (1_501, ["list"]), (10**18, ["list"])])
def test_a_day_is_no_longer_than_a_day_and_the_reader_does_not_run_for_ever(minutes, codes):
    assert learnt(minutes=minutes) == codes


def test_a_chance_beyond_every_number_is_a_list_that_cannot_be_read():
    assert learnt(show=float("inf")) == ["list"]
