"""Looks: one visit to a page in a real browser, and everything measured on it.

A look is taken once for each page, width and scheme and then asked by several tests: loading a page
costs more than any question about it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

ROOT = Path(__file__).resolve().parent.parent
WIDE, NARROW = (1440, 900), (390, 844)
PATIENCE = 20_000  # milliseconds; a busy machine is slow, and a missing thing is missing

# WCAG 2.0 to 2.2, levels A and AA, and best practice; target size is off by default.
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) shifts.push([entry.value, entry.sources.map(source => source.node?.className || '?')]);
  })).observe({type: 'layout-shift', buffered: true});
  addEventListener('securitypolicyviolation', event =>
    console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""


@dataclass
class Look:
    """What one visit showed. `weight` is in bytes, each file packed by itself, as a host sends it."""

    path: str
    size: tuple[int, int]
    faults: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    shifts: list[Any] = field(default_factory=list)
    overflow: int = 0

    @property
    def weight(self) -> int:
        """All that the first view loads."""
        return sum(self.weights.values())

    @property
    def shift(self) -> float:
        """How much the layout moved by itself (CLS)."""
        return float(sum(value for value, _ in self.shifts))


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now, one line a node."""
    source = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source)
    found = page.evaluate("options => axe.run(options)", {
        "runOnly": {"type": "tag", "values": list(_TAGS)}, "resultTypes": ["violations"],
        "rules": {"target-size": {"enabled": True}}})
    tried = {one["id"] for key in ("passes", "violations", "inapplicable", "incomplete") for one in found[key]}
    assert found["passes"] and {"target-size", "color-contrast", "region"} <= tried, "axe tried too little: the test itself is broken"
    return [f"{one['id']}: {' '.join(map(str, node['target']))}: {node['html'][:120]}"
            for one in found["violations"] for node in one["nodes"]]


class Eyes:
    """A browser on one site. Each look is taken in a fresh profile, as by a first-time reader."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.browser, self.home = browser, home
        self._looks: dict[tuple[str, tuple[int, int]], Look] = {}

    def context(self, size: tuple[int, int] = WIDE, **more: Any) -> BrowserContext:
        """A fresh profile."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        context.set_default_timeout(PATIENCE)
        return context

    def look(self, path: str, size: tuple[int, int]) -> Look:
        """The look at a page in this size, taken when it is first asked for."""
        if (path, size) not in self._looks:
            self._looks[path, size] = self._take(path, size)
        return self._looks[path, size]

    def _take(self, path: str, size: tuple[int, int]) -> Look:
        found, loaded, asked = Look(path, size), list[Any](), list[str]()
        context = self.context(size)
        context.add_init_script(_SHIFTS)
        context.on("request", lambda request: asked.append(request.url))
        context.on("response", lambda response: loaded.append(response))
        context.on("console", lambda message: self._hear(found, message))
        context.on("weberror", lambda error: found.complaints.append(str(error.error)))
        page = context.new_page()
        page.goto(self.home + path, wait_until="load")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found.weights = {response.url: _packed(response) for response in loaded}
        found.strangers = [url for url in asked if not url.startswith((self.home, "data:", "blob:"))]
        found.overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found.faults = [f"light {one}" for one in axe(page)]
        found.shifts = page.evaluate("shifts")
        page.emulate_media(color_scheme="dark")
        page.reload(wait_until="load")
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate", "it is not dark"
        found.faults += [f"dark {one}" for one in axe(page)]
        context.close()
        return found

    def _hear(self, found: Look, message: Any) -> None:
        """Note what the browser complains of; that a missing page is missing is no complaint."""
        own = self.home + found.path
        missing = message.location.get("url") == own and "404" in message.text
        if message.type == "error" and not missing:
            found.complaints.append(message.text)


def _packed(response: Response) -> int:
    """Bytes of a response, packed as hosts pack text."""
    return len(gzip.compress(response.body(), 9)) if response.ok or response.status == 404 else 0


def evaluate_in(context: BrowserContext, address: str, ask: Callable[[Page], Any]) -> Any:
    """Open a page in a profile, ask it one thing, close it."""
    page = context.new_page()
    page.goto(address, wait_until="load")
    answer = ask(page)
    page.close()
    return answer


def data_of(html: str) -> list[Any]:
    """The JSON-LD of a page, read by an HTML parser and a JSON parser that refuses what browsers refuse."""
    from selectolax.lexbor import LexborHTMLParser

    scripts = LexborHTMLParser(html).css('script[type="application/ld+json"]')
    return [json.loads(script.text(deep=True) or "") for script in scripts]
