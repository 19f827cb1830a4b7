"""The page as a party uses it: files in, a verdict out, in three languages, by hand, by keyboard, on a phone; and nothing asked or kept."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import browser
import pytest
from browser import PAGE, Chromium
from safepassage_audit import command

from safepassage.ledger import entries

ASSEMBLE = PAGE.parent / "page" / "assemble.py"
LANGUAGES = ("ar", "en", "he")
GOOD = {"ar": "لم يُعثر على أي خطأ", "en": "Nothing wrong was found", "he": "לא נמצא דבר פגום"}
MAIN = command.main


@pytest.fixture
def files(operation, quorum, tmp_path):
    """What side-a holds: its export, two checkpoints, its receipts, the quorum."""

    def put(name, text):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    own = [one for one in operation.pen.written if entries.read_header(one.header).actor == "side-a"]
    return {
        "export": put("export.jsonl", "".join(operation.lines())),
        "old": put("old.txt", operation.points[0].note),
        "new": put("new.txt", operation.points[-1].note),
        "receipts": put("export.jsonl.receipts", "".join(operation.receipt(one) for one in own)),
        "policy": put("quorum.txt", quorum),
        "actors": put("keys.json", json.dumps({"side-a": operation.public_of("side-a").hex()})),
        "totals": put("totals.json", json.dumps({"size": 30, "totals": operation.sums()})),
        "log": put("log.txt", operation.log.text() + "\n"),
    }


def bring(page, *paths):
    taken = page.locator("#roles .files li").count() + page.evaluate(
        "() => Number(document.getElementById('log').value !== '')"
    )
    page.set_input_files("#many", list(paths))
    page.wait_for_function(
        """(before) => document.querySelectorAll('#roles .files li').length + Number(document.getElementById('log').value !== '') > before
             || !document.getElementById('odd').hidden""",
        arg=taken,
    )


def check(page):
    page.click("#check")
    page.wait_for_selector("#verdict")
    return page.inner_text("#verdict")


# What the page is


def test_the_page_is_the_assembly_of_its_parts() -> None:
    run = subprocess.run([sys.executable, str(ASSEMBLE), "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert re.fullmatch(r"[0-9a-f]{64}  safepassage-verify\.html\n", run.stdout)


def test_it_holds_nothing_that_reaches_out_or_keeps() -> None:
    text = PAGE.read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert re.sub(r"'sha256-[A-Za-z0-9+/=]{44}'", "HASH", policy) == (
        "default-src 'none'; script-src HASH; style-src HASH; worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource", "localStorage", "sessionStorage", "indexedDB",
                 "document.cookie", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "import(", "@import", "url("):  # fmt: skip
        assert word not in text, word
    assert set(re.findall(r"\b\w+://[^\s'\"`<)]+", text)) == {"http://www.w3.org/2000/svg"}
    assert len(text.encode()) < 300_000


def test_its_script_runs_under_its_policy_and_nothing_is_asked_or_kept(chromium: Chromium, files) -> None:
    def work(page):
        bring(page, *(path for name, path in files.items()))
        assert check(page) == GOOD["en"]
        kept = page.evaluate(
            "async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length]"
        )
        assert kept == [0, 0, "", 0]
        with pytest.raises(Exception, match="Failed to fetch"):
            page.evaluate("() => fetch('http://127.0.0.1:9/')")
        return page.evaluate(
            "() => performance.getEntriesByType('resource').map((one) => one.name).filter((one) => !one.startsWith('blob:'))"
        )

    def alone(made):
        page = made.new_page()
        page.goto(PAGE.as_uri())
        try:
            return work(page)
        finally:
            page.close()

    assert chromium.do(alone) in ([], ["http://127.0.0.1:9/"])


def test_every_language_says_everything(chromium: Chromium) -> None:
    texts = chromium.on_page(
        lambda page: page.evaluate(
            "() => Object.fromEntries(Object.entries(TEXTS).map(([name, one]) => [name, {...one, sentences: {...one.sentences}}]))"
        )
    )
    assert sorted(texts) == sorted(LANGUAGES)
    english = texts["en"]
    for language in LANGUAGES:
        own = texts[language]
        assert own.keys() == english.keys()
        assert own["sentences"].keys() == english["sentences"].keys()
        assert own["kinds"].keys() == english["kinds"].keys()
        for name, text in [*own.items(), *own["sentences"].items()]:
            if isinstance(text, str):
                theirs = english["sentences"].get(name) if own.get(name) is not text else english[name]
                assert sorted(re.findall(r"\{\d\}|`[^`]+`", text)) == sorted(re.findall(r"\{\d\}|`[^`]+`", theirs)), (
                    language,
                    name,
                )
                assert text.strip() == text != ""
                if language != "en":
                    assert text != theirs, (language, name)
    codes = [code for _, _, held in english["kinds"].values() for code in held]
    documented = (
        (PAGE.parents[1] / "docs" / "export-format.md").read_text().partition("## Findings")[2].partition("\n## ")[0]
    )
    told = {
        code
        for line in documented.splitlines()
        if line.startswith("| `")
        for code in re.findall(r"`([\w-]+)`", line.split("|")[1])
    }
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == told - {"audited"}


# A check by hand


def test_where_nothing_is_wrong_it_says_exactly_what_was_checked(chromium: Chromium, files) -> None:
    def work(page):
        bring(page, files["export"])
        good = check(page)
        alone = page.locator(".attention li").all_inner_texts()
        bring(page, *(path for name, path in files.items() if name != "export"))
        assert check(page) == good
        return (
            good,
            alone,
            page.locator(".attention li").all_inner_texts(),
            page.evaluate("document.activeElement.id"),
            page.inner_text("#live"),
        )

    good, alone, whole, focus, live = chromium.on_page(work)
    assert (good, focus, live) == (GOOD["en"], "verdict", GOOD["en"])
    assert [one for one in alone if "you brought" in one] == [
        "Whether the record was written again since: you brought no checkpoint of your own. Bring one that you kept, or exchange one with another party.",
        "Whether an entry of your own is missing: you brought no receipts.",
        "Whether the record was witnessed: you brought no quorum file.",
        "Whether the writers have the keys that you know: you brought none.",
        "Whether totals published elsewhere are these: you brought none.",
    ]
    assert "Whether the log’s key is the right one: it was taken from the export itself." in alone
    assert [one for one in whole if "you brought" in one] == ["The published totals that you brought."]
    for said in ("Your own checkpoints against the entries (2).", "The log’s key: the one that you gave.", "Your receipts: each entry of yours at its place (9).",
                 "The quorum of your file on the newest checkpoint: cosigned by a, b, m.", "The keys of writers that you know (1)."):  # fmt: skip
        assert said in whole


def test_what_is_wrong_is_found_by_name_and_saved_as_both_programs_say_it(
    chromium: Chromium, operation, files, tmp_path
) -> None:
    theirs = operation.copy()
    theirs.answer("side-a", 1)
    operation.answer("side-b", 1, seen=(0, ""))
    operation.sign()
    (tmp_path / "theirs.txt").write_text(theirs.sign().note)
    lines = operation.lines(totals={"granted": 1})
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 12)
    lines[at] = lines[at].replace('\\"granted\\":1', '\\"granted\\":2')
    Path(files["export"]).write_text("".join(lines))

    def work(page):
        bring(page, files["export"], files["log"], str(tmp_path / "theirs.txt"))
        verdict = check(page)
        kinds = page.locator(".finding").evaluate_all(
            "(all) => all.map((one) => [one.dataset.kind, one.querySelector('h4').textContent])"
        )
        first = page.locator(".finding li").first.inner_text()
        saved = {}
        for name in ("json", "text"):
            with page.expect_download() as coming:
                page.click(f"#save-{name}")
            saved[name] = Path(coming.value.path()).read_text()
        return verdict, kinds, first, saved

    verdict, kinds, first, saved = chromium.on_page(work)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        MAIN(
            [
                files["export"],
                "--json",
                "--workers",
                "1",
                "--log",
                operation.log.text(),
                "--checkpoint",
                str(tmp_path / "theirs.txt"),
            ]
        )
    told = json.loads(out.getvalue())
    assert json.loads(saved["json"]) == told
    assert verdict == f"Something is wrong: {told['wrong']} findings"
    assert kinds == [
        ["changed", "Changed entry"], ["chain", "Missing, inserted or reordered entry"], ["rewritten", "The record was written again or cut off"],
        ["histories", "Two histories"], ["forgets", "What a writer had seen does not fit"], ["totals", "Totals do not add up"],
    ]  # fmt: skip
    assert re.sub(r"\s+", " ", first) == "Entry 12 the signature is not that of the actor the header names"
    for one in told["findings"]:
        assert one["says"] in saved["text"]
        assert f"[{one['code']}]" in saved["text"]
    assert "What could not be checked" in saved["text"]


def test_files_are_recognised_wherever_they_are_dropped(chromium: Chromium, files) -> None:
    given = [[Path(path).name, Path(path).read_text()] for path in files.values()]

    def work(page):
        page.evaluate(
            """(given) => {
              const transfer = new DataTransfer();
              for (const [name, text] of given) transfer.items.add(new File([text], name));
              for (const kind of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
            }""",
            given,
        )
        page.wait_for_function("() => document.querySelectorAll('#roles .files li').length === 7")
        rows = page.locator("#roles > li").evaluate_all(
            "(all) => all.map((one) => [...one.querySelectorAll('.files bdi')].map((bdi) => bdi.textContent))"
        )
        return rows, page.input_value("#log"), page.is_visible("#odd")

    rows, log, odd = chromium.on_page(work)
    assert rows == [
        ["export.jsonl"],
        ["old.txt", "new.txt"],
        ["export.jsonl.receipts"],
        ["quorum.txt"],
        ["keys.json"],
        ["totals.json"],
    ]
    assert (log, odd) == (Path(files["log"]).read_text().strip(), False)


def test_a_quorum_file_names_the_log_and_the_page_says_whence_the_key_is(chromium: Chromium, files) -> None:
    def work(page):
        bring(page, files["policy"])
        page.wait_for_function("() => document.getElementById('log').value !== ''")
        page.wait_for_function("() => document.getElementById('log-why').textContent.startsWith('Taken')")
        return page.input_value("#log"), page.inner_text("#log-why")

    log, why = chromium.on_page(work)
    assert (log, why) == (
        Path(files["log"]).read_text().strip(),
        "Taken from your quorum file: compare it with the key you know.",
    )


def test_how_far_checkpoints_and_witnesses_reach_stands_in_words(chromium: Chromium, operation, files) -> None:
    operation.points[-1] = operation.shown(witnesses=("side-a",))
    Path(files["export"]).write_text("".join(operation.lines()))

    def work(page):
        bring(page, files["export"], files["policy"], files["old"])
        verdict = check(page)
        return verdict, page.locator("figure svg[role=img]").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('aria-label'))"
        )

    verdict, rows = chromium.on_page(work)
    assert verdict == "Something is wrong: one finding"
    assert rows[:6] == [
        "30 entries. Marks stand in 1 of 30 columns, from entry 29 on.", "Checkpoints of the log: the first 30 of 30 entries",
        "Your checkpoints: the first 10 of 30 entries", "Witness a: the first 30 of 30 entries", "Witness b: the first 20 of 30 entries",
        "Witness m: the first 20 of 30 entries",
    ]  # fmt: skip
    assert rows[6:] == ["side-a 9", "side-b 9", "gate-1 8", "desk 4"]


def test_what_a_beacon_draws_is_the_same_as_in_the_other_program(chromium: Chromium, operation, files) -> None:
    def work(page):
        bring(page, files["export"], files["log"])
        page.click("summary[data-text=more]")
        page.fill("#beacon", "round 17")
        page.fill("#count", "0")
        page.click("#check")
        odd = page.inner_text("#odd"), page.evaluate("document.activeElement.id")
        page.fill("#count", "3")
        page.fill("#kinds", "clearance. ledger.")
        page.fill("#size", "20")
        check(page)
        with page.expect_download() as coming:
            page.click("#save-text")
        return (
            odd,
            page.locator("#drawn li").all_inner_texts(),
            page.inner_text("h3 + p:has(+ #drawn)"),
            Path(coming.value.path()).read_text(),
        )

    odd, drawn, says, text = chromium.on_page(work)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        MAIN(
            [
                files["export"],
                "--log",
                operation.log.text(),
                "--beacon",
                "round 17",
                "--sample",
                "3",
                "--kind",
                "clearance.",
                "--kind",
                "ledger.",
                "--sample-of",
                "20",
            ]
        )
    theirs = re.findall(r"^  entry (\d+): (\S+) of ([^,\n]+)(, open to you)?$", out.getvalue(), re.MULTILINE)
    assert len(theirs) == 3
    assert drawn == [
        f"Entry {place}: {kind}, written by {actor}{' (open to you)' if shown else ''}"
        for place, kind, actor, shown in theirs
    ]
    assert all(f"  {one}\n" in text for one in drawn)
    assert says == "Drawn from the first 20 entries, 20 of them of these kinds:"
    assert odd == ("A sample is of 1 to 100,000 entries, from a checkpoint of a whole number of entries.", "count")


# Nothing to check, odd files, another browser


def test_without_an_export_it_asks_for_one(chromium: Chromium, files) -> None:
    def work(page):
        page.click("#check")
        asked = (
            page.inner_text("#odd"),
            page.evaluate("document.activeElement.dataset.role"),
            page.is_visible("#result"),
        )
        page.fill("#log", "x")
        page.click("summary[data-text=more]")
        page.fill("#skew", "-1")
        bring(page, files["export"])
        page.click("#check")
        return asked, page.inner_text("#odd"), page.evaluate("document.activeElement.id")

    asked, odd, focus = chromium.on_page(work)
    assert asked == ("Choose the export first: there is nothing to check yet.", "export", False)
    assert (odd, focus) == ("The seconds by which clocks may differ are a whole number from 0 to 86,400.", "skew")


def test_odd_files_are_named_and_can_be_put_in_their_row(chromium: Chromium, files, tmp_path) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "letter.txt").write_text("Dear party,")

    def work(page):
        bring(page, str(tmp_path / "empty.txt"), str(tmp_path / "letter.txt"), files["export"])
        odd = page.inner_text("#odd").splitlines()
        page.set_input_files("[data-role=checkpoints]", str(tmp_path / "letter.txt"))
        page.wait_for_function("() => document.querySelectorAll('#roles .files li').length === 2")
        focus = page.evaluate("document.activeElement.dataset.role")
        verdict = check(page)
        refused = page.inner_text(".refused")
        page.click("#roles li:nth-child(2) .files button")
        return odd, focus, verdict, refused, check(page)

    odd, focus, verdict, refused, good = chromium.on_page(work)
    assert odd == [
        "This file is empty: empty.txt",
        "It is not clear what this file is: letter.txt. Choose it in the row where it belongs.",
    ]
    assert (focus, verdict, good) == ("checkpoints", "There is no result", GOOD["en"])
    assert (
        refused
        == "This file of yours cannot be read: letter.txt (this is no checkpoint: three lines, an empty one, signatures)"
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("export/1", "export/2"), "The file is no export of this kind (safepassage-export/1), or its first line is missing."),
        (lambda text: text.encode() + b"\xff", "The export cannot be read: it is not UTF-8 text, or the file went away while it was read."),
        (lambda _: "", "The export is empty, or names no operation."),
        (lambda text: text.replace('"log":"', '"log":"x'), "The export’s own key of the log cannot be read: a key is not NAME+ID+BASE64 of the right kind"),
    ],
)  # fmt: skip
def test_what_is_no_export_has_no_result(chromium: Chromium, files, change, says) -> None:
    changed = change(Path(files["export"]).read_text())
    Path(files["export"]).write_bytes(changed if isinstance(changed, bytes) else changed.encode())

    def work(page):
        page.set_input_files("[data-role=export]", files["export"])
        page.wait_for_selector("#roles .files li")
        return check(page), page.inner_text(".refused"), page.evaluate("document.activeElement.id")

    assert chromium.on_page(work) == ("There is no result", says, "verdict")


def test_a_browser_without_cryptography_gives_no_verdict(chromium: Chromium, files) -> None:
    """Over plain http a browser has none: the page must say so, and never pass."""

    def work(made):
        page = made.new_page()
        page.route("**/*", lambda route: route.fulfill(body=PAGE.read_text(), content_type="text/html; charset=utf-8"))
        page.goto("http://party.example/safepassage-verify.html")
        bring(page, files["export"])
        found = check(page), page.inner_text(".refused")
        page.close()
        return found

    verdict, refused = chromium.do(work)
    assert verdict == "There is no result"
    assert refused.startswith("This browser gives the page no cryptography here.")


@pytest.mark.parametrize("broken", ["Ed25519", "SHA-256"])
def test_a_browser_that_checks_wrongly_is_found_out_first(chromium: Chromium, files, broken) -> None:
    """One that says yes to every signature, or hashes otherwise, fails the page's own test before anything is read."""
    spoil = {
        "Ed25519": "crypto.subtle.verify = async () => true;",
        "SHA-256": "crypto.subtle.digest = async () => new ArrayBuffer(32);",
    }[broken]

    def work(page):
        page.evaluate(
            "(spoil) => { const engine = document.getElementById('engine'); engine.textContent += spoil; }",
            f"\n{spoil}\n",
        )
        bring(page, files["export"])
        return check(page), page.inner_text(".refused")

    verdict, refused = chromium.on_page(work)
    assert verdict == "There is no result"
    assert f"cannot check {broken}" in refused


def test_a_fault_of_the_program_is_no_verdict(chromium: Chromium, files) -> None:
    def work(page):
        page.evaluate(
            "() => { document.getElementById('engine').textContent += '\\nAudit.prototype.chain = () => nothing.at.all;'; }"
        )
        bring(page, files["export"])
        return check(page), page.inner_text(".refused")

    verdict, refused = chromium.on_page(work)
    assert verdict == "There is no result"
    assert refused.startswith("This program itself failed, so nothing is known of the record.")


def test_a_long_check_says_how_far_it_is_and_can_be_stopped(chromium: Chromium, files) -> None:
    with Path(files["export"]).open("a") as file:
        file.writelines('{"nothing":"known"}\n' * 100_000 for _ in range(20))

    def work(page):
        bring(page, files["export"])
        page.click("#check")
        page.wait_for_function("() => document.getElementById('news').textContent !== ''")
        live, share = page.inner_text("#live"), page.evaluate("() => document.getElementById('bar').value")
        news, busy = page.inner_text("#news"), page.is_disabled("#check")
        page.click("#stop")
        return (
            live,
            share,
            news,
            busy,
            page.inner_text("#verdict"),
            page.inner_text(".refused"),
            page.is_visible("#progress"),
        )

    live, share, news, busy, verdict, refused, visible = chromium.on_page(work)
    assert (live, busy, verdict, visible) == ("The check has begun.", True, "There is no result", False)
    assert 0 < share < 1
    assert re.fullmatch(r"\d+% of the file read, [\d,]+ entries, [\d,]+ things wrong so far", news)
    assert refused == "You stopped the check. There is no result."


def test_many_findings_are_listed_in_part_and_counted_whole(chromium: Chromium, files) -> None:
    with Path(files["export"]).open("a") as file:
        file.write("{}\n" * 1500)

    def work(page):
        bring(page, files["export"])
        verdict = check(page)
        before = page.locator(".finding li").count()
        page.click(".finding button")
        return verdict, before, page.locator(".finding li").count(), page.inner_text("#wrong + p")

    assert chromium.on_page(work) == (
        "Something is wrong: 1,500 findings",
        20,
        1000,
        "The first 1,000 findings are listed, of 1,500.",
    )


# Languages, directions, hands


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_readers_language_and_direction_on_a_phone(chromium: Chromium, files, language) -> None:
    def work(page):
        bring(page, *files.values())
        verdict = check(page)
        sides = page.evaluate(
            """() => ({
              dir: document.documentElement.dir, lang: document.documentElement.lang, width: document.documentElement.scrollWidth,
              root: getComputedStyle(document.querySelector('dd bdi.code')).direction,
              bdi: [...document.querySelectorAll('#result bdi')].filter((one) => /^[0-9a-f]{64}$/.test(one.textContent)).map((one) => one.dir),
              title: document.title,
            })"""
        )
        page.select_option("#language", "he" if language == "ar" else "ar")
        other = page.inner_text("#verdict"), page.evaluate("document.documentElement.lang")
        return verdict, sides, other

    verdict, sides, other = chromium.on_page(work, locale=language, viewport={"width": 360, "height": 740})
    assert verdict == GOOD[language]
    assert sides.pop("title").startswith("Safe Passage: ")
    assert sides == {
        "dir": "ltr" if language == "en" else "rtl",
        "lang": language,
        "width": 360,
        "root": "ltr",
        "bdi": ["ltr"],
    }
    assert other == ((GOOD["he"], "he") if language == "ar" else (GOOD["ar"], "ar"))


def test_numbers_and_days_stand_in_the_readers_form(chromium: Chromium, operation, files) -> None:
    operation.answer("side-a", 99, at=type("Early", (), {"iso": lambda _: "2023-11-01T07:00:00Z"})())
    Path(files["export"]).write_text("".join(operation.lines()))

    def work(page):
        bring(page, files["export"])
        check(page)
        return page.locator(".finding li").first.inner_text()

    told = {locale: chromium.on_page(work, locale=locale) for locale in ("en-GB", "en-US", "ar-EG")}
    assert "dated 1 Nov 2023, 07:00:00 UTC," in told["en-GB"]
    assert "dated Nov 1, 2023, 7:00:00" in told["en-US"].replace("\u202f", " ")
    assert "٣٠" in told["ar-EG"]
    assert "٢٠٢٣" in told["ar-EG"]


def test_a_keyboard_reaches_everything_and_everything_has_a_name(chromium: Chromium, files) -> None:
    def work(page):
        bring(page, files["export"])
        reached = []
        page.evaluate("document.activeElement.blur()")
        for _ in range(40):
            page.keyboard.press("Tab")
            name = page.evaluate(
                "() => { const one = document.activeElement; return one.id || one.dataset.role || one.getAttribute('aria-label') || one.tagName; }"
            )
            if name in reached and name != "SUMMARY":
                break
            reached.append(name)
            if name == "check":
                break
        page.keyboard.press("Enter")
        page.wait_for_selector("#verdict")
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll('input, button, select, svg[role=img], progress')].filter((one) =>
              !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim() || one.labels?.[0]?.textContent.trim())).map((one) => one.outerHTML)"""
        )
        return reached, unnamed, page.evaluate("document.activeElement.id")

    reached, unnamed, focus = chromium.on_page(work)
    assert [name for name in reached if name not in ("SUMMARY", "A")] == [
        "language", "many", "export", "Remove export.jsonl", "checkpoints", "receipts", "policy", "actors", "totals", "log", "check",
    ]  # fmt: skip
    assert (unnamed, focus) == ([], "verdict")


def test_names_out_of_the_record_are_text_and_nothing_else(chromium: Chromium, operation, files) -> None:
    """A writer whose name would be a picture, a script, or turn the line around."""
    name = "<img src=x onerror=alert(1)>\u202egnorw"
    operation.write("side-a", {"x": 1}, kind="k", deltas={name: 1})
    lines = operation.lines(totals={name: 5, "granted": 26, "actors-admitted": 4})
    Path(files["export"]).write_text("".join(lines))

    def work(page):
        bring(page, files["export"])
        check(page)
        return page.inner_text(".finding"), page.locator("img").count()

    text, pictures = chromium.on_page(work)
    assert "<img src=x onerror=alert(1)>\\u{202e}gnorw" in text
    assert pictures == 0


def test_it_prints_the_result_and_not_the_form(chromium: Chromium, files) -> None:
    def work(page):
        bring(page, files["export"])
        check(page)
        page.emulate_media(media="print")
        return [
            page.is_visible(name) for name in ("#verdict", "figure", ".attention", "#files", ".actions", "#language")
        ]

    assert chromium.on_page(work) == [True, True, True, False, False, False]


def test_a_missing_browser_fails_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    with pytest.raises(pytest.fail.Exception, match="make system"):
        Chromium()
