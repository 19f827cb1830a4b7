"""The engine's readers beside Python's own, on texts that readers like to disagree about; inside the browser, without the page around them."""

from __future__ import annotations

import base64
import json
import random
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import PAGE, Chromium
from differential import plain
from safepassage_audit import entries, notes, policy, signatures
from safepassage_audit.audit import _iso, _moment
from safepassage_audit.lists import Lists

ROOT = Path(__file__).parents[2]
# What is read is written out with its kinds, so that 1, 1.0, true and "1" stay apart; a fault is its kind.
HELP = """
const kinds = (value) => value === null || value === undefined ? ['none']
  : typeof value === 'bigint' ? ['int', value.toString()] : typeof value === 'number' ? ['float', realText(value)]
  : typeof value === 'boolean' ? ['bool', value] : typeof value === 'string' ? ['str', [...value].map((one) => one.codePointAt(0))]
  : Array.isArray(value) ? ['list', value.map(kinds)] : isTable(value) ? ['dict', [...value].map(([name, one]) => [kinds(name), kinds(one)])]
  : ['date'];
const tried = (work) => { try { return work(); } catch (error) { if (error instanceof Fault) return ['fault']; throw error; } };
const texts = (given) => given.map((codes) => codes.map((one) => String.fromCodePoint(one)).join(''));
"""


def kinds(value: Any) -> Any:
    if value is None:
        return ["none"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, str):
        return ["str", [ord(one) for one in value]]
    if isinstance(value, list):
        return ["list", [kinds(one) for one in value]]
    if isinstance(value, dict):
        return ["dict", [[kinds(name), kinds(one)] for name, one in value.items()]]
    return ["date"]


def tried(work: Callable[[], Any], *faults: type[Exception]) -> Any:
    try:
        return work()
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError, *faults):
        return ["fault"]


@pytest.fixture(scope="module")
def engine(chromium: Chromium) -> Iterator[Callable[..., Any]]:
    """Run a function of the engine in a page of its own."""
    text = PAGE.read_text().partition('id="engine">')[2].partition("</script>")[0]

    def opened(browser: Any) -> Any:
        page = browser.new_page()
        page.goto("about:blank")
        page.add_script_tag(content=text + HELP)
        return page

    page = chromium.do(opened)
    yield lambda function, *given: plain(chromium.do(lambda _: page.evaluate(function, list(given))))
    chromium.do(lambda _: page.close())


def codes(texts: list[str]) -> list[list[int]]:
    return [[ord(one) for one in text] for text in texts]


JSON = [
    "", " ", "0", "-0", "00", "01", "-", "+1", "1.", ".5", "1.0", "-0.0", "1e5", "1E+5", "1e", "1e400", "-1e400", "9007199254740993", "9" * 4300,
    "9" * 4301, "-" + "9" * 4300, "NaN", "Infinity", "-Infinity", "nan", "true", "True", "null", "nul", "[]", "[ ]", "[1,]", "[,1]", "{}", '{"a":1,}',
    '{"a":1,"a":2}', '{"a" : 1 , "b":2}', "{1:2}", "{'a':1}", '{"a"}', '"\\ud800"', '"\\ud83d\\ude00"', '"\\ude00\\ud83d"', '"\\u12"', '"\\uD83D"',
    '"\\x41"', '"\\/"', '"\\b\\f\\n\\r\\t\\"\\\\"', '"\t"', '"\n"', '"\x00"', '"\x7f"', '"\u2028"', '"', '"a', '"\\', "\ufeff1", "1\ufeff", "1 2", "\xa01",
    "1\n", "\r\n1", "\x0b1", "[" * 200 + "]" * 200, "[" * 5000, '{"__proto__":{"a":1},"constructor":2}', '"\U0001f600"', "1.7976931348623157e309", "5e-324",
    "0.1", "1e16", "123456789012345680.0", "1e-5", "0.0001", "1e22", '{"a":[1,{"b":null}]}', "١", "1_000", "0x10", "[1 2]", '{"a":1 "b":2}',
]  # fmt: skip


