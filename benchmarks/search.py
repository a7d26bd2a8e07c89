"""How long a reader waits for search, and how much is loaded for it, in a real Chromium.

Each query runs in a new browser profile on a finished site behind a server that does not compress: from
the moment the search field is clicked, with the words typed at once, to the first result on the screen.
`python -m benchmarks.search SITE WORDS…` prints one line for each query.
"""

from __future__ import annotations

import statistics
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from scripts.browser import find_browser, launch_arguments

_FIRST = """query => new Promise(done => {
  const list = document.querySelector(".md-search-result__list");
  const meta = document.querySelector(".md-search-result__meta");
  const field = document.querySelector("[data-md-component=search-query]");
  const before = meta.textContent, start = performance.now();
  const shown = new MutationObserver(() => {
    const first = list.querySelector("li h1, li h2");
    if (!first && meta.textContent.trim() === before.trim()) return;
    if (!first && !/^No /.test(meta.textContent.trim())) return;
    shown.disconnect();
    done([performance.now() - start, first ? first.textContent : "", meta.textContent.trim()]);
  });
  shown.observe(meta, { childList: true, characterData: true, subtree: true });
  shown.observe(list, { childList: true });
  field.focus();
  field.value = query;
  field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
})"""


@dataclass(frozen=True)
class Answer:
    """One query: milliseconds to the first result, kilobytes and requests it took, what came first."""

    query: str
    ms: float
    kilobytes: float
    requests: int
    first: str
    count: str


class _Handler(SimpleHTTPRequestHandler):
    """Counts what it serves."""

    def __init__(self, *arguments: Any, served: list[int], **more: Any) -> None:
        self.served = served
        super().__init__(*arguments, **more)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Serve a file and note its size."""
        data = source.read()
        self.served.append(len(data))
        outputfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Stay quiet."""


def answers(site: Path, queries: Sequence[str], runs: int = 3) -> list[Answer]:
    """Each query by a reader who has just opened the home page; the median of the runs."""
    from playwright.sync_api import sync_playwright

    served: list[int] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site), served=served))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_address[1]}/about/"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
            found = [_median([_one(browser, home, query, served) for _ in range(runs)]) for query in queries]
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    return found


def _one(browser: Any, home: str, query: str, served: list[int]) -> Answer:
    context = browser.new_context()
    context.set_default_timeout(600_000)
    page = context.new_page()
    page.goto(home, wait_until="networkidle")
    served.clear()
    ms, first, count = page.evaluate(_FIRST, query)
    context.close()
    return Answer(query, ms, sum(served) / 1000, len(served), first, count)


def _median(runs: list[Answer]) -> Answer:
    middle = statistics.median_low(run.ms for run in runs)
    return next(run for run in runs if run.ms == middle)


def main(arguments: Sequence[str]) -> None:
    """Print what each query took."""
    for one in answers(Path(arguments[0]), arguments[1:]):
        print(f"{one.query!r}: {one.ms:.0f} ms, {one.kilobytes:.0f} KB in {one.requests} requests; {one.count}; first: {one.first}")


if __name__ == "__main__":
    main(sys.argv[1:])
