"""A real Chromium in a thread of its own: Playwright keeps an event loop running in its thread, and Django refuses to work in such a one."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PAGE = Path(__file__).parents[2] / "verify" / "safepassage-verify.html"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Chromium:
    """Runs functions of (browser) or (page) in the thread that owns the browser."""

    def __init__(self) -> None:
        path = shutil.which("chromium")
        if path is None:
            pytest.fail("these tests need Chromium: run `make system`, or install Debian's package chromium")
        self._asked: queue.Queue[tuple[Callable[[Browser], Any], Future[Any]] | None] = queue.Queue()
        self._ready: Future[None] = Future()
        self._contexts: dict[str, BrowserContext] = {}
        self._thread = threading.Thread(target=self._run, args=(path,), daemon=True)
        self._thread.start()
        self._ready.result(60)

    def _run(self, path: str) -> None:
        try:
            with sync_playwright() as made:
                browser = made.chromium.launch(executable_path=path, args=list(FLAGS))
                self._ready.set_result(None)
                while (asked := self._asked.get()) is not None:
                    work, answer = asked
                    try:
                        answer.set_result(work(browser))
                    except BaseException as error:  # noqa: BLE001 - whoever asked shall see it, whatever it is
                        answer.set_exception(error)
                browser.close()
        except BaseException as error:  # noqa: BLE001 - as above
            if not self._ready.done():
                self._ready.set_exception(error)

    def do(self, work: Callable[[Browser], Any], within: float = 60) -> Any:
        answer: Future[Any] = Future()
        self._asked.put((work, answer))
        return answer.result(within)

    def on_page(self, work: Callable[[Page], Any], **context: Any) -> Any:
        """Work on the page as opened from its file, by a reader of that locale; it must say and ask for nothing on the way."""
        wanted = {"locale": "en-GB", **context}

        def run(browser: Browser) -> Any:
            made = self._contexts.get(repr(wanted)) or self._contexts.setdefault(
                repr(wanted), browser.new_context(**wanted)
            )
            page = made.new_page()
            try:
                said: list[str] = []
                page.on("console", lambda message: said.append(message.text))
                page.on("pageerror", lambda error: said.append(str(error)))
                page.on("request", lambda request: said.append(request.url) if _outside(request.url) else None)
                page.goto(PAGE.as_uri())
                found = work(page)
                assert said == []
                return found
            finally:
                page.close()

        return self.do(run)

    def end(self) -> None:
        self._asked.put(None)
        self._thread.join(20)


def _outside(url: str) -> bool:
    return not url.startswith((PAGE.as_uri(), "blob:", "data:"))


# The engine of the page, as it works in the page's own worker, without the page's buttons.
ENGINE = """
async ([given, text]) => {
  const file = (one) => new File([Uint8Array.from(atob(one.data), (mark) => mark.charCodeAt(0))], one.name);
  const made = {sample: given.sample ?? null, log: given.log, skew: given.skew, export: file(given.export), checkpoints: given.checkpoints.map(file)};
  for (const name of ['receipts', 'actors', 'totals', 'policy']) if (given[name]) made[name] = file(given[name]);
  const plain = (value) => typeof value === 'bigint' ? {whole: value.toString()}
    : Array.isArray(value) ? value.map(plain)
    : value instanceof Map ? {table: [...value].map(([name, one]) => [name, plain(one)])}
    : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
    : value;
  window.workers ??= [];
  const worker = window.workers.pop()
    ?? new Worker(URL.createObjectURL(new Blob([document.getElementById('engine').textContent])));
  return new Promise((done) => {
    worker.onerror = (error) => done({failed: error.message});
    worker.onmessage = ({data}) => {
      if (data.progress) return;
      window.workers.push(worker);
      done(plain(data));
    };
    worker.postMessage(made);
  });
}
"""
