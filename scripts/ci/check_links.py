#!/usr/bin/env python3
"""Fetch the address of every source once and write what was found into the ledger.

Runs weekly, in a job without rights to write. Asks each host slowly, one address at a time, and tells
who it is. Addresses that lead to a private network are not followed.

    python scripts/ci/check_links.py --data data --ledger links/ledger.json --out ledger.json
"""

from __future__ import annotations

import argparse
import html
import ipaddress
import re
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from profiles.contribute import links  # noqa: E402
from profiles.archive import Archive, load  # noqa: E402

AGENT = "company-atlas link check (asks each address once a week)"
MOST_BYTES = 2_000_000
MOST_HOPS = 8
Fetch = Callable[[str], links.Answer]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects come back as answers, so that each hop can be judged."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def public(url: str) -> bool:
    """Whether an address is http(s) and its host lies outside private networks."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        found = socket.getaddrinfo(parts.hostname, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return True                                        # the fetch will say that there is no such host
    return all(ipaddress.ip_address(str(one[4][0]).split("%")[0]).is_global for one in found)


def fetch(url: str, allowed: Callable[[str], bool] = public, timeout: float = 20.0) -> links.Answer:
    """One address, redirects followed; `to` is set where every hop was for good."""
    opener = urllib.request.build_opener(_NoRedirect())
    here, permanent = url, True
    for _ in range(MOST_HOPS):
        if not allowed(here):
            return links.Answer(0)
        request = urllib.request.Request(here, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5"})
        try:
            with opener.open(request, timeout=timeout) as reply:
                body = reply.read(MOST_BYTES)
                kind = reply.headers.get_content_charset() or "utf-8"
                return links.Answer(reply.status, here if permanent and here != url else "", page_text(body, kind))
        except urllib.error.HTTPError as error:
            target = error.headers.get("Location") if 300 <= error.code < 400 else None
            if not target:
                return links.Answer(error.code)
            permanent = permanent and error.code in links.PERMANENT
            here = urljoin(here, target)
        except (OSError, ValueError, urllib.error.URLError):
            return links.Answer(0)
    return links.Answer(0)


def page_text(body: bytes, charset: str) -> str:
    """The words of a page, its markup and scripts left out."""
    try:
        text = body.decode(charset, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", text)
    return html.unescape(re.sub(r"(?s)<[^>]*>", " ", text))


def phrases_of(archive: Archive, source: str) -> tuple[str, ...]:
    """The title of a source and the words of it that facts cite."""
    printed = {cited.printed for _, cited in archive.by_source.get(source, ()) if cited.printed}
    return tuple(sorted({archive.sources[source].title, *printed}))


def checked(archive: Archive, before: dict[str, links.Link], today: date, ask: Fetch,
            pause: Callable[[float], None] = time.sleep) -> Iterator[tuple[str, links.Link]]:
    """Every source with an address, each host at most once a second."""
    last = ""
    for source in sorted(archive.sources.values(), key=lambda one: (urlsplit(one.url.text).hostname if one.url else "", one.id)):
        if source.url is None or source.withdrawn:
            continue
        host = urlsplit(source.url.text).hostname or ""
        if host == last:
            pause(1.0)
        last = host
        yield source.id, links.judged(before.get(source.id), source.url.text, ask(source.url.text),
                                      phrases_of(archive, source.id), today)


def main(arguments: list[str] | None = None, ask: Fetch = fetch) -> int:
    """Check and write the new ledger; 0 also where links are broken, for that is no fault of the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--ledger", type=Path, default=links.LEDGER)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    options = parser.parse_args(arguments)
    archive, _ = load(options.data)
    before = links.ledger(options.ledger)
    after = dict(checked(archive, before, options.today, ask))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(links.written(after), "utf-8")
    print(links.summary(after))
    print(links.news(before, after), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
