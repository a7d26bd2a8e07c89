"""Markup: elements and attributes that a page may have, by kind of page; everything else is a fault.

Both lists are typed by hand from what the pages and the theme need. Nothing here runs, loads or sends:
no `style`, no `on…`, no frame, object, embed, base, media or form in the article.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from .pages import Page

_EVERYWHERE = {"class", "id", "lang", "dir", "title", "hidden", "role", "tabindex", "translate"}
_OPEN = re.compile(r"aria-[a-z]+|data-(?!md-)[a-z]+(?:-[a-z]+)*")
_PAINT = ("fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity "
          "transform vector-effect marker-end marker-mid marker-start").split()


def _allow(*lines: str) -> dict[str, frozenset[str]]:
    found = {}
    for text in lines:
        tags, _, attributes = text.partition(":")
        for tag in tags.split():
            found[tag] = frozenset(attributes.split())
    return found


_PROSE = _allow(
    "abbr aside article b blockquote br caption cite code dd del dfn div dl dt em figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr i kbd mark nav p pre q s samp section small span strong sub summary sup "
    "table tbody tfoot thead tr u ul var wbr",
    "a:href rel", "details:open", "time:datetime", "data:value", "col colgroup:span", "li:value", "ol:start",
    "td:align colspan rowspan", "th:align colspan rowspan scope abbr")
_DRAWING = _allow(
    "svg:viewBox width height x y xmlns focusable preserveAspectRatio", "g title desc defs", "path:d", "line:x1 x2 y1 y2",
    "polyline polygon:points", "rect:x y width height rx ry", "circle:cx cy r", "ellipse:cx cy rx ry",
    "text tspan:x y dx dy text-anchor dominant-baseline font-size font-weight textLength",
    "pattern:patternUnits patternTransform width height x y",
    "marker:markerWidth markerHeight markerUnits refX refY orient viewBox")
_FRAME = _PROSE | _DRAWING | _allow(
    "html body head main noscript", "meta:charset content name property http-equiv", "link:href rel type", "script:src type defer async",
    "button:type", "form:name", "input:type name placeholder required autocapitalize autocomplete autocorrect spellcheck checked",
    "label:for")
_HAND = _allow("img:src alt width height loading")
_REDIRECT = _allow("html body head title p", "meta:charset content name http-equiv", "link:href rel", "a:href")
_RECORD = re.compile(r"(companies|deals|sources)/[^/]+/index\.html")
# Inline scripts by the SHA-256 of their text; the theme needs none, since ours replaced them by files.
KNOWN_SCRIPTS: frozenset[str] = frozenset()
_POLICY = {"default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "script-src": "'self'", "style-src": "'self'",
           "form-action": "'none'", "frame-src": "'none'"}


def kind(page: Page) -> str:
    """redirect, record, hand-written (about/) or list."""
    if page.tree.css_first('meta[http-equiv="refresh" i]'):
        return "redirect"
    if _RECORD.fullmatch(page.path):
        return "record"
    return "written" if page.path.startswith("about/") else "list"


def markup_faults(page: Page) -> Iterator[str]:
    """Everything on the page that its kind may not have."""
    what = kind(page)
    inside: set[int] = set()
    if page.article:
        inside = {node.mem_id for node in page.article.traverse(include_text=False)}
    article = _PROSE | _DRAWING | (_HAND if what == "written" else {})
    assert page.tree.root is not None
    for node in page.tree.root.traverse(include_text=False):
        allowed = _REDIRECT if what == "redirect" else article if node.mem_id in inside else _FRAME
        yield from (f"{page.path}: {one}" for one in _node(node, allowed, what))
    if what == "redirect":
        yield from _redirect(page)
    else:
        yield from _policy(page)
        if page.article is None:
            yield f"{page.path}: no article"
    twice = sorted({name for name in page.ids if page.ids.count(name) > 1}) if len(set(page.ids)) < len(page.ids) else []
    yield from (f"{page.path}: id twice: {name}" for name in twice)


def _node(node: LexborNode, allowed: dict[str, frozenset[str]], what: str) -> Iterator[str]:
    tag = node.tag or "?"
    if tag == "-comment":
        return
    if tag not in allowed:
        yield f"element not allowed here: <{tag}>"
        return
    for name, value in node.attributes.items():
        lower = name.lower()
        fine = lower in _EVERYWHERE or name in allowed[tag] or lower in {one.lower() for one in allowed[tag]}
        if tag in _DRAWING and name in _PAINT:
            fine = "url(" not in (value or "") or bool(re.fullmatch(r"url\(#[\w.-]+\)", value or ""))
        if not fine and not _OPEN.fullmatch(lower) and not (allowed is _FRAME and lower.startswith("data-md-")):
            yield f"attribute not allowed here: <{tag} {name}>"
    yield from _address(node, tag, what)
    if tag == "script":
        yield from _script(node)


def _address(node: LexborNode, tag: str, what: str) -> Iterator[str]:
    """Links lead to pages, sources are our own."""
    href, src = node.attributes.get("href"), node.attributes.get("src")
    if tag == "a" and href is not None:
        scheme = urlsplit(href.strip()).scheme.lower() if not href.startswith("#") else ""
        if scheme not in ("", "http", "https", *(("mailto",) if what == "written" else ())) or href.startswith("//"):
            yield f"link to {href[:80]!r}"
        elif re.search(r"[\x00-\x20\\]", href):
            yield f"link with odd characters: {href[:80]!r}"
    foreign = re.compile(r"\s*([A-Za-z][\w+.-]*:|//|\\)")
    if tag == "link" and foreign.match(href or "") and node.attributes.get("rel") not in ("canonical", "license", "alternate"):
        yield f"loads {href!r} from elsewhere"
    if src is not None and foreign.match(src):
        yield f"<{tag}> loads {src[:80]!r} from elsewhere"


def _script(node: LexborNode) -> Iterator[str]:
    text = node.text(deep=True) or ""
    if "src" in node.attributes:
        return
    if node.attributes.get("type") in ("application/json", "application/ld+json"):
        try:
            strict_json(text)
        except ValueError as error:
            yield f"data in <script> is no JSON: {error}"
    elif hashlib.sha256(text.encode()).hexdigest() not in KNOWN_SCRIPTS:
        yield f"unknown inline script: {text.strip()[:60]!r}"


def _redirect(page: Page) -> Iterator[str]:
    """The target is a page of ours, the same in the refresh and in the link."""
    meta = page.tree.css_first('meta[http-equiv="refresh" i]')
    content = (meta.attributes.get("content") or "") if meta else ""
    match = re.fullmatch(r"0; url=((?:\.\./)*(?:[a-z0-9-]+/)*)", content)
    links = [link.attributes.get("href") for link in page.tree.css("a")]
    if not match or links != [match[1]]:
        yield f"{page.path}: odd redirect: {content[:80]!r} and {links}"


def _policy(page: Page) -> Iterator[str]:
    meta = page.tree.css_first('meta[http-equiv="Content-Security-Policy" i]')
    content = (meta.attributes.get("content") or "") if meta else ""
    found = {part.split()[0]: " ".join(part.split()[1:]) for part in content.split(";") if part.strip()}
    wrong = sorted(key for key, value in _POLICY.items() if found.get(key) != value)
    if wrong or "unsafe" in content:
        yield f"{page.path}: content policy missing or weak: {', '.join(wrong) or content}"
    first = page.tree.css_first("head script, head link[rel=stylesheet]")
    if meta and first and page.data.find(b"Content-Security-Policy") > page.data.find((first.html or "<").split(">")[0].encode()):
        yield f"{page.path}: the content policy stands behind what it should govern"


def strict_json(text: str) -> Any:
    """JSON as browsers read it: no NaN, no Infinity, no key twice. Raises ValueError."""
    def constant(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in found]
        if len(set(keys)) < len(keys):
            raise ValueError("a key stands twice")
        return dict(found)

    return json.loads(text, parse_constant=constant, object_pairs_hook=pairs)
