"""The weekly link check: states judged from answers, a strict ledger, fetching from a real local server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from profiles.contribute import links
from profiles.contribute.links import Answer, BadLedger, Link, judged
from scripts.ci import check_links

from .helpers import BASE, write_tree

URL = "https://example.com/a"
PHRASES = ("A paper", "243.17 billion yuan")
PAGE = "A  paper … 243.17 billion\nyuan"
OK = Answer(200, text=PAGE)
DAY, NEXT, LATER = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 12)


def states(*steps: tuple[date, Answer]) -> list[str]:
    """The state after each answer."""
    found: list[str] = []
    link: Link | None = None
    for day, answer in steps:
        link = judged(link, URL, answer, PHRASES, day)
        found.append(link.state)
    return found


@pytest.mark.parametrize(("steps", "expected"), (
    (((DAY, OK),), ["ok"]),
    (((DAY, Answer(404)),), ["failing"]),
    (((DAY, Answer(404)), (NEXT, Answer(404))), ["failing", "failing"]),            # two failures, one day apart
    (((DAY, Answer(404)), (LATER, Answer(0))), ["failing", "gone"]),
    (((DAY, Answer(404)), (NEXT, OK), (LATER, Answer(404))), ["failing", "ok", "failing"]),
    (((DAY, Answer(404)), (LATER, Answer(404)), (LATER, OK)), ["failing", "gone", "ok"]),
    (((DAY, Answer(0)),), ["failing"]), (((DAY, Answer(500)),), ["failing"]), (((DAY, Answer(410)),), ["failing"]),
    (((DAY, Answer(403)),), ["blocked"]), (((DAY, Answer(429)),), ["blocked"]), (((DAY, Answer(999)),), ["blocked"]),
    (((DAY, Answer(200, "https://example.com/b", PAGE)),), ["moved"]),
    (((DAY, Answer(200, URL, PAGE)),), ["ok"]),
    (((DAY, OK), (NEXT, Answer(200, text="A paper, retracted"))), ["ok", "changed"]),
    (((DAY, OK), (NEXT, Answer(200, text="nothing of it")), (LATER, OK)), ["ok", "changed", "ok"]),
    (((DAY, Answer(200, text="only A PAPER")), (NEXT, Answer(200, text="a paper"))), ["ok", "ok"]),   # never seen: not missed
    (((DAY, OK), (NEXT, Answer(403)), (LATER, Answer(200, text="other"))), ["ok", "blocked", "changed"]),
))  # fmt: skip
def test_states(steps: tuple[tuple[date, Answer], ...], expected: list[str]) -> None:
    assert states(*steps) == expected


def test_a_state_that_lasts_keeps_its_day() -> None:
    first = judged(None, URL, OK, PHRASES, DAY)
    assert judged(first, URL, OK, PHRASES, LATER) == first
    assert judged(first, URL, Answer(404), PHRASES, LATER).since == LATER.isoformat()


def test_a_new_address_starts_anew() -> None:
    failing = judged(None, URL, Answer(404), PHRASES, DAY)
    assert judged(failing, f"{URL}/new", Answer(404), PHRASES, LATER).state == "failing"


def test_a_phrase_that_nobody_cites_any_more_is_not_missed() -> None:
    first = judged(None, URL, OK, PHRASES, DAY)
    assert judged(first, URL, Answer(200, text="A paper"), PHRASES[:1], LATER).state == "ok"


# -- the ledger ------------------------------------------------------------------------------


def test_the_ledger_comes_back_as_it_was_and_has_one_line_a_source() -> None:
    known = {"b": judged(None, URL, OK, PHRASES, DAY), "a": judged(None, URL, Answer(404), (), DAY)}
    text = links.written(known)
    assert links.parsed(text) == known and links.written(links.parsed(text)) == text
    assert text.splitlines()[1].startswith('"a": {"failed": "2026-01-05", "since"') and len(text.splitlines()) == 4
    assert links.written({}) == "{\n\n}\n" and links.parsed("{}") == {}


@pytest.mark.parametrize("text", (
    "", "[]", '{"../x": {}}', '{"a": 1}', '{"a": {"url": "https://x.example", "state": "fine", "since": "2026-01-01"}}',
    '{"a": {"url": "javascript:x", "state": "ok", "since": "2026-01-01"}}', '{"a": {"state": "ok", "since": "2026-01-01"}}',
    '{"a": {"url": "https://x.example", "state": "ok", "since": "today"}}',
    '{"a": {"url": "https://x.example", "state": "ok", "since": "2026-01-01", "note": "x"}}',
    '{"a": {"url": "https://x.example", "state": "ok", "since": "2026-01-01", "seen": ["<script>"]}}',
))  # fmt: skip
def test_a_bad_ledger_is_refused(text: str) -> None:
    with pytest.raises(BadLedger):
        links.parsed(text)


def test_a_bad_ledger_on_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.json").write_text("[]", "utf-8")
    with pytest.raises(BadLedger, match="ledger.json is not as the weekly link check writes it"):
        links.ledger(tmp_path / "ledger.json")
    assert links.ledger(tmp_path / "none.json") == {}


def test_the_build_reads_the_ledger_and_stays_offline(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    from profiles import cli

    data = write_tree(tmp_path / "data", BASE)
    (tmp_path / "links").mkdir()
    (tmp_path / "links/ledger.json").write_text(links.written({"paper": judged(None, URL, Answer(403), (), DAY)}), "utf-8")
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the build asked somebody"))
    assert cli.main(["build", "--data", str(data), "--docs", str(tmp_path / "docs"), "--today", "2026-11-23"]) == 0
    assert capsys.readouterr().out.endswith("links: 1 blocked\n")
    (tmp_path / "links/ledger.json").write_text("[]", "utf-8")
    assert cli.main(["build", "--data", str(data), "--docs", str(tmp_path / "docs"), "--today", "2026-11-23"]) == 2


def test_news_tell_what_turned() -> None:
    before = {"a": judged(None, URL, OK, PHRASES, DAY), "b": judged(None, URL, OK, PHRASES, DAY)}
    after = {"a": judged(before["a"], URL, Answer(404), PHRASES, LATER), "b": before["b"], "c": before["b"],
             "d": judged(None, URL, Answer(200, "https://example.com/new", PAGE), PHRASES, DAY)}  # fmt: skip
    assert links.news(before, after) == (
        "- `a`: ok → **failing** (did not answer at the last check)\n"
        "- `d`: new → **moved** (leads to another address for good), now at <https://example.com/new>\n")
    assert links.news(before, before) == ""
    assert links.summary(after) == "links: 2 ok, 1 moved, 1 failing" and links.summary({}) == "links: never checked"


# -- fetching --------------------------------------------------------------------------------


class Pages(BaseHTTPRequestHandler):
    """A small web with the usual accidents."""

    def do_GET(self) -> None:  # noqa: N802
        """Answer by the path alone."""
        code, target = {"/ok": (200, ""), "/for-good": (301, "/ok"), "/for-now": (302, "/ok"), "/mixed": (308, "/for-now"),
                        "/gone": (404, ""), "/no": (403, ""), "/loop": (301, "/loop"), "/inside": (302, "http://10.0.0.1/x"),
                        "/odd": (302, "file:///etc/passwd")}[self.path]  # fmt: skip
        self.send_response(code)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Type", "text/html; charset=nonsense")
        self.end_headers()
        if code == 200:
            self.wfile.write(b"<script>A paper</script><h1>Some &amp; words</h1>" + b" " * 3_000_000)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("path", "status", "to"), (
    ("/ok", 200, ""), ("/for-good", 200, "/ok"), ("/for-now", 200, ""), ("/mixed", 200, ""), ("/gone", 404, ""), ("/no", 403, ""),
    ("/loop", 0, ""), ("/inside", 0, ""), ("/odd", 0, ""),
))  # fmt: skip
def test_fetch(web: str, path: str, status: int, to: str) -> None:
    answer = check_links.fetch(web + path, allowed=lambda url: url.startswith(web), timeout=10)
    assert (answer.status, answer.to) == (status, web + to if to else "")
    if status == 200:
        assert links.folded(answer.text) == "somewords"


def test_addresses_inside_are_not_asked(web: str) -> None:
    assert check_links.fetch(f"{web}/ok").status == 0
    assert not any(map(check_links.public, ("http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "file:///etc/passwd", "https://")))
    assert check_links.public("https://93.184.216.34/")


def test_the_script_writes_the_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_tree(tmp_path / "data", BASE)
    out, asked = tmp_path / "found/ledger.json", []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer(200, text="A paper")

    arguments = ["--data", str(data), "--ledger", str(tmp_path / "none.json"), "--out", str(out), "--today", "2026-01-05"]
    assert check_links.main(arguments, ask) == 0
    assert asked == ["https://example.com/paper"]
    assert links.ledger(out)["paper"] == Link("https://example.com/paper", "ok", "2026-01-05", status=200, seen=(links.mark("A paper"),))
    assert capsys.readouterr().out == "links: 1 ok\n"


def test_one_host_is_asked_slowly(tmp_path: Path) -> None:
    second = BASE["sources/paper.yml"].replace("/paper", "/second").replace("A paper", "A second")
    other = second.replace("example.com", "example.org").replace("/second", "/third").replace("A second", "A third")
    from profiles.archive import load

    archive, _ = load(write_tree(tmp_path / "data", {**BASE, "sources/second.yml": second, "sources/third.yml": other}))
    pauses: list[float] = []
    assert len(list(check_links.checked(archive, {}, DAY, lambda _: Answer(200), pauses.append))) == 3
    assert pauses == [1.0]
