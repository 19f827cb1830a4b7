"""What an export must not do to the page: fill its memory, take its time, steer what is shown. And what it says of lists that stay closed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import test_page_in_browser
from browser import PAGE, Chromium
from differential import plain
from safepassage_audit import audit, command, day, lists
from safepassage_audit.day import Day, TooLargeError
from test_lists_open import any_day, blocked, closed, large, planned, publish
from test_page_in_browser import LANGUAGES, bring, check
from test_printed import MARKS, VERDICT, named, steers

files = test_page_in_browser.files  # the fixture


@pytest.fixture(scope="module")
def engine(chromium: Chromium) -> Iterator[Callable[..., Any]]:
    """Run a function of the engine in a page of its own."""
    text = PAGE.read_text().partition('id="engine">')[2].partition("</script>")[0]

    def opened(browser: Any) -> Any:
        page = browser.new_page()
        page.goto("about:blank")
        page.add_script_tag(content=text)
        return page

    page = chromium.do(opened)
    yield lambda function, *given: plain(chromium.do(lambda _: page.evaluate(function, list(given))))
    chromium.do(lambda _: page.close())


# Lines

LINES = """async ([pieces]) => {
  const given = pieces.map(([text, often]) => text.repeat(often));
  const file = { stream: () => new ReadableStream({ start(held) {
    for (const one of given) held.enqueue(new TextEncoder().encode(one));
    held.close();
  } }) };
  const found = [];
  for await (const line of linesIn(file, () => {})) found.push([line.length, line.slice(0, 9), line.slice(-3)]);
  return found;
}"""
MOST = command.MOST_LINE


def python_lines(path: Path) -> list[list[Any]]:
    return [[len(text), text[:9], text[-3:]] for text in (one.removesuffix("\n") for one in command._lines(str(path)))]


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [["", 1]],
        [["\n", 1]],
        [["a", 1], ["\n\nb", 1], ["\n", 3]],
        [["ab\r\ncd", 1], ["ef\u2028", 1], ["gh", 1]],
        [["\u0645" * 5 + "\n", 40], ["x", 70_000], ["\n", 1]],
        [["x", MOST], ["\n", 1], ["y", 1]],
        [["x", MOST + 1], ["\n", 1], ["y", 1]],
        [["a\n", 1], ["x", MOST], ["x" * 9, 1], ["\nbehind", 1]],
        [["x", MOST // 2], ["\u0645", MOST // 4], ["\nbehind\n", 1]],
        [["x", MOST // 2], ["\u0645", MOST // 4 + 1], ["\nbehind\n", 1]],
        [["x", MOST]],
        [["x", MOST + 1]],
    ],
    ids=range(13),
)
def test_lines_are_split_alike_however_long(engine, tmp_path, pieces) -> None:
    path = tmp_path / "lines"
    path.write_bytes("".join(text * often for text, often in pieces).encode())
    assert engine(LINES, pieces) == python_lines(path)


def test_both_have_the_same_bounds(engine) -> None:
    bounds = engine(
        "() => [MOST_LINE, MOST_SAID, MOST_CASES, MOST_RULES, MOST_DAY, MOST_TERMS, MOST_DOTS, MOST_NAMED, MOST_HELD, MOST_PLANS, STEPS, STEPS_A_CASE]"
    )
    assert bounds == [
        MOST, audit.MOST_SAID, lists.MOST_CASES, lists.MOST_RULES, lists.MOST_DAY, lists.MOST_TERMS, lists.MOST_DOTS, lists.MOST_NAMED,
        lists.MOST_HELD, lists.MOST_PLANS, day.STEPS, day.STEPS_A_CASE,
    ]  # fmt: skip


def test_plans_never_published_are_dropped_at_the_same_byte(engine) -> None:
    """Four plans of a quarter of what may be held, in letters of two bytes, and a fifth that is one byte too many."""
    plans = [{"day": "d", "draft": draft, "problem": "", "result": "", "calls": []} for draft in range(5)]
    published = [{"day": "d", "draft": draft, "cases": 0, "persons": 0} for draft in (0, 1)]
    told = engine(
        """([plans, published]) => {
          const lists = new Lists();
          for (const fact of readJson(plans)) {
            const body = item(fact, 'draft') < 4n ? '\u0645'.repeat(MOST_PLANS / 8) : 'x';
            if ([...lists.learn('plan.made/1', fact, 0n, body)].length) throw new Error('nothing is wrong yet');
          }
          return readJson(published).map((one) => {
            [...lists.learn('plan.published/1', one)];
            return [...lists.unchecked].map(([why, { lists }]) => [why, Number(lists)]);
          });
        }""",
        json.dumps(plans),
        json.dumps(published),
    )
    made = lists.Lists()
    for fact in plans:
        body = "\u0645" * (lists.MOST_PLANS // 8) if fact["draft"] < 4 else "x"
        assert list(made.learn("plan.made/1", fact, body=body)) == []
    ours = []
    for fact in published:
        assert list(made.learn("plan.published/1", fact)) == (
            [] if fact["draft"] == 0 else [("list", lists.UNREAD_LIST)]
        )
        ours.append([[why, one.lists] for why, one in made.unchecked.items()])
    assert told == ours == [[["plan-dropped", 1]], [["plan-dropped", 1], ["unread", 1]]]


def test_one_line_without_an_end_is_read_in_one_passing(engine) -> None:
    """In pieces of 4,096 bytes; with the time of a square a hundred thousand of them would be hours."""
    took, length = engine(
        """async () => {
          let left = 4000;
          const piece = new Uint8Array(4096).fill(120);
          const file = { stream: () => new ReadableStream({ pull(held) { if (left--) held.enqueue(piece); else held.close(); } }) };
          const began = performance.now();
          let length = 0;
          for await (const line of linesIn(file, () => {})) length += line.length;
          return [performance.now() - began, length];
        }"""
    )
    assert length == 4000 * 4096
    assert took < 10_000


def test_long_texts_are_read_in_one_passing(engine) -> None:
    """A signature, or the log's key, as long as a line may be."""
    took, found = engine(
        """() => {
          const began = performance.now();
          const found = [];
          for (const text of ['A'.repeat(2 ** 24), `${'A'.repeat(2 ** 24)}=`, `${'A'.repeat(2 ** 24 - 1)}=`, '='.repeat(2 ** 24)]) {
            try {
              found.push(unbase64(text).length);
            } catch (error) {
              found.push(error.id);
            }
          }
          const spaces = ' '.repeat(2 ** 23);
          found.push(stripped(`${spaces}a${spaces}b${spaces}`).length);
          return [performance.now() - began, found];
        }"""
    )
    assert found == [3 * 2**22, "base64-form", 3 * 2**22 - 1, "not-base64", 2**23 + 2]
    assert took < 20_000