def test_json_is_read_as_python_reads_it(engine) -> None:
    read = engine("([given]) => given.map((text) => JSON.stringify(tried(() => kinds(readJson(text)))))", JSON)
    for text, found in zip(JSON, read, strict=True):
        assert json.loads(found) == tried(lambda text=text: kinds(json.loads(text))), text[:60]


TOML = [
    "", "a=1", "a = 1 # x", "a=1\nb=2", "a=1 b=2", "a", "=1", "a=", "a=01", "a=1_000", "a=1__0", "a=_1", "a=0x1F", "a=0xg", "a=0b101", "a=0o17", "a=+0", "a=-0",
    "a=1.5", "a=1.", "a=.5", "a=1e5", "a=1e", "a=inf", "a=-inf", "a=+nan", "a=true", "a=True", 'a="x"', 'a="\\u00e9"', 'a="\\ud800"', 'a="\\x"', 'a="\\U0001F600"',
    'a="\\U00110000"', "a='x\\n'", 'a="x\ny"', 'a="""x\ny"""', 'a="""\nx\\\n   y"""', 'a="""x""""', 'a="""x"""""', 'a="""x""""""', "a='''x''y'''", "a='''''x'''''",
    "a=2023-11-01", "a=2023-02-30", "a=2023-11-01T09:00:00Z", "a=2023-11-01 09:00:00+02:00", "a=09:00:00", "a=24:00:00", "a=0000-01-01", "a=[1,2,]", "a=[1\n,#x\n2]", "a=[,]",
    "a={b=1}", "a={b=1,}", "a={b=1,b=2}", "a={b.c=1,b.d=2}", "a={b={c=1},b.d=2}", "a={\nb=1}", "[a]\nb=1", "[a]\n[a]", "[a]\n[a.b]", "[a.b]\n[a]", "[a.b]\nc=1\n[a]\nb=2", "[[a]]\nb=1\n[[a]]",
    "[[a]]\n[a]", "a=[]\n[[a]]", "a=1\n[a]", "a={}\n[a.b]", "a.b=1\na.c=2", "a.b=1\n[a]", "a.b=1\na.b=2", "[a]\nb.c=1\n[a.b]", "[a]\nb.c=1\n[a.b.d]", '"a b"=1', "'a'.b=1", "a . b = 1", "é=1", "[]",
    "[a", "[a]]", "[[a]", "[ a ]", "# only\x01", "a=1\r\nb=2", "a=1\rb=2", "\ufeffa=1", "a='\t'", "a='\x7f'", "__proto__=1\nconstructor=2", "a=[" + "[" * 100 + "]" * 100 + "]",
    "[[a.b]]\n[a.b.c]\nd=1\n[[a.b]]\n[a.b.c]\nd=2", "a=" + "9" * 5000, "a=0x" + "f" * 3000, 'a="\\', 'a="""\\   x"""', 'a="""\\   \n x"""', "a=1979-05-27T07:32:00.999999999Z", "a=1979-05-27T07:32",
]  # fmt: skip


def test_toml_is_read_as_python_reads_it(engine) -> None:
    terms = (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text()
    dice = random.Random(7)
    changed = []
    for _ in range(30):
        at = dice.randrange(len(terms))
        changed.append(
            terms[:at]
            + dice.choice(("", '"', "[", "]", "=", "\n", "#", "\\", "{", ".", "0", "'", "\r"))
            + terms[at + dice.randrange(3) :]
        )
    given = [*TOML, terms, *changed]
    read = engine("([given]) => given.map((text) => JSON.stringify(tried(() => kinds(readToml(text)))))", given)
    read = [json.loads(one) for one in read]
    for text, found in zip(given, read, strict=True):
        assert found == tried(lambda text=text: kinds(tomllib.loads(text))), text[:80]
    assert sum(one != ["fault"] for one in read) > 60
    assert read.count(["fault"]) > 40


def test_values_are_shown_as_python_shows_them(engine) -> None:
    given = [*JSON, '"it\'s"', '"\'\\""', '"\\u200b\\u0085\\u00ad\\u3000\\ud800"', '"é\\u05d0\\u0627"', '[1.5,true,null,"x"]', "1e-7", "123.456", "1e100"]  # fmt: skip
    good = [text for text in given if tried(lambda text=text: [json.loads(text)]) != ["fault"]]
    read = engine(
        "([given]) => texts(given).map((text) => shown(readJson(text))).map((text) => [...text].map((one) => one.codePointAt(0)))",
        codes(good),
    )
    assert read == [[ord(one) for one in repr(json.loads(text))] for text in good]


def test_headers_are_judged_alike(engine) -> None:
    """One good header, and every small change of it; keys of counts in the order of characters, not of their halves."""
    header = {
        "version": 1, "operation": "o", "kind": "k", "actor": "a", "clause": "", "sequence": 1, "previous": "", "body": "0" * 64,
        "seen_size": 0, "seen_root": "", "deltas": {"\ufffe": 1, "\U0001f600": -2, "a\u2028\x7f": 3},
    }  # fmt: skip
    good = entries.one_form(header)
    assert entries.read_header(good) is not None
    changes = [
        good,
        good.replace("0" * 64, "0" * 63 + "A"),
        good.replace('"version":1', '"version":true'),
        good + "\n",
        " " + good,
    ]
    for name, value in [
        ("sequence", 2), ("sequence", 0), ("sequence", 2**53), ("sequence", 1.0), ("previous", "a" * 64), ("seen_size", 5), ("seen_root", "b" * 64),
        ("deltas", {"x": 2**53}), ("deltas", {"x": -(2**53) + 1}), ("deltas", []), ("deltas", {"x": True}), ("clause", "x" * 4000), ("clause", '\x01\x1f"'),
        ("clause", "é" * 1800), ("clause", "é" * 2000), ("kind", ""), ("actor", None), ("version", 2), ("extra", 1), ("clause", "\\/"),
    ]:  # fmt: skip
        changes.append(entries.one_form({**header, name: value}))
    changes.append(good.replace("\U0001f600", "\\ud83d\\ude00"))
    changes.append(good.replace('"clause":""', '"clause":"\ud800"'))
    changes.append(good.replace('"clause":""', '"clause":"","clause":""'))
    changes += [good[:at] + good[at + 1 :] for at in range(0, len(good), 3)]
    read = engine("([given]) => texts(given).map((text) => readHeader(text) !== null)", codes(changes))
    assert read == [entries.read_header(text) is not None for text in changes]
    assert read.count(True) >= 6


def test_base64_moments_and_hexadecimal_are_judged_alike(engine) -> None:
    texts = ["", "A", "AA", "AA=", "AA==", "AB==", "AAA", "AAA=", "AAB=", "AAA==", "AAAA", "AAAA=", "AAAA==", "AAAA====", "AA===", "AA==AA==", "=", "==", "A=", "A===", "AA AA==", "é", "AA\n==", "AAAAAA==", "AAAA\n", "-_-_"]  # fmt: skip
    read = engine(
        "([given]) => texts(given).map((text) => { try { return hex(unbase64(text)); } catch (error) { return sentence(error.id, []); } })",
        codes(texts),
    )

    def ours(text: str) -> str:
        try:
            return notes.unbase64(text).hex()
        except notes.NoteError as error:
            return str(error)

    assert read == [ours(text) for text in texts]
    moments = ["2023-11-01T07:00:00Z", "2023-02-29T07:00:00Z", "2024-02-29T23:59:59Z", "2023-11-01T24:00:00Z", "2023-11-01T07:00:60Z", "0000-01-01T00:00:00Z",
               "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2023-11-01T07:00:00", "2023-11-01 07:00:00Z", "2023-11-01T07:00:00z", "2023-13-01T07:00:00Z", "x", ""]  # fmt: skip
    read = engine(
        "([given]) => given.map((text) => tried(() => { const at = momentOf(text); return [at, new Instant(at).text]; }))",
        moments,
    )
    assert read == [tried(lambda text=text: [_moment(text), _iso(_moment(text))]) for text in moments]
    texts = ["", "00", "0", "aF", "a F", "00 ff\n", " 00", "0x", "gg", "é"]
    read = engine("([given]) => given.map((text) => tried(() => hex(unhex(text))))", texts)
    assert read == [tried(lambda text=text: bytes.fromhex(text).hex()) for text in texts]


def test_a_quorum_file_is_judged_alike(engine) -> None:
    def key(name: str, kind: int) -> str:
        made = notes.Key(name, kind, bytes([kind, len(name)]) * (656 if kind == 6 else 16))
        return f"{name}+{made.id.hex()}+{base64.b64encode(bytes([kind]) + made.public).decode()}"

    a, b, log, lattice = key("a", 4), key("bb", 4), key("log", 1), key("lattice", 6)
    texts = [
        f"witness a {a}\nquorum a", f"log {log}\nlog {log} url\nwitness a {a} url\n\n# x\nquorum none", f"witness a {a}\nwitness b {b}\ngroup g any a b\nquorum g",
        f"witness a {a}\nwitness b {b}\ngroup g 2 a b\ngroup h all g\nquorum h", f"witness a {a}\nwitness b {b}\ngroup g 3 a b\nquorum g", f"witness a {a}\ngroup g 0 a\nquorum g",
        f"witness a {a}\ngroup g any a\ngroup h any a\nquorum g", f"witness a {a}\nquorum a\nquorum a", f"witness a {a}\nquorum b", f"witness a {log}\nquorum a", f"log {a}\nquorum none",
        f"witness a {a} x y\nquorum a", "quorum none", "group g all\nquorum g", f"\twitness\ta\t{a}\r\nquorum a", f"witness a {a}\n\x1fquorum\xa0a", f"witness m {lattice}\nquorum m", "log",
        f"witness a {a}\ngroup g all a none\nquorum g", f"witness a {a}\ngroup g 00001 a\nquorum g", f"witness group {a}\nquorum group", "group", "witness a", "quorum",
    ]  # fmt: skip
    read = engine(
        "([given]) => given.map((text) => { try { readPolicy(text); return ''; } catch (error) { return sentence(error.id, error.given); } })",
        texts,
    )

    def ours(text: str) -> str:
        try:
            policy.read_policy(text)
        except notes.NoteError as error:
            return str(error)
        return ""

    assert read == [ours(text) for text in texts]
    assert read.count("") > 6


SIGNED = """
(given) => new Promise((done) => {
  const own = "onmessage = async ({data}) => postMessage(await Promise.all(data.map(([...three]) => signed(...three.map(unhex)))));";
  const worker = new Worker(URL.createObjectURL(new Blob([document.getElementById('engine').textContent, '\\n', own])));
  worker.onmessage = ({data}) => done(data);
  worker.onerror = (error) => done(error.message);
  worker.postMessage(given);
})
"""


def test_signatures_are_judged_alike(chromium: Chromium) -> None:
    """Wycheproof's cases, and each with its parts exchanged for points of small order, by the browser's own cryptography under the record's one rule."""
    cases = [
        [case[name] for name in ("public", "message", "signature")]
        for case in json.loads((ROOT / "vectors" / "wycheproof_ed25519.json").read_text())
    ]
    small = [value.to_bytes(32, "little").hex() for value in sorted(signatures.SMALL)]
    small += [(signatures.PRIME + more).to_bytes(32, "little").hex() for more in (0, 1, 18)]
    key, message, signature = next(case for case in cases if signatures.signed(*map(bytes.fromhex, case)))
    for point in small + [one[:62] + f"{int(one[62:], 16) | 0x80:02x}" for one in small]:
        cases += [
            [point, message, signature],
            [key, message, point + signature[64:]],
            [point, message, point + "00" * 32],
        ]
    beyond = (int.from_bytes(bytes.fromhex(signature[64:]), "little") + signatures.ORDER).to_bytes(32, "little").hex()
    cases += [[key, message, signature[:64] + beyond], [key[:62], message, signature], [key, message, ""]]
    found = chromium.on_page(lambda page: page.evaluate(SIGNED, cases))
    assert found == [signatures.signed(*map(bytes.fromhex, case)) for case in cases]
    assert 50 < found.count(True) < len(found) - 50


# Lists whose values are of any kind


ODD = [
    None,
    True,
    0,
    1,
    -1,
    2,
    1.0,
    0.5,
    2.5,
    1e400,
    float("nan"),
    "",
    "x",
    "hall",
    [],
    [1],
    ["x", "x"],
    {},
    {"x": 1},
    10**30,
]
TERMS = '[[orders]]\nfirst = "injured"\nthen = "foreign"\n[[quotas]]\ncategory = "foreign"\nunit = "persons"\nper_day = 9\non_days = {"d" = 4}\n[[quotas]]\ncategory = "injured"\nunit = "cases"\n'


def _day() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A list of two lanes and four cases: the problem, its result, the list and its publication."""
    cases = [
        {"id": f"c{at}", "category": category, "list": 0, "lane": lane, "persons": 2, "units": 1 if category == "injured" else 2, "weight": 3, "minutes": 5,
         "ambulance": lane == "bay", "show": 0.5, "registered": at}
        for at, (category, lane) in enumerate([("injured", "bay"), ("injured", "bay"), ("foreign", "hall"), ("foreign", "hall")])
    ]  # fmt: skip
    problem = {
        "cases": cases, "categories": [{"id": "foreign", "quota": 4, "unit": "persons"}, {"id": "injured", "quota": 2, "unit": "cases"}],
        "lanes": [{"id": "hall", "desks": 1}, {"id": "bay", "desks": 2}], "ambulances": {"count": 1, "return_minutes": 4, "away": [3]},
        "day": {"minutes": 25, "grace": False}, "order": [{"first": "injured", "then": "foreign"}],
        "coupling": [{"category": "foreign", "needs": "injured", "ratio": 2, "allowance": 1}],
    }  # fmt: skip
    result = {
        "order": [{"case": one["id"]} for one in cases],
        "certificate": [{"minute": 5, "value": 6}, {"minute": 24, "value": 9}],
    }
    made = {"day": "d", "draft": 1, "calls": [{"case_id": one["id"], "position": at, "category": one["category"], "persons": ["p", "q"]} for at, one in enumerate(cases)]}  # fmt: skip
    return problem, result, made, {"day": "d", "draft": 1, "cases": 4, "persons": 8}


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, name)
            yield from _places(one, (*path, name))


def _facts(dice: random.Random) -> list[tuple[str, str]]:
    """What is written on that day, with one to three values changed, exchanged or left out somewhere."""
    whole = list(_day())
    for _ in range(dice.choice((1, 1, 2, 3))):
        *path, last = dice.choice(list(_places(whole)))
        if not path:
            continue
        holder = whole
        for name in path:
            holder = holder[name]
        kind = dice.randrange(5)
        if kind == 0 and isinstance(holder, dict):
            del holder[last]
        elif kind == 1 and isinstance(holder, list) and len(holder) > 1:
            holder[last], holder[0] = holder[0], holder[last]
        elif kind == 2 and type(holder[last]) is int:
            holder[last] += dice.choice((-1, 1, 3))
        else:
            holder[last] = dice.choice(ODD)
    problem, result, made, published = whole
    if isinstance(made, dict):
        made |= {"problem": json.dumps(problem), "result": json.dumps(result)}
    return [
        ("terms.agreed/1", json.dumps({"toml": TERMS})),
        ("plan.made/1", json.dumps(made)),
        ("plan.published/1", json.dumps(published)),
    ]


def test_lists_of_any_values_are_judged_alike(engine) -> None:
    dice = random.Random(11)
    given = [_facts(dice) for _ in range(500)]
    read = engine(
        """([given]) => given.map((facts) => {
          const lists = new Lists();
          return facts.flatMap(([kind, fact]) => [...lists.learn(kind, readJson(fact), 0n, `{"fact":${fact}}`)].map(([code, id, ...values]) => [code, sentence(id, values)]));
        })""",
        given,
    )
    codes_found = set()
    for facts, found in zip(given, read, strict=True):
        lists = Lists()
        ours = [
            list(one) for kind, fact in facts for one in lists.learn(kind, json.loads(fact), body=f'{{"fact":{fact}}}')
        ]
        assert found == ours, facts
        codes_found |= {code for code, _ in ours}
    assert codes_found == {"list", "list-order", "list-family", "order", "quota", "ranking"}
    assert sum(not found for found in read) > 10