# Lists

STARTS = """([problem]) => {
  const read = readJson(problem);
  try {
    return new Day(read, read.get('cases')).starts.entries().map(([name, minute]) => [name, Number(minute)]);
  } catch (error) {
    return error instanceof TooLarge ? 'too large' : String(error);
  }
}"""


def starts(problem: dict[str, Any]) -> list[list[Any]] | str:
    try:
        return [[name, minute] for name, minute in Day(problem, problem["cases"]).starts.items()]
    except TooLargeError:
        return "too large"


def test_a_day_is_run_alike(engine) -> None:
    dice = random.Random(3)
    for _ in range(80):
        text = json.dumps(any_day(dice))
        assert engine(STARTS, text) == starts(json.loads(text)), text


@pytest.mark.parametrize(
    ("problem", "fine"), [(large(10_000, 60, 720), True), (large(10_000, 0, 720), True), (blocked(300, 100), False)]
)
def test_both_compute_the_largest_honest_day_and_give_up_at_the_same_step(engine, problem, fine) -> None:
    text = json.dumps(problem)
    found = engine(STARTS, text)
    assert found == starts(json.loads(text))
    assert (found != "too large") is fine


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_could_not_be_computed_again_stands_in_every_language(
    chromium: Chromium, operation, files, language
) -> None:
    places = [publish(operation, planned(), day=f"2023-11-0{day}") for day in range(2, 6)]
    lines = closed(operation.lines("desk"), places[0][1], places[1][2], places[3][0])
    Path(files["export"]).write_text("".join(lines))

    expected = [
        ("plan-closed", f"{places[0][2]} 2023-11-02"),
        ("list-closed", str(places[1][2])),
        ("terms-closed", f"{places[3][2]} 2023-11-05"),
    ]

    def work(page):
        bring(page, files["export"])
        check(page)
        said = page.evaluate("(all) => all.map(([why, named]) => spoken(`not-lists-${why}`, 1n, named))", expected)
        did = page.evaluate("spoken('did-lists', 1n)")
        return said, did, *(page.locator(f".attention{one} li").all_inner_texts() for one in (".warn", ":not(.warn)"))

    said, did, unchecked, checked = chromium.on_page(work, locale=language)
    assert [one for one in unchecked if one in said] == said
    assert did in checked


# What is shown


def test_a_file_with_several_keys_of_an_actor_is_recognised(chromium: Chromium, operation, files, tmp_path) -> None:
    mine = tmp_path / "mine"
    keys = [operation.public_of(name).hex() for name in ("side-a", "side-a-2")]
    mine.write_text(json.dumps({"side-a": keys}, indent=1))

    def work(page):
        bring(page, files["export"], str(mine))
        return check(page), page.locator(".attention li").all_inner_texts()

    verdict, said = chromium.on_page(work)
    assert verdict == "Nothing wrong was found"
    assert "The keys of writers that you know (1)." in said


@pytest.mark.parametrize("name", [VERDICT, "".join(f"a{mark}b" for mark in MARKS)], ids=["verdict", "marks"])
def test_no_name_steers_the_page_or_what_is_saved_of_it(chromium: Chromium, operation, files, name) -> None:
    Path(files["export"]).write_text("".join(named(operation, name)))

    def work(page):
        bring(page, files["export"], files["log"])
        verdict = check(page)
        saved = {}
        for what in ("json", "text"):
            with page.expect_download() as coming:
                page.click(f"#save-{what}")
            saved[what] = Path(coming.value.path()).read_bytes().decode()
        return verdict, page.inner_text("#result"), page.locator("#result [aria-label]").evaluate_all("(all) => all.map((one) => one.ariaLabel)"), saved  # fmt: skip

    verdict, text, labels, saved = chromium.on_page(work)
    assert verdict.startswith("Something is wrong")
    for said in (text, *labels, saved["text"], saved["json"]):
        assert steers(said.replace("\n", "").replace("\t", "")) == []
    assert not any(line.strip().startswith("Nothing wrong was found") for line in (text + saved["text"]).splitlines())
    assert json.loads(saved["json"])["operation"] == name
